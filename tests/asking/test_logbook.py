"""Calls in the log of `llm`."""

from __future__ import annotations

import json

import pytest

from llm_summarise import ask
from llm_summarise.asking.models.registry import user_folder
from tests.asking.world import Count
from tests.fault_server import FaultServer


def test_calls_are_logged_where_llm_keeps_its_log_unless_that_is_off(fault_server: FaultServer) -> None:
    import sqlite_utils

    fault_server.respond = lambda _request: '{"n": 1}'
    for number in range(3):
        ask(f"question {number}", Count, model="fault", log=True)
    (user_folder() / "logs-off").touch()
    ask("not logged", Count, model="fault", log=True)
    from click.testing import CliRunner
    from llm.cli import cli

    (user_folder() / "logs-off").unlink()
    logged = json.loads(CliRunner().invoke(cli, ["logs", "list", "--json", "-n", "0"]).output)
    assert sorted(row["prompt"] for row in logged) == [f"question {number}" for number in range(3)]
    assert sqlite_utils.Database(user_folder() / "logs.db").table_names()


def test_a_log_that_cannot_be_written_costs_a_warning_and_no_answer(fault_server: FaultServer) -> None:
    fault_server.respond = lambda _request: '{"n": 1}'
    (user_folder() / "logs.db").mkdir()
    with pytest.warns(UserWarning, match="calls are not logged"):
        assert ask("question", Count, model="fault", log=True) == Count(n=1)
