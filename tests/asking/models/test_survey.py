"""What is installed and set up. No key is ever shown."""

from __future__ import annotations

import json

import pytest

from llm_summarise.asking.models.registry import user_folder
from llm_summarise.asking.models.survey import installed_models, setup
from tests.fault_server import FaultServer

SECRET = "sk-very-secret"


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
