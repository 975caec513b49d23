"""What the exceptions of providers and plugins mean, and what is said about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import llm
import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.classify import classify
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.protocol import ResolvedModel

RESOLVED = ResolvedModel("m", "m", provider="acme")


class HTTPStatusError(Exception):
    """As other plugins' HTTP libraries raise it."""

    def __init__(self, status: int, text: str = "", **headers: str) -> None:
        super().__init__(f"Client error '{status}'")
        self.response = SimpleNamespace(
            status_code=status, text=text, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )


class ReadTimeout(Exception):
    pass


class RemoteProtocolError(Exception):
    pass


class APIConnectionError(Exception):
    """What the client of a provider makes of any trouble with a connection."""


class ConnectError(Exception):
    pass


class ReadError(Exception):
    pass


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (HTTPStatusError(429), failures.RateLimited),
        (HTTPStatusError(429, '{"type": "insufficient_quota"}'), failures.QuotaUsedUp),
        (HTTPStatusError(400, "Your credit balance is too low"), failures.QuotaUsedUp),
        (HTTPStatusError(402), failures.QuotaUsedUp),
        (HTTPStatusError(401), failures.KeyRefused),
        (HTTPStatusError(529), failures.Overloaded),
        (HTTPStatusError(413), failures.TooLong),
        (HTTPStatusError(400, "prompt is too long: 300000 tokens > 200000 maximum"), failures.TooLong),
        (HTTPStatusError(500, "failed to parse grammar"), failures.SchemaRejected),
        (HTTPStatusError(418), failures.BadRequest),
        (caused(llm.ModelError("it failed"), HTTPStatusError(503)), failures.Overloaded),
        (ReadTimeout(), failures.TimedOut),
        (TimeoutError(), failures.TimedOut),
        (RemoteProtocolError(), failures.ConnectionLost),
        (ConnectionRefusedError(), failures.ConnectionLost),
        (llm.NeedsKeyException("No key found"), failures.KeyRefused),
        (llm.ModelError("RESOURCE_EXHAUSTED: slow down"), failures.RateLimited),
        (llm.ModelError("The model is overloaded"), failures.Overloaded),
        (llm.ModelError("API key not valid"), failures.KeyRefused),
        (llm.ModelError("models/x is not found for API version v1"), failures.UnknownModel),
        (ValueError("Sync: m does not support schemas"), failures.SchemaRejected),
        (TypeError("create() got an unexpected keyword argument 'seed'"), failures.SeedRejected),
        (TypeError("create() got an unexpected keyword argument 'top_k'"), failures.BadOption),
        (KeyError("choices"), failures.ModelCrashed),
    ],
    ids=lambda value: None if isinstance(value, Exception) else value.__name__,
)
def test_plugins_raise_what_they_like(error: Exception, kind: type[Failure]) -> None:
    failure = classify(error, RESOLVED)
    assert type(failure) is kind
    assert "\n" not in str(failure)


NOBODY = "no connection to m at http://box:1/v1 - is something listening at http://box:1/v1?"


CUT = "the connection to m at http://box:1/v1 was cut before the answer was complete"


NOWHERE = (
    "no connection to m at http://box:1/v1 - is the network there, and http://box:1/v1 the right address?"
)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (caused(ConnectError("[Errno 111] Connection refused"), ConnectionRefusedError()), NOBODY),
        (ConnectError("All connection attempts failed"), NOBODY),
        (ReadError("[Errno 104] Connection reset by peer"), CUT),
        (caused(ReadError(""), ConnectionResetError()), CUT),
        (RemoteProtocolError("Server disconnected without sending a response."), CUT),
        (ConnectError("[Errno -2] Name or service not known"), NOWHERE),
    ],
)
def test_only_a_refused_connection_asks_whether_somebody_listens(inner: Exception, said: str) -> None:
    failure = classify(
        caused(APIConnectionError("Connection error."), inner), replace(RESOLVED, endpoint="http://box:1/v1")
    )
    assert type(failure) is failures.ConnectionLost
    assert str(failure).startswith(said)


def test_hints_name_the_command_to_run() -> None:
    assert str(classify(HTTPStatusError(401), RESOLVED)).endswith("llm keys set acme")
    assert "llm models --options -m m" in str(
        classify(TypeError("unexpected keyword argument 'x'"), RESOLVED)
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "2"}, 2.0),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after_ms": "250"}, 0.25),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
)
def test_a_server_says_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert classify(HTTPStatusError(429, **headers), RESOLVED).retry_after == seconds


def test_a_server_says_until_when_to_wait() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    wait = classify(HTTPStatusError(503, retry_after=date), RESOLVED).retry_after
    assert wait is not None
    assert 90 < wait <= 100
    assert (
        classify(HTTPStatusError(503, retry_after="Thu, 01 Jan 1970 00:00:00 GMT"), RESOLVED).retry_after == 0
    )
