"""Words of a server as they may be judged and shown: short, on one line, without secrets, without what a
terminal would obey, and without anything of the prompt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.text import fold_space, lowered

JUDGED: Final = 4_000
"""Characters of a message that are looked at."""

_REPEATED: Final = 24
"""Characters in a row that are no coincidence: such words are not shown."""

_CUT: Final = 32
"""Characters in a row that are cut out before words are judged. More than above: an episode about language
models may well say "the maximum context length is"."""

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,40}[ -/]{0,9}[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]{0,2000}(?:\x07|\x9c|\x1b\\)?|\x1b.?"
)

_SECRETS: Final = (
    re.compile(r"\b(?:sk|gsk|xai|hf|nvapi|pplx|glpat)[-_][\w*.-]{4,}"),
    re.compile(r"\b(?:pk|rk|key|fw|csk|tgp|r8|gh[opsu])[-_][A-Za-z_*.-]{0,40}\d[\w*.-]{5,}"),
    re.compile(
        r"AIza[\w*.-]{6,}|\bya29\.[\w.-]+|\b(?:AKIA|ASIA)[A-Z0-9*]{8,}|\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}"
    ),
    re.compile(r"\w{0,8}\*{3,}\w{0,8}"),
    re.compile(r"\b[0-9A-Fa-f]{32,}\b"),
)
_LABELLED: Final = (
    re.compile(r"(\b(?:Bearer|Basic)\s+)[^\s,;'\"]{6,}", re.IGNORECASE),
    re.compile(
        r"([?&](?:key|api[-_]?key|\w*token|sig|signature|code|secret|subscription-key)=)[^&\s'\"]{3,}",
        re.IGNORECASE,
    ),
    re.compile(
        r"((?:\bkey|[_-]key|token|secret|password|authorization)(?: provided| is)?"
        r"['\"]?\s{0,3}[:=]{1,2}\s{0,3}['\"]?)[^\s'\",;]{6,}",
        re.IGNORECASE,
    ),
)
_LONG = re.compile(r"[A-Za-z0-9_+=]{36,}")
_QUOTED = re.compile(r"\"[^\"]{8,400}\"|'[^']{8,400}'|`[^`]{8,400}`|“[^”]{8,400}”")


def one_line(text: str) -> str:
    """`text` on one line, without secrets and without anything a terminal would obey."""
    text = fold_space(_ESCAPES.sub("", text))
    return without_secrets(text if text.isprintable() else "".join(map(_printed, text)))


def _printed(character: str) -> str:
    """Control characters, marks of direction and whatever else is not seen are left out."""
    category = unicodedata.category(character)
    return "" if category in ("Cc", "Cf") else "\ufffd" if category == "Cs" else character


def without_secrets(text: str) -> str:
    """`text` with "..." for whatever looks like a key."""
    for pattern in _LABELLED:
        text = pattern.sub(r"\1...", text)
    for pattern in _SECRETS:
        text = pattern.sub("...", text)
    return _LONG.sub(lambda m: "..." if _random(m.group()) else m.group(), text)


def _random(text: str) -> bool:
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def is_text(words: str) -> bool:
    """Whether `words` can be read: an image or something packed is no text."""
    beginning = words[:400]
    strange = sum(c == "\ufffd" or (c < " " and c not in "\t\n\r") for c in beginning)
    return strange * 10 <= len(beginning)


def shortened(text: str, length: int) -> str:
    """The beginning of `text`, with "..." where it is cut."""
    return text if len(text) <= length else text[: max(length - 3, 0)].rstrip() + "..."


def both_ends(text: str, length: int) -> str:
    """A long `text` with its middle left out: what is said about a quotation stands before or behind it."""
    return text if len(text) <= length else f"{text[: length * 3 // 4]} ... {text[-length // 4 :]}"


class Quotations:
    """What a prompt and a server's words have in common."""

    def __init__(self, prompt: str) -> None:
        self._prompt = lowered(fold_space(prompt))

    def repeated_by(self, text: str) -> bool:
        """Whether `text` repeats anything of the prompt."""
        return any(self._common(text, _REPEATED))

    def cut_from(self, text: str) -> str:
        """`text` without what it repeats of the prompt: long runs, and whole clauses in quotes."""
        pieces, last = [], 0
        for start, end in self._common(text, _CUT):
            pieces.append(text[last:start])
            last = end
        text = " ... ".join([*pieces, text[last:]]) if pieces else text
        return _QUOTED.sub(lambda m: '"..."' if self._clause(m.group()[1:-1]) else m.group(), text)

    def _clause(self, text: str) -> bool:
        return text.count(" ") >= 2 and lowered(text.strip(" .")) in self._prompt

    def _common(self, text: str, length: int) -> Iterator[tuple[int, int]]:
        """Runs of `text`, at least `length` long, that stand in the prompt: start inclusive, end exclusive.
        Linear in both."""
        low, prompt = lowered(text), self._prompt
        if len(low) < length or len(prompt) < length:
            return
        grams = {low[i : i + length] for i in range(len(low) - length + 1)}
        known = {gram for i in range(len(prompt) - length + 1) if (gram := prompt[i : i + length]) in grams}
        start = end = -1
        for i in range(len(low) - length + 1):
            if low[i : i + length] not in known:
                continue
            if i > end:
                if end > start:
                    yield start, end
                start = i
            end = i + length
        if end > start:
            yield start, end
