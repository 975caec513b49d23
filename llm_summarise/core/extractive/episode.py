"""The episode as a whole from its notes: the answer to the reduce prompt."""

from __future__ import annotations

from collections.abc import Sequence

from llm_summarise.core.extractive.prompt import Header, NoteLine
from llm_summarise.core.replies import ChapterNote, CitedPerson, CitedText, EpisodeNotes, Role

_SUMMARY = {"short": 2, "medium": 3, "long": 5}
_TAKEAWAYS = {"short": 3, "medium": 5, "long": 8}


def episode_of(header: Header, notes: Sequence[NoteLine]) -> EpisodeNotes:
    """Headline, summary, takeaways and chapters, each citing the notes it repeats."""
    topics = [n for n in notes if n.kind == "topic" and len(n.fields) >= 2]
    sponsors = [n for n in notes if n.kind == "sponsor" and len(n.fields) >= 2]
    points = [n for n in notes if n.kind == "point"]
    chapters = [
        ChapterNote(note=n.number, title=_shorten(n.fields[1], 40))
        for n in sorted([*topics, *sponsors], key=lambda n: n.number)
    ]
    told = [n for n in topics if len(n.fields) >= 3 and n.fields[2]]
    summary = [CitedText(text=n.fields[2], notes=[n.number]) for n in _spread(told, _SUMMARY[header.length])]
    takeaways = [
        CitedText(text=n.fields[0], notes=[n.number]) for n in _spread(points, _TAKEAWAYS[header.length])
    ]
    for n in told:
        if len(takeaways) >= 3:
            break
        takeaways.append(CitedText(text=n.fields[2], notes=[n.number]))
    headline = summary[0].text if summary else (takeaways[0].text if takeaways else "")
    names = [n.fields[1] for n in topics]
    title = _shorten(next(iter(names), headline), 70)
    return EpisodeNotes(
        title=title,
        headline=headline,
        summary=summary,
        takeaways=takeaways,
        chapters=chapters,
        people=_people(notes),
    )


def _people(notes: Sequence[NoteLine]) -> list[CitedPerson]:
    people: dict[str, CitedPerson] = {}
    for note in notes:
        if note.kind != "person" or len(note.fields) < 2:
            continue
        name, role = note.fields[0], note.fields[1].lower()
        known = people.setdefault(
            name, CitedPerson(name=name, role=Role(role) if role in set(Role) else Role.MENTIONED, notes=[])
        )
        known.notes.append(note.number)
    return list(people.values())


def _spread(notes: Sequence[NoteLine], most: int) -> list[NoteLine]:
    """`most` of the notes, evenly over the episode."""
    if len(notes) <= most:
        return list(notes)
    return [notes[(2 * i + 1) * len(notes) // (2 * most)] for i in range(most)]


def _shorten(text: str, most: int) -> str:
    """`text` cut at a word so that it has at most `most` characters."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[: most + 1].rsplit(" ", 1)[0].rstrip(" ,;:-") if " " in text[: most + 1] else text[:most]
