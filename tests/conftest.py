"""Fixtures shared by all tests: nothing of the user's own configuration is read or written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no failing test
settings.load_profile("untimed")

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
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("LLM_USER_PATH", str(home / "llm"))
    monkeypatch.setenv("LLM_SUMMARISE_CACHE_DIR", str(home / "notes-cache"))
