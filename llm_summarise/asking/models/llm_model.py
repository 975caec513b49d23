"""Any model of `llm` behind the seam `models.protocol.Model`.

`llm` is imported when the first call has to be made: that takes about a second, and a run that finds
everything in the cache never pays for it.
"""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from llm_summarise.asking.background import in_thread
from llm_summarise.asking.classify import classify
from llm_summarise.asking.models.payload import finish_of
from llm_summarise.asking.models.protocol import Answer, ResolvedModel

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
        if self._log is not None:
            self._log.add(response)
        return Answer(
            text,
            # Nothing costs no tokens: 0 is what some servers say for "not counted".
            input_tokens=response.input_tokens or None,
            output_tokens=response.output_tokens or None,
            cached_tokens=_cached_tokens(response.token_details),
            finish=finish_of(response.response_json),
            seconds=time.monotonic() - started,
            tier=_tier(response.response_json),
        )

    async def _answered(
        self, model: Any, system: str, prompt: str, kwargs: Mapping[str, Any], timeout: float
    ) -> tuple[Any, str]:
        """The response of `llm` and its text. A model without system prompts finds it before the prompt."""
        if self._joins_prompts and system:
            system, prompt = "", f"{system}\n\n{prompt}"
        # A response is used once: forcing it again after an error repeats or cuts its text.
        response = model.prompt(prompt, system=system or None, **kwargs)
        text = response.text() if self._resolved.is_async else in_thread(response.text)
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


def _cached_tokens(details: object) -> int:
    """Input tokens sold cheaper, from the details of OpenAI (Chat, Responses), Anthropic or Gemini."""
    if not isinstance(details, Mapping):
        return 0
    for holder in (details.get("prompt_tokens_details"), details.get("input_tokens_details"), details):
        if isinstance(holder, Mapping):
            for name in ("cached_tokens", "cache_read_input_tokens", "cachedContentTokenCount"):
                count = holder.get(name)
                if isinstance(count, int) and count > 0:
                    return count
    return 0


def _tier(payload: object) -> str | None:
    """The service tier that an answer was served at (OpenAI, Groq; Anthropic says it beside the tokens)."""
    for holder in (payload, payload.get("usage") if isinstance(payload, Mapping) else None):
        if isinstance(holder, Mapping) and isinstance(tier := holder.get("service_tier"), str):
            return tier
    return None
