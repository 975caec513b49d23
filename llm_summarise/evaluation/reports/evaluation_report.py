"""An evaluation to read: a table for each thing that is measured, what may be concluded, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from llm_summarise.evaluation.figures import Evaluation, SystemScores, enough_episodes
from llm_summarise.evaluation.reports.report import Bullets, Report, Section, Table, Text
from llm_summarise.evaluation.reports.system_facts import failure_sections, system_tables
from llm_summarise.evaluation.scores.episode_scores import EpisodeScores
from llm_summarise.evaluation.scores.metrics import METRICS, TESTED, Better
from llm_summarise.evaluation.scores.statistics import Comparison
from llm_summarise.render.wording import clock, plural

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "Tools": ("tools",),
    "Chapters": ("chapters",),
    "Evidence and people": ("evidence", "people"),
    "Cost of one episode": ("usage",),
}
"""What the names of the metrics in a table begin with."""
_LABELS: Final = {
    "tools.precision": "precision",
    "tools.recall": "recall",
    "tools.f1": "F1",
    "tools.strict_f1": "strict F1",
    "tools.grounded_f1": "grounded F1",
    "tools.named": "named",
    "tools.kinds": "kind",
    "tools.sponsors": "sponsor",
    "chapters.f1_3s": "F1 3 s",
    "chapters.f1_15s": "F1 15 s",
    "chapters.pk": "Pk",
    "chapters.windowdiff": "WindowDiff",
    "chapters.count_ratio": "count",
    "evidence.verbatim": "verbatim",
    "evidence.exact": "exact",
    "evidence.placed": "in its line",
    "evidence.drop_rate": "dropped",
    "people.precision": "people P",
    "people.recall": "people R",
    "people.f1": "people F1",
    "usage.cost": "US dollars",
    "usage.tokens": "tokens",
    "usage.seconds": "seconds of calls",
}
"""The metrics that are shown, as they are called under their heading."""
_APART: Final = {"tools.f1": "tools F1", "chapters.f1_3s": "ch. F1 3 s", "chapters.f1_15s": "ch. F1 15 s"}
"""As they are called where the heading does not say what they are about."""
_ARROWS: Final = {Better.HIGHER: "", Better.LOWER: " ↓", Better.NEAR_ONE: " →1"}
_SHOWN_DIFFERENCES: Final = 6
_SHOWN_NAMES: Final = 12


def report_of(found: Evaluation, *, reasons: bool = True) -> Report:
    """The report; with `reasons`, what each system missed and invented in each episode."""
    return Report(
        title="Evaluation",
        facts=_facts(found),
        sections=(
            *failure_sections(found.failures),
            *(_measured(found, heading) for heading in _HEADINGS),
            *_concluded(found),
            _by_episode(found),
            *(_reasons(found) if reasons else ()),
            _what(found),
        ),
        generator="llm-summarise eval",
    )


def number(metric: str, value: float | None) -> str:
    """A value of a metric; "-" where it is not known or not defined."""
    if value is None:
        return "-"
    if metric == "usage.cost":
        return f"{value:.4f}" if value else "0"
    if metric == "usage.tokens":
        return f"{value:,.0f}"
    return f"{value:.2f}" if metric == "usage.seconds" else f"{value:.3f}"


def _facts(found: Evaluation) -> str:
    seeds = sorted({s.facts.seeds for s in found.systems})
    parts = [plural(len(found.episodes), "episode"), plural(_asked(found), "system")]
    if seeds[-1] > 1:
        parts.append(f"means over {' or '.join(map(str, seeds))} seeds, then over episodes")
    parts.append("↓ lower is better, →1 best at 1")
    return " · ".join(parts)


def _asked(found: Evaluation) -> int:
    return sum(not s.facts.of for s in found.systems)


def _measured(found: Evaluation, heading: str) -> Section:
    columns = [metric for metric in _LABELS if metric.split(".")[0] in _HEADINGS[heading]]
    head = ("system", *(f"{_LABELS[m]}{_ARROWS[METRICS[m].better]}>" for m in columns))
    rows = [
        (_label(system, found), *(number(m, system.mean.get(m)) for m in columns)) for system in found.systems
    ]
    if heading == "Chapters":
        rows += [(name, *(number(m, row.get(m)) for m in columns)) for name, row in found.controls.items()]
    return Section(heading, (Table(head, tuple(rows)),))


def _label(system: SystemScores, found: Evaluation) -> str:
    done, total = len(system.rows), len(found.episodes)
    name = system.facts.name
    if not done:
        return f"{name} (failed)"
    return name if done == total else f"{name} ({done} of {total} episodes)"


def _concluded(found: Evaluation) -> Iterator[Section]:
    if not found.comparisons:
        return
    many = max(len(c.differences) for by in found.comparisons.values() for c in by.values())
    columns: tuple[str, ...] = ("system", "metric", "difference>", "95 % interval>", "p>", "verdict")
    if many <= _SHOWN_DIFFERENCES:
        columns = (*columns, "by episode")
    rows = [
        _comparison(name, c, with_episodes=many <= _SHOWN_DIFFERENCES)
        for name, by in found.comparisons.items()
        for c in by.values()
    ]
    tests = max(len(by) for by in found.comparisons.values())
    metrics = plural(tests, "metric")
    how = (
        "Difference: system - baseline, mean over episodes, with its paired-t interval. p: exact paired "
        f"sign-flip test, two-sided, Holm over {metrics}. With {metrics}, fewer than "
        f"{enough_episodes(tests)} episodes cannot show anything."
    )
    yield Section(f"Against {found.baseline}", (Table(columns, tuple(rows)), Text(how, small=True)))


def _comparison(name: str, c: Comparison, *, with_episodes: bool) -> tuple[str, ...]:
    low, high = c.interval.low, c.interval.high
    interval = "-" if low is None or high is None else f"{low:+.3f} to {high:+.3f}"
    cells = (name, c.metric, f"{c.interval.mean:+.3f}", interval, f"{c.p:.3f}", str(c.verdict))
    by = " ".join(f"{d:+.3f}" for d in c.differences.values())
    return (*cells, by) if with_episodes else cells


def _by_episode(found: Evaluation) -> Section:
    measured = (f"{(_LABELS | _APART)[m]}{_ARROWS[METRICS[m].better]}>" for m in TESTED)
    columns = ("episode", "system", *measured)
    rows = []
    for episode in found.episodes:
        for system in found.systems:
            row = system.rows.get(episode.name)
            cells = (number(m, row.get(m)) for m in TESTED) if row else ("failed", *("" for _ in TESTED[1:]))
            rows.append((episode.name, system.facts.name, *cells))
    return Section("By episode", (Table(columns, tuple(rows)),))


def _reasons(found: Evaluation) -> Iterator[Section]:
    for episode in found.episodes:
        items = []
        for system in found.systems:
            trial = system.trials[episode.name]
            if trial.scores and not system.facts.of:
                items += [f"{system.facts.name}: {text}" for text in reasons(trial.scores[0])]
        if items:
            yield Section(
                f"What was missed and invented in {episode.name}", (Bullets(tuple(items)),), level=3
            )


def reasons(scores: EpisodeScores) -> Iterator[str]:
    """Why the scores of one result are not perfect, a line for each sort of mistake."""
    if scores.tools is not None:
        yield from _named("tools missed", scores.tools.normalised.missed)
        yield from _named("no tool of the episode", scores.tools.normalised.wrong)
        yield from _named("advertised, shown as content", scores.tools.leaked)
    if scores.chapters is not None:
        yield from _named("chapters missed", tuple(clock(s) for s in scores.chapters.missed))
        yield from _named("chapters no reader has", tuple(clock(s) for s in scores.chapters.invented))
    if scores.people is not None:
        yield from _named("people missed", scores.people.names.missed)
        yield from _named("no host or guest", scores.people.names.wrong)
    yield from _named("not in the transcript", scores.evidence.absent)


def _named(what: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        left = len(names) - _SHOWN_NAMES
        yield f"{what}: {', '.join(names[:_SHOWN_NAMES])}" + (f" and {left} more" if left > 0 else "")


def _what(found: Evaluation) -> Section:
    """Which transcripts, models and prompts were measured."""
    rows = []
    for e in found.episodes:
        length = plural(e.cues, "line") if e.duration is None else clock(e.duration)
        rows.append((e.name, e.transcript, length, *map(str, (e.tools, e.readers, e.people))))
    episodes = Table(("episode", "transcript", "length>", "tools>", "readers>", "people>"), tuple(rows))
    systems = [s.facts for s in found.systems if not s.facts.of]
    return Section("What was measured", (episodes, *system_tables(systems)))
