"""One self-contained page an episode: every claim next to the lines it rests on.

The page asks nothing of anybody: no font, script or picture from elsewhere, and a content security
policy that admits only its own script and style, by their hashes. Only the recording is loaded, once
the reader plays it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from llm_summarise.domain.result import EpisodeSummary, Evidence, Mention, Quote, Statement, Topic
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.render.axis import Axis, axis_of
from llm_summarise.render.content import (
    Content,
    content_of,
    disclosure,
    gaps,
    points_of,
    quote_of,
    summary_of,
    takeaways_of,
)
from llm_summarise.render.html.page_links import evidence_link, seconds_within
from llm_summarise.render.html.page_mentions import item_groups, sponsors_shown
from llm_summarise.render.html.page_transcript import lines_html, nearest, speakers_of
from llm_summarise.render.html.shell import as_markup, asset, environment, policy
from llm_summarise.render.languages import language_code
from llm_summarise.render.links import at_moment, media_reference, player_of
from llm_summarise.render.view import View
from llm_summarise.render.wording import clean, clock, place, place_of, plural

_HUES = 6
_SHOWN_POINTS = 2
"""Points of a chapter beyond which only the strongest is shown, and the others are folded away."""


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
    rested += [point for topic in result.topics for point in topic.points]
    parts: list[Evidence | Mention | Quote] = [e for each in rested for e in each.evidence]
    parts += [*result.quotes, *(m for item in (*result.tools, *result.mentions) for m in item.mentions)]
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
        + (f", {sum(coverage.dropped.values())} not found and dropped." if coverage.dropped else ".")
    ]
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
    return {
        "summary": _statements(summary_of(result), cues),
        "takeaways": _statements(takeaways_of(result), cues),
        "quotes": [evidence_link(q, cues, quote_of(q, result)) for q in result.quotes],
        "groups": item_groups(result, axis_of(result)),
        "sponsors": sponsors_shown(result, cues) if view.sponsors else [],
    }


def _statements(items: Iterable[Statement], cues: Mapping[int, Cue]) -> list[dict[str, Any]]:
    return [{"text": clean(s.text), "evidence": [evidence_link(e, cues) for e in s.evidence]} for s in items]


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
                    "at": seconds_within(topic),
                    "title": clean(topic.title),
                    **_points(topic, cues),
                }
            )
    last = clock(axis.length) if axis.timed else place(None, int(axis.length) - 1)
    return {
        "topics": topics,
        "first": place(0.0 if axis.timed else None, 0),
        "last": last,
        "duration": axis.length if axis.timed else None,
    }


def _points(topic: Topic, cues: Mapping[int, Cue]) -> dict[str, Any]:
    """What is said in a chapter: points to be shown and points to be folded away, or one sentence where there
    are no points."""
    points = points_of(topic)
    if len(points) > _SHOWN_POINTS:
        strongest = next((point for point in points if point.text == topic.summary), points[0])
        shown, folded = [strongest], [point for point in points if point is not strongest]
    else:
        shown, folded = points, []
    return {
        "summary": "" if points else clean(topic.summary),
        "points": _statements(shown, cues),
        "more": _statements(folded, cues),
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


def _outside(cues: Mapping[int, Cue], media: str) -> dict[int, str]:
    return {i: at_moment(media, c.start) for i, c in cues.items() if c.start is not None}


def _x(share: float) -> int:
    return round(share * 1000)
