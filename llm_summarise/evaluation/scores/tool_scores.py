"""How well tools are found: strictly spelled, under any known spelling, and at the right time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.result import Tool
from llm_summarise.evaluation.gold import GoldTool
from llm_summarise.evaluation.scores.precision_recall import PrecisionRecall, precision_recall, share

MENTION_TOLERANCE: Final = 15.0
"""Seconds between a predicted and a gold mention that are still the same place, inclusive."""


@dataclass(frozen=True, slots=True)
class ToolScore:
    """Tools of one episode against gold.

    `normalised`: the name is the gold name or one of the gold spellings, folded (`fold_name`).
    `strict`: the name is the gold name, letter by letter. `grounded`: normalised, and a mention lies within
    MENTION_TOLERANCE of a gold mention (a gold tool without mentions asks for none); None for a transcript
    without times. `named` is the share of normalised matches under the gold name (folded) rather than under
    a spelling. `kinds` is the share of matches of the right kind. `sponsors` is the share of matches on the
    right side of the line between content and advertisement, None without matches; `leaked` names tools of
    advertisements shown as content.
    """

    normalised: PrecisionRecall
    strict: PrecisionRecall
    grounded: PrecisionRecall | None
    named: float
    kinds: float | None
    sponsors: float | None
    leaked: tuple[str, ...]

    def row(self) -> dict[str, float | None]:
        """The figures by the names of metrics."""
        row = _figures("tools.", self.normalised) | _figures("tools.strict_", self.strict)
        if self.grounded is not None:
            row |= _figures("tools.grounded_", self.grounded)
        return row | {"tools.named": self.named, "tools.kinds": self.kinds, "tools.sponsors": self.sponsors}


def _figures(prefix: str, found: PrecisionRecall) -> dict[str, float | None]:
    return {f"{prefix}precision": found.precision, f"{prefix}recall": found.recall, f"{prefix}f1": found.f1}


def match_tools(predicted: Sequence[Tool], gold: Sequence[GoldTool]) -> list[GoldTool | None]:
    """For each predicted tool the gold tool it is, None where it is none.

    A gold name goes before a spelling: "Seer" is the tool of that name, even where another tool was once
    transcribed so. Several predictions may be one gold tool.
    """
    names: dict[str, GoldTool] = {}
    spellings: dict[str, GoldTool] = {}
    for tool in gold:
        names.setdefault(fold_name(tool.name), tool)
        for surface in tool.surface:
            spellings.setdefault(fold_name(surface), tool)
    keys = [fold_name(tool.name) for tool in predicted]
    return [names.get(key) or spellings.get(key) if key else None for key in keys]


def score_tools(
    predicted: Sequence[Tool], gold: Sequence[GoldTool], *, timed: bool = True, slack: float = 0.0
) -> ToolScore:
    """`predicted` against `gold`; `timed` is False for a transcript without times, `slack` the seconds that
    times of `gold` may be off."""
    matches = list(zip(predicted, match_tools(predicted, gold), strict=True))
    pairs = [(tool, hit) for tool, hit in matches if hit is not None]
    misplaced = share(tool.sponsor != hit.sponsor for tool, hit in pairs)
    return ToolScore(
        normalised=_found(matches, gold, lambda *_: True),
        strict=_found(matches, gold, lambda tool, hit: tool.name == hit.name),
        grounded=_found(matches, gold, lambda tool, hit: _is_placed(tool, hit, slack)) if timed else None,
        named=share(fold_name(tool.name) == fold_name(hit.name) for tool, hit in pairs) or 0.0,
        kinds=share(tool.kind == hit.kind for tool, hit in pairs),
        sponsors=None if misplaced is None else 1 - misplaced,
        leaked=tuple(hit.name for tool, hit in pairs if hit.sponsor and not tool.sponsor),
    )


def _found(
    matches: Sequence[tuple[Tool, GoldTool | None]],
    gold: Sequence[GoldTool],
    counts: Callable[[Tool, GoldTool], bool],
) -> PrecisionRecall:
    """The matches that count, against the tools that must be found."""
    hits = [hit if hit is not None and counts(tool, hit) else None for tool, hit in matches]
    return precision_recall([tool.name for tool, _ in matches], hits, [t.name for t in gold if t.required])


def _is_placed(tool: Tool, gold: GoldTool, slack: float) -> bool:
    times = gold.times
    starts = [mention.start for mention in tool.mentions if mention.start is not None]
    return not times or any(abs(s - time) <= MENTION_TOLERANCE + slack for s in starts for time in times)
