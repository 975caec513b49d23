"""A comparison to read: the same episode as several systems see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.episode.samples.agreement import Agreement, mean_agreement
from llm_summarise.evaluation.comparison import Change, Changes, EpisodeComparison, Outcome, topic_rows
from llm_summarise.evaluation.figures import SystemFacts
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
from llm_summarise.evaluation.scores.episode_scores import total_cost
from llm_summarise.render.axis import axis_of
from llm_summarise.render.wording import clock, place, plural

_AGREED: Final = ("tools>", "chapter starts>", "Pk ↓>", "summary evidence>")
_SUMMED: Final = ("topics>", "tools>", "tokens>", "US dollars>")
_SIDE_BY_SIDE: Final = 3
"""So many systems have a column each; more of them have a row each."""


def report_of(compared: Sequence[EpisodeComparison]) -> Report:
    """The report, a section for each episode."""
    systems = [outcome.facts for outcome in compared[0].outcomes]
    sections = [*_over_all(compared), *(section for one in compared for section in _episode(one))]
    return Report(
        title="Comparison",
        facts=" · ".join([plural(len(systems), "system"), plural(len(compared), "episode")]),
        sections=(*_failed(compared), *sections, Section("What was compared", _what(systems))),
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


def _failed(compared: Sequence[EpisodeComparison]) -> Iterator[Section]:
    if failures := failures_of(compared):
        yield Section("What failed", (Bullets(failures),))


def _over_all(compared: Sequence[EpisodeComparison]) -> Iterator[Section]:
    """Means over the episodes, where there are several."""
    if len(compared) < 2:
        return
    agreed: dict[str, list[Agreement]] = {}
    for one in compared:
        for (a, b), found in one.between.items():
            agreed.setdefault(f"{a} and {b}", []).append(found)
        for name, found in one.within.items():
            agreed.setdefault(f"seeds of {name}", []).append(found)
    rows = [(what, *_agreed(mean)) for what, some in agreed.items() if (mean := mean_agreement(some))]
    columns: dict[str, list[Outcome]] = {}
    for one in compared:
        for outcome in one.outcomes:
            columns.setdefault(outcome.facts.name, []).append(outcome)
    sums = tuple((name, *_sums([o.result for o in some if o.result])) for name, some in columns.items())
    blocks: list[Block] = [Table(("system", "episodes>", *_SUMMED), sums)]
    if rows:
        blocks.append(Table(("results", *_AGREED), tuple(rows)))
    yield Section("Over all episodes", tuple(blocks))


def _sums(results: Sequence[EpisodeSummary]) -> tuple[str, ...]:
    costs = [total_cost(result.usage) for result in results]
    known = [cost for cost in costs if cost is not None]
    return (
        str(len(results)),
        str(sum(len(result.topics) for result in results)),
        str(sum(len(result.tools) for result in results)),
        f"{sum(r.usage.input_tokens + r.usage.output_tokens for r in results):,}",
        f"{sum(known):.4f}" if len(known) == len(costs) else "unknown",
    )


def _episode(one: EpisodeComparison) -> Iterator[Section]:
    done = [(o, o.result) for o in one.outcomes if o.result is not None]
    yield Section(name_of(one), (_figures(one),))
    if not done:
        return
    yield Section("Headline and summary", (_words(done),), level=3)
    yield Section("Topics", (_topics(done), _titles(done)), level=3)
    yield Section("Tools", tuple(_tools(one)), level=3)
    if one.between or one.within:
        yield Section("Agreement", tuple(_agreements(one)), level=3)
    for changes in one.changes:
        blocks = tuple(block for change in changes.changes for block in _change(change, changes))
        yield Section(f"From {changes.before} to {changes.after}", blocks, level=3)


def _figures(one: EpisodeComparison) -> Table:
    columns = (
        "system",
        "topics>",
        "tools>",
        "takeaways>",
        "grounded>",
        "tokens in>",
        "tokens out>",
        "US dollars>",
        "seconds of calls>",
    )
    rows = []
    for outcome in one.outcomes:
        result = outcome.result
        if result is None:
            rows.append((f"{outcome.facts.name} (failed)", *("-" for _ in columns[1:])))
            continue
        usage, cost = result.usage, total_cost(result.usage)
        seconds = f"{usage.seconds:.2f}" if usage.seconds else "-"
        rows.append(
            (
                outcome.facts.name,
                str(len(result.topics)),
                str(len(result.tools)),
                str(len(result.takeaways)),
                share(outcome.grounded),
                f"{usage.input_tokens:,}",
                f"{usage.output_tokens:,}",
                "unknown" if cost is None else f"{cost:.4f}" if cost else "0",
                seconds,
            )
        )
    return Table(columns, tuple(rows))


def share(value: float | None) -> str:
    """A share or an agreement; "-" where it is not defined."""
    return "-" if value is None else f"{value:.3f}"


def _words(done: Sequence[tuple[Outcome, EpisodeSummary]]) -> Table:
    columns = {
        "headline": [result.headline for _, result in done],
        "summary": [" ".join(s.text for s in result.summary) for _, result in done],
        "takeaways": [" • ".join(s.text for s in result.takeaways) for _, result in done],
    }
    names = tuple(outcome.facts.name for outcome, _ in done)
    if len(done) <= _SIDE_BY_SIDE:
        return Table(("", *names), tuple((what, *texts) for what, texts in columns.items()))
    return Table(("system", *columns), tuple(zip(names, *columns.values(), strict=True)))


def _topics(done: Sequence[tuple[Outcome, EpisodeSummary]]) -> Tracks:
    axis = axis_of(done[0][1])
    tracks = []
    for outcome, result in done:
        stretches = tuple(
            Stretch(*axis.span(t), place(t.start, t.first_cue), t.title, faint=t.sponsor)
            for t in result.topics
        )
        tracks.append(Track(outcome.facts.name, stretches))
    last = clock(axis.length) if axis.timed else f"line {axis.length:.0f}"
    return Tracks(tuple(tracks), "0:00" if axis.timed else "line 1", last)


def _titles(done: Sequence[tuple[Outcome, EpisodeSummary]]) -> Table:
    rows = topic_rows([result for _, result in done])
    return Table(
        ("start>", *(outcome.facts.name for outcome, _ in done)),
        tuple((place(topic.start, topic.first_cue), *titles) for topic, titles in rows),
    )


def _tools(one: EpisodeComparison) -> Iterator[Block]:
    """What all found, what some did, and what only one did."""
    systems = len(one.done)
    by_all = [tool.name for tool in one.tools if len(tool.by) == systems]
    by_some = [f"{tool.name} ({', '.join(tool.by)})" for tool in one.tools if 1 < len(tool.by) < systems]
    if by_all:
        yield Text(f"{'all' if systems > 1 else one.done[0].facts.name}: {', '.join(by_all)}")
    if by_some:
        yield Text(f"some: {', '.join(by_some)}")
    for outcome in one.done if systems > 1 else ():
        own = [tool.name for tool in one.tools if tool.by == (outcome.facts.name,)]
        if own:
            yield Text(f"only {outcome.facts.name}: {', '.join(own)}")
    if not one.tools:
        yield Text("No system found any.")


def _agreements(one: EpisodeComparison) -> Iterator[Block]:
    columns = ("results", *_AGREED)
    rows = [(f"{a} and {b}", *_agreed(found)) for (a, b), found in one.between.items()]
    rows += [(f"seeds of {name}", *_agreed(found)) for name, found in one.within.items()]
    yield Table(columns, tuple(rows))
    how = (
        "Tools: Jaccard index of the names. Chapter starts: F1 within 15 s. Summary: share of the evidence "
        "under both summaries that the other one rests on as well."
    )
    yield Text(how, small=True)


def _agreed(found: Agreement) -> tuple[str, ...]:
    return share(found.tools), share(found.boundaries), share(found.pk), share(found.summary)


def _change(change: Change, changes: Changes) -> Iterator[Block]:
    yield Text(
        f"{change.kind}: {change.same} the same, {len(change.reworded)} reworded, {len(change.gone)} only in "
        f"{changes.before}, {len(change.new)} only in {changes.after}"
    )
    lines = [f"- {text}" for text in change.gone] + [f"+ {text}" for text in change.new]
    lines += [f"{old} → {new}" for old, new in change.reworded]
    if lines:
        yield Bullets(tuple(lines))


def _what(systems: Sequence[SystemFacts]) -> tuple[Block, ...]:
    models = Table(
        ("system", "model", "options", "seeds>", "prompts"),
        tuple(
            (s.name, s.model, " ".join(f"{k}={v}" for k, v in s.options.items()), str(s.seeds), s.folder)
            for s in systems
        ),
    )
    folders = {s.folder: s.prompts for s in systems}
    names = list(dict.fromkeys(name for prompts in folders.values() for name in prompts))
    versions = tuple((name, *(p.get(name, "-") for p in folders.values())) for name in names)
    return models, Table(("prompt file", *folders), versions)
