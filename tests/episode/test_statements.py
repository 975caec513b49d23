"""What a sentence rests on: all it cites that says something, each place once, strongest first."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import CitedText
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.assembly.statements import MAX_EVIDENCE, statements
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.grounding import Span

SAID = tuple(f"The tide was {n} centimetres higher." for n in range(8))
TALK = Transcript(tuple(Cue(text, 10.0 * n) for n, text in enumerate(SAID)), "x", "x", "")
KINDS = ("topic", "point", "quote", "person", "mention")


def note(kind: str, cue: int) -> NumberedNote:
    return NumberedNote((kind, "x"), Span(cue, cue, 0, len(SAID[cue]), SAID[cue], True, 1.0))


def rests_on(notes: list[NumberedNote], cited: list[int]) -> tuple[list[int], Counter[str]]:
    dropped: Counter[str] = Counter()
    kept = statements([CitedText(text="Higher.", notes=cited)], notes, TALK, dropped, "summary")
    return [piece.cue for s in kept for piece in s.evidence], dropped


def test_a_subjects_opening_is_no_evidence_where_a_point_is_cited() -> None:
    notes = [note("topic", 0), note("point", 1), note("person", 2), note("quote", 3)]
    assert rests_on(notes, [1, 2, 3, 4])[0] == [1, 3]


def test_what_only_names_something_is_evidence_where_nothing_else_is_cited() -> None:
    assert rests_on([note("topic", 0), note("mention", 2)], [2, 1])[0] == [2, 0]


def test_the_order_of_citations_is_kept_and_no_place_is_shown_twice() -> None:
    notes = [note("point", 4), note("quote", 4), note("point", 1)]
    assert rests_on(notes, [3, 2, 1])[0] == [1, 4]


def test_a_passage_within_another_is_not_shown_twice() -> None:
    part = NumberedNote(("quote", "x"), Span(4, 4, 4, 8, SAID[4][4:8], True, 1.0))
    assert rests_on([part, note("point", 4), note("point", 1)], [1, 2, 3])[0] == [4, 1]


def test_a_sentence_that_cites_nothing_that_exists_is_dropped_and_counted() -> None:
    assert rests_on([note("point", 0)], [7, 0, -1]) == ([], Counter(summary=1))


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 7)), min_size=1, max_size=12),
    st.lists(st.integers(-1, 13), max_size=9),
)
def test_nothing_is_evidence_that_is_not_cited(kinds: list[tuple[str, int]], cited: list[int]) -> None:
    notes = [note(*given) for given in kinds]
    shown, dropped = rests_on(notes, cited)
    there = [kinds[n - 1] for n in cited if 0 < n <= len(kinds)]
    assert set(shown) <= {cue for _, cue in there}
    assert len(shown) == len(set(shown)) <= MAX_EVIDENCE
    assert bool(shown) != bool(dropped)
    if any(kind in ("point", "quote") for kind, _ in there):
        assert set(shown) <= {cue for kind, cue in there if kind in ("point", "quote")}
