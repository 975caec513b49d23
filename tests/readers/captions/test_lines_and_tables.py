"""Captions with a line each, tables of them, exports of editors, and what is refused by name."""

from __future__ import annotations

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import AsideKind, Cue, Transcript
from llm_summarise.readers import parse


def read(text: str) -> Transcript:
    return parse(text.encode(), "test")


def rows(transcript: Transcript) -> list[tuple[float | None, float | None, str | None, str]]:
    return [(cue.start, cue.end, cue.speaker, cue.text) for cue in transcript.cues]


TWO = [(1.0, 2.5, None, "The tide is early."), (4.0, 6.0, None, "So, we row.")]
AVID = (
    "<begin subtitles>\n\n00:00:01:00 00:00:02:12\nThe tide is early.\n\n"
    "00:00:04:00 00:00:06:00\nSo, we row.\n\n<end subtitles>\n"
)
SPRUCE = (
    "//Font\n$FontName = Arial\n00:00:01:00 , 00:00:02:12 , The tide|is early.\n"
    "00:00:04:00 , 00:00:06:00 , So, we row.\n"
)
PREMIERE_TABLE = (
    '"Speaker Name","Start Time","End Time","Text"\n'
    '"Nora","00;00;01;00","00;00;02;15","The tide is early."\n'
    '"Tomas","00;00;04;00","00;00;06;29","So, we row."\n'
)
PREMIERE = (
    "00;00;01;00 - 00;00;02;15\nNora\nThe tide is early.\n\n00;00;04;00 - 00;00;06;29\nTomas\nSo, we row.\n"
    "\n00;00;07;00 - 00;00;08;00\nNora\nYes.\n\n00;00;09;00 - 00;00;10;00\nTomas\nNow.\n"
)
RESOLVE = (
    "[00:00:01:00 - 00:00:02:12]\nNora\n The tide is early.\n\n[00:00:04:00 - 00:00:06:20]\n"
    "Tomas\n So, we row.\n\n[00:00:07:00 - 00:00:08:00]\nNora\n Yes.\n"
    "\n[00:00:09:00 - 00:00:10:00]\nTomas\n Now.\n"
)
STARTS = [(start, None, who, text) for start, _, who, text in TWO]


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        ("0:00:01.000,0:00:02.5\nThe tide\nis early.\n\n0:00:04.000,0:00:06.000\nSo, we row.\n", "sbv", TWO),
        ("0:00:01.000 , 0:00:02.500\nThe tide[br]is early.\n0:00:04.0, 0:00:06.0\nSo, we row.", "sbv", TWO),
        ("{1}{1}10.0\n{10}{25}{y:i}The tide|is early.\n{40}{60}So, we row.\n", "microdvd", TWO),
        ("{25}{62}The tide is early.\n{100}{150}So, we row.\n", "microdvd",
         [(1, 2.48, None, TWO[0][3]), (4, 6, None, TWO[1][3])]),
        ("[10][25]/The tide|is early.\n[40][60]So, we row.\n", "mpl2", TWO),
        ("00:00:01:The tide|is early.\n00:00:04:So, we row.\n", "tmplayer", STARTS),
        ("00:00:01=The tide is early.\n00:00:04=So, we row.\n", "tmplayer", STARTS),
        ("start\tend\ttext\n1000\t2500\tThe tide is early.\n4000\t6000\tSo, we row.\n", "table", TWO),
        ("start\tend\ttext\n1.0\t2.5\tThe tide is early.\n4\t6\tSo, we row.\n", "table", TWO),
        ("1000\t2500\tThe tide is early.\n4000\t6000\tSo, we row.\n", "table", TWO),
        ("1.000000\t2.500000\tThe tide is early.\n\\\t90.0\t100.0\n4.0\t6.0\tSo, we row.\n", "table", TWO),
        ('Start Time,End Time,Text\n00:00:01.000,00:00:02.500,The tide is early.\n0:04,0:06,"So, we row."\n',
         "table", TWO),
        ('start;end;text\n1,0;2,5;The tide is early.\n4,0;6,0;"So, we row."\n', "table", TWO),
        ('"id","start","dur","caption"\n1,1,1.5,"The tide\nis early."\n2,4,2,"So, we row."\n', "table", TWO),
        ("start_ms,end_ms,text\n1000,2500,The tide is early.\n4000,6000,So, we row.\n", "table", TWO),
        ("00:00:01:00 - 00:00:02:12\nThe tide\nis early.\n\n00:00:04:00 - 00:00:06:00\nSo, we row.\n",
         "time-codes", [(1, 2.48, None, TWO[0][3]), TWO[1]]),
        (AVID, "time-codes", [(1, 2.48, None, TWO[0][3]), TWO[1]]),
        (SPRUCE, "time-codes", [(1, 2.48, None, TWO[0][3]), TWO[1]]),
        ("[00:01.00]The tide is early.\n[00:02.50]\n[00:04.00]So, we row.\n[00:06.00]\n", "lrc", TWO),
    ],
)  # fmt: skip
def test_each_format_gives_its_words_and_times(text: str, format: str, expected: list[object]) -> None:
    transcript = read(text)
    assert (transcript.format, rows(transcript)) == (format, expected)


@pytest.mark.parametrize(
    "text",
    [
        "start\tend\tspeaker\ttext\n1000\t2500\tNora\tThe tide is early.\n4000\t6000\tTomas\tSo, we row.\n",
        PREMIERE_TABLE,
        "Sprecher;Beginn;Ende;Text\nNora;00:00:01;00:00:02;The tide is early.\nTomas;0:04;0:06;So, we row.\n",
        PREMIERE,
        RESOLVE,
    ],
)
def test_speakers_of_tables_and_editors_are_no_words(text: str) -> None:
    found = [(cue.start, cue.speaker, cue.text) for cue in read(text).cues][:2]
    assert found == [(1, "Nora", "The tide is early."), (4, "Tomas", "So, we row.")]


def test_an_export_with_numbered_speakers_needs_no_habit() -> None:
    text = (
        "00:00:01:00 - 00:00:02:12\nSpeaker 1\nThe tide.\n\n00:00:04:00 - 00:00:06:00\nUnknown\nSo, we row.\n"
    )
    assert [(c.speaker, c.text) for c in read(text).cues] == [
        ("Speaker 1", "The tide."),
        (None, "So, we row."),
    ]


def test_a_row_without_a_time_or_words_is_set_aside_and_told() -> None:
    text = "start,end,text\n1,2,One.\nlater,3,Two.\n3,4,Three.\n"
    transcript = read(text)
    assert [cue.text for cue in transcript.cues] == ["One.", "Three."]
    assert transcript.set_aside[0].kind is AsideKind.BROKEN
    assert transcript.warnings == ("1 row of the table without a time or words; set aside",)


def test_prose_with_commas_is_no_table() -> None:
    assert read("Time, text\n\nThat is what we have, and no table of either.\n").format == "plain"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420 94ae 94ae\n", "Scenarist SCC.*SRT"),
        ("# VobSub index file, v7 (do not modify this line!)\n", "pictures.*SRT"),
        ("[ar:Nora Quist]\n[00:01.00]The tide is early\n[00:04.00]So we row\n", "song"),
        ("[00:01.00]La la\n" * 3 + "[00:04.00]So we row\n" * 3, "song"),
        ('<?xml version="1.0"?>\n<psc:chapters xmlns:psc="urn:x"><psc:chapter/></psc:chapters>', "chap"),
        ("<Chapters><EditionEntry/></Chapters>", "chapters"),
        ("CHAPTER01=00:00:00.000\nCHAPTER01NAME=Welcome\n", "chapters"),
        (";FFMETADATA1\ntitle=Low water\n[CHAPTER]\nSTART=0\n", "chapters"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read(text)


def test_a_long_talk_as_lrc_is_no_song() -> None:
    lines = "".join(
        f"[{i:02}:00.00]Nora: Sentence number {i}.\n[{i:02}:30.00]Tomas: Yes.\n" for i in range(20)
    )
    cues = read("[ti:Low water]\n[ar:Log]\n" + lines).cues
    assert cues[:2] == (Cue("Sentence number 0.", 0, 30, "Nora"), Cue("Yes.", 30, 60, "Tomas"))


def test_ranges_without_frames_give_no_warning_of_frames() -> None:
    transcript = read("00:00:05 - 00:00:10 Nora: Hello all.\n00:00:11 - 00:00:15 Tomas: Yes, and hello.\n")
    assert rows(transcript) == [(5, 10, "Nora", "Hello all."), (11, 15, "Tomas", "Yes, and hello.")]
    assert transcript.warnings == ()
