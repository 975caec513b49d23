"""What the commands that compare systems share: the systems asked for, and the report on its way out."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_summarise.cli.option_groups import pairs
from llm_summarise.cli.options import ReportOptions, SystemOptions

if TYPE_CHECKING:
    from llm_summarise.domain.settings import Settings
    from llm_summarise.evaluation.reports.report import Report
    from llm_summarise.evaluation.systems import Asked, System

_WIDEST = 140


def systems(base: Settings, given: SystemOptions, prompts: Sequence[Path] | None) -> list[System]:
    """The systems that are compared: each model with its options and each folder of prompts."""
    from llm_summarise.evaluation.systems import systems_of

    return systems_of(base, asked(given.model or [], given.option or []), prompts or [])


def asked(models: Sequence[str], options: Sequence[str]) -> list[Asked]:
    """The models with their options, as `arguments.numbered` wrote them. Raises SettingsError for an `-o`
    without a value."""
    from llm_summarise.evaluation.systems import Asked

    owned: dict[int, list[str]] = {}
    for text in options:
        number, _, pair = text.partition(":")
        owned.setdefault(int(number), []).append(pair)
    common = owned.get(0, [])
    names: Sequence[str | None] = models or [None]
    return [Asked(name, pairs([*common, *owned.get(n, [])])) for n, name in enumerate(names, 1)]


def format_of(asked_for: ReportOptions) -> str:
    """The format asked for, or that of the place it goes to. Raises SettingsError for an unknown one, and
    OutputError for a place that cannot be written to."""
    from llm_summarise.evaluation.reports.report import check_format
    from llm_summarise.render.output import check_place, default_format

    output = asked_for.output
    format = asked_for.format or default_format(output, output is None and sys.stdout.isatty())
    check_format(format)
    check_place(output)
    return format


def write_report(report: Report, data: Mapping[str, Any], format: str, output: Path | None) -> None:
    """The report into the file `output`, or to stdout."""
    from llm_summarise.evaluation.reports.report import render_report
    from llm_summarise.render.output import write_text

    on_terminal = output is None and sys.stdout.isatty()
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns) if on_terminal else _WIDEST
    color = on_terminal and "NO_COLOR" not in os.environ
    text = render_report(report, data, format, width=width, color=color)
    write_text(text, output, sys.stdout)
