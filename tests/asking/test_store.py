"""Answers are found again as they were put in, by whoever asks the same question."""

from __future__ import annotations

import json
import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.asking.keys import KeyParts, cache_key, canonical_json, from_json_bytes
from llm_summarise.asking.store.entry import DamagedValue, pack, unpack
from llm_summarise.asking.store.store import NullStore, Store
from llm_summarise.domain.errors import CacheError
from tests.cache_samples import finish, key_of, sample, start

texts = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates among them
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_json_gives_back_an_equal_value(value: object) -> None:
    assert from_json_bytes(canonical_json(value)) == value


@given(texts, texts)
def test_different_strings_are_different_bytes(one: str, other: str) -> None:
    assert (one == other) == (canonical_json(one) == canonical_json(other))


def test_a_pair_of_surrogates_is_not_the_character_it_would_make() -> None:
    assert canonical_json("\ud83d\ude00") != canonical_json("\U0001f600")


@given(st.dictionaries(texts, values, min_size=1, max_size=5), st.randoms())
def test_the_order_of_settings_does_not_count(mapping: dict[str, object], random: object) -> None:
    names = list(mapping)
    random.shuffle(names)  # type: ignore[attr-defined]
    shuffled = {name: mapping[name] for name in names}
    assert cache_key(KeyParts("m", None, shuffled, "p")) == cache_key(KeyParts("m", None, mapping, "p"))


def test_the_order_of_everything_else_counts() -> None:
    def key(messages: list[str], prompt: str = "p") -> str:
        return cache_key(KeyParts("m", None, {"messages": messages}, prompt))

    assert key(["dog", "bites", "man"]) != key(["man", "bites", "dog"])
    assert key([], "dog bites man") != key([], "man bites dog")


def test_every_part_counts() -> None:
    parts = KeyParts("m", None, {"a": 1}, "p", 0)
    others = [
        replace(parts, model="n"),
        replace(parts, endpoint="http://127.0.0.1"),
        replace(parts, endpoint="m", model=""),
        replace(parts, settings={"a": 2}),
        replace(parts, settings={}),
        replace(parts, settings={"a": "1"}),
        replace(parts, settings={"a": True}),
        replace(parts, prompt="q"),
        replace(parts, seed=1),
    ]
    assert len({cache_key(each) for each in [parts, *others]}) == len(others) + 1


def test_a_whole_float_counts_as_the_integer_it_equals() -> None:
    assert canonical_json({"t": 1.0, "u": -0.0}) == canonical_json({"u": 0, "t": 1})
    assert canonical_json(0.7) == b"0.7"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, {None: 2}, b"x", {1, 2}, object()])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        canonical_json({"x": [value]})


def test_the_key_of_a_call_never_changes_unnoticed() -> None:
    parts = KeyParts("gpt-x", None, {"system": "s", "options": {"temperature": 0.5}}, "[1] Ann: hé", 3)
    assert cache_key(parts) == "3600a45a7b791ba6a366008a9ee0f7e202318df1e5b546fa49bfe2b20af154a2"


@given(texts, texts, st.dictionaries(texts, values, max_size=3), st.none() | texts)
def test_an_entry_comes_back_as_it_was(
    prompt: str, answer: str, options: dict[str, object], name: str | None
) -> None:
    entry = replace(
        sample(), answer=answer, episode=name, cost=None, parts=KeyParts("m", name, options, prompt, 7)
    )
    assert unpack("k", pack("k", entry)) == entry


def test_parts_can_be_copied_and_compared_without_having_been_looked_at() -> None:
    entry = sample()
    kept = unpack("k", pack("k", entry))
    assert replace(kept.parts, seed=9) == replace(entry.parts, seed=9)
    assert kept.parts != replace(entry.parts, prompt="other")
    assert unpack("k", pack("k", kept)) == entry


PACKED = pack("k", sample(prompt="some words " * 40))


@settings(max_examples=300)
@given(st.integers(0, len(PACKED) * 8 - 1))
def test_no_flipped_bit_goes_unnoticed(position: int) -> None:
    damaged = bytearray(PACKED)
    damaged[position // 8] ^= 1 << position % 8
    with pytest.raises(DamagedValue):
        unpack("k", bytes(damaged))


@given(st.integers(0, len(PACKED) - 1))
def test_no_truncation_goes_unnoticed(length: int) -> None:
    with pytest.raises(DamagedValue):
        unpack("k", PACKED[:length])


def test_a_value_under_another_key_is_none() -> None:
    with pytest.raises(DamagedValue):
        unpack("other", PACKED)


def test_an_answer_is_found_by_the_next_process(tmp_path: Path) -> None:
    entry = sample(answer=json.dumps({"text": "a\r\nb \u2028 é 😀" * 20_000}))
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.get(key_of(entry)) is None
        assert store.put(key_of(entry), entry)
        assert store.get(key_of(entry)) == entry
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.get(key_of(entry)) == entry
        assert list(store.iterate()) == [(key_of(entry), entry)]
        assert store.delete(key_of(entry))
        assert not store.delete(key_of(entry))
        assert store.get(key_of(entry)) is None


def test_nothing_is_made_before_there_is_something_to_keep(tmp_path: Path) -> None:
    with Store(tmp_path / "a" / "b", warn=pytest.fail) as store:
        assert store.get("0" * 64) is None
        assert store.get_memo("m") is None
        assert not list(store.iterate())
        assert not store.delete("0" * 64)
        assert store.clear() == 0
    assert not list(tmp_path.iterdir())


def test_only_the_owner_can_read_what_is_kept(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with Store(tmp_path / "a" / "b", warn=pytest.fail) as store:
            assert store.put(key_of(sample()), sample())
            for path in (tmp_path / "a").rglob("*"):
                assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    finally:
        os.umask(old)


def test_a_directory_that_exists_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.put(key_of(sample()), sample())
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750


def test_memos_are_kept_apart_from_answers(tmp_path: Path) -> None:
    with Store(tmp_path, warn=pytest.fail) as store:
        assert store.get_memo("split:x") is None
        assert store.put_memo("split:x", b"\x00\xff")
        assert store.put_memo("lone \ud800", b"")
        assert store.put_memo(key_of(sample()), b"memo")
        assert store.put(key_of(sample()), sample())
        assert store.get_memo("split:x") == b"\x00\xff"
        assert store.get_memo("lone \ud800") == b""
        assert store.all_keys() == [key_of(sample())]
        assert store.discard_memos() == 3
        assert store.get_memo("split:x") is None
        assert store.get(key_of(sample())) == sample()


def test_a_key_that_is_none_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with Store(tmp_path, warn=pytest.fail) as store, pytest.raises(ValueError, match="not a key"):
        store.put("memo:x", sample())


def test_an_entry_that_cannot_be_kept_is_reported_and_not_lost(tmp_path: Path) -> None:
    warnings: list[str] = []
    with Store(tmp_path, warn=warnings.append) as store:
        assert not store.put("0" * 64, sample(cost=float("nan")))
        assert not store.put("0" * 64, sample(cost="12"))
    assert len(warnings) == 1


def test_a_variable_in_the_name_of_the_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CacheError, match="variable"):
        Store(tmp_path / "$HOME", warn=pytest.fail)


def test_threads_share_a_store(tmp_path: Path) -> None:
    failed = []
    with Store(tmp_path, warn=pytest.fail) as store:

        def work(first: int) -> None:
            for number in range(first, first + 25):
                entry = sample(number)
                if not store.put(key_of(entry), entry) or store.get(key_of(entry)) != entry:
                    failed.append(number)

        threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        work(1000)
        for thread in threads:
            thread.join()
        assert not failed
        assert len(store.all_keys()) == 125
    assert not (tmp_path / "cache.db-wal").exists(), "every connection is closed"


WRITE = """
import sys
from tests.cache_samples import key_of, sample
from llm_summarise.asking.store.store import Store
first, count = int(sys.argv[2]), int(sys.argv[3])
with Store(sys.argv[1], warn=lambda text: sys.exit(text)) as store:
    for number in range(first, first + count):
        entry = sample(number)
        assert store.put(key_of(entry), entry)
        print(number, flush=True)
"""


def test_processes_share_a_cache(tmp_path: Path) -> None:
    writers = [start(WRITE, tmp_path, 1000 * n, 200) for n in range(4)]
    for writer in writers:
        finish(writer)
    with Store(tmp_path, warn=pytest.fail) as store:
        assert len(dict(store.iterate())) == 800


def test_nothing_acknowledged_is_lost_when_a_writer_is_killed(tmp_path: Path) -> None:
    acknowledged: list[int] = []
    for n in range(3):
        writer = start(WRITE, tmp_path, 100_000 * n, 100_000)
        assert writer.stdout
        acknowledged += [int(writer.stdout.readline()) for _ in range(60)]
        writer.kill()
        acknowledged += [
            int(line) for line in writer.communicate()[0].splitlines(keepends=True) if line[-1] == "\n"
        ]
    with Store(tmp_path, warn=pytest.fail) as store:
        kept = {entry.parts.seed for _, entry in store.iterate()}
        assert len(acknowledged) >= 180
        assert set(acknowledged) <= kept


def test_the_null_store_keeps_nothing() -> None:
    with NullStore() as store:
        assert store.put(key_of(sample()), sample())
        assert store.put_memo("m", b"x")
        assert store.get(key_of(sample())) is None
        assert store.get_memo("m") is None
        assert not list(store.iterate())
