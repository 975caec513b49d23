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
