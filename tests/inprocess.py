"""Running a command in the process of the tests, without the time Python needs to start and to import."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.cli import main


def inside(
    *args: object,
    stdin: bytes = b"",
    cwd: Path | None = None,
    check: int | None = 0,
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in this process and assert its exit code (None: any).

    For what it does and prints. How it starts and ends as a process (signals, closed streams, terminals,
    what it imports) takes `tests.command.run`.
    """
    raw = {"stdin": io.BytesIO(stdin), "stdout": io.BytesIO(), "stderr": io.BytesIO()}
    streams = {
        name: io.TextIOWrapper(stream, "utf-8", "backslashreplace" if name == "stderr" else "strict")
        for name, stream in raw.items()
    }
    code: object = 0
    with pytest.MonkeyPatch.context() as patch:
        if cwd is not None:
            patch.chdir(cwd)
        for name, value in environment.items():
            patch.setenv(name, value)
        for name, text in streams.items():
            patch.setattr(sys, name, text)
        try:
            main([str(arg) for arg in args])
        except SystemExit as end:
            code = end.code
    for name in ("stdout", "stderr"):
        streams[name].flush()
    returned = code if isinstance(code, int) else int(code is not None)
    out, err = raw["stdout"].getvalue(), raw["stderr"].getvalue()
    assert check is None or returned == check, err.decode() + out.decode()[:2000]
    return subprocess.CompletedProcess(args, returned, out, err)


class Program:
    """Runs a command: its exit code, stdout and stderr."""

    def __call__(self, *args: object) -> tuple[int, str, str]:
        done = inside(*args, check=None)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def json(self, *args: object, code: int = 0) -> Any:
        """What it prints with `-f json`; it must end with `code`."""
        return json.loads(inside(*args, "-f", "json", check=code).stdout)


@pytest.fixture
def program() -> Program:
    return Program()
