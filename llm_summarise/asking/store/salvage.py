"""Bring back answers from databases that were set aside as damaged: most of their pages are sound."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from llm_summarise.asking.keys import version_of
from llm_summarise.asking.store.connection import BROKEN, DATABASE
from llm_summarise.asking.store.entry import DamagedValue, Entry, unpack
from llm_summarise.asking.store.raw_scan import found_rows

if TYPE_CHECKING:
    from llm_summarise.asking.store.store import Store


@dataclass(frozen=True)
class Salvaged:
    """How many answers are in the cache of all those `found` in a file, how many of these were `added` now,
    and whether the whole file was looked through."""

    found: int
    kept: int
    added: int
    whole: bool


def salvage(store: Store) -> int:
    """Add the sound answers of `cache.db.broken-N` that the cache does not have; how many. The files stay as
    they are. Raises OSError if they cannot be read."""
    added = 0
    for path in sorted(store.directory.glob(f"{DATABASE}{BROKEN}*")):
        if path.name.removeprefix(DATABASE + BROKEN).isdecimal() and path.is_file():
            added += bring_back(store, path).added
    return added


def bring_back(
    store: Store, path: Path, *, seconds: float = math.inf, clock: Callable[[], float] = lambda: 0.0
) -> Salvaged:
    """Add the sound answers of one file, for so many seconds. Raises OSError if it cannot be read."""
    found: set[str] = set()
    kept: set[str] = set()
    added = 0
    give_up = clock() + seconds
    for key, value in found_rows(path):
        if clock() > give_up:
            return Salvaged(len(found), len(kept), added, whole=False)
        found.add(key)
        if key in kept:
            continue
        entry = _sound(key, value)
        if entry is not None:
            new = store.get(key) is None
            if not new or store.put(key, entry):
                kept.add(key)
                added += new
    return Salvaged(len(found), len(kept), added, whole=True)


def _sound(key: str, value: bytes) -> Entry | None:
    with contextlib.suppress(DamagedValue, TypeError, ValueError):
        entry = unpack(key, value)
        if version_of(key, entry.parts):
            return entry
    return None
