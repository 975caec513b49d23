"""A server that fails in every way we know, for all tests of asking; and a world around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.asking.world import GOOD, World
from tests.fault_server import FaultServer, fault_server, sync_only

__all__ = ["fault_server", "sync_only"]


@pytest.fixture
def world(fault_server: FaultServer, sync_only: str, tmp_path: Path) -> World:
    fault_server.respond = lambda _request: GOOD
    return World(fault_server, tmp_path / "cache")
