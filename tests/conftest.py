"""Fixtures shared by all tests: nothing of the user's own configuration is read or written."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fault_server import FaultServer, careful, fault_server, sync_only
from tests.inprocess import program

__all__ = ["fault_server", "program", "sync_only"]

# A busy machine is no failing test. CI tries more examples of each property.
settings.register_profile(
    "ours", deadline=None, max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "12"))
)
settings.load_profile("ours")

HOMES = itertools.count()

SHARED = Path(os.environ.get("LLM_SUMMARISE_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture
def shared_dir() -> Path:
    """The folder of real transcripts, which is not part of the repository."""
    if not (SHARED / "episodes").is_dir():
        pytest.skip("no real transcripts here")
    return SHARED


@pytest.fixture(autouse=True)
def own_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test gets its own home, `llm` folder and cache, and none of the caller's settings."""
    for name in list(os.environ):
        if name.startswith(("LLM_SUMMARISE_", "LLM_", "OPENAI_")):
            monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(HOMES))
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("LLM_USER_PATH", str(home / "llm"))
    monkeypatch.setenv("LLM_SUMMARISE_CACHE_DIR", str(home / "notes-cache"))


@pytest.fixture
def server(fault_server: FaultServer) -> FaultServer:
    """A model server whose answers are good."""
    fault_server.respond = careful
    return fault_server
