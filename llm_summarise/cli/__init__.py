"""The command line. It parses, calls one function, and prints; what is done stands elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

PROGRAM = "llm-summarise"

EXIT_PIPE = 141


def main(args: Sequence[str] | None = None, prog_name: str = PROGRAM) -> None:
    """Run a command and leave the process with its exit code.

    An expected error is one line on stderr; a bug keeps its traceback. A reader that goes away (`| head`)
    ends the program quietly with 141, as the shell's own tools do.
    """
    from llm_summarise.core.errors import SummariseError

    try:
        from llm_summarise.cli.app import app

        app(args=None if args is None else list(args), prog_name=prog_name)
    except SummariseError as error:
        print(f"{prog_name}: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
