"""All targets in one table.

    python tests/benchmarks/run.py [--quick] [FOLDER] [--corpus FOLDER] [--only NAME]

FOLDER holds transcripts (without one: the example that comes along), `--corpus` the many episodes of the
batch (without one there is no batch). `--quick` shows in seconds that all of it works; its figures mean
nothing. Figures are ratios of things measured in turn in one run; seconds are those of this machine.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib import import_module
from pathlib import Path

from common import ROOT, Row, table

PARTS = ("start", "throughput", "offline", "reading", "cache", "tokens")


def measured(part: str, folder: Path | None, quick: bool) -> list[Row]:
    """The rows of one part."""
    rows: list[Row] = import_module(f"bench_{part}").rows(folder, quick)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", choices=[*PARTS, "batch"])
    chosen = parser.parse_args()
    folder, corpus = (path and path.resolve() for path in (chosen.folder, chosen.corpus))
    os.chdir(ROOT)
    rows: list[Row] = []
    for part in chosen.only or PARTS:
        if part != "batch":
            rows += measured(part, folder, chosen.quick)
    if corpus and "batch" in (chosen.only or ["batch"]):
        rows += import_module("bench_offline").batch_rows(corpus)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(rows))


if __name__ == "__main__":
    main()
