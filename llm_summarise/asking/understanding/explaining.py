"""A failure in words: what happened, where, and what to do next. One line, 300 characters at most."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from llm_summarise.asking.failures import Failure
from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.asking.understanding.error_facts import ErrorFacts
from llm_summarise.asking.understanding.safe_words import one_line, shortened
from llm_summarise.asking.understanding.waits import clock_time, spoken

NO_FACTS: Final = ErrorFacts()
LONGEST: Final = 300
"""Characters of a message with its hint."""

_LONGEST_DETAIL: Final = 160
_SHORTEST_DETAIL: Final = 60

_WORTH_TELLING: Final = 60.0
"""Seconds from which on it is told when something works again."""

_KEYLESS: Final = frozenset({"ollama", "gpt4all", "mlx", "llamafile", "gguf", "aws", "vertex", "azure"})
"""Who keeps no key in `llm`: it runs here, or signs in elsewhere."""


def explained(
    kind: type[Failure],
    resolved: ResolvedModel,
    says: str | None = None,
    *,
    advice: str | None = None,
    facts: ErrorFacts = NO_FACTS,
    error: str = "",
    when: str = "",
) -> Failure:
    """A failure with its message (`says` instead of its own) and hint (`advice`) filled in. `error` is the
    class of the exception, `when` what `works_again` says."""
    advice = advice or kind.advice
    filled = {
        "who": who(resolved),
        "model": resolved.asked,
        "name": resolved.api_name or resolved.id,
        "key": key_hint(resolved),
        "option": f"the option {one_line(facts.parameter)[:60]}" if facts.parameter else "an option",
        "error": error,
        "when": when,
    }
    hint = shortened(advice.format(**filled), LONGEST // 2) if advice else None
    template = says or kind.says
    room = LONGEST - len(template.format(**filled, why="")) - len(hint or "") - 12
    detail = shortened(facts.shown, max(_SHORTEST_DETAIL, min(_LONGEST_DETAIL, room)))
    known = [str(facts.status)] if facts.status is not None else []
    why = ": ".join([*known, *([detail] if detail else [])])
    if "{error}" in template and detail:
        why = f": {detail}"
    elif why:
        why = f" ({why})"
    message = template.format(**filled, why=why)
    return kind(shortened(message, LONGEST - len(hint or "") - 3), hint=hint)


def who(resolved: ResolvedModel) -> str:
    """The model and its address."""
    name, address = shortened(resolved.asked, 80), shortened(resolved.endpoint or "", 80)
    return f"{name} at {address}" if address else name


def key_hint(resolved: ResolvedModel) -> str:
    """How the key of a model is set."""
    if resolved.needs_key:
        return f"llm keys set {resolved.needs_key}"
    if resolved.provider is None or resolved.provider in _KEYLESS:
        return f"look at the key of {shortened(resolved.asked, 60)}"
    if resolved.endpoint:
        name = resolved.provider
        return f"add api_key_name: {name} in extra-openai-models.yaml, then: llm keys set {name}"
    return f"llm keys set {resolved.provider}"


def works_again(seconds: float | None, now: datetime) -> str:
    """When something works again, to follow a statement; empty if that is soon or unknown."""
    if seconds is None or seconds < _WORTH_TELLING:
        return ""
    return f"; it works again in {spoken(seconds)}, at {clock_time(seconds, now)}"
