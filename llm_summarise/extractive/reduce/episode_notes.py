"""The episode as a whole from its notes: the answer to the prompts that reduce and condense."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from llm_summarise.domain.replies import ChapterNote, CitedPerson, CitedText, EpisodeNotes, NotesToKeep, Role
from llm_summarise.domain.text import fold_space
from llm_summarise.extractive.reduce.headline import LONGEST_EPISODE_TITLE, listed, main_topics, titled
from llm_summarise.extractive.selection.ranking import Ranked, pick, rank
from llm_summarise.extractive.selection.spoken_phrases import ANECDOTE, FINITE, HANGING, INVITES, MYSELF, tidy
from llm_summarise.extractive.selection.standalone_sentences import worth_printing
from llm_summarise.extractive.speech.lexicon import content, focus
from llm_summarise.extractive.speech.prompt import Header, NoteLine, SpokenLine
from llm_summarise.extractive.speech.speech import Speech
from llm_summarise.extractive.topics.announced import subject_in
from llm_summarise.extractive.topics.titles import FRAME_TITLES, INTRODUCTION

_SUMMARY = {"short": 2, "medium": 3, "long": 5}
_TAKEAWAYS = {"short": 3, "medium": 5, "long": 8}
_FEWEST_TAKEAWAYS = 3
_FEWEST_QUOTES = 2
"""Quotes that are printed although they are takeaways too."""
WORTH = 0.85
"""Worth (see `standalone_sentences.worth_printing`) from which on there are more takeaways than the fewest."""
_MOST_QUOTES = 5
_ON_THIS_SHOW = re.compile(
    r"^(?:(?:well|so|and|but),?\s+)?(?:(?:in|on|for) this (?:episode|show|edition|podcast)"
    r"(?: of [^,]{3,30})?,?\s+|(?:this (?:week|time|episode)|today),?\s+(?:on the show,?\s+)?)",
    re.IGNORECASE,
)
_WITH_ABOUT = re.compile(
    r"^(?:i'm|we're|i am|we are|i'll be|we'll be|i)\s+(?:talk|speak|chat|interview|joined|discuss)\w*\s+"
    r"(?:to|with|by)?\s*(?P<who>[A-Z][^,.]{2,60}?)\s+(?:about|on)\s+(?P<what>.{10,})$",
    re.IGNORECASE,
)


def episode_of(header: Header, notes: Sequence[NoteLine]) -> EpisodeNotes:
    """Headline, summary, takeaways, quotes, chapters and people, each citing the notes it repeats."""
    topics = [n for n in notes if n.kind in {"topic", "sponsor"} and len(n.fields) >= 2]
    people = _people(notes)
    intro = next((n for n in topics if n.kind == "topic" and n.fields[1] == INTRODUCTION), None)
    after = next((n.number for n in topics if intro and n.number > intro.number), len(notes) + 1)
    opening = [n for n in notes if n.kind == "point" and intro and intro.number < n.number < after]
    points = [n for n in notes if n.kind == "point" and n not in opening]
    quotes = _quotes([n for n in notes if n.kind == "quote"])
    takeaways = _takeaways(points, quotes, _TAKEAWAYS[header.length], notes) or _told(topics)[:3]
    takeaways = takeaways or _named(notes)[:1]
    others = [n for n in quotes if not any(t.text in tidy(fold_space(n.fields[-1])) for t in takeaways)]
    quotes = others if len(others) >= _FEWEST_QUOTES else quotes
    names = [p.name for p in people if p.role is Role.GUEST]
    hook, subject = _hook(intro, opening, people)
    told_of = [n.fields[-1] for n in notes if n.kind in {"topic", "point"}]
    subject = subject or main_topics(
        [n.fields[1] for n in topics if n.kind == "topic"],
        told_of,
        _mentions(notes),
    )
    headline = hook.text if hook else _with_guests(subject, people) if subject else ""
    if not headline and takeaways:
        headline = max(takeaways, key=lambda t: len(set(t.text.split()))).text
    used = {t.text for t in takeaways}
    told = set(hook.notes) if hook else set()
    summary = [
        _cited(n, n.fields[0], people) for n in opening if n.number not in told and _tells(n.fields[0])
    ][:2]
    most = _SUMMARY[header.length]
    for item in _spread([t for t in _told(topics) if t.text not in used and _tells(t.text)], most):
        if len(summary) < most:
            summary.append(item)
    if not summary:
        summary = [hook] if hook else _told(topics)[:1] or takeaways[:1]
    return EpisodeNotes(
        title=titled(subject, names) if subject else _shorten(headline, LONGEST_EPISODE_TITLE),
        headline=headline,
        summary=sorted(summary, key=lambda s: s.notes),
        takeaways=takeaways,
        quotes=[n.number for n in quotes],
        chapters=[ChapterNote(note=n.number, title=_shorten(n.fields[1], 40)) for n in topics],
        people=people,
    )


def notes_to_keep(notes: Sequence[NoteLine], most: int) -> NotesToKeep:
    """The numbers of at most `most` notes: the topics, then the points that say most, then the others."""
    topics = [n.number for n in notes if n.kind == "topic"]
    points = [n for n in notes if n.kind == "point"]
    best = [number for cited in _best(points, most, notes) for number in cited.notes]
    rest = [n.number for n in notes if n.kind in {"quote", "person", "tool"}]
    return NotesToKeep(notes=sorted(list(dict.fromkeys([*topics, *best, *rest]))[:most]))


def _best(points: Sequence[NoteLine], most: int, notes: Sequence[NoteLine]) -> list[CitedText]:
    """The points that say most, rather about the title of their topic, in order of time."""
    if not points:
        return []
    talk = Speech([SpokenLine(n.number, n.fields[0]) for n in points])
    firsts = [
        next((i for i, s in enumerate(talk.sentences) if s.line == line), None) for line in range(len(points))
    ]
    heads = [n for n in notes if n.kind == "topic" and len(n.fields) > 1]
    about = [
        focus(next((h.fields[1] for h in reversed(heads) if h.number < point.number), "")) for point in points
    ]
    ranked = sorted(
        (
            _weighed(r, points[talk.sentences[r.index].line].fields[0], about[talk.sentences[r.index].line])
            for r in rank(talk, talk.sentences, [i for i in firsts if i is not None])
        ),
        key=lambda r: (-r.score, r.index),
    )
    worthy = [
        r
        for r in ranked
        if talk.language != "en" or worth_printing(points[talk.sentences[r.index].line].fields[0]) >= WORTH
    ]
    chosen = {talk.sentences[r.index].line for r in pick(worthy, most, gap=max(1, len(points) // (2 * most)))}
    for r in ranked:
        if len(chosen) >= min(most, _FEWEST_TAKEAWAYS):
            break
        chosen.add(talk.sentences[r.index].line)
    for line in range(len(points)):
        if len(chosen) >= min(most, _FEWEST_TAKEAWAYS):
            break
        chosen.add(line)
    return [CitedText(text=points[i].fields[0], notes=[points[i].number]) for i in sorted(chosen)]


def _weighed(ranked: Ranked, text: str, about: frozenset[str]) -> Ranked:
    """A point by what it is worth alone, a little by what it tells of the episode and of its topic."""
    told = math.sqrt(ranked.score / ranked.quality) if ranked.quality else 0.0
    return replace(ranked, score=(0.1 + worth_printing(text)) * told * (1.2 if about & ranked.terms else 1.0))


def _quotes(notes: Sequence[NoteLine]) -> list[NoteLine]:
    """The quotes to print, evenly over the episode."""
    return _evenly(notes, _MOST_QUOTES)


def _takeaways(
    points: Sequence[NoteLine], quotes: Sequence[NoteLine], most: int, notes: Sequence[NoteLine]
) -> list[CitedText]:
    """The best points that are not among the quotes, and if too few are left, of those as well."""
    printed = {fold_space(n.fields[-1]) for n in quotes}
    fresh = [n for n in points if not any(n.fields[0] in tidy(quote) for quote in printed)]
    if len(fresh) >= _FEWEST_TAKEAWAYS:
        return _best(fresh, most, notes)
    fill = [n for n in points if n not in fresh]
    found = _best(fresh, len(fresh), notes) + _best(fill, _FEWEST_TAKEAWAYS - len(fresh), notes)
    return sorted(found, key=lambda t: t.notes)[:most]


def _mentions(notes: Sequence[NoteLine]) -> list[tuple[str, int]]:
    """The tools of the notes with how often each is named, without those of sponsors."""
    paid = " ".join(n.fields[1].lower() for n in notes if n.kind == "sponsor" and len(n.fields) > 1)
    tools = [n.fields for n in notes if n.kind == "tool" and len(n.fields) > 2]
    return [(f[0], int(f[2])) for f in tools if f[2].isdecimal() and f[0].lower() not in paid]


def _tells(text: str) -> bool:
    """Whether a sentence can stand in a summary: no question, invitation, anecdote or fragment."""
    if INVITES.match(text) or ANECDOTE.match(text) or HANGING.match(text) or not FINITE.search(text):
        return text.endswith("?") and len(text.split()) > 7
    return not MYSELF.search(text) and len(text.split()) > 7


def _told(topics: Iterable[NoteLine]) -> list[CitedText]:
    """What the notes say of each topic that is part of the talk itself."""
    return [
        CitedText(text=n.fields[2], notes=[n.number])
        for n in topics
        if n.kind == "topic" and len(n.fields) > 2 and n.fields[2] and n.fields[1] not in FRAME_TITLES
    ]


def _named(notes: Sequence[NoteLine]) -> list[CitedText]:
    """What notes say among which no sentence tells anything: what is quoted, else the titles, else names."""
    shown = {"quote": -1, "topic": 1, "point": 0, "sponsor": 1, "tool": 0, "person": 0}
    said = [
        (list(shown).index(n.kind), CitedText(text=text, notes=[n.number]))
        for n in notes
        if n.kind in shown and len(n.fields) > shown[n.kind] and (text := n.fields[shown[n.kind]])
    ]
    return [cited for _, cited in sorted(said, key=lambda pair: pair[0])]


def _hook(
    intro: NoteLine | None, opening: Sequence[NoteLine], people: Sequence[CitedPerson]
) -> tuple[CitedText | None, str]:
    """The host's own description of the episode without "In this episode", and the subject it names: where
    a sentence of the opening announces one, else the first that is no chat about the day."""
    sources = list(opening) or [n for n in (intro,) if n and len(n.fields) > 2 and n.fields[2]]
    said = [(n, n.fields[0] if n.kind == "point" else n.fields[2]) for n in sources]
    for note, text in said:
        if (subject := subject_in(text)) is not None:
            hook = _cited(note, text, people)
            if INVITES.match(text):
                hook = CitedText(text=_with_guests(subject, people), notes=hook.notes)
            return hook, _names_right(subject, people)
    for note, text in said:
        if not (ANECDOTE.match(text) or HANGING.match(text)) and FINITE.search(text):
            return _cited(note, text, people), ""
    return None, ""


def _with_guests(subject: str, people: Sequence[CitedPerson]) -> str:
    """ "Tides, with Ann and Bo." """
    names = listed([p.name for p in people if p.role is Role.GUEST])
    return tidy(f"{subject}, with {names}." if names else f"{subject}.")


def _cited(note: NoteLine, text: str, people: Sequence[CitedPerson]) -> CitedText:
    return CitedText(text=_names_right(_announcement(text), people), notes=[note.number])


def _announcement(text: str) -> str:
    """ "In this episode, I'm talking with X about Y" as "Y, with X"."""
    shorter = _ON_THIS_SHOW.sub("", text)
    if match := _WITH_ABOUT.match(shorter.rstrip(".!")):
        shorter = f"{match['what']}, with {match['who']}."
    return tidy(shorter) or text


def _names_right(text: str, people: Sequence[CitedPerson]) -> str:
    """`text` with the names of `people` spelled as in the notes, where they were misheard."""
    for person in people:
        first, _, last = person.name.partition(" ")
        for match in re.finditer(rf"\b{re.escape(first)}\s+([A-Z][\w’'-]+)", text) if last else ():
            if match[1] != last and fuzz.ratio(match[1].lower(), last.lower()) >= 75:
                text = text.replace(match.group(), person.name)
    return text


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


def _shorten(text: str, most: int) -> str:
    """`text` cut at a word so that it has at most `most` characters."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most + 1]
    return cut.rsplit(" ", 1)[0].rstrip(" ,;:-") if " " in cut else text[:most]
