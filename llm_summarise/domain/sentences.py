"""Where a sentence ends: the marks that end one, and what may close behind them."""

from __future__ import annotations

import re
from typing import Final

_SPACED_STOPS: Final = ".?!…؟"
_WIDE_STOPS: Final = "。？！"
STOPS: Final = _SPACED_STOPS + _WIDE_STOPS
"""Marks that end a sentence. To stand in a class of a regular expression as they are."""

CLOSERS: Final = "\"'”’»)]"
"""Quotes and brackets that may close behind the mark. In a class of a regular expression `]` is escaped."""

_CLOSERS: Final = re.escape(CLOSERS)
SENTENCE_BREAK: Final = re.compile(rf"[{STOPS}][{_CLOSERS}]*\s")
"""The end of a sentence within a text, with the white space behind it."""

FINAL_STOPS: Final = re.compile(rf"[{_SPACED_STOPS}]+(?=[\s{_CLOSERS}]|$)|[{_WIDE_STOPS}]+")
"""The marks alone, nothing of what closes behind them; the point in "v2.0" is none."""

PLAIN_BREAKS: Final = (*(f"{stop} " for stop in _SPACED_STOPS), *_WIDE_STOPS)
"""Ends sure enough to cut a very long text at, for `str.rfind`: a pattern cannot search from the back."""

_ENDINGS: Final = tuple(STOPS)


def ends_sentence(text: str, also: str = "") -> bool:
    """Whether nothing of a sentence is left open at the end of `text`; `also` are further marks that end one
    for the caller, such as a colon."""
    return text.rstrip().rstrip(CLOSERS).endswith((*_ENDINGS, *also) if also else _ENDINGS)
