"""A batch over a slow server, and a batch of the embedded model.

    python tests/benchmarks/bench_batch.py [FOLDER] [--slow 10] [--places 16]
    python tests/benchmarks/bench_batch.py FOLDER --embedded

The server answers after `latency` seconds, one of ten calls after `slow` times that. The ideal is the sum of
all latencies divided by the places: nobody ever waits for anything but a place. Without FOLDER the episodes
are made up. Ratios are taken from the first request to the end of the process, so the start is left out; the
load of the machine is not. Where the very last call is a slow one (`--phase 0` with 360 calls), nothing can
hide it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.batch_samples import talk  # noqa: E402
from tests.fault_server import FaultServer, Reply, Request, configure  # noqa: E402

LINE = re.compile(r"^\[(\d+)\] (?:[^:\n]{1,40}: )?(.+)$", re.MULTILINE)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--episodes", type=int, default=20)
    parser.add_argument("--latency", type=float, default=1.0)
    parser.add_argument("--slow", type=float, default=10.0)
    parser.add_argument("--phase", type=int, default=5, help="which of ten calls is slow; 0 is the tenth")
    parser.add_argument("--places", type=int, default=16)
    parser.add_argument("--embedded", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        os.environ |= {"LLM_USER_PATH": str(work / "llm"), "LLM_SUMMARISE_CACHE_DIR": str(work / "cache")}
        if chosen.embedded:
            embedded(chosen.folder, work)
            return
        folder = chosen.folder or made_up(work / "in", chosen.episodes)
        print("| server | episodes | calls | at most at once | ideal s | measured s | ratio | CPU s |")
        print("|---|---|---|---|---|---|---|---|")
        for slow in (1.0, chosen.slow):
            row(folder, work / f"slow{slow:g}", chosen, slow)


def made_up(folder: Path, count: int) -> Path:
    folder.mkdir()
    for n in range(count):
        (folder / f"talk{n:03d}.vtt").write_text(talk(n, lines=400))
    return folder


def row(folder: Path, work: Path, chosen: argparse.Namespace, slow: float) -> None:
    """One batch, and what it took."""
    server = FaultServer()
    configure(server.url)
    waits: list[float] = []
    lock = threading.Lock()
    first: list[float] = []

    def react(request: Request) -> Reply | None:
        with lock:
            first.append(time.monotonic())
            wait = chosen.latency * (slow if len(first) % 10 == chosen.phase else 1.0)
            waits.append(wait)
        time.sleep(wait)
        return None

    server.react = react
    server.respond = answered
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-m", "llm_summarise", "batch", str(folder), "-O", str(work), "-m", "fault"]
    command += ["--concurrency", str(chosen.places), "--limit", str(chosen.episodes), "-q", "--chunk-tokens"]
    command += ["1000" if chosen.folder is None else "3000", "--no-cache"]
    subprocess.run(command, check=True, cwd=ROOT)
    measured = time.monotonic() - first[0]
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    ideal = sum(waits) / chosen.places
    kind = f"{chosen.latency:g} s" + (f", every 10th {slow:g} x" if slow > 1 else "")
    cells = [kind, f"{chosen.episodes}", f"{len(waits)}", f"{server.most_at_once}", f"{ideal:.1f}"]
    cells += [f"{measured:.1f}", f"{measured / ideal:.2f}", f"{cpu:.1f}"]
    print("| " + " | ".join(cells) + " |", flush=True)
    server.close()


def answered(request: Request) -> str:
    """A valid answer that costs no time to make."""
    rows = LINE.findall(request.prompt)
    if request.schema and list(request.schema["properties"]) == ["notes"]:
        return json.dumps({"notes": [int(n) for n, _ in rows][:3]})
    if "topic | " in request.prompt:
        topics = [int(n) for n, text in rows if text.startswith("topic")]
        said = [{"text": "They measured the tide.", "notes": topics[:1]}]
        chapters = [{"note": n, "title": f"Part {n}"} for n in topics]
        whole = {"title": "Tides", "headline": "Tides.", "summary": said, "takeaways": said}
        return json.dumps({**whole, "quotes": [], "chapters": chapters, "people": []})
    number, text = max(rows, key=lambda row: len(row[1]))
    quote = " ".join(text.split()[:12])
    topic = {"cue": int(number), "quote": quote, "title": "Tides"}
    point = {"cue": int(number), "quote": quote, "text": quote}
    empty: dict[str, list[object]] = {"mentions": [], "quotes": [], "people": [], "sponsors": []}
    notes = {"topics": [topic], "points": [point], **empty}
    return json.dumps({"answer": notes})


def embedded(folder: Path, work: Path) -> None:
    """A folder with the embedded model, and once more with nothing changed."""
    command = [sys.executable, "-m", "llm_summarise", "batch", str(folder), "-O", str(work / "out")]
    command += ["-m", "extractive", "-f", "markdown", "-f", "json"]
    print("| batch | wall s | CPU s | largest sum of memory (PSS) MB |")
    print("|---|---|---|---|")
    for name in ("first", "again"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
        watch = Memory(process.pid)
        said = process.communicate()[1].decode().splitlines()
        wall = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"| {name} | {wall:.1f} | {cpu:.1f} | {watch.end():.0f} |   {said[-1]}", flush=True)


class Memory(threading.Thread):
    """Looks twice a second at the memory of a process and its children (Linux)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._peak = 0.0
        self._done = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._done.wait(0.5):
            self._peak = max(self._peak, sum(map(pss, family(self._pid))))

    def end(self) -> float:
        self._done.set()
        self.join()
        return self._peak


def pss(pid: int) -> float:
    """Megabytes of a process, those shared with others in part; 0 if it has ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def family(pid: int) -> list[int]:
    """A process and all it has started."""
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        except OSError:
            continue
        found += map(int, children)
    return found


if __name__ == "__main__":
    main()
