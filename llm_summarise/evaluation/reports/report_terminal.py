"""A report for reading in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as Drawn
from rich.text import Text as Shown

from llm_summarise.evaluation.reports.report import Block, Bullets, Report, Stretch, Table, Text, Tracks
from llm_summarise.render.terminal import drawn
from llm_summarise.render.wording import clean

_LEAST_AXIS = 20
_LONGEST_NAME = 28


def render(report: Report, width: int, color: bool) -> str:
    """Lines of at most `width` columns, with colours only if `color`."""
    width = max(40, width)
    return drawn(_parts(report, width), width, color)


def _parts(report: Report, width: int) -> Iterator[RenderableType]:
    yield Shown(clean(report.title), style="bold")
    if report.facts:
        yield Shown(clean(report.facts), style="dim")
    for section in report.sections:
        yield Shown()
        yield Shown(clean(section.heading), style="bold cyan" if section.level == 2 else "bold")
        for i, block in enumerate(section.blocks):
            if i and isinstance(block, Table):
                yield Shown()
            yield from _drawn(block, width)


def _drawn(block: Block, width: int) -> Iterator[RenderableType]:
    if isinstance(block, Text):
        yield Padding(Shown(clean(block.text), style="dim" if block.small else ""), (0, 0, 0, 2))
    elif isinstance(block, Bullets):
        grid = Drawn.grid(padding=(0, 1))
        for item in block.items:
            grid.add_row("•", Shown(clean(item)))
        yield Padding(grid, (0, 0, 0, 2))
    elif isinstance(block, Table):
        yield _table(block)
    else:
        yield Padding(_tracks(block, width - 2), (0, 0, 0, 2))


def _table(block: Table) -> RenderableType:
    drawn = Drawn(box=box.SIMPLE_HEAD, show_edge=False)
    for name, right in zip(block.names, block.right, strict=True):
        drawn.add_column(
            Shown(clean(name)), justify="right" if right else "left", overflow="fold", no_wrap=right
        )
    for row in block.rows:
        drawn.add_row(*(Shown(clean(cell)) for cell in row))
    return Padding(drawn, (0, 0, 0, 1))


def _tracks(block: Tracks, width: int) -> Drawn:
    longest = max((len(clean(t.name)) for t in block.tracks), default=0)
    name = min(_LONGEST_NAME, longest)
    axis = max(_LEAST_AXIS, width - name - 2)
    grid = Drawn.grid(padding=(0, 2))
    grid.add_column(width=name, overflow="fold")
    grid.add_column(width=axis, no_wrap=True)
    for track in block.tracks:
        grid.add_row(Shown(clean(track.name)), _bar(track.stretches, axis))
    ends = Shown(block.first + block.last.rjust(axis - len(block.first)), style="dim")
    grid.add_row("", ends)
    return grid


def _bar(stretches: tuple[Stretch, ...], width: int) -> Shown:
    """One cell for each step of the axis; a new stretch starts with a bar."""
    cells, styles = ["·"] * width, ["dim"] * width
    for stretch in stretches:
        first = min(width - 1, int(stretch.begin * width))
        last = max(first + 1, min(width, int(stretch.end * width)))
        for cell in range(first, last):
            cells[cell] = "░" if stretch.faint else "─"
            styles[cell] = "yellow" if stretch.faint else "green"
        cells[first] = "┃"
    text = Shown()
    for mark, style in zip(cells, styles, strict=True):
        text.append(mark, style=style)
    return text
