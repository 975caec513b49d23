"""Whether a server read all that was sent, by the tokens it counted.

Ollama, llama.cpp and LM Studio cut a prompt that is longer than their context and say nothing. Their count
then stands at the context: at 2,048 or 4,096, at half of it and two more, whatever was sent. A low count by
itself proves nothing: estimates are off by two for some languages, and some servers do not count what they
have cached.
"""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import Final

_LONG: Final = 1_000
"""Estimated tokens from which on a prompt is judged."""

_SMALLEST: Final = 500
"""Tokens of the smallest context looked for."""

_NEAR: Final = 4
"""How many tokens off a ceiling a count may be: the ends of a text are left out, or two more than half."""

_LOW: Final = 0.5
"""The share of what is expected up to which a count is low."""

_LOW_OF_KNOWN: Final = 0.7
"""The same for a count at a power of two, where other calls have shown what the server's tokens are to the
estimate, or several prompts have the same count."""

_REMEMBERED: Final = 50


class ReadGauge:
    """The counts of one model in one run."""

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=_REMEMBERED)
        self._low: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)

    def falls_short(self, estimated: int, counted: int | None) -> bool:
        """Whether the server has read only a part of a prompt of `estimated` tokens, of which it `counted` so
        many, those sold cheaper included; None or 0: it did not count. Learns from each call what the
        server's tokens are to the estimate."""
        if not counted or estimated < _LONG:
            return False
        share = counted / (estimated * self._ratio)
        usual_size = _is_near(counted, _power_of_two(counted))
        if share > (_LOW_OF_KNOWN if usual_size else _LOW):
            self._ratios.append(min(max(counted / estimated, 0.5), 1.0))
            return False
        if counted < _SMALLEST:
            return False  # what it had cached is left out of the count, or it counts something else
        others = {size for size, count in self._low if abs(count - counted) <= _NEAR and size != estimated}
        self._low.append((estimated, counted))
        if usual_size:
            return share <= _LOW or bool(self._ratios or others)
        return len(others) >= (1 if _is_near(counted, round(counted / 256) * 256) else 2)

    @property
    def _ratio(self) -> float:
        return median(self._ratios) if self._ratios else 1.0


def _power_of_two(counted: int) -> int:
    """The power of two nearest to a count."""
    lower = 1 << (counted.bit_length() - 1)
    return lower if counted - lower <= 2 * lower - counted else 2 * lower


def _is_near(counted: int, ceiling: int) -> bool:
    return abs(counted - ceiling) <= _NEAR
