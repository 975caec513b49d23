"""`llm-summarise label` at a real terminal: keys in, a gold file out, nothing lost however it ends."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import select
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from llm_summarise.domain.errors import InputError, SettingsError, SummariseError
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.progress_listener import NoProgress
from llm_summarise.evaluation.gold import Gold
from llm_summarise.evaluation.gold_files import load_episodes
from llm_summarise.evaluation.gold_text import check_gold, load_gold
from llm_summarise.evaluation.labels.labelling import STATE_SUFFIX, begin, gold_path, save, state_path
from llm_summarise.evaluation.labels.labelling_session import Session
from llm_summarise.evaluation.systems import Asked, systems_of
from llm_summarise.readers.sources import read_transcript
from tests.command import program
from tests.fault_server import FaultServer
from tests.inprocess import inside
from tests.seeded import Script, by_seed, write_episode, write_gold

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Typist:
    """A person at a terminal: waits for words on the screen, then types."""

    def __init__(self, *args: object) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            program(*map(str, args)),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "40"},
            start_new_session=True,
        )
        os.close(slave)
        self.screen = ""

    def until(self, words: str, timeout: float = 60) -> str:
        """Read the screen up to `words`; what was read. Keys typed before a program asks are dropped."""
        end = time.monotonic() + timeout
        while words not in self.screen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{words!r} never came:\n{self.screen}"
            try:
                data = os.read(self.master, 65536)
            except OSError:
                data = b""
            assert data, f"ended before {words!r}:\n{self.screen}"
            self.screen += _ESCAPES.sub("", data.decode(errors="replace"))
        before, _, self.screen = self.screen.partition(words)
        return before + words

    def key(self, key: str) -> str:
        """Press a key at the next line of keys; the screen up to there."""
        seen = self.until("q save and leave")
        self._wait_for_raw()
        os.write(self.master, key.encode())
        return seen

    def line(self, prompt: str, text: str = "") -> None:
        """Answer a question."""
        self.until(prompt)
        self.until(": ")
        os.write(self.master, f"{text}\n".encode())

    def _wait_for_raw(self) -> None:
        """The program reads single keys: its terminal no longer waits for whole lines."""
        import termios

        while termios.tcgetattr(self.master)[3] & termios.ICANON:
            select.select([], [], [], 0.005)

    def end(self) -> int:
        """The rest of the screen, and the exit code."""
        while True:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            self.screen += _ESCAPES.sub("", data.decode(errors="replace"))
        os.close(self.master)
        return self.process.wait(30)


def gold_of(talk: Path) -> Gold:
    path = talk.with_suffix(".json")
    return load_gold(path.read_text(encoding="utf-8"), str(path))


def test_a_walk_from_the_first_tool_to_the_last_person(talk: Path) -> None:
    person = Typist("label", talk, "-m", "extractive", "-q")
    first = person.key("f")
    assert "tools: 0 accepted" in first
    person.line("name", "Single Board")
    person.line("kind", "hardware")
    person.line("(s)ponsor's", "o")
    shown = person.key("n")
    assert "1 accepted" in shown
    person.line("name", "Wind vane")
    person.line("as said", "wind vane")
    person.until("said in 1 lines")
    person.line("kind", "hardware")
    person.line("(s)ponsor's")
    while "All tools are through" not in person.key("a"):
        pass
    while "All chapters are through" not in person.key("r"):
        pass
    assert person.process.poll() is None
    for kind in ("people", "mentions", "sponsors"):
        while f"All {kind} are through" not in person.key("a"):
            pass
    assert person.end() == 0
    gold = gold_of(talk)
    tools = {t.name: t for t in gold.tools}
    assert (tools["Single Board"].required, tools["Single Board"].kind.value) == (False, "hardware")
    assert (tools["Wind vane"].surface, tools["Wind vane"].mentions) == (["wind vane"], ["00:00:29"])
    assert len(tools) > 4
    assert gold.people
    assert not talk.with_name(f"roof.json{STATE_SUFFIX}").exists()
    assert load_episodes(talk.parent)[0].gold == gold


@pytest.mark.slow
def test_every_key_is_saved_and_the_walk_goes_on_where_it_was_killed(talk: Path) -> None:
    person = Typist("label", talk, "-m", "extractive", "-q")
    person.key("a")
    person.key("r")
    person.until("1 accepted, 1 rejected")
    os.killpg(person.process.pid, signal.SIGKILL)
    assert person.end() != 0
    assert len(gold_of(talk).tools) == 1
    state = talk.with_name(f"roof.json{STATE_SUFFIX}")
    assert state.exists()
    again = Typist("label", talk, "-m", "extractive", "-q")
    assert "1 accepted, 1 rejected" in again.key("b")
    back = again.key("a")
    assert "rejected" in back.split("tools:")[1]
    again.until("2 accepted, 0 rejected")
    again.key("q")
    assert again.end() == 0
    assert len(gold_of(talk).tools) == 2
    assert state.exists()


def test_the_context_of_each_mention_is_shown(talk: Path) -> None:
    person = Typist("label", talk, "-m", "extractive", "-q")
    seen = ""
    while "DuckDB" not in seen.split("tools:")[-1]:
        seen = person.key("r")
    # the key went to the item on the screen: go back to it
    person.key("b")
    first = person.key("m")
    assert "3:01" in first
    assert "(1 of " in first
    second = person.key("m")
    assert "(2 of " in second
    person.key("q")
    assert person.end() == 0


def test_a_wrong_answer_says_why_and_leaves_the_item_open(talk: Path) -> None:
    person = Typist("label", talk, "-m", "extractive", "-q")
    person.key("f")
    person.line("name", "...")
    person.line("kind")
    person.line("(s)ponsor's")
    person.until("must hold a letter or a digit")
    assert "0 accepted, 0 rejected" in person.key("x")
    person.key("\x03")
    assert person.end() == 0
    assert check_gold(talk.with_suffix(".json").read_text())[1] == ()


def test_without_a_terminal_or_with_one_model_to_disagree_it_ends_with_2(talk: Path) -> None:
    assert b"must be a terminal" in inside("label", talk, check=2).stderr
    person = Typist("label", talk, "--from-models", "extractive")
    assert person.end() == 2
    assert "two models or more" in person.screen


# --- without a terminal


def begun(talk: Path, *models: str) -> Session:
    return asyncio.run(
        begin(
            read_transcript(talk),
            systems_of(Settings(), [Asked(model) for model in models], []),
            talk.with_suffix(".json"),
            disputed=len(models) > 1,
            warn=lambda _: None,
            listener=NoProgress(),
        )
    )


def test_two_models_leave_open_what_only_one_of_them_found(talk: Path, fault_server: FaultServer) -> None:
    fault_server.respond = by_seed(
        {0: Script({"DuckDB": "Duck DB", "Spider": "spider"}, {"x": "Welcome back"})}
    )
    session = begun(talk, "fault", "extractive")
    status = {i.title: (i.status, i.by) for i in session.items if i.kind == "tools"}
    assert status["DuckDB"] == ("accepted", ("fault", "extractive"))
    assert status["Spider"] == ("open", ("fault",))
    assert status["SQLite"] == ("open", ("extractive",))


def test_a_model_that_fails_ends_it_before_anything_is_written(talk: Path) -> None:
    with pytest.raises(SummariseError, match="nobody: no model is called nobody"):
        begun(talk, "extractive", "nobody")
    assert [path.name for path in talk.parent.iterdir()] == ["roof.vtt"]


def test_an_existing_gold_file_is_kept_and_what_it_lacks_is_open(talk: Path) -> None:
    path = write_gold(talk.parent)
    session = begun(talk, "extractive")
    kept = load_gold(path.read_text(), "x")
    save(session, path)
    assert gold_of(talk) == kept
    open_titles = {i.title for i in session.items if i.status == "open"}
    assert "MQTT" in open_titles
    assert not open_titles & {tool.name for tool in kept.tools}


def test_a_walk_through_another_transcript_is_not_taken_up(talk: Path, tmp_path: Path) -> None:
    path = talk.with_suffix(".json")
    save(begun(talk, "extractive"), path)
    assert begun(talk, "nobody").stop == 0
    write_episode(tmp_path, shift=1)
    with pytest.raises(InputError, match=r"is about another transcript .* remove it to begin anew"):
        begun(talk, "extractive")
    state_path(path).write_text("{}")
    with pytest.raises(InputError, match=r"cannot be read: .* remove it to begin anew"):
        begun(talk, "extractive")


def test_labels_of_a_pipe_need_a_file_to_go_to(talk: Path) -> None:
    assert gold_path(read_transcript(talk), None) == talk.with_suffix(".json")
    with pytest.raises(SettingsError, match="of a pipe") as caught:
        gold_path(replace(read_transcript(talk), name="<stdin>"), None)
    assert "-O GOLD.json" in str(caught.value)


def test_labels_of_a_file_whose_name_is_no_utf8_need_a_file_to_go_to(talk: Path) -> None:
    odd = talk.with_name(os.fsdecode(b"t\xe9.txt"))
    try:
        odd.write_bytes(talk.read_bytes())
    except OSError:
        pytest.skip("this file system takes no such name")
    with pytest.raises(SettingsError, match=r"t\\xe9\.txt: its name is no UTF-8") as caught:
        gold_path(read_transcript(odd), None)
    assert "pipe" not in str(caught.value)
    assert gold_path(read_transcript(odd), talk.with_suffix(".json")) == talk.with_suffix(".json")
