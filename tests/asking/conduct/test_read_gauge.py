"""A server that reads a part of what was sent is told from one that counts otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.asking.conduct.read_gauge import ReadGauge

Calls = list[tuple[int, int | None]]
"""What was estimated, and what the server counted."""

SHORT: dict[str, Calls] = {
    "Ollama's default, in the first call": [(9000, 2048)],
    "Ollama's default of today": [(9200, 4096)],
    "its default, and a prompt little longer": [(2000, 1600), (9200, 4096)],
    "its default, and two prompts little longer": [(7000, 4096), (7100, 4096)],
    "one token less": [(9000, 2047)],
    "half of a context, and two more (ollama #17427)": [(50_000, 16_386)],
    "half of 4,096, and two more (ollama #17889)": [(7900, 2050)],
    "a context of another size, twice": [(9000, 3072), (8700, 3072)],
    "a context nobody has heard of, three times": [(9000, 2999), (8700, 2999), (8800, 2998)],
    "after answers to short prompts": [(1500, 1400), (1200, 1150), (8000, 2048)],
    "a language in which tokens are few": [(2000, 1300), (2500, 1600), (9000, 2048)],
}

READ: dict[str, Calls] = {
    "all of it": [(9000, 8800), (7000, 7100)],
    "a tokenizer with few tokens": [(9000, 4600), (8000, 4100), (7000, 3500)],
    "a tokenizer with many tokens": [(2000, 4096), (2000, 4096)],
    "no counts": [(9000, None), (8000, None), (7000, 0)],
    "only what was not cached (Ollama)": [(9000, 26), (8000, 26), (7000, 26)],
    "the same small number for everything": [(9000, 100), (8000, 100), (7000, 100)],
    "less than was estimated, each another number": [(9000, 3100), (8000, 2700), (7000, 2500)],
    "the same prompt asked again, half of it cached": [(9000, 3072), (9000, 3072), (9000, 3072)],
    "a prompt that is 2,048 tokens long": [(2100, 2048), (2800, 2048), (3000, 2900)],
    "short prompts": [(900, 256), (800, 256)],
}


def alarms(calls: Calls) -> list[bool]:
    gauge = ReadGauge()
    return [gauge.falls_short(estimated, counted) for estimated, counted in calls]


@pytest.mark.parametrize("calls", SHORT.values(), ids=SHORT)
def test_a_prompt_that_was_cut_is_noticed(calls: Calls) -> None:
    *before, last = alarms(calls)
    assert last
    assert not any(before)


@pytest.mark.parametrize("calls", READ.values(), ids=READ)
def test_a_prompt_that_was_read_raises_no_alarm(calls: Calls) -> None:
    assert not any(alarms(calls))


@given(st.lists(st.integers(1_000, 60_000), max_size=30), st.floats(0.51, 3))
def test_no_tokenizer_is_taken_for_a_short_context(sizes: list[int], ratio: float) -> None:
    assert not any(alarms([(size, round(size * ratio) + 1) for size in sizes]))


@given(st.sampled_from([2048, 4096, 8192, 16384]), st.floats(0.75, 1.2), st.data())
def test_every_known_context_is_noticed_at_once(context: int, ratio: float, data: st.DataObject) -> None:
    size = data.draw(st.integers(2 * context, 30 * context))
    assert alarms([(1_000, round(1_000 * ratio)), (size, min(context, round(size * ratio)))]) == [False, True]
