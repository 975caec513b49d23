"""Results on their way out: to stdout, or into a file that is either complete or not there."""

from __future__ import annotations

import codecs
import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from llm_summarise.domain.errors import SettingsError, SummariseError
from llm_summarise.domain.text import without_codes
from llm_summarise.files import write_atomically

if TYPE_CHECKING:
    from llm_summarise.domain.result import EpisodeSummary
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.render import View


class OutputError(SummariseError):
    """A file that cannot be written."""


@dataclass(frozen=True)
class Shape:
    """The format of a result; of a terminal its columns (None: there is none) and whether it has colours."""

    format: str
    columns: int | None = None
    color: bool = False


def shape_for(format: str | None, output: Path | None, stream: TextIO) -> Shape:
    """How a result is written to `output`, or to `stream`.

    Without a format it is "terminal" on a terminal, what the name of `output` says if it says something,
    and "markdown" otherwise.
    """
    on_terminal = output is None and stream.isatty()
    format = format or _named_so(output) or default_format(output, on_terminal)
    return Shape(format, _columns(), "NO_COLOR" not in os.environ) if on_terminal else Shape(format)


def rendered(
    result: EpisodeSummary,
    transcript: Callable[[], Transcript],
    view: View,
    shape: Shape,
    template: Path | None = None,
) -> str:
    """A result as it is written, through `template` if there is one. The transcript is fetched where it is
    shown. Raises SettingsError, RenderError."""
    from llm_summarise.render import FORMATS, render, render_template

    if shape.columns is not None:
        view = replace(view, width=shape.columns, color=shape.color)
    if template is not None:
        return render_template(_read(template), result, view, transcript(), name=str(template))
    needed = shape.format in FORMATS and FORMATS[shape.format].needs_transcript
    return render(result, shape.format, view, transcript() if needed else None)


def write_text(text: str, output: Path | None, stream: TextIO) -> None:
    """Write a text (UTF-8) to `output`, or to `stream` if that is None. Raises OutputError."""
    if output is None:
        _to_stream(text, stream)
    else:
        write_file(output, text)


def write_file(path: Path, text: str) -> None:
    """Write a text file (UTF-8) so that nobody ever sees half of it. Raises OutputError."""
    try:
        write_atomically(path, text.encode("utf-8", errors="replace"))
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def default_format(output: Path | None, on_terminal: bool) -> str:
    """The format of a result whose user named none."""
    if output is not None:
        return {".json": "json", ".html": "html"}.get(output.suffix.lower(), "markdown")
    return "terminal" if on_terminal else "markdown"


def check_place(output: Path | None) -> None:
    """Raises OutputError for a place that cannot be written to, as far as can be told before there is
    something to write."""
    if output is not None and not output.parent.is_dir():
        raise OutputError(f"{output}: cannot be written: no such folder")
    if output is not None and output.is_dir():
        raise OutputError(f"{output}: cannot be written: is a folder")


def check_folder(output: Path) -> None:
    """The same of a folder that results are to be written into, which need not be there yet."""
    there = next(place for place in (output, *output.absolute().parents) if os.path.lexists(place))
    if not there.is_dir():
        raise OutputError(f"{output}: cannot be written into: {there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(f"{output}: cannot be written into: no permission")


def check_looks(shape: Shape, template: Path | None) -> None:
    """Raises SettingsError for a format or a template that `rendered` would not take."""
    from llm_summarise.render import check_format

    if template is None:
        check_format(shape.format)
    else:
        _read(template)


def _named_so(output: Path | None) -> str | None:
    """The format whose files are called like `output`, where it takes more than one look at the suffix."""
    if output is None or not (len(output.suffixes) > 1 or output.suffix.lower() == ".ffmetadata"):
        return None
    from llm_summarise.render import FORMATS

    name = output.name.lower()
    known = (f for f in FORMATS.values() if f.suffix.count(".") > 1 or f.suffix == ".ffmetadata")
    return next((f.name for f in known if name.endswith(f.suffix)), None)


def refuse_own_input(source: str | Path, output: Path) -> None:
    """Raises SettingsError if a result would replace what it is made of."""
    with contextlib.suppress(OSError):
        if Path(source).expanduser().samefile(output):
            raise SettingsError(f"{output} is the transcript itself", hint="write to another file")


def _to_stream(text: str, stream: TextIO) -> None:
    if stream.isatty():
        text = without_codes(text)
        if not codecs.lookup(stream.encoding or "ascii").name.startswith("utf"):
            stream.write(text)
            return
    # Written as bytes: what a result says does not depend on the locale.
    stream.flush()
    stream.buffer.write(text.encode("utf-8", errors="replace"))
    stream.buffer.flush()


def _read(template: Path) -> str:
    try:
        return template.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{template}: cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from error


def _columns() -> int:
    if not os.isatty(1):
        return 100
    return min(120, os.get_terminal_size().columns or 80)  # 0 where the terminal does not know its size
