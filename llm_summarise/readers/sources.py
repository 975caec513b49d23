"""Where transcripts come from: files and standard input."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.text import readable

if TYPE_CHECKING:
    from llm_summarise.domain.transcript import Transcript

STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"

MAX_SIZE: Final = 64 * 2**20
"""Bytes of a file: a transcript of sixty hours with the time of each word has fewer."""


def read_transcript(source: str | Path) -> Transcript:
    """The transcript in a file, or in standard input for "-".

    Raises InputError, with the name and a reason, if it cannot be read or holds no transcript.
    """
    from llm_summarise.readers import parse

    return parse(*read_source(source))


def read_source(source: str | Path) -> tuple[bytes, str]:
    """The bytes of a file (a named pipe will do), or of standard input for "-", and the name to call it by:
    as given, with bytes of it that are no UTF-8 written \\xNN, for results are JSON, which cannot hold them.

    Raises InputError for what is missing, a directory, not readable or longer than MAX_SIZE, TypeError for
    what is no path.
    """
    if not isinstance(source, str | os.PathLike):
        raise TypeError(f"a transcript is read from a path (str or Path), not from {source!r}")
    if str(source) == STDIN:
        return _stdin(), STDIN_NAME
    name = readable(str(source))
    if not name:
        raise InputError("''", "a path cannot be empty")
    try:
        with Path(source).expanduser().open("rb") as file:
            return _within_bounds(file.read(MAX_SIZE + 1), name), name
    except FileNotFoundError:
        raise InputError(name, "no such file") from None
    except IsADirectoryError:
        hint = f"llm-summarise batch {name} reads a folder"
        raise InputError(name, "is a directory", hint=hint) from None
    except PermissionError:
        raise InputError(name, "no permission to read it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(name, f"cannot be read ({reason})") from None


def _within_bounds(data: bytes, name: str) -> bytes:
    if len(data) > MAX_SIZE:
        raise InputError(name, f"has more than {MAX_SIZE // 2**20} MB", hint="split it")
    return data


def _stdin() -> bytes:
    if sys.stdin is None:
        raise InputError(STDIN_NAME, "standard input is closed")
    try:
        return _within_bounds(sys.stdin.buffer.read(MAX_SIZE + 1), STDIN_NAME)
    except (OSError, ValueError) as error:
        raise InputError(STDIN_NAME, f"cannot be read ({error})") from None
