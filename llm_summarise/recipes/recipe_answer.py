"""The answers to a recipe: quotes found in the text, items of several chunks and samples made one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llm_summarise.domain.clock import ApproximateSeconds
from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.result import Evidence
from llm_summarise.domain.text import fold_space, strip_controls
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.chunking import Chunk
from llm_summarise.episode.gathering.notes import evidence
from llm_summarise.grounding import Grounder
from llm_summarise.recipes.recipe_schema import CUE, AnswerShape

EVIDENCE = "evidence"
"""Added to each item with quotes: where each `field` of them stands, as in `domain.result.Evidence`."""

SUPPORT = "support"
"""Added to each item of several samples: the share of them that has it."""

_ARTICLES = frozenset({"the", "a", "an"})


@dataclass
class Answers:
    """What the answers to one recipe say. `data` has the fields of its schema; `dropped` counts by list, or
    by field, what was thrown away because its quote is not in the text."""

    data: dict[str, Any]
    dropped: Counter[str] = field(default_factory=Counter)


def settled(
    shape: AnswerShape,
    answers: Sequence[tuple[Mapping[str, Any], Chunk]],
    transcript: Transcript,
    grounder: Grounder,
) -> Answers:
    """The answers to the chunks of one text as one: quotes replaced by what the text says, in its order."""
    result = Answers({name: [] for name in shape.lists} if len(answers) != 1 else {})
    for answer, chunk in answers:
        found = _Finder(transcript, grounder, chunk)
        clean: dict[str, Any] = _clean(answer)
        for name in shape.lists:
            wanted = shape.quotes.get(name, ())
            items = list(clean.pop(name, None) or ())
            kept = [item for item in items if not wanted or found.attach(item, wanted)]
            result.dropped[name] += len(items) - len(kept)
            result.data.setdefault(name, []).extend(kept)
        for missing in found.attach_fields(clean, shape.quotes.get("", ())):
            result.dropped[missing] += 1
        result.data |= clean
    for name in shape.lists:
        result.data[name] = merged(result.data[name], shape.merge.get(name, ()))
    result.dropped = +result.dropped
    return result


def quotes_of(shape: AnswerShape, answer: Mapping[str, Any]) -> list[tuple[str, int | None]]:
    """What an answer quotes, each with the number of its line, None where it gives none."""
    found = []
    for name, wanted in shape.quotes.items():
        items = (answer.get(name) or ()) if name else [answer]
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping):
                line = item.get(CUE) if type(item.get(CUE)) is int else None
                found += [(str(item[field]), line) for field in wanted if item.get(field)]
    return found


def merged(items: Sequence[Any], keys: Sequence[str]) -> list[Any]:
    """Items whose `keys` say the same as one: the fields of the first that has them, the evidence of all.

    Sorted by the place of their first quote, as far as they have one.
    """
    groups: dict[Any, Any] = {}
    for n, item in enumerate(items):
        name = same_name(item, keys) or n
        if name in groups:
            _join(groups[name], item)
        else:
            groups[name] = item
    return sorted(groups.values(), key=_place)


def agreed(shape: AnswerShape, samples: Sequence[Answers], min_support: float) -> Answers:
    """The items that at least this share of the samples have, each with its `support`."""
    data: dict[str, Any] = {}
    for name in shape.lists:
        keys = shape.merge[name]
        votes = Counter(
            key for sample in samples for key in {same_name(item, keys) for item in sample.data[name]}
        )
        data[name] = []
        for item in merged([item for sample in samples for item in sample.data[name]], keys):
            key = same_name(item, keys)
            support = votes[key] / len(samples) if key else 1 / len(samples)
            if support >= min_support:
                data[name].append({**item, SUPPORT: round(support, 3)})
    return Answers(data, sum((sample.dropped for sample in samples), Counter()))


def same_name(item: Any, keys: Sequence[str]) -> tuple[str, ...] | None:
    """The values of `keys` as names are compared, without a leading article. None if they say nothing."""
    if not keys or not isinstance(item, Mapping):
        return None
    values = []
    for key in keys:
        value = fold_space(str(item.get(key) or ""))
        article, _, rest = value.partition(" ")
        values.append(fold_name(rest if fold_name(rest) and article.lower() in _ARTICLES else value))
    return tuple(values) if any(values) else None


def _shown(found: Evidence) -> dict[str, Any]:
    """A passage as data; templates, which get the number alone, show an approximate time as such."""
    data: dict[str, Any] = found.model_dump()
    return data | {"start": ApproximateSeconds(data["start"])} if found.approximate else data


class _Finder:
    """Looks up quotes that were taken from one chunk."""

    def __init__(self, transcript: Transcript, grounder: Grounder, chunk: Chunk) -> None:
        self._transcript = transcript
        self._grounder = grounder
        self._chunk = chunk

    def attach(self, item: Any, wanted: Sequence[str]) -> bool:
        """Put the text's own words and their places into `item`; whether all its quotes were found."""
        if not isinstance(item, dict):
            return False
        places = [(name, self._find(item, name)) for name in wanted if item.get(name)]
        item.pop(CUE, None)
        if not places or not all(place for _, place in places):
            return False
        self._put(item, places)
        return True

    def attach_fields(self, answer: dict[str, Any], wanted: Sequence[str]) -> list[str]:
        """As `attach` for quotes beside lists; those not found are taken out, and their names returned."""
        places = [(name, self._find(answer, name)) for name in wanted if answer.get(name)]
        if wanted:
            answer.pop(CUE, None)
        self._put(answer, [(name, place) for name, place in places if place])
        missing = [name for name, place in places if place is None]
        for name in missing:
            del answer[name]
        return missing

    def _find(self, item: Mapping[str, Any], name: str) -> dict[str, Any] | None:
        line, chunk = item.get(CUE), self._chunk
        near = chunk.lines[line - 1].cues if isinstance(line, int) and 0 < line <= len(chunk.lines) else None
        span = self._grounder.quote(str(item[name]), near=near, within=(chunk.cues[0], chunk.cues[-1]))
        return _shown(evidence(span, self._transcript)) if span else None

    def _put(self, item: dict[str, Any], places: Sequence[tuple[str, dict[str, Any] | None]]) -> None:
        for name, place in places:
            if place is not None:
                item[name] = place["quote"]
                item.setdefault(EVIDENCE, []).append({"field": name, **place})


def _clean(value: Any) -> Any:
    """A copy of an answer without characters that a terminal would obey."""
    if isinstance(value, str):
        return strip_controls(value)
    if isinstance(value, Mapping):
        return {strip_controls(str(key)): _clean(part) for key, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list) else value


def _join(first: dict[str, Any], other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if key != EVIDENCE and first.get(key) in (None, "", [], {}):
            first[key] = value
    places = {(place["field"], place["cue"]): place for place in other.get(EVIDENCE, ())}
    places |= {(place["field"], place["cue"]): place for place in first.get(EVIDENCE, ())}
    if places:
        first[EVIDENCE] = sorted(places.values(), key=lambda place: int(place["cue"]))


def _place(item: Any) -> int:
    places = item.get(EVIDENCE) if isinstance(item, Mapping) else None
    return int(places[0]["cue"]) if places else -1
