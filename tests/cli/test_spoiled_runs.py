"""Whole runs over answers that are spoiled on their way: how they end, what is kept, what is asked again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llm_summarise import summarise
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import SummariseError
from llm_summarise.grounding import Grounder
from tests.asking.test_spoiled_answers import ENDS, READ_CLOSELY, TAKEN
from tests.batch_samples import talk
from tests.command import EXAMPLE, lines, run, usage
from tests.fault_server import FaultServer, Reply, Request, answer, careful
from tests.inprocess import inside
from tests.spoiling_server import FOREIGN, spoiled, with_notes


def is_about_notes(request: Request) -> bool:
    """Whether a request asks for the summary, which is written from notes."""
    return "[1] topic" in request.prompt


def spoiled_notes(name: str) -> Callable[[Request], Reply | None]:
    """Right answers, but for notes, which are spoiled."""
    return lambda request: None if is_about_notes(request) else spoiled(name, careful(request))


def kept() -> list[str]:
    with Store(os.environ["LLM_SUMMARISE_CACHE_DIR"], warn=pytest.fail) as store:
        return [entry.answer for _, entry in store.iterate()]


def rewrite(change: Callable[[str], dict[str, Any]]) -> None:
    """Change what the cache holds of every answer; finished results are forgotten."""
    with Store(os.environ["LLM_SUMMARISE_CACHE_DIR"], warn=pytest.fail) as store:
        for key, entry in list(store.iterate()):
            assert store.put(key, replace(entry, **change(entry.answer)))
        store.discard_memos()


def test_notes_that_nobody_said_are_asked_for_again_and_fail(server: FaultServer) -> None:
    server.react = spoiled_notes("foreign_notes")
    done = inside(EXAMPLE, "-m", "fault", check=4)
    assert "0 of" in lines(done.stderr)[-1]
    assert "quotes are words of the passage" in lines(done.stderr)[-1]
    assert (server.calls, kept()) == (2, [])
    assert FOREIGN in server.requests[1].prompt  # it is shown what was wrong
    inside(EXAMPLE, "-m", "fault", check=4)
    assert server.calls == 4


def test_foreign_notes_that_are_put_right_cost_one_call(server: FaultServer) -> None:
    spoil = spoiled_notes("foreign_notes")
    server.react = lambda request: spoil(request) if server.calls == 1 else None
    done = inside(EXAMPLE, "-m", "fault", "-f", "json")
    assert usage(done.stdout)["calls"] == server.calls == 3
    assert not any(FOREIGN in text for text in kept())


@pytest.mark.parametrize(
    ("name", "code"), [("foreign_but_a_half", 0), ("foreign_but_a_third", 0), ("foreign_but_a_quarter", 4)]
)
def test_a_third_of_the_notes_must_stand_in_the_passage(server: FaultServer, name: str, code: int) -> None:
    server.react = spoiled_notes(name)
    inside(EXAMPLE, "-m", "fault", check=code)


def test_a_kept_answer_that_nobody_said_is_asked_again(server: FaultServer) -> None:
    inside(EXAMPLE, "-m", "fault", "-q")
    before = server.calls

    def foreign(text: str) -> dict[str, Any]:
        if '"points"' not in text:
            return {}
        return {"answer": with_notes(text, lambda _, note: note.update(quote=FOREIGN))}

    rewrite(foreign)
    inside(EXAMPLE, "-m", "fault", "-q")
    assert server.calls == before + 1
    assert not any(FOREIGN in text for text in kept())


def test_each_quote_is_looked_for_once(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[str, Any, Any]] = []
    locate = Grounder.locate

    def watched(self: Grounder, quote: str, *, near: Any = None, within: Any = None) -> Any:
        looked.append((quote, near, within))
        return locate(self, quote, near=near, within=within)

    monkeypatch.setattr(Grounder, "locate", watched)
    summarise(EXAMPLE, model="fault")
    in_passages = [one for one in looked if one[2] is not None]
    assert in_passages
    assert len(set(in_passages)) == len(in_passages)


def test_half_of_the_notes_of_an_episode_are_dropped_and_counted(server: FaultServer) -> None:
    server.react = spoiled_notes("foreign_but_a_half")
    result = summarise(EXAMPLE, model="fault")
    assert sum(result.coverage.dropped.values()) > 0


def test_what_was_mended_is_counted_again_for_answers_from_the_cache(server: FaultServer) -> None:
    first = inside(EXAMPLE, "-m", "fault", "-f", "json")
    assert (usage(first.stdout)["mended"], usage(first.stdout)["dropped"]) == (0, 0)
    assert "mended" not in lines(first.stderr)[-1]
    rewrite(lambda _: {"mended": ("trailing comma", "fence"), "dropped": 2})
    second = inside(EXAMPLE, "-m", "fault", "-f", "json")
    assert (usage(second.stdout)["mended"], usage(second.stdout)["dropped"]) == (2, 4)
    assert lines(second.stderr)[-1].endswith("2 answers mended, 4 notes left out")
    third = inside(EXAMPLE, "-m", "fault", "-f", "json")  # the finished result is found
    assert (usage(third.stdout)["mended"], usage(third.stdout)["dropped"]) == (2, 4)


def test_counts_that_are_not_reported_are_estimated(server: FaultServer) -> None:
    server.react = lambda request: answer(careful(request), usage=False)
    done = inside(EXAMPLE, "-m", "fault", "-f", "json")
    used = usage(done.stdout)
    assert used["estimated"]
    assert used["input_tokens"] > 1000
    assert used["output_tokens"] > 100
    assert "(estimated)" in lines(done.stderr)[-1]
    assert "0 tokens in" not in lines(done.stderr)[-1]


def test_an_answer_that_cannot_be_had_is_one_line(server: FaultServer) -> None:
    server.react = lambda request: spoiled("thoughts_only", careful(request))
    with pytest.raises(SummariseError, match="answered with thoughts only") as caught:
        summarise(EXAMPLE, model="fault")
    assert caught.value.exit_code == 4
    assert "\n" not in str(caught.value)


def test_one_bad_note_costs_one_note_and_is_counted(server: FaultServer) -> None:
    server.react = spoiled_notes("bad_note")
    done = inside(EXAMPLE, "-m", "fault", "-f", "json")
    assert (server.calls, usage(done.stdout)["dropped"]) == (2, 1)
    assert "1 note left out" in lines(done.stderr)[-1]
    again = inside(EXAMPLE, "-m", "fault", "-f", "markdown")
    assert (server.calls, "1 note left out" in lines(again.stderr)[-1]) == (2, True)


def test_too_many_bad_notes_are_asked_for_again(server: FaultServer) -> None:
    server.react = spoiled_notes("half_bad_notes")
    inside(EXAMPLE, "-m", "fault", check=4)
    assert (server.calls, kept()) == (2, [])


FATAL = {
    "refused",
    "finish_language",
    "finish_pause",
    "finish_guardrail",
    "tool_calls_without_call",
    "huge_answer",
}
"""What is not asked again."""


@pytest.mark.slow
def test_a_batch_gets_every_answer_that_can_be_had(server: FaultServer, tmp_path: Path) -> None:
    """A file for each spoiling, whose first answer is spoiled."""
    ends_the_run = {name for name, end in ENDS.items() if end.failure.fatal}
    names = sorted({*TAKEN, *READ_CLOSELY, *ENDS} - ends_the_run)
    for number, name in enumerate(names):
        cue = f"00:00:00.000 --> 00:00:00.010\nThis part is called {name.replace('_', ' ')} today."
        (tmp_path / f"{name}.vtt").write_text(talk(number).replace("WEBVTT\n", f"WEBVTT\n\n{cue}\n", 1))
    met: set[str] = set()
    right: set[str] = set()

    def react(request: Request) -> Reply | None:
        if is_about_notes(request):
            return None
        text = careful(request)
        right.add(json.dumps(json.loads(text)))
        for name in names:
            if name not in met and f"is called {name.replace('_', ' ')} today" in request.prompt:
                met.add(name)
                return spoiled(name, text)
        return answer(text)

    server.react = react
    command = ("batch", tmp_path, "-m", "fault", "-f", "json", "--jsonl")
    first = run(*command, check=3)
    ended = {Path(row["source"]).stem: row for row in map(json.loads, lines(first.stdout))}
    assert met == set(names)
    assert {name for name, row in ended.items() if row["status"] == "failed"} == FATAL
    assert b"Traceback" not in first.stderr
    notes = [json.dumps(json.loads(text)) for text in kept() if '"points"' in text]
    assert set(notes) <= right
    for name in FATAL:
        assert "\n" not in ended[name]["reason"]
    before = server.calls
    run(*command, check=0)
    assert server.calls - before == 2 * len(FATAL)
