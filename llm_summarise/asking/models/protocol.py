"""The seam between the program and a language model: what is known of one, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

EXTRACTIVE = "extractive"
"""The name of the embedded model."""

Finish = Literal["complete", "length", "refused", "other"]


@dataclass(frozen=True)
class ResolvedModel:
    """A model as it will be asked, resolved from the name a user gave.

    `asked` is the name as given, `id` the model's own id whatever its alias. `endpoint` is the address it is
    asked at, None for the provider's own; `api_name` is what the endpoint calls it. `seed_option` names the
    option that takes a seed, None where the model takes none. `options` are all options that are sent: the
    user's defaults in `llm` under those given. `provider` is who is paid, None if nobody or unknown.
    `needs_key` is the name its key goes by in `llm keys`, None where it needs none.
    `chunk_tokens` is the size of chunk that suits the model: None leaves it to the program, 0 means that an
    episode is read in one pass. `translates` is False where the answer is in the language of the transcript,
    whatever is asked for. `in_process`: computes in this process: nothing is paid, no network.
    """

    asked: str
    id: str
    endpoint: str | None = None
    api_name: str | None = None
    supports_schema: bool = False
    seed_option: str | None = None
    is_async: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    provider: str | None = None
    needs_key: str | None = None
    chunk_tokens: int | None = None
    translates: bool = True
    in_process: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said. Tokens are None where it did not report them; `cached_tokens` counts those of the
    input that the provider had seen before and sells cheaper. `finish` is why it stopped, None where it does
    not say. `seconds` is the wall time of the call."""

    text: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int = 0
    finish: Finish | None = None
    seconds: float = 0.0


class Model(Protocol):
    """A language model that can be asked from one event loop, by many tasks at a time."""

    @property
    def resolved(self) -> ResolvedModel: ...

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        """Ask once, without retries. `timeout` is in seconds.

        Raises a `asking.failures.Failure` when there is no answer; a truncated or refused answer is an
        answer, and says so in `finish`.
        """
        ...

    async def aclose(self) -> None:
        """Give connections back."""
        ...
