"""Where words stand in a long row: the same as a look at each of them would find, in little memory."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.transcript import Cue
from llm_summarise.grounding.places import Places
from llm_summarise.grounding.word_index import WordIndex

WORDS = st.lists(st.sampled_from(["a", "of", "the", "tide", "née", "海", "7"]), max_size=60)


@given(WORDS)
def test_words_and_pairs_are_found_where_they_stand(row: list[str]) -> None:
    places = Places(row)
    for word in {*row, "gone"}:
        assert places.of(word) == [at for at, other in enumerate(row) if other == word]
    for pair in {*pairwise(row), ("tide", "tide"), ("gone", "a"), ("a", "gone")}:
        assert places.of_pair(*pair) == [at for at, other in enumerate(pairwise(row)) if other == pair]


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=12))
def test_runs_of_any_letters_are_found_as_a_search_of_the_words_would(texts: list[str], said: str) -> None:
    index = WordIndex([Cue(text or "-") for text in [*texts, said, *texts]])
    first, last = index.tokens_of(len(texts), len(texts))
    if first < last:
        assert (first, last) in set(index.runs(index.keys[first:last]))
    assert all(index.keys[first:last] for first, last in index.runs(index.keys[first:last]))


def test_an_index_of_long_talk_takes_less_than_sixty_bytes_a_word() -> None:
    cues = [
        Cue(f"the gauge of harbour {n % 97} fell silent in week {n % 53} and nobody knew")
        for n in range(1500)
    ]
    tracemalloc.start()
    try:
        index = WordIndex(cues)
        assert index.places.of_pair("gauge", "of")
        assert index.surprise("harbour", "of") >= 0
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60 * len(index)
