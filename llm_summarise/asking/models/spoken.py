"""What a model said, wherever its provider puts it: content as a string, as an object or in parts, a call of
a tool, thoughts kept apart.

Read from the payloads of OpenAI (Chat, Completions, Responses) and its many imitations, Anthropic, Gemini,
Ollama, Mistral, Cohere and Bedrock. Nothing here raises for a payload of another shape: what cannot be read
was not said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from llm_summarise.asking.models.loose_json import mappings

_THINKING: Final = frozenset(
    "thinking thought thoughts reasoning reasoning_content reasoning_text redacted_thinking summary_text "
    "analysis reasoning.text reasoning.summary".split()
)
"""Types of parts, and names of fields, that hold thoughts."""

_CALLING: Final = frozenset("tool_use tool_call tool_calls function_call tool-call custom_tool_call".split())
_TEXTS: Final = ("text", "output_text", "content", "parts", "value")
_THOUGHT_FIELDS: Final = (
    "reasoning_content",
    "reasoning",
    "thinking",
    "thoughts",
    "reasoning_details",
    "thinking_blocks",
    "summary",
)
_ARGUMENTS: Final = ("arguments", "args", "input", "parameters")
_DEEPEST: Final = 8
"""Levels of parts within parts that are looked at."""


@dataclass
class Spoken:
    """What one reply holds: words that are meant for the reader, arguments of calls of tools, thoughts, and
    the words of a refusal. All are lists of texts in their order."""

    said: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    thought: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def answer(self) -> str:
        """What can be the answer: the words, and what a tool was to be called with, which is how some
        providers make a model keep to a schema. Thoughts are none, and stand beside no answer."""
        said, called = _whole(self.said, ""), _whole(self.called, "\n")
        return "\n".join((said, called)) if said and called else said or called or self._sent_as_refusal

    @property
    def thoughts(self) -> str:
        return _whole(self.thought, "\n")

    @property
    def refusal(self) -> str:
        """The words of a refusal, empty where an object was sent as one."""
        return "" if self._sent_as_refusal else _whole(self.refused, "\n")

    @property
    def _sent_as_refusal(self) -> str:
        words = _whole(self.refused, "\n")
        return words if words.lstrip().startswith("{") and words.rstrip().endswith("}") else ""


def spoken(payload: object) -> Spoken:
    """What the reply `payload` says; nothing where it is no reply of a known shape."""
    found = Spoken()
    if isinstance(payload, Mapping):
        for message in _messages(payload):
            _read_message(message, found)
    return found


def text_of(content: object) -> str:
    """The words of `content` that are meant for the reader: a string, parts, or an object sent as itself."""
    if isinstance(content, str):
        return content
    found = Spoken()
    _read(content, found, 0)
    return _whole(found.said, "")


def holds_object(text: str) -> bool:
    """Whether `text` may hold a JSON object: one opens, and one is closed after it."""
    return 0 <= text.find("{") < text.rfind("}")


def _messages(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The messages of a reply: of several choices the first."""
    for name in ("choices", "candidates"):
        for choice in mappings(payload.get(name)):
            inner = choice.get("message") or choice.get("delta") or choice.get("content")
            yield inner if isinstance(inner, Mapping) else choice
            return
    output = payload.get("output")
    if isinstance(output, list):  # the Responses API
        yield {"content": output}
    elif isinstance(output, Mapping):  # Bedrock
        yield from mappings([output.get("message", output)])
    elif isinstance(message := payload.get("message"), Mapping):  # Ollama, Cohere
        yield message
    else:  # Anthropic; Ollama's `generate`; what `llm` makes of a stream
        yield {"content": payload.get("response", payload.get("generated_text")), **payload}


def _read_message(message: Mapping[str, Any], found: Spoken) -> None:
    for name in ("content", "text", "parts"):
        if message.get(name) not in (None, "", [], {}):
            _read(message[name], found, 0)
            break
    else:
        if message.get("parsed"):
            found.said.append(_as_json(message["parsed"]))
    _think([message.get(name) for name in _THOUGHT_FIELDS], found)
    for call in (*mappings(message.get("tool_calls")), *mappings([message.get("function_call")])):
        _call(call, found)
    if isinstance(refusal := message.get("refusal"), str) and refusal.strip():
        found.refused.append(refusal)


def _read(content: object, found: Spoken, depth: int) -> None:
    """Sort what stands in `content` into `found`."""
    if depth > _DEEPEST:
        return
    if isinstance(content, str):
        found.said.append(content)
    elif isinstance(content, list | tuple):
        for part in content:
            _read(part, found, depth + 1)
    elif isinstance(content, Mapping):
        _read_part(content, found, depth + 1)


def _read_part(part: Mapping[str, Any], found: Spoken, depth: int) -> None:
    kind = str(part.get("type", "")).lower()
    call = part.get("functionCall") or part.get("toolUse") or part.get("function_call")
    if kind in _THINKING or part.get("thought") is True or part.get("reasoningContent"):
        _think([part], found)
    elif kind in _CALLING or isinstance(call, Mapping):
        _call(call if isinstance(call, Mapping) else part, found)
    elif kind == "refusal" or part.get("refusal"):
        found.refused.append(str(part.get("refusal") or "refused"))
    elif kind in ("json", "output_json", "object", "json_object"):
        found.said.append(_as_json(part.get(kind, part.get("json"))))
    elif not kind and not _is_part(part):
        found.said.append(_as_json(part))  # an object where its text should be
    else:
        for name in _TEXTS:
            if part.get(name) is not None:
                _read(part[name], found, depth)
                return


def _is_part(part: Mapping[str, Any]) -> bool:
    return bool(part) and set(part) <= {*_TEXTS, *_THOUGHT_FIELDS, "role", "thoughtSignature", "index", "id"}


def _think(values: Iterable[object], found: Spoken, depth: int = 0) -> None:
    """Every text of `values` is a thought; each is taken once, since some servers send it under two names."""
    for value in values:
        if isinstance(value, str):
            if value.strip() and value not in found.thought:
                found.thought.append(value)
        elif isinstance(value, list | tuple) and depth < _DEEPEST:
            _think(value, found, depth + 1)
        elif isinstance(value, Mapping) and depth < _DEEPEST:
            names = (*_THOUGHT_FIELDS, "text", "reasoningContent", "reasoningText", "content")
            _think([value.get(name) for name in names], found, depth + 1)


def _call(call: Mapping[str, Any], found: Spoken) -> None:
    """What a tool was to be called with, as JSON."""
    inner = call.get("function")
    for holder in (inner, call):
        for name in _ARGUMENTS if isinstance(holder, Mapping) else ():
            value = holder.get(name)  # type: ignore[union-attr]
            if isinstance(value, str) and value.strip():
                found.called.append(value)
                return
            if isinstance(value, Mapping | list) and value:
                found.called.append(_as_json(value))
                return


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return ""


def _whole(texts: list[str], between: str) -> str:
    """One text of several, empty if all are blank; a single one is not copied."""
    whole = texts[0] if len(texts) == 1 else between.join(texts)
    return "" if not whole or whole.isspace() else whole
