"""The answer to the last prompt as the result: citations become evidence again.

A sentence that cites nothing, or nothing that exists, is dropped and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from llm_summarise.domain.replies import CitedText, EpisodeNotes, QuoteNote, TopicNote
from llm_summarise.domain.result import Quote, Sponsor, Statement, Tool, Topic
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import TimePoint, Transcript
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes, evidence
from llm_summarise.episode.gathering.numbered_notes import NumberedNote, sponsored, within
from llm_summarise.episode.source.outline import keeps_title
from llm_summarise.grounding import Span

MAX_EVIDENCE = 3
"""Pieces of evidence kept for one sentence; more would hide the best ones."""

MAX_QUOTES = 5
"""Quotes of an episode: what show notes usually have room for."""


def problem(answer: EpisodeNotes, given: Sequence[NumberedNote]) -> str | None:
    """Why an answer cannot be used although it has the right shape; None if it can."""
    if not any(cited_notes(s, given) for s in answer.summary):
        return f"no sentence of `summary` cites a note that exists; notes are numbered 1 to {len(given)}"
    if not any(cited_notes(s, given) for s in answer.takeaways):
        return f"nothing in `takeaways` cites a note that exists; notes are numbered 1 to {len(given)}"
    return None


def cited_notes(text: CitedText, given: Sequence[NumberedNote]) -> list[NumberedNote]:
    """The notes a sentence cites, as far as they exist, none twice."""
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
        cited = cited_notes(sentence, given)
        if not cited:
            dropped[kind] += 1
            continue
        pieces = [evidence(note.span, transcript) for note in cited[:MAX_EVIDENCE]]
        kept.append(Statement(text=fold_space(sentence.text), evidence=pieces))
    return kept


def chapters(answer: EpisodeNotes, given: Sequence[NumberedNote], transcript: Transcript) -> list[Topic]:
    """The topics of the episode: those the model chose as chapter starts, or all if it chose none.

    The first one begins with the first cue, each ends where the next begins, and the summary of topics
    that were joined is that of their notes. One that begins at a heading of the author's bears its title,
    unless the model gave it another.
    """
    notes = [note.topic for note in given if note.topic is not None]
    titles = _chosen_titles(answer, given) or {topic.cue: topic.note.title for topic in notes}
    starts = sorted(titles)
    leads = {topic.cue: topic for topic in reversed(notes)}
    begins = [transcript.moment(0), *(_begin(leads[start], transcript) for start in starts[1:])]
    ends = [*(begin.start for begin in begins[1:]), transcript.duration]
    found: list[Topic] = []
    for i, (start, stop) in enumerate(zip(starts, [*starts[1:], len(transcript.cues)], strict=False)):
        joined = [topic for topic in notes if start <= topic.cue < stop]
        chapter = _chapter(titles[start], leads[start], joined, transcript)
        time = {**begins[i]._asdict(), "end": ends[i]}
        cues = {"first_cue": start if found else 0, "last_cue": stop - 1}
        found.append(chapter.model_copy(update=time | cues))
    return found


def _begin(topic: Grounded[TopicNote], transcript: Transcript) -> TimePoint:
    """When a chapter begins that begins with this topic."""
    return transcript.moment(topic.cue, topic.span.start if topic.begins is None else 0)


def _chosen_titles(answer: EpisodeNotes, given: Sequence[NumberedNote]) -> dict[int, str]:
    """Titles of the chapters that begin with a topic that exists, by their first cues."""
    titles: dict[int, str] = {}
    for chapter in answer.chapters:
        topic = given[chapter.note - 1].topic if 0 < chapter.note <= len(given) else None
        if topic is not None:
            titles.setdefault(topic.cue, fold_space(chapter.title) or topic.note.title)
    return titles


def _chapter(
    title: str,
    lead: Grounded[TopicNote],
    joined: Sequence[Grounded[TopicNote]],
    transcript: Transcript,
) -> Topic:
    """A chapter made of the topics `joined`, of which `lead` leads; its place is the lead's cue alone."""
    told = [fold_space(t.note.summary) for t in joined if t.note.sponsor == lead.note.sponsor]
    from_outline = lead.heading is not None and keeps_title(title, lead.heading)
    return Topic(
        title=lead.heading if from_outline and lead.heading else title,
        from_outline=from_outline,
        start=None,
        end=None,
        first_cue=lead.cue,
        last_cue=lead.cue,
        summary=" ".join(text for text in told if text),
        sponsor=lead.note.sponsor,
        evidence=[evidence(t.span, transcript) for t in joined[:MAX_EVIDENCE]],
    )


def sponsors(topics: Sequence[Topic], tools: Sequence[Tool]) -> list[Sponsor]:
    """The advertisements among the topics, each with the products it is for."""
    found: list[Sponsor] = []
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
                approximate=topic.approximate,
                end=topic.end,
                first_cue=topic.first_cue,
                last_cue=topic.last_cue,
                tools=named,
            )
        )
    return found


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
    return [_quote(q.span, transcript) for q in sorted(chosen[:MAX_QUOTES], key=lambda q: q.start)]


def _quote(span: Span, transcript: Transcript) -> Quote:
    said = evidence(span, transcript)
    return Quote(**said.model_dump(), end=transcript.end_of(span.last_cue, span.end))
