"""Running the real program as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[1] / "examples" / "tide-station.vtt"


def program(*args: str | Path) -> list[str]:
    """The command line of the program in the interpreter that runs the tests."""
    return [sys.executable, "-m", "llm_summarise", *map(str, args)]


def run(
    *args: str | Path,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    check: int | None = 0,
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run it to its end and assert its exit code (None: any)."""
    done = subprocess.run(
        program(*args),
        input=b"" if stdin is None else stdin,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
    )
    assert check is None or done.returncode == check, done.stderr.decode() + done.stdout.decode()[:2000]
    return done


def usage(stdout: bytes) -> dict[str, Any]:
    """What a JSON result says it took."""
    used: dict[str, Any] = json.loads(stdout)["usage"]
    return used


def lines(output: bytes) -> list[str]:
    return output.decode().splitlines()


def sh(script: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a bash script in which `llm-summarise` is the program."""
    function = f'llm-summarise() {{ "{sys.executable}" -m llm_summarise "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", function + script],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
    )
