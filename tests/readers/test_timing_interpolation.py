"""Times by place: between stamps, monotone, exact where there is a stamp."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.transcript import CLOSE, Cue, Transcript
from llm_summarise.readers import parse
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.timing.interpolation import interpolated

SENTENCE = st.integers(1, 60).map(lambda n: ("water rises " * n)[: 5 * n].strip() + ".")


@st.composite
def stamped(draw: st.DrawFn) -> list[Cue]:
    """Passages of some sentences: all have the stamp of the passage, or all but the first have no time."""
    cues, now = [], draw(st.floats(0, 100))
    for _ in range(draw(st.integers(1, 6))):
        stamp = round(now, 3)
        sentences = draw(st.lists(SENTENCE, min_size=1, max_size=5))
        shared = draw(st.booleans())
        cues += [Cue(text, stamp if shared or not n else None) for n, text in enumerate(sentences)]
        now += draw(st.floats(0.5, 200))
    untimed = draw(st.lists(SENTENCE, max_size=2))
    return [Cue(text) for text in untimed] + cues


@given(stamped())
def test_times_rise_between_stamps_and_stamps_stay(cues: list[Cue]) -> None:
    result = interpolated(Parsed("x", cues)).cues
    assert [c.text for c in result] == [c.text for c in cues]
    starts = [c.start for c in result]
    assert None not in starts
    assert all(a <= b for a, b in pairwise(starts))  # type: ignore[operator]
    latest = None
    for got, given_ in zip(result, cues, strict=True):
        if given_.start is not None and given_.start != latest:
            assert (got.start, got.approximate) == (given_.start, False)
            latest = given_.start
        else:
            assert got.approximate


@given(st.lists(st.tuples(SENTENCE, st.floats(0.5, 90), st.booleans()), min_size=1, max_size=8))
def test_moments_rise_within_cues_and_never_pass_the_next(parts: list[tuple[str, float, bool]]) -> None:
    cues, now = [], 0.0
    for text, length, ended in parts:
        cues.append(Cue(text, now, now + length if ended else None))
        now = round(now + length, 3)
    transcript = Transcript(tuple(cues), "x", "x", "")
    for n, cue in enumerate(cues):
        moments = [transcript.moment(n, at) for at in range(len(cue.text) + 1)]
        assert moments[0] == (cue.start, False)
        assert all(a.start <= b.start for a, b in pairwise(moments))  # type: ignore[operator]
        for moment in moments:
            assert moment.approximate == (moment.start != cue.start)
            if n + 1 < len(cues):
                assert moment.start <= cues[n + 1].start + 0.001  # type: ignore[operator]
        ends = [transcript.end_of(n, at) for at in range(len(cue.text) + 1)]
        assert ends[-1] == cue.end


def test_a_short_caption_is_exact_all_through() -> None:
    transcript = Transcript((Cue("Water rises, and it falls.", 5.0, 5.0 + CLOSE),), "x", "x", "")
    assert {transcript.moment(0, at) for at in range(26)} == {(5.0, False)}


def test_a_long_paragraph_gives_its_words_a_time() -> None:
    text = "x" * 299 + " " + "y" * 300
    transcript = Transcript((Cue(text, 60.0), Cue("z", 100.0)), "x", "x", "")
    assert transcript.moment(0, 300) == (80.0, True)
    assert transcript.moment(0, 10) == (60.0, False)


def test_silence_before_the_next_stamp_is_no_slow_speech() -> None:
    transcript = Transcript((Cue("x" * 300, 60.0), Cue("z", 1000.0)), "x", "x", "")
    assert 69 <= (transcript.moment(0, 150).start or 0) <= 71


def test_a_transcript_without_times_has_no_moments() -> None:
    transcript = Transcript((Cue("Water rises."),), "x", "x", "")
    assert transcript.moment(0, 6) == (None, False)
    assert transcript.end_of(0, 6) is None


def test_what_stands_before_the_first_stamp_gets_a_time() -> None:
    cues = [Cue("Water rises. " * 10), Cue("It falls."), Cue("Hello.", 30.0), Cue("Bye.", 40.0)]
    result = interpolated(Parsed("x", cues)).cues
    assert [c.approximate for c in result] == [True, True, False, False]
    assert result[0].start == 0
    assert 7 < (result[1].start or 0) < 30


def test_what_stands_before_a_later_part_is_said_shortly_before() -> None:
    cues = [Cue("Water rises. " * 10), Cue("Hello.", 4000.0), Cue("Bye.", 4010.0)]
    assert 3985 < (interpolated(Parsed("x", cues)).cues[0].start or 0) < 3995


def test_a_text_without_times_stays_without() -> None:
    parsed = Parsed("x", [Cue("One."), Cue("Two.")])
    assert interpolated(parsed) is parsed


def test_two_voices_in_a_short_caption_keep_its_times() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:03.500\n- Is it deep?\n- It is.\n\n00:04.000 --> 00:05.000\nSo.\n"
    assert [(c.start, c.end) for c in parse(text.encode(), "x").cues] == [(1, 3.5), (1, 3.5), (4, 5)]


def test_two_voices_in_a_long_caption_are_told_apart() -> None:
    cues = [Cue("x" * 100, 10.0, 30.0, "Nora"), Cue("y" * 100, 10.0, 30.0, "Tomas")]
    result = interpolated(Parsed("x", cues)).cues
    assert [(c.start, c.end, c.approximate) for c in result] == [(10, 30, False), (20, None, True)]


def test_people_who_speak_at_once_keep_their_times() -> None:
    cues = [Cue("x" * 100, 10.0, 30.0, "Nora"), Cue("y" * 100, 10.0, 25.0, "Tomas")]
    assert interpolated(Parsed("x", cues)).cues == cues


def test_what_follows_a_caption_without_a_time_begins_at_its_end() -> None:
    cues = [Cue("x" * 60, 10.0, 14.0), Cue("y" * 60), Cue("z" * 60, 30.0, 34.0)]
    assert interpolated(Parsed("x", cues)).cues[1] == Cue("y" * 60, 14.0, None, approximate=True)


def test_sentences_of_a_stamped_turn_have_times_of_their_own() -> None:
    text = "\n\n".join(
        f"**Nora Quist** (00:0{n}:00): "
        + " ".join(f"Water rises in harbour {m} every day at about noon." for m in range(12))
        for n in range(4)
    )
    cues = parse(text.encode(), "x").cues
    stamps = [c.start for c in cues if not c.approximate]
    assert stamps == [0, 60, 120, 180]
    assert all((b.start or 0) > (a.start or 0) for a, b in pairwise(cues))
