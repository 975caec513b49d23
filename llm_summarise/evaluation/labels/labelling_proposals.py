"""From results to a session of labels: what models propose, and where in the transcript it can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import EpisodeSummary, Tool
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Transcript, unique
from llm_summarise.episode.samples.agreement import topic_closeness
from llm_summarise.episode.samples.clusters import clustered
from llm_summarise.evaluation.gold import Gold, GoldChapter, GoldPerson, GoldTool
from llm_summarise.evaluation.labels.labelling_mentions import mention_items, sponsor_items
from llm_summarise.evaluation.labels.labelling_session import (
    KINDS,
    Accept,
    KeptLabels,
    LabelItem,
    Session,
    accepted,
    joined,
    labelled,
    onward,
)


def session_of(
    episode: str,
    transcript: Transcript,
    results: Sequence[tuple[str, EpisodeSummary]],
    *,
    earlier: Gold | None = None,
    disputed: bool = False,
) -> Session:
    """Proposals from `results`, each with the name of its system, to be walked through.

    With `disputed`, what all systems found is accepted and only the rest is left open. What an `earlier` gold
    file holds is accepted and kept; where it has chapters, none are proposed. Chapters need times.
    """
    found = [*_tool_items(results), *_chapter_items(results, transcript), *_person_items(results)]
    found += [*mention_items(results), *sponsor_items(results)]
    if disputed:
        found = [_accepted_as_found(item) if len(item.by) == len(results) else item for item in found]
    kept: list[LabelItem] = []
    if earlier is not None:
        kept = [labelled(tool, cues_at(tool.times, transcript)) for tool in earlier.tools]
        kept += [labelled(person) for person in earlier.people]
        kept += [labelled(m, cues_at(m.seconds, transcript)) for m in earlier.mentions or ()]
        kept += [labelled(s, cues_at(s.span[:1], transcript)) for s in earlier.sponsors or ()]
        found = [item for item in found if not _is_labelled(item, earlier)]
    items = tuple(sorted((*kept, *found), key=lambda item: KINDS.index(item.kind)))
    readers = tuple(map(tuple, earlier.chapters)) if earlier is not None else ()
    begun = Session(
        episode=episode,
        sha256=transcript.sha256,
        items=items,
        readers=readers,
        kept=KeptLabels() if earlier is None else _kept(earlier),
        timed=transcript.duration is not None,
    )
    return onward(begun)


def _kept(earlier: Gold) -> KeptLabels:
    return KeptLabels(
        times=earlier.times,
        quotable=None if earlier.quotable is None else tuple(earlier.quotable),
        key_points=None if earlier.key_points is None else tuple(earlier.key_points),
    )


def _accepted_as_found(item: LabelItem) -> LabelItem:
    if item.mention is not None:
        return accepted(item, Accept(required=item.mention.required))
    return accepted(item, Accept(sponsor=item.tool is not None and item.tool.sponsor))


def _is_labelled(item: LabelItem, earlier: Gold) -> bool:
    """Whether an earlier gold file says all there is to say of it: any chapters or advertisements, or
    something of its name."""
    if item.kind == "chapters":
        return bool(earlier.chapters)
    if item.kind == "sponsors":
        return earlier.sponsors is not None
    names = [name for tool in earlier.tools for name in (tool.name, *tool.surface)]
    names += [name for person in earlier.people for name in (person.name, *person.surface)]
    names += [name for mention in earlier.mentions or () for name in (mention.name, *mention.surface)]
    return fold_name(item.title) in map(fold_name, names)


def _tool_items(results: Sequence[tuple[str, EpisodeSummary]]) -> list[LabelItem]:
    by_name: dict[str, list[tuple[str, Tool]]] = {}
    for system, result in results:
        for tool in result.tools:
            if key := fold_name(tool.name):
                by_name.setdefault(key, []).append((system, tool))
    items = []
    for same in by_name.values():
        tools = [tool for _, tool in same]
        label = joined([_tool_label(tool) for tool in tools])
        cues = _ascending(m.cue for tool in tools for m in tool.mentions)
        by = unique(system for system, _ in same)
        items.append(LabelItem(kind="tools", tool=label, cues=cues, by=by))
    return sorted(items, key=lambda item: item.cues[:1])


def _tool_label(tool: Tool) -> GoldTool:
    surfaces = unique(fold_space(m.surface) for m in tool.mentions)
    starts = sorted({m.start for m in tool.mentions if m.start is not None})
    return GoldTool(
        name=fold_space(tool.name),
        kind=tool.kind,
        url=tool.url,
        pypi=tool.pypi,
        required=not tool.sponsor,
        sponsor=tool.sponsor,
        surface=[s for s in surfaces if s != tool.name and fold_name(s)],
        mentions=list(unique(timestamp(start) for start in starts)),
    )


def _chapter_items(results: Sequence[tuple[str, EpisodeSummary]], transcript: Transcript) -> list[LabelItem]:
    if transcript.duration is None:
        return []
    topics = [[t for t in result.topics if t.start is not None and t.title.strip()] for _, result in results]
    items = []
    for cluster in clustered(topics, topic_closeness):
        centre = cluster.centre
        label = GoldChapter(start=timestamp(centre.start or 0.0), title=fold_space(centre.title))
        by = unique(results[side][0] for side, _, _ in cluster.members)
        items.append(LabelItem(kind="chapters", chapter=label, cues=(centre.first_cue,), by=by))
    return sorted(items, key=lambda item: item.cues)


def _person_items(results: Sequence[tuple[str, EpisodeSummary]]) -> list[LabelItem]:
    by_name: dict[str, tuple[LabelItem, list[str]]] = {}
    for system, result in results:
        for person in result.people:
            key = fold_name(person.name)
            if not key or person.role is Role.MENTIONED:
                continue
            label = GoldPerson(name=fold_space(person.name), role=person.role)
            item = LabelItem(kind="people", person=label, cues=_ascending(e.cue for e in person.evidence))
            by_name.setdefault(key, (item, []))[1].append(system)
    return [item.model_copy(update={"by": unique(by)}) for item, by in by_name.values()]


def _ascending(numbers: Iterable[int]) -> tuple[int, ...]:
    """Ascending, without repetitions."""
    return tuple(sorted(set(numbers)))


def cues_at(times: Sequence[float], transcript: Transcript) -> tuple[int, ...]:
    """The cues that start within the seconds of `times`."""
    seconds = {int(time) for time in times}
    return tuple(i for i, c in enumerate(transcript.cues) if c.start is not None and int(c.start) in seconds)


def cues_saying(words: str, transcript: Transcript) -> tuple[int, ...]:
    """The cues in which `words` stand as whole words, case ignored."""
    wanted = fold_space(words).casefold()
    if not wanted:
        return ()
    return tuple(i for i, cue in enumerate(transcript.cues) if _has(fold_space(cue.text).casefold(), wanted))


def times_of(cues: Sequence[int], transcript: Transcript) -> list[str]:
    """The starts of cues as gold files have them; none where the transcript has no times."""
    starts = [transcript.cues[i].start for i in cues]
    return list(unique(timestamp(start) for start in starts if start is not None))


def _has(text: str, wanted: str) -> bool:
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        left = at == 0 or not (text[at - 1].isalnum() and wanted[0].isalnum())
        right = end == len(text) or not (text[end].isalnum() and wanted[-1].isalnum())
        if left and right:
            return True
        at = text.find(wanted, at + 1)
    return False
