"""What an older version kept is not found any more, and is no fault; the version counts with the format."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from llm_summarise.asking.keys import KEY_VERSION, KeyParts, cache_key, version_of
from llm_summarise.asking.store.admin import (
    export_lines,
    import_lines,
    listing,
    prune_outdated,
    stats,
    verify,
)
from llm_summarise.asking.store.entry import Entry, pack, unpack
from llm_summarise.asking.store.store import Store
from tests.cache_samples import key_of, sample
from tests.inprocess import Program

OLD_PARTS = KeyParts("gpt-x", None, {"system": "s"}, "hello", 0)
OLD_KEY = "73386edb7660c7e30242f8e90fa9a595bba225dcd323dd3e88d65684663d8e5c"
OLD_VALUE = bytes.fromhex(
    "4c5361318e2e3fe058b6abf115d17578261c19573088c977182ca1a437a3008d38ccd0bc000000480000001b0000000e00000005"
    "5b226770742d78222c6e756c6c2c302c3130302c31302c302e32352c312e352c312c22323032352d30312d30315430303a30303a"
    "30302b30303a3030222c226f6e652e767474225d7801ab562aae2c2e49cd55b2522a56aacd48cdc9c9070044a406e77b226e223a"
    "20317d"
)
"""An answer as version 1 kept it."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A cache with an answer of this version and one of version 1."""
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.put(key_of(sample(1)), sample(1))
        assert store.put(OLD_KEY, sample(2))
    connection = sqlite3.connect(tmp_path / "cache.db")
    connection.execute("UPDATE Cache SET value = ? WHERE key = ?", (OLD_VALUE, OLD_KEY))
    connection.commit()
    connection.close()
    with Store(tmp_path, warn=pytest.fail) as store:
        yield store


FORMATS = {"b988d876": 2}
"""Digests of what is kept, and the version of the key under which it is. A line is added, never changed."""


def test_a_change_of_what_is_kept_raises_the_version_of_the_key() -> None:
    layout = [(each.name, each.type) for each in (*fields(KeyParts), *fields(Entry))]
    entry = sample(1, mended=("trailing comma",), dropped=2)
    packed = pack(key_of(entry), entry)
    facts = packed[52 : 52 + int.from_bytes(packed[36:40], "big")]
    digest = hashlib.sha256(repr((layout, packed[:4], facts)).encode()).hexdigest()[:8]
    assert FORMATS.get(digest) == KEY_VERSION, (
        f"a new format, {digest}: raise KEY_VERSION, then add a line here"
    )


def test_an_answer_of_an_older_version_is_read_and_not_found_under_its_question(store: Store) -> None:
    entry = store.get(OLD_KEY)
    assert entry is not None
    assert (entry.answer, entry.mended, entry.dropped) == ('{"n": 1}', (), 0)
    assert unpack(OLD_KEY, OLD_VALUE) == entry
    assert version_of(OLD_KEY, entry.parts) == 1
    assert entry.parts == OLD_PARTS
    assert store.get(cache_key(OLD_PARTS)) is None


def test_an_older_answer_is_listed_counted_and_no_fault(store: Store) -> None:
    assert OLD_KEY in {row.key for row in listing(store)}
    assert stats(store).entries == 2
    report = verify(store)
    assert report.sound
    assert (report.checked, report.good, report.outdated) == (2, 2, 1)
    assert verify(store, repair=True).removed == 0


def test_an_older_answer_goes_only_when_asked_to(store: Store, program: Program) -> None:
    code, out, _ = program("cache", "verify", "--cache-dir", store.directory)
    assert (code, "1 of them of an older version" in out) == (0, True)
    assert program("cache", "prune", "--cache-dir", store.directory)[0] == 2
    assert program("cache", "prune", "--outdated", "--cache-dir", store.directory)[1] == "1 answer removed\n"
    assert store.all_keys() == [key_of(sample(1))]
    assert prune_outdated(store) == 0


def test_an_older_answer_is_exported_as_such_and_refused_by_an_import(store: Store, tmp_path: Path) -> None:
    lines = list(export_lines(store))
    with Store(tmp_path / "other", warn=pytest.fail) as other:
        report = import_lines(other, lines)
        assert (report.added, len(report.refused)) == (1, 1)
        assert "another version" in report.refused[0][1]
