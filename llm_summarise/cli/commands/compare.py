"""`llm-summarise compare FILE...`: what several models make of the same episode."""

from __future__ import annotations

from typing import Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import NONE, spread

FILES = typer.Argument(help="Transcripts; - reads a pipe.", show_default=False, callback=o.filled)


@spread
def compare(
    files: Annotated[list[str], FILES],
    model: o.Models = None,
    option: o.OwnOptions = None,
    format: o.ReportFormat = None,
    output: o.Output = None,
    prompts: o.PromptFolders = None,
    given: o.Compared = NONE,
    quiet: o.Quiet = False,
) -> None:
    """Show results of several models, options or prompts side by side, and how far they agree.

    An -o belongs to the -m before it, one before the first -m to all of them: -m A -o temperature 0 -m A -o
    temperature 1 compares two temperatures. Ends with 3 if some system failed.
    """
    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.matrix import asked
    from llm_summarise.cli.reports import format_of, write_report
    from llm_summarise.cli.show import Bar, hush, say, spent
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SomeFailed
    from llm_summarise.evaluation.compare import compare as compared
    from llm_summarise.evaluation.reports.comparison_json import data_of
    from llm_summarise.evaluation.reports.comparison_report import failures_of, report_of
    from llm_summarise.evaluation.systems import systems_of
    from llm_summarise.readers.sources import read_transcript

    form = format_of(format, output)
    base = load_settings(given)
    systems = systems_of(base, asked(model or [], option or []), prompts or [])
    transcripts = [read_transcript(file) for file in files]
    warn = hush if quiet else say
    with Bar(quiet) as bar:
        found, usage = run_interruptible(compared(transcripts, systems, warn=warn, listener=bar))
    write_report(report_of(found), data_of(found), form, output)
    warn(spent(usage))
    if failures := failures_of(found):
        raise SomeFailed("; ".join(failures))
