"""The page over all episodes of an output folder, `index.html`: those of this batch, and of earlier ones."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from llm_summarise.batch.manifest import OVER_ALL, OutputFolder, Record
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.render import FORMATS
from llm_summarise.render.html.episodes_page import IndexRow, index_page, index_row

NAME: Final = "index.html"

_ENTRY: Final = TypeAdapter(IndexRow)


def entry(result: EpisodeSummary, page: str) -> str:
    """What the page over all says of an episode, as JSON to be kept in its record; `page` is the path of the
    episode's own, below the output folder."""
    return _ENTRY.dump_json(index_row(result, page)).decode("utf-8", errors="replace")


def write_index_page(folder: OutputFolder, *, disclosure: bool) -> str | None:
    """Write the page over all episodes that have one of their own; why not, if it is not this program's to
    write. Raises OutputError."""
    records = sorted((r for r in folder.all_records() if r.stem != OVER_ALL), key=lambda record: record.stem)
    path = folder.root / NAME
    if path.is_file() and any(NAME in record.outputs for record in records):
        return f"{path} is the page of an episode, so there is no page over all episodes"
    if problem := folder.objection(NAME, OVER_ALL, force=None):
        return f"{problem}, so there is no page over all episodes"
    rows = [row for record in records if (row := _row(record, folder.root))]
    if rows:
        text = index_page(rows, disclosure=disclosure)
        folder.write(Record(OVER_ALL, source="", input="", fingerprint=""), {NAME: text})
    return None


def _row(record: Record, root: Path) -> IndexRow | None:
    """The entry of an episode whose own page is there."""
    page = record.stem + FORMATS["html"].suffix
    if record.entry is None or page not in record.outputs or not (root / page).is_file():
        return None
    try:
        return _ENTRY.validate_json(record.entry)
    except ValueError:
        return None
