"""Parent and children of a fork share a cache, but no connection: none loses an answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from llm_summarise.asking.store.store import Store
from tests.cache_samples import finish, start

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

FORK = """
import os, sys
from tests.cache_samples import key_of, sample
from llm_summarise.asking.store.store import Store
store = Store(sys.argv[1], warn=lambda text: sys.exit(text))
def put(number):
    entry = sample(number)
    assert store.put(key_of(entry), entry)
put(0)
child_reads, parent_writes = os.pipe()
child = os.fork()
if not child:
    assert store.get(key_of(sample(0))) == sample(0)
    put(1)
    os.read(child_reads, 1)
    put(2)
    store.close()
    sys.exit(0)
put(3)
store.close()
os.write(parent_writes, b"x")
assert os.waitpid(child, 0)[1] == 0
assert sorted(entry.parts.seed for _, entry in store.iterate()) == [0, 1, 2, 3]
store.close()
"""


def test_parent_and_child_of_a_fork_keep_all_their_answers(tmp_path: Path) -> None:
    for round_ in range(3):
        finish(start(FORK, tmp_path / str(round_)))


def test_a_process_can_be_started_while_a_worker_has_a_connection(tmp_path: Path) -> None:
    """In an interpreter that meets executors only now: they lock themselves before a fork."""
    script = f"""
import os
from llm_summarise.asking.store.store import Store
store = Store({str(tmp_path / "cache")!r}, warn=print)
assert store.submit(lambda: store.put_memo("a", b"1")).result()
child = os.fork()
if child == 0:
    os._exit(store.get_memo("a") != b"1")
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert store.submit(lambda: store.get_memo("a")).result() == b"1"
store.close()
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


BUSY = """
import os, sys, threading
from tests.cache_samples import key_of, sample
from llm_summarise.asking.store.store import Store
store = Store(sys.argv[1], warn=lambda text: print(text, file=sys.stderr))
enough = threading.Event()
wrong = []
def put(number, answered):
    entry = sample(number)
    kept = store.put(key_of(entry), entry)
    (answered if kept and store.get(key_of(entry)) == entry else wrong).append(number)
def put_many(first):
    while not enough.is_set():
        put(first, answers)
        first += 1
answers = []
threads = [threading.Thread(target=put_many, args=(1000 * n,)) for n in (1, 2, 3)]
for thread in threads:
    thread.start()
children = []
for n in range(12):
    child = os.fork()
    if not child:
        for each in range(3):
            put(10**6 + 3 * n + each, answers)
        store.close()
        os._exit(bool(wrong))
    children.append(child)
codes = {os.waitpid(child, 0)[1] for child in children}
enough.set()
for thread in threads:
    thread.join()
store.close()
assert codes == {0} and not wrong, (codes, wrong)
print(*answers)
"""


def test_forks_between_writes_of_threads_lose_no_answer(tmp_path: Path) -> None:
    answers = {int(word) for word in finish(start(BUSY, tmp_path)).split()}
    with Store(tmp_path, warn=pytest.fail) as store:
        kept = {entry.parts.seed for _, entry in store.iterate()}
        assert store.check().faults == ()
    assert kept >= answers | {10**6 + n for n in range(36)}
