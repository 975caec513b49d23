"""What a model said is found wherever its provider puts it, and its thoughts are never taken for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.asking.models.payload import finish_of, token_count, tokens_of
from llm_summarise.asking.models.spoken import holds_object, spoken, text_of

GOOD = '{"n": 7}'
DRAFT = '{"n": 8}'


def chat(**message: Any) -> dict[str, Any]:
    return {"choices": [{"message": message, "finish_reason": "stop"}]}


def gemini(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": list(parts), "role": "model"}, "finishReason": "STOP"}]}


def responses(*items: dict[str, Any]) -> dict[str, Any]:
    return {"status": "completed", "output": list(items)}


SAID: dict[str, Any] = {
    "OpenAI": chat(content=GOOD),
    "OpenAI, text completion": {"choices": [{"text": GOOD, "finish_reason": "stop"}]},
    "OpenAI, parsed": chat(content=None, parsed={"n": 7}),
    "OpenAI, tool": chat(content=None, tool_calls=[{"function": {"name": "f", "arguments": GOOD}}]),
    "OpenAI, custom tool": chat(content="", tool_calls=[{"type": "custom", "custom": {}, "input": GOOD}]),
    "OpenAI, function": chat(content=None, function_call={"name": "f", "arguments": GOOD}),
    "OpenAI, streamed by llm": {"content": GOOD, "role": "assistant", "finish_reason": "stop"},
    "Responses": responses(
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": DRAFT}]},
        {"type": "message", "content": [{"type": "output_text", "text": GOOD}]},
    ),
    "Responses, reasoning in full": responses(
        {"type": "reasoning", "content": [{"type": "reasoning_text", "text": DRAFT}], "summary": []},
        {"type": "message", "content": [{"type": "output_text", "text": GOOD}]},
    ),
    "Responses, call": responses({"type": "function_call", "name": "f", "arguments": GOOD}),
    "DeepSeek": chat(content=GOOD, reasoning_content=DRAFT),
    "vLLM": chat(content=GOOD, reasoning=DRAFT),
    "OpenRouter": chat(content=GOOD, reasoning_details=[{"type": "reasoning.text", "text": DRAFT}]),
    "Mistral": chat(
        content=[
            {"type": "thinking", "thinking": [{"type": "text", "text": DRAFT}]},
            {"type": "text", "text": GOOD},
        ]
    ),
    "Ollama": {"message": {"role": "assistant", "content": GOOD, "thinking": DRAFT}, "done": True},
    "Ollama, tool": {"message": {"content": "", "tool_calls": [{"function": {"arguments": {"n": 7}}}]}},
    "Ollama, generate": {"response": GOOD, "thinking": DRAFT, "done": True},
    "Anthropic": {
        "content": [{"type": "thinking", "thinking": DRAFT}, {"type": "text", "text": GOOD}],
        "stop_reason": "end_turn",
    },
    "Anthropic, tool": {
        "content": [{"type": "thinking", "thinking": DRAFT}, {"type": "tool_use", "input": {"n": 7}}],
        "stop_reason": "tool_use",
    },
    "Gemini": gemini({"text": DRAFT, "thought": True}, {"text": GOOD}),
    "Gemini, in pieces": gemini({"text": GOOD[:3]}, {"text": GOOD[3:], "thoughtSignature": "x"}),
    "Gemini, call": gemini({"functionCall": {"name": "f", "args": {"n": 7}}}),
    "Bedrock": {"output": {"message": {"role": "assistant", "content": [{"text": GOOD}]}}},
    "Bedrock, reasoning": {
        "output": {
            "message": {
                "content": [{"reasoningContent": {"reasoningText": {"text": DRAFT}}}, {"text": GOOD}],
            }
        }
    },
    "Bedrock, tool": {"output": {"message": {"content": [{"toolUse": {"input": {"n": 7}}}]}}},
    "Cohere": {"message": {"content": [{"type": "text", "text": GOOD}]}, "finish_reason": "COMPLETE"},
    "Hugging Face": {"generated_text": GOOD},
    "litellm": chat(content=GOOD, thinking_blocks=[{"type": "thinking", "thinking": DRAFT}]),
    "an object for its text": chat(content={"n": 7}),
    "a part for a list": chat(content={"type": "text", "text": GOOD}),
    "a refusal that is none": chat(content=None, refusal=GOOD),
}


@pytest.mark.parametrize("provider", SAID)
def test_the_answer_is_found_and_nothing_else_taken_for_it(provider: str) -> None:
    payload = SAID[provider]
    assert json.loads(spoken(payload).answer) == {"n": 7}
    assert finish_of(payload) in ("complete", None)


THOUGHT = {
    "LM Studio": chat(content="", reasoning_content=GOOD),
    "vLLM": chat(content=None, reasoning=GOOD),
    "Ollama": {"message": {"content": "", "thinking": GOOD}, "done": True, "done_reason": "stop"},
    "Gemini": gemini({"text": GOOD, "thought": True}),
    "Anthropic": {"content": [{"type": "thinking", "thinking": GOOD}], "stop_reason": "end_turn"},
    "Responses": responses({"type": "reasoning", "summary": [{"type": "summary_text", "text": GOOD}]}),
    "under two names": chat(content=None, reasoning=GOOD, reasoning_content=GOOD),
}


@pytest.mark.parametrize("provider", THOUGHT)
def test_thoughts_are_known_as_thoughts(provider: str) -> None:
    reply = spoken(THOUGHT[provider])
    assert (reply.answer, reply.thoughts) == ("", GOOD)


@pytest.mark.parametrize(
    "payload",
    [chat(refusal="no", content=None), responses({"content": [{"type": "refusal", "refusal": "no"}]})],
)
def test_a_refusal_is_no_answer(payload: dict[str, Any]) -> None:
    assert (spoken(payload).answer, spoken(payload).refusal) == ("", "no")
    assert finish_of(payload) == "refused"


def test_words_before_a_call_of_a_tool_are_handed_on_with_it() -> None:
    reply = spoken(chat(content="Here are the notes.", tool_calls=[{"function": {"arguments": GOOD}}]))
    assert reply.answer == f"Here are the notes.\n{GOOD}"


def test_an_answer_in_one_piece_is_not_copied() -> None:
    content = "x" * 1000
    assert spoken(chat(content=content)).answer is content
    assert text_of(content) is content


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([GOOD, "thinking", "text"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "choices message content text type thinking parts output tool_calls function arguments "
                "reasoning usage finish_reason refusal candidates".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_no_payload_makes_the_reading_fail(payload: Any) -> None:
    reply = spoken(payload)
    assert isinstance(reply.answer + reply.thoughts + reply.refusal + text_of(payload), str)
    finish_of(payload)
    tokens_of(payload)


def test_parts_within_parts_are_read_to_a_depth() -> None:
    payload: Any = GOOD
    for _ in range(100_000):
        payload = [payload]
    assert text_of(payload) == ""


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (7, 7),
        (7.0, 7),
        (7.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (0, None),
        (-1, None),
        (True, None),
        ("7", None),
        ([7], None),
        (None, None),
        (10**30, None),
        (1e300, None),
    ],
)
def test_a_count_of_tokens_is_a_whole_number_of_some(value: object, count: int | None) -> None:
    assert token_count(value) == count


@pytest.mark.parametrize(
    ("payload", "counts"),
    [
        ({"usage": {"prompt_tokens": 9, "completion_tokens": 2}}, (9, 2)),
        ({"usage": {"input_tokens": 9, "output_tokens": 2}}, (9, 2)),
        ({"usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 2}}, (9, 2)),
        ({"prompt_eval_count": 9, "eval_count": 2}, (9, 2)),
        ({"usage": {"prompt_tokens": 9}}, (9, None)),
        ({"usage": [9, 2]}, (None, None)),
        (None, (None, None)),
    ],
)
def test_tokens_are_read_from_a_payload(payload: Any, counts: tuple[int | None, int | None]) -> None:
    assert tokens_of(payload) == counts


def test_an_object_opens_and_closes() -> None:
    assert [holds_object(text) for text in (GOOD, "}{", "", "{", "a {b} c")] == [
        True,
        False,
        False,
        False,
        True,
    ]
