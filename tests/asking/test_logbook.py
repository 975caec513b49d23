"""Calls in the log of `llm`."""

from __future__ import annotations

import json
import sqlite3

import pytest

from llm_summarise import ask
from llm_summarise.asking.logbook import Logbook
from llm_summarise.asking.models.registry import user_folder
from tests.asking.world import Count
from tests.cache_samples import finish, start
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


ASK = """
import sys
from llm_summarise import ask
from tests.asking.world import Count
for number in range(2):
    ask(f"question {number} of {sys.argv[1]}", Count, model="fault", log=True)
"""


@pytest.mark.slow
def test_eight_processes_that_begin_a_log_at_once_lose_no_call(fault_server: FaultServer) -> None:
    fault_server.respond = lambda _request: '{"n": 1}'
    processes = [start(ASK, number) for number in range(8)]
    for process in processes:
        finish(process)
    assert sorted(logged()) == sorted(f"question {n} of {p}" for n in range(2) for p in range(8))


def logged() -> list[str]:
    from click.testing import CliRunner
    from llm.cli import cli

    rows = json.loads(CliRunner().invoke(cli, ["logs", "list", "--json", "-n", "0"]).output)
    return [row["prompt"] for row in rows]


class Time:
    """A clock that goes on by what is slept, and by a little with each look."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        self.now += 0.01
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Response:
    """Writes a row, as a response of `llm` does."""

    def __init__(self, text: str) -> None:
        self.text = text

    def log_to_db(self, database: object) -> None:
        database.conn.execute("PRAGMA busy_timeout=0")  # type: ignore[attr-defined]
        database["said"].insert({"text": self.text})  # type: ignore[index]


def test_a_log_that_nobody_lets_go_of_is_given_up_after_seconds_and_counted() -> None:
    user_folder().mkdir(parents=True, exist_ok=True)
    holder = sqlite3.connect(user_folder() / "logs.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    warnings: list[str] = []
    time = Time()
    book = Logbook(warnings.append, clock=time.clock, sleep=time.sleep)
    for number in range(3):
        book.add(Response(str(number)))
    before = time.now
    book.close()
    assert time.now - before < 10
    assert len(warnings) == 1
    assert warnings[0].startswith("3 of 3 calls are not logged: ")
    assert "locked" in warnings[0]
    holder.execute("ROLLBACK")
    holder.close()


def test_a_log_that_is_let_go_of_in_time_is_written() -> None:
    user_folder().mkdir(parents=True, exist_ok=True)
    holder = sqlite3.connect(user_folder() / "logs.db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    naps = 0

    def sleep(_seconds: float) -> None:
        nonlocal naps
        naps += 1
        if naps == 3:
            holder.execute("ROLLBACK")

    book = Logbook(pytest.fail, clock=Time().clock, sleep=sleep)
    for number in range(3):
        book.add(Response(str(number)))
    book.close()
    assert holder.execute("SELECT text FROM said").fetchall() == [("0",), ("1",), ("2",)]
    holder.close()


def test_a_log_on_a_read_only_disk_is_not_tried_again() -> None:
    folder = user_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "logs.db").mkdir()
    warnings: list[str] = []
    time = Time()
    book = Logbook(warnings.append, clock=time.clock, sleep=pytest.fail)
    book.add(Response("x"))
    book.close()
    assert warnings == ["1 of 1 calls are not logged: OperationalError: unable to open database file"]
    assert not any((folder / "logs.db").iterdir())
