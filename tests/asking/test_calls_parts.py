"""The parts of the call layer by themselves: what an exception means, why a model stopped, who may call."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import llm
import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.background import in_thread
from llm_summarise.asking.classify import classify
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.payload import finish_of
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.asking.pool import Pool
from llm_summarise.extractive.embedded_model import SOURCES

CARD = ResolvedModel("m", "m", provider="acme")


class HTTPStatusError(Exception):
    """As other plugins' HTTP libraries raise it."""

    def __init__(self, status: int, text: str = "", **headers: str) -> None:
        super().__init__(f"Client error '{status}'")
        self.response = SimpleNamespace(
            status_code=status, text=text, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )


class ReadTimeout(Exception):
    pass


class RemoteProtocolError(Exception):
    pass


class APIConnectionError(Exception):
    """What the client of a provider makes of any trouble with a connection."""


class ConnectError(Exception):
    pass


class ReadError(Exception):
    pass


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (HTTPStatusError(429), failures.RateLimited),
        (HTTPStatusError(429, '{"type": "insufficient_quota"}'), failures.QuotaUsedUp),
        (HTTPStatusError(400, "Your credit balance is too low"), failures.QuotaUsedUp),
        (HTTPStatusError(402), failures.QuotaUsedUp),
        (HTTPStatusError(401), failures.KeyRefused),
        (HTTPStatusError(529), failures.Overloaded),
        (HTTPStatusError(413), failures.TooLong),
        (HTTPStatusError(400, "prompt is too long: 300000 tokens > 200000 maximum"), failures.TooLong),
        (HTTPStatusError(500, "failed to parse grammar"), failures.SchemaRejected),
        (HTTPStatusError(418), failures.BadRequest),
        (caused(llm.ModelError("it failed"), HTTPStatusError(503)), failures.Overloaded),
        (ReadTimeout(), failures.TimedOut),
        (TimeoutError(), failures.TimedOut),
        (RemoteProtocolError(), failures.ConnectionLost),
        (ConnectionRefusedError(), failures.ConnectionLost),
        (llm.NeedsKeyException("No key found"), failures.KeyRefused),
        (llm.ModelError("RESOURCE_EXHAUSTED: slow down"), failures.RateLimited),
        (llm.ModelError("The model is overloaded"), failures.Overloaded),
        (llm.ModelError("API key not valid"), failures.KeyRefused),
        (llm.ModelError("models/x is not found for API version v1"), failures.UnknownModel),
        (ValueError("Sync: m does not support schemas"), failures.SchemaRejected),
        (TypeError("create() got an unexpected keyword argument 'seed'"), failures.SeedRejected),
        (TypeError("create() got an unexpected keyword argument 'top_k'"), failures.BadOption),
        (KeyError("choices"), failures.ModelCrashed),
    ],
    ids=lambda value: None if isinstance(value, Exception) else value.__name__,
)
def test_plugins_raise_what_they_like(error: Exception, kind: type[Failure]) -> None:
    failure = classify(error, CARD)
    assert type(failure) is kind
    assert "\n" not in str(failure)


NOBODY = "no connection to m at http://box:1/v1 - is something listening at http://box:1/v1?"
CUT = "the connection to m at http://box:1/v1 was cut before the answer was complete"
NOWHERE = (
    "no connection to m at http://box:1/v1 - is the network there, and http://box:1/v1 the right address?"
)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (caused(ConnectError("[Errno 111] Connection refused"), ConnectionRefusedError()), NOBODY),
        (ConnectError("All connection attempts failed"), NOBODY),
        (ReadError("[Errno 104] Connection reset by peer"), CUT),
        (caused(ReadError(""), ConnectionResetError()), CUT),
        (RemoteProtocolError("Server disconnected without sending a response."), CUT),
        (ConnectError("[Errno -2] Name or service not known"), NOWHERE),
    ],
)
def test_only_where_a_connection_was_refused_is_it_asked_whether_somebody_listens(
    inner: Exception, said: str
) -> None:
    failure = classify(
        caused(APIConnectionError("Connection error."), inner), replace(CARD, endpoint="http://box:1/v1")
    )
    assert type(failure) is failures.ConnectionLost
    assert str(failure).startswith(said)


def test_hints_name_the_command_to_run() -> None:
    assert str(classify(HTTPStatusError(401), CARD)).endswith("llm keys set acme")
    assert "llm models --options -m m" in str(classify(TypeError("unexpected keyword argument 'x'"), CARD))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "2"}, 2.0),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after_ms": "250"}, 0.25),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
)
def test_a_server_says_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert classify(HTTPStatusError(429, **headers), CARD).retry_after == seconds


def test_a_server_says_until_when_to_wait() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    wait = classify(HTTPStatusError(503, retry_after=date), CARD).retry_after
    assert wait is not None
    assert 90 < wait <= 100
    assert classify(HTTPStatusError(503, retry_after="Thu, 01 Jan 1970 00:00:00 GMT"), CARD).retry_after == 0


def chat(reason: str | None, **message: Any) -> dict[str, Any]:
    return {"choices": [{"finish_reason": reason, "message": message}]}


@pytest.mark.parametrize(
    ("payload", "finish"),
    [
        (chat("stop", content="x"), "complete"),
        (chat("length"), "length"),
        (chat("content_filter"), "refused"),
        (chat("stop", refusal="no"), "refused"),
        (chat("tool_calls"), "other"),
        (chat(None), None),
        ({"status": "completed", "output": [{"content": [{"type": "output_text"}]}]}, "complete"),
        ({"status": "completed", "output": [{"content": [{"type": "refusal"}]}]}, "refused"),
        (
            {"status": "incomplete", "output": [], "incomplete_details": {"reason": "max_output_tokens"}},
            "length",
        ),
        (
            {"status": "incomplete", "output": [], "incomplete_details": {"reason": "content_filter"}},
            "refused",
        ),
        ({"status": "failed", "output": []}, "other"),
        ({"stop_reason": "end_turn"}, "complete"),
        ({"stop_reason": "tool_use"}, "complete"),
        ({"stop_reason": "max_tokens"}, "length"),
        ({"stop_reason": "refusal"}, "refused"),
        ({"candidates": [{"finishReason": "STOP"}]}, "complete"),
        ({"candidates": [{"finishReason": "MAX_TOKENS"}]}, "length"),
        ({"candidates": [{"finishReason": "SAFETY"}]}, "refused"),
        ({"promptFeedback": {"blockReason": "OTHER"}}, "refused"),
        ({"done": True, "done_reason": "stop"}, "complete"),
        ({"done": True, "done_reason": "length"}, "length"),
        ({"status": "ok"}, None),
        ({"choices": []}, None),
        (None, None),
    ],
)
def test_why_a_model_stopped_is_read_from_its_providers_payload(payload: Any, finish: str | None) -> None:
    assert finish_of(payload) == finish


def test_a_pool_lets_in_in_order_and_whoever_comes_back_first() -> None:
    async def go() -> list[str]:
        pool, entered = Pool(1), []

        async def enter(name: str, again: bool) -> None:
            async with pool.place(again=again):
                entered.append(name)
                await asyncio.sleep(0)

        tasks = [asyncio.create_task(enter(n, n == "back")) for n in ("first", "second", "third", "back")]
        await asyncio.gather(*tasks)
        return entered

    assert asyncio.run(go()) == ["first", "back", "second", "third"]


def test_a_cancelled_task_takes_no_place_with_it() -> None:
    async def go() -> int:
        pool = Pool(1)

        async def enter() -> None:
            async with pool.place():
                await asyncio.sleep(0)

        tasks = [asyncio.create_task(enter()) for _ in range(9)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await enter()
        return pool.taken

    assert asyncio.run(go()) == 0


def test_a_pause_keeps_everybody_out_and_takes_half_the_places_for_a_while() -> None:
    async def go() -> tuple[list[int], bool]:
        over = asyncio.Event()

        async def sleep(_seconds: float) -> None:
            await over.wait()

        pool = Pool(8, sleep=sleep)
        pool.slow_down(5)
        pool.slow_down(5)
        places = [pool.places]
        entering = asyncio.create_task(pool.place().__aenter__())
        for _ in range(5):
            await asyncio.sleep(0)
        kept_out = not entering.done()
        over.set()
        await entering
        for _ in range(40):
            pool.succeeded()
        return [*places, pool.places], kept_out

    assert asyncio.run(go()) == ([4, 8], True)


def test_a_pool_without_places_is_refused() -> None:
    with pytest.raises(ValueError, match="use 1 or more"):
        Pool(0)


def test_what_a_thread_raises_reaches_whoever_waits() -> None:
    def fail() -> None:
        raise StopIteration("odd")

    async def go() -> int:
        with pytest.raises(RuntimeError, match="odd"):
            await in_thread(fail)
        with pytest.raises(ZeroDivisionError):
            await in_thread(lambda: 1 // 0)
        return await in_thread(lambda: 7)

    assert asyncio.run(go()) == 7


def test_the_version_of_the_embedded_model_covers_all_code_its_answers_come_from() -> None:
    program = """
import importlib, pkgutil, sys
import llm_summarise.extractive as package
for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
    if module.name != package.__name__ + ".embedded_model":
        importlib.import_module(module.name)
ours = [module for name, module in sys.modules.items() if name.startswith("llm_summarise.")]
print(*(module.__file__.split("/llm_summarise/")[-1] for module in ours))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    silent = {"version.py", "domain/__init__.py", "domain/errors.py"}
    for file in set(run.stdout.split()) - silent:
        assert any(file == source or file.startswith(f"{source}/") for source in SOURCES), file
