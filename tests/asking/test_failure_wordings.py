"""What providers, servers and what stands before them say when a call fails, and what each means.

The rows are in `failure_wordings.jsonl`: who says it, status, body (text, or what is sent as JSON) and what
it is; `parameter` is the one it names, `wait` the seconds it asks for, `says` a part of message or hint. They
are real, shortened; names, ids and keys are invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.classify import classify
from llm_summarise.asking.models.protocol import ResolvedModel
from tests.asking.world import PROMPT, World
from tests.fault_server import Reply

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "failure_wordings.jsonl").read_text().splitlines()
]
RESOLVED = ResolvedModel("m", "m", provider="acme")
SHAPES = [
    "openai requests a day",
    "azure filter",
    "anthropic extra",
    "gemini unknown name",
    "mistral extra within a message",
    "groq invalid answer",
    "openrouter moderation",
    "openrouter provider's seed",
    "xai key",
    "xai no credits, as a string",
    "lmstudio context, a string",
    "vllm roles",
    "cloudflare blocked",
    "nginx not found",
    "nothing at all",
]
"""One row for each shape of a body."""


class StatusError(Exception):
    """As libraries of plugins raise it: the answer beside a text of their own."""

    def __init__(self, status: int, text: str, headers: dict[str, str]) -> None:
        super().__init__(f"Client error '{status}' for url 'https://box.example/v1?key=secret-1234567'")
        self.response = SimpleNamespace(status_code=status, text=text, headers=headers)


def text_of(row: dict[str, Any]) -> str:
    return row["body"] if isinstance(row["body"], str) else json.dumps(row["body"])


@pytest.mark.parametrize("row", ROWS, ids=[row["who"] for row in ROWS])
def test_each_wording_is_what_it_says(row: dict[str, Any]) -> None:
    failure = classify(StatusError(row["status"], text_of(row), row.get("headers", {})), RESOLVED)
    assert type(failure).__name__ == row["kind"], str(failure)
    assert failure.parameter == row.get("parameter")
    assert failure.retry_after == pytest.approx(row.get("wait"))
    assert row.get("says", "") in str(failure)
    assert len(str(failure)) <= 300
    assert "\n" not in str(failure)


def test_each_wording_stands_once_and_each_provider_several_times() -> None:
    assert len({row["who"] for row in ROWS}) == len(ROWS) >= 250
    providers = "openai azure anthropic gemini mistral groq together openrouter deepseek xai cohere fireworks"
    servers = "ollama lmstudio vllm llama.cpp tgi litellm bedrock huggingface cloudflare nginx"
    for name in f"{providers} {servers}".split():
        assert sum(row["who"].startswith(name) for row in ROWS) >= 2, name


@pytest.mark.parametrize("who", SHAPES)
def test_it_is_the_same_through_llm_over_http(world: World, who: str) -> None:
    row = next(row for row in ROWS if row["who"] == who)
    kind = "text/html" if text_of(row).startswith("<") else "application/json"
    world.server.react = lambda _request: Reply(row["status"], text_of(row), kind=kind)
    failure = world.fail(getattr(failures, row["kind"]), "fault-plain")
    assert type(failure).__name__ == row["kind"], str(failure)


@pytest.mark.parametrize(
    ("body", "kind", "calls"),
    [
        ({"error": {"message": "Rate limit reached", "code": 429}}, failures.RateLimited, 8),
        ({"error": {"message": "upstream is down", "code": "502"}}, failures.Overloaded, 6),
        ({"error": "Context size has been exceeded."}, failures.TooLong, 1),
        ({"object": "error", "message": "No auth credentials found", "code": 401}, failures.KeyRefused, 1),
        ({"errors": [{"message": "out of credits", "code": 402}]}, failures.QuotaUsedUp, 1),
        (
            {
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "error",
                        "message": {"role": "assistant", "content": ""},
                        "error": {"code": 502, "message": "Upstream error from SomeHost"},
                    }
                ]
            },
            failures.Overloaded,
            6,
        ),
    ],
)
def test_an_error_may_come_with_status_200(
    world: World, body: dict[str, Any], kind: type[failures.Failure], calls: int
) -> None:
    answer = {"id": "c1", "object": "chat.completion", "created": 0, "model": "m", **body}
    world.server.react = lambda _request: Reply(body=json.dumps(answer))
    assert type(world.fail(kind)) is kind
    assert world.server.calls == calls
    assert world.kept == []


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"message": "it failed", "failed_generation": "no credits"}}, failures.BadRequest),
        (403, {"error": {"message": "flagged", "metadata": {"flagged_input": "api key"}}}, failures.Refused),
        (400, {"error": {"message": f"cannot read {PROMPT}"}}, failures.BadRequest),
        (
            422,
            {"detail": [{"loc": ["body", "messages"], "msg": "bad", "input": "seed"}]},
            failures.BadRequest,
        ),
        (400, {"error": {"message": f'Cannot use "{PROMPT.lower()}"'}}, failures.BadRequest),
        (
            500,
            {"error": {"message": 'Cannot parse {"headline": "context length exceeded"}'}},
            failures.ServerFault,
        ),
    ],
)
def test_words_of_prompt_and_answer_decide_nothing(
    status: int, body: dict[str, Any], kind: type[failures.Failure]
) -> None:
    prompt = f"The quota is used up: insufficient balance, context length, api key, seed. {PROMPT}"
    failure = classify(StatusError(status, json.dumps(body), {}), RESOLVED, prompt=prompt)
    assert type(failure) is kind
    assert PROMPT not in str(failure)


def test_a_quoted_transcript_is_cut_out_before_judging() -> None:
    transcript = "we talked for an hour about insufficient balance and how billing works at the bank"
    said = {"error": {"message": f"Moderation refused this. Your prompt was: {transcript}"}}
    failure = classify(StatusError(403, json.dumps(said), {}), RESOLVED, prompt=f"A: {transcript}. B: yes")
    assert type(failure) is failures.Refused
    assert "balance" not in str(failure)
