"""Whether what is quoted was said: every quote of a result against the transcript."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from pydantic import BaseModel

from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.evaluation.scores.precision_recall import share


@dataclass(frozen=True, slots=True)
class EvidenceScore:
    """Shares of the `quotes` quotes of a result (all None for a result without quotes).

    `verbatim`: occurs in the transcript, white space folded, case ignored; `exact`: with its case;
    `placed`: begins, case ignored, in the cue it names. `drop_rate` is notes that could not be found in
    the transcript / all notes the model gave, None without notes. `absent` holds the quotes that are not
    verbatim.
    """

    quotes: int
    verbatim: float | None
    exact: float | None
    placed: float | None
    drop_rate: float | None
    absent: tuple[str, ...] = ()

    def row(self) -> dict[str, float | None]:
        """The figures by the names of metrics."""
        return {
            "evidence.verbatim": self.verbatim,
            "evidence.exact": self.exact,
            "evidence.placed": self.placed,
            "evidence.drop_rate": self.drop_rate,
        }


@dataclass(frozen=True)
class _Body:
    """The speech of a transcript as one string, and where in it each cue starts."""

    text: str
    starts: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, texts: list[str]) -> _Body:
        lengths = [len(text) + 1 for text in texts]
        return cls(" ".join(texts), [0, *accumulate(lengths[:-1])] if texts else [])

    def begins_in(self, quote: str, cue: int) -> bool:
        if not 0 <= cue < len(self.starts):
            return False
        at = self.text.find(quote, self.starts[cue])
        return at >= 0 and bisect_right(self.starts, at) - 1 == cue


def score_evidence(result: EpisodeSummary, transcript: Transcript) -> EvidenceScore:
    """All texts under a key `quote` in `result` against the cues of `transcript`, joined with blanks."""
    exact = _Body.of([fold_space(cue.text) for cue in transcript.cues])
    lower = _Body.of([fold_space(cue.text).lower() for cue in transcript.cues])
    quotes = [(cue, fold_space(quote)) for cue, quote in quotes_of(result) if quote.strip()]
    absent = tuple(quote for _, quote in quotes if quote.lower() not in lower.text)
    return EvidenceScore(
        quotes=len(quotes),
        verbatim=(len(quotes) - len(absent)) / len(quotes) if quotes else None,
        exact=share(quote in exact.text for _, quote in quotes),
        placed=share(lower.begins_in(quote.lower(), cue) for cue, quote in quotes),
        drop_rate=drop_rate(result),
        absent=absent,
    )


def drop_rate(result: EpisodeSummary) -> float | None:
    """Notes dropped because they are not in the transcript / all notes; None if there were none."""
    dropped = sum(result.coverage.dropped.values())
    total = dropped + result.coverage.kept
    return dropped / total if total else None


def quotes_of(node: BaseModel) -> Iterator[tuple[int, str]]:
    """(cue, quote) of every part of `node` that has both, in the order of the fields."""
    cue, quote = getattr(node, "cue", None), getattr(node, "quote", None)
    if isinstance(cue, int) and isinstance(quote, str):
        yield cue, quote
    for name in type(node).model_fields:
        value = getattr(node, name)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, BaseModel):
                yield from quotes_of(part)
