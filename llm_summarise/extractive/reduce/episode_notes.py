"""The episode as a whole from its notes: the answer to the prompts that reduce and condense."""

from __future__ import annotations

from collections.abc import Sequence

from llm_summarise.domain.replies import (
    ChapterNote,
    CitedPerson,
    CitedText,
    EpisodeNotes,
    NotesToKeep,
    Role,
    ToolKind,
)
from llm_summarise.domain.text import fold_space
from llm_summarise.extractive.entities.roles import names_somebody
from llm_summarise.extractive.reduce.headline import (
    LONGEST_EPISODE_TITLE,
    main_topics,
    shortened,
    titled,
)
from llm_summarise.extractive.reduce.host_announcement import cited, host_announcement, with_guests
from llm_summarise.extractive.reduce.said_already import fresh_headline, repeats
from llm_summarise.extractive.reduce.takeaways import best_points, takeaways_of
from llm_summarise.extractive.reduce.told_topics import told_of
from llm_summarise.extractive.selection.spoken_phrases import ANECDOTE, FINITE, HANGING, INVITES, MYSELF, tidy
from llm_summarise.extractive.speech.lexicon import ENGLISH, content, guess_language
from llm_summarise.extractive.speech.prompt import Header, NoteLine
from llm_summarise.extractive.topics.announced import LONGEST_TITLE
from llm_summarise.extractive.topics.titles import INTRODUCTION

_SUMMARY = {"short": 2, "medium": 3, "long": 5}
_TAKEAWAYS = {"short": 3, "medium": 5, "long": 8}
_FEWEST_QUOTES = 2
"""Quotes that are printed although they are takeaways too."""
_MOST_QUOTES = 5


def episode_of(header: Header, notes: Sequence[NoteLine]) -> EpisodeNotes:
    """Headline, summary, takeaways, quotes, chapters and people, each citing the notes it repeats."""
    topics = [n for n in notes if n.kind == "topic" and len(n.fields) >= 2]
    people = _people(notes)
    named = [person for person in people if names_somebody(person.name)]
    opening = _opening(notes, topics)
    points = [n for n in _of_kind(notes, "point") if n not in opening]
    quotes = _evenly(_of_kind(notes, "quote"), _MOST_QUOTES)
    language = _language(notes)
    told = told_of(notes, language)
    takeaways = takeaways_of(notes, points, quotes, _TAKEAWAYS[header.length])
    takeaways = takeaways or told[:3] or _named(notes)[:1]
    hook, announced = host_announcement(opening, named)
    subject = announced or _main_topics(notes, topics, language)
    headline = _headline(hook, subject, named, takeaways, language)
    title = _title(subject, headline, named, language)
    guests = [person.name for person in named if person.role is Role.GUEST]
    spare = [said for said in told if all(said.text != takeaway.text for takeaway in takeaways)]
    above = header.values.get("title") or title
    headline = fresh_headline(headline, above, guests, spare or told, language)
    most = _SUMMARY[header.length]
    summary = _summary(opening, hook, named, told, takeaways, most, language)
    summary = [said for said in summary if not repeats(said.text, headline, language)] or summary
    return EpisodeNotes(
        title=title,
        headline=headline,
        summary=summary,
        takeaways=takeaways,
        quotes=[n.number for n in _unused(quotes, takeaways)],
        chapters=[ChapterNote(note=n.number, title=shortened(n.fields[1], LONGEST_TITLE)) for n in topics],
        people=people,
    )


def _language(notes: Sequence[NoteLine]) -> str:
    """The language of the sentences that are noted."""
    return guess_language(" ".join(n.fields[-1] for n in notes if n.kind in {"topic", "point", "quote"}))


def _title(subject: str, headline: str, people: Sequence[CitedPerson], language: str) -> str:
    """The subject with the guests, else the headline."""
    guests = [p.name for p in people if p.role is Role.GUEST]
    return (
        titled(subject, guests, language=language) if subject else shortened(headline, LONGEST_EPISODE_TITLE)
    )


def _of_kind(notes: Sequence[NoteLine], kind: str) -> list[NoteLine]:
    return [n for n in notes if n.kind == kind]


def _introduced(
    opening: Sequence[NoteLine], hook: CitedText | None, people: Sequence[CitedPerson]
) -> list[CitedText]:
    """The first two sentences of the opening that tell something beside the headline."""
    fresh = [n for n in opening if (hook is None or n.number not in hook.notes) and _tells(n.fields[0])]
    return [cited(n, n.fields[0], people) for n in fresh[:2]]


def _opening(notes: Sequence[NoteLine], topics: Sequence[NoteLine]) -> list[NoteLine]:
    """The points of the topic in which the host introduces the episode."""
    intro = next((n for n in topics if n.kind == "topic" and n.fields[1] == INTRODUCTION), None)
    if intro is None:
        return []
    after = next((n.number for n in topics if n.number > intro.number), len(notes) + 1)
    return [n for n in notes if n.kind == "point" and intro.number < n.number < after]


def _main_topics(notes: Sequence[NoteLine], topics: Sequence[NoteLine], language: str) -> str:
    """What the episode is about where nobody says so."""
    titles = [n.fields[1] for n in topics if n.kind == "topic"]
    told = [n.fields[min(2, len(n.fields) - 1)] for n in notes if n.kind in {"topic", "point"}]
    return main_topics(titles, told, _mentions(notes), language=language)


def _headline(
    hook: CitedText | None,
    subject: str,
    people: Sequence[CitedPerson],
    takeaways: Sequence[CitedText],
    language: str,
) -> str:
    """What the host says, else subject and guests, else the richest takeaway; empty without any."""
    if hook or subject:
        return hook.text if hook else with_guests(subject, people, language=language)
    return max((t.text for t in takeaways), key=lambda text: len(set(text.split())), default="")


def _summary(
    opening: Sequence[NoteLine],
    hook: CitedText | None,
    people: Sequence[CitedPerson],
    told: Sequence[CitedText],
    takeaways: Sequence[CitedText],
    most: int,
    language: str,
) -> list[CitedText]:
    """What the opening tells, and up to `most` sentences what is `told` of topics and is no takeaway. Without
    any the host's announcement, or whatever else there is."""
    summary = _introduced(opening, hook, people)
    used, foreign = {t.text for t in takeaways}, language != ENGLISH
    fresh = _spread([t for t in told if t.text not in used and (foreign or _tells(t.text))], most)
    summary += fresh[: max(0, most - len(summary))]
    instead = ([hook] if hook else told[:1]) or takeaways[:1]
    return sorted(summary or instead, key=lambda s: s.notes)


def _unused(quotes: Sequence[NoteLine], takeaways: Sequence[CitedText]) -> Sequence[NoteLine]:
    """The quotes that are no takeaways, unless too few are left."""
    others = [n for n in quotes if not any(t.text in tidy(fold_space(n.fields[-1])) for t in takeaways)]
    return others if len(others) >= _FEWEST_QUOTES else quotes


def notes_to_keep(notes: Sequence[NoteLine], most: int) -> NotesToKeep:
    """The numbers of at most `most` notes: the topics, then the points that say most, then the others."""
    topics = [n.number for n in _of_kind(notes, "topic")]
    points = _of_kind(notes, "point")
    best = [number for cited in best_points(notes, points, most) for number in cited.notes]
    rest = [n.number for n in notes if n.kind in {"quote", "person", "mention"}]
    return NotesToKeep(notes=sorted(list(dict.fromkeys([*topics, *best, *rest]))[:most]))


def _mentions(notes: Sequence[NoteLine]) -> list[tuple[str, int]]:
    """The tools of the notes with how often each is named."""
    tools = set(ToolKind)
    named = [n.fields for n in notes if n.kind == "mention" and len(n.fields) > 2 and n.fields[1] in tools]
    return [(f[0], int(f[2])) for f in named if f[2].isdecimal()]


def _tells(text: str) -> bool:
    """Whether a sentence can stand in a summary: no question, invitation, anecdote or fragment."""
    if INVITES.match(text) or ANECDOTE.match(text) or HANGING.match(text) or not FINITE.search(text):
        return text.endswith("?") and len(text.split()) > 7
    return not MYSELF.search(text) and len(text.split()) > 7


def _named(notes: Sequence[NoteLine]) -> list[CitedText]:
    """What notes say among which no sentence tells anything: what is quoted, else the titles, else names."""
    shown = {"quote": -1, "topic": 1, "point": 0, "mention": 0, "person": 0}
    said = [
        (list(shown).index(n.kind), CitedText(text=text, notes=[n.number]))
        for n in notes
        if n.kind in shown and len(n.fields) > shown[n.kind] and (text := n.fields[shown[n.kind]])
    ]
    return [cited for _, cited in sorted(said, key=lambda pair: pair[0])]


def _people(notes: Sequence[NoteLine]) -> list[CitedPerson]:
    people: dict[str, CitedPerson] = {}
    for note in notes:
        if note.kind == "person" and len(note.fields) > 1:
            role = Role(note.fields[1].lower()) if note.fields[1].lower() in set(Role) else Role.MENTIONED
            people.setdefault(note.fields[0], CitedPerson(name=note.fields[0], role=role, notes=[]))
            people[note.fields[0]].notes.append(note.number)
    return list(people.values())


def _spread(items: Sequence[CitedText], most: int) -> list[CitedText]:
    """`most` of the items, evenly over the episode, each the richest of its part."""
    size = max(1, -(-len(items) // most))
    parts = [items[i : i + size] for i in range(0, len(items), size)]
    return [max(part, key=lambda t: len({content(w.lower()) for w in t.text.split()})) for part in parts]


def _evenly(notes: Sequence[NoteLine], most: int) -> list[NoteLine]:
    """`most` of the notes, evenly over the episode."""
    if len(notes) <= most:
        return list(notes)
    return [notes[(2 * i + 1) * len(notes) // (2 * most)] for i in range(most)]
