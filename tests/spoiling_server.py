"""Right answers, spoiled by name: what servers and models do to an answer on its way, as reported in their
trackers.

    server.react = lambda request: spoiled("list_of_parts", right_answer)

`right` is JSON text. A `draft` is another answer of the same shape, as models write them while they think.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.fault_server import Reply, answer

Spoiling = Callable[[str], Reply]


def spoiled(name: str, right: str) -> Reply:
    """The reply to one request, `right` spoiled as `name` says."""
    return (SPOILINGS | NOTE_SPOILINGS)[name](right)


def draft_of(right: str) -> str:
    """Another answer of the same shape: every number is one more."""
    return json.dumps(_more(json.loads(right)))


def _more(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _more(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_more(item) for item in value]
    return value + 1 if type(value) is int else value


def completion(right: str, **message: Any) -> dict[str, Any]:
    """A completion whose message has these fields; `finish` and `usage` are not those of the message."""
    finish, usage = message.pop("finish", "stop"), message.pop("usage", ...)
    body: dict[str, Any] = json.loads(answer(right, finish=finish).body or "")
    body["choices"][0]["message"].update(message)
    if finish is None:
        del body["choices"][0]["finish_reason"]
    if usage is not ...:
        body["usage"] = usage
    return body


def _as(**message: Any) -> Spoiling:
    """The message has these fields: {right} and {draft} in their texts are filled in."""

    def spoil(right: str) -> Reply:
        given = _filled(message, {"{right}": right, "{draft}": draft_of(right)}, right)
        return Reply(body=json.dumps(completion(right, **given)))

    return spoil


def _filled(value: Any, words: Mapping[str, str], right: str) -> Any:
    if isinstance(value, dict):
        return {name: _filled(item, words, right) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, words, right) for item in value]
    if value == "{object}":
        return json.loads(right)
    if isinstance(value, str):
        for name, text in words.items():
            value = value.replace(name, text)
    return value


def _body(text: str, kind: str = "application/json") -> Spoiling:
    return lambda right: Reply(body=text, kind=kind)


def _said(text: str) -> Spoiling:
    return _as(content=text)


def _usage(**counts: Any) -> Spoiling:
    return _as(usage=counts)


def _error(error: Any, **beside: Any) -> Spoiling:
    return _body(json.dumps({"error": error, **beside}))


def _cut_json(right: str) -> Reply:
    body = json.dumps(completion(right))
    return Reply(body=body[: len(body) // 2])


def _as_text(right: str) -> Reply:
    return Reply(body=json.dumps(completion(right)), kind="text/plain")


def _pieces(right: str) -> list[str]:
    return [right[start : start + 3] for start in range(0, len(right), 3)]


def _stream(kind: str, *, whole: bool = True) -> Spoiling:
    """An event for every three characters, though nobody asked for a stream."""

    def spoil(right: str) -> Reply:
        events = [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in _pieces(right)]
        ending = [{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}] if whole else []
        lines = [f"data: {json.dumps(event)}\n\n" for event in (*events, *ending)]
        return Reply(body="".join([*lines, "data: [DONE]\n\n" if whole else ""]), kind=kind)

    return spoil


def _lines(right: str) -> Reply:
    """A line of JSON for every three characters, as Ollama streams."""
    pieces: list[dict[str, Any]] = [
        {"message": {"role": "assistant", "content": piece}, "done": False} for piece in _pieces(right)
    ]
    end = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
    return Reply(
        body="".join(json.dumps(each) + "\n" for each in (*pieces, end)), kind="application/x-ndjson"
    )


def _choices(choices: Any) -> Spoiling:
    def spoil(right: str) -> Reply:
        return Reply(body=json.dumps({**completion(right), "choices": choices}))

    return spoil


def _error_in_choice(right: str) -> Reply:
    body = completion("", finish="error")
    body["choices"][0]["error"] = {"code": 502, "message": "upstream broke off"}
    return Reply(body=json.dumps(body))


def _trailing_comma(right: str) -> Reply:
    return answer(right.rstrip()[:-1] + ",}")


def _huge(right: str) -> Reply:
    return answer(f"{' ' * 33 * 2**20}{right}")


def _call(arguments: str) -> list[dict[str, Any]]:
    return [{"id": "c", "type": "function", "function": {"name": "output", "arguments": arguments}}]


_PAGE: Final = "<!DOCTYPE html><html><body>Please log in</body></html>"
_HARMONY: Final = (
    "<|channel|>analysis<|message|>Maybe {draft}<|end|><|start|>assistant<|channel|>final<|message|>{right}"
)

SPOILINGS: Final[dict[str, Spoiling]] = {
    # Thoughts stand in the words.
    "thoughts_with_draft": _said("<think>Maybe {draft}? No.</think>\n{right}"),
    "only_closing_think": _said("Maybe {draft}? No.\n</think>\n\n{right}"),
    "thoughts_in_capitals": _said("<THINKING>Maybe {draft}</THINKING>{right}"),
    "thought_tag": _said("<thought>Maybe {draft}</thought>{right}"),
    "bracketed_thoughts": _said("[THINK]Maybe {draft}[/THINK]{right}"),
    "harmony_channels": _said(_HARMONY),
    "brace_in_thoughts": _said("<think>It begins with { and then {{ ...</think>{right}"),
    "okay_first": _said("Okay. Here it is:\n\n{right}"),
    # The words are not quite the JSON that was asked for.
    "byte_order_mark": _said("\ufeff{right}"),
    "fenced": _said("```json\n{right}\n```"),
    "prose_around": _said("Here are the notes:\n{right}\nLet me know if you need more."),
    "double_encoded": lambda right: answer(json.dumps(right)),
    "trailing_comma": _trailing_comma,
    "comments": _said("// the notes\n{right}"),
    "two_answers": _said("{draft}\n\nOr rather:\n{draft}\n{right}"),
    "no_json": _said("I have read the passage."),
    # The answer stands elsewhere.
    "content_null_reasoning": _as(content=None, reasoning_content="{right}"),
    "content_empty_reasoning": _as(content="", reasoning="Let me think. {right}"),
    "content_blank_thinking": _as(content="\n\n", thinking="{right}"),
    "reasoning_details": _as(content=None, reasoning_details=[{"type": "reasoning.text", "text": "{right}"}]),
    "tool_call": _as(content=None, tool_calls=_call("{right}"), finish="tool_calls"),
    "tool_call_with_object": _as(content=None, tool_calls=_call("{object}"), finish="tool_calls"),
    "tool_call_finished_by_stop": _as(content="", tool_calls=_call("{right}")),
    "function_call": _as(
        content=None, function_call={"name": "output", "arguments": "{right}"}, finish="function_call"
    ),
    "sent_as_refusal": _as(content=None, refusal="{right}"),
    # The content has another shape.
    "list_of_parts": _as(content=[{"type": "text", "text": "{right}"}]),
    "list_of_strings": _as(content=["{right}"]),
    "list_with_thinking": _as(
        content=[
            {"type": "thinking", "thinking": [{"type": "text", "text": "Maybe {draft}"}]},
            {"type": "text", "text": "{right}"},
        ]
    ),
    "content_as_object": _as(content="{object}"),
    "content_in_value": _as(content=[{"type": "text", "text": {"value": "{right}"}}]),
    "reasoning_beside_content": _as(content="{right}", reasoning="Maybe {draft}", thinking="{draft}"),
    # Nothing but thoughts.
    "thoughts_only": _as(content=None, reasoning="I should take notes now."),
    "cut_in_reasoning": _as(content=None, reasoning="Maybe {draft}", finish="length"),
    "unfinished_reasoning": _as(content="", reasoning_content="Maybe {draft}", finish=None),
    "refused": _as(content=None, refusal="I cannot help with that"),
    "nothing": _as(content=None),
    # Token counts that are none.
    "nan_usage": _usage(prompt_tokens=float("nan"), completion_tokens=float("inf"), total_tokens=1),
    "fractional_usage": _usage(prompt_tokens=10.5, completion_tokens=2.25, total_tokens=12.75),
    "negative_usage": _usage(prompt_tokens=-1, completion_tokens=-7, total_tokens=-8),
    "usage_in_words": _usage(prompt_tokens="many", completion_tokens="few", total_tokens="more"),
    "huge_usage": _usage(prompt_tokens=10**30, completion_tokens=10**30, total_tokens=1),
    "usage_in_lists": _usage(prompt_tokens=[1], completion_tokens={"n": 1}, total_tokens=None),
    "usage_of_zeros": _usage(prompt_tokens=0, completion_tokens=0, total_tokens=0),
    "usage_without_counts": _usage(cost=0.1),
    "null_usage": _as(usage=None),
    "list_for_usage": _as(usage=[1, 2]),
    "odd_usage_details": _usage(
        prompt_tokens=90, completion_tokens=9, total_tokens=99, prompt_tokens_details={"cached_tokens": 1.5}
    ),
    # Why it stopped, in other words.
    "finish_eos": _as(finish="eos_token"),
    "finish_in_capitals": _as(finish="FINISH_REASON_STOP"),
    "finish_as_object": _as(finish={"type": "stop", "matched": 2}),
    "no_finish": _as(finish=None),
    "finish_abort": _as(finish="abort"),
    "finish_error": _as(finish="error"),
    "finish_no_resources": _as(finish="insufficient_system_resource"),
    "finish_malformed_call": _as(finish="MALFORMED_FUNCTION_CALL", content=""),
    "finish_language": _as(finish="LANGUAGE"),
    "finish_pause": _as(finish="pause_turn"),
    "finish_guardrail": _as(finish="guardrail_intervened"),
    "tool_calls_without_call": _as(finish="tool_calls"),
    "cut_answer": lambda right: answer(right[: len(right) // 2], finish="length"),
    "cut_without_a_word": lambda right: Reply(
        body=json.dumps(completion(right[: len(right) // 2], finish=None))
    ),
    # Status 200, and no answer.
    "string_code_200": _error({"code": "502", "message": "Bad gateway"}),
    "number_code_200": _error({"code": 503, "message": "Service unavailable"}, choices=None),
    "error_in_choice": _error_in_choice,
    "error_list": _body(json.dumps([{"error": {"code": 500, "message": "internal"}}])),
    "status_in_body": _body(json.dumps({"statusCode": 500, "message": "Internal server error"})),
    "base_resp": _body(
        json.dumps({"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}})
    ),
    "error_msg": _body(json.dumps({"error_code": 17, "error_msg": "Open api daily request limit reached"})),
    "error_is_true": _body(json.dumps({"error": True, "message": "You exceeded your current quota"})),
    "taken_back": _said("{draft}\n\nWait, that is one too many."),
    "html_as_json": _body(_PAGE),
    "web_page": _body(_PAGE, "text/html"),
    "empty_body": _body(""),
    "empty_text": _body("", "text/plain"),
    "cut_json": _cut_json,
    "choices_empty": _choices([]),
    "choices_null": _choices(None),
    "json_as_text": _as_text,
    "stream": _stream("text/event-stream"),
    "stream_as_json": _stream("application/json"),
    "cut_stream": _stream("text/event-stream", whole=False),
    "ndjson": _lines,
    "deeply_nested": _body("[" * 200_000),
    "huge_answer": _huge,
}


FOREIGN: Final = "The mayor of the island said that no ferry would ever leave the harbour again"
"""What nobody says in any transcript of the tests."""

KINDS: Final = ("topics", "points", "quotes", "people", "sponsors")
"""The kinds of notes on a passage that rest on a quote."""


def with_notes(right: str, change: Callable[[int, dict[str, Any]], object]) -> str:
    """Notes on a passage, each changed in place by what is given its number and itself."""
    notes = json.loads(right)
    for number, note in enumerate(note for kind in KINDS for note in notes["answer"][kind]):
        change(number, note)
    return json.dumps(notes)


def _foreign_but(one_in: int | None) -> Spoiling:
    def change(number: int, note: dict[str, Any]) -> None:
        if one_in is None or number % one_in:
            note["quote"] = f"{FOREIGN} {number}"

    return lambda right: answer(with_notes(right, change))


def _without_quotes(one_in: int) -> Spoiling:
    """One note in so many lacks what it must have: the fourth, and so on."""
    return lambda right: answer(
        with_notes(right, lambda number, note: note.pop("quote") if number % one_in == 3 % one_in else None)
    )


NOTE_SPOILINGS: Final[dict[str, Spoiling]] = {
    "bad_note": _without_quotes(1000),
    "half_bad_notes": _without_quotes(2),
    "foreign_notes": _foreign_but(None),
    "foreign_but_a_half": _foreign_but(2),
    "foreign_but_a_third": _foreign_but(3),
    "foreign_but_a_quarter": _foreign_but(4),
}
"""Of notes on a passage alone."""
