"""Whether what came from a model is an answer at all, by why it stopped and where its words stand."""

from __future__ import annotations

from typing import Final

from llm_summarise.asking import failures
from llm_summarise.asking.models.protocol import Answer

MORE_TOKENS: Final = "-o max_tokens 16000"


def complete(answer: Answer, who: str, *, whole: bool = False) -> Answer:
    """`answer` of the model `who`, if it is one. `whole` tells that nothing of it is missing, though it
    reached a limit. Raises Truncated, Refused, ServerFault, Empty."""
    if answer.finish == "length" and not whole:
        raise truncated(answer, who)
    if answer.finish == "refused":
        raise failures.Refused(f"{who} declined to answer", hint="try another model")
    if answer.finish == "broken":
        raise failures.ServerFault(f"{who} broke off its answer", hint="run again later")
    if not answer.text.strip():
        raise _empty(answer, who)
    if answer.finish == "other":
        raise failures.Refused(f"{who} stopped before its answer was complete", hint="try another model")
    return answer


def truncated(answer: Answer, who: str) -> failures.Truncated:
    came = f": {answer.instead} came of it" if answer.instead else ""
    return failures.Truncated(
        f"the answer of {who} was cut off at its limit of output{came}",
        hint="lower --chunk-tokens, or raise the model's limit with -o max_tokens",
    )


def located(problem: str, answer: Answer) -> str:
    """What is wrong with an answer, with where its words stood."""
    if not answer.instead:
        return problem
    return f"{answer.instead}, answer outside of them (allow more with {MORE_TOKENS}); {problem}"


def _empty(answer: Answer, who: str) -> failures.Empty:
    """There is no word for the reader. A model that only thinks is asked once more and not twice: it is slow,
    and does so again."""
    if not answer.instead:
        return failures.Empty(f"{who} answered with nothing", hint="try another model")
    hint = f"let it think less, or allow more with {MORE_TOKENS}"
    empty = failures.Empty(f"{who} answered with {answer.instead}", hint=hint)
    empty.attempts = 2
    return empty
