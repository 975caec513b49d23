"""Which parameter of a request a server names as not taken, as it writes it."""

from __future__ import annotations

import re
from typing import Final

SCHEMA_PARAMETERS: Final = frozenset(
    "response_format responseformat response_schema responseschema response_json_schema responsejsonschema"
    " response_mime_type responsemimetype json_schema jsonschema guided_json guided_decoding output_format"
    " output_config outputconfig toolconfig input_schema"
    " structured_outputs grammar format text text.format tools tool_choice".split()
)
"""By these a schema is sent."""

SEED_PARAMETERS: Final = frozenset({"seed", "random_seed", "randomseed"})
SYSTEM_PARAMETERS: Final = frozenset(
    {"system", "systeminstruction", "system_instruction", "messages[0].role", "messages.0.role"}
)

_OPTIONS: Final = (
    "temperature|top_p|top_k|min_p|typical_p|max_tokens|max_completion_tokens|max_new_tokens"
    "|max_output_tokens|frequency_penalty|presence_penalty|repetition_penalty|repeat_penalty|logit_bias"
    "|logprobs|top_logprobs|stop_sequences|reasoning_effort|reasoning|verbosity|service_tier|thinking"
    "|thinking_budget|num_ctx|stream_options|parallel_tool_calls|seed|random_seed|response_format"
    "|response_schema|output_format|output_config|input_schema|json_schema|guided_json|structured_outputs"
    "|tool_choice|stop|top_a|n"
)
"""What may be named without quotes."""

_CONTAINERS: Final = frozenset(
    {"generation_config", "generationconfig", "parameters", "options", "inferenceconfig", "inference_config"}
    | {"extra_body", "additionalmodelrequestfields", "sampling_params", "query", "json"}
)
_STRUCTURE: Final = re.compile(
    r"(?:messages|contents|input|inputs|prompt|model|stream|user|store|metadata)\b(?!_)"
)

_QUOTE = r"[\"'`‘“]"
_NAME = r"([A-Za-z][\w.\[\]-]{0,60}\w)"
_KNOWN = rf"({_OPTIONS})"


def _each(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_PATTERNS: Final = _each(
    rf"{_QUOTE}?{_KNOWN}{_QUOTE}? and {_QUOTE}?\w{{1,40}}{_QUOTE}? (?:cannot|can not|are mutually)",
    rf"unsupported (?:parameter|value|option|field)(?:\(s\))?s?:? {{0,2}}\[?{_QUOTE}?{_NAME}",
    rf"(?:unrecognized|unknown|unexpected|unsupported|invalid|extra|extraneous)(?: request)?"
    rf" (?:argument|parameter|name|field|key|property|option|input)(?:\(s\))?s?(?: supplied| provided)?:?"
    rf" {{0,2}}(?:{_QUOTE}|\[){{1,2}}{_NAME}",
    rf"(?:unrecognized|unknown|unexpected|unsupported)(?: request)?"
    rf" (?:argument|parameter|field|key|option)(?:\(s\))?s?(?: supplied| provided)?: {{0,2}}{_NAME}",
    rf"(?:argument|parameter|option|field)s? (?:is |are )?not supported (?:\w+ ){{0,4}}model: {{0,2}}{_NAME}",
    rf"invalid {_QUOTE}?{_KNOWN}{_QUOTE}?(?: value)?[:,]",
    rf"{_NAME}{_QUOTE}?: (?:extra inputs are not permitted|extra fields not permitted)",
    rf"(?:extra inputs are|extra fields|extra input) not permitted[: ]{{0,2}}\(?\[?{_QUOTE}?{_KNOWN}\b",
    rf"(?:does not|doesn't|do not) support(?: the| setting)? (?:parameters?|options?|arguments?|values?):?"
    rf" {{0,2}}\[?{_QUOTE}?{_NAME}",
    rf"property {_QUOTE}{_NAME}{_QUOTE} is unsupported",
    rf"{_QUOTE}{_NAME}{_QUOTE}(?: parameter| option| argument| field)? (?:is|are|was)(?: currently)?"
    rf" (?:not (?:supported|allowed|permitted|available|recognized)|unsupported|deprecated|unknown"
    rf"|disabled|invalid)",
    rf"(?<![\w.]){_QUOTE}?{_KNOWN}{_QUOTE}?(?: parameter| option| argument| field| \(\d{{1,9}}\))?"
    rf" (?:is|are)(?: currently)? (?:not (?:supported|allowed|permitted|available|enabled|recognized)"
    rf"|unsupported|deprecated|too (?:large|small|high|low)|out of range|invalid)",
    rf"(?<![\w.]){_QUOTE}?{_KNOWN}{_QUOTE}?(?: parameter| option| argument| field| \(\d{{1,9}}\))? (?:must"
    rf"|should|has to"
    rf"|cannot|can not|may not|may only|needs to|does not support|only supports?)\b",
    rf"(?:does not|doesn't|do not|not) support(?:ed)?(?: for| the| setting| a)? {_QUOTE}?{_KNOWN}\b",
    rf"invalid (?:value for |value: |value of )?{_QUOTE}{_NAME}{_QUOTE}(?::| is| must|, )",
    rf"(?:^|: ){_KNOWN}: (?:range|input should|must|expected|invalid|value)",
)


def parameter_of(given: str | None, message: str) -> str | None:
    """The parameter at fault: the one `given` in a field of the error, else one that `message` names; None
    for what every request has, such as its messages."""
    for name in (given, _named_in(message)):
        if name and (plain := _plain(name)):
            return plain
    return None


def _named_in(message: str) -> str | None:
    found = (pattern.search(message) for pattern in _PATTERNS)
    return next((match.group(1) for match in found if match), None)


def _plain(name: str) -> str | None:
    """`name` without what it stands in: `generation_config.seed` is "seed"."""
    name = name.strip(" .'\"`")
    if name.lower() in SYSTEM_PARAMETERS | SCHEMA_PARAMETERS:
        return name
    parts = [part for part in name.split(".") if part]
    while len(parts) > 1 and parts[0].lower() in _CONTAINERS:
        parts.pop(0)
    if any(part.lower() == "input_schema" for part in parts):
        return "input_schema"
    if (
        not parts
        or parts[0].lower() in _CONTAINERS
        or _STRUCTURE.match(name.lower())
        or not re.match(r"[A-Za-z]\w*\Z", parts[0])
    ):
        return None
    return parts[0]
