"""How long the program takes to start, against `llm --version` in the same rounds.

A whole process each, from the shell's point of view: an episode of which everything is cached, and the help.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from common import Row, own_world, ratio, side_by_side, took, transcripts

PROGRAM = (sys.executable, "-m", "llm_summarise")
YARDSTICK = (sys.executable, "-m", "llm", "--version")


def rows(folder: Path | None, quick: bool) -> list[Row]:
    episode = max(transcripts(folder), key=lambda path: path.stat().st_size)
    with tempfile.TemporaryDirectory() as scratch, own_world(Path(scratch)):
        warm = [*PROGRAM, episode, "-q", "--output", f"{scratch}/notes.md"]
        took(warm)
        yardstick, cached, help = side_by_side([YARDSTICK, warm, [*PROGRAM, "--help"]], 0 if quick else 10)
    found = []
    for name, runs, limit in (("a cached episode", cached, 0.30), ("--help", help, 0.20)):
        cpu = ratio([one.cpu for one in runs], [one.cpu for one in yardstick])
        wall = ratio([one.wall for one in runs], [one.wall for one in yardstick])
        milliseconds = 1000 * sorted(one.wall for one in runs)[len(runs) // 2]
        note = f"wall, whole process; processor time {cpu:.2f}; {milliseconds:.0f} ms here"
        found.append(Row(f"{name} / llm --version", wall, limit, note=note))
    return found
