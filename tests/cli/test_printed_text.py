"""What is printed obeys nobody: names and quotes of others on terminals, in tables and in every encoding."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.cli.printing import csv_line
from llm_summarise.domain.escaped_json import escaped, json_text
from llm_summarise.domain.text import one_line, strip_controls, without_codes
from tests.command import EXAMPLE, run
from tests.fault_server import FaultServer
from tests.inprocess import inside

OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
EVIL = "Ada\x1b]52;c;aGk=\x07 \x1bc\x9b31m\x90q\x9c \u202eB\u2066e\u200br\ufeffg\x7f\x08"
"""A name that fills the clipboard, resets the terminal, and turns letters round."""
COMMANDS = [
    ("chunks", "{talk}"),
    ("chunks", "{talk}", "--json"),
    ("chunks", "{talk}", "--show"),
    ("{talk}",),
    *((("{talk}", "-f", name)) for name in ("terminal", "json", "html", "chapters", "youtube", "feed-html")),
    ("batch", "{folder}", "-O", "out", "--force"),
    ("batch", "{folder}", "--jsonl"),
    ("batch", "{folder}", "-O", "new", "--dry-run"),
    ("index", "{folder}", "{folder}/none*"),
    *(("search", *words) for words in (("tide",), ("tide", "--json"), ("tide", "--csv"))),
    *((name, *words) for name in ("tools", "mentions") for words in ((), ("--json",), ("--csv",))),
    ("compare", "{talk}", "-m", "extractive"),
    ("compare", "{talk}", "-m", "extractive", "-f", "json"),
    ("prompts", "show", EVIL),
    ("run", EVIL, "{talk}"),
    ("{folder}/none " + EVIL,),
    ("--" + EVIL,),
    ("-o", "/" + EVIL, "{talk}"),
    ("chunks", "{talk}", "--language", EVIL),
    ("models", EVIL),
    ("cache", "list"),
    ("doctor", "-m", EVIL),
    ("hook", "summaries", "{talk}", "--cached-only"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an episode whose speaker, title, words and file are all called so."""
    place = tmp_path_factory.mktemp("talks")
    speaker = EVIL.replace("\x08", "")
    text = EXAMPLE.read_text().replace("Mara Lindqvist", speaker).replace("SQLite", f"SQLite {EVIL}")
    text = text.replace("WEBVTT", f"WEBVTT\n\nNOTE title: {EVIL}", 1)
    (place / f"talk {EVIL}.vtt").write_text(text)
    return place


def commands(folder: Path) -> Iterator[list[str]]:
    (talk,) = folder.glob("*.vtt")
    for command in COMMANDS:
        yield [word.replace("{talk}", str(talk)).replace("{folder}", str(folder)) for word in command]


def test_no_command_prints_what_a_terminal_obeys(folder: Path, tmp_path: Path) -> None:
    for words in commands(folder):
        done = inside(*words, cwd=tmp_path, check=None)
        for printed in (done.stdout.decode(), done.stderr.decode()):
            found = OBEYED.search(printed)
            assert found is None, (words, found, printed[max(0, found.start() - 80) : found.end() + 20])


def test_json_says_the_same_in_escapes(folder: Path, tmp_path: Path) -> None:
    (talk,) = folder.glob("*.vtt")
    done = inside(talk, "-f", "json", "-O", "r.json", "-q", cwd=tmp_path)
    text = (tmp_path / "r.json").read_text()
    assert OBEYED.search(text) is None
    assert "\\u001b]52" in text
    assert json.loads(text)["source"]["path"] == str(talk)
    assert done.stdout == b""


@given(st.text())
def test_escapes_mean_what_they_stand_for(text: str) -> None:
    written = json_text({text: [text]})
    assert json.loads(written) == {text: [text]}
    assert OBEYED.search(written) is None
    assert escaped(written) == written


@given(st.text())
def test_a_line_is_one_line_and_obeyed_by_nobody(text: str) -> None:
    printed = one_line(text)
    assert OBEYED.search(printed) is None
    assert not set(printed) & set("\n\r\u2028\u2029")


def test_joiners_stay_where_letters_join_and_go_elsewhere() -> None:
    assert strip_controls("a\u200db\u200c") == "ab"
    assert strip_controls("می\u200cخواهم 👩\u200d💻") == "می\u200cخواهم 👩\u200d💻"


def test_colours_go_through_and_nothing_else() -> None:
    assert without_codes("\x1b[1;31mred\x1b[0m\x1b[2J\x1b]0;x\x07\x9b5m") == "\x1b[1;31mred\x1b[0m[2J]0;x5m"


# Tables for other programs


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u200b=", "\x1b=", "＝", "＠"]
)
def test_no_cell_of_csv_is_a_formula(sign: str) -> None:
    text = f'{sign}HYPERLINK("https://x.example";"a")'
    (row,) = csv.reader(io.StringIO(csv_line(["a", text, 3, None]), newline=""))
    assert row[0] == "a"
    assert row[1].startswith("'")
    assert row[1].endswith('"https://x.example";"a")')
    assert row[2:] == ["3", ""]


@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126)), min_size=1))
def test_cells_of_csv_are_read_as_they_were(cells: list[str]) -> None:
    given = [f"x{cell}" for cell in cells]
    (row,) = csv.reader(io.StringIO(csv_line(given)))
    assert row == given


def test_search_writes_csv_without_formulas(tmp_path: Path) -> None:
    said = "=HYPERLINK(1) the tide turned twice"
    talk = f"WEBVTT\n\n00:00.000 --> 00:09.000\n<v =Ada>{said}\n"
    (tmp_path / "a.vtt").write_text(talk)
    inside("index", "a.vtt", "--with-cues", "-q", cwd=tmp_path)
    rows = list(csv.reader(io.StringIO(inside("search", "tide", "--csv", cwd=tmp_path).stdout.decode())))
    cells = [cell for row in rows for cell in row if "HYPERLINK" in cell]
    assert cells
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


# Encodings


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_no_encoding_ends_a_command(
    encoding: str, tmp_path: Path, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("LC_ALL", "C")
    talk = tmp_path / "潮汐.vtt"
    talk.write_text(
        EXAMPLE.read_text().replace("Mara", "Måra Łukasz 潮 🌊").replace("SQLite", "SQLite → “潮”")
    )
    for words in [
        ("chunks", "."),
        ("chunks", talk.name),
        ("chunks", talk.name, "--json"),
        ("chunks", talk.name, "--show"),
        ("batch", ".", "-O", "out"),
        ("index", "."),
        ("search", "tide"),
        ("search", "tide", "--csv"),
        ("search", "tide", "--json"),
        ("tools",),
        ("mentions", "--by-episode"),
        ("compare", talk.name, "-m", "extractive"),
        (talk.name, "-m", "fault"),
        ("cache", "list"),
        ("cache", "export", "answers.jsonl"),
        ("models",),
        ("prompts", "show", "books"),
    ]:
        done = run(*words, cwd=tmp_path, check=None)
        assert b"Traceback" not in done.stderr, (words, done.stderr.decode(errors="replace"))
        assert b"UnicodeEncodeError" not in done.stderr
        assert (done.returncode == 0) == (words != ("chunks", ".")), done.stderr
        if "--json" in words:
            assert "潮" in json.dumps(json.loads(done.stdout), ensure_ascii=False)
        if words[:2] == ("chunks", talk.name) and len(words) == 2:
            assert "Lukasz" in done.stdout.decode(encoding) or encoding == "cp1252"
    assert "潮" in next((tmp_path / "out").glob("*.md")).read_text(encoding="utf-8")
