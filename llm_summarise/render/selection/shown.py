"""The pieces of a publication as they are shown: plain texts, moments, addresses that may be linked.

A user's own template gets these too, so their fields are documented and stable.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the recording. `clock` is `M:SS` or `H:MM:SS`, "" without times, with `~` before it where it
    is `approximate`; `url` leads there, None without a media address."""

    seconds: float | None
    clock: str
    url: str | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """Something that is said in a chapter, in one sentence."""

    text: str
    at: Moment


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A chapter. Where it has `points`, `summary` is "": it would repeat one of them."""

    title: str
    summary: str
    at: Moment
    points: tuple[ShownPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """`text` begins as a sentence does, and is else what was said."""

    text: str
    speaker: str
    at: Moment


@dataclass(frozen=True, slots=True)
class ShownItem:
    """Something named: a tool, a book, a person, an address ...

    `kind` is one of `MentionKind`, `detail` what is printed in brackets, in the language of the notes ("book,
    guest's own"), "" for nothing; `prominence` is recommended, discussed or passing, `own` whether it is the
    guest's. `at` is the first mention after the opening, `mentions` are all of them in order, `times` the
    first one of each chapter. None of these stands in an advertisement.
    """

    name: str
    kind: str
    url: str | None
    at: Moment
    mentions: tuple[Moment, ...]
    times: tuple[Moment, ...] = ()
    detail: str = ""
    prominence: str = "passing"
    own: bool = False


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group of mentions: `name` is one of `MentionGroup`, `heading` is in the language of the notes.
    `items` have a line each, the most prominent first; `also` are names that share one line."""

    name: str
    heading: str
    items: tuple[ShownItem, ...]
    also: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class ShownSponsor:
    """A sponsor, once: `times` are all spots, `at` the first of them. `codes` and `addresses` (as printed,
    and where they lead or None) are what is offered, `links` the sponsor's own tools."""

    name: str
    at: Moment
    links: tuple[tuple[str, str | None], ...]
    times: tuple[Moment, ...] = ()
    codes: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str | None], ...] = ()
