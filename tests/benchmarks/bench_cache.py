"""The cache of answers against plain diskcache and plain sqlite3: hit, miss, set, and several writers.

An answer comes with the call it answers. "5 kB" and "50 kB" are sizes of the prompt; the answer is a tenth of
it. The others keep the same as bytes, without a checksum, without a look at what they read.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import ROOT, Row, medians

from llm_summarise.asking.keys import KeyParts
from llm_summarise.asking.store.entry import Entry
from llm_summarise.asking.store.store import Store

WORDS = "the tide gauge at the station writes a row every second to a disk that is never full".split()
WRITER = """
import sys
sys.path[:0] = sys.argv[4:]
from bench_cache import entry, name
from llm_summarise.asking.store.store import Store
store = Store(sys.argv[1], warn=lambda text: sys.exit(text))
first, count = int(sys.argv[2]), int(sys.argv[3])
sys.exit(not all(store.put(name(n), entry(n, 5)) for n in range(first, first + count)))
"""


def name(n: int) -> str:
    return hashlib.sha256(str(n).encode()).hexdigest()


def text(n: int, kilobytes: float) -> str:
    random_ = random.Random(n)
    words = random_.choices(WORDS, k=int(kilobytes * 1000 / 4.5))
    return " ".join(f"{word}{random_.randrange(9)}" if random_.random() < 0.2 else word for word in words)


def entry(n: int, kilobytes: int) -> Entry:
    """A made-up answer to a prompt of that size."""
    parts = KeyParts("a-model", None, {"system": text(-n, 0.5), "mode": "schema"}, text(n, kilobytes), 0)
    answer = '{"summary": "' + text(-n - 1, kilobytes / 10) + '"}'
    return Entry(parts, answer, 1200, 300, 0.001, 3.2, 1, "2026-01-01T00:00:00+00:00", "an episode")


def rows(folder: Path | None, quick: bool) -> list[Row]:
    del folder
    count, rounds = (20, 1) if quick else (400, 7)
    found = []
    for kilobytes in (5, 50):
        with tempfile.TemporaryDirectory() as scratch:
            found += _size(Path(scratch), kilobytes, count, rounds)
    with tempfile.TemporaryDirectory() as scratch:
        found.append(_writers(scratch, 50 if quick else 2000))
    return found


def _size(scratch: Path, kilobytes: int, count: int, rounds: int) -> list[Row]:
    from diskcache import Cache

    entries = [entry(n, kilobytes) for n in range(count)]
    names, missing = [name(n) for n in range(count)], [name(-n - 1) for n in range(count)]
    values = [(each.parts.prompt + each.answer).encode() for each in entries]
    ours = Store(scratch / "ours", warn=print)
    disk = Cache(
        str(scratch / "disk"), eviction_policy="none", sqlite_synchronous=1, disk_min_file_size=2**20
    )
    plain = sqlite3.connect(scratch / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=1")
    plain.execute("CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB)")

    def take(key: str) -> Any:
        return plain.execute("SELECT value FROM kept WHERE name = ?", (key,)).fetchone()

    def keep(key: str, value: bytes) -> None:
        plain.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, value))

    def over(work: Callable[..., Any], *items: Any) -> Callable[[], None]:
        return lambda: [work(*each) for each in zip(*items, strict=True)] and None

    works = {
        "set": (
            over(ours.put, names, entries),
            over(lambda key, value: disk.set(key, value, retry=False), names, values),
            over(keep, names, values),
        ),
        "hit": (over(ours.get, names), over(disk.get, names), over(take, names)),
        "miss": (over(ours.get, missing), over(disk.get, missing), over(take, missing)),
    }
    found = []
    for what, (a, b, c) in works.items():
        us, of_disk, of_plain = (1e6 * spent / count for spent in medians(rounds, a, b, c))
        note = f"us: {us:.0f}, diskcache {of_disk:.0f}, sqlite3 {of_plain:.0f}"
        limit = 2.0 if what == "hit" else None
        found.append(Row(f"cache {what}, {kilobytes} kB / plain diskcache", us / of_disk, limit, note=note))
    ours.close()
    disk.close()
    plain.close()
    return found


def _writers(scratch: str, each: int) -> Row:
    command = [sys.executable, "-c", WRITER, scratch]
    paths = [str(ROOT), str(Path(__file__).parent)]
    started = time.perf_counter()
    running = [
        subprocess.Popen([*command, str(n * each), str(each), *paths], stderr=subprocess.PIPE)
        for n in range(4)
    ]
    said = [process.communicate()[1].decode().strip() for process in running]
    seconds = time.perf_counter() - started
    failed = sum(process.returncode != 0 for process in running)
    with Store(scratch, warn=print) as store:
        lost = 4 * each - sum(1 for _ in store.iterate())
    note = f"errors and entries lost; {4 * each:,} written in {seconds:.1f} s" + "".join(said)[:200]
    return Row(f"4 processes x {each:,} entries", failed + lost, 0, note=note)
