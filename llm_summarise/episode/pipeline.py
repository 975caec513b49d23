"""One episode, top to bottom: the only place that knows the whole way of a transcript.

transcript -> chunks -> prompts -> checked answers -> grounded notes -> one set of notes -> result
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from llm_summarise.asking.caller import Answered
from llm_summarise.domain.replies import EpisodeNotes
from llm_summarise.domain.result import AboutEpisode, EpisodeSummary, Provenance, Source, Usage
from llm_summarise.domain.transcript import AsideKind, Transcript
from llm_summarise.domain.usage import total_cost
from llm_summarise.episode.assembly import parts
from llm_summarise.episode.assembly.chapters import chapters
from llm_summarise.episode.assembly.statements import statements
from llm_summarise.episode.chunk_calls import Reading
from llm_summarise.episode.chunking import chunked
from llm_summarise.episode.gathering.material import Material, gathered
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.gathering.skipped_adverts import skipped_adverts
from llm_summarise.episode.models import language_caveats
from llm_summarise.episode.reading import coverage, take_notes
from llm_summarise.episode.run import Run
from llm_summarise.episode.source.full_speakers import with_full_names
from llm_summarise.episode.source.participants import people
from llm_summarise.episode.writing import condensed, write_episode
from llm_summarise.version import __version__


async def summarise_transcript(
    transcript: Transcript, run: Run, *, seed: int, created: str
) -> EpisodeSummary:
    """Summarise one episode. `created` is the time to record, ISO 8601.

    Raises Incomplete when chunks failed and the settings do not say `keep_going`; AnswerError when no
    chunk or no summary could be had; other SummariseErrors as they come from the call layer.
    """
    skipped = skipped_adverts(transcript, run.settings)
    chunks = chunked(transcript, run.chunk_tokens, kept=skipped.kept)
    readings, lookup = await take_notes(transcript, chunks, run, seed)
    material = await run.in_background(
        gathered, readings, transcript, run.catalogue, lookup, run.settings.mentions, skipped.adverts
    )
    given, condensing = await condensed(material.numbered, transcript, run, seed)
    answer = await write_episode(given, transcript, run, seed)

    paid = [*(r.answer for r in readings if r.answer), *condensing, *([answer] if answer else [])]
    caveats = (*run.caveats, *language_caveats(run.resolved, transcript))
    making = Making(readings, usage(paid), provenance(run, seed, created), caveats)
    return assembled(transcript, material, given, answer.value if answer else NOTHING, making)


NOTHING = EpisodeNotes(title="", headline="", summary=[], takeaways=[], chapters=[], people=[])
"""What is known of an episode without a single note."""


@dataclass(frozen=True)
class Making:
    """What a result tells of how it was made; `caveats` are warnings that every result of the run has."""

    readings: Sequence[Reading]
    usage: Usage
    provenance: Provenance
    caveats: Sequence[str] = ()


def assembled(
    transcript: Transcript,
    material: Material,
    given: Sequence[NumberedNote],
    answer: EpisodeNotes,
    making: Making,
) -> EpisodeSummary:
    """All that is known of the episode, put together. `given` are the notes that `answer` cites."""
    topics = chapters(answer, given, material.notes, transcript)
    taking_part = people(answer, given, material.notes, transcript)
    dropped = material.dropped.copy()
    sentences = statements(answer.summary, given, transcript, dropped, "summary")
    takeaways = statements(answer.takeaways, given, transcript, dropped, "takeaways")
    covered = coverage(making.readings, dropped, material.notes.kept)
    about = AboutEpisode.of(transcript.about)
    warnings = [*making.caveats, *transcript.warnings, *much_set_aside(transcript)]
    if not given:
        warnings.append("the model found nothing worth a note")
    if covered.failed:
        warnings.append(f"{covered.failed} of {covered.chunks} chunks have no notes")
    result = EpisodeSummary(
        source=Source.of(transcript),
        about=about,
        title=about.title or answer.title,
        headline=answer.headline,
        language=making.provenance.settings.get("language"),
        summary=sentences,
        takeaways=takeaways,
        topics=topics,
        tools=material.named.tools,
        mentions=parts.mentions(material.named.items, taking_part),
        quotes=parts.quotes(answer, given, material.notes, transcript),
        people=taking_part,
        sponsors=parts.sponsors(material.notes, material.named.tools, transcript),
        coverage=covered,
        usage=making.usage,
        provenance=making.provenance,
        warnings=warnings,
    )
    return with_full_names(result)


MUCH = 0.2
"""Share of the source's lines from which on it is worth a warning that they were set aside."""

_SHOWN_ELSEWHERE = (AsideKind.METADATA, AsideKind.HEADING)
"""What is set aside as speech but not lost: models are shown it, and results have it."""


def much_set_aside(transcript: Transcript) -> list[str]:
    """A warning where much of the source was not taken for speech, else nothing."""
    lost = [aside for aside in transcript.set_aside if aside.kind not in _SHOWN_ELSEWHERE]
    count = sum(aside.count for aside in lost)
    share = count / max(1, count + len(transcript.cues))
    if share <= MUCH:
        return []
    kinds = ", ".join(f"{aside.kind} {aside.count:,}" for aside in sorted(lost, key=lambda a: -a.count)[:3])
    return [
        f"{share:.0%} of the lines were not taken for speech ({kinds}): `llm-summarise chunks` shows them"
    ]


def usage(answers: Sequence[Answered[Any]]) -> Usage:
    """What the answers of one episode cost: those from the cache cost nothing now and saved their price."""
    asked = [a for a in answers if not a.cached]
    stored = [a for a in answers if a.cached]
    return Usage(
        calls=sum(a.attempts for a in asked),
        answers=len(asked),
        cached=len(stored),
        input_tokens=_sum_of_known(a.input_tokens for a in asked),
        output_tokens=_sum_of_known(a.output_tokens for a in asked),
        estimated=any(a.estimated or a.input_tokens is None for a in asked),
        cost=total_cost(a.cost for a in asked),
        saved=total_cost(a.cost for a in stored),
        mended=sum(bool(a.mended) for a in answers),
        dropped=sum(a.dropped for a in answers),
    )


def _sum_of_known(tokens: Iterable[int | None]) -> int:
    return sum(count or 0 for count in tokens)


def provenance(run: Run, seed: int, created: str) -> Provenance:
    """How a result is made, enough to make it again."""
    return Provenance(
        generator=f"llm-summarise {__version__}",
        model=run.resolved.id,
        endpoint=run.resolved.endpoint,
        options=dict(run.resolved.options),
        settings={**run.settings.shaping(), "chunk_tokens": run.chunk_tokens},
        prompts=run.prompts.versions,
        seed=seed,
        created=created,
    )
