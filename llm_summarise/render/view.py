"""How a result is shown: what the reader asked for, apart from what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.render.links import media_reference

Length = Literal["short", "medium", "long"]


class RenderError(SummariseError):
    """The result holds not what the format needs, e.g. chapters of an episode without times."""


@dataclass(frozen=True, slots=True)
class View:
    """Options of all formats; each format reads those that concern it.

    `sponsors`: list advertisements (always apart from the content) or leave them out. `media_url`: where
    the recording can be heard, an http(s) address or a path. `disclosure`: say in one line that the text
    was generated, by what and when. `max_chars`: upper limit of feed-html in characters, 0 for none.
    `width` (columns) and `color` are the terminal's.
    """

    length: Length = "medium"
    sponsors: bool = True
    media_url: str | None = None
    disclosure: bool = True
    max_chars: int = 4000
    width: int = 100
    color: bool = False

    def __post_init__(self) -> None:
        if self.length not in AMOUNTS:
            raise SettingsError(f"unknown length {self.length!r}", hint="use short, medium or long")
        if self.media_url is not None:
            media_reference(self.media_url)


@dataclass(frozen=True, slots=True)
class Amount:
    """How many items of each sort a length allows; None is all of them. `rows` is the number of lines a group
    of mentions has, those beyond share one line if there is one (`also`). `topic_summaries` is the number of
    topics up to which each has its sentence; with more of them the titles alone say enough. `points`: whether
    what is said in each chapter is told point by point."""

    hook: int
    more: int | None
    takeaways: int | None
    quotes: int | None
    tools: int | None
    rows: int | None
    also: bool
    topic_summaries: int | None
    points: bool
    mention_times: bool


AMOUNTS: Final[Mapping[Length, Amount]] = MappingProxyType(
    {
        "short": Amount(
            hook=2,
            more=0,
            takeaways=3,
            quotes=1,
            tools=10,
            rows=10,
            also=False,
            topic_summaries=0,
            points=False,
            mention_times=False,
        ),
        "medium": Amount(
            hook=3,
            more=None,
            takeaways=6,
            quotes=5,
            tools=None,
            rows=20,
            also=True,
            topic_summaries=8,
            points=False,
            mention_times=False,
        ),
        "long": Amount(
            hook=3,
            more=None,
            takeaways=10,
            quotes=None,
            tools=None,
            rows=None,
            also=True,
            topic_summaries=None,
            points=True,
            mention_times=True,
        ),
    }
)
"""`hook` counts sentences with the headline; publishers expect 2 to 3, and 3 to 5 quotes."""
