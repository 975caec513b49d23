"""One self-contained page an episode: every claim next to the lines it rests on.

The page asks nothing of anybody: no font, script or picture from elsewhere, and a content security
policy that admits only its own script and style, by their hashes. Only the recording is loaded, once
the reader plays it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from llm_summarise.domain.result import (
    EpisodeSummary,
    Evidence,
    Mention,
    Quote,
    Sponsor,
    Statement,
    Tool,
    Topic,
)
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.render.axis import Axis, axis_of
from llm_summarise.render.content import Content, content_of, disclosure, gaps
from llm_summarise.render.coverage_line import checked_sentences, dropped_notes
from llm_summarise.render.html.page_transcript import lines_html, nearest, speakers_of
from llm_summarise.render.html.shell import as_markup, asset, environment, policy
from llm_summarise.render.languages import language_code
from llm_summarise.render.links import at_moment, media_reference, player_of, web_url
from llm_summarise.render.view import View
from llm_summarise.render.wording import clean, clock, place, place_of, plural

_HUES = 6
_SHOWN_MENTIONS = 8
_SHOWN_TOOLS = 20
_LONGEST_QUOTE = 12


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a note to the transcript: the first cue, how many cues, and what to show. `at` is the
    second of the recording, where that is not the start of the cue."""

    cue: int
    count: int
    place: str
    quote: str
    speaker: str = ""
    tool: int | None = None
    at: str = ""


def render(result: EpisodeSummary, view: View, transcript: Transcript | None = None) -> str:
    """The page. Without a transcript it shows the cited lines in its place."""
    cues = dict(enumerate(transcript.cues)) if transcript else cited_cues(result)
    media = media_reference(view.media_url) if view.media_url else None
    player = player_of(media) if media else None
    script, style = asset("page.js"), asset("page.css")
    data = {
        **_words(result, view, content_of(result, view)),
        **_claims(result, view, cues),
        **_timeline(result, view, axis_of(result), cues),
        "policy": policy(script, style, media if player else None),
        "script": as_markup(script),
        "style": as_markup(style),
        "player": player,
        "media": media,
        "listen": None if player else media,
        "said": "Transcript" if transcript else "Cited lines",
        "speakers": speakers_of(cues),
        "lines": as_markup(
            lines_html(
                cues,
                result,
                kinds=_kinds(result, view),
                out=_outside(cues, media) if media and not player else {},
            )
        ),
    }
    return environment().get_template("page.html.j2").render(page=data)


def cited_cues(result: EpisodeSummary) -> dict[int, Cue]:
    """The lines that the notes quote, as far as they quote them, in order."""
    cited: dict[int, Cue] = {}
    rested: list[Statement | Topic] = [*result.summary, *result.takeaways, *result.topics]
    parts: list[Evidence | Mention | Quote] = [e for each in rested for e in each.evidence]
    parts += [*result.quotes, *(m for t in result.tools for m in t.mentions)]
    for part in parts:
        known = cited.get(part.cue)
        if part.quote and (known is None or len(known.text) < len(part.quote)):
            cited[part.cue] = Cue(part.quote, part.start, None, part.speaker, approximate=part.approximate)
    return dict(sorted(cited.items()))


def _words(result: EpisodeSummary, view: View, content: Content) -> dict[str, Any]:
    source, coverage = result.source, result.coverage
    length = clock(source.duration) if source.duration is not None else plural(source.cues, "line")
    speakers = plural(len(source.speakers), "speaker") if source.speakers else ""
    about = [
        f"{coverage.ok} of {plural(coverage.chunks, 'passage')} summarised; {plural(coverage.kept, 'note')}"
        " found in the transcript and kept"
        + (f", {dropped}." if (dropped := dropped_notes(coverage)) else ".")
    ]
    if checked := checked_sentences(coverage):
        about.append(f"Verified: {checked}.")
    about += [clean(warning) for warning in result.warnings]
    if view.disclosure:
        about.append(disclosure(result))
    return {
        "lang": language_code(result.language) or "en",
        "title": content.title or clean(source.path),
        "headline": clean(result.headline),
        "generator": clean(result.provenance.generator),
        "facts": " · ".join(part for part in (content.episode, length, speakers) if part),
        "guests": ", ".join(content.guests),
        "hosts": ", ".join(content.hosts),
        "gaps": gaps(result),
        "about": about,
    }


def _claims(result: EpisodeSummary, view: View, cues: Mapping[int, Cue]) -> dict[str, Any]:
    def link(part: Evidence | Mention | Quote, tool: int | None = None) -> Link:
        count = covering(cues, part.cue, part.quote) if tool is None else 1
        where = place_of(part)
        return Link(part.cue, count, where, clean(part.quote), clean(part.speaker or ""), tool, within(part))

    def statements(items: Iterable[Statement]) -> list[dict[str, Any]]:
        return [{"text": clean(s.text), "evidence": [link(e) for e in s.evidence]} for s in items]

    axis = axis_of(result)
    ranked = sorted(enumerate(result.tools), key=lambda pair: -len(pair[1].mentions))
    tools = [
        _tool(tool, axis, [link(m, number) for m in {m.cue: m for m in tool.mentions}.values()])
        for number, tool in ranked
        if not tool.sponsor
    ]
    return {
        "summary": statements(result.summary),
        "takeaways": statements(result.takeaways),
        "quotes": [link(q) for q in result.quotes],
        "tools": tools[:_SHOWN_TOOLS],
        "more_tools": tools[_SHOWN_TOOLS:],
        "sponsors": [
            Link(nearest(cues, s.first_cue), 1, place_of(s), clean(s.name), at=within(s))
            for s in result.sponsors
        ]
        if view.sponsors
        else [],
    }


def within(part: Evidence | Mention | Quote | Sponsor | Topic) -> str:
    """The second of what begins within a cue, as an attribute has it; "" for what begins with its cue."""
    return f"{part.start:.10g}" if part.approximate and part.start is not None else ""


def _tool(tool: Tool, axis: Axis, links: list[Link]) -> dict[str, Any]:
    # One link too many is shown rather than folded away behind "1 more".
    shown = len(links) if len(links) <= _SHOWN_MENTIONS + 1 else _SHOWN_MENTIONS
    return {
        "name": clean(tool.name),
        "kind": "" if tool.kind.value == "other" else tool.kind.value,
        "url": web_url(tool.url),
        "marks": sorted({_x(axis.at(m.start, m.cue)) for m in tool.mentions}),
        "shown": links[:shown],
        "rest": links[shown:],
    }


def _timeline(result: EpisodeSummary, view: View, axis: Axis, cues: Mapping[int, Cue]) -> dict[str, Any]:
    kinds = _kinds(result, view)
    topics = []
    for number, topic in enumerate(result.topics):
        if number in kinds:
            begin, end = axis.span(topic)
            topics.append(
                {
                    "cue": nearest(cues, topic.first_cue),
                    "kind": kinds[number],
                    "x": _x(begin),
                    "width": max(2, _x(end) - _x(begin)),
                    "place": place_of(topic),
                    "at": within(topic),
                    "title": clean(topic.title),
                    "summary": clean(topic.summary),
                }
            )
    last = clock(axis.length) if axis.timed else place(None, int(axis.length) - 1)
    return {
        "topics": topics,
        "first": place(0.0 if axis.timed else None, 0),
        "last": last,
        "duration": axis.length if axis.timed else None,
    }


def _kinds(result: EpisodeSummary, view: View) -> dict[int, str]:
    """CSS classes of the topics shown, by their index."""
    kinds: dict[int, str] = {}
    for number, topic in enumerate(result.topics):
        if topic.sponsor and view.sponsors:
            kinds[number] = "ad"
        elif not topic.sponsor:
            kinds[number] = f"k{sum(k != 'ad' for k in kinds.values()) % _HUES}"
    return kinds


def covering(cues: Mapping[int, Cue], first: int, quote: str) -> int:
    """How many cues from `first` on it takes to hold `quote`; 1 when it is not found."""
    wanted = fold_space(quote)
    held = ""
    for count in range(1, _LONGEST_QUOTE + 1):
        cue = cues.get(first + count - 1)
        if cue is None:
            break
        held = f"{held} {fold_space(cue.text)}"
        if wanted in held:
            return count
    return 1


def _outside(cues: Mapping[int, Cue], media: str) -> dict[int, str]:
    return {i: at_moment(media, c.start) for i, c in cues.items() if c.start is not None}


def _x(share: float) -> int:
    return round(share * 1000)
