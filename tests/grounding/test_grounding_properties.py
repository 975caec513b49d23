"""Whatever is asked of whatever text: no crash, and never a word that is not in the transcript."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.grounding import Grounder, Span
from llm_summarise.grounding.align import Band, align
from llm_summarise.grounding.tokens import tokens
from llm_summarise.readers import parse

VOCABULARY = (
    "the a of to and tide gauge harbour it's don't not never 3.11 2,000 seven twenty C++ dot-com naïve "
    "salt sensor, box. um um (quiet) Straße 港 潮位計 I you know … $5 #tag -- ' re-use"
).split()
line = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12).map(" ".join)
lines = st.lists(line, min_size=1, max_size=12)
anything = st.text(max_size=60)


def made(texts: list[str]) -> Transcript:
    folded = [fold_space(text) for text in texts]
    return Transcript(tuple(Cue(text) for text in folded if text), "t", "plain", "")


def check(span: Span | None, transcript: Transcript) -> None:
    """The text of a span is what stands at its place."""
    if span is None:
        return
    cues = [cue.text for cue in transcript.cues[span.first_cue : span.last_cue + 1]]
    assert cues
    if len(cues) == 1:
        assert span.text == cues[0][span.start : span.end]
    else:
        assert span.text == " ".join((cues[0][span.start :], *cues[1:-1], cues[-1][: span.end]))
    assert span.text
    assert 0 <= span.score <= 1
    assert not span.exact or span.score == 1


@given(lines, st.data())
def test_any_run_of_words_is_found_exactly(texts: list[str], data: st.DataObject) -> None:
    transcript = made(texts)
    said = " ".join(cue.text for cue in transcript.cues).split()
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first, len(said)))
    quote = " ".join(said[first:last])
    assume(len(tokens(quote)) >= 6)
    span = Grounder(transcript).locate(quote)
    check(span, transcript)
    assert span is not None
    assert span.exact
    assert [key for _, _, key in tokens(span.text)] == [key for _, _, key in tokens(quote)]


@given(st.lists(anything, max_size=6), anything, st.none() | st.integers(-3, 9))
def test_no_text_breaks_it_or_makes_it_invent(texts: list[str], quote: str, near: int | None) -> None:
    transcript = made(texts)
    check(Grounder(transcript).locate(quote, near=near, within=(0, 2) if near else None), transcript)


@given(lines, line, line)
def test_stitched_and_foreign_lines_yield_only_what_stands_there(
    texts: list[str], one: str, other: str
) -> None:
    transcript = made(texts)
    grounder = Grounder(transcript)
    for quote in (one, f"{one} {other}", f"{one} ... {other}", f"[3] Mara: {other}", texts[0] + " " + one):
        check(grounder.locate(quote), transcript)


@given(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=7),
    st.lists(st.sampled_from("abcd"), max_size=10),
)
def test_the_alignment_costs_what_the_textbook_says(quote: list[str], passage: list[str]) -> None:
    """Against Sellers' recurrence without a band, for words that only match or not."""
    costs = [0] * (len(passage) + 1)
    for i, word in enumerate(quote, 1):
        row = [i]
        for j, other in enumerate(passage, 1):
            row.append(min(costs[j - 1] + (word != other), costs[j] + 1, row[-1] + 1))
        costs = row
    assume(all(a != b for row in (quote, passage) for a, b in pairwise(row)))  # a word said twice costs less
    found = align(
        quote,
        passage,
        ([False] * len(quote), [False] * len(passage)),
        Band(-len(quote), len(quote) + len(passage), 99),
        fixed=lambda word: False,
        similar=lambda one, other: False,
    )
    if found:
        assert round(found.cost) == min(costs)
        assert all(quote[i] == passage[j] for i, j in found.pairs)
    else:
        assert not set(quote) & set(passage)


def test_real_quotes_are_found_in_their_cue_and_foreign_ones_are_not(shared_dir: Path) -> None:
    names = ["351-eu-ml-law-and-ethics.txt", "003-Pyramid-Web Framework-Chris-McDonough.vtt"]
    one, other = (parse((shared_dir / "episodes" / name).read_bytes(), name) for name in names)
    grounder, rng = Grounder(one), random.Random(4)
    said = [
        (word, n) for n, cue in enumerate(one.cues) for word in cue.text.split() if re.search(r"\w", word)
    ]
    starts = rng.sample(range(len(said) - 12), 200)
    hits = 0
    for at in starts:
        span = grounder.locate(" ".join(word for word, _ in said[at : at + 12]), near=said[at][1])
        hits += span is not None and span.first_cue == said[at][1] and span.exact
    assert hits == 200
    foreign = " ".join(cue.text for cue in other.cues).split()
    picks = rng.sample(range(400, len(foreign) - 400), 200)
    assert sum(grounder.locate(" ".join(foreign[at : at + 12])) is not None for at in picks) == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["red gull", "blue boat at sea", "cork"]), st.sampled_from("AB"), st.booleans()
        ),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_what_is_quoted_stands_there_and_is_said_by_one(
    said: list[tuple[str, str, bool]], data: st.DataObject
) -> None:
    cues = tuple(Cue(text, speaker=who, turn=turn) for text, who, turn in said)
    first = data.draw(st.integers(0, len(cues) - 1))
    last = data.draw(st.integers(first, len(cues) - 1))
    asked = " ".join(cue.text for cue in cues[first : last + 1])
    span = Grounder(Transcript(cues, "x", "plain", "0")).quote(asked, near=first, within=(0, len(cues) - 1))
    if span is not None:
        own = cues[span.first_cue : span.last_cue + 1]
        assert " ".join(cue.text for cue in own)[span.start :].startswith(span.text)
        assert len({cue.speaker for cue in own}) == 1
        assert not any(cue.turn for cue in own[1:])
        assert span.text in asked
