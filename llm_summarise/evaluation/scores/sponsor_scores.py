"""Whether advertisements were found: their seconds, their names, what they offer; and what is said that rests
on one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.result import EpisodeSummary, Sponsor
from llm_summarise.evaluation.gold import Gold, GoldSponsor
from llm_summarise.evaluation.scores.intervals import SharedSeconds, lies_in, seconds_in_common
from llm_summarise.evaluation.scores.mention_scores import parts_of
from llm_summarise.evaluation.scores.name_matching import spellings
from llm_summarise.evaluation.scores.precision_recall import share

_EDGE: Final = 2.0
"""Seconds at both ends of an advertisement in which a statement is not yet one of it."""


@dataclass(frozen=True, slots=True)
class SponsorScore:
    """Advertisements of one episode against gold.

    `seconds`: None for a transcript without times. `named`: labelled sponsors, each once, that are named;
    `names`: named sponsors that are labelled. `offers`: labelled codes and addresses, each once, that are
    given; `offers_right`: given ones that are labelled. `statements`: sentences of the summary, takeaways,
    points and quotes with evidence inside an advertisement / all of them with a time. Each is None where
    there is nothing to divide by. The tuples name what went wrong.
    """

    seconds: SharedSeconds | None
    named: float | None
    names: float | None
    offers: float | None
    offers_right: float | None
    statements: float | None
    missed: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    offers_missed: tuple[str, ...] = ()
    offers_wrong: tuple[str, ...] = ()
    leaked: tuple[str, ...] = ()

    def row(self) -> dict[str, float | None]:
        """The figures by the names of metrics."""
        row: dict[str, float | None] = {} if self.seconds is None else seconds_row(self.seconds)
        return row | {
            "sponsors.named": self.named,
            "sponsors.names_right": self.names,
            "sponsors.offers": self.offers,
            "sponsors.offers_right": self.offers_right,
            "sponsors.statements": self.statements,
        }


def seconds_row(found: SharedSeconds) -> dict[str, float | None]:
    """Seconds of advertisements by the names of metrics."""
    return {
        "sponsors.iou": found.iou,
        "sponsors.precision": found.precision,
        "sponsors.recall": found.recall,
        "sponsors.f1": found.f1,
    }


def score_sponsors(result: EpisodeSummary, gold: Gold, *, timed: bool = True) -> SponsorScore | None:
    """`result` against `gold`; None where advertisements are not labelled. `timed` is False for a transcript
    without times."""
    if gold.sponsors is None:
        return None
    spans = [
        (s.start, s.end if s.end is not None else s.start) for s in result.sponsors if s.start is not None
    ]
    labelled, predicted = _names(gold.sponsors), _names(result.sponsors)
    offered, given = _offers(gold.sponsors), _offers(result.sponsors)
    missed, invented = _without(labelled, predicted), _without(predicted, labelled)
    offers_missed, offers_wrong = _without(offered, given), _without(given, offered)
    told = list(statements_with_times(result)) if timed else []
    inside = [lies_within(starts, gold) for _, starts in told]
    return SponsorScore(
        seconds=seconds_in_common(spans, gold.adverts) if timed else None,
        named=share(name not in missed for name in labelled),
        names=share(name not in invented for name in predicted),
        offers=share(offer not in offers_missed for offer in offered),
        offers_right=share(offer not in offers_wrong for offer in given),
        statements=share(inside),
        missed=missed,
        invented=invented,
        offers_missed=offers_missed,
        offers_wrong=offers_wrong,
        leaked=tuple(text for (text, _), is_in in zip(told, inside, strict=True) if is_in),
    )


def statements_with_times(result: EpisodeSummary) -> Iterator[tuple[str, tuple[float, ...]]]:
    """What a result says as content, with the starts of its evidence: summary, takeaways, points of chapters
    that are no advertisement, quotes. What has no time is left out."""
    said = [*result.summary, *result.takeaways]
    said += [point for topic in result.topics if not topic.sponsor for point in topic.points]
    for statement in said:
        if starts := tuple(e.start for e in statement.evidence if e.start is not None):
            yield statement.text, starts
    for quote in result.quotes:
        if quote.start is not None:
            yield quote.quote, (quote.start,)


def lies_within(starts: Iterable[float], gold: Gold) -> bool:
    """Whether any of the `starts` lies well inside a labelled advertisement."""
    return any(lies_in(start, gold.adverts, -(_EDGE + gold.slack / 2)) for start in starts)


def _names(sponsors: Sequence[GoldSponsor] | Sequence[Sponsor]) -> dict[str, set[str]]:
    """The names, each once, with the folded forms each may have."""
    found: dict[str, set[str]] = {}
    for sponsor in sponsors:
        forms = {form for name in (sponsor.name, *parts_of(sponsor.name)) for form in spellings(name)}
        if not any(fold_name(sponsor.name) == fold_name(name) for name in found):
            found[sponsor.name] = forms
    return found


def _offers(sponsors: Sequence[GoldSponsor] | Sequence[Sponsor]) -> dict[str, set[str]]:
    """Codes and addresses, each once, with their folded forms."""
    offers = [offer for s in sponsors for offer in (s.code, s.url) if offer]
    return {offer: {_compared(offer)} for offer in offers}


def _compared(offer: str) -> str:
    """A code or an address as it is compared: no scheme, no `www`, no difference in case."""
    plain = offer.strip().casefold()
    for prefix in ("https://", "http://", "www."):
        plain = plain.removeprefix(prefix)
    return plain.rstrip("/.")


def _without(wanted: dict[str, set[str]], given: dict[str, set[str]]) -> tuple[str, ...]:
    """Those of `wanted` that share no form with any of `given`."""
    forms = set().union(*given.values())
    return tuple(name for name, own in wanted.items() if not own & forms)
