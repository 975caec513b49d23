"""Bring back answers from databases that were set aside as damaged: most of their pages are sound."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from llm_summarise.asking.keys import version_of
from llm_summarise.asking.store.connection import BROKEN, DATABASE, FILES, connect
from llm_summarise.asking.store.entry import DamagedValue, Entry, unpack
from llm_summarise.asking.store.rows import all_rows
from llm_summarise.asking.store.store import Store


def salvage(store: Store) -> int:
    """Add the sound answers of `cache.db.broken-N` that the cache does not have; how many. The files stay as
    they are. Raises OSError if they cannot be copied."""
    added = 0
    for path in sorted(store.directory.glob(f"{DATABASE}{BROKEN}*")):
        if path.name.removeprefix(DATABASE + BROKEN).isdecimal() and path.is_file():
            for key, entry in _sound_answers(path):
                added += store.get(key) is None and store.put(key, entry)
    return added


def _sound_answers(path: Path) -> Iterator[tuple[str, Entry]]:
    """The answers in a copy of the file that can be read, and are what they were."""
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            companion = Path(str(path) + name.removeprefix(DATABASE))
            if companion.is_file():
                shutil.copyfile(companion, Path(folder, name))
        for key, value in _readable(Path(folder, DATABASE)):
            with contextlib.suppress(DamagedValue, TypeError):
                entry = unpack(key, value)
                if version_of(key, entry.parts):
                    yield key, entry


def _readable(path: Path) -> Iterator[tuple[str, bytes]]:
    """Names and values from the front up to the damage, and from the back down to it."""
    for backwards in (False, True):
        with (
            contextlib.suppress(sqlite3.Error, UnicodeDecodeError),
            contextlib.closing(connect(path)) as connection,
        ):
            yield from all_rows(connection, backwards=backwards)
