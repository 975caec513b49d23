"""Small made-up episodes for tests of batches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_PLACES = ["Aldhaven", "Birkness", "Corrie", "Dunmore", "Eastpoint", "Farsund", "Gullholm"]
_TOOLS = ["SQLite", "NumPy", "Docker", "FastAPI", "PostgreSQL", "pandas"]
_SAID = [
    "The tide gauge at {place} fell silent in week {week}, and a fisherman noticed it before we did.",
    "A new battery costs less than one trip by boat, so in week {week} we replaced all of them at {place}.",
    "We moved the readings of {place} into {tool} in week {week} because the old files were never complete.",
    "Salt crept into the connectors near {place}, which explains the noise that people saw in week {week}.",
    "Two students rebuilt the pump house of {place} in week {week} and found a map from the last century.",
    "With {tool} a volunteer at {place} drew the storm of week {week} on one page for the harbour master.",
    "The council of {place} wanted the numbers on its website by week {week}, without any login.",
    "Every mussel that grows in the pipe at {place} makes the curve of week {week} a little flatter.",
    "Our backup saved the records of {place} in week {week} after lightning had burned the gateway.",
    "A radar sensor hangs under the bridge of {place} since week {week} and needs no cleaning at all.",
    "Teachers from {place} asked for a lesson about floods in week {week}, and the children painted scales.",
    "The script that fills {tool} crashed twice at {place} in week {week} until somebody checked the clock.",
]


def talk(number: int, lines: int = 12) -> str:
    """A WebVTT file of two speakers; every `number` gives another one. "week N" is said once in each line,
    N counting from 100 for number 0, from 200 for number 1."""
    cues = []
    for n in range(lines):
        who = ("Ada Holm", "Ben Ray")[n % 2]
        minute = f"{n // 60:02d}:{n % 60:02d}"
        place, tool = _PLACES[(number + n // 3) % 7], _TOOLS[(number + n // 2) % 6]
        said = _SAID[(number * 5 + n) % 12].format(place=place, tool=tool, week=(number + 1) * 100 + n)
        cues.append(f"{minute}:00.000 --> {minute}:50.000\n<v {who}>{said}")
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def episodes(folder: Path, count: int, lines: int = 12) -> Path:
    """`folder` with so many episodes in it, half of them in a folder below."""
    for n in range(count):
        path = folder / ("" if n % 2 else "more") / f"talk{n:02d}.vtt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(talk(n, lines))
    return folder


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
