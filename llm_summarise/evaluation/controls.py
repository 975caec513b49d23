"""What is scored beside the systems: chance, methods without any understanding, and a second reader."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.scripts.language_detection import function_words, language_of
from llm_summarise.domain.segmentation import equal_control, random_control, reader_agreement
from llm_summarise.domain.sentences import SENTENCE_BREAK, ends_sentence
from llm_summarise.domain.text import fold_space, words
from llm_summarise.domain.transcript import Transcript
from llm_summarise.evaluation.gold import Gold
from llm_summarise.evaluation.gold_files import GoldEpisode
from llm_summarise.evaluation.scores.episode_scores import chapter_row, scored_end
from llm_summarise.evaluation.scores.intervals import length, merged, seconds_in_common
from llm_summarise.evaluation.scores.mention_scores import PrintedItem, score_items
from llm_summarise.evaluation.scores.point_scores import Saying, covered_points
from llm_summarise.evaluation.scores.precision_recall import share
from llm_summarise.evaluation.scores.sponsor_scores import seconds_row
from llm_summarise.evaluation.scores.statistics import mean_rows

Row = dict[str, float | None]

_DRAWS: Final = 200
_LEADING: Final = 2
"""Sentences of a chapter that stand for it."""
_PARTS: Final = 12
"""Pieces of an episode without labelled chapters."""
_SAMPLE: Final = 20_000
"""Characters by which a language is recognised."""


def controls(episodes: Iterable[GoldEpisode]) -> dict[str, Row]:
    """Metrics by the name of the control, means over the episodes that have the labels (and, but for
    mentions, the times) for it."""
    found: dict[str, list[Row]] = {}
    for episode in episodes:
        for name, row in (*_of_chapters(episode), *_of_others(episode)):
            found.setdefault(name, []).append(row)
    return {name: mean_rows(rows) for name, rows in found.items()}


def _of_chapters(episode: GoldEpisode) -> Iterator[tuple[str, Row]]:
    """Chapters without any understanding, and those of another careful reader."""
    readers, end = episode.gold.readers, scored_end(episode.transcript)
    if not readers or end is None:
        return
    scores = {
        "random": random_control(readers, end),
        "equal spacing": equal_control(readers, end),
        "reader against reader": reader_agreement(readers, end),
    }
    for name, score in scores.items():
        if score is not None:
            yield name, chapter_row(score)


def _of_others(episode: GoldEpisode) -> Iterator[tuple[str, Row]]:
    gold, transcript = episode.gold, episode.transcript
    named = [*gold.tools, *(gold.mentions or ())]
    runs = [PrintedItem((name,)) for name in capitalised_runs(transcript, len(named))] if named else []
    if runs and (score := score_items(runs, gold)) is not None:
        row = score.row()
        keep = ("precision", "recall", "f1", "false")
        yield "capitalised words", {f"mentions.{name}": row[f"mentions.{name}"] for name in keep}
    end = scored_end(transcript)
    if gold.adverts and end is not None:
        yield "advert at random", random_advert(gold, end)
    if gold.key_points:
        covered = covered_points(gold.key_points, leading_sentences(gold, transcript), gold.slack)
        yield "first sentences of chapters", {"key_points.covered": share(covered)}


def random_advert(gold: Gold, end: float) -> Row:
    """One advert as long as all labelled ones together, anywhere before `end` seconds: the mean of 200."""
    draw = random.Random(0)
    whole = min(length(merged(gold.adverts)), end)
    rows = []
    for _ in range(_DRAWS):
        start = draw.uniform(0.0, end - whole)
        rows.append(seconds_row(seconds_in_common([(start, start + whole)], gold.adverts)))
    return mean_rows(rows)


def leading_sentences(gold: Gold, transcript: Transcript) -> list[Saying]:
    """The first two sentences of each chapter of the first reader, each sentence on its own; of twelve parts
    with as many cues each where no reader made chapters."""
    cues = transcript.cues
    if gold.chapters and transcript.duration is not None:
        starts = [c.start for c in cues]
        at = [
            next((i for i, start in enumerate(starts) if start is not None and start >= second), len(cues))
            for second in gold.readers[0]
        ]
    else:
        at = [len(cues) * part // _PARTS for part in range(_PARTS)]
    found = []
    for first, end in pairwise([*at, len(cues)]):
        text = fold_space(" ".join(cue.text for cue in cues[first:end]))
        start = cues[first].start if first < len(cues) else None
        breaks = [0, *(m.end() for m in SENTENCE_BREAK.finditer(text)), len(text)]
        for a, b in list(pairwise(breaks))[:_LEADING]:
            found.append(Saying(text[a:b].strip(), () if start is None else (start,)))
    return found


def capitalised_runs(transcript: Transcript, many: int) -> list[str]:
    """The `many` most frequent runs of words with capitals, those that only begin sentences left out."""
    text = fold_space(" ".join(cue.text for cue in transcript.cues))
    known = function_words().get(language_of(text[:_SAMPLE]).code or "en")
    plain = known.words if known else frozenset()
    counts: Counter[str] = Counter()
    inside: set[str] = set()
    shown: dict[str, str] = {}
    run: list[tuple[int, int, str]] = []
    for word in [*words(text), (len(text), len(text), "")]:
        capital = text[word[0] : word[0] + 1].isupper() and word[2] not in plain
        if run and not (capital and text[run[-1][1] : word[0]] in (" ", "-", "&", " & ")):
            begin = text[: run[0][0]][-8:].rstrip()
            name = text[run[0][0] : run[-1][1]]
            key = fold_name(name)
            counts[key] += 1
            shown.setdefault(key, name)
            if len(run) > 1 or (begin and not ends_sentence(begin, ":")):
                inside.add(key)
            run = []
        if capital:
            run.append(word)
    return [shown[key] for key, _ in counts.most_common() if key in inside][:many]
