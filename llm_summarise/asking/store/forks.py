"""What caches do at a fork: parent and child share no connection, and wait for no thread of the other."""

from __future__ import annotations

import functools
import os
import weakref
from collections.abc import Callable
from typing import Protocol


class Forkable(Protocol):
    """What is done before a fork, first to writing, then to reading, and after it in parent and child."""

    def pause_writing(self) -> None: ...
    def pause_reading(self) -> None: ...
    def resume(self) -> None: ...
    def start(self) -> None: ...


_caches: weakref.WeakSet[Forkable] = weakref.WeakSet()


def watch(cache: Forkable) -> None:
    """Look after `cache` at forks, as long as it exists."""
    _watch_readers()
    _caches.add(cache)


@functools.cache
def _watch_readers() -> None:
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lambda: _each(lambda cache: cache.pause_reading()),
            after_in_parent=lambda: _each(lambda cache: cache.resume()),
            after_in_child=lambda: _each(lambda cache: cache.start()),
        )


@functools.cache
def watch_writers() -> None:
    """To be called once executors are imported: before a fork these take a lock without which nothing can be
    submitted to a writing thread, and what was registered last is called first."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=lambda: _each(lambda cache: cache.pause_writing()))


def _each(call: Callable[[Forkable], None]) -> None:
    for cache in list(_caches):
        call(cache)
