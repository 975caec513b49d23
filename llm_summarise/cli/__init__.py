"""The command line. It parses, calls one function, and prints; what is done stands elsewhere."""

from __future__ import annotations

import errno
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from llm_summarise.stopping import Stopped, stopped_by_system

PROGRAM = "llm-summarise"

EXIT_PIPE = 141


def main(args: Sequence[str] | None = None, prog_name: str = PROGRAM) -> None:
    """Run a command and leave the process with its exit code.

    An expected error is one line on stderr, a full disk too; a bug keeps its traceback. A reader that goes
    away (`| head`) ends the program quietly with 141, as the shell's own tools do.
    """
    from llm_summarise.domain.errors import Interrupted, SummariseError

    _open_what_is_closed()
    from llm_summarise.cli.printing import never_refuse

    never_refuse()
    try:
        with _saying_what_is_ignored(prog_name), stopped_by_system():
            from llm_summarise.cli.app import app

            try:
                app(args=None if args is None else list(args), prog_name=prog_name)
            finally:
                sys.stdout.flush()
    except SummariseError as error:
        _say(prog_name, error)
        sys.exit(error.exit_code)
    except Stopped as stopped:
        interrupted = Interrupted(stopped.number)
        _say(prog_name, interrupted)
        sys.exit(interrupted.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF) or error.filename:
            raise
        print(f"{prog_name}: the output cannot be written: {error.strerror}", file=sys.stderr)  # noqa: T201
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _say(prog_name: str, what: object) -> None:
    from llm_summarise.domain.text import one_line

    print(f"{prog_name}: {one_line(str(what))}", file=sys.stderr)  # noqa: T201


@contextmanager
def _saying_what_is_ignored(prog_name: str) -> Iterator[None]:
    """Files that are not used as they stand (FileIgnored) are told of in one line each."""
    from llm_summarise.domain.errors import FileIgnored

    with warnings.catch_warnings():
        others = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            if issubclass(category, FileIgnored):
                _say(prog_name, message)
            else:
                others(message, category, *place, **more)

        warnings.showwarning = show
        warnings.simplefilter("default", FileIgnored)
        yield


def _open_what_is_closed() -> None:
    """Open standard streams that the caller closed.

    Their numbers would go to the next files opened, the cache among them, and what is said on stderr would
    end up in there. What is written to a closed stdout fails, as it does for the shell's own tools.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            # Reading-only for stdout, so that writing to it is an error and not silence.
            flags = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            handle = os.open(os.devnull, flags)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))
