"""One question, one call: whoever asks second waits and finds the answer."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from pathlib import Path

import pytest

from llm_summarise import files
from llm_summarise.asking.store.locks import KeyLocks
from tests.cache_samples import finish, start, without_privileges

KEY = "ab" * 32

ASK = """
import asyncio, sys
from pathlib import Path
from tests.cache_samples import key_of, sample
from llm_summarise.asking.store.locks import KeyLocks
from llm_summarise.asking.store.store import Store

async def ask(store, locks, number, calls):
    entry, key = sample(number), key_of(sample(number))
    if store.get(key) is None:
        async with locks.hold(key):
            if store.get(key) is None:
                await asyncio.sleep(0.01)
                calls.open("a").write(f"{number}\\n")
                assert store.put(key, entry)
    assert store.get(key) == entry

async def main(folder, calls):
    with Store(folder, warn=lambda text: sys.exit(text)) as store:
        locks = KeyLocks(folder, warn=lambda text: sys.exit(text))
        await asyncio.gather(*(ask(store, locks, n % 12, calls) for n in range(36)))

asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
"""


def test_four_processes_that_need_the_same_keys_make_one_call_each(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    processes = [start(ASK, tmp_path / "cache", calls) for _ in range(4)]
    for process in processes:
        finish(process)
    assert sorted(map(int, calls.read_text().split())) == list(range(12))
    assert not list((tmp_path / "cache" / "locks").iterdir()), "lock files are removed after use"


HOLD = """
import asyncio, sys
from llm_summarise.asking.store.locks import KeyLocks

async def main():
    async with KeyLocks(sys.argv[1], warn=print).hold(sys.argv[2]):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


def test_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    holder = start(HOLD, tmp_path, KEY)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    locked = KeyLocks(tmp_path, warn=pytest.fail)

    async def wait() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), locked.hold(KEY):
                pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        async with asyncio.timeout(20), locked.hold(KEY):
            pass

    asyncio.run(wait())
    holder.communicate()
    assert not list((tmp_path / "locks").iterdir())


def test_files_of_killed_holders_are_swept_and_those_in_use_are_not(tmp_path: Path) -> None:
    first, second = (KeyLocks(tmp_path, warn=pytest.fail) for _ in range(2))
    other, left = (key * 64 for key in "10")

    def files() -> set[str]:
        return {path.stem for path in (tmp_path / "locks").iterdir()}

    async def hold() -> None:
        async with first.hold(KEY):
            (tmp_path / "locks" / f"{left}.lock").touch()
            async with second.hold(other):  # the first lock a run takes
                assert files() == {KEY, other}
                (tmp_path / "locks" / f"{left}.lock").touch()
                assert second.sweep() == 1
                assert files() == {KEY, other}

    asyncio.run(hold())
    assert files() == set()


def test_tasks_take_turns_for_one_key_and_not_for_others(tmp_path: Path) -> None:
    locked = KeyLocks(tmp_path, warn=pytest.fail)
    inside: dict[str, int] = {"a" * 64: 0, "b" * 64: 0}
    together = 0

    async def work(key: str) -> None:
        nonlocal together
        async with locked.hold(key):
            inside[key] += 1
            assert inside[key] == 1
            for _ in range(5):
                await asyncio.sleep(0)
                together = max(together, sum(inside.values()))
            inside[key] -= 1

    async def main() -> None:
        await asyncio.gather(*(work(key) for key in inside for _ in range(10)))

    asyncio.run(main())
    assert together == 2
    assert not locked._turns


def test_two_locks_on_one_directory_exclude_each_other(tmp_path: Path) -> None:
    first, second = KeyLocks(tmp_path, warn=pytest.fail), KeyLocks(tmp_path, warn=pytest.fail)
    order: list[str] = []

    async def wait(held: asyncio.Event) -> None:
        await held.wait()
        async with second.hold(KEY):
            order.append("second")

    async def main() -> None:
        held = asyncio.Event()
        waiting = asyncio.create_task(wait(held))
        async with first.hold(KEY):
            held.set()
            for _ in range(20):
                await asyncio.sleep(0.001)
            order.append("first")
        await waiting

    asyncio.run(main())
    assert order == ["first", "second"]


def test_a_wait_that_is_cancelled_leaves_nothing_behind(tmp_path: Path) -> None:
    first, second = KeyLocks(tmp_path, warn=pytest.fail), KeyLocks(tmp_path, warn=pytest.fail)

    async def wait(locked: KeyLocks) -> None:
        async with locked.hold(KEY):
            pytest.fail("held twice")

    async def main() -> None:
        async with first.hold(KEY):
            tasks = [asyncio.create_task(wait(locked)) for locked in (first, second, second)]
            await asyncio.sleep(0.02)
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(result, asyncio.CancelledError) for result in results)
        async with first.hold(KEY), second.hold("c" * 64):
            pass

    asyncio.run(main())
    assert not first._turns
    assert not second._turns


def test_a_failure_inside_frees_the_lock(tmp_path: Path) -> None:
    locked = KeyLocks(tmp_path, warn=pytest.fail)

    async def main() -> None:
        for _ in range(2):
            with pytest.raises(RuntimeError):
                async with locked.hold(KEY):
                    raise RuntimeError

    asyncio.run(main())


def test_a_folder_removed_while_a_lock_is_held_is_made_again(tmp_path: Path) -> None:
    locked = KeyLocks(tmp_path / "cache", warn=pytest.fail)

    async def main() -> None:
        async with locked.hold(KEY):
            (tmp_path / "cache" / "locks" / f"{KEY}.lock").unlink()
            (tmp_path / "cache" / "locks").rmdir()
            async with locked.hold("d" * 64):
                pass

    asyncio.run(main())


def test_a_name_that_is_no_key_is_no_path(tmp_path: Path) -> None:
    locked = KeyLocks(tmp_path / "cache", warn=pytest.fail)

    async def main() -> None:
        for name in ("../../escaped", "/escaped", "", "\0", "\ud800"):
            async with locked.hold(name):
                (path,) = (tmp_path / "cache" / "locks").iterdir()
                assert len(path.stem) == 64

    asyncio.run(main())


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOTSUP, errno.EROFS, errno.EMFILE, errno.ENOSPC])
def test_where_files_cannot_be_locked_tasks_still_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(files.fcntl, "flock", refuse)
    _take_turns_with_one_warning(tmp_path)


def test_on_a_platform_without_file_locks_tasks_still_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "fcntl", None)
    _take_turns_with_one_warning(tmp_path)


def _take_turns_with_one_warning(folder: Path) -> None:
    warnings: list[str] = []
    locked = KeyLocks(folder, warn=warnings.append)
    inside = 0

    async def work() -> None:
        nonlocal inside
        async with locked.hold(KEY):
            inside += 1
            await asyncio.sleep(0)
            assert inside == 1
            inside -= 1

    async def main() -> None:
        await asyncio.gather(*(work() for _ in range(10)))

    before = _open_files()
    asyncio.run(main())
    assert len(warnings) == 1
    assert "cannot be locked" in warnings[0]
    assert _open_files() <= before


def _open_files() -> int:
    """Files this process has open; 0 where there is no way to know."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


READ_ONLY = HOLD.replace("await asyncio.sleep(600)", "pass")


@pytest.mark.skipif(sys.platform != "linux", reason="permissions of Linux")
def test_a_read_only_directory_is_warned_of_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    out = finish(start(READ_ONLY, tmp_path, KEY, preexec_fn=without_privileges))
    tmp_path.chmod(0o700)
    assert out.splitlines()[1:] == ["held"]
    assert "cannot be locked" in out
