"""Clocks made right: other units, clocks that begin anew, clocks of the day, copies."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.clock import timestamp_ms
from llm_summarise.domain.transcript import Cue, Heading, Transcript
from llm_summarise.readers import parse
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.timing.restarts import continued
from llm_summarise.readers.timing.units import UNITS, in_seconds

WORDS = "the boat was slow but nobody minded since the harbour had been dredged twice before lunch".split()


def speech(number: int, words: int = 9) -> str:
    return " ".join(WORDS[(number * 3 + n) % len(WORDS)] for n in range(words)) + f" {number}."


@st.composite
def talks(draw: st.DrawFn, longest: float = 90.0) -> list[Cue]:
    """Cues of people who speak at 11 to 19 characters a second, with pauses, some of them long."""
    cues, now = [], draw(st.floats(0, 20))
    for n in range(draw(st.integers(3, 14))):
        text = speech(n, draw(st.integers(5, 20)))
        taken = len(text) / draw(st.floats(11, 19))
        cues.append(Cue(text, round(now, 3), round(now + taken, 3)))
        now += taken + draw(st.sampled_from([0.0, 0.2, 0.2, 0.5, longest]))
    return cues


def as_json(cues: list[Cue], per_second: int) -> bytes:
    def scaled(time: float | None) -> int:
        return round((time or 0) * per_second)

    return json.dumps(
        [{"text": c.text, "start": scaled(c.start), "end": scaled(c.end)} for c in cues]
    ).encode()


def vtt(*cues: Cue) -> str:
    blocks = [f"{timestamp_ms(c.start or 0)} --> {timestamp_ms(c.end or 0)}\n{c.text}" for c in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n\n"


def read(text: str) -> Transcript:
    return parse(text.encode(), "x")


@given(talks(), st.sampled_from([unit for unit in UNITS if unit.per_second in (25, 100, 1000)]))
def test_times_in_another_unit_come_back_in_seconds(cues: list[Cue], unit: object) -> None:
    per_second = unit.per_second  # type: ignore[attr-defined]
    transcript = parse(as_json(cues, per_second), "x")
    assert [c.text for c in transcript.cues] == [c.text for c in cues]
    for got, said in zip(transcript.cues, cues, strict=True):
        assert got.start == pytest.approx(said.start, abs=0.6 / per_second)
        assert got.end == pytest.approx(said.end, abs=0.6 / per_second)
    assert transcript.warnings[0] == f"times look like {unit.name}; read as such"  # type: ignore[attr-defined]


@given(talks())
def test_seconds_stay_seconds(cues: list[Cue]) -> None:
    pieces = [{"text": c.text, "start": c.start, "end": c.end} for c in cues]
    assert parse(json.dumps(pieces).encode(), "x").cues == tuple(cues)


@pytest.mark.parametrize(
    "line",
    [
        "今日は港の話をします。船はとても遅いです。",
        "오늘은 항구 이야기를 합니다. 배는 느립니다.",
        "आज हम बंदरगाह की बात करेंगे और नाव की भी।",
    ],
)
def test_milliseconds_are_told_in_other_scripts(line: str) -> None:
    pieces = [{"text": line, "start": n * 4000, "end": n * 4000 + 3800} for n in range(4)]
    assert [c.start for c in parse(json.dumps(pieces).encode(), "x").cues] == [0, 4, 8, 12]


def test_one_cue_tells_nothing_about_the_unit() -> None:
    piece = [{"text": speech(1), "start": 1000, "end": 4000}]
    assert parse(json.dumps(piece).encode(), "x").cues[0].start == 1000


def test_slow_speech_with_long_silence_stays_as_it_is() -> None:
    pieces = [{"text": f"Yes. I see {n}.", "start": n * 600, "end": n * 600 + 2} for n in range(6)]
    transcript = parse(json.dumps(pieces).encode(), "x")
    assert transcript.cues[-1].start == 3000
    assert transcript.warnings == ()


def test_rare_long_captions_are_no_milliseconds() -> None:
    titles = [Cue(f"The second boat {n}", n * 1200.0, n * 1200.0 + 1200) for n in range(12)]
    assert in_seconds(Parsed("webvtt", titles)).cues == titles


def test_words_in_milliseconds_become_sentences() -> None:
    words = speech(1, 24).split()
    pieces = [{"text": w, "start": n * 400, "end": n * 400 + 390} for n, w in enumerate(words)]
    (cue,) = parse(json.dumps(pieces).encode(), "x").cues
    assert (cue.text, cue.start, cue.end) == (" ".join(words), 0, 9.99)


def test_a_heading_keeps_its_time_beside_the_cues() -> None:
    cues = [Cue(speech(n), n * 4000.0, n * 4000.0 + 3900) for n in range(4)]
    parsed = in_seconds(Parsed("x", cues, outline=[Heading("Boats", 2, start=8000.0)], counted=True))
    assert parsed.outline == [Heading("Boats", 2, start=8.0)]


def lasts(cues: list[Cue]) -> bool:
    """Whether a part is long enough: one of a few seconds may be what two people say at a time."""
    return (cues[-1].end or 0) - (cues[0].start or 0) > 15


@given(st.lists(talks(longest=2.0).filter(lasts), min_size=2, max_size=4))
def test_parts_joined_one_after_the_other_continue(parts: list[list[Cue]]) -> None:
    cues = [replace_text(cue, f"{n} {cue.text}") for n, part in enumerate(parts) for cue in shifted(part)]
    transcript = read(vtt(*cues))
    assert [c.text for c in transcript.cues] == [c.text for c in cues]
    starts = [c.start or 0 for c in transcript.cues]
    assert all(a <= b for a, b in pairwise(starts))
    for got, said in zip(transcript.cues, cues, strict=True):
        assert (got.end or 0) - (got.start or 0) == pytest.approx(
            (said.end or 0) - (said.start or 0), abs=0.01
        )
    (warning,) = transcript.warnings
    assert f"{len(parts)} parts, read one after the other" in warning


def replace_text(cue: Cue, text: str) -> Cue:
    return Cue(text, cue.start, cue.end, cue.speaker)


def shifted(part: list[Cue]) -> list[Cue]:
    begin = part[0].start or 0.0
    return [Cue(c.text, round((c.start or 0) - begin, 3), round((c.end or 0) - begin, 3)) for c in part]


def test_the_second_part_begins_where_the_first_ends() -> None:
    one = [Cue(speech(n), n * 5.0, n * 5.0 + 4) for n in range(6)]
    two = [Cue("So " + speech(n), n * 5.0 + 2, n * 5.0 + 6) for n in range(6)]
    transcript = read(vtt(*one, *two))
    assert [c.start for c in transcript.cues][5:8] == [25, 31, 36]
    assert transcript.warnings == (
        "the clock begins anew: 2 parts, read one after the other; the second begins at 0:31 (cue 7)",
    )


def test_a_part_given_twice_is_read_once() -> None:
    one = [Cue(speech(n), n * 5.0, n * 5.0 + 4) for n in range(6)]
    transcript = read(vtt(*one, *one))
    assert transcript.cues == tuple(one)
    assert transcript.warnings == ("6 cues given twice at the same time; kept once",)


def test_captions_that_two_segments_share_are_read_once() -> None:
    cues = [Cue(speech(n), n * 5.0, n * 5.0 + 4) for n in range(9)]
    transcript = read(vtt(*cues[:4], *cues[2:7], *cues[6:]))
    assert transcript.cues == tuple(cues)
    assert "3 cues given twice at the same time; kept once" in transcript.warnings


@pytest.mark.parametrize(
    "order",
    [[0, 2, 1, 3, 4, 5], [1, 2, 3, 4, 5, 0], [0, 1, 5, 2, 3, 4], [3, 4, 5, 0, 1, 2], [0, 4, 5, 1, 2, 3]],
)
def test_cues_out_of_order_are_no_new_clock(order: list[int]) -> None:
    cues = [Cue(speech(n), n * 60.0, n * 60.0 + 50) for n in range(6)]
    transcript = read(vtt(*(cues[n] for n in order)))
    assert transcript.cues == tuple(cues)
    assert "out of order" in transcript.warnings[0]


def test_tracks_of_two_people_who_talk_are_one_recording() -> None:
    asked = [Cue(f"<v Nora>{speech(n)}", n * 20.0, n * 20.0 + 8) for n in range(8)]
    answers = [Cue(f"<v Tomas>{speech(n + 20)}", n * 20.0 + 9, n * 20.0 + 19) for n in range(8)]
    transcript = read(vtt(*asked, *answers))
    assert [c.speaker for c in transcript.cues] == ["Nora", "Tomas"] * 8
    assert transcript.cues[-1].end == 159


@pytest.mark.parametrize(("first", "begins"), [(36_131.0, 0.0), (36_005.0, 5.0), (50_400.0, 0.0)])
def test_a_clock_of_the_day_begins_at_zero(first: float, begins: float) -> None:
    cues = [Cue(speech(n), first + n * 5, first + n * 5 + 4) for n in range(6)]
    transcript = read(vtt(*cues))
    assert transcript.cues[0].start == begins
    assert transcript.cues[-1].end == begins + 29
    assert "when the recording begins" in transcript.warnings[0]


@pytest.mark.parametrize("first", [3900.0, 3600.0, 20_000.0, 90_000.0])
def test_a_later_part_of_a_recording_keeps_its_times(first: float) -> None:
    cues = [Cue(speech(n), first + n * 5, first + n * 5 + 4) for n in range(6)]
    assert read(vtt(*cues)).cues[0].start == first


def test_a_clock_that_passes_midnight_goes_on() -> None:
    evening = [Cue(speech(n), 86_300.0 + n * 10, 86_300.0 + n * 10 + 8) for n in range(9)]
    night = [Cue("So " + speech(n), 2.0 + n * 10, 2.0 + n * 10 + 8) for n in range(9)]
    transcript = read(vtt(*evening, *night))
    assert [c.start for c in transcript.cues][7:11] == [70, 80, 102, 112]
    assert transcript.warnings[0] == "the clock passes midnight; the times go on"


def test_headings_of_a_later_part_move_with_it() -> None:
    cues = [Cue(speech(n), n % 6 * 5.0, n % 6 * 5.0 + 4) for n in range(12)]
    parsed = continued(Parsed("x", cues, outline=[Heading("Nets", 6, start=0.0)]))
    assert parsed.outline == [Heading("Nets", 6, start=29.0)]
