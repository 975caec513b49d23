"""What a publication shows of a result: chosen by the view, in the order in which it is read.

This is the data a user's own template gets (as `content`), so its fields are documented and stable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import EpisodeSummary, Mention, Quote, Sponsor, Tool, Topic
from llm_summarise.render.labels import Labels, labels_of
from llm_summarise.render.links import at_moment, media_reference, web_url
from llm_summarise.render.view import AMOUNTS, Amount, View
from llm_summarise.render.wording import clean, clock, shorten

T = TypeVar("T")

LONGEST_FACT = 80
"""Characters of a show's name, an episode's number or its date."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the recording. `clock` is `M:SS` or `H:MM:SS`, "" without times, with `~` before it where it
    is `approximate`; `url` leads there, None without a media address."""

    seconds: float | None
    clock: str
    url: str | None
    approximate: bool = False


Placed = Mention | Quote | Sponsor | Topic
"""What is shown with its time."""


@dataclass(frozen=True, slots=True)
class ShownTopic:
    title: str
    summary: str
    at: Moment


@dataclass(frozen=True, slots=True)
class ShownQuote:
    text: str
    speaker: str
    at: Moment


@dataclass(frozen=True, slots=True)
class ShownTool:
    """`at` holds the first mention, `mentions` all of them in order."""

    name: str
    kind: str
    url: str | None
    at: Moment
    mentions: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class ShownSponsor:
    name: str
    at: Moment
    links: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All texts are plain (not escaped for any format), on one line, without control characters.

    `labels` holds headings and fixed words in the language of the notes; `hook` and `more` are sentences,
    together headline and summary; `hosts` and `guests` are names, marked where they are inferred; `episode`
    is what the source tells of show, number and date, "" where that is nothing ("Tides · #12");
    `disclosure` is "" when not wanted, `gaps` when nothing is missing.
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
    tools: tuple[ShownTool, ...]
    sponsors: tuple[ShownSponsor, ...]
    disclosure: str
    gaps: str


def content_of(result: EpisodeSummary, view: View) -> Content:
    """The part of `result` that `view` asks for. Sponsors stand in `sponsors` only."""
    amount = AMOUNTS[view.length]
    media = media_reference(view.media_url) if view.media_url else None

    def at(part: Placed | None) -> Moment:
        if part is None or part.start is None:
            return Moment(None, "", None)
        shown = clock(part.start, approximate=part.approximate)
        return Moment(part.start, shown, at_moment(media, part.start) if media else None, part.approximate)

    sentences = _sentences(result)
    tools = _best([t for t in result.tools if not t.sponsor], amount.tools, lambda t: len(t.mentions))
    quotes = _best(result.quotes, amount.quotes, lambda q: q.support)
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
        takeaways=_first([clean(s.text) for s in result.takeaways], amount.takeaways),
        quotes=tuple(ShownQuote(clean(q.quote), clean(q.speaker or ""), at(q)) for q in quotes),
        tools=tuple(_tool(t, at) for t in tools),
        sponsors=_sponsors(result, at) if view.sponsors else (),
        disclosure=disclosure(result) if view.disclosure else "",
        gaps=gaps(result),
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


def _sentences(result: EpisodeSummary) -> list[str]:
    """The headline, unless the summary begins with it, and the summary."""
    sentences = [clean(s.text) for s in result.summary]
    headline = clean(result.headline)
    if headline and headline.rstrip(".!?") not in {s.rstrip(".!?") for s in sentences[:1]}:
        sentences.insert(0, headline)
    return sentences


def _topics(
    result: EpisodeSummary, amount: Amount, at: Callable[[Placed | None], Moment]
) -> tuple[ShownTopic, ...]:
    topics = [t for t in result.topics if not t.sponsor]
    explained = amount.topic_summaries is None or len(topics) <= amount.topic_summaries
    return tuple(ShownTopic(clean(t.title), clean(t.summary) if explained else "", at(t)) for t in topics)


def disclosure(result: EpisodeSummary) -> str:
    """One line in the language of the notes: generated, by what, when, and with which seed."""
    made = result.provenance
    return labels_of(result.language).generated.format(
        generator=clean(made.generator), model=clean(made.model), seed=made.seed, day=clean(made.created)[:10]
    )


def gaps(result: EpisodeSummary) -> str:
    """One sentence when some passages have no notes, else ""."""
    coverage = result.coverage
    if not coverage.failed:
        return ""
    return labels_of(result.language).incomplete.format(failed=coverage.failed, chunks=coverage.chunks)


def _tool(tool: Tool, at: Callable[[Placed | None], Moment]) -> ShownTool:
    moments = tuple(at(m) for m in tool.mentions)
    first = moments[0] if moments else at(None)
    return ShownTool(clean(tool.name), tool.kind.value, web_url(tool.url), first, moments)


def _sponsors(result: EpisodeSummary, at: Callable[[Placed | None], Moment]) -> tuple[ShownSponsor, ...]:
    urls = {t.name: web_url(t.url) for t in result.tools}
    return tuple(
        ShownSponsor(clean(s.name), at(s), tuple((clean(n), urls.get(n)) for n in s.tools))
        for s in result.sponsors
    )


def _first(items: Sequence[T], count: int | None) -> tuple[T, ...]:
    return tuple(items if count is None else items[:count])


def _best(items: Sequence[T], count: int | None, worth: Callable[[T], float]) -> tuple[T, ...]:
    """The `count` items of highest worth, in their own order."""
    if count is None or len(items) <= count:
        return tuple(items)
    ranked = sorted(range(len(items)), key=lambda i: -worth(items[i]))[:count]
    return tuple(items[i] for i in sorted(ranked))
