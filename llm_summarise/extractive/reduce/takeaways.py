"""The points of an episode that say most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from llm_summarise.domain.replies import CitedText
from llm_summarise.domain.text import fold_space
from llm_summarise.extractive.selection.ranking import Ranked, pick, rank
from llm_summarise.extractive.selection.spoken_phrases import tidy
from llm_summarise.extractive.selection.standalone_sentences import worth_printing
from llm_summarise.extractive.speech.lexicon import focus
from llm_summarise.extractive.speech.prompt import NoteLine, SpokenLine
from llm_summarise.extractive.speech.speech import Speech

_FEWEST_TAKEAWAYS = 3
WORTH = 0.85
"""Worth (`standalone_sentences.worth_printing`) from which on there are more takeaways than the fewest."""


def takeaways_of(
    notes: Sequence[NoteLine], points: Sequence[NoteLine], quotes: Sequence[NoteLine], most: int
) -> list[CitedText]:
    """At most `most` of the `points` among `notes` that are not among the `quotes`, and if too few are left,
    of those as well."""
    printed = [tidy(fold_space(n.fields[-1])) for n in quotes]
    fresh = [n for n in points if not any(n.fields[0] in quote for quote in printed)]
    if len(fresh) >= _FEWEST_TAKEAWAYS:
        return best_points(notes, fresh, most)
    fill = [n for n in points if n not in fresh]
    found = best_points(notes, fresh, len(fresh)) + best_points(notes, fill, _FEWEST_TAKEAWAYS - len(fresh))
    return sorted(found, key=lambda t: t.notes)[:most]


def best_points(notes: Sequence[NoteLine], points: Sequence[NoteLine], most: int) -> list[CitedText]:
    """The `points` among `notes` that say most, rather about the title of their topic, in order of time."""
    if not points:
        return []
    talk = Speech([SpokenLine(n.number, n.fields[0]) for n in points])
    ranked = _ranked(notes, points, talk)
    worthy = ranked
    if talk.english:
        worthy = [r for r in ranked if worth_printing(points[_line(talk, r)].fields[0]) >= WORTH]
    best = pick(worthy, most, gap=max(1, len(points) // (2 * most)))
    chosen = {_line(talk, r) for r in best}
    for line in (*(_line(talk, r) for r in ranked), *range(len(points))):
        if len(chosen) >= min(most, _FEWEST_TAKEAWAYS):
            break
        chosen.add(line)
    return [CitedText(text=points[i].fields[0], notes=[points[i].number]) for i in sorted(chosen)]


def _line(talk: Speech, ranked: Ranked) -> int:
    """The index of the point a sentence is from."""
    return talk.sentences[ranked.index].line


def _ranked(notes: Sequence[NoteLine], points: Sequence[NoteLine], talk: Speech) -> list[Ranked]:
    """The first sentence of each point, best first."""
    firsts = {s.line: i for i, s in reversed(list(enumerate(talk.sentences)))}
    ranked = [
        _weighed(r, points[_line(talk, r)].fields[0], _topic(notes, points[_line(talk, r)], talk), talk)
        for r in rank(talk, talk.sentences, sorted(firsts.values()))
    ]
    return sorted(ranked, key=lambda r: (-r.score, r.index))


def _topic(notes: Sequence[NoteLine], point: NoteLine, talk: Speech) -> frozenset[str]:
    """The stems of the title of the topic a point is noted under."""
    titles = [
        n.fields[1] for n in notes if n.kind == "topic" and len(n.fields) > 1 and n.number < point.number
    ]
    return focus(titles[-1], talk.language) if titles else frozenset()


def _weighed(ranked: Ranked, text: str, about: frozenset[str], talk: Speech) -> Ranked:
    """A point by what it is worth alone, a little by what it tells of the episode and of its topic."""
    told = math.sqrt(ranked.score / ranked.quality) if ranked.quality else 0.0
    worth = 0.1 + worth_printing(text) if talk.english else ranked.quality
    return replace(ranked, score=worth * told * (1.2 if about & ranked.terms else 1.0))
