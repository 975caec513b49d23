"""An episode with gold labels; the scorer that stands beside the real episodes, to compare with."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.seeded import write_episode


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A made-up episode in a folder of its own."""
    return write_episode(tmp_path)


@pytest.fixture
def scorer(shared_dir: Path) -> ModuleType:
    path = shared_dir / "score.py"
    if not path.is_file():
        pytest.skip("no shared scorer here")
    spec = importlib.util.spec_from_file_location("shared_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
