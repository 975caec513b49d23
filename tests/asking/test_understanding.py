"""Parts of understanding an error: waits, secrets, keys by name, odd and huge bodies."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.asking import failures
from llm_summarise.asking.classify import classify
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.asking.understanding import waits
from llm_summarise.asking.understanding.error_bodies import error_in
from llm_summarise.asking.understanding.parameters import parameter_of
from llm_summarise.asking.understanding.safe_words import Quotations, one_line

RESOLVED = ResolvedModel("m", "m", provider="acme")
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


class PluginError(Exception):
    """What a library raises, with whatever it carries."""

    def __init__(self, message: str = "", **carried: Any) -> None:
        super().__init__(message)
        self.__dict__.update(carried)


def answered(status: int, body: Any, headers: dict[str, str] | None = None) -> PluginError:
    text = body if isinstance(body, str) else json.dumps(body)
    return PluginError(response=SimpleNamespace(status_code=status, text=text, headers=headers or {}))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7m12s", 432),
        ("1h2m", 3720),
        ("50m12s", 3012),
        ("59.3s", 59.3),
        ("644ms", 0.644),
        ("20 seconds", 20),
        ("1 minute 30 seconds", 90),
        ("2m59.56s", 179.56),
        ("1.984999999s", 1.984999999),
        ("3 days", 259200),
        ("30", 30),
        ("-5", 0),
        ("soon", None),
        ("", None),
    ],
)
def test_a_duration_is_read_in_all_its_forms(text: str, seconds: float | None) -> None:
    assert waits.seconds_in(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Please try again in 50m12s. Need more tokens?", 3012),
        ("Please retry in 45.578569677s.", 45.578569677),
        ("Please retry after 86400 seconds.", 86400),
        ("Try again in 60 seconds. Passed model=x", 60),
        ("please wait 34s", 34),
        ("retry_after: 12", 12),
        ("The limit resets in 2 hours and 5 minutes", 7500),
        ("Limit 6000, Used 5034, Requested 1443.", None),
        ("try again later", None),
        ("the model has 70b parameters and a 30s limit", None),
    ],
)
def test_a_wait_is_read_from_the_words(message: str, seconds: float | None) -> None:
    assert waits.asked_in(message) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset-requests": "7m12s"}, 432),
        ({"x-ratelimit-reset-tokens": "6s", "x-ratelimit-reset-requests": "1s"}, 1),
        (
            {
                "x-ratelimit-reset-tokens": "6s",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-requests": "1s",
            },
            6,
        ),
        ({"x-ratelimit-reset": str(int(NOW.timestamp() * 1000) + 90_000)}, 90),
        ({"anthropic-ratelimit-tokens-reset": "2026-11-29T12:00:40Z"}, 40),
        ({"x-ratelimit-reset": "soon"}, None),
    ],
)
def test_headers_say_when_a_limit_is_set_back(headers: dict[str, str], seconds: float | None) -> None:
    failure = classify(answered(429, "", headers), RESOLVED, now=NOW)
    assert failure.retry_after == pytest.approx(seconds)


def test_what_is_asked_for_in_a_header_comes_before_the_words() -> None:
    said = {"error": {"message": "try again in 20s", "code": "rate_limit_exceeded"}}
    assert classify(answered(429, said, {"Retry-After": "3"}), RESOLVED).retry_after == 3


def test_a_daily_limit_says_when_it_works_again() -> None:
    said = {"error": {"message": "tokens per day (TPD): Limit 100. Please try again in 50m12s"}}
    failure = classify(answered(429, said), RESOLVED, now=NOW)
    then = datetime.fromtimestamp(NOW.timestamp() + 3012).strftime("%H:%M")
    assert type(failure) is failures.DailyLimit
    assert f"it works again in 50 minutes, at {then}" in str(failure)
    assert failure.retry_after == 3012


def test_a_long_wait_is_told_in_hours_and_with_the_date() -> None:
    failure = classify(answered(429, "", {"retry-after": "90000"}), RESOLVED, now=NOW)
    assert "25 hours" in str(failure)
    assert " on 2026-11-30" in str(failure)


SECRETS = [
    "AIzaSyInvented_0123456789abcdefghijk",
    "sk-proj-abcdefghijklmnop",
    "sk-abcd********wxyz",
    "gsk_abcdefghijklmnopqrst",
    "xai-abcdefghijklmnop",
    "xa***yz",
    "hf_abcdefghijklmnop",
    "AKIAINVENTED1234",
    "0123456789abcdef0123456789abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def",
    "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "around",
    [
        "Incorrect API key provided: {}.",
        "Your key {} is not valid",
        "Bearer {}",
        "https://box.example/v1/models?key={}&alt=json failed",
        '"authorization": "{}"',
    ],
)
def test_no_key_is_ever_printed(secret: str, around: str) -> None:
    said = around.format(secret)
    for error in (answered(401, {"error": {"message": said}}), answered(400, said), PluginError(said)):
        assert secret not in str(classify(error, RESOLVED))


def test_words_that_look_a_bit_like_keys_stay() -> None:
    for text in (
        "Limit 6000, Requested 8000",
        "meta-llama/Llama-4-Maverick-17B-128E-Instruct",
        "API key not valid",
    ):
        assert one_line(text) == text


def test_nothing_is_printed_that_a_terminal_would_obey() -> None:
    nasty = "a\x1b[31mred\x1b]52;c;aGk=\x07 \x9b2J \u202eevil\u2066 \u200bzero\ud800 \U000e0041tag\r\nnew\x00"
    said = str(classify(answered(400, {"error": {"message": nasty}}), RESOLVED))
    assert "ared evil zero\ufffd tag new" in said
    assert seen(said)


def seen(text: str) -> bool:
    """Whether nothing in `text` is obeyed rather than seen."""
    return not {"Cc", "Cf", "Cs", "Zl", "Zp"} & {unicodedata.category(c) for c in text}


def test_a_short_coincidence_is_no_quotation() -> None:
    quotations = Quotations("and the maximum context length is, you know, large")
    said = "This model's maximum context length is 8192 tokens"
    assert quotations.cut_from(said) == said


def test_a_quotation_within_quotes_is_cut_at_any_length() -> None:
    quotations = Quotations("so I hate my bank account, she said")
    assert quotations.cut_from('Refused: "I hate my bank account"') == 'Refused: "..."'


@pytest.mark.parametrize(
    ("body", "message", "names"),
    [
        ({"error": "text"}, "text", ""),
        ({"message": "text"}, "text", ""),
        ({"detail": "text"}, "text", ""),
        ({"detail": [{"loc": ["body", "n"], "msg": "text", "type": "t"}]}, "text", "t"),
        ([{"error": {"code": 400, "message": "text", "status": "INVALID"}}], "text", "INVALID"),
        ("text", "text", ""),
        ('"text"', "text", ""),
        ('{"error": {"message": "text", "type": "t"}}', "text", "t"),
        ("Error - {'error': {'message': 'text', 'code': None}}", "text", ""),
        (
            {"error": {"message": "Provider returned error", "metadata": {"raw": '{"error": "text"}'}}},
            "text",
            "",
        ),
        ({"type": "error", "error": {"type": "t", "message": "text"}}, "text", "t"),
        ({"error": {"message": "text", "innererror": {"code": "Inner"}}}, "text", "Inner"),
        ({"errors": [{"message": "text", "code": 7003}]}, "text", "7003"),
        ({"Error": {"Message": "text", "Code": "ThrottlingException"}}, "text", "ThrottlingException"),
        ({}, "", ""),
        ([], "", ""),
        (None, "", ""),
        (7, "", ""),
        (b'{"error": "text"}', "text", ""),
    ],
)
def test_the_providers_error_is_found_in_any_shape(body: Any, message: str, names: str) -> None:
    found = error_in(body)
    assert found.message == message
    assert " ".join(found.names) == names


@pytest.mark.parametrize(
    ("given_name", "message", "name"),
    [
        ("response_format", "", "response_format"),
        ("messages", "", None),
        ("model", "", None),
        ("generation_config.seed", "", "seed"),
        (None, "Unrecognized request argument supplied: seed", "seed"),
        (None, "Unsupported value: 'temperature' does not support 0.2 with this model.", "temperature"),
        (None, "Extra inputs are not permitted (seed)", "seed"),
        (None, "top_k: Extra inputs are not permitted", "top_k"),
        (None, "groq does not support parameters: ['top_k'], for model=big", "top_k"),
        (None, "Unknown name \"topK\" at 'generation_config': Cannot find field.", "topK"),
        (None, "The server had an error", None),
        (None, "Rate limit reached for model `x`", None),
    ],
)
def test_the_parameter_at_fault_is_named_as_it_was_sent(
    given_name: str | None, message: str, name: str | None
) -> None:
    assert parameter_of(given_name, message) == name


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        (
            {"needs_key": "groq", "provider": "openai", "endpoint": "https://api.groq.example"},
            "llm keys set groq",
        ),
        ({"provider": "acme"}, "llm keys set acme"),
        ({"provider": "openai", "endpoint": "http://box:1/v1"}, "add api_key_name: openai in extra-openai"),
        ({"provider": "ollama"}, "look at the key of m"),
        ({"provider": None}, "look at the key of m"),
    ],
)
def test_the_key_is_called_by_its_right_name(changes: dict[str, Any], hint: str) -> None:
    failure = classify(answered(401, "no"), replace(RESOLVED, **changes))
    assert type(failure) is failures.KeyRefused
    assert failure.hint is not None
    assert failure.hint.startswith(hint)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PluginError("429 Too Many Requests"), failures.RateLimited),
        (
            PluginError("Error code: 400 - {'error': {'message': 'Invalid role: system'}}"),
            failures.SystemRejected,
        ),
        (PluginError("it", status_code=503, error="Loading model"), failures.ModelLoading),
        (
            PluginError("it", code=403, details={"error": {"message": "blocked by policy"}}),
            failures.NotAllowedHere,
        ),
        (PluginError("it", body='{"message": "no", "code": "403"}'), failures.Forbidden),
        (PluginError("model requires more system memory"), failures.OutOfMemory),
        (PluginError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"), failures.ModelCrashed),
        (OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"), failures.NotAllowedHere),
        (KeyError("insufficient balance"), failures.ModelCrashed),
        (PluginError("Unexpected token in the answer: no proxy, not found"), failures.ModelCrashed),
        (PluginError("Please retry in 45.5s. * Quota exceeded, limit: 20, model: g"), failures.RateLimited),
        (PluginError("upstream said 429"), failures.RateLimited),
        (PluginError("upstream said 503"), failures.Overloaded),
        (UnicodeEncodeError("ascii", "k€y", 1, 2, "ordinal not in range"), failures.KeyRefused),
        (
            PluginError(
                response={
                    "Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"},
                    "ResponseMetadata": {"HTTPStatusCode": 429, "HTTPHeaders": {"Retry-After": "2"}},
                }
            ),
            failures.RateLimited,
        ),
    ],
)
def test_libraries_carry_an_error_where_they_like(error: Exception, kind: type[failures.Failure]) -> None:
    assert type(classify(error, RESOLVED)) is kind


def test_what_is_unreadable_costs_no_reason() -> None:
    class Unread(Exception):
        status_code = 429

        @property
        def response(self) -> Any:
            raise RuntimeError("the answer was never read")

        def __str__(self) -> str:
            raise ValueError("no words")

    assert type(classify(Unread(), RESOLVED)) is failures.RateLimited


def deep(levels: int) -> str:
    return '{"error": ' * levels + '"insufficient_quota"' + "}" * levels


HUGE = "x" * 10_000_000


@pytest.mark.parametrize(
    "body",
    [
        deep(5_000),
        "[" * 100_000,
        json.dumps({"error": {"message": HUGE}}),
        HUGE,
        json.dumps({"error": {"message": "Rate limit reached", "data": ["y"] * 100_000}}),
        "\x89PNG\r\n\x1a\n" + "\x00\ufffd" * 5_000,
        "error " + "{" * 50_000,
        "'" * 100_000,
        json.dumps({str(n): "message" for n in range(50_000)}),
    ],
    ids=["deep", "open", "long message", "long text", "much data", "image", "braces", "quotes", "keys"],
)
def test_huge_deep_and_unreadable_bodies_are_bounded(body: str) -> None:
    failure = classify(answered(429, body), RESOLVED, prompt="about the sea " * 10_000)
    assert isinstance(failure, failures.RateLimited)
    assert len(str(failure)) <= 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "code", "detail", "metadata", "raw", "type", "param", "loc", "details"]
            )
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    status=st.none() | st.integers(399, 600), body=JSON | st.text(max_size=300), message=st.text(max_size=80)
)
def test_any_error_is_a_failure_on_one_printable_line(status: int | None, body: Any, message: str) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    error = PluginError(
        message, body=body, response=SimpleNamespace(status_code=status, text=text, headers={})
    )
    said = str(classify(error, RESOLVED, prompt="something quite different"))
    assert said
    assert seen(said)
    assert len(said) <= 300
