"""Which failure an exception is. Plugins raise what their libraries raise, so this goes by the look of it:
status code, class name, wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from llm_summarise.asking import failures
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.text import fold_space, strip_controls

_QUOTA = re.compile(
    r"insufficient_quota|exceeded your current quota|billing|credit balance|insufficient[_ ](funds|balance)"
    r"|payment required|out of credits",
    re.I,
)
_TOO_LONG = re.compile(
    r"context_length_exceeded|context[ _](length|window|size)|maximum context|too many tokens"
    r"|(prompt|input|request)( is)? too (long|large)|exceeds? .{0,40}context|string_above_max_length",
    re.I,
)
_SCHEMA = re.compile(r"response_format|json_schema|json schema|grammar|structured output|text\.format", re.I)
_NO_MODEL = re.compile(
    r"model_not_found|not found for api version|no such model"
    r"|model .{0,80}(not found|does not exist|not exist|unknown)",
    re.I,
)
_SEED = re.compile(r"\bseed\b", re.I)
_REFUSED = re.compile(r"content[_ ]?(policy|filter|management)|safety|moderation|recitation", re.I)
_CONNECTION = re.compile(r"Connect|Connection|RemoteProtocol|ReadError|WriteError|Network|IncompleteRead|SSL")
_CUT = re.compile(r"RemoteProtocol|ReadError|WriteError|IncompleteRead|ConnectionReset|Aborted|Broken")
_NOBODY = re.compile(r"ConnectionRefused|connection refused|all connection attempts failed", re.I)
_LIMIT_OF_DETAIL = 160


LARGER = "lower --chunk-tokens, or give the model a larger context (for Ollama: -o num_ctx 16384)"
"""What to do about a prompt that does not fit."""


def classify(
    error: BaseException, resolved: ResolvedModel, *, prompt: str = "", timeout: float | None = None
) -> Failure:
    """The failure that `error`, raised by the model of `resolved`, stands for.

    Details of the server's own words are quoted in the message, shortened, and left out if they repeat
    anything of `prompt`.
    """
    if isinstance(error, Failure):
        return error
    names = [kind.__name__ for kind in type(error).__mro__]
    status = _status(error)
    body = _body(error)
    if "NeedsKeyException" in names:
        return failures.KeyRefused(f"no key for {resolved.asked}", hint=key_hint(resolved))
    if status is not None:
        failure = _by_status(status, body, resolved, _detail(error, prompt))
        failure.retry_after = _retry_after(error)
        return failure
    if isinstance(error, TimeoutError) or any("Timeout" in name for name in names):
        within = f" within {timeout:g} s" if timeout else " in time"
        return failures.TimedOut(
            f"{_who(resolved)} did not answer{within}", hint="allow more with --timeout SECONDS"
        )
    if isinstance(error, OSError) or any(_CONNECTION.search(name) for name in names):
        return _no_connection(error, resolved)
    return _by_words(error, names, body, resolved, _detail(error, prompt))


def _by_status(status: int, body: str, resolved: ResolvedModel, detail: str) -> Failure:
    who = _who(resolved)
    if status in (401, 403):
        return failures.KeyRefused(f"{who} refused the key ({status}{detail})", hint=key_hint(resolved))
    if status == 402 or (status in (429, 400) and _QUOTA.search(body)):
        return failures.QuotaUsedUp(
            f"{who}: the quota is used up ({status}{detail})",
            hint=f"add credit with the provider, or use another key: {key_hint(resolved)}",
        )
    if status == 429:
        return failures.RateLimited(
            f"{who} allows no more requests for now (429{detail})",
            hint="lower --concurrency, or run again later",
        )
    if status == 413 or (status in (400, 422, 500) and _TOO_LONG.search(body)):
        return failures.TooLong(f"the prompt is too long for {who}", hint=LARGER)
    if status in (400, 404, 422, 500, 501) and _SCHEMA.search(body):
        return failures.SchemaRejected(f"{who} does not take a schema ({status}{detail})")
    if status in (404, 400) and (status == 404 or _NO_MODEL.search(body)):
        return failures.UnknownModel(
            f"{who} does not know this model or address ({status}{detail})", hint="llm models"
        )
    if status in (400, 422) and _SEED.search(body):
        return failures.SeedRejected(f"{who} does not take a seed ({status})")
    if status in (400, 403, 422) and _REFUSED.search(body):
        return failures.Refused(f"{who} declined to answer ({status}{detail})")
    if status in (502, 503, 504, 529):
        hint = "run again later; what is finished is kept"
        return failures.Overloaded(f"{who} is overloaded ({status}{detail})", hint=hint)
    if status in (408, 409, 425):
        return failures.ServerFault(
            f"{who} gave up on the request ({status}{detail})", hint="run again later"
        )
    if status >= 500:
        return failures.ServerFault(f"{who} failed ({status}{detail})", hint="run again later")
    return failures.BadRequest(f"{who} refused the request ({status}{detail})", hint=options_hint(resolved))


def _by_words(
    error: BaseException, names: list[str], body: str, resolved: ResolvedModel, detail: str
) -> Failure:
    who = _who(resolved)
    if isinstance(error, ValueError) and "does not support schemas" in body:
        return failures.SchemaRejected(f"{who} does not take a schema")
    if isinstance(error, TypeError) and _SEED.search(body):
        return failures.SeedRejected(f"{who} does not take a seed")
    if "ValidationError" in names and str(getattr(error, "title", "")).endswith("Options"):
        return failures.BadOption(f"{resolved.asked}: {option_problem(error)}", hint=options_hint(resolved))
    if isinstance(error, TypeError) and "unexpected keyword argument" in body:
        return failures.BadOption(
            f"{resolved.asked} does not take an option ({body})", hint=options_hint(resolved)
        )
    for pattern, make in (
        (_QUOTA, failures.QuotaUsedUp),
        (
            re.compile(r"rate.?limit|too many requests|resource.?exhausted|\b429\b", re.I),
            failures.RateLimited,
        ),
        (re.compile(r"overloaded|unavailable|\b503\b|\b529\b", re.I), failures.Overloaded),
        (
            re.compile(r"api.?key|unauthori[sz]ed|permission.?denied|\b401\b|\b403\b", re.I),
            failures.KeyRefused,
        ),
        (_NO_MODEL, failures.UnknownModel),
        (_TOO_LONG, failures.TooLong),
        (_SCHEMA, failures.SchemaRejected),
        (_REFUSED, failures.Refused),
    ):
        if pattern.search(body):
            hint = key_hint(resolved) if make in (failures.KeyRefused, failures.QuotaUsedUp) else None
            hint = LARGER if make is failures.TooLong else hint
            return make(f"{who}: {_reason(make)}{detail}", hint=hint)
    return failures.ModelCrashed(
        f"{who} failed with {type(error).__name__}{detail}", hint="llm-summarise doctor"
    )


def _reason(make: type[Failure]) -> str:
    first = (make.__doc__ or "").partition(".")[0].strip()
    return f"{first[:1].lower()}{first[1:]}"


def key_hint(resolved: ResolvedModel) -> str:
    """The command that sets the key of a model."""
    return f"llm keys set {resolved.provider or 'NAME'}"


def options_hint(resolved: ResolvedModel) -> str:
    """The command that lists the options of a model."""
    return f"llm models --options -m {resolved.asked}"


def option_problem(error: Any) -> str:
    """A Pydantic validation error of `-o` options in a few words."""
    problems = error.errors(include_url=False) if hasattr(error, "errors") else []
    said = []
    for problem in problems[:3]:
        name = ".".join(str(part) for part in problem["loc"])
        unknown = problem["type"] == "extra_forbidden"
        said.append(f"there is no option {name}" if unknown else f"option {name}: {problem['msg']}")
    return "; ".join(said) or "an option is wrong"


def _who(resolved: ResolvedModel) -> str:
    return f"{resolved.asked} at {resolved.endpoint}" if resolved.endpoint else resolved.asked


def _no_connection(error: BaseException, resolved: ResolvedModel) -> failures.ConnectionLost:
    """One that was cut, one that was refused, or none at all: each is looked for in another place."""
    causes = list(_causes(error))
    if any(_CUT.search(type(cause).__name__) for cause in causes):
        return failures.ConnectionLost(
            f"the connection to {_who(resolved)} was cut before the answer was complete",
            hint="run again; what is finished is kept",
        )
    hint = "is the network there?"
    if resolved.endpoint and any(_NOBODY.search(f"{type(cause).__name__} {cause}") for cause in causes):
        hint = f"is something listening at {resolved.endpoint}?"
    elif resolved.endpoint:
        hint = f"is the network there, and {resolved.endpoint} the right address?"
    return failures.ConnectionLost(f"no connection to {_who(resolved)}", hint=hint)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(5):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__


def _status(error: BaseException) -> int | None:
    for one in _causes(error):
        response = getattr(one, "response", None)
        for holder in (one, response):
            for name in ("status_code", "status", "code"):
                value = getattr(holder, name, None)
                if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600:
                    return value
    return None


def _body(error: BaseException) -> str:
    """All the words there are, for looking at only."""
    parts = [str(error)]
    for name in ("body", "error"):
        value = getattr(error, name, None)
        if value is not None:
            parts.append(str(value))
    response = getattr(error, "response", None)
    try:
        parts.append(str(getattr(response, "text", "")))
    except Exception:  # noqa: BLE001 - a streamed body that was never read
        parts.append("")
    return " ".join(parts)[:20_000]


def _detail(error: BaseException, prompt: str) -> str:
    """The server's own words, short, none of them ours."""
    body = getattr(error, "body", None)
    words = body.get("message") if isinstance(body, dict) else None
    if not isinstance(words, str):
        words = str(getattr(error, "message", "") or error)
    words = re.sub(r"\b(sk|key|gsk|xai|AIza)[-_][\w*.-]{6,}", "...", strip_controls(fold_space(words)))
    if "<html" in words.lower() or "<!doctype" in words.lower() or len(words) > 2_000:
        return ""
    folded = fold_space(prompt)
    for start in range(0, max(len(words) - 24, 0), 12):
        if words[start : start + 24] in folded:
            return ""
    words = words[:_LIMIT_OF_DETAIL] + "..." * (len(words) > _LIMIT_OF_DETAIL)
    return f": {words}" if words else ""


def _retry_after(error: BaseException) -> float | None:
    """Seconds the server asks to wait, from `retry-after-ms` or `Retry-After` (seconds or a date)."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    try:
        if millis := headers.get("retry-after-ms"):
            return max(0.0, float(millis) / 1000)
        text = headers.get("retry-after")
    except (AttributeError, ValueError):
        return None
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
