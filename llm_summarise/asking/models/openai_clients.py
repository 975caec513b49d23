"""The OpenAI family of `llm`: one pooled client for a run instead of one for each prompt, without the retries
of its own, and without its blind spots.

A client of one's own per prompt costs 25 ms and a new connection. Its retries know nothing of other calls and
repeat an exhausted quota. And a server that sends a web page, a list where a text should be, or no token
counts, makes `llm` fail with an AttributeError or a TypeError after the answer was paid for.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final

from llm_summarise.asking.failures import Failure, ServerFault
from llm_summarise.asking.models.bodies import (
    LARGEST_BODY,
    completion_of,
    not_the_api,
    refuse_error,
    too_long,
)
from llm_summarise.asking.models.payload import token_count
from llm_summarise.asking.models.spoken import text_of

_FAMILY: Final = "llm.default_plugins.openai_models"
_RESOURCES: Final = ("chat.completions", "completions", "responses")
"""Where a client has the methods `create` that ask for an answer."""

_HTTP: Final = "_client"
"""Where a client of `openai` has its client of HTTP."""


class Clients:
    """The clients of one model object, made on demand. `timeout` is in seconds, the latest one counts."""

    def __init__(self, model: Any) -> None:
        self.timeout: float | None = None
        self._make = model.get_client
        self._making = threading.Lock()  # models without asyncio are asked from a thread each
        self._clients: dict[object, Any] = {}
        model.get_client = self._get
        # What Pydantic warns of repeats the answer: fields of servers that are not quite those of OpenAI.
        warnings.filterwarnings("ignore", "Pydantic serializer warnings")

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        """The client that `llm` asks for, with whatever it asks for it."""
        name = (args, tuple(sorted(kwargs.items())), self.timeout)
        with self._making:
            if name not in self._clients:
                self._clients[name] = _prepared(self._make(*args, **kwargs), self.timeout)
            return self._clients[name]

    async def aclose(self) -> None:
        """Close all connections. The clients belong to the event loop that used them."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            closing = client.close()
            if inspect.isawaitable(closing):
                await closing


def is_openai_family(model: object) -> bool:
    """Whether `model`, of `llm` itself or of a plugin that builds on it, makes its clients where they can be
    replaced."""
    return hasattr(model, "get_client") and any(kind.__module__ == _FAMILY for kind in type(model).__mro__)


def _prepared(client: Any, timeout: float | None) -> Any:
    """`client` without retries of its own, its answers looked at. A client that has changed is left as it is,
    as far as it has."""
    with contextlib.suppress(AttributeError, TypeError):
        client = client.with_options(timeout=timeout, max_retries=0)
    with contextlib.suppress(AttributeError, TypeError, KeyError):
        http = attrgetter(_HTTP)(client)
        bound = _bounded_async if hasattr(http, "aclose") else _bounded
        http.event_hooks = {**http.event_hooks, "response": [*http.event_hooks["response"], bound]}
    for place in _RESOURCES:
        with contextlib.suppress(AttributeError, TypeError):
            resource = attrgetter(place)(client)
            resource.create = _watched(resource.create)
    return client


def _watched(create: Callable[..., Any]) -> Callable[..., Any]:
    async def awaited(completion: Awaitable[Any]) -> Any:
        try:
            return _sound(await completion)
        except Exception as error:  # noqa: BLE001 - raised again, if there is nothing to be read
            return _read_anyway(error)

    def watched(*args: Any, **kwargs: Any) -> Any:
        try:
            completion = create(*args, **kwargs)
            return awaited(completion) if inspect.isawaitable(completion) else _sound(completion)
        except Exception as error:  # noqa: BLE001 - as above
            return _read_anyway(error)

    return watched


def _read_anyway(error: Exception) -> Any:
    """The answer in a body that the client failed to read. Raises a Failure, or `error` itself."""
    if isinstance(error.__cause__, Failure):  # from `_bounded`, packed in an error of connection
        raise error.__cause__
    if isinstance(error, json.JSONDecodeError):
        return _sound(error.doc)
    if isinstance(error, RecursionError | UnicodeError):
        raise ServerFault("the answer of the server is no JSON that can be read") from error
    raise error


def _sound(completion: Any) -> Any:
    """`completion` if it is one, as `llm` can read it: content as text, token counts that are some."""
    if isinstance(completion, list) and completion:  # Gemini wraps its errors in a list
        completion = completion[0]
    if isinstance(completion, str):
        from openai.types.chat import ChatCompletion

        completion = ChatCompletion.construct(**completion_of(completion))
    reply = _fields(completion)
    refuse_error(reply)
    if isinstance(reply.get("output"), list):
        _count(completion, ("input_tokens", "output_tokens"))
        return completion
    choices = reply.get("choices")
    if not choices and "choices" not in reply:
        raise not_the_api()
    if not isinstance(choices, list) or not choices:
        completion.choices = [_nothing(reply)]
    for choice in completion.choices:
        message = getattr(choice, "message", None)
        if message is not None and not isinstance(getattr(message, "content", None), str | None):
            message.content = text_of(message.content)
    _count(completion, ("prompt_tokens", "completion_tokens"))
    return completion


def _fields(completion: Any) -> Mapping[str, Any]:
    dump = getattr(completion, "model_dump", None)
    if dump is None:
        raise not_the_api()
    reply: Mapping[str, Any] = dump(warnings=False, exclude_unset=True)
    return reply


def _nothing(reply: Mapping[str, Any]) -> Any:
    """The choice of a reply without one: an empty answer, counted and asked for again as such."""
    from openai.types.chat import ChatCompletionMessage
    from openai.types.chat.chat_completion import Choice

    filtered = "content_filter" if '"filtered": true' in json.dumps(reply, default=str) else None
    message = ChatCompletionMessage.construct(role="assistant", content=None)
    return Choice.construct(index=0, message=message, finish_reason=filtered)


def _count(completion: Any, names: tuple[str, str]) -> None:
    """Give `completion` token counts that `llm` can read: 0, which is taken as unknown, for what is none."""
    usage = getattr(completion, "usage", None)
    counts = {name: token_count(getattr(usage, name, None)) or 0 for name in names}
    if names[0] == "input_tokens":
        if usage is not None and hasattr(usage, "model_dump"):
            for name, count in counts.items():
                setattr(usage, name, count)
        elif usage is not None:
            completion.usage = None
        return
    from openai.types import CompletionUsage

    into, out = counts.values()
    sound = CompletionUsage(prompt_tokens=into, completion_tokens=out, total_tokens=into + out)
    for name in ("prompt_tokens_details", "completion_tokens_details"):
        details = getattr(usage, name, None)
        if hasattr(details, "model_dump"):
            setattr(sound, name, details)
    completion.usage = sound


class _Meter:
    """Lets no more than LARGEST_BODY of one reply through, counted as it is unpacked."""

    def __init__(self) -> None:
        self._read = 0

    def passed(self, part: bytes) -> bytes:
        self._read += len(part)
        if self._read > LARGEST_BODY:
            raise too_long(f"{LARGEST_BODY // 2**20} MB, the most that is read of one")
        return part


def _bounded(response: Any) -> None:
    """Let no more than LARGEST_BODY of `response` be read."""
    read = response.iter_bytes

    def iter_bytes(*args: Any, **kwargs: Any) -> Iterator[bytes]:
        meter = _Meter()
        for part in read(*args, **kwargs):
            yield meter.passed(part)

    response.iter_bytes = iter_bytes


async def _bounded_async(response: Any) -> None:
    """As `_bounded`, for a client with asyncio."""
    read = response.aiter_bytes

    async def aiter_bytes(*args: Any, **kwargs: Any) -> AsyncIterator[bytes]:
        meter = _Meter()
        async for part in read(*args, **kwargs):
            yield meter.passed(part)

    response.aiter_bytes = aiter_bytes
