"""Packing cues into chunks under a token budget, at borders that follow from the content.

A cached answer survives a correction elsewhere only if the chunk it belongs to is sent again byte for
byte. Borders counted from the beginning would all move when one line is inserted, so each cue gets a
priority made from its own words and its neighbour's, and a chunk begins where that priority is highest
within a reach on both sides (a local extremum, as in content-defined chunking; Bjørner, Blass, Gurevich
2010). Whatever is still larger than the budget is cut at its best cue, again and again. An edit can thus
only move borders within its own reach.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from llm_summarise.domain.scripts.graphemes import before
from llm_summarise.domain.sentences import STOPS
from llm_summarise.domain.text import CHARS_PER_TOKEN, estimate_tokens, words
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.lines import LINE_OVERHEAD, Line, Piece, cost, joined
from llm_summarise.episode.source.outline import author_chapters, chapter_title

DEFAULT_CHUNK_TOKENS = 8000
"""Budget of one chunk in tokens: 20 to 30 minutes of talk, small beside the context of today's models, and
large enough that the instructions sent with each chunk weigh little."""

LONGEST_CHAPTER = 6500
"""Tokens, about half an hour, after which a chapter of the author's is taken to be over: who put headings
into the first part of a transcript only, did not mean the last of them for all the rest."""

REACH = 3
"""A border is the best cue within budget / REACH tokens on each side, so chunks are hardly ever smaller than
a third of the budget; of an hour of talk they fill somewhat more than half of it on average."""


@dataclass(frozen=True)
class Chunk:
    """Consecutive lines of a transcript, sent to a model in one prompt. `tokens` is an estimate.

    `outlined` tells that the author put headings into the transcript; `under` is the title of the one whose
    chapter goes on where the chunk begins, empty if one begins there, or none stands before.
    """

    lines: tuple[Line, ...]
    tokens: int
    under: str = ""
    outlined: bool = False

    @cached_property
    def cues(self) -> range:
        """Indices of the cues it covers, wholly or in part."""
        return range(self.lines[0].cues[0], self.lines[-1].cues[-1] + 1)

    def texts(self, transcript: Transcript) -> list[str]:
        """The text of each line."""
        return [line.text(transcript) for line in self.lines]

    def speakers(self, transcript: Transcript) -> list[str | None]:
        """The speaker of each line."""
        return [line.speaker(transcript) for line in self.lines]


WHOLE: Mapping[int, Sequence[tuple[int, int]]] = {}
"""No cue of which something is left out."""


def chunked(
    transcript: Transcript,
    budget: int = DEFAULT_CHUNK_TOKENS,
    *,
    join: bool = True,
    kept: Mapping[int, Sequence[tuple[int, int]]] = WHOLE,
) -> tuple[Chunk, ...]:
    """Split a transcript into chunks of at most `budget` tokens; 0 puts everything into one chunk.

    Every cue is in exactly one chunk, unless it is larger than the budget itself: then its pieces fill
    chunks of their own, and each character is still in exactly one of them. With `join`, short cues of one
    speaker share a line; without, as for a text whose lines mean something, each piece has its own. Where the
    author put a heading, a line begins, and rather than elsewhere a chunk. Of a cue in `kept` only these
    parts are shown (characters from, inclusive, and to, exclusive), of one without any part nothing; borders
    stay where they are without that, so that the other chunks are the same.
    """
    headings = {heading.cue: chapter_title(heading) for heading in author_chapters(transcript)}
    pieces = [piece for i, cue in enumerate(transcript.cues) for piece in _pieces(i, cue.text, budget)]
    if not pieces:
        return ()
    sizes = _sizes(pieces, transcript, join)

    def chunk(first: int, last: int) -> Chunk:
        own = _shown(pieces[first:last], kept) if kept else pieces[first:last]
        tokens = sum(_sizes(own, transcript, join) if kept else sizes[first:last])
        lines = joined(own, transcript, headings) if join else (Line((piece,)) for piece in own)
        under = _under(first, pieces, sizes, headings) if own and headings else ""
        return Chunk(tuple(lines), tokens, under, bool(headings))

    ranges: Iterable[tuple[int, int]] = ((0, len(pieces)),)
    if budget > 0:
        weights = _priorities(
            [piece.text(transcript) for piece in pieces],
            [transcript.cues[piece.cue].speaker for piece in pieces],
            [piece.cue in headings and not piece.start for piece in pieces],
        )
        ranges = _ranges(sizes, weights, budget)
    return tuple(cut for first, last in ranges if (cut := chunk(first, last)).lines)


def _under(first: int, pieces: Sequence[Piece], sizes: Sequence[int], headings: Mapping[int, str]) -> str:
    """The title of the chapter that goes on with piece `first`, empty if one begins with it, if none stands
    before, or so far before that the author left off dividing. `headings` are titles by the cues they stand
    above."""
    size = 0
    for at in range(first, -1, -1):
        piece = pieces[at]
        if piece.cue in headings and not piece.start:
            return headings[piece.cue] if at < first else ""
        size += sizes[at - 1] if at else 0
        if size > LONGEST_CHAPTER:
            break
    return ""


def halves(chunk: Chunk, transcript: Transcript) -> tuple[Chunk, Chunk] | None:
    """Split a chunk whose answer came out too long at its best border near the middle (the same one
    every time); None if it has but one line."""
    if len(chunk.lines) < 2:
        return None
    texts = chunk.texts(transcript)
    sizes = [estimate_tokens(text) + LINE_OVERHEAD for text in texts]
    weights = _priorities(texts, chunk.speakers(transcript), [bool(line.heading) for line in chunk.lines])
    middle = _best_split(0, len(sizes), sizes, weights, sum(sizes) // 3)
    before = (line.heading for line in reversed(chunk.lines[:middle]) if line.heading)
    under = "" if chunk.lines[middle].heading else next(before, chunk.under)
    return (
        replace(chunk, lines=chunk.lines[:middle], tokens=sum(sizes[:middle])),
        Chunk(chunk.lines[middle:], sum(sizes[middle:]), under, chunk.outlined),
    )


def _sizes(pieces: Sequence[Piece], transcript: Transcript, join: bool) -> list[int]:
    """Tokens of each piece."""
    sizes = []
    before: Cue | None = None
    for piece in pieces:
        cue = transcript.cues[piece.cue]
        alone = not join or before is None or cue.changes_voice(before)
        sizes.append(cost(piece, transcript, alone=alone))
        before = cue
    return sizes


def _pieces(index: int, text: str, budget: int) -> Iterator[Piece]:
    """The cue as one piece, or as several of at most half the budget that end between words if they can."""
    if budget <= 0 or estimate_tokens(text) + LINE_OVERHEAD <= budget:
        yield Piece(index, 0, len(text))
        return
    room = max(1, budget // 2)
    ends = [end for _, end, _ in words(text)]
    start = 0
    while start < len(text):
        end = _end_of_piece(text, ends, start, room)
        yield Piece(index, start, end)
        start = end


def _shown(pieces: Sequence[Piece], kept: Mapping[int, Sequence[tuple[int, int]]]) -> list[Piece]:
    """What is left of the pieces where of some cues only parts are `kept`."""
    shown = []
    for piece in pieces:
        for start, end in kept.get(piece.cue, ((piece.start, piece.end),)):
            if max(start, piece.start) < min(end, piece.end):
                shown.append(Piece(piece.cue, max(start, piece.start), min(end, piece.end)))
    return shown


def _end_of_piece(text: str, ends: list[int], start: int, room: int) -> int:
    """The last end of a word from `start` that fits `room` tokens; within a word if even that is too long."""
    low, high = start + 1, min(len(text), start + math.ceil(room * CHARS_PER_TOKEN))
    while low < high:
        middle = (low + high + 1) // 2
        if estimate_tokens(text[start:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    if low == len(text):
        return low
    last = bisect_right(ends, low) - 1
    end = ends[last] if last >= 0 and ends[last] > start else max(before(text, low), start + 1)
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _priorities(
    texts: Sequence[str], speakers: Sequence[str | None], headed: Sequence[bool]
) -> list[tuple[int, bytes]]:
    """How good it is to begin a chunk with each text; the smallest is best. One that the author `headed` goes
    first, then one that begins after the end of a sentence, or with another speaker; a hash of its words and
    of those before it decides among them."""
    result = []
    previous, voice = "", None
    for i, (text, speaker, begins) in enumerate(zip(texts, speakers, headed, strict=True)):
        mid_sentence = bool(previous) and previous[-1] not in STOPS
        rank = -1 if begins else 2 * mid_sentence + (i > 0 and speaker == voice)
        digest = hashlib.blake2b(f"{previous}\n{text}".encode(errors="surrogatepass"), digest_size=8).digest()
        result.append((rank, digest))
        previous, voice = text, speaker
    return result


def _extrema(weights: Sequence[tuple[int, bytes]], sizes: Sequence[int], reach: int) -> list[int]:
    """Lines whose priority is the best within `reach` tokens before and after them, away from both ends.

    Two running minima (a monotonic queue each way), so the time is linear in the number of lines."""
    backward = _running_best(weights, sizes, reach)
    n = len(weights)
    mirrored = _running_best(weights[::-1], sizes[::-1], reach)
    forward = [n - 1 - i for i in reversed(mirrored)]
    total, before = sum(sizes), 0
    borders = []
    for i in range(n):
        if before >= reach and total - before >= reach and backward[i] == i == forward[i]:
            borders.append(i)
        before += sizes[i]
    return borders


def _running_best(weights: Sequence[tuple[int, bytes]], sizes: Sequence[int], reach: int) -> list[int]:
    """For each line, the index of the best line among itself and those within `reach` tokens before it."""
    starts, position = [], 0
    queue: list[int] = []
    head = 0
    best = []
    for i, weight in enumerate(weights):
        starts.append(position)
        position += sizes[i]
        while len(queue) > head and weights[queue[-1]] > weight:
            queue.pop()
        queue.append(i)
        while starts[queue[head]] < starts[i] - reach:
            head += 1
        best.append(queue[head])
    return best


def _ranges(
    sizes: Sequence[int], weights: Sequence[tuple[int, bytes]], budget: int
) -> Iterator[tuple[int, int]]:
    """Ranges of lines that are a chunk each."""
    borders = [0, *_extrema(weights, sizes, budget // REACH), len(sizes)]
    for first, last in itertools.pairwise(borders):
        yield from _cut(first, last, sizes, weights, budget)


def _cut(
    first: int, last: int, sizes: Sequence[int], weights: Sequence[tuple[int, bytes]], budget: int
) -> Iterator[tuple[int, int]]:
    """Ranges of lines within the budget, made by cutting first..last at its best line while it is too big."""
    todo = [(first, last)]
    while todo:
        a, b = todo.pop()
        if b - a < 2 or sum(sizes[a:b]) <= budget:
            yield a, b
            continue
        split = _best_split(a, b, sizes, weights, budget // (2 * REACH))
        todo += [(split, b), (a, split)]


def _best_split(
    a: int, b: int, sizes: Sequence[int], weights: Sequence[tuple[int, bytes]], margin: int
) -> int:
    """The best line in a+1..b-1 that leaves `margin` tokens on both sides; the most central if none does."""
    total, before = sum(sizes[a:b]), 0
    best: int | None = None
    central, distance = a + 1, total
    for i in range(a + 1, b):
        before += sizes[i - 1]
        if abs(total - 2 * before) < distance:
            central, distance = i, abs(total - 2 * before)
        if before >= margin and total - before >= margin and (best is None or weights[i] < weights[best]):
            best = i
    return central if best is None else best
