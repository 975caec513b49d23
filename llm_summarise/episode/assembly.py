"""The answer to the last prompt as the result: citations become evidence again.

A sentence that cites nothing, or nothing that exists, is dropped and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import CitedText, EpisodeNotes, QuoteNote, Role
from llm_summarise.domain.result import Person, Quote, Sponsor, Statement, Tool, Topic
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.notes import Grounded, GroundedNotes, evidence
from llm_summarise.episode.numbered_notes import NumberedNote, sponsored, within

MAX_EVIDENCE = 3
"""Pieces of evidence kept for one sentence; more would hide the best ones."""

MAX_QUOTES = 5
"""Quotes of an episode: what show notes usually have room for."""


def problem(answer: EpisodeNotes, given: Sequence[NumberedNote]) -> str | None:
    """Why an answer cannot be used although it has the right shape; None if it can."""
    if not any(_cited(s, given) for s in answer.summary):
        return f"no sentence of `summary` cites a note that exists; notes are numbered 1 to {len(given)}"
    if not any(_cited(s, given) for s in answer.takeaways):
        return f"nothing in `takeaways` cites a note that exists; notes are numbered 1 to {len(given)}"
    return None


def _cited(text: CitedText, given: Sequence[NumberedNote]) -> list[NumberedNote]:
    """The rows a sentence cites, as far as they exist, none twice."""
    numbers = dict.fromkeys(n for n in text.notes if 0 < n <= len(given))
    return [given[n - 1] for n in numbers] if text.text.strip() else []


def statements(
    some: Sequence[CitedText],
    given: Sequence[NumberedNote],
    transcript: Transcript,
    dropped: Counter[str],
    kind: str,
) -> list[Statement]:
    """The sentences with their evidence; those without any are counted in `dropped` under `kind`."""
    kept = []
    for sentence in some:
        cited = _cited(sentence, given)
        if not cited:
            dropped[kind] += 1
            continue
        pieces = [evidence(row.span, transcript) for row in cited[:MAX_EVIDENCE]]
        kept.append(Statement(text=fold_space(sentence.text), evidence=pieces))
    return kept


def chapters(answer: EpisodeNotes, given: Sequence[NumberedNote], transcript: Transcript) -> list[Topic]:
    """The topics of the episode: those the model chose as chapter starts, or all if it chose none.

    The first one begins with the first cue, each ends where the next begins, and the summary of topics
    that were joined is that of their notes.
    """
    notes = [row.topic for row in given if row.topic is not None]
    if not notes:
        return []
    titles: dict[int, str] = {}
    for chapter in answer.chapters:
        if 0 < chapter.note <= len(given) and (topic := given[chapter.note - 1].topic) is not None:
            titles.setdefault(topic.cue, fold_space(chapter.title) or topic.note.title)
    if not titles:
        titles = {topic.cue: topic.note.title for topic in notes}
    starts = sorted(titles)
    result = []
    for i, start in enumerate(starts):
        stop = starts[i + 1] if i + 1 < len(starts) else len(transcript.cues)
        own = [topic for topic in notes if start <= topic.cue < stop]
        first = 0 if i == 0 else start
        following = transcript.cues[stop].start if stop < len(transcript.cues) else transcript.duration
        head = next(topic for topic in own if topic.cue == start)
        told = [t for t in own if t.note.sponsor == head.note.sponsor and t.note.summary.strip()]
        result.append(
            Topic(
                title=titles[start],
                start=transcript.cues[first].start,
                end=following,
                first_cue=first,
                last_cue=stop - 1,
                summary=" ".join(fold_space(t.note.summary) for t in told),
                sponsor=head.note.sponsor,
                evidence=[evidence(t.span, transcript) for t in own[:MAX_EVIDENCE]],
            )
        )
    return result


def sponsors(topics: Sequence[Topic], tools: Sequence[Tool]) -> list[Sponsor]:
    """The advertisements among the topics, each with the products it is for."""
    found = []
    for topic in topics:
        if not topic.sponsor:
            continue
        cues = range(topic.first_cue, topic.last_cue + 1)
        named = [t.name for t in tools if t.sponsor and any(m.cue in cues for m in t.mentions)]
        name = topic.title.split(":", 1)[1].strip() if ":" in topic.title else topic.title
        found.append(
            Sponsor(
                name=name,
                start=topic.start,
                end=topic.end,
                first_cue=topic.first_cue,
                last_cue=topic.last_cue,
                tools=named,
            )
        )
    return found


def people(
    answer: EpisodeNotes, given: Sequence[NumberedNote], notes: GroundedNotes, transcript: Transcript
) -> list[Person]:
    """Who takes part, hosts first. Those the model names with evidence, else those of the notes."""
    found: dict[str, Person] = {}
    for person in answer.people:
        cited = _cited(CitedText(text=person.name, notes=person.notes), given)
        if cited:
            pieces = [evidence(row.span, transcript) for row in cited[:1]]
            found.setdefault(
                fold_name(person.name),
                Person(name=fold_space(person.name), role=person.role, evidence=pieces),
            )
    if not found:
        for note in notes.people:
            if note.note.role is not Role.MENTIONED:
                found.setdefault(
                    fold_name(note.note.name),
                    Person(
                        name=fold_space(note.note.name),
                        role=note.note.role,
                        evidence=[evidence(note.span, transcript)],
                    ),
                )
    order = list(Role)
    return sorted(found.values(), key=lambda p: order.index(p.role))


def quotes(
    answer: EpisodeNotes, given: Sequence[NumberedNote], notes: GroundedNotes, transcript: Transcript
) -> list[Quote]:
    """Quotes for printing: those the model chose, else some of all, spread over the episode; none from
    advertisements, in order of time."""
    adverts = sponsored(notes.topics)
    usable = [q for q in notes.quotes if not within(q.start, adverts)]
    numbers = dict.fromkeys(n for n in answer.quotes if 0 < n <= len(given))
    chosen: list[Grounded[QuoteNote]] = [q for n in numbers if (q := given[n - 1].quote) is not None]
    if not chosen:
        step = max(1.0, len(usable) / MAX_QUOTES)
        chosen = [usable[int(i * step)] for i in range(min(MAX_QUOTES, len(usable)))]
    return [
        Quote(
            cue=q.span.first_cue,
            start=transcript.cues[q.span.first_cue].start,
            end=transcript.cues[q.span.last_cue].end,
            speaker=transcript.cues[q.span.first_cue].speaker,
            quote=q.span.text,
        )
        for q in sorted(chosen[:MAX_QUOTES], key=lambda q: q.start)
    ]
