"""`llm-summarise eval GOLD_DIR`: models against gold labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import NONE, spread

GOLD = typer.Argument(help="Folder of gold files (*.json), or one of them.", show_default=False)


@spread
def evaluate(
    gold: Annotated[Path, GOLD],
    model: o.Models = None,
    option: o.OwnOptions = None,
    transcripts: Annotated[
        Path | None,
        typer.Option("--transcripts", help="Folder of transcripts. Default: beside the gold files."),
    ] = None,
    baseline: Annotated[
        str, typer.Option("--baseline", help="System to compare the others with, or none.")
    ] = "extractive",
    fail_under: Annotated[
        list[str] | None,
        typer.Option("--fail-under", metavar="METRIC=VALUE", help="End with 1 if it is worse. Repeatable."),
    ] = None,
    format: o.ReportFormat = None,
    output: o.Output = None,
    prompts: o.PromptFolders = None,
    given: o.Compared = NONE,
    quiet: o.Quiet = False,
) -> None:
    """Score models on episodes with gold labels, and say which differences are shown.

    An -o belongs to the -m before it, one before the first -m to all of them. With several samples each seed
    is scored, and what they agree on. Ends with 1 if a --fail-under is broken, with 3 if some system failed.
    """
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.matrix import asked
    from llm_summarise.cli.reports import format_of, write_report
    from llm_summarise.cli.show import Bar, hush, say, spent
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SomeFailed, SummariseError
    from llm_summarise.evaluation.evaluate import broken_limits, with_baseline
    from llm_summarise.evaluation.evaluate import evaluate as evaluated
    from llm_summarise.evaluation.gate import parse_limits
    from llm_summarise.evaluation.gold_files import load_episodes
    from llm_summarise.evaluation.reports.evaluation_json import data_of
    from llm_summarise.evaluation.reports.evaluation_report import report_of
    from llm_summarise.evaluation.systems import systems_of

    limits = parse_limits(fail_under or [])
    form = format_of(format, output)
    base = load_settings(given)
    systems, against = with_baseline(
        systems_of(base, asked(model or [], option or []), prompts or []), baseline, base
    )
    episodes = load_episodes(gold, transcripts)
    warn = hush if quiet else say
    for episode in episodes:
        if episode.note:
            warn(episode.note)
    with Bar(quiet) as bar:
        found, usage = run_interruptible(evaluated(episodes, systems, against, warn=warn, listener=bar))
    broken = broken_limits(found, limits)
    write_report(report_of(found, reasons=form != "terminal"), data_of(found, broken), form, output)
    warn(spent(usage))
    if broken:
        raise SummariseError("; ".join(map(str, broken)))
    if found.failures:
        raise SomeFailed("; ".join(found.failures))
