"""Git, asked without running anything that a repository names."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from typing import Final

from llm_summarise.safe_path import find_program

SECONDS: Final = 60.0
"""What git may take: its configuration can name a pipe as a file to read."""

_OFFLINE: Final = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
"""Objects that are missing are not fetched, for which git would run what the repository calls its remote."""


def git(*words: str, stdin: bytes | None = None) -> bytes:
    """What git prints. It runs no program that the configuration of a repository names: no monitor, no hook,
    no pager, no filter of `diff`, no remote. Raises OSError, such as TimeoutError after SECONDS, and
    CalledProcessError."""
    command = [
        *(find_program("git"), "--no-pager", "--no-optional-locks", "--literal-pathspecs"),
        *(
            "-c",
            "core.fsmonitor=",
            "-c",
            f"core.hooksPath={os.devnull}",
            "-c",
            "safe.bareRepository=explicit",
        ),
        *words,
    ]
    environment = {**os.environ, **_OFFLINE}
    try:
        return subprocess.run(
            command, input=stdin, capture_output=True, check=True, timeout=SECONDS, env=environment
        ).stdout
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"git gave no answer within {SECONDS:g} s") from None


def staged(names: Iterable[str], *words: str) -> Iterator[tuple[str, str, str]]:
    """Mode, digest and name of each of `names` that is in the index; `words` are further options of
    `ls-files`. Raises OSError, CalledProcessError."""
    listed = os.fsdecode(git("ls-files", *words, "--stage", "-z", "--", *names))
    for line in filter(None, listed.split("\0")):
        facts, _, name = line.partition("\t")
        mode, digest, _ = facts.split(" ")
        yield mode, digest, name
