"""Git, asked without running anything that a repository names."""

from __future__ import annotations

import os
import subprocess

from llm_summarise.safe_path import find_program


def git(*words: str, stdin: bytes | None = None) -> bytes:
    """What git prints. It runs no program that the configuration of a repository names: no monitor, no hook,
    no pager, no filter of `diff`. Raises OSError, CalledProcessError."""
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
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout
