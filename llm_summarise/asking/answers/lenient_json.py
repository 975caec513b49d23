"""JSON as models write it: trailing commas, comments, other quotes, raw line breaks, Python's literals.

Each of these has one reading. What has several, or none, is not read: nothing is closed that was left open,
and no missing mark is put in. Without recursion, in time linear in what is read.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

DEEPEST: Final = 100
"""Objects and lists inside each other, at most."""

_MOST_DIGITS: Final = 300

Verdict = Literal["whole", "cut", "broken", "deep", "prose"]


@dataclass(frozen=True)
class Unreadable:
    """Stands for a value that cannot be used, such as NaN, and says why."""

    reason: str


@dataclass(frozen=True)
class Structure:
    """What stands at a `{` or `[`.

    It is "whole" (with `value`), "cut" by the end of the text, "broken" by something that JSON does not have
    there, too "deep", or "prose": a lone bracket. `end` is exclusive, None where it cannot be told; `keys`
    are those of the outermost object, or of the objects of the outermost list."""

    verdict: Verdict
    start: int
    end: int | None
    value: Any = None
    mended: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    reached: int = 0


_BLANK = re.compile(r"(?:[\s\ufeff\u200b\u2060]++|//[^\n]*+|\#[^\n]*+|/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*/)*")
_LEFT_OUT = re.compile(
    r"\.\.\.|…|\b(?:more|other|remaining|rest of|further|omitted|and so on|etc|similar(?:ly)?|continues?)\b",
    re.IGNORECASE,
)
"""What a comment says that stands for something: "// ... more points"."""

_TOKEN = re.compile(
    r"(?P<mark>[{}\[\]:,])"
    r'|(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*")'
    r"|(?P<other>'[^'\\]*+(?:\\.[^'\\]*+)*'"
    r"|“[^”\\]*+(?:\\.[^”\\]*+)*”|”[^“”\\]*+(?:\\.[^“”\\]*+)*”"
    r"|„[^“”\\]*+(?:\\.[^“”\\]*+)*[“”]|‘[^’\\]*+(?:\\.[^’\\]*+)*’)"
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![\w.+-]))"
    r"|(?P<word>-?[A-Za-z_$][\w$-]*+)",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"""["'“”„‘]|/\*|[-+.0-9][-+.0-9eE]*+\Z|/\Z|\\\Z""")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPE_OF_PYTHON = re.compile(
    r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|.)", re.DOTALL
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f]")
_ESCAPES: Final = dict(zip("\"\\/bfnrt'", "\"\\/\b\f\n\r\t'", strict=True))
_LITERALS: Final = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
_NO_JSON: Final = frozenset({"NaN", "Infinity", "-Infinity", "nan", "inf"})
_RAW_MARK = re.compile(r'["{}\[\]]')
_RAW_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)


def structure_at(text: str, start: int) -> Structure:
    """What stands in `text` at `start`, where a `{` or `[` is."""
    return _Reader(text, start).structure()


class _Stop(Exception):
    """The end of reading, before the structure is whole."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict


class _Reader:
    """Reads one structure, token by token. `_open` holds the containers that are open, each with the key
    whose value comes next."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = self._at = start
        self._mended: dict[str, None] = {}
        self._keys: set[str] = set()
        self._pairs = 0
        self._open: list[tuple[Any, list[str]]] = []
        self._comma = False
        self._state: Callable[[str, str], None] = self._value

    def structure(self) -> Structure:
        try:
            while True:
                kind, raw = self._token()
                self._state(kind, raw)
                if not self._open:
                    return self._found("whole", self._at, self._whole)
        except _Stop as stop:
            if stop.verdict != "broken":
                return self._found(stop.verdict, None)
            if not self._pairs:
                return self._found("prose", None)
            return self._found("broken", _raw_end(self._text, self._at, len(self._open)))

    def _found(self, verdict: Verdict, end: int | None, value: Any = None) -> Structure:
        keys, mended = frozenset(self._keys), tuple(self._mended)
        return Structure(verdict, self._start, end, value, mended, keys, self._at)

    def _token(self) -> tuple[str, str]:
        blank = _BLANK.match(self._text, self._at)
        if blank is not None and blank.end() > self._at:
            if odd := blank.group().strip(" \t\r\n"):
                if _LEFT_OUT.search(odd):
                    raise _Stop("broken")
                self._mended["comment" if "/" in odd or "#" in odd else "odd blanks"] = None
            self._at = blank.end()
        token = _TOKEN.match(self._text, self._at)
        if token is None:
            ended = self._at == len(self._text) or _UNFINISHED.match(self._text, self._at)
            raise _Stop("cut" if ended else "broken")
        if token.lastgroup == "word" and token.end() == len(self._text):
            raise _Stop("cut")
        self._before, self._at = self._at, token.end()
        return token.lastgroup or "", token.group()

    def _broken(self) -> _Stop:
        self._at = self._before
        return _Stop("broken")

    def _value(self, kind: str, raw: str) -> None:
        if kind == "mark":
            if raw not in "{[":
                raise self._broken()
            if len(self._open) == DEEPEST:
                raise _Stop("deep")
            self._open.append(({}, []) if raw == "{" else ([], []))
            self._state, self._comma = (self._key if raw == "{" else self._item), False
        elif kind == "word":
            self._put(self._word(raw))
        elif kind == "number":
            self._put(_number(raw))
        else:
            self._put(self._string(kind, raw))

    def _item(self, kind: str, raw: str) -> None:
        if raw == "]":
            self._close(raw)
        else:
            self._value(kind, raw)

    def _key(self, kind: str, raw: str) -> None:
        if raw == "}":
            return self._close(raw)
        if kind in ("mark", "number"):
            raise self._broken()
        if kind == "word":
            self._mended["keys without quotes"] = None
            key: Any = raw
        else:
            key = self._string(kind, raw)
        if isinstance(key, Unreadable):
            raise self._broken()
        self._open[-1][1].append(key)
        self._state = self._colon
        return None

    def _colon(self, _kind: str, raw: str) -> None:
        if raw != ":":
            raise self._broken()
        self._pairs += 1
        if len(self._open) == 1 or (len(self._open) == 2 and isinstance(self._open[0][0], list)):
            self._keys.add(self._open[-1][1][-1])
        self._state = self._value

    def _after(self, _kind: str, raw: str) -> None:
        if raw == ",":
            self._comma = True
            self._state = self._key if isinstance(self._open[-1][0], dict) else self._item
        else:
            self._close(raw)

    def _close(self, raw: str) -> None:
        container = self._open[-1][0]
        if raw != ("}" if isinstance(container, dict) else "]") or (self._comma and not container):
            raise self._broken()
        if self._comma:
            self._mended["trailing comma"] = None
        self._open.pop()
        if self._open:
            self._put(container)
        else:
            self._whole = container

    def _put(self, value: Any) -> None:
        container, pending = self._open[-1]
        if isinstance(container, list):
            container.append(value)
        else:
            key = pending.pop()
            if key in container:
                self._mended["a key given twice"] = None
                if not same(container[key], value):
                    value = Unreadable(f"two values under one key, {key[:40]!r}")
            container[key] = value
        self._state, self._comma = self._after, False

    def _word(self, raw: str) -> Any:
        if raw in _NO_JSON:
            return Unreadable(f"{raw} is not JSON")
        if raw not in _LITERALS:
            raise self._broken()
        if raw[0].isupper():
            self._mended["Python's None, True or False"] = None
        return _LITERALS[raw]

    def _string(self, kind: str, raw: str) -> Any:
        body = raw[1:-1]
        if kind == "other":
            self._mended["other quotes"] = None
        if _CONTROL.search(body):
            self._mended["raw line break or tab"] = None
        if "\\" in body:
            body = (_ESCAPE if kind == "text" else _ESCAPE_OF_PYTHON).sub(self._unescaped, body)
        if _SURROGATE.search(body):
            try:
                body = body.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError:
                return Unreadable("a hex escape of half a character")
        return body

    def _unescaped(self, escape: re.Match[str]) -> str:
        code = escape.group(1)
        if len(code) > 1:
            return chr(int(code[1:], 16))
        if code == "'" or code not in _ESCAPES:
            self._mended["backslash"] = None
        return _ESCAPES.get(code, escape.group())


def same(one: Any, other: Any) -> bool:
    """Whether two values of JSON are equal; 1 and true are not."""
    return canonical(one) == canonical(other)


def canonical(value: Any) -> str:
    """A value as JSON, equal for equal values. What is unreadable equals nothing else."""
    return json.dumps(value, sort_keys=True, default=repr)


def _number(raw: str) -> Any:
    if len(raw) > _MOST_DIGITS:
        return Unreadable("a number with too many digits")
    if raw.lstrip("-").isdigit():
        return int(raw)
    number = float(raw)
    return number if math.isfinite(number) else Unreadable("a number too large to be read")


def _raw_end(text: str, at: int, depth: int) -> int | None:
    """Where the brackets that are open at `at` are closed (exclusive), None if they are not."""
    while mark := _RAW_MARK.search(text, at):
        at = mark.end()
        if mark.group() == '"':
            string = _RAW_STRING.match(text, mark.start())
            if string is None:
                return None
            at = string.end()
        elif mark.group() in "{[":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return at
    return None
