"""One episode, top to bottom: the only place that knows the whole way of a transcript.

transcript -> chunks -> prompts -> checked answers -> grounded notes -> one set of notes -> result
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from llm_summarise.asking.caller import Answered
from llm_summarise.domain.replies import EpisodeNotes
from llm_summarise.domain.result import EpisodeSummary, Provenance, Source, Tool, Usage
from llm_summarise.domain.transcript import Transcript
from llm_summarise.domain.usage import total_cost
from llm_summarise.episode import assembly
from llm_summarise.episode.chunking import chunked
from llm_summarise.episode.notes import GroundedNotes
from llm_summarise.episode.numbered_notes import NumberedNote, numbered_notes
from llm_summarise.episode.reading import Incomplete, Reading, coverage, grounded, take_notes
from llm_summarise.episode.run import Run
from llm_summarise.episode.tools import SpokenNames, named_tools
from llm_summarise.episode.writing import condensed, write_episode
from llm_summarise.grounding import Grounder
from llm_summarise.names import Catalogue
from llm_summarise.version import __version__


async def summarise_transcript(
    transcript: Transcript, run: Run, *, seed: int, created: str
) -> EpisodeSummary:
    """Summarise one episode. `created` is the time to record, ISO 8601.

    Raises Incomplete when chunks failed and the settings do not say `keep_going`; AnswerError when no
    chunk or no summary could be had; other SummariseErrors as they come from the call layer.
    """
    chunks = chunked(transcript, run.chunk_tokens)
    async with run.while_waiting(groundwork, transcript, run.catalogue) as prepared:
        readings = await take_notes(transcript, chunks, run, seed)
        answered = [r for r in readings if r.answer is not None]
        if len(answered) < len(readings) and not (run.settings.keep_going and answered):
            raise Incomplete(readings, transcript)
        grounder, spoken = await prepared()

    def found() -> tuple[GroundedNotes, list[Tool], int, list[NumberedNote]]:
        notes = grounded(answered, grounder)
        tools, unnamed = named_tools(notes, transcript, run.catalogue, spoken)
        return notes, tools, unnamed, numbered_notes(notes, tools, transcript, grounder)

    notes, tools, unnamed, given = await run.in_background(found)
    given, condensing = await condensed(given, transcript, run, seed)
    answer = await write_episode(given, transcript, run, seed)

    paid = [*(r.answer for r in answered if r.answer), *condensing, *([answer] if answer else [])]
    return assembled(
        transcript,
        readings,
        notes,
        tools,
        given,
        answer.value if answer else NOTHING,
        notes.dropped + Counter(tools=unnamed),
        usage(paid),
        provenance(run, seed, created),
        run.caveats,
    )


def groundwork(transcript: Transcript, catalogue: Catalogue) -> tuple[Grounder, SpokenNames]:
    """What notes are looked up in: all that can be made of a transcript before there are any."""
    return Grounder(transcript), SpokenNames.of(transcript, catalogue)


NOTHING = EpisodeNotes(title="", headline="", summary=[], takeaways=[], chapters=[], people=[])
"""What is known of an episode without a single note."""


def assembled(
    transcript: Transcript,
    readings: Sequence[Reading],
    notes: GroundedNotes,
    tools: list[Tool],
    given: Sequence[NumberedNote],
    answer: EpisodeNotes,
    dropped: Counter[str],
    used: Usage,
    made: Provenance,
    caveats: Sequence[str] = (),
) -> EpisodeSummary:
    """All that is known of the episode, put together."""
    topics = assembly.chapters(answer, given, transcript)
    summary = assembly.statements(answer.summary, given, transcript, dropped, "summary")
    takeaways = assembly.statements(answer.takeaways, given, transcript, dropped, "takeaways")
    warnings = [*caveats, *transcript.warnings]
    if not given:
        warnings.append("the model found nothing worth a note")
    covered = coverage(readings, dropped, notes.kept)
    if covered.failed:
        warnings.append(f"{covered.failed} of {covered.chunks} chunks have no notes")
    return EpisodeSummary(
        source=Source.of(transcript),
        title=answer.title,
        headline=answer.headline,
        language=made.settings.get("language"),
        summary=summary,
        takeaways=takeaways,
        topics=topics,
        tools=tools,
        quotes=assembly.quotes(answer, given, notes, transcript),
        people=assembly.people(answer, given, notes, transcript),
        sponsors=assembly.sponsors(topics, tools),
        coverage=covered,
        usage=used,
        provenance=made,
        warnings=warnings,
    )


def usage(answers: Sequence[Answered[Any]]) -> Usage:
    """What the answers of one episode cost: those from the cache cost nothing now and saved their price."""
    asked = [a for a in answers if not a.cached]
    stored = [a for a in answers if a.cached]
    return Usage(
        calls=sum(a.attempts for a in asked),
        answers=len(asked),
        cached=len(stored),
        input_tokens=sum(a.input_tokens or 0 for a in asked),
        output_tokens=sum(a.output_tokens or 0 for a in asked),
        estimated=any(a.input_tokens is None for a in asked),
        cost=total_cost(a.cost for a in asked),
        saved=total_cost(a.cost for a in stored),
    )


def provenance(run: Run, seed: int, created: str) -> Provenance:
    """How a result is made, enough to make it again."""
    resolved = run.resolved
    return Provenance(
        generator=f"llm-summarise {__version__}",
        model=resolved.id,
        endpoint=resolved.endpoint,
        options=dict(resolved.options),
        settings={**run.settings.shaping(), "chunk_tokens": run.chunk_tokens},
        prompts=run.prompts.versions,
        seed=seed,
        created=created,
    )
