"""What `llm-summarise cache ...` stands on: figures, lists, export and import, verify, prune, clear."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.asking.store.admin import (
    clear,
    export_lines,
    find,
    import_lines,
    listing,
    parse_age,
    prune,
    stats,
    verify,
)
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import CacheError, SettingsError
from tests.cache_samples import key_of, sample

ENTRIES = [
    sample(1, model="gpt-x", created="2025-01-01T00:00:00+00:00", episode="one.vtt"),
    sample(2, model="gpt-x", created="2025-03-01T00:00:00+00:00", episode="two.vtt", cost=None),
    sample(3, model="gpt-y", created="2025-02-01T00:00:00+00:00", episode=None, input_tokens=None),
    sample(4, model="gpt-x", created="2025-04-01T00:00:00+00:00", episode="one.vtt"),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A cache of four answers, two models and two episodes."""
    with Store(tmp_path / "cache", warn=pytest.fail) as store:
        for entry in ENTRIES:
            assert store.put(key_of(entry), entry)
        assert store.put_memo("m", b"x")
        yield store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "other", warn=pytest.fail) as store:
        yield store


def test_stats_sum_what_is_known_and_count_what_is_not(store: Store) -> None:
    found = stats(store)
    assert found.entries == 4
    assert found.bytes > 4096
    assert list(found.models) == ["gpt-x", "gpt-y"]
    assert (found.models["gpt-x"].entries, found.models["gpt-x"].input_tokens) == (3, 300)
    assert (found.models["gpt-x"].cost, found.models["gpt-x"].unknown_cost) == (0.5, 1)
    assert (found.models["gpt-y"].input_tokens, found.models["gpt-y"].output_tokens) == (0, 10)
    assert (found.oldest, found.newest) == ("2025-01-01T00:00:00+00:00", "2025-04-01T00:00:00+00:00")


def test_a_cache_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    with Store(tmp_path / "none", warn=pytest.fail) as store:
        assert stats(store).entries == stats(store).bytes == 0
        assert listing(store) == []
        assert list(export_lines(store)) == []
        assert verify(store).sound
        assert prune(store, timedelta(1), datetime.now(UTC)) == clear(store) == 0
    assert not (tmp_path / "none").exists()


def test_a_list_is_in_order_of_time_and_can_be_filtered(store: Store) -> None:
    def seeds(**filters: str) -> list[int]:
        return [row.seed for row in listing(store, **filters)]

    assert seeds() == [1, 3, 2, 4]
    assert seeds(model="gpt-x") == [1, 2, 4]
    assert seeds(model="gpt-*") == [1, 3, 2, 4]
    assert seeds(model="gpt") == []
    assert seeds(episode="one.vtt") == [1, 4]
    assert seeds(model="gpt-x", episode="two.*") == [2]


def test_names_in_a_list_cannot_command_a_terminal(other: Store) -> None:
    entry = sample(model="gpt\x1b[2J", episode="\x1b]0;x\x07.vtt")
    assert other.put(key_of(entry), entry)
    (row,) = listing(other)
    assert (row.model, row.episode) == ("gpt[2J", "]0;x.vtt")
    assert "\x1b" not in str(stats(other))


def test_an_answer_is_found_by_the_start_of_its_key(store: Store) -> None:
    key = key_of(ENTRIES[2])
    assert find(store, key) == (key, ENTRIES[2])
    assert find(store, key[:12].upper()) == (key, ENTRIES[2])


def test_a_start_that_fits_none_or_several_is_explained(other: Store) -> None:
    keys = ["ab" + "0" * 62, "ab" + "1" * 62, "cd" + "0" * 62]
    for key in keys:
        assert other.put(key, sample())
    with pytest.raises(CacheError, match=r"2 answers have a key ab\.\.\.: ab0, ab1"):
        find(other, "ab")
    with pytest.raises(CacheError, match="no answer with a key ef"):
        find(other, "ef")
    for nonsense in ("", "xyz", "memo:m", "a" * 65):
        with pytest.raises(CacheError, match="not the start of a key"):
            find(other, nonsense)


def test_what_is_exported_can_be_imported(store: Store, other: Store) -> None:
    odd = sample(9, prompt="lone \ud800 \u2028\r\n é 😀", answer='{"a": "\\n"}')
    assert store.put(key_of(odd), odd)
    lines = list(export_lines(store))
    assert all(line.isascii() and "\n" not in line for line in lines)
    report = import_lines(other, [*lines, "", "  \n"])
    assert (report.added, report.known, report.refused) == (5, 0, [])
    assert dict(other.iterate()) == dict(store.iterate())
    assert import_lines(other, lines).known == 5
    assert (
        len(list(export_lines(store, model="gpt-y")))
        == len(list(export_lines(store, episode="two.vtt")))
        == 1
    )


def test_an_import_keeps_what_is_there(store: Store, other: Store) -> None:
    changed = sample(1, answer='{"mine": true}')
    assert other.put(key_of(changed), changed)
    assert import_lines(other, export_lines(store)).known == 1
    assert other.get(key_of(changed)) == changed


def line(**changes: object) -> str:
    """An exported answer with other fields."""
    entry = sample(1)
    parts = {name: getattr(entry.parts, name) for name in ("model", "endpoint", "settings", "prompt", "seed")}
    data = {"llm_summarise_answer": 1, "key_version": 2, "key": key_of(entry), "parts": parts}
    for name in (
        "answer",
        "input_tokens",
        "output_tokens",
        "cost",
        "seconds",
        "attempts",
        "created",
        "episode",
        "mended",
        "dropped",
    ):
        data[name] = getattr(entry, name)
    return json.dumps({**data, **changes})


PARTS = json.loads(line())["parts"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not a line of JSON"),
        ("[" * 100_000, "not a line of JSON"),
        ("1" * 5000, "not a line of JSON"),
        ("[]", "not an exported answer"),
        ('{"key": 1}', "not an exported answer"),
        (line(llm_summarise_answer=2), "another version"),
        (line(key_version=0), "another version"),
        (line(parts=None), "incomplete"),
        (line(parts={**PARTS, "more": 1}), "incomplete"),
        (line(key="0" * 64), "not that of its parts"),
        (line(key=None), "not that of its parts"),
        (line(key="../../x"), "not that of its parts"),
        (line(parts={**PARTS, "prompt": "other"}), "not that of its parts"),
        (line(parts={**PARTS, "seed": 2}), "not that of its parts"),
        (line(parts={**PARTS, "seed": True}), "wrong type"),
        (line(parts={**PARTS, "settings": []}), "wrong type"),
        (line(parts={**PARTS, "settings": {"x": float("nan")}}), "JSON cannot"),
        (line(answer={"a": 1}), "wrong type"),
        (line(answer="no JSON"), "JSON cannot"),
        (line(answer="1"), "not JSON"),
        (line(input_tokens=-1), "wrong type"),
        (line(input_tokens=1.5), "wrong type"),
        (line(cost=float("inf")), "wrong type"),
        (line(cost=-1), "wrong type"),
        (line(cost="1"), "wrong type"),
        (line(attempts=None), "wrong type"),
        (line(created="yesterday"), "no time"),
        (line(created=5), "wrong type"),
        (line(episode=["x"]), "wrong type"),
        (line(mended="trailing comma"), "wrong type"),
        (line(mended=[1]), "wrong type"),
        (line(dropped=-1), "wrong type"),
    ],
)
def test_a_line_that_is_no_sound_answer_is_refused_with_its_number(
    other: Store, text: str, reason: str
) -> None:
    report = import_lines(other, [text, line()])
    assert [number for number, _ in report.refused] == [1]
    assert reason in report.refused[0][1]
    assert report.added == 1
    assert other.all_keys() == [key_of(sample(1))]


@given(st.text(max_size=60) | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_no_line_makes_an_import_fail(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    with Store(tmp_path_factory.getbasetemp() / "imports", warn=pytest.fail) as store:
        assert import_lines(store, [text]).added == 0


def test_an_import_into_a_cache_that_fails_says_how_many_are_not_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with Store(tmp_path / "file", warn=lambda _: None) as broken:
        assert import_lines(broken, export_lines(store)).not_kept == 4


def test_verify_finds_what_is_wrong_and_removes_it_only_when_asked_to(store: Store) -> None:
    connection = sqlite3.connect(store.directory / "cache.db")
    keys = [key_of(entry) for entry in ENTRIES]
    connection.execute("UPDATE Cache SET value = x'00' WHERE key = ?", (keys[0],))
    connection.execute("UPDATE Cache SET mode = 4 WHERE key = ?", (keys[1],))
    connection.execute("INSERT INTO Cache(key, raw, mode, value) VALUES (x'8003', 0, 1, x'00')")
    connection.commit()
    connection.close()
    assert store.put("0" * 64, ENTRIES[3])
    for _ in range(2):
        report = verify(store)
        assert (report.checked, report.good, report.strange, report.removed) == (4, 2, 2, 0)
        assert {bad.key: bad.reason for bad in report.bad} == {
            keys[0]: "not written by this program",
            "0" * 64: "its key is not that of its parts",
        }
        assert not report.sound
    assert verify(store, repair=True).removed == 4
    assert verify(store).sound
    assert sorted(store.all_keys()) == sorted(keys[2:])
    assert store.get_memo("m") == b"x"


def test_a_repair_brings_back_what_can_be_read_of_a_damaged_database(other: Store, tmp_path: Path) -> None:
    entries = [sample(number, prompt=random.Random(number).randbytes(2_000).hex()) for number in range(60)]
    for entry in entries:
        assert other.put(key_of(entry), entry)
    other.close()
    broken = (tmp_path / "other" / "cache.db").rename(tmp_path / "other" / "cache.db.broken-1")
    damaged = bytearray(broken.read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 8192] = bytes(8192)
    broken.write_bytes(damaged)

    assert verify(other).salvaged == 0
    report = verify(other, repair=True)
    assert 40 < report.salvaged < 60
    kept = dict(other.iterate())
    assert len(kept) == report.salvaged
    assert all(entry in entries for entry in kept.values())
    assert verify(other, repair=True).salvaged == 0
    assert broken.read_bytes() == damaged
    assert sorted(path.name for path in tmp_path.glob("other/*broken*")) == ["cache.db.broken-1"]


def test_a_repair_sets_a_faulty_database_aside_and_brings_its_answers_back(tmp_path: Path) -> None:
    entries = [sample(number, prompt=random.Random(number).randbytes(2_000).hex()) for number in range(60)]
    with Store(tmp_path, warn=pytest.fail) as store:
        for entry in entries:
            assert store.put(key_of(entry), entry)
    path = tmp_path / "cache.db"
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 8192] = bytes(8192)
    path.write_bytes(damaged)
    warnings: list[str] = []
    with Store(tmp_path, warn=warnings.append) as store:
        assert verify(store).faults
        report = verify(store, repair=True)
        assert not report.faults
        assert 40 < report.salvaged < 60
        assert verify(store).sound
        assert dict(store.iterate()).items() <= {key_of(entry): entry for entry in entries}.items()
    assert (tmp_path / "cache.db.broken-1").exists()
    assert any("set aside" in warning for warning in warnings)


def test_pruning_removes_what_is_older_and_nothing_else(store: Store) -> None:
    now = datetime(2025, 4, 2, tzinfo=UTC)
    assert prune(store, parse_age("1000d"), now) == 0
    assert prune(store, parse_age("40d"), now) == 2
    assert sorted(entry.parts.seed for _, entry in store.iterate()) == [2, 4]
    assert store.get_memo("m") == b"x"
    assert prune(store, parse_age("0h"), now + timedelta(days=50_000)) == 2
    assert store.get_memo("m") is None


def test_an_answer_without_a_readable_time_is_not_pruned(other: Store) -> None:
    entry = sample(created="some day")
    assert other.put(key_of(entry), entry)
    assert prune(other, timedelta(0), datetime.now(UTC)) == 0


def test_clearing_removes_everything_and_gives_the_space_back(other: Store) -> None:
    for number in range(60):
        entry = sample(number, prompt=random.Random(number).randbytes(10_000).hex())
        assert other.put(key_of(entry), entry)
    full = stats(other).bytes
    assert full > 600_000
    assert other.put_memo("m", b"x")
    assert clear(other) == 60
    assert other.get_memo("m") is None
    assert stats(other).entries == 0
    assert stats(other).bytes < 150_000
    assert other.put(key_of(sample()), sample())


@pytest.mark.parametrize(
    ("text", "hours"), [("90d", 90 * 24), ("12h", 12), ("4w", 4 * 7 * 24), (" 1 D ", 24), ("0h", 0)]
)
def test_an_age_is_hours_days_or_weeks(text: str, hours: int) -> None:
    assert parse_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "90", "d", "-1d", "1.5d", "30m", "1y", "999999d", "٣d", "1d2h"])
def test_any_other_age_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="not an age"):
        parse_age(text)
