"""A cache that is damaged: what can be read of it is brought back before anything is asked again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from llm_summarise.asking.store.admin import verify
from llm_summarise.asking.store.entry import Entry
from llm_summarise.asking.store.store import Store
from tests.cache_samples import key_of, sample

PAGE = 4096


def answer(number: int) -> Entry:
    """Short ones, and some that fill several pages."""
    some = random.Random(number)
    prompt = some.randbytes(some.choice([50, 500, 2_000, 9_000])).hex()
    return sample(
        number, prompt=prompt, answer=f'{{"a": "{some.randbytes(some.choice([20, 4_000])).hex()}"}}'
    )


ENTRIES = {key_of(entry): entry for entry in map(answer, range(41))}


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same answers twice: all in the database, and the last ten in its log only."""
    folder = tmp_path_factory.mktemp("caches")
    items = list(ENTRIES.items())
    with Store(folder / "closed", warn=pytest.fail) as store:
        for key, entry in items[:31]:
            assert store.put(key, entry)
        store.close()
        for key, entry in items[31:]:
            assert store.put(key, entry)
        shutil.copytree(folder / "closed", folder / "with a log")
    return folder


@pytest.fixture
def cache(caches: Path, tmp_path: Path) -> Path:
    return shutil.copytree(caches / "closed", tmp_path / "cache")


def damage(folder: Path, how: Callable[[bytearray], object], name: str = "cache.db") -> None:
    data = bytearray((folder / name).read_bytes())
    how(data)
    (folder / name).write_bytes(data)


def zero(first: int, pages: int = 1) -> Callable[[bytearray], object]:
    """Pages that hold zeros only, the first of the file being 0."""

    def how(data: bytearray) -> None:
        data[first * PAGE : (first + pages) * PAGE] = bytes(pages * PAGE)

    return how


def found(folder: Path) -> tuple[int, list[str]]:
    """How many answers a run finds, and what it is told."""
    warnings: list[str] = []
    with Store(folder, warn=warnings.append) as store:
        right = sum(store.get(key) == entry for key, entry in ENTRIES.items())
        assert right + sum(store.get(key) is None for key in ENTRIES) == len(ENTRIES), "a wrong answer"
    return right, warnings


@pytest.mark.parametrize(
    "how",
    [
        zero(0),
        zero(0, 2),
        lambda data: data.__setitem__(slice(0, 16), b"SQLite format 4\0"),
        lambda data: data.__setitem__(slice(16, 18), b"\x00\x07"),
        lambda data: data.__setitem__(slice(18, 100), b"\xff" * 82),
        lambda data: data.__setitem__(slice(100, 108), b"\x00" * 8),
        lambda data: data.__setitem__(slice(40, 60), b"\x7f" * 20),
    ],
    ids=["first page", "two pages", "magic", "page size", "head", "root", "versions"],
)
def test_all_answers_survive_the_loss_of_what_is_not_theirs(
    cache: Path, how: Callable[[bytearray], object]
) -> None:
    damage(cache, how)
    right, warnings = found(cache)
    assert right == len(ENTRIES)
    assert len(warnings) <= 1
    assert not warnings or "41 of 41 answers brought back" in warnings[0]
    assert found(cache) == (len(ENTRIES), [])


def test_what_is_said_names_the_file_that_was_set_aside(cache: Path) -> None:
    damage(cache, zero(0))
    before = (cache / "cache.db").read_bytes()
    _, warnings = found(cache)
    assert len(warnings) == 1
    assert "set aside as cache.db.broken-1 and made anew, 41 of 41 answers brought back" in warnings[0]
    assert (cache / "cache.db.broken-1").read_bytes() == before


@pytest.mark.parametrize("first", range(13, 60, 6))
def test_a_lost_page_costs_the_answers_on_it_and_no_others(cache: Path, first: int) -> None:
    damage(cache, zero(first))
    right, _ = found(cache)
    if right < len(ENTRIES):
        with Store(cache, warn=lambda _text: None) as store:
            verify(store, repair=True)
        right, _ = found(cache)
    assert right >= len(ENTRIES) - 8


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8, 0.99])
def test_a_database_cut_short_keeps_what_is_before_the_cut(cache: Path, part: float) -> None:
    whole = (cache / "cache.db").stat().st_size
    damage(cache, lambda data: data.__delitem__(slice(int(whole * part), None)))
    right, warnings = found(cache)
    assert right >= len(ENTRIES) * (part - 0.2)
    assert len(warnings) == 1


def test_answers_in_the_log_alone_are_brought_back_too(caches: Path, tmp_path: Path) -> None:
    for name, how in (("head", lambda data: data.__setitem__(slice(0, 32), bytes(32))), ("nothing", len)):
        folder = shutil.copytree(caches / "with a log", tmp_path / name)
        damage(folder, zero(0))
        damage(folder, how, "cache.db-wal")
        assert found(folder)[0] == len(ENTRIES)


def test_a_lost_log_costs_the_answers_in_it_alone(caches: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(caches / "with a log", tmp_path / "cache")
    for name in ("cache.db-wal", "cache.db-shm"):
        (folder / name).unlink()
    damage(folder, zero(0))
    assert found(folder)[0] >= 31


def test_what_was_removed_does_not_come_back(cache: Path) -> None:
    removed = list(ENTRIES)[5]
    with Store(cache, warn=pytest.fail) as store:
        assert store.delete(removed)
    damage(cache, zero(0))
    with Store(cache, warn=lambda _text: None) as store:
        assert len(store.all_keys()) == len(ENTRIES) - 1
        assert store.get(removed) is None


def test_damage_found_while_reading_is_mended_before_anything_is_asked(cache: Path) -> None:
    """The first page is sound, those of the index are not: the database opens, and look-ups fail."""
    import sqlite3

    database = sqlite3.connect(cache / "cache.db")
    roots = database.execute("SELECT rootpage FROM sqlite_master WHERE type = 'index'").fetchall()
    database.close()
    for (root,) in roots:
        damage(cache, zero(root - 1))
    right, warnings = found(cache)
    assert right == len(ENTRIES)
    assert len(warnings) == 1
