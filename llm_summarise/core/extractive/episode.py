"""The episode as a whole from its notes: the answer to the prompts that reduce and condense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from llm_summarise.core.extractive.lexicon import content
from llm_summarise.core.extractive.phrases import Lexis
from llm_summarise.core.extractive.prompt import Header, Line, NoteLine
from llm_summarise.core.extractive.ranking import pick, rank
from llm_summarise.core.extractive.talk import Talk
from llm_summarise.core.extractive.titles import FRAME_TITLES, INTRODUCTION, Titles
from llm_summarise.core.extractive.wording import tidy
from llm_summarise.core.replies import ChapterNote, CitedPerson, CitedText, EpisodeNotes, NotesToKeep, Role

_SUMMARY = {"short": 2, "medium": 3, "long": 5}
_TAKEAWAYS = {"short": 3, "medium": 5, "long": 8}
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
    takeaways = _best(points, _TAKEAWAYS[header.length]) or _told(topics)[:3]
    hook = _hook(intro, opening, takeaways, people)
    used = {t.text for t in takeaways}
    told = set(hook.notes) if hook else set()
    summary = [_cited(n, n.fields[0], people) for n in opening if n.number not in told][:2]
    for item in _spread([t for t in _told(topics) if t.text not in used], _SUMMARY[header.length]):
        if len(summary) < _SUMMARY[header.length]:
            summary.append(item)
    if not summary and hook:
        summary = [hook]
    names = [p.name for p in people if p.role is Role.GUEST]
    return EpisodeNotes(
        title=_title(hook.text if opening and hook else "", points, names),
        headline=hook.text if hook else "",
        summary=sorted(summary, key=lambda s: s.notes),
        takeaways=takeaways,
        quotes=[n.number for n in _evenly([n for n in notes if n.kind == "quote"], _MOST_QUOTES)],
        chapters=[ChapterNote(note=n.number, title=_shorten(n.fields[1], 40)) for n in topics],
        people=people,
    )


def notes_to_keep(notes: Sequence[NoteLine], most: int) -> NotesToKeep:
    """The numbers of at most `most` notes: the topics, then the points that say most, then the others."""
    topics = [n.number for n in notes if n.kind == "topic"]
    points = [n for n in notes if n.kind == "point"]
    best = [number for cited in _best(points, most) for number in cited.notes]
    rest = [n.number for n in notes if n.kind in {"quote", "person", "tool"}]
    return NotesToKeep(notes=sorted(list(dict.fromkeys([*topics, *best, *rest]))[:most]))


def _best(points: Sequence[NoteLine], most: int) -> list[CitedText]:
    """The points that say most, in order of time."""
    if not points:
        return []
    talk = Talk([Line(n.number, n.fields[0]) for n in points])
    firsts = [
        next((i for i, s in enumerate(talk.sentences) if s.line == line), None) for line in range(len(points))
    ]
    ranked = rank(talk, talk.sentences, [i for i in firsts if i is not None])
    chosen = {talk.sentences[r.index].line for r in pick(ranked, most, gap=max(1, len(points) // (2 * most)))}
    for r in ranked:
        if len(chosen) >= min(most, 3):
            break
        chosen.add(talk.sentences[r.index].line)
    for line in range(len(points)):
        if len(chosen) >= min(most, 3):
            break
        chosen.add(line)
    return [CitedText(text=points[i].fields[0], notes=[points[i].number]) for i in sorted(chosen)]


def _told(topics: Iterable[NoteLine]) -> list[CitedText]:
    """What the notes say of each topic that is part of the talk itself."""
    return [
        CitedText(text=n.fields[2], notes=[n.number])
        for n in topics
        if n.kind == "topic" and len(n.fields) > 2 and n.fields[2] and n.fields[1] not in FRAME_TITLES
    ]


def _hook(
    intro: NoteLine | None,
    opening: Sequence[NoteLine],
    takeaways: Sequence[CitedText],
    people: Sequence[CitedPerson],
) -> CitedText | None:
    """The host's own description of the episode without "In this episode", else the best takeaway."""
    if intro and len(intro.fields) > 2 and intro.fields[2]:
        source = next((n for n in opening if n.fields[0] == intro.fields[2]), intro)
        return _cited(source, intro.fields[2], people)
    return max(takeaways, key=lambda t: len(set(t.text.split())), default=None)


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


def _title(hook: str, points: Sequence[NoteLine], guests: Sequence[str]) -> str:
    """The first clause of the hook if it can stand alone, else what the points are about; with the guests."""
    clause = re.split(r"[,;:]\s|\s(?:with|and it|but|because|by)\s", hook.rstrip(".!"), maxsplit=1)[0]
    about = clause if 15 <= len(clause) <= 70 else _subject(points) or _shorten(hook.rstrip(".!"), 70)
    title = (
        f"{about} with {' and '.join(guests)}" if guests and not any(g in about for g in guests) else about
    )
    return title if len(title) <= 70 else _shorten(about, 70)


def _subject(points: Sequence[NoteLine]) -> str:
    talk = Talk([Line(n.number, n.fields[0]) for n in points])
    if not talk.sentences:
        return ""
    titles = Titles(talk, talk.sentences, Lexis(talk, talk.sentences))
    return titles.title(0, len(talk.sentences) - 1)


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
