"""Several samples of one episode, asked with different seeds, as one result.

What most samples found is kept, each item with its support: the share k/K of the samples that found it.
Samples are compared by what they rest on (names, times, passages quoted), never by how they put it, and
the words are those of one sample. The same samples in the same order give the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import (
    Coverage,
    EpisodeSummary,
    Person,
    Quote,
    Sponsor,
    Statement,
    Topic,
)
from llm_summarise.domain.text import fold_space, words
from llm_summarise.domain.usage import total
from llm_summarise.episode.samples.agreement import (
    agreement,
    evidence_overlap,
    jaccard,
    same_passage,
    topic_closeness,
    word_overlap,
)
from llm_summarise.episode.samples.clusters import Cluster, clustered
from llm_summarise.episode.samples.named_in_samples import merged_items, merged_tools
from llm_summarise.episode.samples.voting import is_supported, most_common

SAME_POINT: Final = 0.5
"""Share of common evidence from which two statements make one point."""

T = TypeVar("T")


def merge_samples(samples: Sequence[EpisodeSummary], *, min_support: float) -> EpisodeSummary:
    """The samples (seeds in order, at least one, all of one episode) as one result; one stays as it is.

    Tools and other mentions are one by folded name, topics by the nearness of their starts, takeaways and
    quotes by the passages they rest on, people by name; of each, what at least the share `min_support` of
    the samples found is kept (see `is_supported`). Title, headline and summary are those of the sample that
    agrees best with the others; its sentences are all kept, each with the share of the samples whose
    summaries make the point. Coverage and usage are sums, but a cue is missing only if it is in every sample.
    """
    if not samples:
        raise ValueError("no sample to merge")
    if len({sample.source.sha256 for sample in samples}) > 1:
        raise ValueError("samples of different transcripts cannot be merged")
    if len(samples) == 1:
        return samples[0]
    lead, k = samples[medoid(samples)], len(samples)
    merged = {
        "summary": [_supported_statement(s, samples) for s in lead.summary],
        "takeaways": _takeaways(samples, min_support),
        "topics": _topics(samples, min_support),
        "tools": merged_tools(samples, min_support),
        "mentions": merged_items(samples, min_support),
        "quotes": _quotes(samples, min_support),
        "people": _people(samples, min_support),
    }
    return lead.model_copy(
        update={
            **merged,
            "sponsors": _sponsors(samples, min_support),
            "coverage": _coverage([sample.coverage for sample in samples]),
            "usage": total(sample.usage for sample in samples),
            "provenance": samples[0].provenance.model_copy(
                update={"samples": k, "created": max(sample.provenance.created for sample in samples)}
            ),
            "warnings": _warnings(samples, [name for name, kept in merged.items() if not kept]),
        }
    )


def _warnings(samples: Sequence[EpisodeSummary], empty: Iterable[str]) -> list[str]:
    """Those of all samples, and the parts that are `empty` though some sample has something there."""
    lost = [name for name in empty if any(getattr(sample, name) for sample in samples)]
    nothing = f"the {len(samples)} samples have nothing in common that enough of them found"
    warnings = [warning for sample in samples for warning in sample.warnings]
    return list(dict.fromkeys([*warnings, *(f"{name}: {nothing}" for name in lost)]))


def medoid(samples: Sequence[EpisodeSummary]) -> int:
    """Index of the sample with the highest mean agreement with the others, the first of equals."""
    totals = [0.0] * len(samples)
    for i, sample in enumerate(samples):
        for j in range(i):
            close = agreement(sample, samples[j]).overall
            totals[i] += close
            totals[j] += close
    return max(range(len(samples)), key=lambda i: (round(totals[i], 9), -i))


def _kept(clusters: Iterable[Cluster[T]], samples: int, min_support: float) -> list[Cluster[T]]:
    return [c for c in clusters if is_supported(len(c.members), samples, min_support)]


# --- topics


def _topics(samples: Sequence[EpisodeSummary], min_support: float) -> list[Topic]:
    """Topics that enough samples start at about the same place, laid end to end over the episode."""
    clusters = clustered([sample.topics for sample in samples], topic_closeness)
    chosen = {c.centre.first_cue: _topic(c, len(samples)) for c in _kept(clusters, len(samples), min_support)}
    topics = [chosen[cue] for cue in sorted(chosen)]
    everywhere = [topic for sample in samples for topic in sample.topics]
    if not topics:
        return []
    first = min(everywhere, key=lambda topic: topic.first_cue)
    last = max(everywhere, key=lambda topic: topic.last_cue)
    topics[0] = topics[0].model_copy(
        update={"first_cue": first.first_cue, "start": first.start, "approximate": first.approximate}
    )
    ends = [{"last_cue": after.first_cue - 1, "end": after.start} for after in topics[1:]]
    ends.append({"last_cue": last.last_cue, "end": last.end})
    return [topic.model_copy(update=end) for topic, end in zip(topics, ends, strict=True)]


def _topic(cluster: Cluster[Topic], samples: int) -> Topic:
    """The start is the centre's; title, summary and evidence are those of the member, among those with
    this start, whose title has most in common with all members' titles."""

    def shared(topic: Topic) -> float:
        mine = [word for _, _, word in words(topic.title)]
        return sum(jaccard(mine, (w for _, _, w in words(t.title))) or 0.0 for t in cluster.items)

    here = [topic for topic in cluster.items if topic.first_cue == cluster.centre.first_cue]
    best = max(here, key=lambda topic: round(shared(topic), 9))
    sponsor = most_common([topic.sponsor for topic in cluster.items])
    return best.model_copy(update={"sponsor": sponsor, "support": len(cluster.members) / samples})


# --- sponsors


def _spot_closeness(a: Sponsor, b: Sponsor) -> float:
    """The share of common cues of the longer advertisement."""
    common = min(a.last_cue, b.last_cue) - max(a.first_cue, b.first_cue) + 1
    longer = max(a.last_cue - a.first_cue, b.last_cue - b.first_cue) + 1
    return max(0, common) / longer


def _sponsors(samples: Sequence[EpisodeSummary], min_support: float) -> list[Sponsor]:
    """In the order of the transcript; of those that overlap, the one that more samples found."""
    clusters = clustered([sample.sponsors for sample in samples], _spot_closeness)
    kept = sorted(_kept(clusters, len(samples), min_support), key=lambda c: -len(c.members))
    chosen: list[Sponsor] = []
    for cluster in kept:
        if all(_spot_closeness(cluster.centre, other) == 0 for other in chosen):
            chosen.append(cluster.centre)
    return sorted(chosen, key=lambda sponsor: sponsor.first_cue)


# --- statements, quotes, people


def _point_closeness(a: Statement, b: Statement) -> float:
    shared = evidence_overlap(a.evidence, b.evidence) or 0.0
    return shared if shared >= SAME_POINT else 0.0


def _supported_statement(statement: Statement, samples: Sequence[EpisodeSummary]) -> Statement:
    found = sum(
        any(s is statement or _point_closeness(statement, s) > 0 for s in sample.summary)
        for sample in samples
    )
    return statement.model_copy(update={"support": found / len(samples)})


def _takeaways(samples: Sequence[EpisodeSummary], min_support: float) -> list[Statement]:
    """Best supported first, then in the order in which the samples have them."""
    clusters = clustered([sample.takeaways for sample in samples], _point_closeness)
    kept = sorted(_kept(clusters, len(samples), min_support), key=lambda c: (-len(c.members), c.rank))
    return [c.centre.model_copy(update={"support": len(c.members) / len(samples)}) for c in kept]


def _quote_closeness(a: Quote, b: Quote) -> float:
    return word_overlap(a.quote, b.quote) if same_passage(a, b) else 0.0


def _quotes(samples: Sequence[EpisodeSummary], min_support: float) -> list[Quote]:
    """In the order of the transcript."""
    clusters = clustered([sample.quotes for sample in samples], _quote_closeness)
    kept = sorted(_kept(clusters, len(samples), min_support), key=lambda c: c.centre.cue)
    return [c.centre.model_copy(update={"support": len(c.members) / len(samples)}) for c in kept]


def _name_closeness(a: Person, b: Person) -> float:
    """1.0 for one name, 0.5 for a part of it ("Ada" and "Ada Moss"). Evidence says nothing here: one
    sentence introduces several people."""
    if fold_name(a.name) == fold_name(b.name):
        return 1.0
    ours, theirs = ({fold_name(part) for part in fold_space(p.name).split()} for p in (a, b))
    return 0.5 if ours <= theirs or theirs <= ours else 0.0


def _people(samples: Sequence[EpisodeSummary], min_support: float) -> list[Person]:
    """Hosts, guests, then others, each in the order in which the samples have them."""
    clusters = clustered([sample.people for sample in samples], _name_closeness)
    order = list(Role)
    people = []
    for cluster in sorted(_kept(clusters, len(samples), min_support), key=lambda c: c.rank):
        role = most_common([person.role for person in cluster.items])
        support = len(cluster.members) / len(samples)
        people.append(cluster.centre.model_copy(update={"role": role, "support": support}))
    return sorted(people, key=lambda person: order.index(person.role))


# --- sums


def _coverage(parts: Sequence[Coverage]) -> Coverage:
    missing = [{cue for first, last in p.missing for cue in range(first, last + 1)} for p in parts]
    return Coverage(
        chunks=sum(p.chunks for p in parts),
        ok=sum(p.ok for p in parts),
        cached=sum(p.cached for p in parts),
        failed=sum(p.failed for p in parts),
        missing=_ranges(sorted(set.intersection(*missing))),
        dropped=dict(sum((Counter(p.dropped) for p in parts), Counter())),
        kept=sum(p.kept for p in parts),
    )


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as [first, last], both inclusive."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges
