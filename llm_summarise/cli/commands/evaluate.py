"""`llm-summarise eval GOLD_DIR`: models against gold labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import grouped

if TYPE_CHECKING:
    from llm_summarise.domain.settings import Settings
    from llm_summarise.evaluation.gold_files import GoldEpisode

GOLD = typer.Argument(help="Folder of gold files (*.json), or one of them.", show_default=False)


@dataclass(eq=False)
class ScoringOptions:
    """What the systems are held against."""

    transcripts: Annotated[
        Path | None, o.path("--transcripts", help="Folder of transcripts. Default: beside the gold files.")
    ] = None
    baseline: Annotated[str, o.text("--baseline", help="System to compare the others with, or none.")] = (
        "extractive"
    )
    fail_under: Annotated[
        list[str] | None,
        o.text("--fail-under", metavar="METRIC=VALUE", help="End with 1 if it is worse. Repeatable."),
    ] = None
    judge: Annotated[
        str | None, o.text("--judge", metavar="MODEL", help="Ask it which key points are covered.")
    ] = None


@grouped
def evaluate(
    gold: Annotated[Path, GOLD],
    asked: o.SystemOptions,
    scoring: ScoringOptions,
    report: o.ReportOptions,
    prompts: o.PromptFolders = None,
    *,
    given: o.Compared,
    quiet: o.Quiet = False,
) -> None:
    """Score models on episodes with gold labels, and say which differences are shown.

    An -o belongs to the -m before it, one before the first -m to all of them. With several samples each seed
    is scored, and what they agree on. Ends with 1 if a --fail-under is broken, with 3 if some system failed.
    """
    from llm_summarise.cli.reports import format_of, systems, write_report
    from llm_summarise.cli.show import run_with_bar, spent, warner
    from llm_summarise.config import load_settings
    from llm_summarise.evaluation.evaluate import broken_limits, with_baseline
    from llm_summarise.evaluation.evaluate import evaluate as evaluated
    from llm_summarise.evaluation.gate import parse_limits
    from llm_summarise.evaluation.gold_files import load_episodes
    from llm_summarise.evaluation.reports.evaluation_json import data_of
    from llm_summarise.evaluation.reports.evaluation_report import report_of

    limits = parse_limits(scoring.fail_under or [])
    form = format_of(report)
    base = load_settings(given)
    chosen, against = with_baseline(systems(base, asked, prompts), scoring.baseline, base)
    episodes = load_episodes(gold, scoring.transcripts)
    judge = _judge(scoring.judge, base)
    warn = warner(quiet)
    _tell_choices(episodes, warn)
    found, usage = run_with_bar(
        lambda bar: evaluated(episodes, chosen, against, warn=warn, listener=bar, judged_by=judge), quiet
    )
    broken = broken_limits(found, limits)
    write_report(report_of(found, reasons=form != "terminal"), data_of(found, broken), form, report.output)
    warn(spent(usage))
    _end([str(limit) for limit in broken], found.failures)


def _tell_choices(episodes: Sequence[GoldEpisode], warn: Callable[[str], None]) -> None:
    """Which of several transcripts is taken."""
    for note in filter(None, (episode.note for episode in episodes)):
        warn(note)


def _judge(model: str | None, base: Settings) -> Settings | None:
    """The settings of a judge: its model, no options of others, one sample. None without a judge."""
    own: dict[str, Any] = {"model": model, "options": {}, "prompts": None, "samples": 1}
    return base.model_copy(update=own) if model else None


def _end(broken: Sequence[str], failures: Sequence[str]) -> None:
    """Raises SummariseError for limits that are broken, and SomeFailed for systems that failed."""
    from llm_summarise.domain.errors import SomeFailed, SummariseError

    if broken:
        raise SummariseError("; ".join(broken))
    if failures:
        raise SomeFailed("; ".join(failures))
