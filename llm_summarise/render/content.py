"""What a publication shows of a result: chosen by the view, in the order in which it is read.

This is the data a user's own template gets (as `content`), so its fields and those of its pieces
(`selection.shown`) are documented and stable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from llm_summarise.domain.replies import MentionKind, Owner, Role
from llm_summarise.domain.result import EpisodeSummary, Evidence, Mention, Quote, Sponsor, Statement, Topic
from llm_summarise.render.labels import Labels, labels_of
from llm_summarise.render.links import at_moment, media_reference, web_url, written_address
from llm_summarise.render.selection.advertisers import advertisers_of
from llm_summarise.render.selection.mentioned import (
    MentionedGroup,
    NamedItem,
    first_place,
    mentioned_in,
    opening_of,
    place_a_chapter,
    said,
    worth,
)
from llm_summarise.render.selection.repeats import kept_sentences
from llm_summarise.render.selection.shown import (
    Moment,
    ShownGroup,
    ShownItem,
    ShownPoint,
    ShownQuote,
    ShownSponsor,
    ShownTopic,
)
from llm_summarise.render.view import AMOUNTS, Amount, View
from llm_summarise.render.wording import clean, clock, opened, shorten

T = TypeVar("T")

LONGEST_FACT = 80
"""Characters of a show's name, an episode's number or its date."""

FEWEST_TAKEAWAYS: Final = 3
"""Takeaways that are shown even where they repeat the summary."""

_MATTERS_OF_COURSE: Final = frozenset({"other", "person", "company", "place", "concept", "link"})
"""Kinds that the heading of their group says."""


Placed = Evidence | Mention | Quote | Sponsor | Topic
"""What is shown with its time."""


@dataclass(frozen=True, slots=True)
class Content:
    """All texts are plain (not escaped for any format), on one line, without control characters.

    `labels` holds headings and fixed words in the language of the notes; `hook` and `more` are sentences,
    together headline and summary, none of which repeats another; `takeaways` repeat neither each other nor
    these. `hosts` and `guests` are names, marked where they are inferred; `episode` is what the source tells
    of show, number and date, "" where that is nothing ("Tides · #12"). `groups` holds all that is named and
    `show` what is the show's own (see `selection.mentioned`); `tools` are the tools among them in one list,
    in order of their first mention. `disclosure` is "" when not wanted, `gaps` when nothing is missing.
    """

    title: str
    episode: str
    language: str | None
    labels: Labels
    hook: tuple[str, ...]
    more: tuple[str, ...]
    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    topics: tuple[ShownTopic, ...]
    takeaways: tuple[str, ...]
    quotes: tuple[ShownQuote, ...]
    tools: tuple[ShownItem, ...]
    groups: tuple[ShownGroup, ...]
    show: tuple[ShownItem, ...]
    sponsors: tuple[ShownSponsor, ...]
    disclosure: str
    gaps: str


def content_of(result: EpisodeSummary, view: View) -> Content:
    """The part of `result` that `view` asks for. Sponsors stand in `sponsors` only."""
    amount = AMOUNTS[view.length]
    at = _Clock(view.media_url)
    sentences = sentences_of(result)
    tools = _best([t for t in result.tools if said(t)], amount.tools, worth)
    quotes = _best(result.quotes, amount.quotes, lambda q: q.support)
    mentioned = mentioned_in(result, amount.rows)
    item = _Items(result, at)
    return Content(
        title=clean(result.title),
        episode=identity(result),
        language=result.language,
        labels=labels_of(result.language),
        hook=tuple(sentences[: amount.hook]),
        more=_first(sentences[amount.hook :], amount.more),
        hosts=people_in(result, Role.HOST),
        guests=people_in(result, Role.GUEST),
        topics=_topics(result, amount, at),
        takeaways=_first([clean(s.text) for s in takeaways_of(result)], amount.takeaways),
        quotes=tuple(ShownQuote(quote_of(q, result), clean(q.speaker or ""), at(q)) for q in quotes),
        tools=tuple(item(t) for t in tools),
        groups=tuple(g for each in mentioned.groups if (g := item.group(each, also=amount.also))),
        show=tuple(item(each) for each in mentioned.show) if amount.also else (),
        sponsors=_sponsors(result, at) if view.sponsors else (),
        disclosure=disclosure(result) if view.disclosure else "",
        gaps=gaps(result),
    )


class _Clock:
    """Tells the moment of a part of the result."""

    def __init__(self, media_url: str | None) -> None:
        self.media = media_reference(media_url) if media_url else None

    def __call__(self, part: Placed | None) -> Moment:
        if part is None or part.start is None:
            return Moment(None, "", None)
        shown = clock(part.start, approximate=part.approximate)
        url = at_moment(self.media, part.start) if self.media else None
        return Moment(part.start, shown, url, part.approximate)


class _Items:
    """Shows what is named."""

    def __init__(self, result: EpisodeSummary, at: _Clock) -> None:
        self.result = result
        self.at = at
        self.labels = labels_of(result.language)
        self.opening = opening_of(result)

    def group(self, group: MentionedGroup, *, also: bool) -> ShownGroup | None:
        """The group, None if nothing of it is shown; `also`: with the names that share a line."""
        rows = tuple(self(item) for item in group.rows)
        others = tuple(self(item) for item in group.also) if also else ()
        heading = self.labels.heading(group.group)
        return ShownGroup(group.group.value, heading, rows, others) if rows or others else None

    def __call__(self, item: NamedItem) -> ShownItem:
        name, url = name_and_address(item)
        return ShownItem(
            name=name,
            kind=item.kind.value,
            url=url,
            at=self.at(first_place(item, self.opening)),
            mentions=tuple(self.at(m) for m in said(item)),
            times=tuple(
                {(m := self.at(place)).clock: m for place in place_a_chapter(item, self.result)}.values()
            ),
            detail=detail_of(item, self.labels),
            prominence=item.prominence.value,
            own=item.owner is Owner.GUEST,
        )


def people_in(result: EpisodeSummary, role: Role, *, language: str | None = None) -> tuple[str, ...]:
    """Who takes part in a role; a name that is inferred from what is said is marked as such, in the language
    of the notes unless another is given."""
    marked = labels_of(language or result.language).inferred
    return tuple(
        marked.format(name=clean(p.name)) if p.inferred else clean(p.name)
        for p in result.people
        if p.role is role
    )


def identity(result: EpisodeSummary) -> str:
    """Show, number and date of the episode as far as the source tells them, in one line, else ""."""
    about = result.about
    number = clean(about.number or "").removeprefix("#")
    parts = (
        clean(about.show or ""),
        f"#{number}" if number[:1].isdigit() else number,
        clean(about.date or ""),
    )
    return " · ".join(shorten(part, LONGEST_FACT) for part in parts if part)


def summary_of(result: EpisodeSummary) -> list[Statement]:
    """The sentences of the summary, none that repeats another."""
    return [result.summary[i] for i in kept_sentences([clean(s.text) for s in result.summary])]


def sentences_of(result: EpisodeSummary) -> list[str]:
    """The headline, unless the summary says the same, and the summary."""
    sentences = [clean(s.text) for s in summary_of(result)]
    headline = clean(result.headline)
    return [headline, *sentences] if headline and kept_sentences([headline], sentences) else sentences


def takeaways_of(result: EpisodeSummary) -> list[Statement]:
    """The takeaways that repeat neither each other nor the summary: three at least, if there are so many."""
    texts = [clean(s.text) for s in result.takeaways]
    kept = kept_sentences(texts, sentences_of(result), at_least=FEWEST_TAKEAWAYS)
    return [result.takeaways[i] for i in kept]


def quote_of(quote: Quote, result: EpisodeSummary) -> str:
    """A quote as it is printed, whole, its first letter a capital: see `wording.opened`."""
    return opened(clean(quote.quote), {item.name for item in (*result.tools, *result.mentions)})


def name_and_address(item: NamedItem) -> tuple[str, str | None]:
    """The name as it is printed, that of a link with its address, and the address it may lead to."""
    name, url = clean(item.name), web_url(item.url)
    if item.kind is not MentionKind.LINK:
        return name, url
    shown, leads_to = written_address(name)
    if leads_to is None and url is not None and item.url is not None:
        address, _ = written_address(clean(item.url))
        shown = address if address.casefold() in name.casefold() else f"{name}: {address}"
    return shown, url or leads_to


def detail_of(item: NamedItem, labels: Labels, *, kind: bool = True) -> str:
    """What is printed in brackets after a name: its kind where that is no matter of course, and whether it is
    the guest's own."""
    shown = (
        labels.kinds.get(item.kind.value, "") if kind and item.kind.value not in _MATTERS_OF_COURSE else ""
    )
    own = labels.own if item.owner is Owner.GUEST else ""
    return ", ".join(part for part in (shown, own) if part)


def _topics(result: EpisodeSummary, amount: Amount, at: _Clock) -> tuple[ShownTopic, ...]:
    topics = [t for t in result.topics if not t.sponsor]
    explained = amount.topic_summaries is None or len(topics) <= amount.topic_summaries
    shown = []
    for topic in topics:
        told = points_of(topic) if amount.points else ()
        points = tuple(ShownPoint(clean(p.text), at(next(iter(p.evidence), None))) for p in told)
        summary = clean(topic.summary) if explained and not points else ""
        shown.append(ShownTopic(clean(topic.title), summary, at(topic), points))
    return tuple(shown)


def points_of(topic: Topic) -> list[Statement]:
    """The points of a chapter, none that repeats another."""
    texts = [clean(point.text) for point in topic.points]
    return [topic.points[i] for i in kept_sentences(texts) if texts[i]]


def disclosure(result: EpisodeSummary) -> str:
    """One line in the language of the notes: generated, by what, when, and with which seed."""
    made = result.provenance
    return labels_of(result.language).generated.format(
        generator=clean(made.generator), model=clean(made.model), seed=made.seed, day=clean(made.created)[:10]
    )


def gaps(result: EpisodeSummary) -> str:
    """One sentence when some passages have no notes, else ""."""
    coverage = result.coverage
    if coverage.complete:
        return ""
    return labels_of(result.language).incomplete.format(failed=coverage.failed, chunks=coverage.chunks)


def _sponsors(result: EpisodeSummary, at: _Clock) -> tuple[ShownSponsor, ...]:
    urls = {t.name: web_url(t.url) for t in result.tools}
    shown = []
    for advertiser in advertisers_of(result):
        times = tuple({(m := at(spot)).clock: m for spot in advertiser.spots}.values())
        shown.append(
            ShownSponsor(
                name=clean(advertiser.name),
                at=times[0],
                links=tuple((clean(n), urls.get(n)) for n in advertiser.tools),
                times=times,
                codes=tuple(clean(code) for code in advertiser.codes),
                addresses=tuple(written_address(clean(address)) for address in advertiser.addresses),
            )
        )
    return tuple(shown)


def _first(items: Sequence[T], count: int | None) -> tuple[T, ...]:
    return tuple(items if count is None else items[:count])


def _best(items: Sequence[T], count: int | None, worth: Callable[[T], Any]) -> tuple[T, ...]:
    """The `count` items of highest worth, in their own order."""
    if count is None or len(items) <= count:
        return tuple(items)
    ranked = sorted(range(len(items)), key=lambda i: worth(items[i]), reverse=True)[:count]
    return tuple(items[i] for i in sorted(ranked))
