"""From a name to a model, without `llm` where it was found before; what shares an answer, what does not."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Caller
from llm_summarise.asking.models.registry import clean_address, user_folder
from llm_summarise.asking.models.resolve import choose, open_model, resolve
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.models import resolve_model
from tests.asking.wording import PlainWording
from tests.asking.world import Count
from tests.fault_server import FaultServer, configure, key_refused


class Notes(dict[str, bytes]):
    """A memo that counts what was written."""

    written = 0

    def get_memo(self, name: str) -> bytes | None:
        return self.get(name)

    def put_memo(self, name: str, value: bytes) -> None:
        self.written += 1
        self[name] = value


def write(name: str, content: Any) -> None:
    path = user_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def asked(server: FaultServer, folder: Path, name: str, **options: Any) -> int:
    """Calls made to answer the same question with this model."""
    server.respond = lambda _request: '{"n": 1}'
    before = server.calls

    async def go() -> None:
        with Store(folder, warn=pytest.fail) as store:
            model = open_model(resolve(name, options, memo=store))
            async with Caller(model, store, PlainWording()) as caller:
                await caller.ask("s", "p", Count)

    asyncio.run(go())
    return server.calls - before


def test_the_order_of_choice() -> None:
    assert choose(environment={}).name == "extractive"
    assert choose(environment={}).origin == "built in"
    write("default_model.txt", "from-llm\n")
    assert choose(environment={}).name == "from-llm"
    assert choose(environment={}).origin.endswith("default_model.txt")
    environment = {"LLM_MODEL": "from-llm-model"}
    assert choose(environment=environment) == choose("from-llm-model", environment={}).__class__(
        "from-llm-model", "LLM_MODEL"
    )
    assert choose(configured="from-config", environment=environment).name == "from-config"
    environment["LLM_SUMMARISE_MODEL"] = "from-ours"
    assert choose(configured="from-config", environment=environment).name == "from-ours"
    assert choose("given", configured="from-config", environment=environment).name == "given"


def test_an_alias_shares_the_answers_of_its_model(fault_server: FaultServer, tmp_path: Path) -> None:
    write("aliases.json", {"mine": "fault"})
    assert [asked(fault_server, tmp_path, name) for name in ("fault", "fault-alias", "mine")] == [1, 0, 0]


def test_two_addresses_with_one_model_name_share_nothing(fault_server: FaultServer, tmp_path: Path) -> None:
    assert asked(fault_server, tmp_path, "fault") == 1
    other = FaultServer()
    try:
        configure(other.url)
        assert asked(other, tmp_path, "fault") == 1
    finally:
        other.close()


def test_another_model_behind_the_same_id_shares_nothing(fault_server: FaultServer, tmp_path: Path) -> None:
    assert asked(fault_server, tmp_path, "fault") == 1
    path = configure(fault_server.url)
    path.write_text(path.read_text().replace("model_name: fault-api", "model_name: another-api"))
    assert asked(fault_server, tmp_path, "fault") == 1
    assert fault_server.requests[-1].body["model"] == "another-api"


def test_the_users_defaults_are_sent_and_count(fault_server: FaultServer, tmp_path: Path) -> None:
    assert asked(fault_server, tmp_path, "fault") == 1
    write("model_options.json", {"fault": {"temperature": "0.5"}})
    assert asked(fault_server, tmp_path, "fault") == 1
    assert fault_server.requests[-1].body["temperature"] == 0.5
    assert asked(fault_server, tmp_path, "fault", temperature=0.5) == 0  # the same, however it was said
    assert asked(fault_server, tmp_path, "fault", temperature="0.7") == 1
    assert fault_server.requests[-1].body["temperature"] == 0.7


def test_the_key_goes_by_the_name_the_user_gave_it(fault_server: FaultServer, tmp_path: Path) -> None:
    path = configure(fault_server.url)
    path.write_text(path.read_text().replace("  aliases:", "  api_key_name: groq\n  aliases:", 1))
    memo = Notes()
    for _ in range(2):  # asked of llm, then out of the memo
        resolved = resolve("fault", memo=memo)
        assert resolved.needs_key == "groq"
    assert memo.written == 1
    assert resolve("fault-plain").needs_key is None
    with pytest.raises(failures.KeyRefused, match=r"no key for fault - llm keys set groq\Z"):
        asked(fault_server, tmp_path, "fault")
    write("keys.json", {"groq": "gsk_invented0123"})
    fault_server.react = lambda _request: key_refused()
    with pytest.raises(failures.KeyRefused, match=r"refused the key.* - llm keys set groq\Z"):
        asked(fault_server, tmp_path, "fault")


def test_a_server_without_a_key_says_where_to_name_one(fault_server: FaultServer, tmp_path: Path) -> None:
    fault_server.react = lambda _request: key_refused()
    with pytest.raises(failures.KeyRefused, match=r"add api_key_name: \w+ in extra-openai-models\.yaml"):
        asked(fault_server, tmp_path, "fault")


def test_a_wrong_option_is_found_before_anything_is_asked(fault_server: FaultServer) -> None:
    with pytest.raises(
        failures.BadOption, match=r"no option temprature.*llm models --options -m fault"
    ) as caught:
        resolve("fault", {"temprature": 1})
    assert caught.value.exit_code == 2
    with pytest.raises(failures.BadOption, match="option temperature: "):
        resolve("fault", {"temperature": "hot"})
    with pytest.raises(failures.BadOption, match="extractive has no option"):
        resolve_model(Settings(model="extractive", options={"temperature": 1}))
    assert fault_server.calls == 0


def test_an_unknown_model_is_answered_with_the_nearest_names(fault_server: FaultServer) -> None:
    with pytest.raises(
        failures.UnknownModel, match="no model is called Fault-pain; did you mean fault-plain"
    ):
        resolve("Fault-pain")
    with pytest.raises(failures.UnknownModel, match="llm-summarise models"):
        resolve("xyzzy")


def test_unreadable_defaults_are_named(fault_server: FaultServer) -> None:
    write("model_options.json", "{")
    with pytest.raises(SettingsError, match=r"model_options\.json cannot be read"):
        resolve("fault")


def test_a_sync_only_model_is_known_as_such(sync_only: str) -> None:
    assert not resolve(sync_only).is_async
    assert resolve("fault").is_async


def test_a_seed_is_not_promised_where_it_is_not_taken() -> None:
    assert resolve("gpt-5.6-luna").seed_option is None
    assert resolve("gpt-5.6-luna", {"chat_completions": "1"}).seed_option == "seed"
    assert resolve("gpt-4o-mini").seed_option == "seed"


def test_what_was_found_is_noted_until_something_it_rests_on_changes(
    fault_server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes()
    assert resolve("fault", memo=notes) == resolve("fault", memo=notes)
    assert notes.written == 1
    resolve("fault", {"temperature": 1}, memo=notes)
    assert notes.written == 2
    for number, change in enumerate(
        (
            lambda: write("aliases.json", {"a": "fault"}),
            lambda: write("model_options.json", {"fault": {"temperature": "1"}}),
            lambda: configure(fault_server.url, names=("fault",)),
            lambda: monkeypatch.setenv("LLM_LOAD_PLUGINS", ""),
            lambda: monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1"),
        ),
        start=3,
    ):
        change()
        resolve("fault", memo=notes)
        assert notes.written == number
    monkeypatch.setenv("LLM_SUMMARISE_JOBS", "3")
    resolve("fault", memo=notes)
    assert notes.written == 7


def test_a_redirected_provider_counts_as_another_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve("gpt-4o-mini").endpoint is None
    monkeypatch.setenv("OPENAI_BASE_URL", "http://user:secret@127.0.0.1:1/v1/?key=secret")
    assert resolve("gpt-4o-mini").endpoint == "http://127.0.0.1:1/v1"


def test_an_address_is_shown_without_secrets() -> None:
    assert clean_address("https://me:pw@host:8080/v1/?api-key=x#y") == "https://host:8080/v1"
    assert clean_address("localhost:11434") == "localhost:11434"


def test_a_warm_run_imports_neither_llm_nor_openai(fault_server: FaultServer, tmp_path: Path) -> None:
    fault_server.respond = lambda _request: '{"n": 1}'
    program = """
import asyncio, json, sys
from types import SimpleNamespace
from pydantic import BaseModel
from llm_summarise.asking.caller import Caller
from llm_summarise.asking.models.resolve import open_model, resolve
from llm_summarise.asking.store.store import Store

class Count(BaseModel):
    n: int

async def go(store):
    model = open_model(resolve("fault-alias", memo=store))
    async with Caller(model, store, SimpleNamespace(with_schema=str, repair=str)) as caller:
        await caller.ask("s", "p", Count)

with Store(sys.argv[1], warn=print) as store:
    asyncio.run(go(store))
heavy = {"llm", "openai", "genai_prices", "tenacity", "httpx2", "yaml"}
print(json.dumps(sorted(heavy & set(sys.modules))))
"""
    command = [sys.executable, "-c", program, str(tmp_path)]
    first, second = (
        json.loads(subprocess.run(command, env=os.environ, capture_output=True, check=True).stdout)
        for _ in range(2)
    )
    assert "llm" in first
    assert second == []
    assert fault_server.calls == 1
