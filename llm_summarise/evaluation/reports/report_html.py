"""A report as one self-contained page: it asks nothing of anybody, and runs no script."""

from __future__ import annotations

from typing import Any

from llm_summarise.evaluation.reports.report import Block, Bullets, Report, Stretch, Table, Text, Tracks
from llm_summarise.render.html.shell import as_markup, asset, environment, policy
from llm_summarise.render.wording import clean

_LENGTH = 1000
_HUES = 6


def render(report: Report) -> str:
    """The page. Everything in the report is escaped; bars are drawn by attributes, since the policy admits no
    inline style."""
    style = asset("report.css")
    data = {
        "title": clean(report.title),
        "facts": clean(report.facts),
        "generator": clean(report.generator),
        "policy": policy("", style, None),
        "style": as_markup(style),
        "sections": [
            {"heading": clean(s.heading), "level": s.level, "blocks": [_block(b) for b in s.blocks]}
            for s in report.sections
        ],
    }
    return environment().get_template("report.html.j2").render(page=data)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"kind": "text", "text": clean(block.text), "small": block.small}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "entries": [clean(item) for item in block.items]}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "columns": list(zip((clean(n) for n in block.names), block.right, strict=True)),
            "rows": [
                list(zip((clean(cell) for cell in row), block.right, strict=True)) for row in block.rows
            ],
        }
    return _tracks(block)


def _tracks(block: Tracks) -> dict[str, Any]:
    return {
        "kind": "tracks",
        "first": clean(block.first),
        "last": clean(block.last),
        "tracks": [
            {"name": clean(t.name), "stretches": [_stretch(s, n) for n, s in enumerate(t.stretches)]}
            for t in block.tracks
        ],
    }


def _stretch(stretch: Stretch, number: int) -> dict[str, Any]:
    begin, end = round(stretch.begin * _LENGTH), round(stretch.end * _LENGTH)
    return {
        "x": begin,
        "width": max(3, end - begin - 2),
        "hue": "ad" if stretch.faint else f"k{number % _HUES}",
        "place": clean(stretch.place),
        "title": clean(stretch.title),
    }
