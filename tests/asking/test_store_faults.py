"""Whatever happens to the file: a clear warning, never a wrong answer, never a paid one lost."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llm_summarise.asking.store.admin import verify
from llm_summarise.asking.store.patience import Patience
from llm_summarise.asking.store.store import Store
from tests.cache_samples import finish, key_of, sample, start, without_privileges

ENTRY = sample(prompt="some words of a talk " * 300)
KEY = key_of(ENTRY)
linux = pytest.mark.skipif(sys.platform != "linux", reason="permissions of Linux")


def fill(folder: Path, count: int = 1) -> None:
    with Store(folder, warn=pytest.fail) as store:
        assert store.put(KEY, ENTRY)
        for number in range(1, count):
            entry = sample(number, prompt="some words of a talk " * 300)
            assert store.put(key_of(entry), entry)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache with one answer in it."""
    fill(tmp_path / "cache")
    return tmp_path / "cache"


@pytest.mark.parametrize("content", [b"garbage " * 5000, b"x" * 512, b"SQLite format 3\0" + b"\xff" * 5000])
def test_garbage_is_set_aside_and_never_deleted(folder: Path, content: bytes) -> None:
    for attempt in (1, 2):
        (folder / "cache.db").write_bytes(content)
        warnings: list[str] = []
        with Store(folder, warn=warnings.append) as store:
            assert store.get(KEY) is None
            assert store.put(KEY, ENTRY)
            assert store.get(KEY) == ENTRY
        assert len(warnings) == 1
        assert f"cache.db.broken-{attempt}" in warnings[0]
        assert (folder / f"cache.db.broken-{attempt}").read_bytes() == content
    with Store(folder, warn=pytest.fail) as store:
        assert store.get(KEY) == ENTRY


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_database_is_set_aside(tmp_path: Path, part: float) -> None:
    fill(tmp_path, 30)
    path = tmp_path / "cache.db"
    os.truncate(path, int(path.stat().st_size * part))
    warnings: list[str] = []
    with Store(tmp_path, warn=warnings.append) as store:
        assert store.get(KEY) in (None, ENTRY)
        assert store.put(KEY, ENTRY)
        assert store.get(KEY) == ENTRY
    assert warnings


def test_a_database_damaged_while_open_costs_no_answer(tmp_path: Path) -> None:
    fill(tmp_path, 60)
    warnings: list[str] = []
    with Store(tmp_path, warn=warnings.append) as store:
        assert store.get(KEY) == ENTRY
        path = tmp_path / "cache.db"
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        for number in range(100, 140):
            entry = sample(number)
            assert store.put(key_of(entry), entry)
            assert store.get(key_of(entry)) == entry
    with Store(tmp_path, warn=lambda _: None) as store:
        assert store.get(key_of(sample(139))) == sample(139)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a cache with 12 answers."""
    folder = tmp_path_factory.mktemp("whole")
    fill(folder, 12)
    return folder / "cache.db"


@settings(max_examples=100)
@given(position=st.integers(0, 2**19))
@example(position=65633)  # the name of a setting becomes NULL, where SQLite and diskcache count on none
def test_no_bit_flipped_in_the_file_gives_a_wrong_answer(whole: Path, position: int) -> None:
    damaged = bytearray(whole.read_bytes())
    position %= len(damaged) * 8
    damaged[position // 8] ^= 1 << position % 8
    with TemporaryDirectory() as folder:
        Path(folder, "cache.db").write_bytes(damaged)
        warnings: list[str] = []
        with Store(folder, warn=warnings.append) as store:
            for number in range(12):
                entry = sample(number, prompt="some words of a talk " * 300)
                assert store.get(key_of(entry)) in (None, entry)
            if store.put(KEY, ENTRY):
                assert store.get(KEY) == ENTRY
            else:
                assert any("not kept" in warning for warning in warnings)


def test_a_damaged_value_is_a_miss_that_names_the_command_to_run(folder: Path) -> None:
    database = sqlite3.connect(folder / "cache.db")
    (value,) = database.execute("SELECT value FROM Cache").fetchone()
    other = sample(1)
    database.execute("UPDATE Cache SET value = ?", (value[:-3] + b"9" + value[-2:],))
    database.execute("INSERT INTO Cache(key, raw, mode, value) VALUES (?, 1, 1, ?)", (key_of(other), value))
    database.commit()
    database.close()
    warnings: list[str] = []
    with Store(folder, warn=warnings.append) as store:
        assert store.get(KEY) is None
        assert store.get(key_of(other)) is None
        assert len(warnings) == 1
        assert "llm-summarise cache verify" in warnings[0]
        assert len(verify(store).bad) == 2
        assert verify(store, repair=True).removed == 2
        assert verify(store).sound


@pytest.mark.parametrize("what", ["directory", "database"])
def test_a_cache_removed_while_open_is_made_anew(folder: Path, what: str) -> None:
    warnings: list[str] = []
    with Store(folder, warn=warnings.append) as store:
        assert store.get(KEY) == ENTRY
        if what == "directory":
            shutil.rmtree(folder)
        else:
            (folder / "cache.db").unlink()
        assert store.put(KEY, ENTRY)
        assert store.get(KEY) == ENTRY
        assert store.put(key_of(sample(1)), sample(1))
        assert len(warnings) == 1
        assert "removed while in use" in warnings[0]
    with Store(folder, warn=pytest.fail) as store:
        assert store.get(KEY) == ENTRY
        assert store.get(key_of(sample(1))) == sample(1)


def test_a_file_in_the_place_of_the_directory_is_reported(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("precious")
    for where in (tmp_path / "cache", tmp_path / "cache" / "below"):
        warnings: list[str] = []
        with Store(where, warn=warnings.append) as store:
            assert store.get(KEY) is None
            assert not store.put(KEY, ENTRY)
            assert store.get(KEY) == ENTRY, "it is not asked for twice in one run"
            assert store.not_kept == 1
        assert len(warnings) == 1
        assert "not kept" in warnings[0]
    assert (tmp_path / "cache").read_text() == "precious"


READ_ONLY = """
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from tests.cache_samples import key_of, sample
from llm_summarise.asking.store.store import Store
entry = sample(prompt="some words of a talk " * 300)
warnings = []
with Store(sys.argv[1], warn=warnings.append) as store:
    kept = store.get(key_of(entry))
    assert kept == (entry if sys.argv[2] == "there" else None), (kept, warnings)
    assert not store.put(key_of(sample(1)), sample(1))
    assert not store.put_memo("m", b"x")
    assert not store.delete(key_of(entry))
    assert len(list(store.iterate())) == (sys.argv[2] == "there")
assert len(warnings) == 1, warnings
print(warnings[0])
"""


@linux
@pytest.mark.parametrize("log", ["with a log", "without a log"])
def test_a_read_only_directory_is_read(folder: Path, log: str) -> None:
    with Store(folder, warn=pytest.fail) as store:
        if log == "with a log":
            assert store.put(KEY, ENTRY)
        else:
            store.close()
        for path in folder.iterdir():
            path.chmod(0o400)
        folder.chmod(0o500)
        warning = finish(start(READ_ONLY, folder, "there", preexec_fn=without_privileges))
        folder.chmod(0o700)
    assert "not kept" in warning


@linux
def test_a_read_only_file_is_read(folder: Path) -> None:
    (folder / "cache.db").chmod(0o400)
    assert "not kept" in finish(start(READ_ONLY, folder, "there", preexec_fn=without_privileges))


@linux
def test_a_directory_that_may_not_be_made_is_reported(folder: Path) -> None:
    folder.chmod(0o500)
    assert "not kept" in finish(start(READ_ONLY, folder / "below", "nothing", preexec_fn=without_privileges))
    folder.chmod(0o700)


@linux
def test_a_directory_that_may_not_be_entered_is_reported(folder: Path) -> None:
    folder.chmod(0o000)
    assert "not kept" in finish(start(READ_ONLY, folder, "nothing", preexec_fn=without_privileges))
    folder.chmod(0o700)


FULL = """
import sys
from tests.cache_samples import key_of, sample
from llm_summarise.asking.store.store import Store
warnings, kept, number = [], [], 0
with Store(sys.argv[1], warn=warnings.append) as store:
    while len(warnings) == 0 and number < 5000:
        number += 1
        entry = sample(number, prompt=str(number) * 4000)
        if store.put(key_of(entry), entry):
            kept.append(entry)
    for _ in range(5):
        store.put(key_of(entry), entry)
    assert all(store.get(key_of(each)) == each for each in kept)
assert len(kept) > 20 and len(warnings) == 1, (len(kept), warnings)
print(len(kept), warnings[0])
"""


@linux
def test_a_full_disk_loses_no_answer_that_was_kept(tmp_path: Path) -> None:
    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    count, warning = finish(start(FULL, tmp_path, preexec_fn=limit)).split(" ", 1)
    assert "not kept" in warning
    with Store(tmp_path, warn=pytest.fail) as store:
        assert len(dict(store.iterate())) >= int(count)
        assert store.put(KEY, ENTRY)


def test_a_database_locked_for_long_is_reported(folder: Path) -> None:
    warnings: list[str] = []
    with Store(folder, warn=warnings.append, patience=Patience(0.05)) as store:
        assert store.get(KEY) == ENTRY
        other = sqlite3.connect(folder / "cache.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert not store.put(key_of(sample(1)), sample(1))
        assert store.get(KEY) == ENTRY
        other.execute("ROLLBACK")
        other.close()
        assert store.put(key_of(sample(1)), sample(1))
    assert len(warnings) == 1
    assert "locked" in warnings[0]


@pytest.mark.parametrize("lost", ["__init__", "set", "delete"])
@pytest.mark.parametrize("how", [AttributeError, TypeError, KeyError])
def test_a_changed_diskcache_costs_no_kept_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, lost: str, how: type[Exception]
) -> None:
    import diskcache

    def changed(*_: object, **__: object) -> None:
        raise how("not as it was")

    monkeypatch.setattr(diskcache.Cache, lost, changed)
    warnings: list[str] = []
    with Store(folder, warn=warnings.append) as store:
        assert store.get(KEY) == ENTRY
        assert not store.get(key_of(sample(1)))
        assert store.put(key_of(sample(1)), sample(1)) == (lost == "delete")
        assert not store.delete(key_of(sample(2)))
        assert store.get(KEY) == ENTRY
    assert {"not as it was" in warning for warning in warnings} == {True}
    assert not list(folder.glob("*broken*"))
