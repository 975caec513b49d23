"""Texts that are in a known format which is no transcript: each is refused by its name, with what to do."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm_summarise.readers.refusals.excerpt import Excerpt
    from llm_summarise.readers.refusals.reasons import NotATranscript

    Judge = Callable[[Excerpt], NotATranscript | None]

_JUDGES: Final = (
    *("annotations", "markup", "time_lists", "data_files", "program_code", "manuals", "letters", "likeness"),
)
"""Modules with `judged(excerpt)`: the first one that knows the text refuses it. `letters` and `likeness`,
which only say that a text is none of words, or not of what people say, come last."""

_PROSE_JUDGES: Final = ("markup", "manuals", "likeness")
_SAMPLE: Final = 2500
_VOICE: Final = re.compile(r"<v [^<>\n]{1,60}>")
"""Who speaks, as captions tell it."""

_TOKENS: Final = 100
_WORDS: Final = 0.92
_DATA: Final = ("\t", "{", "}", "\\", "=", "|", ";\n", "MIME-Version", "Received: ")


def _is_prose(excerpt: Excerpt) -> bool:
    """Whether nearly all that stands between blanks is words, as in most transcripts: nobody need look then
    for tables and code."""
    from llm_summarise.readers.refusals.letters import word_share

    said = _VOICE.sub("", excerpt.head[:_SAMPLE])
    if any(sign in said for sign in _DATA):
        return False
    count, share = word_share(said)
    return count >= _TOKENS and share >= _WORDS


def refused(text: str) -> NotATranscript | None:
    """Why `text`, which no reader knows as a transcript, is none; None for what may be speech.

    Never told by single signs: people talk about code, read addresses out and number their lines. A text is
    refused if most of its lines are of a kind that nobody says.
    """
    from llm_summarise.readers.refusals.excerpt import Excerpt  # late: captions need the reasons alone

    excerpt = Excerpt.of(text)
    for name in _PROSE_JUDGES if _is_prose(excerpt) else _JUDGES:
        judged: Judge = import_module(f"{__name__}.{name}").judged
        if (refusal := judged(excerpt)) is not None:
            return refusal
    return None
