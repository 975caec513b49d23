"""What is known of an error: read from whatever a plugin's library raises, by the look of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from llm_summarise.asking.understanding import waits
from llm_summarise.asking.understanding.error_bodies import (
    LONGEST_MESSAGE,
    PARSED_AT_MOST,
    ErrorBody,
    error_in,
)
from llm_summarise.asking.understanding.parameters import parameter_of
from llm_summarise.asking.understanding.safe_words import JUDGED, Quotations, both_ends, is_text, one_line

LONG_WAIT: Final = 3600.0
"""Seconds from which on a wait is none within a run."""

_PAGE = re.compile(r"<!doctype html|<html|<head\b|<body\b|<title\b", re.IGNORECASE)
_TITLE = re.compile(r"<(?:title|h1)\b[^>]{0,200}>([^<]{1,200})<", re.IGNORECASE)
_PREFIX = re.compile(r"\A(?:Error code: )?[45]\d\d(?: - |: | )")
_LIBRARYS = re.compile(
    r"(?:Client|Server|Redirect) (?:error|response) '|\d{3} (?:Client|Server) Error:|\d{3}, message='"
    r"|HTTP Error \d{3}: |Error code: \d{3}\Z"
)
"""How libraries word an error whose body they do not show: these are not the server's words."""

_STATUS = re.compile(
    r"(?:(?:Error code|HTTP(?: status)?|status(?:[_ ]code)?|Client error|Server error)[:=]? ?'?|\A\(?)"
    r"([45]\d\d)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"limit:? {0,2}(\d[\d,]{0,14})\b[^.]{0,60}?requested:? {0,2}~?(\d[\d,]{0,14})"
    r"|exceeded: (\d{1,15}) > (\d{1,15})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ErrorFacts:
    """What an error says of itself. `names` are its codes, types and reasons; `parameter` is what it names;
    `message` is what it says, without anything of the prompt: for judging. `shown` may be shown, empty if it
    repeats the prompt. `page`: a web page came instead of an API's error. `wait` is in seconds. `structured`:
    it came as an API writes errors."""

    status: int | None = None
    names: str = ""
    parameter: str | None = None
    message: str = ""
    shown: str = ""
    page: bool = False
    wait: float | None = None
    structured: bool = False


def facts_of(error: BaseException, prompt: str, now: datetime) -> ErrorFacts:
    """What is known of `error`; `prompt` is what was asked, `now` the time."""
    body = _body(error)
    quotations = Quotations(prompt)
    said = both_ends(body.message, LONGEST_MESSAGE)
    if not is_text(said):
        said = ""
    page = _title_of(said)
    message = "" if page is not None else one_line(quotations.cut_from(said))[:JUDGED]
    shown = f"a web page: {page}" if page else "a web page" if page is not None else message
    if page is None and quotations.repeated_by(one_line(said)):
        shown = ""
    status = _status(error) or body.status
    headers = {**body.headers, **_headers(error)}
    wait = _wait(body, headers, message, now)
    names = [*body.names, *_remarks(message, wait)]
    return ErrorFacts(
        status=status,
        names=one_line(" ".join(names))[:JUDGED],
        parameter=parameter_of(body.parameter, message),
        message=message,
        shown=one_line(shown),
        page=page is not None or ("text/html" in headers.get("content-type", "") and not body.structured),
        wait=wait,
        structured=body.structured,
    )


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it was raised from, five at most."""
    seen: BaseException | None = error
    for _ in range(5):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _remarks(message: str, wait: float | None) -> list[str]:
    """Names for what its figures say."""
    remarks = ["long_wait"] if wait is not None and wait > LONG_WAIT else []
    for limit, requested, sent, most in _LIMITS.findall(message)[:9]:
        if limit and int(requested.replace(",", "")) > int(limit.replace(",", "")):
            remarks.append("more_than_the_limit")
        if sent and int(sent) > int(most):
            remarks.append("more_than_the_limit")
    return remarks


def _wait(body: ErrorBody, headers: Mapping[str, str], message: str, now: datetime) -> float | None:
    asked = [waits.of_headers(headers, now), *map(waits.seconds_in, body.waits), waits.asked_in(message)]
    for seconds in asked:
        if seconds is not None:
            return seconds
    for moment in body.moments:
        if (seconds := waits.until(moment, now)) is not None:
            return seconds
    seconds = waits.until_named_in(message, now)
    return waits.of_resets(headers, now) if seconds is None else seconds


def _body(error: BaseException) -> ErrorBody:
    """What the most telling of the bodies that `error` carries says."""
    best = ErrorBody()
    for body in _bodies(error):
        found = error_in(body)
        if found and (found.structured or not best):
            best = found
        if best.structured:
            break
    return best


def _bodies(error: BaseException) -> Iterator[object]:
    """The body of the answer, as text or parsed; then what the library made of it."""
    causes = list(causes_of(error))
    for one in causes:
        response = _response(one)
        if isinstance(response, Mapping):
            yield response
        text = _attribute(response, "text")
        if isinstance(text, str) and len(text) <= PARSED_AT_MOST:
            yield text
        for name in ("body", "details"):
            value = _attribute(one, name)
            if isinstance(value, Mapping | list | str) and len(value) <= PARSED_AT_MOST:
                yield value
    for one in causes:
        for value in (_attribute(one, "error"), _attribute(one, "message"), _words(one)):
            if isinstance(value, str | Mapping) and value and not _is_the_librarys(value):
                yield _PREFIX.sub("", value[:PARSED_AT_MOST], count=1) if isinstance(value, str) else value


def _is_the_librarys(value: object) -> bool:
    return isinstance(value, str) and _LIBRARYS.match(value) is not None


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a foreign class may fail in its own `__str__`
        return ""


def _title_of(text: str) -> str | None:
    """The title of a web page, None if `text` is none."""
    if not _PAGE.search(text, 0, 3_000):
        return None
    found = _TITLE.search(text)
    return one_line(found.group(1))[:100] if found else ""


def _response(error: BaseException) -> Any:
    for name in ("response", "raw_response", "http_res"):
        if (response := _attribute(error, name)) is not None:
            return response
    return None


def _attribute(holder: object, name: str) -> Any:
    """An attribute of a foreign object; None if it has none, or cannot give it (a body never read)."""
    try:
        return getattr(holder, name, None)
    except Exception:  # noqa: BLE001 - whatever a foreign property raises
        return None


def _status(error: BaseException) -> int | None:
    for one in causes_of(error):
        response = _response(one)
        values = [_of_boto(response, "HTTPStatusCode")]
        for holder in (one, response):
            values += [_attribute(holder, name) for name in ("status_code", "status", "code", "http_status")]
        for value in values:
            if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600:
                return int(value)
    said = _STATUS.search(_words(error)[:200])
    return int(said.group(1)) if said else None


def _of_boto(response: object, name: str) -> Any:
    """What the library of AWS tells beside an answer."""
    metadata = response.get("ResponseMetadata") if isinstance(response, Mapping) else None
    return metadata.get(name) if isinstance(metadata, Mapping) else None


def _headers(error: BaseException) -> dict[str, str]:
    """The headers of the answer, names in lower case."""
    for one in causes_of(error):
        response = _response(one)
        headers = (
            _of_boto(response, "HTTPHeaders") or _attribute(response, "headers") or _attribute(one, "headers")
        )
        try:
            if headers:
                return {str(name).lower(): str(value)[:200] for name, value in list(headers.items())[:200]}
        except (AttributeError, TypeError, ValueError):
            continue
    return {}


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)
