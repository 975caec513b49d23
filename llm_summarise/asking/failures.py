"""Why a call gave no usable answer: one class a reason, each with what to say and what to do about it.

All are errors a user can read: one line, and the command to run next. None repeats the prompt or the answer.
Which error of a provider is which failure stands in `classify`.
"""

from __future__ import annotations

from typing import ClassVar

from llm_summarise.domain.errors import AnswerError, ModelError


class Failure(ModelError):
    """A call that failed.

    `attempts` is how often it is tried in all, 1 for a failure that would only repeat itself. `fatal` ends
    the run: every other call would fail the same way. `slows` tells that the provider asks for fewer calls,
    so the whole pool waits; `everywhere` that other calls are likely to fail as well, so that a few in a row
    end the run. `retry_after` is the wait the server asks for, in seconds. `split` tells that the question
    was too long: halves of it may be answered. `parameter` is what the server names as not taken, as it
    writes it: "seed", "response_format", "temperature".

    `says` is the message and `advice` the hint of one found by `classify`. In both stand {who} for the model
    and its address, {model} for its name alone, {key} for how its key is set, {option} for the option the
    server names, {error} for the class of the exception, {when} for when it works again, if that is minutes
    away, and {why} for the status and the words of the server, as " (429: slow down)".
    """

    says: ClassVar[str] = "{who} gave no answer{why}"
    advice: ClassVar[str | None] = None
    attempts: int = 1
    everywhere: ClassVar[bool] = False
    fatal: ClassVar[bool] = False
    slows: ClassVar[bool] = False
    split: ClassVar[bool] = False
    retry_after: float | None = None
    parameter: str | None = None


class RateLimited(Failure):
    """Too many requests."""

    says = "{who} allows no more requests for now{when}{why}"
    advice = "lower --concurrency, or run again later"
    attempts = 8
    slows = True
    everywhere = True


class Overloaded(RateLimited):
    """The server is busy or down: 502, 503, 504, 529."""

    says = "{who} is overloaded{why}"
    advice = "run again later; what is finished is kept"
    attempts = 6


class ModelLoading(Overloaded):
    """The server is still loading the model. It is tried again for seconds, not for minutes."""

    says = "{who} is still loading the model{when}{why}"
    advice = "run again when it is loaded; what is finished is kept"
    attempts = 4


class OutOfMemory(Failure):
    """The machine of the server has not enough memory, for the model or for what it was asked."""

    says = "{who} has not enough memory{why}"
    advice = "take a smaller model, or lower --concurrency or --chunk-tokens"
    everywhere = True


class ServerFault(Failure):
    """The server failed on this request: other 5xx."""

    says = "{who} failed{why}"
    advice = "run again later"
    attempts = 5


class ConnectionLost(Failure):
    """No connection, or one that broke before the answer was complete."""

    attempts = 5
    everywhere = True


class TimedOut(Failure):
    """No answer within the time allowed."""

    says = "{who} did not answer in time"
    advice = "allow more with --timeout SECONDS"
    attempts = 3
    everywhere = True


class NotTheApi(Failure):
    """Something answered that is not a model's API, such as a web page."""

    attempts = 2


class KeyRefused(Failure):
    """No key, or one that is not accepted."""

    says = "{who} refused the key{why}"
    advice = "{key}"
    fatal = True


class QuotaUsedUp(Failure):
    """The account has nothing left to spend: waiting does not help."""

    says = "{who}: the quota is used up{why}"
    advice = "add credit with the provider, or use another key: {key}"
    fatal = True


class DailyLimit(Failure):
    """What the account may ask in a day, or in hours, is asked: waiting within a run does not help.
    `retry_after` says when it will."""

    says = "{who}: the limit for today is reached{when}{why}"
    advice = "run again later; what is finished is kept"
    fatal = True


class NotAllowedHere(Failure):
    """The provider, or something in front of it, lets nobody in from this country or network. It is no fault
    of the key."""

    says = "{who} does not let this network in{why}"
    advice = "is there a proxy, a firewall or a VPN between?"
    fatal = True


class Forbidden(Failure):
    """A 403 or 404 that does not say why. It may be about this passage alone, as of a filter, or about every
    call: several in a row end the run."""

    says = "{who} does not allow this request{why}"
    advice = "is it the right model and address, and may the key use it? {key}"
    everywhere = True


class UnknownModel(Failure):
    """No model goes by this name, here or at the provider."""

    says = "{who} does not know this model or address{why}"
    advice = "llm models"
    exit_code = 2
    fatal = True


class BadOption(Failure):
    """An option the model does not have, or a value it does not take. `parameter` names it where the server
    does: it is refused for every call."""

    says = "{model} does not take {option}{why}"
    advice = "llm models --options -m {model}"
    exit_code = 2
    fatal = True
    fatal = True


class SchemaRejected(Failure):
    """The server does not take a schema, whatever is claimed for it. `mode` is how it had been sent."""

    says = "{who} does not take a schema{why}"
    mode: str = "schema"


class SchemaUnknown(Failure):
    """The model answers certain questions only, and this is none of them."""


class SeedRejected(Failure):
    """The model declares a seed and does not take one."""

    says = "{who} does not take a seed{why}"


class SystemRejected(Failure):
    """The model takes no system prompt, or its chat template refuses the role."""

    says = "{who} does not take a system prompt{why}"


class BadRequest(Failure):
    """The server refuses this request for another reason."""

    says = "{who} refused the request{why}"
    advice = "llm models --options -m {model}"


class TooLong(AnswerError, Failure):
    """The prompt does not fit into the model's context."""

    says = "the prompt is too long for {who}"
    advice = "lower --chunk-tokens, or give the model a larger context (for Ollama: -o num_ctx 16384)"
    split = True


class TooLargeForLimit(TooLong):
    """The prompt alone is more than the account may send in a minute."""

    says = "the prompt is more than {who} allows in a minute{why}"
    advice = "lower --chunk-tokens"


class ModelCrashed(Failure):
    """An error inside the model's plugin that fits nothing else."""

    says = "{who} failed with {error}{why}"
    advice = "llm-summarise doctor"


class Truncated(AnswerError, Failure):
    """The answer was cut off at the model's limit of output."""

    split = True


class Refused(AnswerError, Failure):
    """The model, or a filter in front of it, declined to answer."""

    says = "{who} declined to answer{why}"


class Empty(AnswerError, Failure):
    """The model answered with nothing."""

    attempts = 3


class InvalidAnswer(AnswerError, Failure):
    """The answers, asked again as often as allowed, never were valid under the schema."""
