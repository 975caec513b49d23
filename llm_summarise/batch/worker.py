"""One file becomes one outcome."""

from __future__ import annotations

import asyncio
import hashlib
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_summarise.batch.job import UP_TO_DATE, Job, Outcome
from llm_summarise.batch.manifest import FOLDER, OutputFolder, Record
from llm_summarise.domain.errors import BudgetReached, PromptError, SettingsError, SummariseError
from llm_summarise.episode.progress_listener import Announcer
from llm_summarise.readers.folders import Item

if TYPE_CHECKING:
    from llm_summarise.asking.store.locks import KeyLocks
    from llm_summarise.domain.result import EpisodeSummary
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.episode.progress_listener import ProgressListener
    from llm_summarise.episode.run import Run


class Load:
    """How many answers the episodes in hand still wait for, and how many episodes have not said it yet.

    `changed` is set when fewer do. `listener` is told of everything.
    """

    def __init__(self, listener: ProgressListener) -> None:
        self.waiting = 0
        self.silent = 0
        self.changed = asyncio.Event()
        self._listener = listener

    @contextmanager
    def episode(self) -> Iterator[ProgressListener]:
        """The listener of one episode; answers that it gives up waiting for are no longer expected."""
        one = _Episode(self)
        self.silent += 1
        try:
            yield one
        finally:
            one.expect(-one.waiting)

    def expect(self, calls: int) -> None:
        self.waiting += calls
        self._listener.expect(calls)
        self.changed.set()

    def arrived(self, answer: Any) -> None:
        self.waiting -= 1
        self._listener.arrived(answer)
        self.changed.set()

    def announce(self, text: str) -> None:
        """Say at once what people should know, where there is somebody to say it."""
        announcer: object = self._listener
        if isinstance(announcer, Announcer):
            announcer.announce(text)


@dataclass
class _Episode:
    load: Load
    waiting: int = 0
    silent: bool = True

    def expect(self, calls: int) -> None:
        self.load.silent -= self.silent
        self.silent = False
        self.waiting += calls
        self.load.expect(calls)

    def arrived(self, answer: Any) -> None:
        self.waiting -= 1
        self.load.arrived(answer)


class Worker:
    """Turns items into outcomes, with one `run` for all of them. `shape` is the job's fingerprint; `said`
    collects the warnings of the run, which go into the next outcome."""

    def __init__(self, job: Job, run: Run, shape: str, load: Load, said: list[str]) -> None:
        self._job = job
        self._run = run
        self._shape = shape
        self.load = load
        self._said = said
        self._folder = OutputFolder(job.output) if job.output is not None else None
        self._locks = None if self._folder is None else episode_locks(self._folder, said)

    async def outcome(self, item: Item) -> Outcome:
        """What becomes of an episode. What another batch has in hand is waited for."""
        try:
            if self._folder is None or self._locks is None:
                outcome = await self._hand_back(item)
            else:
                async with self._locks.hold(lock_key(item.stem)):
                    outcome = await self._write(item, self._folder)
        except SummariseError as error:
            reason = str(error).removeprefix(f"{item.name}: ")
            outcome = Outcome(item.name, "failed", reason, stop=_stops(error))
        except Exception as error:  # noqa: BLE001 - a bug met by one file must not take the others along
            outcome = Outcome(item.name, "failed", _bug(error))
        said, self._said[:] = tuple(self._said), ()
        return replace(outcome, said=(*outcome.said, *said))

    async def _hand_back(self, item: Item) -> Outcome:
        _, result = await self._summarise(item)
        return replace(self._done(item, result), result=result.model_dump_json())

    async def _write(self, item: Item, folder: OutputFolder) -> Outcome:
        from llm_summarise.render import render

        job = self._job
        wanted = job.outputs(item)
        if not job.again:
            record = folder.record(item.stem)
            if folder.is_current(record, item.sha256, self._shape, list(wanted.values())):
                return Outcome(item.name, "skipped", UP_TO_DATE, outputs=job.written(item))
        inputs = {item.sha256, *item.rivals.values()}
        for path in wanted.values():
            if problem := folder.objection(path, item.stem, inputs=inputs, force=job.force):
                return Outcome(item.name, "failed", problem)
        transcript, result = await self._summarise(item)
        texts = {path: render(result, name, job.view, transcript) for name, path in wanted.items()}
        entry = None
        if job.with_page:
            from llm_summarise.batch import index_page

            entry = index_page.entry(result, wanted["html"])
        record = Record(
            stem=item.stem,
            source=item.place,
            input=transcript.sha256,
            fingerprint=self._shape,
            rivals=item.rivals,
            complete=result.coverage.complete,
            entry=entry,
        )
        folder.write(record, texts)
        return replace(self._done(item, result), outputs=job.written(item))

    async def _summarise(self, item: Item) -> tuple[Transcript, EpisodeSummary]:
        from llm_summarise.episode.summarise import sampled
        from llm_summarise.readers.sources import read_transcript

        with self.load.episode() as listener:
            started = time.monotonic()
            transcript = read_transcript(item.name).renamed(self._run.settings.speakers)
            result = await sampled(transcript, replace(self._run, listener=listener))
        usage = result.usage.model_copy(update={"seconds": round(time.monotonic() - started, 3)})
        return transcript, result.model_copy(update={"usage": usage})

    def _done(self, item: Item, result: EpisodeSummary) -> Outcome:
        """What is true of all episodes was said before the first."""
        own = [text for text in result.warnings if text not in self._run.caveats]
        return Outcome(
            item.name, "done", usage=result.usage, said=tuple(f"{item.name}: {text}" for text in own)
        )


def episode_locks(folder: OutputFolder, said: list[str]) -> KeyLocks:
    """One batch at a time for one episode's results."""
    from llm_summarise.asking.store.locks import KeyLocks

    return KeyLocks(folder.root / FOLDER, warn=said.append)


def lock_key(stem: str) -> str:
    """The key of `episode_locks` for the results called `stem`."""
    return hashlib.sha256(stem.encode("utf-8", "replace")).hexdigest()


def _stops(error: SummariseError) -> int | None:
    """The exit code if the error of one episode is that of all, None if not."""
    from llm_summarise.asking.failures import Failure

    cause = getattr(error, "failure", error)
    of_all = (BudgetReached, SettingsError, PromptError)
    if isinstance(cause, of_all) or (isinstance(cause, Failure) and cause.fatal):
        code: int = cause.exit_code
        return code
    return None


def _bug(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({Path(frame.filename).name}, line {frame.lineno})" for frame in last)
    return f"a bug: {type(error).__name__}: {error}{where}"
