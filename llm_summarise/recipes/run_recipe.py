"""Drives a recipe over one text: a user's own prompt and schema on the machinery of episodes.

text -> chunks -> the recipe's prompt -> checked answers -> quotes found -> one result
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from llm_summarise.asking import money
from llm_summarise.asking.answers import form_of_schema
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.short_schema import expanded
from llm_summarise.asking.store.store import AnswerStore
from llm_summarise.domain.errors import InputError, ModelError, SettingsError, SummariseError
from llm_summarise.domain.result import Source
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.text import estimate_tokens
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunk_calls import Question, Reading, read_chunks
from llm_summarise.episode.chunking import Chunk, chunked
from llm_summarise.episode.composition import Warn, open_run, open_store
from llm_summarise.episode.models import resolve_model
from llm_summarise.episode.pipeline import provenance, usage
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.episode.reading import Incomplete, coverage
from llm_summarise.episode.run import Run
from llm_summarise.episode.summarise import OUTPUT_SHARE, Plan
from llm_summarise.grounding import Grounder
from llm_summarise.readers.sources import read_source
from llm_summarise.recipes.diff import cut_diff
from llm_summarise.recipes.recipe import Recipe
from llm_summarise.recipes.recipe_answer import Answers, agreed, settled
from llm_summarise.recipes.recipe_files import find_recipe
from llm_summarise.recipes.recipe_input import PLAIN, TEXT_NAME, plain_text, question_text
from llm_summarise.recipes.recipe_result import RecipeResult
from llm_summarise.recipes.recipe_schema import AnswerShape, shape_of

NO_LIMIT = 10**9
"""Tokens of a diff where chunks may have any size."""


def read_input(recipe: Recipe, source: str | Path) -> str | Transcript:
    """What a recipe reads from a file, or from standard input for "-": a transcript or plain text.

    Raises InputError.
    """
    data, name = read_source(source)
    if recipe.input == "transcript":
        from llm_summarise.readers import parse

        return parse(data, name)
    if recipe.input == "diff":  # a diff may hold files of several encodings
        text = data.decode("utf-8", errors="replace")
    else:
        from llm_summarise.readers.decoding import decode

        text = decode(data, name).text
    if not text.strip():
        raise InputError(name, "is empty")
    return text


async def run_recipe(
    recipe: str | Path | Recipe,
    text: str | Transcript,
    settings: Settings,
    *,
    warn: Warn,
    listener: ProgressListener | None = None,
    params: Mapping[str, str] | None = None,
    name: str = TEXT_NAME,
) -> RecipeResult:
    """The answer to a recipe (its name, its file, or itself) on one text, which the result calls `name`.

    Raises PromptError for a recipe that cannot be used, SettingsError for settings it cannot be used with,
    InputError for a text without content, ModelError for the embedded model, which answers no recipes,
    Incomplete when chunks failed, and what the call layer raises.
    """
    started = time.monotonic()
    async with _prepared(recipe, text, settings, warn, listener, params, name) as job:
        parts = await asyncio.gather(*(job.sample(seed) for seed in settings.seeds))
        result = job.result(parts)
    result.usage.seconds = round(time.monotonic() - started, 3)
    return result


async def plan_recipe(
    recipe: str | Path | Recipe,
    text: str | Transcript,
    settings: Settings,
    *,
    warn: Warn,
    params: Mapping[str, str] | None = None,
) -> Plan:
    """What a recipe would ask and cost. No model is asked. Raises as `run_recipe`."""
    planned = settings.model_copy(update={"cached_only": True})
    async with _prepared(recipe, text, planned, warn, None, params) as job:
        return job.plan()


@dataclass(frozen=True)
class _Job:
    """One recipe on one text, ready to be asked. `whole` is the text where it is shown as it is."""

    recipe: Recipe
    shape: AnswerShape
    run: Run
    transcript: Transcript
    chunks: tuple[Chunk, ...]
    form: Any
    whole: str | None
    params: Mapping[str, str]
    warnings: tuple[str, ...]

    def about(self, chunk: Chunk) -> Question:
        prompt = self._prompt(chunk)
        return prompt.system, prompt.user, self.form

    async def sample(self, seed: int) -> tuple[list[Reading], Answers]:
        divide = self.recipe.scope == "chunk"
        readings = await read_chunks(self.transcript, self.chunks, self.about, self.run, seed, divide=divide)
        answered = [(r.answer.value, r.chunk) for r in readings if r.answer is not None]
        if len(answered) < len(readings) and not (self.run.settings.keep_going and answered):
            raise Incomplete(readings, self.transcript) if divide else _only_failure(readings)
        return readings, settled(self.shape, answered, self.transcript, Grounder(self.transcript))

    def result(self, samples: Sequence[tuple[list[Reading], Answers]]) -> RecipeResult:
        settings = self.run.settings
        answers = [answer for _, answer in samples]
        whole = answers[0] if len(answers) == 1 else agreed(self.shape, answers, settings.min_support)
        readings = [reading for some, _ in samples for reading in some]
        made = provenance(self.run, settings.seed, datetime.now(UTC).isoformat(timespec="seconds"))
        covered = coverage(
            readings, whole.dropped, kept=sum(len(whole.data[name]) for name in self.shape.lists)
        )
        warnings = [*self.warnings]
        if covered.failed:
            warnings.append(f"{covered.failed} of {covered.chunks} chunks have no answer")
        return RecipeResult(
            recipe=self.recipe,
            source=Source.of(self.transcript),
            data=whole.data,
            dropped=dict(whole.dropped),
            coverage=covered,
            usage=usage([r.answer for r in readings if r.answer is not None]),
            provenance=made.model_copy(
                update={"prompts": {self.recipe.name: self.recipe.version}, "samples": settings.samples}
            ),
            warnings=warnings,
        )

    def plan(self) -> Plan:
        cached = into = out = 0
        seeds, in_chunks = self.run.settings.seeds, self.recipe.scope == "chunk"
        for seed in seeds:
            for chunk in self.chunks:
                system, user, form = self.about(chunk)
                if self.run.caller.peek(system, user, form, seed=seed):
                    cached += 1
                    continue
                into += estimate_tokens(system) + estimate_tokens(user)
                out += round(chunk.tokens * OUTPUT_SHARE) if in_chunks else money.FIRST_GUESS
        calls = len(seeds) * len(self.chunks)
        sizes = tuple(estimate_tokens(self._text(chunk)) for chunk in self.chunks)
        cost = money.estimate(self.run.resolved, into, out) if calls > cached else 0.0
        return Plan(self.run.resolved.id, sizes, calls, cached, into, out, cost)

    def _text(self, chunk: Chunk) -> str:
        return question_text(chunk, self.transcript) if self.whole is None else self.whole

    def _prompt(self, chunk: Chunk) -> Prompt:
        speakers = dict.fromkeys(self.transcript.cues[i].speaker for i in chunk.cues)
        return self.recipe.prompt(
            self._text(chunk),
            language=self.run.settings.language,
            speakers=[speaker for speaker in speakers if speaker],
            params=self.params,
        )


@asynccontextmanager
async def _prepared(
    recipe: str | Path | Recipe,
    text: str | Transcript,
    settings: Settings,
    warn: Warn,
    listener: ProgressListener | None,
    params: Mapping[str, str] | None,
    name: str = TEXT_NAME,
) -> AsyncIterator[_Job]:
    """Everything that can be wrong before a model is asked is found here."""
    if not isinstance(recipe, Recipe):
        recipe = find_recipe(str(recipe), settings.prompts)
    own = recipe.with_params(params or {})
    with open_store(settings, warn) as store:
        if resolve_model(settings, memo=store).in_process:
            raise _copies_only(recipe)
        shape = _shape(recipe, settings.samples, store)
        transcript = _as_transcript(text, recipe, name).renamed(settings.speakers)
        async with open_run(settings, warn, listener, store=store) as run:
            budget = run.chunk_tokens if recipe.scope == "chunk" else 0
            chunks = chunked(transcript, budget, join=transcript.format != PLAIN)
            whole, cut = _whole(recipe, text, run.chunk_tokens)
            form = form_of_schema(shape.schema)
            warnings = (*transcript.warnings, *cut)
            yield _Job(recipe, shape, run, transcript, chunks, form, whole, own, warnings)


def _shape(recipe: Recipe, samples: int, store: AnswerStore) -> AnswerShape:
    """What the answers look like. Raises SettingsError where several samples could not be made one."""
    known = expanded(recipe.schema, store) if isinstance(recipe.schema, str) else recipe.schema
    shape = shape_of(recipe, known)
    if samples > 1 and not all(shape.merge.get(name) for name in shape.lists or ("",)):
        raise SettingsError(
            f"--samples: recipe {recipe.name} does not say which items are the same",
            hint="name the field under `merge` in its front matter",
        )
    return shape


def _whole(recipe: Recipe, text: str | Transcript, budget: int) -> tuple[str | None, tuple[str, ...]]:
    """The text where it is shown as it is, else None, and what is to be said of what was cut from it."""
    if not isinstance(text, str):
        return None, ()
    if recipe.input == "diff":
        whole, left_out = cut_diff(text, budget or NO_LIMIT)
        cut = f"the diff is long: {left_out} of its hunks were not shown to the model whole"
        return whole, (cut,) if left_out else ()
    return text if recipe.scope == "whole" and recipe.input == "text" else None, ()


def _copies_only(recipe: Recipe) -> ModelError:
    """Why the embedded model, which answers in this process, has no answer."""
    return ModelError(
        f"recipe {recipe.name} needs a language model: the embedded `extractive` only copies sentences and "
        "cannot answer other people's questions",
        hint="choose one with -m; `llm models` lists those installed",
    )


def _as_transcript(text: str | Transcript, recipe: Recipe, name: str) -> Transcript:
    if isinstance(text, Transcript):
        return text
    if recipe.input != "transcript":
        return plain_text(text, name)
    from llm_summarise.readers import parse

    return parse(text.encode(), name)


def _only_failure(readings: Sequence[Reading]) -> SummariseError:
    """Why a text that is asked about as a whole has no answer."""
    failure = readings[0].failure
    assert failure is not None
    if isinstance(failure, Failure) and failure.split:
        return type(failure)(
            failure.message, hint="take a model for longer texts, or a recipe with scope: chunk"
        )
    return failure
