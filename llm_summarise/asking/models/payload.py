"""Why a model stopped, read from the payload of its provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from llm_summarise.asking.models.protocol import Finish

# "tool_use" is how Anthropic's plugin gets an answer under a schema.
_COMPLETE: Final = frozenset("stop completed end_turn stop_sequence eos complete tool_use".split())
_LENGTH: Final = frozenset(
    "length max_tokens model_length max_output_tokens model_context_window_exceeded".split()
)
_REFUSED: Final = frozenset(
    "content_filter refusal safety recitation blocklist prohibited_content spii error_toxic".split()
)
_UNSAID: Final = frozenset({"", "finish_reason_unspecified", "null", "none"})


def finish_of(payload: object) -> Finish | None:
    """Why the model stopped, from the payloads of the providers known (OpenAI Chat and Responses, Anthropic,
    Gemini, Ollama, Mistral and their imitations); None where the payload does not say."""
    if not isinstance(payload, Mapping):
        return None
    said = _said(payload)
    if said is None:
        return None
    word = said.lower()
    if word in _COMPLETE:
        return "refused" if _refusal(payload) else "complete"
    if word in _LENGTH:
        return "length"
    if word in _REFUSED:
        return "refused"
    return None if word in _UNSAID else "other"


def _said(payload: Mapping[str, Any]) -> str | None:
    choice = _first(payload.get("choices"))
    candidate = _first(payload.get("candidates"))
    status = payload.get("status") if isinstance(payload.get("output"), list) else None
    if status == "incomplete":
        status = _mapping(payload.get("incomplete_details")).get("reason") or "length"
    feedback = _mapping(payload.get("promptFeedback")).get("blockReason")
    if payload.get("done") is False:
        return "length"
    for word in (
        choice.get("finish_reason"),
        candidate.get("finishReason"),
        candidate.get("finish_reason"),
        payload.get("stop_reason"),
        payload.get("done_reason"),
        payload.get("finish_reason"),
        "safety" if feedback else None,
        status,
    ):
        if isinstance(word, str):
            return word
    return None


def _refusal(payload: Mapping[str, Any]) -> bool:
    """OpenAI ends a refusal with "stop", and puts it beside the content (Chat) or into it (Responses)."""
    message = _mapping(_first(payload.get("choices")).get("message"))
    if message.get("refusal") and not message.get("content"):
        return True
    contents = [
        part
        for item in payload.get("output") or ()
        for part in (_mapping(item).get("content") or ())
        if isinstance(part, Mapping)
    ]
    kinds = {part.get("type") for part in contents}
    return "refusal" in kinds and "output_text" not in kinds


def _first(items: object) -> Mapping[str, Any]:
    return _mapping(items[0]) if isinstance(items, list) and items else {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
