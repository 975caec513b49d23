"""All targets in one table.

    python tests/benchmarks/run.py [--quick] [FOLDER] [--corpus FOLDER] [--only PART]

FOLDER holds transcripts, `--corpus` (a folder, or a tar archive of text files) those of the batch.
Without them real ones beside this repository are used if they are there, else the example and 498 hours of
talk made of it. `--quick` shows in seconds that all of it works; its figures mean nothing. Figures are ratios
of things measured in turn in one run; seconds are those of this machine. Each figure is told on stderr as
soon as it is known. All of it takes a quarter of an hour, most of it waiting for a slow server.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from common import ROOT, Row, table, transcripts

PARTS = ("start", "throughput", "offline", "reading", "cache", "tokens", "batch")
SHARED = Path(os.environ.get("LLM_SUMMARISE_SHARED", ROOT.parent / "shared"))


def measured(part: str, folder: Path | None, quick: bool, corpus: Path | None = None) -> list[Row]:
    """The rows of one part."""
    if part == "batch":
        from bench_offline import batch_rows, made_up

        with tempfile.TemporaryDirectory() as scratch:
            return batch_rows(corpus or made_up(Path(scratch), transcripts(folder), quick))
    rows: list[Row] = import_module(f"bench_{part}").rows(folder, quick)
    return rows


@contextmanager
def opened(corpus: Path | None) -> Iterator[Path | None]:
    """The folder of the many episodes; an archive unpacked for as long as it is needed."""
    if corpus is None or corpus.is_dir():
        yield corpus
        return
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(corpus) as archive:
        if hasattr(tarfile, "data_filter"):  # from Python 3.11.4 on
            archive.extractall(scratch, filter="data")
        else:
            archive.extractall(scratch)
        yield Path(scratch)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", choices=PARTS)
    chosen = parser.parse_args()
    folder, corpus = chosen.folder, chosen.corpus
    if not chosen.quick:
        folder = folder or _if_there(SHARED / "episodes")
        corpus = corpus or _if_there(SHARED / "corpus-txt.tar.xz")
    folder, corpus = (path and path.resolve() for path in (folder, corpus))
    for path in (folder, corpus):
        if path and not path.exists():
            parser.error(f"{path} does not exist")
    transcripts(folder)
    os.chdir(ROOT)
    rows: list[Row] = []
    with opened(corpus) as many:
        for part in chosen.only or PARTS:
            for row in measured(part, folder, chosen.quick, many):
                print(f"{row.what}: {row.cells[2]} {row.cells[3]}", file=sys.stderr)
                rows.append(row)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(rows))


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None


if __name__ == "__main__":
    main()
