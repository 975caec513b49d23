"""Models of `llm` are asked with what they take."""

from __future__ import annotations

import asyncio
import json

import pytest

from llm_summarise.asking.caller import Caller
from llm_summarise.asking.models.protocol import Answer
from llm_summarise.asking.models.resolve import open_model, resolve
from llm_summarise.asking.store.store import NullStore
from tests import fault_server as faults
from tests.asking.world import GOOD, PROMPT, Count, World
from tests.fault_server import Reply, configure


def test_seeds_are_kept_apart_and_sent_where_they_are_taken(world: World) -> None:
    async def three(caller: Caller) -> None:
        for seed in (0, 1, 1):
            await caller.ask("count", PROMPT, Count, seed=seed)

    world.run(three)
    assert [request.body["seed"] for request in world.server.requests] == [0, 1]
    world.ask(options={"seed": 5})
    assert world.server.requests[-1].body["seed"] == 5


def test_a_seed_the_server_refuses_is_left_out_from_then_on(world: World) -> None:
    world.server.react = lambda request: (
        faults.status(400, "Unrecognized argument: seed") if "seed" in request.body else None
    )

    async def two(caller: Caller) -> None:
        for prompt in ("one", "two"):
            await caller.ask("count", prompt, Count)

    world.run(two)
    assert ["seed" in request.body for request in world.server.requests] == [True, False, False]


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        ({"service_tier": "flex"}, "flex"),
        ({"service_tier": None}, None),
        ({"service_tier": 3}, None),
        ({}, None),
    ],
)
def test_the_tier_it_was_served_at_is_told(world: World, said: dict[str, object], tier: str | None) -> None:
    whole = json.loads(faults.answer(GOOD).body or "")
    world.server.plan = [Reply(body=json.dumps({**whole, **said}))]

    async def once() -> Answer:
        model = open_model(resolve("fault", None, memo=NullStore()))
        try:
            return await model.answer("", PROMPT, None, 0, 9.0)
        finally:
            await model.aclose()

    assert asyncio.run(once()).tier == tier


def text_completion(text: str) -> Reply:
    choice = {"index": 0, "text": text, "finish_reason": "stop", "logprobs": None}
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}
    head = {"id": "c", "object": "text_completion", "created": 0, "model": "m"}
    return Reply(body=json.dumps({**head, "choices": [choice], "usage": usage}))


def test_a_model_without_system_prompts_finds_it_before_the_prompt(world: World) -> None:
    file = configure(world.server.url)
    file.write_text(file.read_text().replace("supports_schema: true", "completion: true"))
    world.server.react = lambda _request: text_completion(GOOD)

    async def two(caller: Caller) -> list[int]:
        return [(await caller.ask("count", prompt, Count)).value.n for prompt in ("one", "two")]

    assert world.run(two) == [7, 7]
    first, second = (request.body["prompt"] for request in world.server.requests)
    assert first.startswith("count\n\nJSON under")
    assert (first.splitlines()[-1], second.splitlines()[-1]) == ("one", "two")
