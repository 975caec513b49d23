"""The embedded model: seconds for an hour of talk, growth with length, and a batch of many episodes.

The batch is one command, run twice; its memory is the largest sum over all of its processes, what they share
counted once (Linux).
"""

from __future__ import annotations

import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench_batch import Memory
from bench_extractive import SCHEMA, WORDS_PER_HOUR, read, talk_of
from common import ROOT, Row, own_world, transcripts

from llm_summarise.domain.clock import timestamp
from llm_summarise.extractive import answer
from tests.talk_samples import prompt_of

EPISODES = 498
WHOLE = 400
"""Episodes from which on a folder is a batch worth holding to the targets."""


def rows(folder: Path | None, quick: bool) -> list[Row]:
    said = [read(path) for path in transcripts(folder)]
    hours = (0.1, 0.2) if quick else (1, 2, 4, 8)
    answer("", prompt_of(talk_of(1, said)[:200]), SCHEMA)  # start-up: data and compiled patterns
    spent = []
    for hour in hours:
        prompt = prompt_of(talk_of(hour, said))
        spent.append(min(_seconds(prompt) for _ in range(1 if quick else 3)))
    last = hours[-1]
    steps = [hour * math.log(hour * WORDS_PER_HOUR) for hour in (hours[0], last)]
    note = "processor time, best of three: " + ", ".join(
        f"{hour:g} h {seconds:.2f} s" for hour, seconds in zip(hours, spent, strict=True)
    )
    grown = (spent[-1] / spent[0]) / (steps[1] / steps[0])
    return [
        Row(f"extractive, {hours[0]:g} h of talk", spent[0], 1.0, " s", note),
        Row(
            f"{last:g} h / {hours[0]:g} h, as a share of n log n",
            grown,
            1.0,
            note=f"{spent[-1] / spent[0]:.2f} x",
        ),
    ]


def _seconds(prompt: str) -> float:
    started = time.process_time()
    answer("", prompt, SCHEMA)
    return time.process_time() - started


def made_up(folder: Path, paths: Sequence[Path], quick: bool) -> Path:
    """`folder` with as many episodes of an hour as the real corpus has, made of the transcripts; each begins
    elsewhere in them, so no two are alike."""
    count, hours = (4, 0.05) if quick else (EPISODES, 1.0)
    first, *others = map(read, paths)
    whole = replace(first, cues=sum((one.cues for one in others), first.cues))
    for n in range(count):
        start = n % len(whole.cues)
        lines, words = [], 0
        for who, text in talk_of(hours, [replace(whole, cues=whole.cues[start:] + whole.cues[:start])]):
            lines.append(f"{timestamp(words * 3600 / WORDS_PER_HOUR)} <v {who or 'Somebody'}>{text}")
            words += text.count(" ") + 1
        (folder / f"{n:03d}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return folder


def batch_rows(corpus: Path) -> list[Row]:
    """A batch over the folder, and once more."""
    found = []
    count = len(transcripts(corpus))
    whole = count >= WHOLE
    with tempfile.TemporaryDirectory() as scratch, own_world(Path(scratch)):
        command = [sys.executable, "-m", "llm_summarise", "batch", str(corpus), "-O", f"{scratch}/out"]
        for name, seconds in (("first", 240.0), ("again", 2.0)):
            started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            process = subprocess.Popen(
                [*command, "-m", "extractive", "-q"], cwd=ROOT, stdout=subprocess.DEVNULL
            )
            watch = Memory(process.pid)
            code = process.wait()
            spent = time.perf_counter() - started
            peak = watch.end()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            note = f"{count} episodes, {cpu:.0f} s of processor time, {cpu / spent:.2f} cores busy"
            note += f", exit code {code}" * bool(code)
            found.append(Row(f"batch, {name}", spent, seconds if whole else None, " s", note))
            if name == "first":
                found.append(Row("batch, memory", peak, 400.0 if whole else None, " MB", note))
    return found
