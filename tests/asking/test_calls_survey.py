"""What is installed and set up; prices; the log. No key is ever shown."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel

from llm_summarise import ask
from llm_summarise.asking import money
from llm_summarise.asking.ledger import Ledger
from llm_summarise.asking.models.registry import user_folder
from llm_summarise.asking.models.resolve import resolve
from llm_summarise.asking.models.survey import installed_models, setup
from llm_summarise.domain.errors import BudgetReached
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.models import resolve_model
from tests.fault_server import FaultServer, fault_server

__all__ = ["fault_server"]

SECRET = "sk-very-secret"


class Count(BaseModel):
    n: int


def test_models_are_listed_with_what_matters(fault_server: FaultServer) -> None:
    models = {model.id: model for model in installed_models()}
    assert models["extractive"].input_price == 0
    assert models["fault"].aliases == ("fault-alias",)
    assert (models["fault"].supports_schema, models["fault-plain"].supports_schema) == (True, False)
    assert (models["fault"].input_price, models["fault"].key) == (None, "not needed")
    assert models["fault"].endpoint == fault_server.url
    mini = models["gpt-4o-mini"]
    assert (mini.needs_key, mini.key, mini.is_async, mini.seed_option) == ("openai", "missing", True, "seed")
    assert mini.input_price == pytest.approx(0.15)
    assert mini.output_price == pytest.approx(0.6)


def test_keys_are_found_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert setup().keys == {"openai": "missing"}
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert setup().keys == {"openai": "environment"}
    user_folder().mkdir(parents=True, exist_ok=True)
    (user_folder() / "keys.json").write_text(json.dumps({"openai": SECRET}))
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://me:{SECRET}@127.0.0.1:9/v1")
    found = setup("gpt-4o-mini")
    assert found.keys == {"openai": "keys.json"}
    assert found.redirects == {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    assert found.default is not None
    assert (found.choice.origin, found.default.id) == ("-m", "gpt-4o-mini")
    assert "llm-summarise" in [plugin.name for plugin in found.plugins]
    assert SECRET not in repr(found)


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


def test_a_budget_waits_for_calls_under_way_and_stops_before_it_is_exceeded() -> None:
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


def test_calls_are_logged_where_llm_keeps_its_log_unless_that_is_off(fault_server: FaultServer) -> None:
    import sqlite_utils

    fault_server.respond = lambda _request: '{"n": 1}'
    for number in range(3):
        ask(f"question {number}", Count, model="fault", log=True)
    (user_folder() / "logs-off").touch()
    ask("not logged", Count, model="fault", log=True)
    from click.testing import CliRunner
    from llm.cli import cli

    (user_folder() / "logs-off").unlink()
    logged = json.loads(CliRunner().invoke(cli, ["logs", "list", "--json", "-n", "0"]).output)
    assert sorted(row["prompt"] for row in logged) == [f"question {number}" for number in range(3)]
    assert sqlite_utils.Database(user_folder() / "logs.db").table_names()


def test_a_log_that_cannot_be_written_costs_a_warning_and_no_answer(fault_server: FaultServer) -> None:
    fault_server.respond = lambda _request: '{"n": 1}'
    (user_folder() / "logs.db").mkdir()
    with pytest.warns(UserWarning, match="calls are not logged"):
        assert ask("question", Count, model="fault", log=True) == Count(n=1)


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
