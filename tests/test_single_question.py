"""A function on a language model in five lines."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import BaseModel

from llm_summarise import aask, ask
from llm_summarise.asking import failures
from llm_summarise.asking.ledger import Ledger
from llm_summarise.domain.errors import AnswerError, NotCached, SettingsError
from tests import fault_server as faults
from tests.fault_server import FaultServer


class Colour(BaseModel):
    name: str


class Palette(BaseModel):
    colour: str
    shades: list[Palette] = []


class NoColour(BaseModel):
    reason: str


@pytest.fixture
def server(fault_server: FaultServer) -> FaultServer:
    fault_server.respond = lambda request: Colour(name=request.prompt).model_dump_json()
    return fault_server


def test_a_valid_instance_comes_back_and_is_paid_for_once(server: FaultServer) -> None:
    ledger = Ledger()
    assert ask("yellow", Colour, model="fault", ledger=ledger) == Colour(name="yellow")
    assert ask("yellow", Colour, model="fault-alias", ledger=ledger) == Colour(name="yellow")
    assert server.calls == 1
    assert (ledger.calls, ledger.cached) == (1, 1)


def test_a_way_out_is_taken_as_such(server: FaultServer) -> None:
    server.respond = lambda _request: '{"answer": {"reason": "it is transparent"}}'
    assert ask("the colour of glass", Colour | NoColour, model="fault") == NoColour(
        reason="it is transparent"
    )


def test_it_works_inside_a_running_loop(server: FaultServer) -> None:
    async def notebook() -> Colour:
        return ask("red", Colour, model="fault")

    assert asyncio.run(notebook()) == Colour(name="red")


def test_gathered_questions_share_one_pool(server: FaultServer) -> None:
    server.latency = 0.002

    async def many() -> list[Colour]:
        return await asyncio.gather(
            *(aask(f"c{i % 40}", Colour, model="fault", concurrency=3) for i in range(80))
        )

    assert [colour.name for colour in asyncio.run(many())] == [f"c{i % 40}" for i in range(80)]
    assert server.calls == 40
    assert server.most_at_once <= 3


def test_seed_options_and_system_are_sent_and_count(server: FaultServer) -> None:
    for seed in (0, 1):
        ask("blue", Colour, model="fault", system="be brief", seed=seed, options={"temperature": 1})
    assert [request.body["seed"] for request in server.requests] == [0, 1]
    assert {(request.system, request.body["temperature"]) for request in server.requests} == {("be brief", 1)}


def test_failures_reach_the_caller_as_errors(server: FaultServer, tmp_path: Path) -> None:
    server.react = lambda _request: faults.refused()
    with pytest.raises(AnswerError):
        ask("green", Colour, model="fault")
    with pytest.raises(NotCached):
        ask("green", Colour, model="fault", cached_only=True, cache_dir=tmp_path)
    with pytest.raises(failures.UnknownModel):
        ask("green", Colour, model="no-such-model")
    with pytest.raises(SettingsError):
        ask("green", Colour, modle="fault")


def test_the_embedded_model_says_that_it_cannot_answer_this() -> None:
    with pytest.raises(failures.SchemaUnknown, match="choose another model"):
        ask("green", Colour)


def test_a_model_that_refers_to_itself_is_called_by_its_name() -> None:
    with pytest.raises(failures.SchemaUnknown, match="cannot answer Palette"):
        ask("green", Palette)
