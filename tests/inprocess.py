"""Running a command in the process of the tests, without the time Python needs to start."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llm_summarise.cli import main


class Program:
    """Runs a command: its exit code, stdout and stderr."""

    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self._captured = captured

    def __call__(self, *args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main([str(arg) for arg in args])
        out, err = self._captured.readouterr()
        code = exit.value.code
        return code if isinstance(code, int) else 0, out.decode(), err.decode()

    def json(self, *args: object, code: int = 0) -> Any:
        """What it prints with `-f json`; it must end with `code`."""
        done, out, err = self(*args, "-f", "json")
        assert done == code, err
        return json.loads(out)


@pytest.fixture
def program(capfdbinary: pytest.CaptureFixture[bytes]) -> Program:
    return Program(capfdbinary)
