"""Lines of a prompt: short cues of one speaker share one, and no word or cue is lost by it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import ChunkNotes, PointNote
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.text import estimate_tokens
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.chunking import chunked
from llm_summarise.episode.gathering.notes import ground
from llm_summarise.episode.lines import LONGEST, SHORTEST, Line, Piece, SpokenLines, joined
from llm_summarise.episode.prompts.questions import chunk_prompt
from llm_summarise.episode.prompts.template_files import load_prompts
from llm_summarise.grounding import Grounder
from llm_summarise.readers import parse
from llm_summarise.readers.sources import read_transcript


def transcript(*cues: Cue) -> Transcript:
    return Transcript(cues, "talk.vtt", "webvtt", "0" * 64)


def lines(whole: Transcript) -> list[str]:
    return chunked(whole, 0)[0].texts(whole)


def test_captions_of_one_sentence_share_a_line() -> None:
    whole = transcript(
        Cue("The float was made of cork, and", 0.0, 2.0, "Ann"),
        Cue("every morning a seal came by and", 2.0, 4.0, "Ann"),
        Cue("took it out into the bay.", 4.0, 6.0, "Ann"),
    )
    assert lines(whole) == [
        "The float was made of cork, and every morning a seal came by and took it out into the bay."
    ]


def test_a_line_ends_where_the_speaker_changes() -> None:
    whole = transcript(
        Cue("Really?", speaker="Ann"), Cue("Yes.", speaker="Bob"), Cue("Every day.", speaker="Bob")
    )
    (chunk,) = chunked(whole, 0)
    assert list(zip(chunk.speakers(whole), chunk.texts(whole), strict=True)) == [
        ("Ann", "Really?"),
        ("Bob", "Yes. Every day."),
    ]


def test_a_line_that_is_long_enough_ends_with_its_sentence() -> None:
    sentence = "word " * (SHORTEST // 5) + "end."
    assert lines(transcript(Cue(sentence), Cue("Next."), Cue("One more."))) == [sentence, "Next. One more."]


def test_lines_of_a_text_whose_lines_mean_something_are_left_alone() -> None:
    whole = transcript(Cue("- a"), Cue("+ b"))
    assert chunked(whole, 0, join=False)[0].texts(whole) == ["- a", "+ b"]


SPEECH = st.lists(
    st.builds(
        Cue,
        st.text(st.sampled_from("ab .?語"), min_size=1, max_size=400),
        speaker=st.sampled_from([None, "Ann", "Bob"]),
        turn=st.booleans(),
    ),
    min_size=1,
    max_size=80,
)


@given(SPEECH)
def test_each_cue_is_in_one_line_of_one_speaker_within_the_limit(
    cues: list[Cue],
) -> None:
    whole = transcript(*cues)
    pieces = [Piece(i, 0, len(cue.text)) for i, cue in enumerate(cues)]
    made = list(joined(pieces, whole))
    assert [piece for line in made for piece in line.pieces] == pieces
    for line in made:
        assert {cues[i].speaker for i in line.cues} == {line.speaker(whole)}
        assert len(line.pieces) == 1 or len(line.text(whole)) <= LONGEST


@given(SPEECH)
def test_lines_of_one_speaker_are_joined_up_to_a_sentence_or_the_limit(
    cues: list[Cue],
) -> None:
    whole = transcript(*cues)
    made = list(joined([Piece(i, 0, len(cue.text)) for i, cue in enumerate(cues)], whole))
    for one, other in pairwise(made):
        first = cues[other.cues[0]]
        if one.speaker(whole) == first.speaker and not first.turn and len(one.text(whole)) < SHORTEST:
            assert len(one.text(whole)) + 1 + len(first.text) > LONGEST


@given(SPEECH, st.integers(min_value=20, max_value=300))
def test_what_is_sent_for_a_chunk_has_no_more_tokens_than_it_says(cues: list[Cue], budget: int) -> None:
    whole = transcript(*cues)
    for chunk in chunked(whole, budget):
        sent = sum(estimate_tokens(text) for text in chunk.texts(whole))
        assert sent <= chunk.tokens + len(chunk.lines)


def test_a_quote_is_tied_to_its_own_cue_within_the_line_it_was_shown_in() -> None:
    said = ["we read the gauge again", "then it rained for a week", "we read the gauge again"]
    cues = [Cue(text, i * 10.0, i * 10.0 + 10, "Ann") for i, text in enumerate([*said, "Enough.", *said])]
    whole = transcript(*cues)
    (chunk,) = chunked(whole, 0)
    assert [list(line.cues) for line in chunk.lines] == [[0, 1, 2, 3, 4, 5, 6]]
    halves = (Line(chunk.lines[0].pieces[:4]), Line(chunk.lines[0].pieces[4:]))
    second = type(chunk)(halves, chunk.tokens)
    notes = ChunkNotes(
        topics=[],
        points=[PointNote(cue=2, quote="we read the gauge again", text="They read it.")],
        mentions=[],
        quotes=[],
        people=[],
        sponsors=[],
    )
    (point,) = ground(notes, second, Grounder(whole)).points
    assert point.cue == 4


def test_numbers_of_lines_cost_less_than_a_twentieth_of_real_captions(shared_dir: Path) -> None:
    for path in sorted((shared_dir / "episodes").iterdir()):
        whole = read_transcript(path)
        said = sum(len(cue.text) + 1 for cue in whole.cues)
        prompts = [chunk_prompt(chunk, whole, load_prompts(), Settings(), ()) for chunk in chunked(whole)]
        numbers = sum(line.startswith("[") for prompt in prompts for line in prompt.user.splitlines())
        assert numbers * len("[100] ") < 0.07 * said, path.name


def test_a_line_ends_where_somebody_else_speaks_whom_nobody_names() -> None:
    whole = parse(
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nIs it open?\n\n00:02.000 --> 00:03.000\n- There you go.\n", "x"
    )
    assert lines(whole) == ["Is it open?", "There you go."]


@given(SPEECH)
def test_places_in_cues_and_in_lines_are_each_others(cues: list[Cue]) -> None:
    whole = transcript(*cues)
    spoken = SpokenLines(whole)
    for i, cue in enumerate(cues):
        for character in {0, len(cue.text) // 2, len(cue.text) - 1}:
            line, at = spoken.place(i, character)
            assert spoken.texts[line][at] == cue.text[character]
            assert spoken.cue(line, at) == (i, character)
