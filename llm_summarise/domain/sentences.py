"""Where a sentence ends: the marks that end one, and what may close behind them."""

from __future__ import annotations

import re
from typing import Final

_SPACED_STOPS: Final = ".?!…‽⁇⁈⁉．"
_PLAIN_STOPS: Final = "。？！｡؟۔܀।॥։።፧፨။។៕།༎᠃᱾\u037e"
"""Marks that stand nowhere but at the end of a sentence, so that no blank is needed behind them: of Chinese
and Japanese, Arabic and Urdu, Hindi and Bengali, Armenian, Amharic, Burmese, Khmer, Tibetan, Greek."""

STOPS: Final = _SPACED_STOPS + _PLAIN_STOPS
"""Marks that end a sentence. To stand in a class of a regular expression as they are."""

CLOSERS: Final = "\"'”’»)]“‘«›‹」』）】》〉〕］｝〗〙｣＂＇"
"""Quotes and brackets that may close behind the mark; “ and « close in German. In a class of a regular
expression `]` is escaped."""

_CLOSERS: Final = re.escape(CLOSERS)
_GREEK: Final = "\u0370-\u03ff\u1f00-\u1fff"
_GREEK_QUESTION: Final = rf"(?<=[{_GREEK}]);"
"""Behind a Greek letter the semicolon is a question mark."""

SENTENCE_BREAK: Final = re.compile(rf"(?:[{STOPS}]|{_GREEK_QUESTION})[{_CLOSERS}]*\s")
"""The end of a sentence within a text, with the white space behind it."""

FINAL_STOPS: Final = re.compile(
    rf"(?:(?<![{_SPACED_STOPS}])[{_SPACED_STOPS}]++|{_GREEK_QUESTION})(?=[\s{_CLOSERS}]|$)|[{_PLAIN_STOPS}]+"
)
"""The marks alone, nothing of what closes behind them; the point in "v2.0" is none."""

PLAIN_BREAKS: Final = (*(f"{stop} " for stop in _SPACED_STOPS), *_PLAIN_STOPS)
"""Ends sure enough to cut a very long text at, for `str.rfind`: a pattern cannot search from the back."""

PAUSES: Final = ("，", "、", "､", "；", "،", "؛", "၊", "፣", "፤", ", ", "; ", " ")
"""Where a sentence that is too long is cut, in scripts that need no blank for it."""

_ENDINGS: Final = tuple(STOPS)
_SPACED_CLOSERS: Final = "»›«‹"
"""What French sets a blank before."""


def ends_sentence(text: str, also: str = "") -> bool:
    """Whether nothing of a sentence is left open at the end of `text`; `also` are further marks that end one
    for the caller, such as a colon."""
    rest = text.rstrip()
    if rest[-1:] in _SPACED_CLOSERS:
        rest = rest.rstrip(_SPACED_CLOSERS).rstrip()
    rest = rest.rstrip(CLOSERS)
    if rest[-1:] == ";":
        return re.search(_GREEK_QUESTION, rest[-2:]) is not None or ";" in also
    return rest.endswith((*_ENDINGS, *also) if also else _ENDINGS)
