"""The OpenAI family of `llm`: one pooled client for a run instead of one for each prompt, without the retries
of its own, and without its blind spots.

A client of one's own per prompt costs 25 ms and a new connection. Its retries know nothing of other calls and
repeat an exhausted quota. And a server that sends a web page, or no token counts, makes `llm` fail with an
AttributeError after the answer was paid for.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Final

from llm_summarise.asking.failures import NotTheApi

_JSON_ALREADY: Final = ("messages", "response_format", "input", "text")
"""Arguments that `llm` gives as they are sent, of the Chat and the Responses interface."""


class GatewayError(Exception):
    """An error that a gateway sent as an answer with status 200."""

    def __init__(self, status_code: int | None, message: str) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.message = message


class Clients:
    """The clients of one model object, made on demand. `timeout` is in seconds, the latest one counts."""

    def __init__(self, model: Any) -> None:
        self.timeout: float | None = None
        self._original = model.get_client
        self._clients: dict[tuple[bool, str | None, float | None], Any] = {}
        model.get_client = self._get

    def _get(self, key: str | None, *, async_: bool = False) -> Any:
        name = (async_, key, self.timeout)
        client = self._clients.get(name)
        if client is None:
            client = self._original(key, async_=async_).with_options(timeout=self.timeout, max_retries=0)
            for resource in (client.chat.completions, client.completions, client.responses):
                resource.create = _watched(resource.create, async_)
            self._clients[name] = client
        return client

    async def aclose(self) -> None:
        """Close all connections. The clients belong to the event loop that used them."""
        clients, self._clients = self._clients, {}
        for (async_, _, _), client in clients.items():
            if async_:
                await client.close()
            else:
                client.close()


def is_openai_family(model: object) -> bool:
    """Whether `model` makes its clients where they can be replaced."""
    if not hasattr(model, "get_client"):
        return False
    from llm.default_plugins import openai_models

    return isinstance(model, openai_models._Shared)


def _watched(create: Any, async_: bool) -> Any:
    if async_:

        @functools.wraps(create)
        async def acreate(*args: Any, **kwargs: Any) -> Any:
            return _sound(await create(*args, **_as_it_is(kwargs)))

        return acreate

    @functools.wraps(create)
    def screate(*args: Any, **kwargs: Any) -> Any:
        return _sound(create(*args, **_as_it_is(kwargs)))

    return screate


def _as_it_is(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments with what is JSON already as a part of the body that the client leaves alone: it looks
    through all messages and every key of a schema for something to convert, a quarter of its work."""
    plain = {name: kwargs[name] for name in _JSON_ALREADY if name in kwargs}
    rest = {name: value for name, value in kwargs.items() if name not in plain}
    if "messages" in plain:
        rest["messages"] = []  # may not be missing; those of the body take their place
    return {**rest, "extra_body": {**(kwargs.get("extra_body") or {}), **plain}}


def _sound(completion: Any) -> Any:
    """`completion` if it is one, with token counts of 0 (taken as unknown) where it has none."""
    error = getattr(completion, "error", None)
    if error and not getattr(completion, "choices", None) and not getattr(completion, "output", None):
        told = error if isinstance(error, Mapping) else {"message": str(error)}
        code = told.get("code")
        raise GatewayError(code if isinstance(code, int) else None, str(told.get("message", "")))
    if hasattr(completion, "output") and isinstance(completion.output, list):
        return completion
    if not getattr(completion, "choices", None):
        raise NotTheApi(
            "the address answers, but not as a model's API does (a web page?)",
            hint="look at api_base in extra-openai-models.yaml, or at the proxy",
        )
    if completion.usage is None:
        from openai.types import CompletionUsage

        completion.usage = CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
    return completion
