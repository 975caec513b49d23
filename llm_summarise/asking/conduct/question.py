"""A question: its words and the form of its answer, what it has cost, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from llm_summarise.asking.answers import Checked, Form, Invalid
from llm_summarise.asking.keys import KeyParts
from llm_summarise.asking.models.protocol import Answer

Mode = Literal["schema", "prompt"]
"""Where the schema is sent: as a schema, or worded in the system prompt."""

Accept = Callable[[Any], str | None]
"""Says what is wrong with an answer that has the right shape, None if nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a progress display may want to know. `seconds` is the wait before a retry, or how long
    the model took to answer. `message` is one line; that of "notice" is for people to read at once. `key` is
    empty where it does not matter."""

    kind: Literal["hit", "call", "answer", "retry", "reask", "failed", "notice"]
    key: str = ""
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True)
class Question:
    """What is to be answered, and the form of the answer. `keys` are those under which the answer may be
    kept, by mode and options left out, as far as they are computed: hashing a long prompt takes a quarter of
    a millisecond."""

    system: str
    prompt: str
    form: Form[Any]
    seed: int
    episode: str | None
    accept: Accept | None = None
    keys: dict[tuple[Mode, frozenset[str]], tuple[str, KeyParts]] = field(default_factory=dict, compare=False)

    def read(self, text: str) -> Checked[Any]:
        """The answer, of the right shape and acceptable. Raises Invalid."""
        checked = self.form.read(text)
        if self.accept is not None and (problem := self.accept(checked.value)):
            raise Invalid(problem)
        return checked

    def is_answered_by(self, text: str) -> bool:
        """Whether `text` is a whole answer with nothing after it, though it reached a limit."""
        try:
            self.form.read(text, cut=True)
        except Invalid:
            return False
        return True


@dataclass
class Bill:
    """What one question has cost so far, invalid answers included; the mode of its last answer, and the
    options that were left out of it. Tokens that the model does not report are estimated, which
    `input_estimated` and `output_estimated` tell; `seconds` are those of the calls that were answered,
    without any wait for a place or before a retry."""

    input_tokens: int = 0
    output_tokens: int = 0
    input_estimated: bool = False
    output_estimated: bool = False
    cost: float | None = 0.0
    attempts: int = 0
    mode: Mode = "schema"
    left_out: frozenset[str] = frozenset()
    seconds: float = 0.0

    def add(self, answer: Answer, into: int, out: int, cost: float | None) -> None:
        """Count `answer`, of `into` tokens sent and `out` received, reported or estimated."""
        self.attempts += 1
        self.seconds += answer.seconds
        self.input_tokens += into
        self.output_tokens += out
        self.input_estimated |= answer.input_tokens is None
        self.output_estimated |= answer.output_tokens is None
        self.cost = None if cost is None or self.cost is None else self.cost + cost


class Wording(Protocol):
    """The words that a question needs besides its own."""

    def with_schema(self, schema: Mapping[str, Any]) -> str:
        """A JSON Schema in words, for a model that takes none."""
        ...

    def repair(self, prompt: str, answer: str, error: str) -> str:
        """The question asked again, with the answer that was refused and why."""
        ...
