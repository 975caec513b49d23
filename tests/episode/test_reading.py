"""A chunk is asked about as a whole, and in halves only where the whole proved too long."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from llm_summarise.asking.caller import Answered
from llm_summarise.asking.failures import Truncated
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode import chunk_calls
from llm_summarise.episode.chunking import Chunk, chunked
from llm_summarise.episode.progress_listener import NoProgress
from llm_summarise.episode.run import Run

TALK = Transcript(tuple(Cue(f"Sentence number {n} is about tides.") for n in range(8)), "x", "plain", "0")


class Scripted:
    """Answers about at most `most` lines; remembers what proved too long."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.asked: list[int] = []
        self.known: set[str] = set()

    async def ask(
        self, system: str, prompt: str, schema: Any, *, seed: int, episode: str, accept: Any
    ) -> Answered[Any]:
        size = len(prompt.splitlines())
        self.asked.append(size)
        if size > self.most:
            raise Truncated("cut off")
        return Answered("notes", False, "key", None, None, None, 1)

    def is_too_long(self, system: str, prompt: str, schema: Any, *, seed: int) -> bool:
        return prompt in self.known

    def mark_too_long(self, system: str, prompt: str, schema: Any, *, seed: int) -> None:
        self.known.add(prompt)


@pytest.fixture
def halved(monkeypatch: pytest.MonkeyPatch) -> list[Chunk]:
    """The chunks whose halves were computed."""
    seen: list[Chunk] = []
    real = chunk_calls.halves

    def watched(chunk: Chunk, transcript: Transcript) -> tuple[Chunk, Chunk] | None:
        seen.append(chunk)
        return real(chunk, transcript)

    monkeypatch.setattr(chunk_calls, "halves", watched)
    return seen


def read(caller: Scripted, *, divide: bool = True) -> list[chunk_calls.Reading]:
    def about(chunk: Chunk) -> chunk_calls.Question:
        return "", "\n".join(chunk.texts(TALK)), None

    nothing: Any = None
    scripted: Any = caller
    run = Run(scripted, nothing, nothing, Settings(), NoProgress())
    return asyncio.run(chunk_calls.read_chunks(TALK, chunked(TALK, 0), about, run, 0, divide=divide))


def test_no_halves_are_computed_for_a_chunk_that_is_answered(halved: list[Chunk]) -> None:
    caller = Scripted(most=8)
    assert [r.answer is not None for r in read(caller)] == [True]
    assert (caller.asked, halved) == ([len(chunked(TALK, 0)[0].lines)], [])


def test_what_proved_too_long_is_asked_in_halves_and_not_as_a_whole_again(halved: list[Chunk]) -> None:
    whole = len(chunked(TALK, 0)[0].lines)
    caller = Scripted(most=whole - 1)
    first = read(caller)
    assert len(first) == 2
    assert caller.asked[0] == whole == sum(caller.asked[1:])
    assert len(halved) == 1
    caller.asked.clear()
    assert [r.chunk for r in read(caller)] == [r.chunk for r in first]
    assert sum(caller.asked) == whole
    assert len(caller.asked) == 2


def test_an_answer_that_must_not_be_divided_fails_without_halves(halved: list[Chunk]) -> None:
    (only,) = read(Scripted(most=1), divide=False)
    assert isinstance(only.failure, Truncated)
    assert halved == []


def test_the_first_call_is_made_before_all_prompts_are_worded() -> None:
    asked = threading.Event()

    class Waiting(Scripted):
        async def ask(self, *about: Any, **named: Any) -> Answered[Any]:
            asked.set()
            return await super().ask(*about, **named)

    def about(chunk: Chunk) -> chunk_calls.Question:
        assert chunk is not chunks[1] or asked.wait(30), "the second prompt was worded before the first call"
        return "", "\n".join(chunk.texts(TALK)), None

    chunks = chunked(TALK, 30)
    assert len(chunks) > 2
    run = Run(Waiting(99), None, None, Settings(), NoProgress())  # type: ignore[arg-type]
    answers = asyncio.run(chunk_calls.read_chunks(TALK, chunks, about, run, 0))
    assert [r.failure for r in answers] == [None] * len(chunks)


def test_an_interruption_does_not_wait_for_background_work() -> None:
    begun, release = threading.Event(), threading.Event()
    ended: list[bool] = []

    def work() -> None:
        begun.set()
        ended.append(release.wait(5))

    async def interrupted() -> None:
        run = Run(Scripted(1), None, None, Settings(), NoProgress())  # type: ignore[arg-type]
        task = asyncio.create_task(run.in_background(work))
        while not begun.is_set():
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    asyncio.run(interrupted())
    assert ended == []
    release.set()
