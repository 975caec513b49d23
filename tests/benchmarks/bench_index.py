"""How long an index takes, and a search in it: `python tests/benchmarks/bench_index.py FOLDER [WORD...]`.

FOLDER holds results (`llm-summarise batch TRANSCRIPTS -O FOLDER -f json`). The index is built, built again
with nothing changed, and asked for each word five times. Prints seconds of wall time, and milliseconds
(median) for a search within a process; start-up comes on top of that.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from llm_summarise.domain.settings import Settings
from llm_summarise.index.build import build_index
from llm_summarise.index.listing import Wanted, mentioned
from llm_summarise.index.lookup import search

WORDS = ("duckdb", "data science", "pyth*", "python")


def main(folder: str, *words: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "episodes.db"
        for name in ("built", "built again"):
            started = time.perf_counter()
            report = asyncio.run(build_index([folder], database, Settings(), warn=print))
            spent = time.perf_counter() - started
            done = f"{report.added} added, {report.unchanged} unchanged, {len(report.failures)} failed"
            print(f"{name:12} {spent:7.2f} s   {done}")
        print(f"{'size':12} {database.stat().st_size / 1e6:7.1f} MB")
        for word in words or WORDS:
            spent, total = timed(lambda word=word: search(database, word).total)
            print(f"{word:12} {1000 * spent:7.1f} ms  {total:,} places")
        for kind in ("tools", "book", None):
            spent, total = timed(lambda kind=kind: mentioned(database, Wanted(kind=kind))[1])
            print(f"{kind or 'all kinds':12} {1000 * spent:7.1f} ms  {total:,} mentioned")


def timed(work: object, times: int = 5) -> tuple[float, int]:
    """The median time of a function, and what it gave."""
    assert callable(work)
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        given = work()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent), given


if __name__ == "__main__":
    main(*sys.argv[1:])
