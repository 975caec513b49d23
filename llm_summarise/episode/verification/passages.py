"""What a claim is checked against: the words it quotes as evidence, and what is said around them.

The words that a note quotes say where its claim was made, seldom all of it: the question stands before them,
the reason behind them. So a checker is shown some sentences on both sides. Passages that touch are one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from llm_summarise.domain.result import Evidence
from llm_summarise.domain.text import estimate_tokens, fold_space
from llm_summarise.domain.transcript import Transcript

AROUND: Final = 360
"""Characters shown on either side of quoted words: about 25 seconds of talk."""

GAP: Final = 160
"""Characters between two passages up to which they are shown as one."""

_SLACK: Final = 40
"""Characters by which a quote may stand further on than its length tells."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Characters `start` (inclusive) to `end` (exclusive) of all that is said."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A window as it is shown: its number, and who says what in it."""

    number: int
    turns: tuple[tuple[str | None, str], ...]

    @property
    def text(self) -> str:
        """All of it, with the names of those who speak."""
        return " ".join(f"{speaker}: {said}" if speaker else said for speaker, said in self.turns)


class SpokenText:
    """All that is said in one text, a blank between two cues, in which each character has its cue."""

    def __init__(self, transcript: Transcript) -> None:
        self._cues = transcript.cues
        self._text = " ".join(cue.text for cue in self._cues)
        self._starts = list(accumulate((len(cue.text) + 1 for cue in self._cues), initial=0))

    def window(self, piece: Evidence) -> Window:
        """The words of a piece of evidence with what stands around them, cut between words."""
        at = self._starts[min(piece.cue, len(self._cues) - 1)]
        reach = at + len(self._cues[min(piece.cue, len(self._cues) - 1)].text) + len(piece.quote) + _SLACK
        found = self._text.find(piece.quote, at, reach)
        first = at if found < 0 else found
        last = min(len(self._text), first + len(piece.quote))
        start, end = max(0, first - AROUND), min(len(self._text), last + AROUND)
        if start and (blank := self._text.find(" ", start, first)) >= 0:
            start = blank + 1
        if end < len(self._text) and (blank := self._text.rfind(" ", last, end)) >= 0:
            end = blank
        return Window(start, end)

    def passages(self, windows: Iterable[Window]) -> list[ShownPassage]:
        """The windows as passages in order of time, numbered from 1."""
        return [
            ShownPassage(number, tuple(self._turns(w))) for number, w in enumerate(joined_windows(windows), 1)
        ]

    def tokens(self, windows: Iterable[Window]) -> int:
        """About how many tokens the passages of these windows are."""
        return sum(estimate_tokens(self._text[w.start : w.end]) for w in joined_windows(windows))

    def _turns(self, window: Window) -> Iterable[tuple[str | None, str]]:
        """Who says what in a window, one entry for each change of voice."""
        said: list[str] = []
        before = None
        for index in range(bisect_right(self._starts, window.start) - 1, len(self._cues)):
            begin = self._starts[index]
            if begin >= window.end:
                break
            cue = self._cues[index]
            if before is not None and said and cue.changes_voice(before):
                yield before.speaker, fold_space(" ".join(said))
                said = []
            said.append(cue.text[max(0, window.start - begin) : window.end - begin])
            before = cue
        if before is not None and said:
            yield before.speaker, fold_space(" ".join(said))


def joined_windows(windows: Iterable[Window]) -> list[Window]:
    """In order, those that overlap or nearly touch as one."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and window.start <= joined[-1].end + GAP:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return joined


def numbers_of(windows: Sequence[Window], shown: Sequence[Window]) -> list[int]:
    """Numbers, from 1, of the passages that show the windows; `shown` are all windows of the prompt."""
    joined = joined_windows(shown)
    starts = [window.start for window in joined]
    return sorted({bisect_right(starts, window.start) for window in windows})
