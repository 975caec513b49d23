"""Many calls to a slow model: how near a run comes to calls x latency / places, and its own work per call.

Several episodes of made-up talk are summarised at once over one pool of calls. The server is a process of
its own. *ideal* is the sum of all the waits the server made, divided by the places; *measured* is the whole
run, from the transcripts to the summaries. Nobody reaches the ideal: a summary waits for the notes of its
episode, and where one call in ten takes ten times as long, the last call to start may be a slow one. *bound*
is what a pool reaches that has no gaps and costs nothing, for the same calls: simulated, from the same waits.

Which of ten calls is the slow one decides how far the bound is from the ideal (1.25 to 1.61 here), so each of
the ten places is measured, and the target is held against the median.

Work is processor time of this process in the calls, against that of the bare asyncio interface of `llm` with
the same prompts and schema and one client for all of them, streaming (its default) and not.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import Row, cpu_seconds, own_world, ratio

from llm_summarise.asking.answers import form_for
from llm_summarise.domain.replies import ChunkReply
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import chunked
from llm_summarise.episode.composition import open_run
from llm_summarise.episode.pipeline import summarise_transcript
from llm_summarise.episode.reading import prompt_for
from llm_summarise.readers import parse
from tests.batch_samples import talk
from tests.fault_server import configure

TOKENS = 1000
"""Of a chunk: small ones make many calls of little text."""
PLACES = 16

SLOWER = 10.0
"""Times as long that one of ten calls takes."""


@dataclass(frozen=True)
class Served:
    """What the server saw."""

    waits: list[float]
    seconds: float
    most: int
    connections: int

    def ideal(self, places: int) -> float:
        return sum(self.waits) / places

    def bound(self, places: int, chunks: Sequence[int]) -> float:
        """Seconds of a pool without gaps: chunks in order, the summary of an episode as soon as it has all
        its notes. `chunks` are those of each episode. Waits count in the order in which calls start, as they
        do for the server."""
        waits = iter(self.waits)
        queue = deque(n for n, count in enumerate(chunks) for _ in range(count))
        left = list(chunks)
        running: list[tuple[float, int]] = []
        now = 0.0
        while queue or running:
            while queue and len(running) < places:
                heapq.heappush(running, (now + next(waits), queue.popleft()))
            now, episode = heapq.heappop(running)
            left[episode] -= 1
            if left[episode] == 0:
                queue.append(episode)
        return now


class Slow:
    """A server as a process; `llm` knows its model as `fault`."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("slow_server.py"))]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        configure(f"{self._url}/v1", names=("fault",))

    def served(self, latency: float = 0.0, slow: float = 1.0, phase: int = 0) -> Served:
        """What it saw since the last time. From now on it takes `latency` seconds for an answer, of ten calls
        for number `phase` `slow` times that."""
        with urllib.request.urlopen(f"{self._url}/{latency}/{slow}/{phase}") as answer:
            told = json.load(answer)
        return Served(told["waits"], told["last"] - told["first"], told["most"], told["connections"])

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


@contextmanager
def slow_server() -> Iterator[Slow]:
    server = Slow()
    try:
        yield server
    finally:
        server.close()


def episodes(calls: int, count: int) -> list[Transcript]:
    """So many episodes with so many chunks in all."""
    found = []
    for n in range(count):
        wanted = calls // count + (n < calls % count)
        whole = parse(talk(n, lines=60 * wanted + 100).encode(), f"talk{n}.vtt")
        last = chunked(whole, TOKENS)[wanted - 1].cues[-1]
        found.append(Transcript(whole.cues[: last + 1], whole.name, whole.format, whole.sha256))
    return found


def rows(folder: Path | None, quick: bool) -> list[Row]:
    del folder
    calls, count, latency, places = (12, 2, 0.02, 4) if quick else (200, 8, 1.0, PLACES)
    found = []
    with tempfile.TemporaryDirectory() as scratch, own_world(Path(scratch)):
        said = episodes(calls, count)
        chunks = [len(chunked(each, TOKENS)) for each in said]
        with slow_server() as server:
            asyncio.run(summarised(said[:1], places))  # imports are no part of what is measured
            found += _even(timed(server, said, places, latency), places, chunks)
            spread = [timed(server, said, places, latency, SLOWER, at) for at in range(2 if quick else 10)]
            found += _uneven(spread, places, chunks)
            server.served(latency / 20)
            found += asyncio.run(work(said, places, 1 if quick else 5))
    return found


def timed(
    server: Slow, said: list[Transcript], places: int, latency: float, slow: float = 1.0, phase: int = 0
) -> tuple[float, Served]:
    """Seconds of a whole run, and what the server saw of it."""
    server.served(latency, slow, phase)
    begun = time.perf_counter()
    asyncio.run(summarised(said, places))
    return time.perf_counter() - begun, server.served()


def _even(run: tuple[float, Served], places: int, chunks: Sequence[int]) -> list[Row]:
    seconds, seen = run
    ideal = seen.ideal(places)
    bound = seen.bound(places, chunks) / ideal
    note = f"{seconds:.2f} s, ideal {ideal:.2f} s, bound {bound:.2f}; {seen.most} at once at most"
    return [
        Row(f"{len(seen.waits)} calls / ideal", seconds / ideal, 1.15, note=note),
        Row("connections opened", seen.connections, places, note="one client for the run"),
    ]


def _uneven(runs: Sequence[tuple[float, Served]], places: int, chunks: Sequence[int]) -> list[Row]:
    """Of runs in which every tenth call is slow, each in another place."""
    reached = sorted(
        (seen.bound(places, chunks) / seen.ideal(places), seconds / seen.ideal(places))
        for seconds, seen in runs
    )
    each = ", ".join(f"{ratio:.2f} ({bound:.2f})" for bound, ratio in reached)
    beyond = max(ratio / bound for bound, ratio in reached)
    return [
        Row(
            f"the same, one of ten {SLOWER:g} x slower / ideal",
            statistics.median(ratio for _, ratio in reached),
            1.3,
            note=f"median of {len(runs)} places of the slow one: {each}, the bound in brackets",
        ),
        Row("the same / bound, worst place", beyond, note="what is lost to anything but waiting"),
    ]


async def summarised(said: list[Transcript], places: int) -> None:
    async with open_run(_settings(places), print) as run:
        whole = (summarise_transcript(each, run, seed=0, created="") for each in said)
        await asyncio.gather(*whole)


def _settings(places: int) -> Settings:
    return Settings(model="fault", concurrency=places, chunk_tokens=TOKENS, refresh=True)


async def work(said: list[Transcript], places: int, rounds: int) -> list[Row]:
    """Processor time of the same questions through our caller and through `llm` alone."""
    spent: dict[str, list[float]] = {"ours": [], "bare": [], "plain": []}
    for number in range(rounds + 1):
        async with open_run(_settings(places), print) as run:
            asked = [prompt_for(chunk, one, run) for one in said for chunk in chunked(one, TOKENS)]
            before = cpu_seconds()
            await asyncio.gather(*(run.caller.ask(p.system, p.user, ChunkReply, seed=number) for p in asked))
            spent["ours"].append(cpu_seconds() - before)
        for name, stream in (("bare", True), ("plain", False)):
            spent[name].append(await _bare(asked, places, stream))
    for values in spent.values():
        del values[0]
    per_call = {name: 1000 * min(values) / len(asked) for name, values in spent.items()}
    note = ", ".join(f"{name} {value:.2f}" for name, value in per_call.items())
    unstreamed = ratio(spent["ours"], spent["plain"])
    note = f"ms a call, checked and kept: {note} (not streamed, ratio {unstreamed:.2f})"
    return [Row("work per call / bare llm", ratio(spent["ours"], spent["bare"]), 1.0, note=note)]


async def _bare(asked: list[Any], places: int, stream: bool) -> float:
    """The questions through the asyncio interface of `llm` with one client; answers are read, not kept."""
    import llm

    model: Any = llm.get_async_model("fault")
    client = model.get_client(None, async_=True)
    model.get_client = lambda *_args, **_options: client
    turn = asyncio.Semaphore(places)
    form = form_for(ChunkReply)

    async def ask(prompt: Any) -> None:
        async with turn:
            response = model.prompt(prompt.user, system=prompt.system, schema=form.schema, stream=stream)
            ChunkReply.model_validate_json(await response.text())

    before = cpu_seconds()
    await asyncio.gather(*map(ask, asked))
    spent = cpu_seconds() - before
    await client.close()
    del model.get_client
    return spent
