"""Which failure an exception is. Plugins raise what their libraries raise, so this goes by the look of it:
first the class, for what never reached a server; then what the server says of itself (`understanding/`).

A new failure of a provider is a class in `failures` and a row in the table of `understanding/rules.py`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from llm_summarise.asking import failures
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.asking.understanding import error_facts, rules
from llm_summarise.asking.understanding.error_facts import ErrorFacts, causes_of, facts_of
from llm_summarise.asking.understanding.explaining import explained, who, works_again
from llm_summarise.asking.understanding.safe_words import one_line, shortened

_CONNECTION = re.compile(
    r"Connect|Connection|RemoteProtocol|LocalProtocol|UnsupportedProtocol|InvalidURL|ReadError|WriteError|Network"
    r"|IncompleteRead|SSL|Proxy"
)
_CUT = re.compile(r"RemoteProtocol|ReadError|WriteError|IncompleteRead|ConnectionReset|Aborted|Broken")
_NOBODY = re.compile("ConnectionRefused|connection refused|all connection attempts failed", re.IGNORECASE)
_UNTRUSTED = re.compile(
    r"CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerification", re.IGNORECASE
)
_NO_URL = re.compile(r"UnsupportedProtocol|InvalidURL|MissingSchema")
_NO_HEADER = re.compile(r"header value|'ascii' codec can't encode", re.IGNORECASE)
_UNEXPECTED = re.compile(r"unexpected keyword argument '(\w{1,80})'")
_KEY_NAME = re.compile(r"llm keys set ([\w.-]{1,80})")
_LONGEST_REASON = 120

_BUGS: Final = (LookupError, AttributeError, ArithmeticError, AssertionError)
"""What a plugin raises by mistake: its words are none of a server."""


def classify(
    error: BaseException,
    resolved: ResolvedModel,
    *,
    prompt: str = "",
    timeout: float | None = None,
    now: datetime | None = None,
) -> Failure:
    """The failure that `error`, raised by the model of `resolved`, stands for.

    The server's own words are quoted in the message, shortened, and left out if they repeat anything of
    `prompt`. `timeout` is how long the model was given, in seconds; `now` the time, with its zone.
    """
    if isinstance(error, Failure):
        return error
    now = now or error_facts.now()
    facts = facts_of(error, prompt, now)
    if facts.status is None and (told := _by_class(error, resolved, timeout)):
        return told
    if facts.status is None and isinstance(error, _BUGS):
        facts = ErrorFacts(shown=facts.shown)
    return _by_rule(error, facts, resolved, now)


def _by_rule(error: BaseException, facts: ErrorFacts, resolved: ResolvedModel, now: datetime) -> Failure:
    rule = rules.rule_for(facts)
    daily = issubclass(rule.failure, failures.DailyLimit)
    # A minute until a day's limit is set back is no more than a number that all 429s of this server carry.
    wait = None if daily and (facts.wait or 0.0) < 60 else facts.wait
    failure = explained(
        rule.failure,
        resolved,
        rule.says,
        advice=rule.advice,
        facts=facts,
        error=type(error).__name__,
        when=works_again(wait, now),
    )
    failure.retry_after = wait
    failure.parameter = None if isinstance(failure, failures.TooLong) else facts.parameter
    return failure


def _by_class(error: BaseException, resolved: ResolvedModel, timeout: float | None) -> Failure | None:
    """The failure that the class of `error` tells, None if it tells none."""
    names = [kind.__name__ for kind in type(error).__mro__]
    if "NeedsKeyException" in names:
        named = _KEY_NAME.search(str(error))
        advice = f"llm keys set {named.group(1)}" if named else None
        return explained(failures.KeyRefused, resolved, "no key for {model}", advice=advice)
    if isinstance(error, TimeoutError) or any("Timeout" in name for name in names):
        said = f"{{who}} did not answer within {timeout:g} s" if timeout else None
        return explained(failures.TimedOut, resolved, said)
    if isinstance(error, UnicodeEncodeError) and _NO_HEADER.search(str(error)):
        return explained(failures.KeyRefused, resolved, "the key for {model} has a character that no key has")
    if isinstance(error, OSError) or any(_CONNECTION.search(name) for name in names):
        return _no_connection(error, resolved)
    if "ValidationError" in names and str(getattr(error, "title", "")).endswith("Options"):
        return bad_option(error, resolved)
    if isinstance(error, TypeError):
        return _unexpected(error, resolved)
    return None


def _unexpected(error: TypeError, resolved: ResolvedModel) -> Failure | None:
    """An argument that the plugin's library does not take."""
    named = _UNEXPECTED.search(str(error))
    if named is None:
        return None
    facts = ErrorFacts(parameter=named.group(1))
    rule = rules.rule_for(facts)
    failure = explained(rule.failure, resolved, facts=facts)
    failure.parameter = facts.parameter
    return failure


def bad_option(error: Any, resolved: ResolvedModel) -> failures.BadOption:
    """What Pydantic has against the `-o` options given, in a few words."""
    problems = error.errors(include_url=False) if hasattr(error, "errors") else []
    said = []
    for problem in problems[:3]:
        name = ".".join(str(part) for part in problem["loc"])
        unknown = problem["type"] == "extra_forbidden"
        said.append(f"there is no option {name}" if unknown else f"option {name}: {problem['msg']}")
    reason = shortened(one_line("; ".join(said)), _LONGEST_REASON) or "an option is wrong"
    hint = f"llm models --options -m {resolved.asked}"
    return failures.BadOption(f"{resolved.asked}: {reason}", hint=hint)


def _no_connection(error: BaseException, resolved: ResolvedModel) -> Failure:
    """One that was cut, one that was refused, or none at all: each is looked for in another place."""
    causes = [f"{type(cause).__name__} {cause}"[:2_000] for cause in causes_of(error)]
    if unreachable := _unreachable(causes, resolved):
        return unreachable
    if any(_CUT.match(cause) or _CUT.search(cause.partition(" ")[0]) for cause in causes):
        return failures.ConnectionLost(
            f"the connection to {who(resolved)} was cut before the answer was complete",
            hint="run again; what is finished is kept",
        )
    hint = "is the network there?"
    if resolved.endpoint and any(_NOBODY.search(cause) for cause in causes):
        hint = f"is something listening at {resolved.endpoint}?"
    elif resolved.endpoint:
        hint = f"is the network there, and {resolved.endpoint} the right address?"
    return failures.ConnectionLost(f"no connection to {who(resolved)}", hint=hint)


def _unreachable(causes: list[str], resolved: ResolvedModel) -> Failure | None:
    """What no further try mends: a certificate, an address or a key that cannot be used."""
    if any(_UNTRUSTED.search(cause) for cause in causes):
        return explained(
            failures.NotAllowedHere,
            resolved,
            "the certificate of {who} is not trusted here",
            advice="is there a proxy or a firewall between? SSL_CERT_FILE names the certificates to trust",
        )
    if any(_NO_HEADER.search(cause) for cause in causes):
        return explained(failures.KeyRefused, resolved, "the key for {model} has a character that no key has")
    if any(_NO_URL.match(cause) for cause in causes):
        return explained(
            failures.UnknownModel,
            resolved,
            "{who}: this is no address of a server",
            advice="look at api_base in extra-openai-models.yaml: it begins with http:// or https://",
        )
    return None
