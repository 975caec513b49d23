"""What the source tells about an episode, as lines above the numbered ones of a prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from llm_summarise.domain.text import fold_space, strip_controls
from llm_summarise.domain.transcript import About, Transcript
from llm_summarise.episode.source.found_people import found_people

LONGEST_LINE: Final = 200
"""Characters of a title or of another line."""

LONGEST_DESCRIPTION: Final = 500
"""Characters of the description: enough for its first sentences."""

LONGEST_NAME: Final = 80
"""Characters of a person's name."""

MOST_NAMES: Final = 12
"""People named on one line."""

_UNSEEN: Final = re.compile("[\u200b\u2060\ufeff\U000e0000-\U000e007f]")
"""Characters without width, and tags, in which text can be hidden from a reader."""


def about_lines(about: About) -> list[tuple[str, str]]:
    """Names and values of the lines, in order: `Title`, `Show` ... `About`; empty if nothing is known.

    A value is on one line, without control characters and of bounded length, so that nothing in it passes for
    a line of its own. Names of people are parted by "; ", as some of them hold a comma.
    """
    return list(_lines(about))


def probable_line(transcript: Transcript) -> list[tuple[str, str]]:
    """The line `Probably`, with hosts and guests whom the source does not name but who present themselves or
    are presented: "Ada Berg (host); Jo Fern (guest)"; nothing if nobody is sure. It is the same for all
    parts of an episode, as bounded as other lines, and marked as the guess that it is."""
    shown = ((one_line(one.name, LONGEST_NAME), one.role.value) for one in found_people(transcript))
    people = [f"{name.replace(';', ',')} ({role})" for name, role in shown if name]
    return [("Probably", "; ".join(people[:MOST_NAMES]))] if people else []


def _lines(about: About) -> Iterator[tuple[str, str]]:
    told = {
        "Title": about.title,
        "Show": about.show,
        "Number": about.number,
        "Date": about.date,
        "Hosts": _names(about.hosts),
        "Guests": _names(about.guests),
        "People": _names(about.speakers),
    }
    for name, value in told.items():
        if value and (shown := one_line(value, LONGEST_LINE if name not in _LISTS else 5 * LONGEST_LINE)):
            yield name, shown
    if about.description and (shown := one_line(about.description, LONGEST_DESCRIPTION)):
        yield "About", shown


_LISTS: Final = ("Hosts", "Guests", "People")


def _names(people: Sequence[str]) -> str:
    shown = (one_line(name, LONGEST_NAME).replace(";", ",") for name in people[:MOST_NAMES])
    return "; ".join(name for name in shown if name)


def one_line(text: str, most: int) -> str:
    """`text` on one line of at most `most` characters, cut between words, without what cannot be seen."""
    bare = fold_space(strip_controls(_UNSEEN.sub("", fold_space(text[: 4 * most]))))
    if len(bare) <= most:
        return bare
    cut = bare[:most]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut[:-1]).rstrip(" ,;:-") + "…"
