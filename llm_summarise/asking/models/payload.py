"""Why a model stopped, and what its answer took, read from the payload of its provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from llm_summarise.asking.models.loose_json import first, mapping
from llm_summarise.asking.models.protocol import Finish
from llm_summarise.asking.models.spoken import spoken

_COMPLETE: Final = frozenset(
    "stop stopped stop_sequence stop_token stop_string stop_criteria_met stop_str stopstringfound "
    "complete completed end end_turn end_of_turn eos eos_token eosfound eog eogtoken endoftext word "
    "finish finished tool_use done success s im_end eot_id".split()
)
_CALLED: Final = frozenset("tool_call tool_calls toolcalls function_call functioncall".split())
"""A tool is to be called: how some servers get an answer under a schema. Complete if there is a call to be
read, for none was offered besides. "tool_use" is complete: Anthropic's plugin asks so, and shows no call."""

_LENGTH: Final = frozenset(
    "length max_tokens maxtokens max_length max_output_tokens max_new_tokens token_limit limit "
    "model_length model_context_window_exceeded context_length context_length_exceeded "
    "contextlengthreached maxpredictedtokensreached error_limit".split()
)
_REFUSED: Final = frozenset(
    "content_filter content_filtered contentfilter refusal refused safety recitation blocklist "
    "prohibited_content spii error_toxic guardrail_intervened model_armor image_safety moderation "
    "sensitive".split()
)
_BROKEN: Final = frozenset(
    "error failed failure abort aborted cancel cancelled canceled user_cancel userstopped timeout "
    "time_limit timed_out interrupted incomplete malformed_function_call malformed_response "
    "malformed_tool_use malformed_model_output unexpected_tool_call missing_thought_signature "
    "insufficient_system_resource network_error server_error modelunloaded load unload repetition".split()
)
_UNSAID: Final = frozenset({"", "unspecified", "null", "none", "unknown", "not_finished"})
_LARGEST_COUNT: Final = 10**9
"""Tokens: more than any model reads or writes at once."""


def finish_of(payload: object) -> Finish | None:
    """Why the model stopped, from the payloads of the providers known (OpenAI Chat and Responses, Anthropic,
    Gemini, Ollama, Mistral and their imitations); None where the payload does not say."""
    if not isinstance(payload, Mapping):
        return None
    said = _said(payload)
    if said is None:
        return None
    word = said.lower().replace("-", "_").removeprefix("finish_reason_").strip("<|/>")
    if word in _COMPLETE:
        return "refused" if _is_refusal(payload) else "complete"
    if word in _CALLED:
        return "complete" if spoken(payload).called else "other"
    for words, finish in _MEANINGS:
        if word in words:
            return finish
    return None if word in _UNSAID else "other"


_MEANINGS: Final[tuple[tuple[frozenset[str], Finish], ...]] = (
    (_LENGTH, "length"),
    (_REFUSED, "refused"),
    (_BROKEN, "broken"),
)


def token_count(value: object) -> int | None:
    """`value` if it is a number of tokens, None if it is none. Nothing costs no tokens: 0 is what some
    servers say for "not counted"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 < value <= _LARGEST_COUNT else None


def tokens_of(payload: object) -> tuple[int | None, int | None]:
    """Tokens of prompt and answer, as a payload counts them; None for each that it does not."""
    if not isinstance(payload, Mapping):
        return None, None
    holders = [mapping(payload.get(name)) for name in ("usage", "usageMetadata", "meta")] + [payload]
    counts = [
        next(
            (count for holder in holders for name in names if (count := token_count(holder.get(name)))), None
        )
        for names in (_SENT, _RECEIVED)
    ]
    return counts[0], counts[1]


_SENT: Final = ("prompt_tokens", "input_tokens", "inputTokens", "promptTokenCount", "prompt_eval_count")
_RECEIVED: Final = (
    "completion_tokens",
    "output_tokens",
    "outputTokens",
    "candidatesTokenCount",
    "eval_count",
)


def _said(payload: Mapping[str, Any]) -> str | None:
    choice = first(payload.get("choices"))
    candidate = first(payload.get("candidates"))
    status = payload.get("status") if isinstance(payload.get("output"), list) else None
    if status == "incomplete":
        status = mapping(payload.get("incomplete_details")).get("reason") or "length"
    feedback = mapping(payload.get("promptFeedback")).get("blockReason")
    if payload.get("done") is False:
        return "length"
    for word in (
        choice.get("finish_reason"),
        candidate.get("finishReason"),
        candidate.get("finish_reason"),
        payload.get("stop_reason"),
        payload.get("stopReason"),
        payload.get("done_reason"),
        payload.get("finish_reason"),
        payload.get("stop_type"),
        "safety" if feedback else None,
        status,
    ):
        if isinstance(word, Mapping):  # SGLang: {"type": "stop", "matched": 128009}
            word = word.get("type")
        if isinstance(word, str):
            return word
    return None


def _is_refusal(payload: Mapping[str, Any]) -> bool:
    """OpenAI ends a refusal with "stop", and puts it beside the content (Chat) or into it (Responses)."""
    reply = spoken(payload)
    return bool(reply.refusal) and not reply.answer
