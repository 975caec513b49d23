"""A comparison to read: the same episode as several systems see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Final

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.usage import total_cost
from llm_summarise.episode.samples.agreement import Agreement, mean_agreement
from llm_summarise.evaluation.comparison import (
    Change,
    Changes,
    EpisodeComparison,
    FoundName,
    SystemOutcome,
    topic_rows,
)
from llm_summarise.evaluation.reports.report import (
    Block,
    Bullets,
    Report,
    Section,
    Stretch,
    Table,
    Text,
    Track,
    Tracks,
)
from llm_summarise.evaluation.reports.system_facts import failure_sections, system_tables
from llm_summarise.evaluation.scores.episode_scores import full_cost
from llm_summarise.render.axis import axis_of
from llm_summarise.render.wording import clock, place_of, plural

_FIGURES: Final = (
    *("system", "topics>", "tools>", "mentions>", "adverts>", "takeaways>", "grounded>"),
    *("tokens in>", "tokens out>", "US dollars>", "seconds of calls>"),
)
_SUMMED: Final = ("topics>", "tools>", "mentions>", "adverts>", "tokens>", "US dollars>")
_AGREEMENT: Final = (
    "Tools: Jaccard index of the names. Chapter starts: F1 within 15 s. Summary: share of the evidence under "
    "both summaries that the other one rests on as well."
)
_SIDE_BY_SIDE: Final = 3
"""So many systems have a column each; more of them have a row each."""


def report_of(compared: Sequence[EpisodeComparison]) -> Report:
    """The report, a section for each episode."""
    systems = [outcome.facts for outcome in compared[0].outcomes]
    sections = [*_over_all(compared), *(section for one in compared for section in _episode(one))]
    return Report(
        title="Comparison",
        facts=" · ".join([plural(len(systems), "system"), plural(len(compared), "episode")]),
        sections=(
            *failure_sections(failures_of(compared)),
            *sections,
            Section("What was compared", system_tables(systems)),
        ),
        generator="llm-summarise compare",
    )


def failures_of(compared: Sequence[EpisodeComparison]) -> tuple[str, ...]:
    """Each different failure once, as "system, episode: reason"."""
    return tuple(
        dict.fromkeys(
            f"{outcome.facts.name}, {name_of(one)}: {reason}"
            for one in compared
            for outcome in one.outcomes
            for reason in outcome.failures
        )
    )


def name_of(one: EpisodeComparison) -> str:
    """The episode as it is called: the name of its file."""
    return PurePath(one.transcript.name).name


def _over_all(compared: Sequence[EpisodeComparison]) -> Iterator[Section]:
    """Means over the episodes, where there are several."""
    if len(compared) < 2:
        return
    columns = zip(*(one.outcomes for one in compared), strict=True)
    sums = tuple((some[0].facts.name, *_sums([o.result for o in some if o.result])) for some in columns)
    blocks = [Table(("system", "episodes>", *_SUMMED), sums)]
    agreed: dict[str, list[Agreement]] = {}
    for one in compared:
        for what, found in _agreements(one):
            agreed.setdefault(what, []).append(found)
    if agreed:
        blocks.append(_agreement_table((what, mean_agreement(some)) for what, some in agreed.items()))
    yield Section("Over all episodes", tuple(blocks))


def _sums(results: Sequence[EpisodeSummary]) -> tuple[str, ...]:
    cost = total_cost(full_cost(result.usage) for result in results)
    return (
        str(len(results)),
        str(sum(len(result.topics) for result in results)),
        str(sum(len(result.tools) for result in results)),
        str(sum(len(result.mentions) for result in results)),
        str(sum(len(result.sponsors) for result in results)),
        f"{sum(r.usage.input_tokens + r.usage.output_tokens for r in results):,}",
        "unknown" if cost is None else f"{cost:.4f}",
    )


def _episode(one: EpisodeComparison) -> Iterator[Section]:
    done = [(o, o.result) for o in one.outcomes if o.result is not None]
    yield Section(name_of(one), (_figures(one),))
    if not done:
        return
    yield Section("Headline and summary", (_words(done),), level=3)
    yield Section("Topics", (_topics(done), _titles(done)), level=3)
    for heading, names in (("Tools", one.tools), ("Mentions", one.mentions), ("Sponsors", one.sponsors)):
        yield Section(heading, tuple(_named_by(one, names)), level=3)
    if one.between or one.within:
        yield Section(
            "Agreement", (_agreement_table(_agreements(one)), Text(_AGREEMENT, small=True)), level=3
        )
    for changes in one.changes:
        blocks = tuple(block for change in changes.changes for block in _change(change, changes))
        yield Section(f"From {changes.before} to {changes.after}", blocks, level=3)


def _figures(one: EpisodeComparison) -> Table:
    rows = [
        (outcome.facts.name, *_figures_of(outcome, outcome.result))
        if outcome.result
        else (f"{outcome.facts.name} (failed)", *("-" for _ in _FIGURES[1:]))
        for outcome in one.outcomes
    ]
    return Table(_FIGURES, tuple(rows))


def _figures_of(outcome: SystemOutcome, result: EpisodeSummary) -> list[str]:
    usage, cost = result.usage, full_cost(result.usage)
    counted = (result.topics, result.tools, result.mentions, result.sponsors, result.takeaways)
    counts = [str(len(part)) for part in counted]
    tokens = f"{usage.input_tokens:,}", f"{usage.output_tokens:,}"
    dollars = "unknown" if cost is None else f"{cost:.4f}" if cost else "0"
    seconds = f"{usage.seconds:.2f}" if usage.seconds else "-"
    return [*counts, share(outcome.grounded), *tokens, dollars, seconds]


def share(value: float | None) -> str:
    """A share or an agreement; "-" where it is not defined."""
    return "-" if value is None else f"{value:.3f}"


def _words(done: Sequence[tuple[SystemOutcome, EpisodeSummary]]) -> Table:
    columns = {
        "headline": [result.headline for _, result in done],
        "summary": [" ".join(s.text for s in result.summary) for _, result in done],
        "takeaways": [" • ".join(s.text for s in result.takeaways) for _, result in done],
    }
    names = tuple(outcome.facts.name for outcome, _ in done)
    if len(done) <= _SIDE_BY_SIDE:
        return Table(("", *names), tuple((what, *texts) for what, texts in columns.items()))
    return Table(("system", *columns), tuple(zip(names, *columns.values(), strict=True)))


def _topics(done: Sequence[tuple[SystemOutcome, EpisodeSummary]]) -> Tracks:
    axis = axis_of(done[0][1])
    tracks = []
    for outcome, result in done:
        stretches = tuple(
            Stretch(*axis.span(t), place_of(t), t.title, faint=t.sponsor) for t in result.topics
        )
        tracks.append(Track(outcome.facts.name, stretches))
    last = clock(axis.length) if axis.timed else f"line {axis.length:.0f}"
    return Tracks(tuple(tracks), "0:00" if axis.timed else "line 1", last)


def _titles(done: Sequence[tuple[SystemOutcome, EpisodeSummary]]) -> Table:
    rows = topic_rows([result for _, result in done])
    return Table(
        ("start>", *(outcome.facts.name for outcome, _ in done)),
        tuple((place_of(topic), *titles) for topic, titles in rows),
    )


def _named_by(one: EpisodeComparison, found: Sequence[FoundName]) -> Iterator[Block]:
    """What all found, what some did, and what only one did."""
    if not found:
        yield Text("No system found any.")
    names = [outcome.facts.name for outcome in one.done]
    several = len(names) > 1
    by_all = [item.name for item in found if len(item.by) == len(names)]
    by_some = [f"{item.name} ({', '.join(item.by)})" for item in found if 1 < len(item.by) < len(names)]
    yield from _found_by("all" if several else names[0], by_all)
    yield from _found_by("some", by_some)
    for name in names if several else ():
        yield from _found_by(f"only {name}", [item.name for item in found if item.by == (name,)])


def _found_by(who: str, names: Sequence[str]) -> Iterator[Text]:
    if names:
        yield Text(f"{who}: {', '.join(names)}")


def _agreements(one: EpisodeComparison) -> list[tuple[str, Agreement]]:
    """Of each pair of systems, and of the seeds of one, by what they are called."""
    between = [(f"{a} and {b}", found) for (a, b), found in one.between.items()]
    return between + [(f"seeds of {name}", found) for name, found in one.within.items()]


def _agreement_table(agreements: Iterable[tuple[str, Agreement | None]]) -> Table:
    rows = [
        (what, share(found.tools), share(found.boundaries), share(found.pk), share(found.summary))
        for what, found in agreements
        if found is not None
    ]
    return Table(("results", "tools>", "chapter starts>", "Pk ↓>", "summary evidence>"), tuple(rows))


def _change(change: Change, changes: Changes) -> Iterator[Block]:
    yield Text(
        f"{change.kind}: {change.same} the same, {len(change.reworded)} reworded, {len(change.gone)} only in "
        f"{changes.before}, {len(change.new)} only in {changes.after}"
    )
    lines = [f"- {text}" for text in change.gone] + [f"+ {text}" for text in change.new]
    lines += [f"{old} → {new}" for old, new in change.reworded]
    if lines:
        yield Bullets(tuple(lines))
