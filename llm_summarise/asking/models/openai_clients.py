"""The OpenAI family of `llm`: one pooled client for a run instead of one for each prompt, without the retries
of its own, and without its blind spots.

A client of one's own per prompt costs 25 ms and a new connection. Its retries know nothing of other calls and
repeat an exhausted quota. And a server that sends a web page, or no token counts, makes `llm` fail with an
AttributeError after the answer was paid for.
"""

from __future__ import annotations

import contextlib
import inspect
import threading
from collections.abc import Awaitable, Callable, Mapping
from operator import attrgetter
from typing import Any, Final

from llm_summarise.asking.failures import NotTheApi

_FAMILY: Final = "llm.default_plugins.openai_models"
_RESOURCES: Final = ("chat.completions", "completions", "responses")
"""Where a client has the methods `create` that ask for an answer."""

_OF_ERRORS: Final = ("message", "detail", "errors")
"""Fields of an error that some servers send with status 200; an answer has none of them."""


class GatewayError(Exception):
    """An error that a gateway sent as an answer with status 200: `body` is what it says of it."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("message", "")))
        self.body = body


class Clients:
    """The clients of one model object, made on demand. `timeout` is in seconds, the latest one counts."""

    def __init__(self, model: Any) -> None:
        self.timeout: float | None = None
        self._make = model.get_client
        self._making = threading.Lock()  # models without asyncio are asked from a thread each
        self._clients: dict[object, Any] = {}
        model.get_client = self._get

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
    for place in _RESOURCES:
        with contextlib.suppress(AttributeError, TypeError):
            resource = attrgetter(place)(client)
            resource.create = _watched(resource.create)
    return client


def _watched(create: Callable[..., Any]) -> Callable[..., Any]:
    async def awaited(completion: Awaitable[Any]) -> Any:
        return _sound(await completion)

    def watched(*args: Any, **kwargs: Any) -> Any:
        completion = create(*args, **kwargs)
        return awaited(completion) if inspect.isawaitable(completion) else _sound(completion)

    return watched


def _error_told(completion: Any) -> Mapping[str, Any] | None:
    """The error that an answer consists of, or its only choice; None if it is none."""
    choices = getattr(completion, "choices", None)
    error = getattr(completion, "error", None)
    if choices:
        failed = getattr(choices[0], "finish_reason", None) == "error"
        error = getattr(choices[0], "error", None) or error if failed else None
    elif not error and not getattr(completion, "output", None):
        more = getattr(completion, "model_extra", None) or {}
        error = {name: more[name] for name in _OF_ERRORS if more.get(name)}
    elif getattr(completion, "output", None):
        return None
    if not error:
        return None
    return error if isinstance(error, Mapping) else {"message": str(error)}


def _sound(completion: Any) -> Any:
    """`completion` if it is one, with token counts of 0 (taken as unknown) where it has none."""
    if told := _error_told(completion):
        raise GatewayError(told)
    if hasattr(completion, "output") and isinstance(completion.output, list):
        return completion
    if not getattr(completion, "choices", None):
        raise NotTheApi(
            "the address answers, but not as a model's API does (a web page?)",
            hint="look at api_base in extra-openai-models.yaml, or at the proxy",
        )
    if getattr(completion, "usage", True) is None:
        from openai.types import CompletionUsage

        completion.usage = CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
    return completion
