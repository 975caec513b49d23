"""`llm-summarise chunks`: all that was read, what was set aside, and how it is cut."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from llm_summarise.cli.reading_report import overview, print_overview
from llm_summarise.domain.transcript import About, AsideKind, Heading, SetAside, Transcript
from llm_summarise.episode.chunking import chunked
from llm_summarise.readers.parsed import SAMPLE_LENGTH, Aside
from tests.episode.told_samples import ABOUT, SAID, told
from tests.inprocess import Program

HOSTILE = "\x1b[31mred\x07\n\u202egnp"

ALL = replace(
    told(ABOUT, (Heading("Transcript", 0, 1), *told().outline)),
    set_aside=(
        SetAside(AsideKind.METADATA, 14, ("title: Beans", "date: 2025")),
        SetAside(AsideKind.SOUND, 3, ("[laughs]",)),
    ),
    warnings=("times are read as milliseconds",),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(transcript: Transcript, out: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stdout", out)
    print_overview(overview(transcript, chunked(transcript, 200)))
    return out.getvalue()


def test_a_pipe_gets_facts_speakers_headings_and_what_was_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(ALL, io.StringIO(), monkeypatch).splitlines()
    assert {
        "show: Garden Hour",
        "guests: Tom Reed",
        "warning: times are read as milliseconds",
        f"Ada\t5\t{sum(len(text.split()) for name, text in SAID if name == 'Ada')}",
        "0\t00:00:00\t\t# Transcript",
        "6\t00:02:00\tchapter\t## How to cover young plants",
        "about the episode\t14\ttitle: Beans · date: 2025",
        "sound or gap\t3\t[laughs]",
    } <= set(lines)
    assert lines[0].startswith("beans.md: dialogue, 10 cues, ")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_overview_fits_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    long = replace(
        ALL,
        about=replace(ABOUT, description="Two growers talk about frost. " * 30),
        outline=(Heading("A heading of many words about beans " * 5, 0), Heading("Covers", 6)),
        set_aside=(SetAside(AsideKind.LINK, 3, ("https://example.org/a-long-address-of-a-page" * 2,) * 3),),
    )
    text = re.sub(r"\x1b\[[\d;]*m", "", printed(long, Terminal(), monkeypatch))
    assert max(map(len, text.splitlines())) <= columns
    assert "Covers" in text


def test_hostile_text_is_printed_without_what_a_terminal_obeys(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = replace(
        ALL,
        about=About(title=HOSTILE, guests=(HOSTILE,), description=HOSTILE),
        outline=(Heading(HOSTILE, 0),),
        set_aside=(SetAside(AsideKind.OTHER, 1, (HOSTILE,)),),
        warnings=(HOSTILE,),
    )
    text = printed(hostile, io.StringIO(), monkeypatch)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert "gnp" in text


def test_of_hundreds_of_headings_the_first_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = replace(ALL, outline=tuple(Heading(f"Bean {i}", i % 10) for i in range(300)))
    text = printed(many, io.StringIO(), monkeypatch)
    assert "and 260 more headings" in text
    assert len(overview(many, chunked(many))["outline"]) == 300


def test_json_has_all_three_parts_and_what_was_set_aside() -> None:
    facts = json.loads(json.dumps(overview(ALL, chunked(ALL))))
    assert facts["about"]["hosts"] == ["Ada Berg"]
    assert [(h["title"], h["chapter"]) for h in facts["outline"]] == [
        ("Transcript", False),
        ("Frost in the garden", True),
        ("How to cover young plants", True),
    ]
    assert facts["set_aside"][1] == {"kind": "sound or gap", "count": 3, "samples": ["[laughs]"]}
    assert [(s["name"], s["turns"]) for s in facts["speaking"]] == [("Ada", 5), ("Tom", 5)]


def test_the_command_prints_it(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("Ada: It rained.\n\nTom: It froze.\n\nAda: It thawed.\n\nTom: It dried.\n")
    code, out, _ = program("chunks", file)
    assert code == 0
    assert "speakers: Ada, Tom" in out
    assert "speaker\tturns\twords" in out
    assert json.loads(program("chunks", file, "--json")[1])["about"] == {}


def test_speech_without_blanks_is_counted_in_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    cues = tuple(replace(cue, text="豆子在五月的霜冻里活了下来。") for cue in ALL.cues)
    lines = printed(replace(ALL, cues=cues), io.StringIO(), monkeypatch).splitlines()
    assert lines[0].endswith("10 cues, 140 characters")
    assert "Ada\t5\t70" in lines


def test_a_sample_that_was_cut_ends_so() -> None:
    aside = Aside()
    aside.add(AsideKind.METADATA, "about beans " * 20)
    aside.add(AsideKind.METADATA, "about beans")
    (kept,) = aside.kinds()
    assert [len(text) <= SAMPLE_LENGTH and text.endswith("…") for text in kept.samples] == [True, False]
