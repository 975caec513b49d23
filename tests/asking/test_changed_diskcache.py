"""A later diskcache may call its own parts otherwise: answers are kept all the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import diskcache
import pytest

from tests.cache_samples import finish, start

SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import diskcache
from llm_summarise.asking.store.store import Store
from tests.cache_samples import key_of, sample
assert diskcache.__file__.startswith(sys.argv[1])
for number in (1, 2):
    with Store(sys.argv[2], warn=print) as store:
        assert store.put(key_of(sample(number)), sample(number))
        assert store.get(key_of(sample(1))) == sample(1)
        assert store.delete(key_of(sample(number + 5))) is False
print("kept")
"""


@pytest.mark.parametrize("names", ["sql_retry", "sql", "sql_retry|sql|con|transact|txn_id|timeout"])
def test_answers_are_kept_with_other_private_names(tmp_path: Path, names: str) -> None:
    changed = tmp_path / "site" / "diskcache"
    shutil.copytree(Path(diskcache.__file__).parent, changed)
    core = changed / "core.py"
    source = core.read_text()
    core.write_text(re.sub(rf"(?<=self\._)({names})\b|(?<=def _)({names})\b", r"new_\g<0>", source))
    assert core.read_text() != source
    assert finish(start(SCRIPT, changed.parent, tmp_path / "cache")) == "kept\n"


@pytest.mark.parametrize("statement", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_tables_are_not_waited_for_longer_than_patience(tmp_path: Path, statement: str) -> None:
    script = """
import sqlite3, sys
from llm_summarise.asking.store.bytes_cache import BytesCache
from llm_summarise.asking.store.patience import Patience
now = 0.0
def sleep(seconds):
    global now
    now += seconds
holder = sqlite3.connect(sys.argv[1] + "/cache.db", isolation_level=None)
holder.execute("PRAGMA journal_mode=" + sys.argv[3])
holder.execute("CREATE TABLE other (x)")
holder.execute(sys.argv[2])
try:
    BytesCache(__import__("pathlib").Path(sys.argv[1]), Patience(4, clock=lambda: now, sleep=sleep))
except (sqlite3.OperationalError, TimeoutError) as error:
    print("locked" in str(error), 4 <= now < 4.1)
"""
    assert finish(start(script, tmp_path, statement, "delete")) == "True True\n"
