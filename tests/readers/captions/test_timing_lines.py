"""Timing lines as tools and people write them: mended with one warning, never spoken."""

from __future__ import annotations

import pytest

from llm_summarise.domain.transcript import AsideKind, Transcript
from llm_summarise.readers import parse

WORDS = ("The ferry leaves at nine.", "Nobody told the captain.", "So we rowed.")


def read(text: str) -> Transcript:
    return parse(text.encode(), "test")


def rows(transcript: Transcript) -> list[tuple[float | None, float | None, str]]:
    return [(cue.start, cue.end, cue.text) for cue in transcript.cues]


def numbered(*timings: str) -> str:
    return "\n".join(f"{i}\n{t}\n{w}\n" for i, (t, w) in enumerate(zip(timings, WORDS, strict=True), 1))


EXPECTED = [(1.0, 3.5, WORDS[0]), (4.0, 6.5, WORDS[1]), (67.0, 69.5, WORDS[2])]
STARTS = ("00:00:01,000", "00:00:04,000", "00:01:07,000")
ENDS = ("00:00:03,500", "00:00:06,500", "00:01:09,500")


@pytest.mark.parametrize(
    "arrow",
    [
        " -> ", " → ", " —> ", " --&gt; ", " - -> ", " ==> ", " –> ", " ––> ", " -- > ", "->", " ---> ",
        " > ",
        " => ", "\u00a0-->\u00a0", "\u2009-->\u2009", "\u3000-->\u3000", " --\u200e> ",
        "\t→\t", " ⟶ ", " ~> ",
        " - ", " – ", " -->> ", " − -> ", "　→　",
    ],
)  # fmt: skip
def test_any_arrow_between_the_times_is_one(arrow: str) -> None:
    transcript = read(numbered(*(f"{a}{arrow}{b}" for a, b in zip(STARTS, ENDS, strict=True))))
    assert (rows(transcript), transcript.format) == (EXPECTED, "srt")
    assert len(transcript.warnings) == 1
    assert transcript.warnings[0].startswith("3 timing lines ")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace(",", ":"),
        lambda t: t.replace(",", ";"),
        lambda t: t.replace(":", "："),
        lambda t: t.replace(":", ";"),
        lambda t: t.replace(",", ""),
        lambda t: f"\u200e{t}\u200f",
        lambda t: f"\ufeff{t}",
        lambda t: t.replace(",", ", "),
        lambda t: t.replace(":", ": "),
        lambda t: t.replace(":", " : "),
        lambda t: t.replace(":", " :").replace(",", " , "),
        lambda t: t.translate({48 + i: 0xFF10 + i for i in range(10)}).replace(":", "："),
        lambda t: t.translate({48 + i: 0x0660 + i for i in range(10)}).replace(",", "٫"),
        lambda t: t.translate({48 + i: 0x0966 + i for i in range(10)}).replace(",", "："),
    ],
)
def test_separators_marks_and_digits_may_be_others(change) -> None:  # type: ignore[no-untyped-def]
    transcript = read(numbered(*(f"{change(a)} --> {change(b)}" for a, b in zip(STARTS, ENDS, strict=True))))
    assert rows(transcript) == EXPECTED
    assert len(transcript.warnings) == 1


@pytest.mark.parametrize(
    ("timing", "start", "end"),
    [
        ("0:0:1,0 -> 0:0:3,5", 1, 3.5),
        ("1:02 -> 1:04.5", 62, 64.5),
        ("00:00:01 -> 00:00:03", 1, 3),
        ("1.000 --> 3.500", 1, 3.5),
        ("1,5 --> 3,5", 1.5, 3.5),
        ("00:01:500 --> 00:03:500", 1.5, 3.5),
        ("-00:00:01,000 --> 00:00:03,500", 0, 3.5),
        ("00:00:01,000 --> -00:00:03,500", 1, None),
        ("00:00:01,000 -> 00:00:03,500 X1:100 X2:200 Y1:10 Y2:20", 1, 3.5),
        ("00:00:01.000 → 00:00:03.500 align:start position:0%", 1, 3.5),
        ("00:00:01,000 -->", 1, None),
        ("00:00:01,000,00:00:03,500", 1, 3.5),
        ("1 00:00:01,000 --> 00:00:03,500", 1, 3.5),
        ("[00:00:01.000 --> 00:00:03.500]", 1, 3.5),
    ],
)
def test_one_odd_timing_line_in_a_good_file_is_mended(timing: str, start: float, end: float | None) -> None:
    text = (
        "1\n00:00:00,000 --> 00:00:00,500\nGood.\n\n2\n"
        + timing
        + "\nOdd.\n\n3\n"
        + ("00:01:07,000 --> 00:01:09,000\nGood again.\n")
    )
    assert rows(read(text)) == [(0, 0.5, "Good."), (start, end, "Odd."), (67, 69, "Good again.")]


@pytest.mark.parametrize(
    ("last", "expected"), [("12", 12 / 25), ("24", 24 / 25), ("29", 29 / 30), ("59", 59 / 60), ("75", 0.75)]
)
def test_the_whole_file_tells_frames_from_hundredths(last: str, expected: float) -> None:
    text = "1\n00:00:01:00 --> 00:00:03:00\nOne.\n\n2\n" + f"00:00:04:{last} --> 00:00:08:00\nTwo.\n"
    assert read(text).cues[1].start == pytest.approx(4 + expected, abs=0.001)


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("00:0x:04,000 --> 00:00:06,000", [(1, 3, "One."), (3, 6, "Two."), (7, 9, "Three.")]),
        ("--> 00:00:06,000", [(1, 3, "One."), (3, 6, "Two."), (7, 9, "Three.")]),
        ("00:00: --> ..:06,000", [(1, 3, "One."), (3, None, "Two."), (7, 9, "Three.")]),
    ],
)
def test_a_timing_line_beyond_repair_is_set_aside(
    broken: str, expected: list[tuple[float, float | None, str]]
) -> None:
    transcript = read(
        f"1\n00:00:01,000 --> 00:00:03,000\nOne.\n\n2\n{broken}\nTwo.\n\n"
        "3\n00:00:07,000 --> 00:00:09,000\nThree.\n"
    )
    assert rows(transcript) == expected
    assert [(s.kind, s.samples) for s in transcript.set_aside] == [(AsideKind.BROKEN, (broken,))]


def test_words_behind_the_times_are_speech_and_settings_are_not() -> None:
    text = (
        "[00:00:01.000 --> 00:00:03.500]   The ferry leaves at nine.\n"
        "[00:00:04.000 --> 00:00:06.500]   Nobody told the captain.\n"
        "[00:01:07.000 --> 00:01:09.500]   So we rowed.\n"
    )
    assert rows(read(text)) == EXPECTED
    good = "1\n00:00:01,000 --> 00:00:03,500 {}\n{}\n"
    assert rows(read(good.format("position:90% align:end", "Hi."))) == [(1, 3.5, "Hi.")]
    assert rows(read(good.format("The ferry", "leaves at nine."))) == EXPECTED[:1]


def test_a_timing_line_glued_to_the_words_before_begins_a_caption() -> None:
    text = "1\n00:00:01,000 --> 00:00:03,000\nOne. 00:00:04,000 --> 00:00:06,000\nTwo.\n"
    assert rows(read(text)) == [(1, 3, "One."), (4, 6, "Two.")]


def test_numbers_that_are_said_stay_and_those_of_captions_go() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:02,000 --> 00:00:03,000\nWe have\n42\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\n3\n4\n00:00:04,000 --> 00:00:05,000\nGoodbye.1\n"
        "00:00:06,000 --> 00:00:07,000\nIn 1999\n\n00:00:08,000 --> 00:00:09,000\nEnd of 2001"
    )
    assert [c.text for c in read(text).cues] == [
        "42",
        "We have 42",
        "3",
        "Goodbye.",
        "In 1999",
        "End of 2001",
    ]


def test_prose_with_arrows_and_numbers_is_no_caption_file() -> None:
    text = "We measured twice.\n\n1.5 -> 2.5 was the first result.\n\nAnd 10:30 -> 11:30 was the window.\n"
    assert read(text + "More words follow here.\n\n" * 20).format == "plain"
    inside = "1\n00:00:01,000 --> 00:00:03,000\nIt went\n1.5 -> 2.5 in May.\nx --> y\n"
    assert rows(read(inside)) == [(1, 3, "It went 1.5 -> 2.5 in May. x --> y")]


def test_text_above_the_first_caption_is_about_the_file() -> None:
    transcript = read("Subtitles of episode nine\n\n1\n00:00:01,000 --> 00:00:03,000\nOne.\n")
    assert [c.text for c in transcript.cues] == ["One."]
    assert [(s.kind, s.count) for s in transcript.set_aside] == [(AsideKind.METADATA, 1)]


COUNTED = "{}1000 --> 3500\n{}\n\n{}4000 --> 6500\n{}\n\n{}67000 --> 69500\n{}\n"


@pytest.mark.parametrize("above", [("", "", ""), ("1\n", "2\n", "3\n"), ("WEBVTT\n\n", "", "")])
def test_whole_numbers_are_times_in_the_unit_people_speak_in(above: tuple[str, str, str]) -> None:
    transcript = read(COUNTED.format(above[0], WORDS[0], above[1], WORDS[1], above[2], WORDS[2]))
    assert rows(transcript) == EXPECTED
    assert [warning.split(",")[0] for warning in transcript.warnings] == [
        "3 timing lines written in another way",
        "times look like milliseconds; read as such",
    ]


def test_whole_numbers_between_clocks_are_words() -> None:
    text = numbered(*(f"{a} --> {b}" for a, b in zip(STARTS, ENDS, strict=True)))
    transcript = read(text.replace(WORDS[1], f"{WORDS[1]}\n\n3000 --> 8000\nfeet, they rise."))
    assert [cue.start for cue in transcript.cues] == [1.0, 4.0, 67.0]
    assert "3000" in transcript.cues[1].text
