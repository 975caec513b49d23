"""A disk without locks, full, gone or read-only: one warning, no long wait, and the result still comes."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import EXAMPLE, run
from tests.failing_disk import Failing, failing, shim
from tests.fault_server import FaultServer

__all__ = ["failing", "shim"]

LONGEST = 5.0
"""Seconds that a run may wait for a disk, in all."""

BY_ITSELF = 10.0
"""Seconds that SQLite tries by itself, once, where locks are lost while it reads: nobody can stop it."""

CACHE_WORDS = ("answers are not kept", "cannot be read", "cannot be locked", "damaged")
EVERYTHING = ("lock", "open", "read", "write", "sync", "rename", "unlink", "mkdir")

FAULTS = {
    "no locks": {"lock": errno.ENOLCK},
    "no locks any more": {"lock": (errno.ENOLCK, 12)},
    "locks not made": {"lock": errno.ENOSYS},
    "locks refused": {"lock": errno.EINVAL},
    "locks fail": {"lock": errno.EIO},
    "full": {"write": errno.ENOSPC},
    "full by now": {"write": (errno.ENOSPC, 20)},
    "over quota": {"write": (errno.EDQUOT, 9), "sync": errno.EDQUOT},
    "read-only": dict.fromkeys(("open", "mkdir", "write", "unlink"), errno.EROFS),
    "broken": dict.fromkeys(EVERYTHING, errno.EIO),
    "broken by now": dict.fromkeys(EVERYTHING, (errno.EIO, 9)),
    "unmounted": {**dict.fromkeys(EVERYTHING, errno.ESTALE), "stat": errno.ESTALE},
    "locks fail by now": {"lock": (errno.EIO, 14)},
    "cannot be read by now": {"read": (errno.EIO, 24)},
    "unmounted by now": {**dict.fromkeys(EVERYTHING, (errno.ENODEV, 16)), "stat": (errno.ENODEV, 30)},
    "half gone by now": {"stat": (errno.ENOENT, 30)},
    "gone by now": dict.fromkeys(("open", "rename", "unlink", "mkdir", "stat"), (errno.ENOENT, 25)),
}
SLOW = [pytest.param(name, marks=() if name == "no locks" else pytest.mark.slow) for name in FAULTS]


@pytest.mark.parametrize("fault", SLOW)
@pytest.mark.parametrize("before", ["nothing", "a cache"])
def test_the_result_comes_with_one_warning_and_no_long_wait(
    failing: Failing, server: FaultServer, tmp_path: Path, fault: str, before: str
) -> None:
    cache = tmp_path / "cache"
    command = (EXAMPLE, "-m", "fault", "-f", "json", "--cache-dir", cache)
    if before == "a cache":
        run(EXAMPLE, "-m", "fault", "-f", "json", "--length", "short", "--cache-dir", cache)
    paid_before = len(server.requests)
    done = failing(*command, below=cache, **FAULTS[fault])
    assert done.code == 0, done.err
    assert '"takeaways"' in done.out
    assert done.failed
    lost = fault in ("no locks any more", "locks fail by now", "unmounted by now")
    assert done.slept <= (BY_ITSELF if lost else LONGEST)
    assert len(done.warnings(*CACHE_WORDS)) <= 1
    assert not list(cache.glob("*.broken-*"))
    assert "Traceback" not in done.err
    if fault in ("no locks", "full", "read-only", "broken", "unmounted"):
        assert len(done.warnings(*CACHE_WORDS)) == 1
        paid = len(server.requests) - paid_before
        assert json.loads(done.out)["usage"]["not_kept"] == paid
        assert f" {paid} answers not kept" in done.err.splitlines()[-1]
    assert len({request.prompt for request in server.requests}) == len(server.requests), "paid for twice"


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["no locks", "broken", "read-only", "unmounted"])
def test_commands_about_the_cache_end_soon_and_clearly(failing: Failing, tmp_path: Path, fault: str) -> None:
    cache = tmp_path / "cache"
    run(EXAMPLE, "-m", "extractive", "--cache-dir", cache)
    for command in ("stats", "list", "verify"):
        done = failing("cache", command, "--cache-dir", cache, below=cache, **FAULTS[fault])
        assert done.code in (0, 1)
        assert "Traceback" not in done.err
        assert done.slept <= LONGEST
        assert len(done.err.splitlines()) <= 2, done.err


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["no locks", "full", "broken"])
def test_an_index_on_a_failing_disk_is_an_error_of_one_line(
    failing: Failing, tmp_path: Path, fault: str
) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "index").mkdir()
    result = tmp_path / "results" / "episode.json"
    result.write_bytes(run(EXAMPLE, "-m", "extractive", "-f", "json").stdout)
    database = tmp_path / "index" / "all.db"
    done = failing("index", result.parent, "-O", database, below=database.parent, **FAULTS[fault])
    assert done.code == 1
    assert len(done.err.splitlines()) == 1, done.err
    assert f"{database}: cannot be" in done.err
    assert done.slept <= 2 * LONGEST


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["no locks", "full", "broken", "read-only"])
def test_a_log_on_a_failing_disk_costs_a_warning(
    failing: Failing, server: FaultServer, tmp_path: Path, fault: str
) -> None:
    log = Path(os.environ["LLM_USER_PATH"]) / "logs.db"
    done = failing(EXAMPLE, "-m", "fault", "-f", "json", "--log", below=log, **FAULTS[fault])
    assert done.code == 0, done.err
    assert '"takeaways"' in done.out
    assert done.slept <= LONGEST
    assert len(done.warnings("calls are not logged")) == 1, done.err


@pytest.mark.slow
def test_a_result_for_a_full_disk_is_an_error_and_leaves_nothing(failing: Failing, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / "a.md").write_text("as it was")
    done = failing(EXAMPLE, "-m", "extractive", "-O", folder / "a.md", below=folder, write=errno.ENOSPC)
    assert done.code == 1
    assert "cannot be written: No space left on device" in done.err.splitlines()[-1]
    assert [path.name for path in folder.iterdir()] == ["a.md"]
    assert (folder / "a.md").read_text() == "as it was"


@pytest.mark.skipif(sys.platform != "linux", reason="homes as on Linux")
@pytest.mark.parametrize("home", [None, "/proc/nowhere", "relative"])
def test_a_home_that_is_missing_costs_a_warning(tmp_path: Path, home: str | None) -> None:
    """Of a user whom the system does not know: the list of users is not asked, as if it were empty."""
    unset = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LLM_USER_PATH", "LLM_SUMMARISE_CACHE_DIR", "HOME")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {} if home is None else {"HOME": home}
    script = f"""
import pwd, sys
def unknown(_user):
    raise KeyError("no such user")
pwd.getpwuid = pwd.getpwnam = unknown
from llm_summarise.cli import main
sys.argv[1:] = [{str(EXAMPLE)!r}, "-m", "extractive"]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# ")
    if home != "relative":
        assert done.stderr.count("answers are not kept") == 1, done.stderr
    assert not list(tmp_path.glob("~*"))


def test_a_relative_place_for_caches_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from llm_summarise.config import cache_folder

    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("relative", "", "~/caches"):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert cache_folder(None).is_relative_to(tmp_path)


def test_a_cache_that_is_a_loop_of_links_costs_a_warning(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    done = run(EXAMPLE, "-m", "extractive", "--cache-dir", tmp_path / "loop")
    assert done.stderr.decode().count("answers are not kept") == 1
