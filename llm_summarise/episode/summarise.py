"""Drives the pipeline for one episode, once for each sample."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from llm_summarise.asking import money
from llm_summarise.asking.loops import all_of
from llm_summarise.asking.models.protocol import Model, ResolvedModel
from llm_summarise.asking.store.store import AnswerStore
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.replies import ChunkReply
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.text import estimate_tokens
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import Chunk, chunked, halves
from llm_summarise.episode.composition import Warn, open_run, open_store
from llm_summarise.episode.gathering.skipped_adverts import skipped_adverts
from llm_summarise.episode.pipeline import summarise_transcript
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.reading import prompt_for
from llm_summarise.episode.run import Run
from llm_summarise.episode.verification.forecast import Forecast, forecast
from llm_summarise.episode.verification.verifying import verified

Keep = Callable[[AnswerStore, EpisodeSummary, Settings, ResolvedModel], None]
"""What keeps a result for the next run."""

OUTPUT_SHARE = 0.25
"""Tokens of output expected for each token of a chunk when a run is planned."""


async def summarise_one(
    transcript: Transcript,
    settings: Settings,
    *,
    warn: Warn,
    listener: ProgressListener | None = None,
    keep: Keep | None = None,
    store: AnswerStore | None = None,
    model: Model | None = None,
) -> EpisodeSummary:
    """The result for one transcript; with `samples` above 1 what its samples agree on.

    `keep` is called with the result while the cache is open, so that the next run can find it as a whole: for
    a transcript that is just what was parsed from the bytes its `sha256` names. `store` (left open) and
    `model` are used instead of those the settings name.
    """
    started = time.monotonic()
    with open_store(settings, warn, store) as store:
        async with open_run(settings, warn, listener, store=store, model=model) as run:
            result = await sampled(transcript, run)
        if keep:
            keep(store, result, settings, run.resolved)
    taken = {"seconds": round(time.monotonic() - started, 3), "not_kept": getattr(store, "not_kept", 0)}
    return result.model_copy(update={"usage": result.usage.model_copy(update=taken)})


async def sampled(transcript: Transcript, run: Run) -> EpisodeSummary:
    """One result from as many samples as the settings ask for, all at once."""
    settings = run.settings
    transcript = transcript.renamed(settings.speakers)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    seeds = settings.seeds
    tasks = (summarise_transcript(transcript, run, seed=seed, created=created) for seed in seeds)
    result = _merged(await all_of(tasks), settings)
    return await verified(result, transcript, run, seed=settings.seed)


def _merged(samples: Sequence[EpisodeSummary], settings: Settings) -> EpisodeSummary:
    if len(samples) == 1:
        return samples[0]
    from llm_summarise.episode.samples.merge import merge_samples

    return merge_samples(samples, min_support=settings.min_support)


@dataclass(frozen=True)
class Plan:
    """What a run would ask. `calls` counts questions, those of the summary and `checks`, which verify it,
    included; of them `cached` have an answer. Tokens are estimates for the calls that remain; `cost` is US
    dollars, None if unknown. `skipped_tokens` are those of advertisements that are left out."""

    model: str
    chunks: tuple[int, ...]
    calls: int
    cached: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    checks: int = 0
    skipped_tokens: int = 0


async def plan(transcript: Transcript, settings: Settings, *, warn: Warn) -> Plan:
    """What summarising would ask and cost. No model is asked.

    The last question is made of the notes: while a chunk has no answer yet, its size is a guess.
    """
    async with open_run(settings.model_copy(update={"cached_only": True}), warn) as run:
        return await planned(transcript, run)


async def planned(transcript: Transcript, run: Run) -> Plan:
    """As `plan`, with a run that is `cached_only`."""
    transcript = transcript.renamed(run.settings.speakers)
    kept = skipped_adverts(transcript, run.settings).kept
    chunks = chunked(transcript, run.chunk_tokens, kept=kept)
    notes = round(sum(chunk.tokens for chunk in chunks) * OUTPUT_SHARE)
    cached = tokens_in = tokens_out = 0
    seeds = run.settings.seeds
    samples = []
    for seed in seeds:
        left = [chunk for chunk in chunks if not _is_cached(chunk, transcript, run, seed)]
        cached += len(chunks) - len(left)
        for chunk in left:
            prompt = prompt_for(chunk, transcript, run)
            tokens_in += estimate_tokens(prompt.system) + estimate_tokens(prompt.user)
            tokens_out += round(chunk.tokens * OUTPUT_SHARE)
        try:
            samples.append(await summarise_transcript(transcript, run, seed=seed, created=""))
            cached += 1
        except SummariseError:
            tokens_in += notes
            tokens_out += money.FIRST_GUESS
    asked = Forecast(len(seeds) * (len(chunks) + 1), cached, tokens_in, tokens_out)
    result = _merged(samples, run.settings) if len(samples) == len(seeds) else None
    checks = forecast(result, transcript, run, seed=run.settings.seed)
    made = _plan(run, chunks, asked + checks, checks.calls)
    if not kept:
        return made
    whole = sum(chunk.tokens for chunk in chunked(transcript, run.chunk_tokens))
    return replace(made, skipped_tokens=len(seeds) * (whole - sum(made.chunks)))


def _plan(run: Run, chunks: Sequence[Chunk], asked: Forecast, checks: int) -> Plan:
    tokens = asked.input_tokens, asked.output_tokens
    return Plan(
        model=run.resolved.id,
        chunks=tuple(chunk.tokens for chunk in chunks),
        calls=asked.calls,
        cached=asked.cached,
        input_tokens=asked.input_tokens,
        output_tokens=asked.output_tokens,
        cost=money.estimate(run.resolved, *tokens) if asked.calls > asked.cached else 0.0,
        checks=checks,
    )


def _is_cached(chunk: Chunk, transcript: Transcript, run: Run, seed: int) -> bool:
    """Whether the chunk, or both of its halves if it had to be split, has an answer."""
    prompt = prompt_for(chunk, transcript, run)
    asked = (prompt.system, prompt.user, ChunkReply)
    if run.caller.peek(*asked, seed=seed):
        return True
    parts = halves(chunk, transcript) if run.caller.is_too_long(*asked, seed=seed) else None
    return parts is not None and all(_is_cached(part, transcript, run, seed) for part in parts)
