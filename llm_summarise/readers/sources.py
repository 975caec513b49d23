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


def read_transcript(source: str | Path) -> Transcript:
    """The transcript in a file, or in standard input for "-".

    Raises InputError, with the name and a reason, if it cannot be read or holds no transcript.
    """
    from llm_summarise.readers import parse

    return parse(*read_source(source))


def read_source(source: str | Path) -> tuple[bytes, str]:
    """The bytes of a file (a named pipe will do), or of standard input for "-", and the name to call it by:
    as given, with bytes of it that are no UTF-8 written \\xNN, for results are JSON, which cannot hold them.

    Raises InputError for what is missing, a directory or not readable, TypeError for what is no path.
    """
    if not isinstance(source, str | os.PathLike):
        raise TypeError(f"a transcript is read from a path (str or Path), not from {source!r}")
    if str(source) == STDIN:
        return _stdin(), STDIN_NAME
    name = readable(str(source))
    if not name:
        raise InputError("''", "a path cannot be empty")
    try:
        return Path(source).expanduser().read_bytes(), name
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


def _stdin() -> bytes:
    if sys.stdin is None:
        raise InputError(STDIN_NAME, "standard input is closed")
    try:
        return sys.stdin.buffer.read()
    except (OSError, ValueError) as error:
        raise InputError(STDIN_NAME, f"cannot be read ({error})") from None
