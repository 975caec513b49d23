"""Replies of status 200 as they come: which are answers, which are errors of a gateway, which are neither.

`completion_of` reads the text of a body that is no JSON by its name or by its content. `refuse_error` raises
for one that is an error in spite of its status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from llm_summarise.asking.failures import InvalidAnswer, NotTheApi, ServerFault
from llm_summarise.asking.models.loose_json import first

LARGEST_BODY: Final = 32 * 2**20
"""Bytes of a body that are read: a hundred times the longest answer of a model."""

_PAGE: Final = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
_WORDS: Final = ("message", "detail", "msg", "error_msg", "status_msg", "errmsg")
"""Where an error that is sent as an answer says what it is."""

_AGAIN: Final = "run again later; what is finished is kept"


class GatewayError(Exception):
    """An error that a gateway sent as an answer with status 200. `status_code` is the status it names, None
    where it names none; `body` is the error as it was sent."""

    def __init__(self, status_code: int | None, message: str, body: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.message = message
        self.body = body


def not_the_api() -> NotTheApi:
    return NotTheApi(
        "the address answers, but not as a model's API does (a web page?)",
        hint="look at api_base in extra-openai-models.yaml, or at the proxy",
    )


def too_long(most: str) -> InvalidAnswer:
    """The failure over an answer of more than `most`."""
    return InvalidAnswer(
        f"the answer is longer than {most}",
        hint="limit its length with -o max_tokens 4000, or lower --chunk-tokens",
    )


def refuse_error(reply: Mapping[str, Any]) -> None:
    """Raises GatewayError if `reply` is an error and no answer."""
    choice = first(reply.get("choices"))
    error = reply.get("error") or reply.get("errors") or choice.get("error")
    says_error = "error" in (reply.get("object"), reply.get("type"), reply.get("status"))
    base = reply.get("base_resp")
    if isinstance(base, Mapping) and base.get("status_code"):
        error = error or base  # MiniMax
    bare = not error and not {"choices", "output", "content"} & set(reply)
    if bare and (says_error or {*_WORDS, "statusCode"} & set(reply)):
        error = reply
    if error and not _has_words(reply):
        error = reply if error is True else error
        told = first(error) or (error if isinstance(error, Mapping) else {"message": error})
        names = ("status_code", "statusCode", "code", "status", "http_code")
        statuses = [_status(holder.get(name)) for holder in (told, reply) for name in names]
        words = next((told[name] for name in (*_WORDS, "error") if told.get(name)), "")
        raise GatewayError(
            next((status for status in statuses if status), None),
            words if isinstance(words, str) else json.dumps(words, default=str),
            {"message": "", **told},
        )


def completion_of(text: str) -> Mapping[str, Any]:
    """The reply in a body that the client could not read: JSON under another name, or a stream although none
    was asked for. Raises ServerFault for one that is empty or cut, NotTheApi for a page."""
    if not text.strip():
        raise ServerFault("the server answered with an empty body", hint=_AGAIN)
    if _PAGE.match(text):
        raise not_the_api()
    try:
        reply = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        reply = _joined(_events(text))
    if isinstance(reply, list):  # Gemini wraps its errors in a list
        reply = first(reply)
    if isinstance(reply, Mapping) and reply:
        return reply
    if text.lstrip()[:1] in ("{", "[") or "data:" in text[:1000]:
        raise ServerFault("the answer of the server was cut, or is no JSON", hint=_AGAIN)
    raise not_the_api()


def _events(text: str) -> list[Mapping[str, Any]]:
    """The objects of a stream: lines of JSON, or events of a server (`data: {...}`); none if it is no such
    stream, or one that was cut."""
    found: list[Mapping[str, Any]] = []
    for line in text.splitlines():
        line = line.strip().removeprefix("data:").strip()
        if line[:1] != "{":
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            return []
    return found


def _joined(events: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """One reply of the pieces of a stream; None if nothing says that it came to its end."""
    message: dict[str, Any] = {"role": "assistant"}
    reply: dict[str, Any] = {}
    finish: object = None
    for event in events:
        if event.get("error"):
            return event
        choice = first(event.get("choices")) or event
        _add(choice.get("delta") or choice.get("message") or choice, message)
        done = event.get("done_reason", "stop") if event.get("done") else None
        finish = choice.get("finish_reason") or done or finish
        reply.update({name: event[name] for name in ("id", "model", "usage") if event.get(name)})
    if not finish:
        return None
    return {**reply, "choices": [{"index": 0, "message": message, "finish_reason": finish}]}


def _add(piece: object, message: dict[str, Any]) -> None:
    """Put a piece of a message behind what is there of it."""
    if not isinstance(piece, Mapping):
        return
    for name in ("content", "reasoning_content", "reasoning", "thinking", "response"):
        if isinstance(words := piece.get(name), str):
            place = "content" if name == "response" else name
            message.setdefault(place, []).append({"type": "text", "text": words})
    for call in piece.get("tool_calls") or ():
        arguments = call.get("function", {}).get("arguments") if isinstance(call, Mapping) else None
        if isinstance(arguments, str):
            message.setdefault("content", []).append({"type": "text", "text": arguments})


def _has_words(reply: Mapping[str, Any]) -> bool:
    """Whether there is an answer beside an error."""
    choice = first(reply.get("choices"))
    message = choice.get("message")
    content = message.get("content") if isinstance(message, Mapping) else choice.get("text")
    return bool(content or reply.get("output")) and choice.get("finish_reason") != "error"


def _status(code: object) -> int | None:
    if isinstance(code, str) and code.isascii() and code.isdecimal() and len(code) == 3:
        code = int(code)
    return code if isinstance(code, int) and 400 <= code < 600 else None
