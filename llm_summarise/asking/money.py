"""What tokens cost: the price list of genai-prices as it was installed, never fetched anew.

Importing that list takes 0.4 s, so it is done when a price is first asked for. A price that is not known for
sure is None, never 0 and never that of a model of the same name elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.errors import BudgetReached, SettingsError

FIRST_GUESS = 1_000
"""Tokens of output expected of a call before the first answer has shown how long answers are."""


STANDARD: Final = frozenset({"", "auto", "default", "standard", "standard_only", "on_demand"})
"""Service tiers at the usual price: OpenAI's and Gemini's default and auto, Anthropic's standard_only, Groq's
on_demand. Flex is sold at about half of it and priority at up to the double, each model at its own price."""


def tier_of(resolved: ResolvedModel) -> str:
    """The service tier that is asked for, empty if none is."""
    return str(resolved.options.get("service_tier") or "")


def served_at(resolved: ResolvedModel, tier: str | None) -> ResolvedModel:
    """The model as it was served, which may be at another tier than was asked for; None: nobody says so."""
    if tier is None or tier == tier_of(resolved):
        return resolved
    return replace(resolved, options={**resolved.options, "service_tier": tier})


def price(
    resolved: ResolvedModel, input_tokens: int, output_tokens: int, cached_tokens: int = 0
) -> float | None:
    """US dollars for a call, None where the price is not known. `cached_tokens` are part of the input."""
    if resolved.in_process:
        return 0.0
    if resolved.provider is None if resolved.endpoint is None else is_private(resolved.endpoint):
        return None
    from genai_prices import Usage, calc_price

    usage = Usage(
        input_tokens=input_tokens, output_tokens=output_tokens, cache_read_tokens=cached_tokens or None
    )
    where: dict[str, Any] = (
        {"provider_id": resolved.provider}
        if resolved.endpoint is None
        else {"provider_api_url": resolved.endpoint}
    )
    for name in _names(resolved):
        try:
            usual = calc_price(usage, name, **where)
        except (LookupError, ValueError):
            continue
        tier = tier_of(resolved).lower()
        if tier in STANDARD:
            return float(usual.total_price)
        special = calc_price(usage, name, **where, price_context={"service_tier": tier})
        # A tier that the list does not know is priced as usual there, which would be wrong.
        known = special.total_price != usual.total_price or not usual.total_price
        return float(special.total_price) if known else None
    return None


@lru_cache(maxsize=64)
def is_private(address: str) -> bool:
    """Whether `address` is on this machine or network, where nobody sells tokens."""
    import ipaddress
    from urllib.parse import urlsplit

    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".lan"))


@lru_cache(maxsize=256)
def _per_million(
    identity: tuple[str, str | None, str | None, str | None, str],
) -> tuple[float | None, float | None]:
    model, endpoint, api_name, provider, tier = identity
    options = {"service_tier": tier}
    resolved = ResolvedModel(
        model, model, endpoint=endpoint, api_name=api_name, provider=provider, options=options
    )
    # As in a prompt of the usual size: some models take more for a long one.
    into, out = price(resolved, 10_000, 0), price(resolved, 0, 10_000)
    return None if into is None else into * 100, None if out is None else out * 100


def per_million(resolved: ResolvedModel) -> tuple[float | None, float | None]:
    """US dollars per million tokens of input and of output, None where unknown."""
    if resolved.in_process:
        return 0.0, 0.0
    identity = (resolved.id, resolved.endpoint, resolved.api_name, resolved.provider, tier_of(resolved))
    return _per_million(identity)


def estimate(resolved: ResolvedModel, input_tokens: int, output_tokens: int) -> float | None:
    """US dollars that calls with these tokens in sum will cost; None where the price is not known."""
    into, out = per_million(resolved)
    if into is None or out is None:
        return None
    return (into * input_tokens + out * output_tokens) / 1_000_000


def _names(resolved: ResolvedModel) -> list[str]:
    """`provider/model` is how some plugins name what the price list calls `model`."""
    names = [name for name in (resolved.api_name, resolved.id) if name]
    return list(dict.fromkeys([*names, *(name.split("/", 1)[1] for name in names if "/" in name)]))


@dataclass
class Budget:
    """What a run may spend, in US dollars; None is no limit.

    The cost of a call under way is not known before it ends, so an expected cost is set aside for it.
    """

    limit: float | None
    spent: float = 0.0
    reserved: float = 0.0
    _settled: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False, compare=False)

    @asynccontextmanager
    async def set_aside(
        self, resolved: ResolvedModel, input_tokens: int, output_tokens: Callable[[], int]
    ) -> AsyncIterator[None]:
        """Keep the expected cost of a call aside until it ends; wait for others to end if it may be too much
        beside them. `output_tokens` are those expected by then. Raises BudgetReached, and SettingsError for a
        price that is not known.
        """
        expected = 0.0
        while self.limit is not None:
            estimated = estimate(resolved, input_tokens, output_tokens())
            if estimated is None:
                raise unknown_price(resolved)
            if self.fits(estimated):
                expected = estimated
                break
            self._settled.clear()
            await self._settled.wait()
        self.reserved += expected
        try:
            yield
        finally:
            self.reserved -= expected
            self._settled.set()

    def fits(self, expected: float) -> bool:
        """Whether a call of `expected` cost fits beside those under way. Raises BudgetReached if it would not
        fit even if those cost nothing."""
        if self.limit is None:
            return True
        if self.spent + expected > self.limit:
            raise BudgetReached(
                f"the next call costs about ${expected:.4f}; ${self.spent:.4f} of ${self.limit:g} is spent",
                hint="what is finished is kept; raise --max-cost and run again",
            )
        return self.spent + self.reserved + expected <= self.limit


def unknown_price(resolved: ResolvedModel) -> SettingsError:
    """The error for a limit that cannot be kept."""
    tier = "" if tier_of(resolved).lower() in STANDARD else f" at service_tier {tier_of(resolved)}"
    return SettingsError(
        f"--max-cost cannot be kept: the price of {resolved.asked}{tier} is not known",
        hint="leave --max-cost out",
    )
