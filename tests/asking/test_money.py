"""What calls cost, and what a run has paid and saved."""

from __future__ import annotations

import pytest

from llm_summarise.asking import money
from llm_summarise.asking.ledger import Ledger
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.asking.models.resolve import resolve
from llm_summarise.domain.errors import BudgetReached
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.models import resolve_model
from tests.fault_server import FaultServer


def test_a_price_is_known_only_where_it_is_certain(fault_server: FaultServer) -> None:
    assert money.price(resolve("gpt-4o-mini"), 1_000_000, 0) == pytest.approx(0.15)
    assert money.price(resolve("gpt-4o-mini"), 1_000_000, 0, 1_000_000) == pytest.approx(0.075)
    assert money.estimate(resolve("gpt-4o-mini"), 2_000_000, 1_000_000) == pytest.approx(0.9)
    assert money.price(resolve_model(Settings(model="extractive")), 1_000_000, 1_000_000) == 0
    assert money.price(resolve("fault"), 1_000, 1_000) is None
    assert money.estimate(resolve("fault"), 1_000, 1_000) is None


def test_a_redirected_model_has_no_known_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert money.price(resolve("gpt-4o-mini"), 1_000, 1_000) is None


def test_a_budget_counts_calls_under_way_and_is_never_exceeded() -> None:
    budget = money.Budget(1.0, spent=0.5, reserved=0.4)
    assert budget.fits(0.1)
    assert not budget.fits(0.2)
    with pytest.raises(BudgetReached, match="--max-cost"):
        budget.fits(0.6)
    assert money.Budget(None).fits(1e9)


def test_a_sum_with_an_unknown_part_is_unknown() -> None:
    ledger = Ledger()
    ledger.paid(10, 5, 0.25, estimated=False)
    ledger.spared(0.5)
    assert (ledger.usage().cost, ledger.usage().saved, ledger.usage().estimated) == (0.25, 0.5, False)
    ledger.paid(10, 5, None, estimated=True)
    assert (ledger.usage(2.0).cost, ledger.usage().estimated, ledger.usage(2.0).seconds) == (None, True, 2.0)


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost:11434", True),
        ("localhost:11434", True),
        ("http://[::1]/v1", True),
        ("http://192.168.1.7/v1", True),
        ("http://gpu-box:8000/v1", True),
        ("https://api.example.com/v1", False),
        ("https://8.8.8.8/v1", False),
    ],
)
def test_nobody_sells_tokens_on_ones_own_network(address: str, private: bool) -> None:
    assert money.is_private(address) == private


@pytest.mark.parametrize(
    ("tier", "served", "dollars"),
    [
        (None, None, 1.25),
        (None, "default", 1.25),
        ("auto", "default", 1.25),
        ("auto", None, 1.25),
        ("flex", None, 0.625),
        ("flex", "flex", 0.625),
        ("flex", "default", 1.25),  # what is served counts, not what was asked for
        ("priority", None, 2.5),
        (None, "priority", 2.5),
        ("ultrafast", None, None),
        ("scale", None, None),
    ],
)
def test_a_service_tier_has_its_own_price_or_none(
    tier: str | None, served: str | None, dollars: float | None
) -> None:
    options = {} if tier is None else {"service_tier": tier}
    model = ResolvedModel("gpt-5", "gpt-5", provider="openai", options=options)
    cost = money.price(money.served_at(model, served), 1_000_000, 0)
    assert cost == (None if dollars is None else pytest.approx(dollars))
    if served is None:
        assert money.estimate(model, 1_000_000, 0) == cost


@pytest.mark.parametrize(("name", "provider"), [("gpt-4.1", "openai"), ("claude-opus-4-6", "anthropic")])
def test_a_tier_that_the_list_does_not_know_is_no_standard_price(name: str, provider: str) -> None:
    model = ResolvedModel(name, name, provider=provider, options={"service_tier": "flex"})
    assert money.price(model, 1_000, 1_000) is None
    assert "gpt-4.1 at service_tier flex" in str(
        money.unknown_price(ResolvedModel("gpt-4.1", "gpt-4.1", options={"service_tier": "flex"}))
    )
