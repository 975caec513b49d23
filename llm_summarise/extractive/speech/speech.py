"""The lines of a prompt as one running text with sentences, each span of which can be quoted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from llm_summarise.domain.scripts.graphemes import before
from llm_summarise.domain.sentences import PLAIN_BREAKS
from llm_summarise.domain.text import words
from llm_summarise.extractive.speech.lexicon import ENGLISH, UNKNOWN, guess_language, is_unspaced, is_wide
from llm_summarise.extractive.speech.prompt import SpokenLine

LONGEST_SENTENCE = 60
"""Words after which speech without full stops is cut at the next line (recognisers leave them out)."""
_WIDE_PART = 4000
"""Characters of Japanese that are divided into sentences at once."""
_AT_ONCE = frozenset("en de fr es".split())
"""Languages that are divided in one go."""
_CHARACTERS_A_WORD = 4
"""Where words have no blanks between them."""
_BLANK = re.compile(" ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the span `start` to `end` (exclusive, in characters) of the talk's text.

    `line` is the index of the line it starts in, `words` the folded words, `first_word` the number of
    words spoken before it. `whole` tells that it begins and ends where a sentence does: speech without full
    stops is cut somewhere.
    """

    start: int
    end: int
    line: int
    speaker: str | None
    words: tuple[str, ...]
    first_word: int
    whole: bool = True


@dataclass(frozen=True)
class Speech:
    """Lines joined by blanks into `text`; `offsets[i]` is where line i starts."""

    lines: Sequence[SpokenLine]
    text: str = field(init=False)
    offsets: list[int] = field(init=False)

    def __post_init__(self) -> None:
        offsets: list[int] = []
        position = 0
        for line in self.lines:
            offsets.append(position)
            position += len(line.text) + 1
        object.__setattr__(self, "text", " ".join(line.text for line in self.lines))
        object.__setattr__(self, "offsets", offsets)

    def line_at(self, offset: int) -> int:
        """Index of the line the character at `offset` belongs to."""
        return max(0, bisect_right(self.offsets, offset) - 1)

    @cached_property
    def language(self) -> str:
        """Code of the language spoken, by its commonest words or its script."""
        return guess_language(self.text)

    @property
    def english(self) -> bool:
        """Whether what is known of English wordings holds for it."""
        return self.language == ENGLISH

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in order, without overlap; blanks between them belong to none."""
        found: list[Sentence] = []
        spoken = 0
        for start, end, whole in self._spans():
            text = self.text[start:end]
            start += len(text) - len(text.lstrip())
            end = start + len(text.strip())
            said = tuple(word for _, _, word in words(self.text[start:end]))
            if not said:
                continue
            line = self.line_at(start)
            found.append(Sentence(start, end, line, self.lines[line].speaker, said, spoken, whole))
            spoken += max(len(said), (end - start) // 6 if is_wide(self.text[start]) else 0)
        return found

    def _spans(self) -> Iterator[tuple[int, int, bool]]:
        whole: list[tuple[int, int]] = []
        for start, end in self._boundaries():
            if whole and self.text[start - 1] == "." and self.text[start].isalnum():
                start = whole.pop()[0]  # a full stop within a word, as in ".NET"
            whole.append((start, end))
        for start, end in self._below_headings(whole):
            pieces = self._cut(start, end)
            for piece in pieces:
                yield *piece, len(pieces) == 1

    def _below_headings(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The spans, cut where a line stands below a heading: no sentence goes on across one."""
        above = [offset for line, offset in zip(self.lines, self.offsets, strict=True) if line.heading]
        for start, end in spans:
            for offset in above[bisect_right(above, start) : bisect_left(above, end)]:
                yield start, offset
                start = offset
            yield start, end

    def _boundaries(self) -> Iterator[tuple[int, int]]:
        """Sentences as sentencex sees them. Its time for Japanese grows with the square of the length, so
        it is given that in parts."""
        import sentencex  # loaded when first needed: it brings a compiled library

        language = ENGLISH if self.language == UNKNOWN else self.language
        begin = 0
        while begin < len(self.text):
            stop = len(self.text)
            if self.language not in _AT_ONCE and stop - begin > _WIDE_PART:
                cut = self._last_stop(begin, begin + _WIDE_PART)
                stop = cut + 1 if cut > begin else max(before(self.text, begin + _WIDE_PART), begin + 1)
            for row in sentencex.get_sentence_boundaries(language, self.text[begin:stop]):
                yield begin + int(row["start_index"]), begin + int(row["end_index"])
            begin = stop

    def _last_stop(self, begin: int, end: int) -> int:
        """The last end of a sentence in a part of the text, else the last blank; -1 without either."""
        cut = max(self.text.rfind(mark, begin, end) for mark in PLAIN_BREAKS)
        return cut if cut > begin else self.text.rfind(" ", begin, end)

    def _cut(self, start: int, end: int) -> list[tuple[int, int]]:
        """The span, cut where it runs on for too long without a full stop: at line borders, and within a line
        that is too long itself."""
        size = _CHARACTERS_A_WORD if is_unspaced(self.language) else 10
        if self.text.count(" ", start, end) <= LONGEST_SENTENCE and end - start <= LONGEST_SENTENCE * size:
            return [(start, end)]
        signs = _CHARACTERS_A_WORD if is_unspaced(self.language) else 60
        pieces: list[tuple[int, int]] = []
        piece = start
        for line in range(self.line_at(start) + 1, self.line_at(end - 1) + 1):
            border = self.offsets[line]
            turn = self.lines[line].speaker != self.lines[line - 1].speaker
            length = self.text.count(" ", piece, border) + (border - piece) // signs
            if length > LONGEST_SENTENCE // 2 or (turn and length > 6):
                pieces.append((piece, border))
                piece = border
        return [part for a, b in (*pieces, (piece, end)) for part in self._in_words(a, b)]

    def _in_words(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The span in parts of at most twice `LONGEST_SENTENCE` words."""
        most = 2 * LONGEST_SENTENCE
        if self.text.count(" ", start, end) > most:
            blanks = [at.start() for at in _BLANK.finditer(self.text, start, end)]
            for at in blanks[LONGEST_SENTENCE - 1 : 1 - LONGEST_SENTENCE : LONGEST_SENTENCE]:
                yield start, at
                start = at + 1
        yield start, end

    def quote(self, start: int, end: int, most: int = 30) -> str:
        """The words from `start` to `end` as they stand, at most `most` of them."""
        text = self.text[start:end].strip()
        parts = text.split(" ")
        if len(parts) > most:
            text = " ".join(parts[:most])
        if is_wide(text[:1]) and len(text) > most * 4:
            text = text[: before(text, most * 4)]
        return text
