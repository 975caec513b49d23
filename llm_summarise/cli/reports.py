"""Reports on their way out, and how the commands that compare systems end."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_summarise.evaluation.reports.report import Report

_WIDEST = 140


def format_of(given: str | None, output: Path | None) -> str:
    """The format asked for, or that of the place it goes to. Raises SettingsError for an unknown one, and
    OutputError for a place that cannot be written to."""
    from llm_summarise.evaluation.reports.report import check_format
    from llm_summarise.render.output import check_place, default_format

    format = given or default_format(output, output is None and sys.stdout.isatty())
    check_format(format)
    check_place(output)
    return format


def write_report(report: Report, data: Mapping[str, Any], format: str, output: Path | None) -> None:
    """The report into the file `output`, or to stdout."""
    from llm_summarise.evaluation.reports.report import render_report
    from llm_summarise.render.output import write_file

    on_terminal = output is None and sys.stdout.isatty()
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns) if on_terminal else _WIDEST
    color = on_terminal and "NO_COLOR" not in os.environ
    text = render_report(report, data, format, width=width, color=color)
    if output is not None:
        write_file(output, text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()
