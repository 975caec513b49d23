"""How much one rendering of a template may do: the text it makes, the values it builds, computing time."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from types import NoneType
from typing import Any, Final

from jinja2 import TemplateRuntimeError, Undefined

LONGEST: Final = 16_000_000
"""Characters of any one value a template makes; each value in a list counts as `_PLACE` more."""

MOST: Final = 4 * LONGEST
"""Characters that all the values of one rendering may have together, whether they are printed or not."""

SECONDS: Final = 5.0
"""Computing time of one rendering."""

_PLACE: Final = 40
_PER_LOOK: Final = 50
_PLAIN: Final = (str, bool, int, float, NoneType, Undefined)


class TooMuch(TemplateRuntimeError):
    """A template that asks for more text, values or time than any layout needs."""


class Work(threading.local):
    """What the rendering that is under way in this thread has done so far."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new rendering begins."""
        self._characters = 0
        self._steps = 0
        self._ends = time.thread_time() + SECONDS

    def step(self, characters: int = 0) -> None:
        """A turn of a loop, a call or a filter, which makes so many characters. Raises TooMuch."""
        self._steps += 1
        self._characters += characters
        if characters > LONGEST or self._characters > MOST:
            raise _too_long()
        if self._steps % _PER_LOOK == 0 and time.thread_time() > self._ends:
            raise TooMuch(f"takes more than {SECONDS:.0f} seconds")

    def within(self, size: int, times: int = 1) -> None:
        """Raises TooMuch if `times` texts of `size` characters are more than a template may make."""
        if size * max(times, 1) > LONGEST:
            raise _too_long()


def size_of(value: Any, *, printed: bool = True) -> int:
    """About how many characters `value` is printed in; a list in which the same one stands often counts it as
    often. Raises TooMuch for one that is too long, and, where it is printed, for what is no plain data."""
    size, rest = 0, [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            size += len(one)
        elif isinstance(one, list | tuple | set | frozenset):
            rest.extend(one)
        elif isinstance(one, Mapping):
            rest.extend(one)
            rest.extend(one.values())
        elif isinstance(one, range):
            size += _PLACE * len(one)
        elif isinstance(one, int) and not isinstance(one, bool):
            size += one.bit_length() // 3
        elif printed and not isinstance(one, _PLAIN):
            raise TooMuch(f"a {type(one).__name__} is no text, number or list, and cannot be printed")
        size += _PLACE
        if size + len(rest) > LONGEST + _PLACE:
            raise _too_long()
    return size


def _too_long() -> TooMuch:
    return TooMuch(f"makes a text or list of more than {LONGEST // 1_000_000} million characters")
