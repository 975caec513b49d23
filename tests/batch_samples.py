"""Small made-up episodes for tests of batches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llm_summarise.core import extractive
from tests.fault_server import Request

_SUBJECTS = ["the tide gauge", "a solar panel", "our build server", "the old printer", "a weather mast"]
_TOOLS = ["SQLite", "NumPy", "Docker", "FastAPI", "PostgreSQL", "pandas"]


def talk(number: int, lines: int = 12) -> str:
    """A WebVTT file of two speakers; every `number` gives another one."""
    cues = []
    for n in range(lines):
        who = ("Ada Holm", "Ben Ray")[n % 2]
        subject, tool = _SUBJECTS[(number + n) % 5], _TOOLS[(number * 7 + n) % 6]
        said = f"In week {number * 100 + n} we connected {subject} with {tool}, and it ran for {n + 3} days."
        cues.append(f"00:{n:02d}:00.000 --> 00:{n:02d}:50.000\n<v {who}>{said}")
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def episodes(folder: Path, count: int, lines: int = 12) -> Path:
    """`folder` with so many episodes in it, half of them in a folder below."""
    for n in range(count):
        path = folder / ("" if n % 2 else "more") / f"talk{n:02d}.vtt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(talk(n, lines))
    return folder


def careful(request: Request) -> str:
    """Good answers: those of the embedded model."""
    return extractive.answer(request.system, request.prompt, request.schema)


def files(folder: Path) -> list[str]:
    """All files below a folder but the records of what was made of what."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return sorted(p.relative_to(folder).as_posix() for p in paths if not p.match(".llm-summarise/*.json"))


def essence(folder: Path) -> dict[str, Any]:
    """What the JSON results in a folder say, without what differs from run to run."""
    found = {}
    for path in sorted(folder.rglob("*.json")):
        if path.parent.name != ".llm-summarise":
            result = json.loads(path.read_bytes())
            del result["usage"], result["provenance"]["created"], result["coverage"]["cached"]
            found[path.relative_to(folder).as_posix()] = result
    return found
