"""Any model of `llm` behind the seam `models.protocol.Model`.

`llm` is imported when the first call has to be made: that takes about a second, and a run that finds
everything in the cache never pays for it.
"""

from __future__ import annotations

import asyncio
import copy
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from llm_summarise.asking.background import in_thread
from llm_summarise.asking.classify import classify
from llm_summarise.asking.models.bodies import too_long
from llm_summarise.asking.models.payload import finish_of, token_count, tokens_of
from llm_summarise.asking.models.protocol import Answer, ResolvedModel
from llm_summarise.asking.models.spoken import holds_object, spoken, text_of

if TYPE_CHECKING:
    from llm_summarise.asking.logbook import Logbook
    from llm_summarise.asking.models.openai_clients import Clients


class LlmModel:
    """The model of `resolved`. `key` is an API key or the name of one kept by `llm`; None: the usual one.

    Belongs to the event loop of its first call, until `aclose`.
    """

    def __init__(
        self, resolved: ResolvedModel, *, key: str | None = None, log: Logbook | None = None
    ) -> None:
        self._resolved = resolved
        self._key = key
        self._log = log
        self._model: Any = None
        self._clients: Clients | None = None
        self._joins_prompts = False

    @property
    def resolved(self) -> ResolvedModel:
        return self._resolved

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        """Ask once. Raises a Failure when there is no answer."""
        return await self._ask(system, prompt, schema, self._options(seed), timeout)

    def without(self, options: frozenset[str]) -> Self:
        """The same model without these options; a seed is one, by the name it goes by."""
        seed_option = self._resolved.seed_option
        fewer = copy.copy(self)
        fewer._resolved = replace(
            self._resolved,
            options={name: v for name, v in self._resolved.options.items() if name not in options},
            seed_option=None if seed_option in options else seed_option,
        )
        return fewer

    async def aclose(self) -> None:
        """Close connections and finish the log."""
        if self._clients is not None:
            await self._clients.aclose()
        if self._log is not None:
            await asyncio.to_thread(self._log.close)

    def _options(self, seed: int) -> dict[str, Any]:
        options = dict(self._resolved.options)
        name = self._resolved.seed_option
        if name and name not in options:
            options[name] = seed
        return options

    async def _ask(
        self,
        system: str,
        prompt: str,
        schema: Mapping[str, Any] | None,
        options: Mapping[str, Any],
        timeout: float,
    ) -> Answer:
        started = time.monotonic()
        try:
            model = self._load(timeout)
            kwargs: dict[str, Any] = {
                "schema": dict(schema) if schema else None,
                "options": dict(options),
                "stream": False,
            }
            if self._key:
                kwargs["key"] = self._key
            response, text = await self._answered(model, system, prompt, kwargs, timeout)
        except Exception as error:
            raise classify(error, self._resolved, prompt=f"{system} {prompt}", timeout=timeout) from error
        if self._log is not None and text is not None:
            self._log.add(response)
        return _answer(text or "", response, time.monotonic() - started)

    async def _answered(
        self, model: Any, system: str, prompt: str, kwargs: Mapping[str, Any], timeout: float
    ) -> tuple[Any, str | None]:
        """The response of `llm` and its text, None if that stands in its payload alone. A model without
        system prompts finds it before the prompt."""
        if self._joins_prompts and system:
            system, prompt = "", f"{system}\n\n{prompt}"
        # A response is used once: forcing it again after an error repeats or cuts its text.
        response = model.prompt(prompt, system=system or None, **kwargs)
        text = _async_text(response) if self._resolved.is_async else in_thread(partial(_text, response))
        try:
            return response, await asyncio.wait_for(text, timeout)
        except NotImplementedError:  # how `llm` says that it takes none, before anything is sent
            if not system:
                raise
            self._joins_prompts = True
            return await self._answered(model, system, prompt, kwargs, timeout)

    def _load(self, timeout: float) -> Any:
        if self._model is None:
            from llm_summarise.asking.models.openai_clients import Clients, is_openai_family
            from llm_summarise.asking.models.registry import get

            self._model = get(self._resolved.asked, is_async=self._resolved.is_async)
            if is_openai_family(self._model):
                self._clients = Clients(self._model)
        if self._clients is not None:
            self._clients.timeout = timeout
        return self._model


MOST_CHARACTERS: Final = 32 * 2**20
"""Characters of an answer that are read."""

_MISREAD: Final = (TypeError, AttributeError, LookupError, ValueError, AssertionError)
"""What plugins raise over an answer of another shape than they expect."""


class _Pieces:
    """The text of a response, piece by piece: `response.text()` fails over a piece that is a list. Within
    it the pieces are added; `text` is None where a plugin failed over an answer that was paid for."""

    def __init__(self, response: Any) -> None:
        self.text: str | None = None
        self._response = response
        self._pieces: list[str] = []
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _traceback: object) -> bool:
        if error is None:
            pieces = self._pieces
            self.text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        return isinstance(error, _MISREAD) and _is_paid(self._response)

    def add(self, piece: object) -> None:
        self._pieces.append(text_of(piece))
        self._size += len(self._pieces[-1])
        if self._size > MOST_CHARACTERS:
            raise too_long(f"{MOST_CHARACTERS:,} characters, the most that are read")


def _text(response: Any) -> str | None:
    """What a response says, None if that stands in its payload alone."""
    with _Pieces(response) as pieces:
        for piece in response:
            pieces.add(piece)
    return pieces.text


async def _async_text(response: Any) -> str | None:
    """As `_text`."""
    with _Pieces(response) as pieces:
        async for piece in response:
            pieces.add(piece)
    return pieces.text


def _is_paid(response: Any) -> bool:
    """Whether an answer arrived that can be read without the plugin, which failed to."""
    reply = spoken(response.response_json)
    return bool(reply.answer or reply.thoughts or reply.refusal)


def _answer(text: str, response: Any, seconds: float) -> Answer:
    """What `response` says; `text` is what its plugin made of it."""
    payload = response.response_json
    finish, instead = finish_of(payload), ""
    reply = spoken(payload)
    if not text.strip():
        text = reply.answer
        if not text and reply.thoughts:
            # What a model thinks is its answer only where it came to its end and said nothing else.
            instead = "thoughts only"
            text = reply.thoughts if finish == "complete" and holds_object(reply.thoughts) else ""
    elif called := [call for call in reply.called if not _is_same(call, text)]:
        text = "\n".join((text, *called))
    sent, received = tokens_of(payload)  # a plugin that failed over the answer has not counted it
    return Answer(
        text,
        input_tokens=token_count(response.input_tokens) or sent,
        output_tokens=token_count(response.output_tokens) or received,
        cached_tokens=_cached_tokens(response.token_details),
        finish=finish,
        seconds=seconds,
        tier=_tier(payload),
        instead=instead,
    )


def _is_same(call: str, text: str) -> bool:
    """Whether a plugin took its text from this call of a tool."""
    try:
        return call in text or json.loads(call) == json.loads(text)
    except (ValueError, RecursionError):
        return False


def _cached_tokens(details: object) -> int:
    """Input tokens sold cheaper, from the details of OpenAI (Chat, Responses), Anthropic or Gemini."""
    if not isinstance(details, Mapping):
        return 0
    for holder in (details.get("prompt_tokens_details"), details.get("input_tokens_details"), details):
        if isinstance(holder, Mapping):
            for name in ("cached_tokens", "cache_read_input_tokens", "cachedContentTokenCount"):
                if count := token_count(holder.get(name)):
                    return count
    return 0


def _tier(payload: object) -> str | None:
    """The service tier that an answer was served at (OpenAI, Groq; Anthropic says it beside the tokens)."""
    for holder in (payload, payload.get("usage") if isinstance(payload, Mapping) else None):
        if isinstance(holder, Mapping) and isinstance(tier := holder.get("service_tier"), str):
            return tier
    return None
