"""How well tools are found: strictly spelled, under any known spelling, and at the right time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.result import Tool
from llm_summarise.evaluation.gold import GoldTool
from llm_summarise.evaluation.scores.found import Found, count_found

MENTION_TOLERANCE: Final = 15.0
"""Seconds between a predicted and a gold mention that are still the same place, inclusive."""


@dataclass(frozen=True, slots=True)
class ToolScore:
    """Tools of one episode against gold.

    `normalised`: the name is the gold name or one of the gold spellings, folded (`fold_name`).
    `strict`: the name is the gold name, letter by letter. `grounded`: normalised, and a mention lies within
    MENTION_TOLERANCE of a gold mention (a gold tool without mentions asks for none); None for a transcript
    without times. `named` is the share of normalised matches under the gold name (folded) rather than under
    a spelling; `misspelled` lists (predicted, gold) of matches that are not strict. `kinds` is the share of
    matches of the right kind. `sponsors` is the share of matches on the right side of the line between
    content and advertisement, None without matches; `leaked` names tools of advertisements shown as
    content, `hidden` tools of the content shown as advertisement.
    """

    normalised: Found
    strict: Found
    grounded: Found | None
    named: float
    kinds: float | None
    sponsors: float | None
    misspelled: tuple[tuple[str, str], ...]
    leaked: tuple[str, ...]
    hidden: tuple[str, ...]


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


def score_tools(predicted: Sequence[Tool], gold: Sequence[GoldTool], *, timed: bool = True) -> ToolScore:
    """`predicted` against `gold`; `timed` is False for a transcript without times."""
    matches = match_tools(predicted, gold)
    pairs = [(tool, hit) for tool, hit in zip(predicted, matches, strict=True) if hit is not None]
    exact = [
        hit if hit is not None and hit.name == t.name else None
        for t, hit in zip(predicted, matches, strict=True)
    ]
    placed = [
        hit if hit is not None and _is_placed(t, hit) else None
        for t, hit in zip(predicted, matches, strict=True)
    ]
    named = sum(fold_name(tool.name) == fold_name(hit.name) for tool, hit in pairs)
    leaked = tuple(hit.name for tool, hit in pairs if hit.sponsor and not tool.sponsor)
    hidden = tuple(hit.name for tool, hit in pairs if tool.sponsor and not hit.sponsor)
    return ToolScore(
        normalised=_found(predicted, matches, gold),
        strict=_found(predicted, exact, gold),
        grounded=_found(predicted, placed, gold) if timed else None,
        named=named / len(pairs) if pairs else 0.0,
        kinds=sum(tool.kind == hit.kind for tool, hit in pairs) / len(pairs) if pairs else None,
        sponsors=1 - (len(leaked) + len(hidden)) / len(pairs) if pairs else None,
        misspelled=tuple((tool.name, hit.name) for tool, hit in pairs if tool.name != hit.name),
        leaked=leaked,
        hidden=hidden,
    )


def _is_placed(tool: Tool, gold: GoldTool) -> bool:
    times = gold.times
    starts = [mention.start for mention in tool.mentions if mention.start is not None]
    return not times or any(abs(start - time) <= MENTION_TOLERANCE for start in starts for time in times)


def _found(predicted: Sequence[Tool], hits: Sequence[GoldTool | None], gold: Sequence[GoldTool]) -> Found:
    required = [tool.name for tool in gold if tool.required]
    return count_found([tool.name for tool in predicted], hits, required)
