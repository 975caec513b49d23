"""For reading in a terminal: what was said, when, and where along the episode tools were named."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import EpisodeSummary, Evidence, Statement, Tool
from llm_summarise.render.axis import Axis, axis_of
from llm_summarise.render.content import disclosure, gaps, identity, people_in
from llm_summarise.render.coverage_line import checked_sentences, dropped_notes
from llm_summarise.render.view import AMOUNTS, View
from llm_summarise.render.wording import clean, place, place_of, plural

_NARROW = 60
_BAR = 28
_TOOLS = 20


def render(result: EpisodeSummary, view: View) -> str:
    """Lines of at most `view.width` columns, with colours only if `view.color`."""
    return drawn(_parts(result, view), max(20, view.width), view.color)


def drawn(parts: Iterable[RenderableType], width: int, color: bool) -> str:
    """What rich makes of `parts`, whatever terminal there is, without blanks at the ends of lines."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="256" if color else None,
        no_color=not color,
        legacy_windows=False,
        emoji=False,
        markup=False,
        highlight=False,
        _environ={},
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n") + "\n"


def _parts(result: EpisodeSummary, view: View) -> Iterator[RenderableType]:
    yield Text(clean(result.title), style="bold")
    yield Text(_facts(result), style="dim")
    yield from _invited(result)
    if result.headline:
        yield Text()
        yield Text(clean(result.headline), style="italic")
    for heading, body in _sections(result, view):
        if body:
            yield Text()
            yield Text(heading, style="bold cyan")
        for part in body:
            yield Padding(part, (0, 0, 0, 2))
    yield Text()
    yield from _footer(result, view)


def _sections(result: EpisodeSummary, view: View) -> list[tuple[str, Sequence[RenderableType]]]:
    """Headings and what stands below them; nothing is shown where there is nothing."""
    amount = AMOUNTS[view.length]
    axis = axis_of(result)
    return [
        ("Summary", [_statement(s) for s in result.summary] if amount.more != 0 else []),
        ("Topics", [_topics(result, axis, view)] if result.topics else []),
        ("Takeaways", [_bullet(_statement(s)) for s in result.takeaways[: amount.takeaways]]),
        ("Tools", _tools(result, axis, view)),
        ("Quotes", [_quote(q.quote, q.speaker, place_of(q)) for q in result.quotes]),
        ("Sponsors", _sponsors(result, view)),
    ]


def _sponsors(result: EpisodeSummary, view: View) -> list[Text]:
    shown = result.sponsors if view.sponsors else []
    named = ", ".join(f"{clean(s.name)} ({place_of(s)})" for s in shown)
    return [Text(named)] if shown else []


def _invited(result: EpisodeSummary) -> Iterator[Text]:
    """Hosts and guests, where the source names them or names are inferred for labels."""
    if result.about.guests or result.about.hosts or any(person.inferred for person in result.people):
        guests, hosts = (
            ", ".join(people_in(result, role, language="en")) for role in (Role.GUEST, Role.HOST)
        )
        told = (f"with {guests}" if guests else "", f"hosted by {hosts}" if hosts else "")
        if line := " · ".join(part for part in told if part):
            yield Text(line, style="dim")


def _facts(result: EpisodeSummary) -> str:
    source = result.source
    length = place(source.duration, 0) if source.duration is not None else plural(source.cues, "line")
    speakers = ", ".join(clean(name) for name in source.speakers[:6])
    more = f" and {len(source.speakers) - 6} more" if len(source.speakers) > 6 else ""
    return " · ".join(part for part in (identity(result), length, f"{speakers}{more}") if part)


def _statement(statement: Statement) -> Text:
    text = Text(clean(statement.text))
    if times := _times(statement.evidence):
        text.append(f"  {times}", style="dim")
    return text


def _times(evidence: Iterable[Evidence]) -> str:
    return " ".join(dict.fromkeys(place_of(e) for e in evidence))


def _bullet(text: Text) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_row("•", text)
    return grid


def _topics(result: EpisodeSummary, axis: Axis, view: View) -> Table:
    wide = view.width >= _NARROW
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    if wide:
        grid.add_column(width=_BAR, no_wrap=True)
    grid.add_column(overflow="fold")
    for topic in result.topics:
        if topic.sponsor and not view.sponsors:
            continue
        title = Text(clean(topic.title), style="dim" if topic.sponsor else "")
        if topic.sponsor:
            title.append(" (sponsor)")
        bar = [_bar(axis.span(topic), "yellow" if topic.sponsor else "green")] if wide else []
        grid.add_row(place_of(topic), *bar, title)
    return grid


def _bar(span: tuple[float, float], style: str) -> Text:
    first = min(_BAR - 1, int(span[0] * _BAR))
    last = max(first + 1, min(_BAR, round(span[1] * _BAR)))
    text = Text("·" * first, style="dim")
    text.append("█" * (last - first), style=style)
    text.append("·" * (_BAR - last), style="dim")
    return text


def _tools(result: EpisodeSummary, axis: Axis, view: View) -> list[RenderableType]:
    wide = view.width >= _NARROW
    limit = None if view.length == "long" else AMOUNTS[view.length].tools or _TOOLS
    tools = [t for t in result.tools if view.sponsors or not t.sponsor]
    if not tools:
        return []
    ranked = sorted(tools, key=lambda t: -len(t.mentions))[:limit]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold", max_width=28)
    if wide:
        grid.add_column(style="dim", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    if wide:
        grid.add_column(width=_BAR, no_wrap=True)
    grid.add_column(style="dim", justify="right", no_wrap=True)
    for tool in ranked:
        name, kind, *rest = _row(tool, axis)
        grid.add_row(*([name, kind, *rest] if wide else [name, rest[0], rest[2]]))
    left = len(tools) - len(ranked)
    return [grid, Text(f"and {left} more (--length long shows all)", style="dim")] if left else [grid]


def _row(tool: Tool, axis: Axis) -> list[RenderableType]:
    """Name, kind, number of mentions, where they are, and the time of the first."""
    name = Text(clean(tool.name), style="dim" if tool.sponsor else "bold")
    first = place_of(tool.mentions[0]) if tool.mentions else ""
    kind = "sponsor" if tool.sponsor else tool.kind.value
    return [name, kind, f"{len(tool.mentions)}×", _marks(tool, axis), first]


def _marks(tool: Tool, axis: Axis) -> Text:
    """The axis with a mark wherever the tool is named; a heavy one for several mentions in one cell."""
    counts = [0] * _BAR
    for mention in tool.mentions:
        counts[min(_BAR - 1, int(axis.at(mention.start, mention.cue) * _BAR))] += 1
    text = Text()
    for count in counts:
        text.append("·▪█"[min(count, 2)], style="magenta" if count else "dim")
    return text


def _quote(quote: str, speaker: str | None, where: str) -> Text:
    text = Text(f"“{clean(quote)}”", style="italic")
    text.append(f"  {clean(speaker)}, {where}" if speaker else f"  {where}", style="not italic dim")
    return text


def _footer(result: EpisodeSummary, view: View) -> Iterator[Text]:
    if missing := gaps(result):
        yield Text(missing, style="bold red")
    for warning in result.warnings:
        yield Text(f"Note: {clean(warning)}", style="yellow")
    coverage, usage = result.coverage, result.usage
    covered = f"{coverage.ok} of {plural(coverage.chunks, 'passage')}, {plural(coverage.kept, 'note')} kept"
    if dropped := dropped_notes(coverage):
        covered += f", {dropped}"
    yield Text(f"Coverage: {covered}", style="dim")
    if checked := checked_sentences(coverage):
        yield Text(f"Verified: {checked}", style="dim")
    about = "about " if usage.estimated else ""
    cost = "" if usage.cost is None else f", ${usage.cost:.4f}" if usage.cost else ", $0"
    tokens = f"{about}{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"
    yield Text(f"Calls: {usage.calls} made, {usage.cached} from the cache, {tokens}{cost}", style="dim")
    if view.disclosure:
        yield Text(disclosure(result), style="dim")
