"""A model that answers by seed: what it notes stands in a script, its quotes in the prompt's own lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from llm_summarise.domain.replies import (
    ChapterNote,
    ChunkNotes,
    ChunkReply,
    CitedPerson,
    CitedText,
    EpisodeNotes,
    MentionKind,
    MentionNote,
    PersonNote,
    PointNote,
    Role,
    ToolKind,
    TopicNote,
)
from llm_summarise.evaluation.gold import Gold, GoldChapter, GoldPerson, GoldTool
from llm_summarise.evaluation.gold_text import dump_gold
from tests.fault_server import Request
from tests.samples import GUEST, HOST, LINES

_LINE = re.compile(r"^\[(\d+)\] (?:[^:\n]{1,40}: )?(.*)$", re.MULTILINE)
_ROW = re.compile(r"^\[(\d+)\] (\w+) \| (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Script:
    """What is noted: tools and topics by name, each with words of the line it stands in; points likewise."""

    tools: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, str] = field(default_factory=dict)
    headline: str = "A headline"


def by_seed(scripts: Mapping[int, Script]) -> Callable[[Request], str]:
    """A `respond` for the fault server: the script of the request's seed."""

    def respond(request: Request) -> str:
        script = scripts[request.body.get("seed", 0)]
        rows = _ROW.findall(request.prompt)
        return episode(script, rows) if rows else chunk(script, request.prompt)

    return respond


def chunk(script: Script, prompt: str) -> str:
    lines = [(int(n), text) for n, text in _LINE.findall(prompt)]

    def at(words: str) -> list[tuple[int, str]]:
        return [(n, text) for n, text in lines if words in text][:1]

    notes = ChunkNotes(
        topics=[
            TopicNote(cue=n, quote=text, title=title)
            for title, words in script.topics.items()
            for n, text in at(words)
        ],
        points=[
            PointNote(cue=n, quote=text, text=point)
            for point, words in script.points.items()
            for n, text in at(words)
        ],
        mentions=[
            MentionNote(cue=n, name=name, said=words, kind=MentionKind.LIBRARY)
            for name, words in script.tools.items()
            for n, _ in at(words)
        ],
        quotes=[],
        people=[
            PersonNote(cue=n, quote=text, name=GUEST, role=Role.GUEST) for n, text in at("Okafor is here")
        ],
        sponsors=[],
    )
    return ChunkReply(answer=notes).model_dump_json()


def episode(script: Script, rows: list[tuple[str, str, str]]) -> str:
    topics = [(int(n), rest.split(" | ")[1]) for n, kind, rest in rows if kind == "topic"]
    people = [(int(n), rest.split(" | ")[0]) for n, kind, rest in rows if kind == "person"]
    first = [int(rows[0][0])]
    points = [(int(n), rest) for n, kind, rest in rows if kind == "point"]
    return EpisodeNotes(
        title="A title",
        headline=script.headline,
        summary=[CitedText(text="It is about the first note.", notes=first)],
        takeaways=[CitedText(text=text, notes=[n]) for n, text in points]
        or [CitedText(text="Remember the first note.", notes=first)],
        chapters=[ChapterNote(note=n, title=title) for n, title in topics],
        people=[CitedPerson(name=name, role=Role.GUEST, notes=[n]) for n, name in people],
    ).model_dump_json()


def write_episode(folder: Path, stem: str = "roof", *, shift: int = 0) -> Path:
    """The invented episode of `tests.samples` as WebVTT; `shift` (seconds) makes another one of it."""

    def stamp(seconds: int) -> str:
        return f"00:{seconds // 60:02d}:{seconds % 60:02d}.000"

    ends = [line[0] for line in LINES[1:]] + [420]
    cues = [
        f"{stamp(start + shift)} --> {stamp(end + shift)}\n<v {speaker}>{text}"
        for (start, speaker, text), end in zip(LINES, ends, strict=True)
    ]
    path = folder / f"{stem}.vtt"
    path.write_text("WEBVTT\n\n" + "\n\n".join(cues) + "\n", encoding="utf-8")
    return path


def write_gold(folder: Path, stem: str = "roof") -> Path:
    """Labels of it: four required tools, two readers' chapters, two people."""

    def tool(name: str, time: str, *surfaces: str) -> GoldTool:
        return GoldTool(
            name=name, kind=ToolKind.OTHER, required=True, surface=list(surfaces), mentions=[time]
        )

    gold = Gold(
        episode=stem,
        tools=[
            tool("DuckDB", "00:03:01", "Duck DB"),
            tool("SQLite", "00:03:01"),
            tool("FastAPI", "00:04:12"),
            tool("pytest", "00:05:46"),
        ],
        chapters=[
            [
                GoldChapter(start="00:00:00", title="The lunch box"),
                GoldChapter(start="00:02:27", title="Four hundred stations"),
                GoldChapter(start="00:06:07", title="How to begin"),
            ],
            [
                GoldChapter(start="00:00:00", title="Begin"),
                GoldChapter(start="00:02:38", title="Databases"),
            ],
        ],
        people=[GoldPerson(name=HOST, role=Role.HOST), GoldPerson(name=GUEST, role=Role.GUEST)],
    )
    path = folder / f"{stem}.json"
    path.write_text(dump_gold(gold), encoding="utf-8")
    return path


def cached_seeds(export: bytes) -> list[int]:
    """The seeds of the answers in what `cache export` printed, in order."""
    return sorted(json.loads(line)["seed"] for line in export.splitlines())
