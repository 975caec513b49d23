"""A quote is printed from the first word of its first sentence to the last word of its last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.transcript import Cue
from llm_summarise.grounding import Span
from llm_summarise.grounding.whole_sentences import LONGEST_ADDITION, whole_sentences


def span(cues: list[Cue], words: str) -> Span:
    """Where the words stand, within one cue."""
    at = next(i for i, cue in enumerate(cues) if words in cue.text)
    start = cues[at].text.index(words)
    return Span(at, at, start, start + len(words), words, True, 1.0)


def completed(words: str, *texts: str | tuple[str, str]) -> str:
    cues = [Cue(t, speaker="Ann") if isinstance(t, str) else Cue(t[1], speaker=t[0]) for t in texts]
    return whole_sentences(span(cues, words), cues).text


@pytest.mark.parametrize(
    ("words", "texts", "whole"),
    [
        ("lives of damp", ["It is cold. A bee lives of damp air. So."], "A bee lives of damp air."),
        ("A bee dies.", ["It is cold. A bee dies. So."], "A bee dies."),
        ("A bee dies.", ['He said: "A bee dies." So.'], 'He said: "A bee dies."'),
        (
            "dies of",
            ["It is", "cold. A bee", "dies of", "damp and", "cold. So."],
            "A bee dies of damp and cold.",
        ),
        ("dies of", ["A bee dies of", "damp"], "A bee dies of damp"),
        ("dies", [("Bob", "I think a"), ("Ann", "bee dies"), ("Bob", "of damp.")], "bee dies"),
    ],
)
def test_a_passage_is_completed_within_one_voice(words: str, texts: list[str], whole: str) -> None:
    assert completed(words, *texts) == whole


def test_what_lacks_much_stays_as_it_was_quoted() -> None:
    long = "and so on " * (LONGEST_ADDITION // 10 + 2)
    assert completed("bee dies", f"A {long}bee dies {long}then.") == "bee dies"


WORDS = st.sampled_from('a bee dies of damp. Why? So! 蜂は湿気。 e.g. 3.5 "No." (maybe) …'.split())


@given(
    st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=6), st.booleans()), min_size=1, max_size=6),
    st.data(),
)
def test_it_holds_the_passage_and_stands_in_one_voice(
    said: list[tuple[list[str], bool]], data: st.DataObject
) -> None:
    cues = [Cue(" ".join(words), speaker="Ann", turn=turn) for words, turn in said]
    at = data.draw(st.integers(0, len(cues) - 1))
    start = data.draw(st.integers(0, len(cues[at].text) - 1))
    end = data.draw(st.integers(start + 1, len(cues[at].text)))
    given_span = Span(at, at, start, end, cues[at].text[start:end], True, 1.0)
    whole = whole_sentences(given_span, cues)
    assert given_span.text in whole.text
    assert (whole.first_cue, whole.start) <= (at, start)
    assert (whole.last_cue, whole.end) >= (at, end)
    assert not any(cues[i].changes_voice(cues[i - 1]) for i in range(whole.first_cue + 1, whole.last_cue + 1))
