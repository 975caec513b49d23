"""The values in a text of JSON: one; one a line; one after another; or one that was cut off at the end."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from llm_summarise.readers.bounds import refuse_many_values

_KEPT: Final = 0.5
"""A text that was cut off is read if at least this share of it is whole."""

_GOOD_LINES: Final = 0.5
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_TRAILING: Final = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*[\]}])', re.DOTALL)
_MOST_DIGITS: Final = 300
_PAIRS: Final = {"{": "}", "[": "]"}
_BETWEEN: Final = re.compile(r"[\s,;\x1e]*")


@dataclass
class Values:
    """What a text holds: its values, lines that are broken, and warnings."""

    values: list[Any]
    several: bool = False
    broken: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def values_in(text: str) -> Values:
    """The values of `text`. Raises ValueError with line and column if it is broken, MoreThanIsRead."""
    refuse_many_values(text)
    try:
        return Values([_load(text)])
    except json.JSONDecodeError as error:
        wrong = error
    except RecursionError:
        raise ValueError("is JSON nested too deeply for a transcript") from None
    try:
        found = _lines(text) or _one_after_another(text) or _mended(text) or _cut_off(text)
    except RecursionError:
        raise ValueError("is JSON nested too deeply for a transcript") from None
    if found is None:
        raise ValueError(f"is broken JSON: {wrong.msg} at line {wrong.lineno} column {wrong.colno}")
    return found


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of thousands of digits
        return json.loads(text, parse_int=_integer)


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _MOST_DIGITS else float("inf")


def _lines(text: str) -> Values | None:
    """JSON Lines: an object or a list a line. Lines that are broken are set aside, if they are few."""
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    found = Values([], several=True)
    if len(lines) < 2:
        return None
    for line in lines:
        line = line.strip().removeprefix("\x1e").removesuffix(",")
        try:
            value = _load(line)
        except json.JSONDecodeError:
            found.broken.append(line)
            if len(found.broken) > max(2, len(lines) * (1 - _GOOD_LINES)):
                return None
            continue
        if isinstance(value, dict | list):
            found.values.append(value)
    if len(found.values) < max(2, len(lines) * _GOOD_LINES):
        return None
    if found.broken:
        count = len(found.broken)
        found.warnings.append(f"{count:,} broken {'line' if count == 1 else 'lines'} of JSON left out")
    return found


def _one_after_another(text: str) -> Values | None:
    """Values written one behind the other, as programs that write an answer after each other do."""
    decoder = json.JSONDecoder()
    found = Values([], several=True)
    position = _after_blanks(text, 0)
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError:
            if len(found.values) < 2 or position < _KEPT * len(text):
                return None
            found.warnings.append(_cut_at(text, position))
            break
        found.values.append(value)
        position = _after_blanks(text, position)
    return found if len(found.values) > 1 else None


def _after_blanks(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _mended(text: str) -> Values | None:
    """Read although there are commas too many, or line breaks within texts."""
    mended = _TRAILING.sub(lambda match: match[1] or "", text)
    try:
        value = json.loads(mended, strict=False)
    except ValueError:
        return None
    return Values(
        [value], warnings=["broken JSON (commas or line breaks where none belong) read nevertheless"]
    )


def _cut_off(text: str) -> Values | None:
    """What is whole of a text whose end is missing."""
    whole, closing = _last_whole(text)
    if not closing or whole < _KEPT * len(text):
        return None
    try:
        value = _load(text[:whole] + closing)
    except ValueError:
        return None
    return Values([value], broken=[text[whole:].strip(" ,\n")], warnings=[_cut_at(text, whole)])


def _last_whole(text: str) -> tuple[int, str]:
    """Where the last object of a list ends that is whole, and what closes all that is open there; "" if
    nothing does, or nothing is open at the end."""
    stack: list[str] = []
    whole, closing = 0, ""
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if sign in _PAIRS:
            stack.append(_PAIRS[sign])
        elif sign in ("}", "]"):
            if not stack or stack.pop() != sign:
                return 0, ""
            if sign == "}" and stack and stack[-1] == "]":
                whole, closing = match.end(), "".join(reversed(stack)) if len(stack) < 100 else ""
    return (whole, closing) if stack else (0, "")


def _cut_at(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"JSON that is cut off at line {line:,}; {position / len(text):.0%} of it is read"
