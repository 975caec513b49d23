"""The user's own names reach the embedded model as well as any other."""

from __future__ import annotations

import json
from pathlib import Path

from llm_summarise import ask
from llm_summarise.domain.replies import ChunkNotes, ChunkReply
from tests.inprocess import inside

TALK = """1
00:00:00,000 --> 00:00:09,000
Nora: Welcome. Today we talk about how the harbour office moved its tide tables to a new program.

2
00:00:09,000 --> 00:00:20,000
Jon: We keep all of our readings in tidewise, and every morning tidewise draws the curve for the whole coast.

3
00:00:20,000 --> 00:00:33,000
Nora: And before that the measurements were written by hand into a ledger, which took two people all day.

4
00:00:33,000 --> 00:00:45,000
Jon: The readings come from forty stations along the coast, and the oldest of them is from the last century.
"""


def tools(folder: Path, *options: str) -> list[dict[str, object]]:
    done = inside("talk.srt", "-m", "extractive", "-f", "json", "--quiet", *options, cwd=folder)
    found: list[dict[str, object]] = json.loads(done.stdout)["tools"]
    return found


def test_a_name_of_the_glossary_is_found_by_the_embedded_model(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text(TALK)
    assert tools(tmp_path) == []
    (tmp_path / "names.txt").write_text("Tidewise | application | https://tidewise.example\n")
    (tool,) = tools(tmp_path, "--glossary", "names.txt")
    assert (tool["name"], tool["url"]) == ("Tidewise", "https://tidewise.example")


def test_a_changed_glossary_is_not_answered_from_the_cache(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text(TALK)
    (tmp_path / "names.txt").write_text("Tidewise | application\n")
    assert [tool["name"] for tool in tools(tmp_path, "--glossary", "names.txt")] == ["Tidewise"]
    (tmp_path / "names.txt").write_text("TideWise Pro = tidewise | application\n")
    assert [tool["name"] for tool in tools(tmp_path, "--glossary", "names.txt")] == ["TideWise Pro"]


def test_a_single_question_is_answered_with_the_names_of_the_glossary(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Tidewise | application\n")
    talk = "We keep all of our readings in tidewise, and each morning tidewise draws the curve for the coast."
    reply = ask(
        f"[1] Jon: {talk}",
        ChunkReply,
        model="extractive",
        glossary=tmp_path / "names.txt",
        cache_dir=tmp_path / "cache",
    )
    assert isinstance(reply.answer, ChunkNotes)
    assert [tool.name for tool in reply.answer.mentions] == ["Tidewise"]
