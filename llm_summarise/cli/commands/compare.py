"""`llm-summarise compare FILE...`: what several models make of the same episode."""

from __future__ import annotations

from typing import Annotated

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import grouped


@grouped
def compare(
    files: Annotated[list[str], o.sources("Transcripts; - reads a pipe.")],
    asked: o.SystemOptions,
    report: o.ReportOptions,
    prompts: o.PromptFolders = None,
    *,
    given: o.Compared,
    quiet: o.Quiet = False,
) -> None:
    """Show results of several models, options or prompts side by side, and how far they agree.

    An -o belongs to the -m before it, one before the first -m to all of them: -m A -o temperature 0 -m A -o
    temperature 1 compares two temperatures. Ends with 3 if some system failed.
    """
    from llm_summarise.cli.reports import format_of, systems, write_report
    from llm_summarise.cli.show import run_with_bar, spent, warner
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SomeFailed
    from llm_summarise.evaluation.compare import compare as compared
    from llm_summarise.evaluation.reports.comparison_json import data_of
    from llm_summarise.evaluation.reports.comparison_report import failures_of, report_of
    from llm_summarise.readers.sources import read_transcript

    form = format_of(report)
    settings = load_settings(given)
    chosen = systems(settings, asked, prompts)
    transcripts = [read_transcript(file).renamed(settings.speakers) for file in files]
    warn = warner(quiet)
    found, usage = run_with_bar(lambda bar: compared(transcripts, chosen, warn=warn, listener=bar), quiet)
    write_report(report_of(found), data_of(found), form, report.output)
    warn(spent(usage))
    if failures := failures_of(found):
        raise SomeFailed("; ".join(failures))
