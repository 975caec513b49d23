"""WebVTT, YouTube's captions and SRT: each word once, under the right voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.readers import parse

DATA = Path(__file__).parents[1] / "data" / "transcripts"


def of_file(name: str) -> Transcript:
    return parse((DATA / name).read_bytes(), name)


def vtt(*blocks: str) -> Transcript:
    return parse("\n\n".join(["WEBVTT", *blocks]).encode(), "test.vtt")


def cue(payload: str, second: int = 0) -> str:
    return f"00:00:{second:02}.000 --> 00:00:{second + 1:02}.000\n{payload}"


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(cue.speaker, cue.text) for cue in transcript.cues]


def test_webvtt_leaves_out_all_that_is_not_speech() -> None:
    assert of_file("voices.vtt").cues == (
        Cue("Good morning & welcome, it's windy today.", 1.0, 4.5, "Nora Quist"),
        Cue("Very windy.", 4.5, 8.0, "Tomas Reyes"),
        Cue("Is it safe?", 4.5, 8.0, "Nora Quist"),
        Cue("No voice tag here, so the last voice goes on.", 9.0, 12.0, "Nora Quist"),
        Cue("A stranger speaks of <b> tags.", 363612.0, 363615.25, None, turn=True),
    )


def test_rolling_captions_give_each_word_once() -> None:
    assert of_file("youtube.vtt").cues == (
        Cue("the tide turns early", 0.16, 2.27),
        Cue("on the west coast", 2.28, 4.0),
        Cue("thank you", 4.01, 6.0, turn=True),
    )


def test_rolling_srt_without_word_times_gives_each_word_once() -> None:
    lines = [f"line number {i}" for i in range(9)]
    srt = "\n\n".join(
        f"{i + 1}\n00:00:{i:02},000 --> 00:00:{i + 1:02},000\n{lines[i]}\n{lines[i + 1]}" for i in range(8)
    )
    transcript = parse(srt.encode(), "x")
    assert " ".join(cue.text for cue in transcript.cues) == " ".join(lines)


def test_people_who_say_the_same_twice_are_heard_twice() -> None:
    words = [
        "Yes.",
        "Yes.",
        "We could go.",
        "We could go.",
        "Really?",
        "It is late.",
        "Too late.",
        "Far too late.",
    ]
    transcript = vtt(*(cue(text, i) for i, text in enumerate(words)))
    assert (transcript.format, [c.text for c in transcript.cues]) == ("webvtt", words)


def test_srt_with_and_without_numbers_names_commas_and_points() -> None:
    transcript = of_file("numbered.srt")
    assert transcript.cues == (
        Cue("The first buoy was built in a bath tub.", 1.0, 3.0, "Nora Quist"),
        Cue("It floated.", 3.5, 5.5, "Nora Quist"),
        Cue("Mostly.", 5.5, 7.0, "Tomas Reyes"),
        Cue("Warning: it sank in 2019.", 7.0, 9.0, "Tomas Reyes"),
        Cue("42", 9.0, 10.0, "Tomas Reyes"),
        Cue("Forty-two buoys?", 10.0, 12.0, "Nora Quist"),
        Cue("Yes.", 10.0, 12.0, "Tomas Reyes"),
    )


def test_captions_without_blank_lines_between_lose_only_numbers() -> None:
    text = "1\n00:01,0 --> 00:02,0\nOne\n2\n00:02,0 --> 00:03,0\nTwo\nhalves\n3\n00:03,0 --> 00:04,0\nThree"
    assert [c.text for c in parse(text.encode(), "x").cues] == ["One", "Two halves", "Three"]


def test_a_blank_line_inside_a_caption_loses_no_words() -> None:
    assert [c.text for c in vtt("intro\n" + cue("One\n\ntwo"), cue("three", 1), "").cues] == [
        "One two",
        "three",
    ]


@pytest.mark.parametrize("identifier", ["7", "intro", "chapter - one", "c0ffee-00"])
def test_identifiers_are_not_speech(identifier: str) -> None:
    transcript = vtt(f"{identifier}\n{cue('One')}", f"{identifier}\n{cue('two', 1)}")
    assert [c.text for c in transcript.cues] == ["One", "two"]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("<v Nora>One.</v> <v Tomas>Two.</v>", [("Nora", "One."), ("Tomas", "Two.")]),
        ("<v Nora>One.\nStill one.", [("Nora", "One. Still one.")]),
        ("<v.first.loud Nora Q>One <c.yellow>two</c> <00:00:00.500>three", [("Nora Q", "One two three")]),
        ("<v Nora>- One. - Two.", [("Nora", "One."), (None, "Two.")]),
        ("<v Nora &amp; Tomas>One.", [("Nora & Tomas", "One.")]),
        (">> One.", [(None, "One.")]),
        ("One. >> Two.", [(None, "One."), (None, "Two.")]),
        ("&gt;&gt; One.\n&gt;&gt;&gt; Two.", [(None, "One."), (None, "Two.")]),
        ("- One.\n- Two.", [(None, "One."), (None, "Two.")]),
        ("One. - Two. And - Three.", [(None, "One."), (None, "Two. And - Three.")]),
        ("Shift by a >> b - or not.", [(None, "Shift by a >> b - or not.")]),
        ("minus -5 - well - degrees", [(None, "minus -5 - well - degrees")]),
    ],
)
def test_a_caption_is_split_where_the_speaker_changes(payload: str, expected: list[tuple[str, str]]) -> None:
    assert said(vtt(cue(payload))) == expected


def test_a_mark_of_change_without_a_name_ends_the_voice() -> None:
    transcript = vtt(cue("<v Nora>One."), cue("Two.", 1), cue(">> Three.", 2), cue("Four.", 3))
    assert [c.speaker for c in transcript.cues] == ["Nora", "Nora", None, None]
    transcript = vtt(cue(">> NORA: One."), cue(">> TOMAS: Two.", 1), cue(">> Three.", 2), cue("Four.", 3))
    assert said(transcript) == [("NORA", "One."), ("TOMAS", "Two."), (None, "Three."), (None, "Four.")]


def test_a_mark_alone_in_its_caption_counts_for_the_next() -> None:
    transcript = vtt(cue("NORA: One."), cue("TOMAS: Two.", 1), cue(">>", 2), cue("Three.", 3))
    assert said(transcript) == [("NORA", "One."), ("TOMAS", "Two."), (None, "Three.")]


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ("List<int> and a < b", "List<int> and a < b"),
        ("List&lt;int&gt; &amp;amp; R&D", "List<int> &amp; R&D"),
        ("<i>One</i><b>two</b>", "Onetwo"),
        ("One<br>two", "One two"),
        ('<font color="#fff">One</font>', "One"),
        ("{\\an8}One {two}", "One {two}"),
        ("One [Music] two (applause) three ♪", "One two three"),
        ("[upbeat music playing] One", "One"),
        ("[MUSIC ENDS] One *music* two. *outro music* Three", "One *music* two. Three"),
        ("One. (gentle music) Two.", "One. Two."),
        ("The array[noise_level] (with much noise) on", "The array[noise_level] (with much noise) on"),
        ("One\x1b[31m\u202etwo", "One[31mtwo"),
        ("&#27;[2J&#x202e;One", "[2JOne"),
        ("One&nbsp;two", "One two"),
        ("&#xd800;One&#9999999;", "\ufffdOne\ufffd"),
    ],
)
def test_markup_goes_and_text_stays(payload: str, text: str) -> None:
    assert vtt(cue(payload)).cues[0].text == text


@pytest.mark.parametrize(
    ("timing", "start", "end"),
    [
        ("00:00:01.500 --> 00:00:02.250", 1.5, 2.25),
        ("00:01.5 --> 00:02,25 align:start", 1.5, 2.25),
        ("0:0:1 --> 0:0:2", 1, 2),
        ("  90:00.000-->90:01.000", 5400, 5401),
        ("123:00:00.001 --> 123:00:00.0029", 442800.001, 442800.002),
    ],
)
def test_times_are_read_as_they_are_written(timing: str, start: float, end: float) -> None:
    assert vtt(f"{timing}\nOne").cues == (Cue("One", start, end),)


def test_disorder_is_accepted_with_one_warning_of_each_kind() -> None:
    transcript = vtt(
        "00:05.000 --> 00:04.000\nsecond",
        "00:01.000 --> 00:02.000\nfirst",
        "00:08.000 --> 00:09.500\nthird",
        "00:09.000 --> 00:10.000\nfourth",
        "00:09.000 --> 00:11.000\nfifth",
    )
    assert [(c.text, c.end) for c in transcript.cues] == [
        ("first", 2),
        ("second", None),
        ("third", 9.5),
        ("fourth", 10),
        ("fifth", 11),
    ]
    assert transcript.warnings == (
        "1 cue ended before the start; the end is ignored",
        "1 cue out of order; sorted by start",
        "1 cue overlapping the one before; kept as given",
    )


def test_webvtt_that_lost_its_first_line_is_read_all_the_same() -> None:
    transcript = parse("\n\n".join([cue("<v Nora>One"), cue("two", 1)]).encode(), "x")
    assert said(transcript) == [("Nora", "One"), ("Nora", "two")]
