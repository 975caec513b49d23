"""Tables on stdout: drawn on a terminal, tab-separated in a pipe, or as CSV."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from llm_summarise.cli.printing import csv_line
from llm_summarise.domain.text import fold_space, one_line


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under columns. A column whose name ends in ">" is aligned to the right."""
    names = [column.rstrip(">") for column in columns]
    if not sys.stdout.isatty():
        for row in [names, *rows]:
            sys.stdout.write("\t".join(_cell(text) for text in row) + "\n")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD)
    for name, column in zip(names, columns, strict=True):
        drawn.add_column(name, justify="right" if column.endswith(">") else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(_cell(text)) for text in row))
    Console().print(drawn)


def csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows as CSV in which no cell is a formula."""
    sys.stdout.writelines(csv_line(row) for row in ([columns, *rows] if columns else []))


def size(count: int) -> str:
    """Bytes as people say them."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def _cell(text: str) -> str:
    return fold_space(one_line(text))
