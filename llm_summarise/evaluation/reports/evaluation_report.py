"""An evaluation to read: a table for each thing that is measured, what may be concluded, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from llm_summarise.evaluation.figures import Evaluation, SystemScores, enough_episodes
from llm_summarise.evaluation.judging.judgements import ReaderAgreement
from llm_summarise.evaluation.reports.metric_names import ALWAYS, TABLES, column
from llm_summarise.evaluation.reports.report import Bullets, Report, Section, Table, Text
from llm_summarise.evaluation.reports.system_facts import failure_sections, system_tables
from llm_summarise.evaluation.scores.episode_scores import EpisodeScores
from llm_summarise.evaluation.scores.metrics import TESTED
from llm_summarise.evaluation.scores.point_scores import ENOUGH_ANYWHERE, ENOUGH_NEAR, NEAR
from llm_summarise.evaluation.scores.statistics import Comparison
from llm_summarise.render.wording import clock, plural

_OFTEN_MISSING: Final = ("mentions.f1", "sponsors.f1")
"""Tested metrics that are shown by episode only where some gold file has the labels for them."""
_SHOWN_DIFFERENCES: Final = 6
_SHOWN_NAMES: Final = 12
_SHOWN_LETTERS: Final = 60


def report_of(found: Evaluation, *, reasons: bool = True) -> Report:
    """The report; with `reasons`, what each system missed and invented in each episode."""
    return Report(
        title="Evaluation",
        facts=_facts(found),
        sections=(
            *failure_sections(found.failures),
            *(section for heading in TABLES for section in _measured(found, heading)),
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
    if metric == "people.false_guests":
        return f"{value:.1f}"
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


def _measured(found: Evaluation, heading: str) -> Iterator[Section]:
    """The table under a heading; none where no gold file labels what it is about."""
    columns = list(TABLES[heading])
    measured = any(system.mean.get(m) is not None for system in found.systems for m in columns)
    if not measured and heading not in ALWAYS:
        return
    head = ("system", *(column(m, heading) for m in columns))
    rows = [
        (_label(system, found), *(number(m, system.mean.get(m)) for m in columns)) for system in found.systems
    ]
    rows += [
        (name, *(number(m, row.get(m)) for m in columns))
        for name, row in found.controls.items()
        if any(m in row for m in columns)
    ]
    remarks = tuple(Text(text, small=True) for text in _remarks(found, heading))
    yield Section(heading, (Table(head, tuple(rows)), *remarks))


def _remarks(found: Evaluation, heading: str) -> Iterator[str]:
    """What must be known to read the figures."""
    if heading == "Mentions":
        yield (
            "Tools count as well. Recall is over what is required; whatever is labelled at all is right. "
            "Capitalised words: the most frequent ones, as many as are labelled."
        )
    elif heading == "Sponsors":
        yield "Advert at random: one as long as all together, anywhere; the mean of 200."
    elif heading == "Key points and quotes":
        if found.by_words is not None:
            yield (
                f"By words: one statement has {ENOUGH_NEAR:.0%} of a point's content words and rests on a "
                f"place within {NEAR:.0f} s, or has {ENOUGH_ANYWHERE:.0%}. {_agreement(found.by_words)}"
            )
        if found.judge is not None and found.judge.agreement is not None:
            yield f"By judge: {found.judge.name}. {_agreement(found.judge.agreement)}"


def _agreement(with_reader: ReaderAgreement) -> str:
    return (
        f"It agrees with a reader in {with_reader.same} of {with_reader.cases} cases (kappa "
        f"{with_reader.kappa:.2f}): {with_reader.missed} missed, {with_reader.extra} too many."
    )


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
    rows_of = [row for system in found.systems for row in system.rows.values()]
    shown = [m for m in TESTED if m not in _OFTEN_MISSING or any(row.get(m) is not None for row in rows_of)]
    columns = ("episode", "system", *(column(m) for m in shown))
    rows = []
    for episode in found.episodes:
        for system in found.systems:
            row = system.rows.get(episode.name)
            cells = (number(m, row.get(m)) for m in shown) if row else ("failed", *("" for _ in shown[1:]))
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
    yield from _reasons_of_mentions(scores)
    if scores.chapters is not None:
        yield from _named("chapters missed", tuple(clock(s) for s in scores.chapters.missed))
        yield from _named("chapters no reader has", tuple(clock(s) for s in scores.chapters.invented))
    if scores.people is not None:
        yield from _named("people missed", scores.people.names.missed)
        yield from _named("no host or guest", scores.people.names.wrong)
        yield from _named("guests that are none", scores.people.false_guests)
    yield from _named("not in the transcript", scores.evidence.absent)


def _reasons_of_mentions(scores: EpisodeScores) -> Iterator[str]:
    """The same of mentions, sponsors and key points."""
    if scores.mentions is not None:
        tools = scores.tools.normalised if scores.tools else None
        known = {*tools.missed, *tools.wrong} if tools else set()
        total = scores.mentions.total
        yield from _named("mentions missed", tuple(name for name in total.missed if name not in known))
        yield from _named("nothing labelled", tuple(name for name in total.wrong if name not in known))
        yield from _named("only advertised, listed as content", scores.mentions.leaked)
    if scores.sponsors is not None:
        yield from _named("sponsors missed", scores.sponsors.missed)
        yield from _named("no sponsor", scores.sponsors.invented)
        yield from _named("codes and addresses missed", scores.sponsors.offers_missed)
        yield from _named("no code or address of an advert", scores.sponsors.offers_wrong)
        yield from _named("rests on an advert", scores.sponsors.leaked)
    if scores.points is not None:
        yield from _named("key points missed", tuple(map(_begun, scores.points.missed)))


def _begun(text: str) -> str:
    """The beginning of a sentence, enough to know it by."""
    begun = text[:_SHOWN_LETTERS].rpartition(" ")[0]
    return f"{begun} …" if len(text) > _SHOWN_LETTERS else text.rstrip(".")


def _named(what: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        left = len(names) - _SHOWN_NAMES
        yield f"{what}: {', '.join(names[:_SHOWN_NAMES])}" + (f" and {left} more" if left > 0 else "")


def _what(found: Evaluation) -> Section:
    """Which transcripts, models and prompts were measured."""
    rows = []
    for e in found.episodes:
        length = plural(e.cues, "line") if e.duration is None else clock(e.duration)
        counts = (e.tools, e.mentions, e.sponsors, e.readers, e.people, e.key_points)
        rows.append((e.name, e.transcript, length, *("-" if n is None else str(n) for n in counts)))
    labels = ("tools>", "mentions>", "adverts>", "readers>", "people>", "key points>")
    episodes = Table(("episode", "transcript", "length>", *labels), tuple(rows))
    systems = [s.facts for s in found.systems if not s.facts.of]
    return Section("What was measured", (episodes, *system_tables(systems)))
