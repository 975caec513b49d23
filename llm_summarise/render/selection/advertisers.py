"""Who advertises, each once, however many spots there are."""

from __future__ import annotations

from dataclasses import dataclass, field

from llm_summarise.domain.result import EpisodeSummary, Sponsor
from llm_summarise.domain.text import fold_space, words


@dataclass(slots=True)
class Advertiser:
    """`spots` in order of time; `codes`, `addresses` and `tools` as said, none twice."""

    name: str
    spots: list[Sponsor] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)


def advertisers_of(result: EpisodeSummary) -> list[Advertiser]:
    """The sponsors of an episode, in order of their first spots."""
    found: dict[str, Advertiser] = {}
    for spot in result.sponsors:
        key = "".join(word for *_, word in words(spot.name)) or spot.name
        advertiser = found.setdefault(key, Advertiser(spot.name))
        advertiser.spots.append(spot)
        _add(advertiser.codes, spot.code)
        _add(advertiser.addresses, spot.url)
        for tool in spot.tools:
            _add(advertiser.tools, tool)
    return list(found.values())


def _add(known: list[str], text: str | None) -> None:
    folded = fold_space(text or "")
    if folded and folded.casefold() not in {each.casefold() for each in known}:
        known.append(folded)
