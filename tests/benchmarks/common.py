"""What the benchmarks share: a row of the table, commands side by side, example transcripts."""

from __future__ import annotations

import gc
import os
import resource
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
SUFFIXES = {".vtt", ".srt", ".txt"}


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the figure, and the most it may be (None: no target)."""

    what: str
    measured: float
    limit: float | None = None
    unit: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        return None if self.limit is None else self.measured <= self.limit

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        verdict = {True: "met", False: "missed", None: ""}[self.met]
        limit = "" if self.limit is None else f"{self.limit:,.4g}{self.unit}"
        return self.what, limit, f"{self.measured:,.3g}{self.unit}", verdict, self.note


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown that is aligned for a terminal too."""
    lines = [("what", "at most", "measured", "", "how"), *(row.cells for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(5)]
    lines.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def transcripts(folder: Path | None) -> list[Path]:
    """The transcripts of a folder, of the example that comes along without one."""
    folder = folder or ROOT / "examples"
    if not folder.is_dir():
        raise SystemExit(f"{folder} is no folder")
    found = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    if not found:
        raise SystemExit(f"{folder} holds no transcripts")
    return found


@dataclass(frozen=True)
class Took:
    """What a process took: seconds of wall and processor time, megabytes of memory at its largest."""

    wall: float
    cpu: float
    peak: float


def took(command: Sequence[str | Path]) -> Took:
    """Run a command to its end, its output thrown away. Raises SystemExit if it fails."""
    started = time.perf_counter()
    with subprocess.Popen(
        [*map(str, command)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{shlex.join(map(str, command))} failed: {said.decode()[-2000:]}")
    per_mb = 1024.0 if sys.platform != "darwin" else 1024.0 * 1024.0
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / per_mb)


def side_by_side(commands: Sequence[Sequence[str | Path]], runs: int) -> list[list[Took]]:
    """What each command took in `runs` rounds, one after the other in each, after a round that does not
    count; in that round if `runs` is 0."""
    rounds = [[took(command) for command in commands] for _ in range(runs + 1)]
    rounds = rounds[1:] or rounds
    return [[one[n] for one in rounds] for n in range(len(commands))]


def ratio(first: Sequence[float], second: Sequence[float]) -> float:
    """The median of the ratios round by round: a machine that gets slower meanwhile does not move it."""
    return statistics.median(a / b for a, b in zip(first, second, strict=True))


def medians(rounds: int, *works: Callable[[], Any]) -> list[float]:
    """The median of the processor seconds of each work over `rounds`, in turn."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for n, work in enumerate(works):
            gc.collect()
            started = time.process_time()
            work()
            spent[n].append(time.process_time() - started)
    return [statistics.median(each) for each in spent]


def cpu_seconds() -> float:
    """Processor time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def own_world(folder: Path) -> Any:
    """Nothing of the user's own configuration is read or written; the cache is in `folder`."""
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(("LLM_", "OPENAI_")):
            del os.environ[name]
    places = {"XDG_CONFIG_HOME": "config", "LLM_USER_PATH": "llm", "LLM_SUMMARISE_CACHE_DIR": "cache"}
    os.environ |= {name: str(folder / place) for name, place in places.items()}
    os.environ["NO_PROXY"] = "127.0.0.1"
    (folder / "llm").mkdir(exist_ok=True)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
