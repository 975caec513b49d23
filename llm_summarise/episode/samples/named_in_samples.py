"""Tools and other mentions of several samples: one for each name that enough of them found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Owner
from llm_summarise.domain.result import EpisodeSummary, Mention, MentionedItem, Tool
from llm_summarise.episode.samples.clusters import Cluster
from llm_summarise.episode.samples.voting import is_supported, most_common

N = TypeVar("N", Tool, MentionedItem)


def merged_tools(samples: Sequence[EpisodeSummary], min_support: float) -> list[Tool]:
    """Tools by folded name, in the order of their mean rank."""
    clusters = _by_name([sample.tools for sample in samples], min_support)
    return [
        Tool(
            kind=most_common([tool.kind for tool in cluster.items]),
            pypi=most_common([tool.pypi for tool in cluster.items if tool.pypi] or [None]),
            **_shared(cluster.items, len(samples)),
        )
        for cluster in clusters
    ]


def merged_items(samples: Sequence[EpisodeSummary], min_support: float) -> list[MentionedItem]:
    """Everything else that is mentioned, likewise; the most prominent first, then in order of mean rank."""
    clusters = _by_name([sample.mentions for sample in samples], min_support)
    items = [
        MentionedItem(
            kind=most_common([item.kind for item in cluster.items]), **_shared(cluster.items, len(samples))
        )
        for cluster in clusters
    ]
    return sorted(items, key=lambda item: item.prominence.rank)


def _by_name(samples: Sequence[Sequence[N]], min_support: float) -> list[Cluster[N]]:
    """What enough samples name alike, in the order of its mean rank."""
    ranked: dict[str, dict[int, tuple[int, N]]] = {}
    for s, sample in enumerate(samples):
        for rank, named in enumerate(sample):
            ranked.setdefault(fold_name(named.name) or named.name, {}).setdefault(s, (rank, named))
    kept = [
        Cluster(next(iter(by.values()))[1], tuple((s, rank, named) for s, (rank, named) in by.items()))
        for by in ranked.values()
        if is_supported(len(by), len(samples), min_support)
    ]
    return sorted(kept, key=lambda cluster: cluster.rank)


def _shared(items: Sequence[Tool] | Sequence[MentionedItem], samples: int) -> dict[str, Any]:
    """What tools and other mentions have in common, as most samples have it; the places of all, since each
    is in the transcript."""
    mentions = _mentions(items)
    advertised = [item.sponsor for item in items]
    owners = [item.owner for item in items if item.owner is not Owner.OTHER]
    return {
        "name": most_common([item.name for item in items]),
        "url": most_common([item.url for item in items if item.url] or [None]),
        "prominence": most_common([item.prominence for item in items]),
        "owner": most_common(owners or [Owner.OTHER]),
        "sponsor": all(m.sponsor for m in mentions) if mentions else most_common(advertised),
        "mentions": mentions,
        "support": len(items) / samples,
    }


def _mentions(items: Iterable[Tool | MentionedItem]) -> list[Mention]:
    """Each mention once, by cue: the second one of a name in a cue is another than the first."""
    found: dict[tuple[int, str, int], list[Mention]] = {}
    for item in items:
        seen: Counter[tuple[int, str]] = Counter()
        for mention in item.mentions:
            place = (mention.cue, fold_name(mention.surface))
            found.setdefault((*place, seen[place]), []).append(mention)
            seen[place] += 1
    return [
        same[0].model_copy(update={"sponsor": most_common([m.sponsor for m in same])})
        for _, same in sorted(found.items(), key=lambda entry: entry[0][0])
    ]
