"""Plugins of `llm` that stumble over an answer: what was paid for is read from the payload they keep."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import llm
import pytest
from llm.plugins import pm

from llm_summarise.asking.failures import InvalidAnswer, ModelCrashed
from llm_summarise.asking.models.llm_model import MOST_CHARACTERS
from llm_summarise.asking.models.protocol import Answer
from llm_summarise.asking.models.resolve import open_model, resolve
from tests.asking.world import BOTH, GOOD, World
from tests.fault_server import answer
from tests.spoiling_server import spoiled

PARTS = [{"type": "thinking", "thinking": "Maybe"}, {"type": "text", "text": GOOD}]
PAYLOAD = {
    "choices": [{"message": {"content": PARTS}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 2},
}


def a_list(response: Any) -> Iterator[Any]:
    """As llm-mistral: what is yielded is the content, whatever it is."""
    response.response_json = PAYLOAD
    yield PARTS


def nothing_at_all(response: Any) -> Iterator[Any]:
    response.response_json = PAYLOAD
    yield None


def a_failure_over_the_answer(response: Any) -> Iterator[Any]:
    response.response_json = PAYLOAD
    yield PAYLOAD["choices"][0]["message"]["content"].strip()  # type: ignore[index]


def no_words(response: Any) -> Iterator[Any]:
    response.response_json = {
        "message": {"content": "", "tool_calls": [{"function": {"arguments": {"n": 7}}}]}
    }
    yield ""


def a_failure_before_any_answer(response: Any) -> Iterator[Any]:
    raise TypeError("unsupported operand")
    yield ""


def too_much(response: Any) -> Iterator[Any]:
    response.response_json = {}
    for _ in range(MOST_CHARACTERS // 2**20 + 1):
        yield "x" * 2**20


Execute = Callable[[Any], Iterator[Any]]


@pytest.fixture(params=["asyncio", "thread"])
def asked(request: pytest.FixtureRequest) -> Iterator[Callable[[Execute], Answer]]:
    """Asks a model whose plugin executes as given."""
    executed: list[Execute] = []

    class Sync(llm.Model):
        model_id = "odd"

        def execute(self, prompt: Any, stream: Any, response: Any, conversation: Any = None) -> Iterator[Any]:
            yield from executed[0](response)

    class Async(llm.AsyncModel):
        model_id = "odd"

        async def execute(
            self, prompt: Any, stream: Any, response: Any, conversation: Any = None
        ) -> AsyncIterator[Any]:
            for piece in executed[0](response):
                yield piece

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Any) -> None:
            register(Sync(), Async() if request.param == "asyncio" else None)

    def ask(execute: Execute) -> Answer:
        async def once() -> Answer:
            model = open_model(resolve("odd"))
            try:
                return await model.answer("system", "prompt", None, 0, 30.0)
            finally:
                await model.aclose()

        executed[:] = [execute]
        return asyncio.run(once())

    pm.register(Plugin(), name="odd")
    yield ask
    pm.unregister(name="odd")


@pytest.mark.parametrize("execute", [nothing_at_all, a_failure_over_the_answer, no_words])
def test_an_answer_is_read_from_the_payload_of_a_plugin(
    asked: Callable[[Execute], Answer], execute: Execute
) -> None:
    assert asked(execute).text.replace(" ", "") == GOOD.replace(" ", "")


def test_a_piece_that_is_a_list_is_joined(asked: Callable[[Execute], Answer]) -> None:
    found = asked(a_list)
    assert (found.text, found.finish) == (GOOD, "complete")
    assert (found.input_tokens, found.output_tokens) == (9, 2)


def test_a_failure_of_a_plugin_stays_one(asked: Callable[[Execute], Answer]) -> None:
    with pytest.raises(ModelCrashed, match="TypeError"):
        asked(a_failure_before_any_answer)


def test_what_a_plugin_hands_on_is_bounded(asked: Callable[[Execute], Answer]) -> None:
    with pytest.raises(InvalidAnswer, match="33,554,432 characters"):
        asked(too_much)


@BOTH
def test_a_body_is_bounded_as_it_is_unpacked(world: World, name: str) -> None:
    """33 MB of blanks are a few KB on their way."""
    world.server.react = lambda _request: replace(spoiled("huge_answer", GOOD), packed=True)
    error = world.fail(InvalidAnswer, name)
    assert "longer than 32 MB" in str(error)
    assert world.server.calls == 1


@pytest.mark.slow
def test_a_long_answer_takes_a_few_times_its_size(world: World) -> None:
    text = '{"n": 7, "more": "' + "x" * 10_000_000 + '"}'
    world.server.react = lambda _request: answer(text)

    async def once() -> tuple[int, int]:
        model = open_model(resolve("fault"))
        await model.answer("", "warm", None, 0, 60.0)
        tracemalloc.start()
        try:
            found = await model.answer("", "prompt", None, 0, 60.0)
            return len(found.text), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            await model.aclose()

    length, peak = asyncio.run(once())
    assert length == len(text)
    # The server of the test runs in this process and holds its own copies meanwhile.
    assert peak < 12 * length
