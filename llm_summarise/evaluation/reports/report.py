"""A report as blocks that every format can show: paragraphs, lists, tables, tracks along an episode."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.escaped_json import escaped

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {"terminal": "report_terminal", "markdown": "report_markdown", "html": "report_html"}
)
"""Modules by format; "json" is the data itself."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `small` is for remarks."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under columns; a column whose name ends in ">" is aligned to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.rstrip(">") for column in self.columns)

    @property
    def right(self) -> tuple[bool, ...]:
        return tuple(column.endswith(">") for column in self.columns)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a track, from `begin` to `end` (0.0 to 1.0, both inclusive). `place` is where it starts, as
    shown; `faint` parts are of less interest."""

    begin: float
    end: float
    place: str
    title: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Tracks:
    """Several tracks on one axis, and the places at its ends."""

    tracks: tuple[Track, ...]
    first: str
    last: str


Block = Text | Bullets | Table | Tracks


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Report:
    """`facts` is one line under the title; `generator` names the program."""

    title: str
    facts: str
    sections: tuple[Section, ...]
    generator: str = ""


def check_format(format: str) -> None:
    """Raises SettingsError for a format no report has."""
    if format not in FORMATS and format != "json":
        raise SettingsError(f"unknown format {format!r}", hint=f"use one of {', '.join([*FORMATS, 'json'])}")


def render_report(
    report: Report, data: Mapping[str, Any], format: str, *, width: int = 100, color: bool = False
) -> str:
    """`report` in one of `FORMATS`, or `data` as JSON, ending in a line break. `width` (columns) and `color`
    are the terminal's. Raises SettingsError for an unknown format."""
    check_format(format)
    if format == "json":
        return escaped(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"
    module = import_module(f"llm_summarise.evaluation.reports.{FORMATS[format]}")
    text: str = module.render(report, width, color) if format == "terminal" else module.render(report)
    return text
