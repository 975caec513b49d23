"""What the host says the episode is about, as a sentence to print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from llm_summarise.domain.replies import CitedPerson, CitedText, Role
from llm_summarise.extractive.reduce.headline import listed
from llm_summarise.extractive.selection.spoken_phrases import ANECDOTE, FINITE, HANGING, INVITES, tidy
from llm_summarise.extractive.speech.lexicon import ENGLISH
from llm_summarise.extractive.speech.prompt import NoteLine
from llm_summarise.extractive.topics.announced import subject_in

_ON_THIS_SHOW = re.compile(
    r"^(?:(?:well|so|and|but),?\s+)?(?:(?:in|on|for) this (?:episode|show|edition|podcast)"
    r"(?: of [^,]{3,30})?,?\s+|(?:this (?:week|time|episode)|today),?\s+(?:on the show,?\s+)?)",
    re.IGNORECASE,
)
_WITH_ABOUT = re.compile(
    r"^(?:i'm|we're|i am|we are|i'll be|we'll be|i)\s+(?:talk|speak|chat|interview|joined|discuss)\w*\s++"
    r"(?:(?:to|with|by)\s*+)?(?P<who>[A-Z][^,.]{2,60}?)\s++(?:about|on)\s++(?P<what>.{10,})$",
    re.IGNORECASE,
)


def host_announcement(
    opening: Sequence[NoteLine], people: Sequence[CitedPerson]
) -> tuple[CitedText | None, str]:
    """The host's own description of the episode without "In this episode", and the subject it names: where
    a sentence of the opening announces one, else the first that is no chat about the day."""
    said = [(n, n.fields[0]) for n in opening]
    for note, text in said:
        if (subject := subject_in(text)) is not None:
            hook = cited(note, text, people)
            if INVITES.match(text):
                hook = CitedText(text=with_guests(subject, people), notes=hook.notes)
            return hook, _names_right(subject, people)
    for note, text in said:
        if not (ANECDOTE.match(text) or HANGING.match(text)) and FINITE.search(text):
            return cited(note, text, people), ""
    return None, ""


def with_guests(subject: str, people: Sequence[CitedPerson], *, language: str = ENGLISH) -> str:
    """ "Tides, with Ann and Bo."; in other languages than English "Tides – Ann, Bo"."""
    guests = [p.name for p in people if p.role is Role.GUEST]
    if language != ENGLISH:
        return f"{subject} – {', '.join(guests)}" if guests else subject
    names = listed(guests)
    return tidy(f"{subject}, with {names}." if names else f"{subject}.")


def cited(note: NoteLine, text: str, people: Sequence[CitedPerson]) -> CitedText:
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
