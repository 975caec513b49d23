"""The real program on a disk that fails: `disk_faults.c`, compiled once, is preloaded."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command import program

_SOURCE = Path(__file__).with_name("disk_faults.c")


@dataclass(frozen=True)
class Run:
    """How the program ended: exit code, what it printed, seconds it would have slept, calls that failed."""

    code: int
    out: str
    err: str
    slept: float
    failed: int

    def warnings(self, *words: str) -> list[str]:
        """The lines on stderr in which one of these words occurs."""
        return [line for line in self.err.splitlines() if any(word in line for word in words)]


Failing = Callable[..., Run]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that is preloaded."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs Linux and a C compiler")
    library = tmp_path_factory.mktemp("shim") / "disk_faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


@pytest.fixture
def failing(shim: Path, tmp_path: Path) -> Failing:
    """Runs the program while, below a folder, calls named in `faults` fail ("lock": code, or (code, first
    call that fails)). The clocks go on by what it would have slept."""

    def run(*args: str | Path, below: Path, cwd: Path | None = None, **faults: int | tuple[int, int]) -> Run:
        report = tmp_path / "slept"
        report.write_bytes(bytes(4096))
        rules = [
            f"{name}:{fault[0]}:{fault[1]}" if isinstance(fault, tuple) else f"{name}:{fault}:1"
            for name, fault in faults.items()
        ]
        environment = {
            "LD_PRELOAD": str(shim),
            "DISK_FAULTS": ",".join(rules),
            "DISK_FAULTS_BELOW": str(below),
            "DISK_FAULTS_REPORT": str(report),
        }
        done = subprocess.run(
            program(*args),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, **environment},
            timeout=120,
        )
        slept, failed = struct.unpack_from("<qq", report.read_bytes())
        out, err = done.stdout.decode(), done.stderr.decode()
        return Run(done.returncode, out, err, slept / 1e6, failed)

    return run
