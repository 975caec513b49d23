"""What a pipeline does while the model answers: no more than is needed soon."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from llm_summarise.domain.settings import Settings
from llm_summarise.episode import reading
from llm_summarise.episode.composition import open_run
from llm_summarise.episode.pipeline import summarise_transcript
from llm_summarise.episode.run import IN_FLIGHT
from llm_summarise.readers import parse
from tests.batch_samples import talk
from tests.fault_server import FaultServer, Reply, careful


def test_no_more_questions_are_worded_than_can_be_asked_soon(
    fault_server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two places, both hanging: of thirty chunks four are worded."""
    worded = [0]
    word = reading.prompt_for

    def counted(*args: object) -> object:
        worded[0] += 1
        return word(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "prompt_for", counted)
    fault_server.respond = careful
    fault_server.react = lambda _request: Reply(hang=True)
    transcript = parse(talk(0, lines=400).encode(), "talk.vtt")
    settings = Settings(model="fault", concurrency=2, chunk_tokens=200)

    async def until_full() -> int:
        async with open_run(settings, print) as run:
            work = asyncio.ensure_future(summarise_transcript(transcript, run, seed=0, created=""))
            for _ in range(2):
                await asyncio.to_thread(fault_server.hanging.acquire)
            while worded[0] < IN_FLIGHT * 2:
                await asyncio.sleep(0)
            await asyncio.gather(
                *(run.in_background(lambda: None) for _ in range(5))
            )  # whoever else could go would
            work.cancel()
            await asyncio.wait([work])
        return worded[0]

    assert asyncio.run(until_full()) == IN_FLIGHT * 2 == 4


def test_what_notes_are_looked_up_in_is_made_while_the_model_answers(
    fault_server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is answered before it is made: had the first answer to come before, this would hang."""
    made = threading.Event()
    of = reading.Lookup.of

    def marked(*args: object) -> object:
        result = of(*args)  # type: ignore[arg-type]
        made.set()
        return result

    monkeypatch.setattr(reading.Lookup, "of", marked)
    fault_server.respond = lambda request: careful(request) if made.wait(30) else ""
    transcript = parse(talk(0).encode(), "talk.vtt")

    async def whole() -> int:
        async with open_run(Settings(model="fault"), print) as run:
            return len((await summarise_transcript(transcript, run, seed=0, created="")).topics)

    assert asyncio.run(whole()) > 0


def test_with_the_embedded_model_it_is_made_when_there_are_notes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The model works in this process: beside it nothing would be won, and the talk searched twice."""
    order: list[str] = []
    of, read_chunks = reading.Lookup.of, reading.read_chunks

    def marked(*args: object) -> object:
        order.append("lookup")
        return of(*args)  # type: ignore[arg-type]

    async def noted(*args: object, **named: object) -> object:
        result = await read_chunks(*args, **named)  # type: ignore[arg-type]
        order.append("notes")
        return result

    monkeypatch.setattr(reading.Lookup, "of", marked)
    monkeypatch.setattr(reading, "read_chunks", noted)
    transcript = parse(talk(0).encode(), "talk.vtt")

    async def whole() -> None:
        async with open_run(Settings(model="extractive"), print) as run:
            await summarise_transcript(transcript, run, seed=0, created="")

    asyncio.run(whole())
    assert order == ["notes", "lookup"]
