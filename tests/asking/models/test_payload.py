"""Why a model stopped."""

from __future__ import annotations

from typing import Any

import pytest

from llm_summarise.asking.models.payload import finish_of


def chat(reason: str | None, **message: Any) -> dict[str, Any]:
    return {"choices": [{"finish_reason": reason, "message": message}]}


@pytest.mark.parametrize(
    ("payload", "finish"),
    [
        (chat("stop", content="x"), "complete"),
        (chat("length"), "length"),
        (chat("content_filter"), "refused"),
        (chat("stop", refusal="no"), "refused"),
        (chat("tool_calls"), "other"),
        (chat(None), None),
        ({"status": "completed", "output": [{"content": [{"type": "output_text"}]}]}, "complete"),
        ({"status": "completed", "output": [{"content": [{"type": "refusal"}]}]}, "refused"),
        (
            {"status": "incomplete", "output": [], "incomplete_details": {"reason": "max_output_tokens"}},
            "length",
        ),
        (
            {"status": "incomplete", "output": [], "incomplete_details": {"reason": "content_filter"}},
            "refused",
        ),
        ({"status": "failed", "output": []}, "broken"),
        ({"stop_reason": "end_turn"}, "complete"),
        ({"stop_reason": "tool_use"}, "complete"),
        ({"stop_reason": "max_tokens"}, "length"),
        ({"stop_reason": "refusal"}, "refused"),
        ({"candidates": [{"finishReason": "STOP"}]}, "complete"),
        ({"candidates": [{"finishReason": "MAX_TOKENS"}]}, "length"),
        ({"candidates": [{"finishReason": "SAFETY"}]}, "refused"),
        ({"promptFeedback": {"blockReason": "OTHER"}}, "refused"),
        ({"done": True, "done_reason": "stop"}, "complete"),
        ({"done": True, "done_reason": "length"}, "length"),
        ({"status": "ok"}, None),
        ({"choices": []}, None),
        (None, None),
    ],
)
def test_why_a_model_stopped_is_read_from_its_providers_payload(payload: Any, finish: str | None) -> None:
    assert finish_of(payload) == finish


WORDS = {
    "complete": """stop STOP FINISH_REASON_STOP stop_sequence STOP_SEQUENCE end_turn END_TURN eos EOS
        eos_token stop_token end complete COMPLETE completed COMPLETED endoftext FINISH eosFound word tool_use
        <|im_end|> </s> <|eot_id|> STOP_CRITERIA_MET stopStringFound""",
    "length": """length LENGTH max_tokens MAX_TOKENS FINISH_REASON_MAX_TOKENS model_length max_output_tokens
        token_limit limit ERROR_LIMIT contextLengthReached maxPredictedTokensReached
        model_context_window_exceeded max_length""",
    "refused": """content_filter content-filter CONTENT_FILTERED SAFETY FINISH_REASON_SAFETY RECITATION
        BLOCKLIST PROHIBITED_CONTENT SPII refusal ERROR_TOXIC guardrail_intervened MODEL_ARMOR""",
    "broken": """error ERROR abort timeout TIMEOUT time_limit cancelled USER_CANCEL MALFORMED_FUNCTION_CALL
        UNEXPECTED_TOOL_CALL insufficient_system_resource load unload modelUnloaded failed userStopped""",
    "other": """LANGUAGE OTHER pause_turn tool_calls function_call TOOL_CALL toolCalls a_word_of_tomorrow""",
}


@pytest.mark.parametrize(
    ("word", "finish"), [(word, finish) for finish, words in WORDS.items() for word in words.split()]
)
def test_the_words_of_providers_for_why_a_model_stopped(word: str, finish: str) -> None:
    assert finish_of(chat(word, content="x")) == finish
    assert finish_of({"done": True, "done_reason": word, "message": {"content": "x"}}) == finish
    assert finish_of({"stop_reason": word, "content": [{"type": "text", "text": "x"}]}) == finish


@pytest.mark.parametrize("word", ["tool_calls", "function_call", "TOOL_CALL"])
def test_a_call_of_a_tool_is_complete_if_it_is_there(word: str) -> None:
    called = [{"function": {"name": "output", "arguments": "{}"}}]
    assert finish_of(chat(word, content=None, tool_calls=called)) == "complete"


@pytest.mark.parametrize("word", ["", "null", "none", "FINISH_REASON_UNSPECIFIED", "not_finished"])
def test_a_word_that_says_nothing_is_none(word: str) -> None:
    assert finish_of(chat(word)) is None
