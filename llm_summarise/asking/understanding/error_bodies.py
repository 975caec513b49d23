"""The provider's own error in any of the shapes that bodies have: objects within objects, lists, strings,
JSON within strings. Only the fields that speak of the error are read: never the prompt or the answer that
some providers send along (`failed_generation`, `flagged_input`, `input`)."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from llm_summarise.asking.understanding.safe_words import both_ends

PARSED_AT_MOST: Final = 1_000_000
"""Characters of a body that are parsed. A longer one tells no more than its status."""

LONGEST_MESSAGE: Final = 8_000
"""Characters of a message that are kept, from both its ends."""

_DEPTH: Final = 8
_ITEMS: Final = 100

_NAMES: Final = ("code", "type", "status", "error_type", "errortype", "error_code", "errorcode", "reason")
_MORE_NAMES: Final = ("quotaid", "__type")
_WAITS: Final = ("retry_after", "retryafter", "retry_after_seconds", "estimated_time", "retrydelay")
_MOMENTS: Final = ("resets_at", "reset_at", "resetat")
_WITHIN: Final = ("innererror", "violations", "fieldviolations")
_SAID: Final = (
    "message",
    "msg",
    "error_message",
    "errormessage",
    "error_msg",
    "status_msg",
    "errmsg",
    "error_description",
    "detail",
    "title",
    "error",
    "errors",
    "raw",
)
_TEMPLATES = re.compile(r"raise_exception\(\\{0,3}['\"]([^'\"\\]{1,200})")
"""What a chat template says of a conversation it does not take; servers show it within the template."""

_GENERIC = re.compile(
    r"\W*(?:provider returned error|error|errors|bad request|invalid request|not found|forbidden|internal"
    r" server error|unknown error|api error|validation error|unprocessable entity|n/a|none|null)?\W*",
    re.IGNORECASE,
)


@dataclass
class ErrorBody:
    """What a body says of an error. `names` are its codes and types, `said` its messages from outside
    inwards, `waits` the seconds or durations it asks for, `moments` points of time."""

    names: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    parameter: str | None = None
    waits: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    structured: bool = False

    @property
    def message(self) -> str:
        """What is said, once, without "Provider returned error" where more is known."""
        kept: list[str] = []
        for text in self.said:
            if not any(text in other for other in kept):
                kept = [other for other in kept if other not in text] + [text]
        telling = [text for text in kept if not _GENERIC.fullmatch(text[:60])]
        return ": ".join(telling or kept[:1])

    def __bool__(self) -> bool:
        return bool(self.said or self.names)


def error_in(body: object) -> ErrorBody:
    """What `body`, as text or parsed, says of an error."""
    found = ErrorBody()
    _read(body, found, 0)
    return found


def _read(node: object, found: ErrorBody, depth: int) -> None:
    if depth > _DEPTH or len(found.said) > 40:
        return
    if isinstance(node, bytes):
        node = node[: PARSED_AT_MOST + 1].decode("utf-8", "replace")
    if isinstance(node, str):
        _read_text(node, found, depth)
    elif isinstance(node, Mapping):
        _read_mapping(node, found, depth)
    elif isinstance(node, list | tuple):
        for item in islice(node, 20):
            _read(item, found, depth + 1)


def _read_mapping(node: Mapping[Any, Any], found: ErrorBody, depth: int) -> None:
    fields = {str(key).lower(): value for key, value in islice(node.items(), _ITEMS)}
    found.structured = True
    for name in (*_NAMES, *_MORE_NAMES):
        _name(fields.get(name), found)
    _parameter(fields, found)
    for name in _WAITS:
        if isinstance(value := fields.get(name), int | float | str) and not isinstance(value, bool):
            found.waits.append(str(value)[:40])
    found.waits += [f"{ms}ms" for ms in (fields.get("retry_after_ms"),) if isinstance(ms, int | float)]
    found.moments += [str(fields[name])[:40] for name in _MOMENTS if fields.get(name)]
    metadata = fields.get("metadata")
    if isinstance(metadata, Mapping):
        _read({"raw": metadata.get("raw"), "error_type": metadata.get("error_type")}, found, depth + 1)
        _headers(metadata.get("headers"), found)
    for name in _SAID:
        _read(fields.get(name), found, depth + 1)
    details = fields.get("details")
    for detail in [details] if isinstance(details, Mapping) else details if isinstance(details, list) else []:
        if isinstance(detail, Mapping):
            # Of Google's details only the names: their messages say the same again, or are links.
            silent = {k: v for k, v in detail.items() if str(k).lower() not in ("message", "description")}
            _read(silent, found, depth + 1)
    if isinstance(details, str):
        _read(details, found, depth + 1)
    for name in _WITHIN:
        _read(fields.get(name), found, depth + 1)


def _name(value: object, found: ErrorBody) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return
    text = str(value).strip()[:120]
    if text.isascii() and text.isdigit() and len(text) == 3 and text[0] in "45":
        found.status = found.status or int(text)
    elif text and text.lower() not in ("none", "null", "error"):
        found.names.append(text)


def _parameter(fields: Mapping[str, Any], found: ErrorBody) -> None:
    """The parameter at fault: `param` of OpenAI, `loc` of Pydantic, `field` of Google."""
    for name in ("param", "parameter", "field"):
        value = fields.get(name)
        if isinstance(value, str) and value.lower() not in ("", "none", "null"):
            found.parameter = found.parameter or value[:120]
    loc = fields.get("loc")
    if isinstance(loc, list | tuple) and loc:
        parts = [str(part) for part in loc[:8] if str(part) != "body"]
        found.parameter = found.parameter or ".".join(parts)[:120] or None


def _headers(headers: object, found: ErrorBody) -> None:
    if isinstance(headers, Mapping):
        found.headers |= {str(k).lower(): str(v)[:100] for k, v in islice(headers.items(), _ITEMS)}


def _read_text(text: str, found: ErrorBody, depth: int) -> None:
    text = text.strip().removeprefix("data:").strip()
    if not text:
        return
    for exception in _TEMPLATES.findall(text[:LONGEST_MESSAGE]):
        _say(exception, found)
    start = text.find("{", 0, 2_000)
    if text[:1] in '["' or start == 0:
        parsed = _parsed(text)
        if parsed is not None:
            _read(parsed, found, depth + 1)
            return
    if start >= 0 and _speaks_of_an_error(inner := _embedded(text, start)):
        _say(text[:start].rstrip(" -:"), found)
        _read(inner, found, depth + 1)
        return
    # What else stands in braces is data: the answer, or the request.
    end = text.rfind("}")
    _say(text[:start] + text[end + 1 :] if 0 <= start < end else text, found)


def _say(text: str, found: ErrorBody) -> None:
    if text := text.strip():
        found.said.append(both_ends(text, LONGEST_MESSAGE))


def _parsed(text: str) -> Any:
    if len(text) > PARSED_AT_MOST:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _embedded(text: str, start: int) -> Any:
    """The object that begins at `start`: JSON, or as Python writes it."""
    end = text.rfind("}") + 1
    if not start < end <= start + PARSED_AT_MOST:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        pass
    written = text[start:end]
    if len(written) > 20_000 or sum(map(written.count, "([{")) > 300:
        return None
    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def _speaks_of_an_error(value: object) -> bool:
    if not isinstance(value, Mapping):
        return False
    names: Iterable[str] = (str(key).lower() for key in islice(value, _ITEMS))
    return not {"error", "errors", "message", "msg", "detail", "error_type"}.isdisjoint(names)
