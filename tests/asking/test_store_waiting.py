"""A cache that lets nobody in is waited for a few seconds in all, and a busy one as often as need be."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from pathlib import Path

import pytest

from llm_summarise.asking.store.heartbeat import BEAT
from llm_summarise.asking.store.locks import STALLED, KeyLocks
from llm_summarise.asking.store.patience import Patience
from llm_summarise.asking.store.store import Store
from tests.cache_samples import finish, key_of, sample, start

ENTRIES = {key_of(entry): entry for entry in map(sample, range(6))}


class Time:
    """A clock that goes on by what is slept."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def nap(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def test_patience_is_used_up_by_waits_in_vain_and_given_back_by_a_success() -> None:
    patience = Patience(4)
    patience.spend(3)
    assert (patience.left, patience.gone) == (1, False)
    patience.refill()
    assert patience.left == 4
    patience.spend(4.5)
    assert (patience.left, patience.gone) == (0, False), "attempts that take no time may go on"
    patience.spend(1)
    assert patience.gone


def test_what_is_refused_is_remembered_and_written_when_it_can_be(tmp_path: Path) -> None:
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.put_memo("a", b"1")
    holder = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    warnings: list[str] = []
    store = Store(tmp_path, warn=warnings.append, patience=Patience(0.05))
    for key, entry in ENTRIES.items():
        assert not store.put(key, entry)
        assert store.get(key) == entry
    assert not store.put_memo("b", b"2")
    assert store.get_memo("b") == b"2"
    assert store.not_kept == len(ENTRIES)
    holder.execute("ROLLBACK")
    store.close()
    assert store.not_kept == 0
    assert len(warnings) == 1
    with Store(tmp_path, warn=pytest.fail) as store:
        assert dict(store.iterate()) == ENTRIES
        assert store.get_memo("b") == b"2"
    holder.close()


def test_one_success_writes_what_was_refused_before(tmp_path: Path) -> None:
    first, second, *_ = ENTRIES
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.put_memo("a", b"1")
    holder = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Store(tmp_path, warn=lambda _text: None, patience=Patience(0.05)) as store:
        assert not store.put(first, ENTRIES[first])
        holder.execute("ROLLBACK")
        assert store.put(second, ENTRIES[second])
        with Store(tmp_path, warn=pytest.fail) as other:
            assert set(other.all_keys()) == {first, second}
    holder.close()


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_a_database_locked_for_ever_costs_one_warning(tmp_path: Path, mode: str) -> None:
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.put_memo("a", b"1")
    holder = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
    holder.execute(f"PRAGMA journal_mode={mode}")
    holder.execute("BEGIN EXCLUSIVE")
    warnings: list[str] = []
    patience = Patience(0.05)
    for _ in range(2):
        with Store(tmp_path, warn=warnings.append, patience=patience) as store:
            for key, entry in ENTRIES.items():
                assert store.get(key) is None
                assert not store.put(key, entry)
    assert len(warnings) == 1
    holder.execute("ROLLBACK")
    holder.close()


HOLD = """
import signal, sys, time
from llm_summarise.files import open_locked
from pathlib import Path
assert open_locked(Path(sys.argv[1], "open.lock")) is not None
print("held", flush=True)
signal.pause()
"""


def test_a_stopped_process_that_was_opening_the_cache_is_waited_for_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    holder = start(HOLD, tmp_path)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    holder.send_signal(signal.SIGSTOP)
    time = Time()
    patience = Patience(4, clock=time.clock, sleep=time.sleep)
    for key, entry in ENTRIES.items():
        with Store(tmp_path, warn=pytest.fail, patience=patience) as store:
            assert store.put(key, entry)
            assert store.get(key) == entry
    assert time.now < 5
    holder.kill()
    holder.communicate()


KEYS = """
import asyncio, signal, sys
from llm_summarise.asking.store.locks import KeyLocks

async def main():
    locks = KeyLocks(sys.argv[1], warn=sys.exit)
    async with locks.hold("a" * 64), locks.hold("b" * 64), locks.hold("c" * 64):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


def test_a_stopped_holder_of_keys_is_not_waited_for_and_a_live_one_is(tmp_path: Path) -> None:
    holder = start(KEYS, tmp_path)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    warnings: list[str] = []
    time = Time()
    locks = KeyLocks(tmp_path, warn=warnings.append, clock=time.clock, sleep=time.nap)

    async def hold(key: str) -> None:
        async with locks.hold(key):
            pass

    async def wait_in_vain() -> None:
        waiting = asyncio.ensure_future(hold("a" * 64))
        for _ in range(3):
            beat = (tmp_path / "locks" / f"{'a' * 64}.lock").stat().st_mtime_ns
            while (tmp_path / "locks" / f"{'a' * 64}.lock").stat().st_mtime_ns == beat:
                await asyncio.sleep(BEAT / 20)
                time.now = min(
                    time.now, STALLED
                )  # only the signs of life count here, not the machine's speed
        waiting.cancel()
        assert not warnings or "stopped" in warnings[0]

    asyncio.run(wait_in_vain())
    warnings.clear()
    holder.send_signal(signal.SIGSTOP)
    time.now = 100.0
    locks = KeyLocks(tmp_path, warn=warnings.append, clock=time.clock, sleep=time.nap)
    for key in "abc":
        asyncio.run(hold(key * 64))
    assert time.now - 100 < 3 * (STALLED + 0.5)
    assert len(warnings) <= 1
    holder.kill()
    holder.communicate()


WRITE = """
import sys
from tests.cache_samples import key_of, sample
from llm_summarise.asking.store.store import Store
with Store(sys.argv[1], warn=sys.exit) as store:
    for number in range(60):
        entry = sample(1000 * int(sys.argv[2]) + number, prompt="words " * 2000)
        assert store.put(key_of(entry), entry)
"""


@pytest.mark.slow
def test_eight_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    for process in [start(WRITE, tmp_path / "cache", number) for number in range(8)]:
        finish(process)
    with Store(tmp_path / "cache", warn=pytest.fail) as store:
        assert len(store.all_keys()) == 480
