"""The table that says what an error is. Rows are tried from above and the first that fits counts: codes that
say it for certain come first, then the error's own words, then what its status alone says.

Words are of one kind for all providers: what is said, not who says it (`wordings`).
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from llm_summarise.asking import failures
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.understanding import wordings
from llm_summarise.asking.understanding.error_facts import ErrorFacts
from llm_summarise.asking.understanding.parameters import (
    SCHEMA_PARAMETERS,
    SEED_PARAMETERS,
    SYSTEM_PARAMETERS,
)

_ANY: Final = frozenset(range(400, 600))
_REQUEST: Final = frozenset({400, 404, 405, 409, 415, 422, 500, 501})
"""Statuses of a request that is refused as it is; some servers send 500 for it."""

_LIMIT: Final = frozenset({413, 429, 498, 503})
_ACCOUNT: Final = frozenset({400, 401, 402, 403, 412, 429})
_DOOR: Final = frozenset({400, 401, 403, 407, 451, 511})
_FILTER: Final = frozenset({400, 403, 404, 422, 429, 451, 500})
_DOWN: Final = frozenset({498, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530})
_NO_STATUS: Final[frozenset[int]] = frozenset()
"""Of rows for errors that have none."""


@dataclass(frozen=True)
class FailureRule:
    """An error is `failure` if its status is among `statuses`, or it has none, and one of these fits: `names`
    its codes and types, `words` its message, `parameters` the parameter it names (`option`: whichever),
    `page` that it is a web page. Without any of them the status decides. Where not `bare`, an error without
    a status does not fit. `says` and `advice` stand for those of the failure."""

    failure: type[Failure]
    statuses: Set[int] = _ANY
    names: re.Pattern[str] | None = None
    words: re.Pattern[str] | None = None
    parameters: Set[str] = frozenset()
    option: bool = False
    page: bool = False
    bare: bool = True
    says: str | None = None
    advice: str | None = None

    def fits(self, facts: ErrorFacts) -> bool:
        if facts.status not in self.statuses if facts.status is not None else not self.bare:
            return False
        if not (self.names or self.words or self.parameters or self.option or self.page):
            return facts.status is not None
        return (
            (self.page and facts.page)
            or (facts.parameter is not None and (self.option or facts.parameter.lower() in self.parameters))
            or (self.names is not None and self.names.search(facts.names) is not None)
            or (self.words is not None and self.words.search(facts.message) is not None)
        )


def _names(names: str) -> re.Pattern[str]:
    """Codes, separated by blanks, however they are written: content_filter is ContentFilter too."""
    return re.compile("|".join(name.replace("_", "[-_ ]?") for name in names.split()), re.IGNORECASE)


_NO_API: Final = "{who}: there is no model's API at this address{why}"
_LOOK_AT_ADDRESS: Final = "look at api_base in extra-openai-models.yaml: it usually ends in /v1"

_CERTAIN: Final = (
    FailureRule(
        failures.QuotaUsedUp,
        names=_names(
            "insufficient_quota insufficient_balance insufficient_funds insufficient_credit"
            " billing_hard_limit billing_not_active billing_error credit_balance budget_exceeded"
            " out_of_credit payment_required spending_limit arrearage quota_exhausted insufficient_user_quota"
            " set_limit_exceeded setlimitexceeded accountoverdue"
        ),
    ),
    FailureRule(
        failures.NotAllowedHere,
        names=_names("unsupported_country country_region_territory location_not_supported ip_not_authorized"),
    ),
    FailureRule(
        failures.Refused,
        _FILTER,
        _names(
            "content_filter content_policy sensitive moderation flagged responsible_ai_policy"
            " data_inspection_failed"
            " content_management prohibited_content safety_block policy_violation invalid_prompt"
        ),
    ),
    FailureRule(
        failures.TooLong,
        names=_names(
            "context_length_exceeded exceed_context_size string_above_max_length context_window_exceeded"
            " prompt_too_long request_too_large max_context"
        ),
    ),
    FailureRule(
        failures.SchemaRejected,
        _REQUEST,
        _names(
            "json_validate_failed invalid_json_schema json_schema_not_supported unsupported_response_format"
        ),
    ),
)
"""By codes that mean one thing everywhere."""

_OF_LIMITS: Final = (
    FailureRule(
        failures.TooLargeForLimit, {413, 429}, _names("more_than_the_limit"), wordings.TOO_LARGE_FOR_LIMIT
    ),
    FailureRule(failures.TooLargeForLimit, {413}, _names("rate_limit"), bare=False),
    FailureRule(failures.QuotaUsedUp, _LIMIT, words=wordings.BY_THE_MONTH),
    FailureRule(
        failures.DailyLimit,
        _LIMIT,
        words=wordings.BY_THE_WEEK,
        says="{who}: the limit of this week is reached{when}{why}",
    ),
    FailureRule(failures.DailyLimit, _LIMIT, _names("per_day daily long_wait"), wordings.BY_THE_DAY),
    FailureRule(failures.OutOfMemory, {400, 404, 500, 503, 507}, words=wordings.MEMORY),
    FailureRule(failures.ModelLoading, {429, 500, 503}, words=wordings.LOADING),
    FailureRule(
        failures.RateLimited,
        _LIMIT,
        _names("rate_limit throttl too_many_requests per_minute"),
        wordings.BY_THE_MINUTE,
    ),
)
"""Limits by time: most 429s name billing pages, and mean a minute."""

_OF_ACCOUNTS: Final = (
    FailureRule(
        failures.KeyRefused,
        _ACCOUNT,
        _names("account_deactivated access_terminated"),
        wordings.ACCOUNT_CLOSED,
    ),
    FailureRule(failures.Refused, _FILTER, words=wordings.FLAGGED),
    FailureRule(
        failures.QuotaUsedUp,
        _ACCOUNT,
        words=wordings.MAX_TOKENS_UNPAID,
        advice="add credit with the provider, or ask for less: -o max_tokens 4000",
    ),
    FailureRule(failures.QuotaUsedUp, _ACCOUNT, words=wordings.MONEY),
    FailureRule(failures.QuotaUsedUp, {402}),
    FailureRule(failures.QuotaUsedUp, {500}, words=wordings.BALANCE),
    FailureRule(
        failures.KeyRefused,
        {400, 401, 403},
        _names(
            "invalid_api_key api_key_invalid incorrect_api_key authentication_error service_disabled"
            " consumer_suspended"
        ),
        wordings.API_KEY,
    ),
    FailureRule(failures.KeyRefused, {401, 403}, words=wordings.KEY, bare=False),
    FailureRule(failures.NotAllowedHere, _DOOR, words=wordings.COUNTRY),
    FailureRule(failures.NotAllowedHere, {403, 407, 451, 511}, words=wordings.NETWORK, bare=False),
    FailureRule(failures.NotAllowedHere, {403, 407, 451, 511}, page=True),
    FailureRule(failures.NotAllowedHere, {407, 511}),
)

_OF_REQUESTS: Final = (
    FailureRule(failures.SchemaRejected, _REQUEST, words=wordings.GRAMMAR),
    FailureRule(failures.TooLong, {400, 413, 422, 500, 501}, words=wordings.TOO_LONG),
    FailureRule(failures.SystemRejected, _REQUEST, words=wordings.SYSTEM, parameters=SYSTEM_PARAMETERS),
    FailureRule(failures.SchemaRejected, _REQUEST, words=wordings.SCHEMA, parameters=SCHEMA_PARAMETERS),
    FailureRule(failures.SeedRejected, _REQUEST, words=wordings.SEED, parameters=SEED_PARAMETERS),
)

_OF_MODELS: Final = (
    FailureRule(
        failures.UnknownModel,
        {400, 404},
        words=wordings.NOT_LOADED,
        says="{who}: no model is loaded there{why}",
        advice="load one in LM Studio, or with: lms load",
    ),
    FailureRule(failures.UnknownModel, {400, 404}, words=wordings.PULL, advice="ollama pull {name}"),
    FailureRule(
        failures.UnknownModel,
        {400, 403, 404},
        words=wordings.ACCOUNT_SETTINGS,
        says="{who}: the account's own settings leave nobody who offers this model{why}",
        advice="change them with the provider, or take another model: llm models",
    ),
    FailureRule(
        failures.UnknownModel,
        {400, 401, 403, 404, 410, 422},
        _names(
            "model_not_found deployment_not_found invalid_model unknown_model no_such_model"
            " model_decommissioned model_access_denied"
            " model_not_available model_terms_required model_not_exist unsupported_model"
        ),
        wordings.MODEL,
        frozenset({"model"}),
    ),
    FailureRule(failures.UnknownModel, {401, 403, 404, 410}, words=wordings.SOME_MODEL, bare=False),
    FailureRule(failures.UnknownModel, {503}, _names("model_not_found")),
    FailureRule(
        failures.UnknownModel,
        {404, 405, 410, 421},
        words=wordings.ADDRESS,
        page=True,
        bare=False,
        says=_NO_API,
        advice=_LOOK_AT_ADDRESS,
    ),
    FailureRule(failures.UnknownModel, {404}, _names("not_found_error")),
    FailureRule(failures.BadOption, {400, 422}, option=True),
)

_LEFT: Final = (
    FailureRule(failures.RateLimited, {429}),
    FailureRule(failures.ServerFault, {400, 500}, words=wordings.CRASHED),
    FailureRule(failures.Overloaded, _DOWN | {400, 500}, words=wordings.DEGRADED),
    FailureRule(failures.Overloaded, _DOWN | {500}, _names("overloaded unavailable"), wordings.BUSY),
    FailureRule(failures.KeyRefused, {401}),
    FailureRule(
        failures.KeyRefused,
        {403},
        _names("permission_denied permission_error unauthorized access_denied insufficient_permissions"),
        wordings.PERMISSION,
        bare=False,
    ),
    FailureRule(failures.NotAllowedHere, {451}),
    FailureRule(failures.Forbidden, {403, 404}),
    FailureRule(failures.UnknownModel, {405, 410, 421}, says=_NO_API, advice=_LOOK_AT_ADDRESS),
    FailureRule(failures.TooLong, {413}),
    FailureRule(failures.Overloaded, _DOWN),
    FailureRule(failures.ServerFault, {408, 409, 424, 425, 499} | set(range(500, 600))),
    FailureRule(failures.BadRequest, _ANY),
    FailureRule(failures.RateLimited, _NO_STATUS, words=re.compile(r"(?i)resource.?exhausted|\b429\b")),
    FailureRule(failures.Overloaded, _NO_STATUS, words=re.compile(r"\b50[234]\b|\b529\b")),
    FailureRule(
        failures.KeyRefused,
        _NO_STATUS,
        words=re.compile(r"(?i)api.?key|unauthori[sz]ed|permission.?denied|\b40[13]\b"),
    ),
)
"""What the status alone says; last, words of errors that have none."""

RULES: Final = (*_CERTAIN, *_OF_LIMITS, *_OF_ACCOUNTS, *_OF_REQUESTS, *_OF_MODELS, *_LEFT)


def rule_for(facts: ErrorFacts) -> FailureRule:
    """The first rule that fits. Of an error without a status that no rule knows: the server's fault if it
    came as an API writes errors, the plugin's otherwise."""
    for rule in RULES:
        if rule.fits(facts):
            return rule
    return FailureRule(failures.ServerFault if facts.structured else failures.ModelCrashed)
