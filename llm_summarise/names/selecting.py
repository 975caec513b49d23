"""Which of the places where a tool may be named are good enough to be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.domain.folding import fold_name
from llm_summarise.names.entries import CatalogueEntry
from llm_summarise.names.finding import Found
from llm_summarise.names.matching import ENOUGH, Ordinary

SUPPORTED = 0.3
"""Score from which a place counts once the same tool is named for sure elsewhere."""

SUPPORTED_PAIR = -0.2
"""The same for a name of two common words in lower case ("open router")."""

CAPITALS = 0.7
"""Score of a capital within a sentence on a very common word; several of them are enough."""

SEVERAL = 2
"""Capitals that are enough."""


@dataclass(frozen=True, slots=True)
class ToolHit:
    """An entry that is named trustworthily, and where, in order. `score` is that of its best place."""

    entry: CatalogueEntry
    found: tuple[Found, ...]
    score: float


def select_tools(found: Sequence[Found]) -> list[ToolHit]:
    """The entries named well enough, in order of their first place."""
    by_name: dict[str, list[Found]] = {}
    for item in found:
        by_name.setdefault(fold_name(item.entry.name), []).append(item)
    hits = []
    for items in by_name.values():
        entry = items[0].entry
        if entry.tool_kind is None:  # somebody's own book or company
            continue
        best = max(item.score for item in items)
        if best >= ENOUGH or _often_with_capitals(items):
            kept = tuple(item for item in items if item.score >= _least(item, entry))
            hits.append(ToolHit(entry, kept, max(best, ENOUGH)))
    return sorted(hits, key=lambda hit: (hit.found[0].line, hit.found[0].start))


def _often_with_capitals(items: Sequence[Found]) -> bool:
    """Whether capitals tell a name that no place alone is sure of."""
    if items[0].entry.ordinary is Ordinary.STRICT or items[0].how in ("fuzzy", "unlisted"):
        return False
    return sum(item.score >= CAPITALS for item in items) >= SEVERAL


def _least(item: Found, entry: CatalogueEntry) -> float:
    if entry.ordinary is Ordinary.STRICT:
        return ENOUGH
    if entry.ordinary is Ordinary.COMMON:
        return CAPITALS
    return SUPPORTED_PAIR if " " in item.surface and item.how != "fuzzy" else SUPPORTED
