"""A report in Markdown (GitHub's dialect, for its tables)."""

from __future__ import annotations

from llm_summarise.evaluation.reports.report import Block, Bullets, Report, Table, Text
from llm_summarise.render.markdown import escape
from llm_summarise.render.wording import clean


def render(report: Report) -> str:
    """Nothing in the report can become a link, HTML or a cell of its own."""
    parts = [f"# {_inline(report.title)}"]
    if report.facts:
        parts.append(_inline(report.facts))
    for section in report.sections:
        parts.append(f"{'#' * section.level} {_inline(section.heading)}")
        parts += [text for block in section.blocks if (text := _block(block))]
    if report.generator:
        parts += ["---", f"*{_inline(report.generator)}*"]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Text):
        return _inline(block.text)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_inline(item)}" for item in block.items)
    if isinstance(block, Table):
        return _table(block)
    return ""  # tracks are drawings; what they show stands in a table beside them


def _table(block: Table) -> str:
    rules = ["--:" if right else "---" for right in block.right]
    rows = [_row(block.names), "|" + "|".join(rules) + "|", *(_row(row) for row in block.rows)]
    return "\n".join(rows)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """As `_inline`, where no list or heading can begin: "1.5" stays as it is."""
    return escape(f" {clean(text)}").strip()


def _inline(text: str) -> str:
    return escape(clean(text))
