"""Which failure an exception is. Plugins raise what their libraries raise, so this goes by the look of it:
status code, class name, wording.

A new failure of a provider is a class in `failures` and a row in one of the two tables here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any, Final, NamedTuple

from llm_summarise.asking import failures
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.domain.text import fold_space, strip_controls


class StatusRule(NamedTuple):
    """An HTTP error is `failure` if its status is among `statuses` and its words match `words`; None: any."""

    failure: type[Failure]
    statuses: Container[int]
    words: re.Pattern[str] | None = None


class WordRule(NamedTuple):
    """An error without a status is `failure` if its words match `words`."""

    failure: type[Failure]
    words: re.Pattern[str]


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_QUOTA = _any_of(
    "insufficient_quota|exceeded your current quota|billing|credit balance",
    "insufficient[_ ](funds|balance)|payment required|out of credits",
)
_TOO_LONG = _any_of(
    "context_length_exceeded|context[ _](length|window|size)|maximum context|too many tokens",
    "(prompt|input|request)( is)? too (long|large)|exceeds? .{0,40}context|string_above_max_length",
)
_SCHEMA = _any_of(r"response_format|json_schema|json schema|grammar|structured output|text\.format")
_NO_MODEL = _any_of(
    "model_not_found|not found for api version|no such model",
    "model .{0,80}(not found|does not exist|not exist|unknown)",
)
_REFUSED = _any_of("content[_ ]?(policy|filter|management)|safety|moderation|recitation")

BY_STATUS: Final = (
    StatusRule(failures.KeyRefused, {401, 403}),
    StatusRule(failures.QuotaUsedUp, {402}),
    StatusRule(failures.QuotaUsedUp, {400, 429}, _QUOTA),
    StatusRule(failures.RateLimited, {429}),
    StatusRule(failures.TooLong, {413}),
    StatusRule(failures.TooLong, {400, 422, 500}, _TOO_LONG),
    StatusRule(failures.SchemaRejected, {400, 404, 422, 500, 501}, _SCHEMA),
    StatusRule(failures.UnknownModel, {404}),
    StatusRule(failures.UnknownModel, {400}, _NO_MODEL),
    StatusRule(failures.SeedRejected, {400, 422}, _any_of(r"\bseed\b")),
    StatusRule(failures.Refused, {400, 422}, _REFUSED),
    StatusRule(failures.Overloaded, {502, 503, 504, 529}),
    StatusRule(failures.ServerFault, {408, 409, 425}),
    StatusRule(failures.ServerFault, range(500, 600)),
    StatusRule(failures.BadRequest, range(400, 500)),
)
"""Errors with an HTTP status. The first row that fits counts."""

BY_WORDS: Final = (
    WordRule(failures.SchemaRejected, _any_of("does not support schemas")),
    WordRule(failures.SeedRejected, _any_of(r"argument .{0,9}\bseed\b")),
    WordRule(failures.BadOption, _any_of("unexpected keyword argument")),
    WordRule(failures.QuotaUsedUp, _QUOTA),
    WordRule(failures.RateLimited, _any_of(r"rate.?limit|too many requests|resource.?exhausted|\b429\b")),
    WordRule(failures.Overloaded, _any_of(r"overloaded|unavailable|\b503\b|\b529\b")),
    WordRule(failures.KeyRefused, _any_of(r"api.?key|unauthori[sz]ed|permission.?denied|\b401\b|\b403\b")),
    WordRule(failures.UnknownModel, _NO_MODEL),
    WordRule(failures.TooLong, _TOO_LONG),
    WordRule(failures.SchemaRejected, _SCHEMA),
    WordRule(failures.Refused, _REFUSED),
    WordRule(failures.ModelCrashed, _any_of("")),
)
"""Errors without a status whose class tells nothing either. The first row that fits counts."""

_CONNECTION = re.compile(r"Connect|Connection|RemoteProtocol|ReadError|WriteError|Network|IncompleteRead|SSL")
_CUT = re.compile(r"RemoteProtocol|ReadError|WriteError|IncompleteRead|ConnectionReset|Aborted|Broken")
_NOBODY = _any_of("ConnectionRefused", "connection refused", "all connection attempts failed")
_LONGEST_DETAIL = 160


def classify(
    error: BaseException, resolved: ResolvedModel, *, prompt: str = "", timeout: float | None = None
) -> Failure:
    """The failure that `error`, raised by the model of `resolved`, stands for.

    The server's own words are quoted in the message, shortened, and left out if they repeat anything of
    `prompt`. `timeout` is how long the model was given, in seconds.
    """
    if isinstance(error, Failure):
        return error
    status = _status(error)
    if status is None and (told := _by_class(error, resolved, timeout)):
        return told
    body, detail = _body(error), _detail(error, prompt)
    if status is None:
        kind = next(rule.failure for rule in BY_WORDS if rule.words.search(body))
        return _worded(kind, resolved, error=type(error).__name__, why=detail)
    kind = next(
        rule.failure
        for rule in BY_STATUS
        if status in rule.statuses and (rule.words is None or rule.words.search(body))
    )
    failure = _worded(kind, resolved, why=f" ({status}{detail})")
    failure.retry_after = _retry_after(error)
    return failure


def _by_class(error: BaseException, resolved: ResolvedModel, timeout: float | None) -> Failure | None:
    """The failure that the class of `error` tells, None if it tells none."""
    names = [kind.__name__ for kind in type(error).__mro__]
    if "NeedsKeyException" in names:
        return _worded(failures.KeyRefused, resolved, "no key for {model}")
    if isinstance(error, TimeoutError) or any("Timeout" in name for name in names):
        said = f"{{who}} did not answer within {timeout:g} s" if timeout else None
        return _worded(failures.TimedOut, resolved, said)
    if isinstance(error, OSError) or any(_CONNECTION.search(name) for name in names):
        return _no_connection(error, resolved)
    if "ValidationError" in names and str(getattr(error, "title", "")).endswith("Options"):
        return bad_option(error, resolved)
    return None


def _worded(
    kind: type[Failure], resolved: ResolvedModel, says: str | None = None, *, error: str = "", why: str = ""
) -> Failure:
    """A failure with its message (`says` instead of its own) and hint filled in."""
    facts = {
        "who": _who(resolved),
        "model": resolved.asked,
        "provider": resolved.provider or "NAME",
        "error": error,
        "why": why,
    }
    return kind((says or kind.says).format(**facts), hint=kind.advice and kind.advice.format(**facts))


def bad_option(error: Any, resolved: ResolvedModel) -> failures.BadOption:
    """What Pydantic has against the `-o` options given, in a few words."""
    problems = error.errors(include_url=False) if hasattr(error, "errors") else []
    said = []
    for problem in problems[:3]:
        name = ".".join(str(part) for part in problem["loc"])
        unknown = problem["type"] == "extra_forbidden"
        said.append(f"there is no option {name}" if unknown else f"option {name}: {problem['msg']}")
    hint = f"llm models --options -m {resolved.asked}"
    return failures.BadOption(f"{resolved.asked}: {'; '.join(said) or 'an option is wrong'}", hint=hint)


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
    words = words[:_LONGEST_DETAIL] + "..." * (len(words) > _LONGEST_DETAIL)
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
