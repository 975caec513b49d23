"""Tools named in a passage: the catalogue's entries, each with the first good place where it is named."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionNote
from llm_summarise.extractive.entities.sponsors import SponsorRead
from llm_summarise.extractive.speech.prompt import Header
from llm_summarise.extractive.speech.speech import Speech
from llm_summarise.names import Catalogue, Found, ToolHit, load_catalogue

LONGEST_LINE = 2000
"""Characters of a line that is searched for names in one piece."""


@dataclass(frozen=True)
class NamedTools:
    """The tools named in `talk`: those of `catalogue` (None: the shipped one), and those the header hints at.
    `reads` are the advertisements in the talk's text, in order."""

    talk: Speech
    header: Header
    reads: Sequence[SponsorRead] = ()
    catalogue: Catalogue | None = None

    @cached_property
    def hits(self) -> list[ToolHit]:
        pieces = [(n, *piece) for n, line in enumerate(self.talk.lines) for piece in _pieces(line.text)]
        lines = [text for _, _, text in pieces]
        catalogue = self._catalogue()
        hits = catalogue.select(catalogue.find(lines), lines)
        if len(lines) == len(self.talk.lines):
            return hits
        return [replace(hit, found=tuple(_in_line(f, pieces) for f in hit.found)) for hit in hits]

    @cached_property
    def names(self) -> dict[int, tuple[int, str]]:
        """Where a tool is named outside of advertisements: start to (end, right name), in characters of the
        talk, the end exclusive."""
        return {
            start: (start + found.end - found.start, hit.entry.name)
            for hit in self.hits
            for found in hit.found
            if not self._advertised(start := self.talk.offsets[found.line] + found.start)
        }

    def places(self, hit: ToolHit) -> list[tuple[int, int]]:
        """Where a tool is named outside of advertisements, in characters of the talk, the end exclusive."""
        starts = [(self.talk.offsets[f.line] + f.start, f.end - f.start) for f in hit.found]
        return [(start, start + length) for start, length in starts if not self._advertised(start)]

    def is_hinted(self, hit: ToolHit) -> bool:
        """Whether no more is known of a name than that a hint has it."""
        return hit.entry.name in self._hinted

    def listed(self) -> Iterator[tuple[ToolHit, MentionNote]]:
        """One note for each tool, at its first mention outside of advertisements if there is one; of those
        that are named in advertisements alone, only for what is advertised."""
        paid = [name for read in self.reads if (name := fold_name(read.name))]
        for hit in self.hits:
            free = [f for f in hit.found if not self._advertised(self.talk.offsets[f.line] + f.start)]
            name = fold_name(hit.entry.name)
            if not free and not any(name in sponsor or sponsor in name for sponsor in paid):
                continue
            found = (free or hit.found)[0]
            line = self.talk.lines[found.line]
            kind = hit.entry.kind
            yield hit, MentionNote(cue=line.number, name=hit.entry.name, said=found.surface, kind=kind)

    def notes(self) -> Iterator[MentionNote]:
        """The notes alone."""
        return (note for _, note in self.listed())

    def _catalogue(self) -> Catalogue:
        catalogue = self.catalogue or load_catalogue()
        new = self._hinted
        return catalogue.with_glossary("\n".join(new), "Names") if new else catalogue

    @cached_property
    def _hinted(self) -> list[str]:
        """The names of the hints that the catalogue does not have."""
        catalogue = self.catalogue or load_catalogue()
        hints = self.header.listed("names")
        return [n for n in hints if not catalogue.lookup(n) and not set(n) & set("|=#[]")]

    @cached_property
    def _begins(self) -> list[int]:
        return [read.start for read in self.reads]

    def _advertised(self, offset: int) -> bool:
        before = bisect_right(self._begins, offset)
        return before > 0 and offset < self.reads[before - 1].end


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A line as the catalogue is shown it: in parts of at most `LONGEST_LINE` characters, each with the
    offset it starts at, cut after a sentence or else at a blank. What it does with one line grows with the
    square of its length."""
    start = 0
    while len(text) - start > LONGEST_LINE:
        most = start + LONGEST_LINE
        cut = max(text.rfind(mark, start + LONGEST_LINE // 2, most) for mark in (". ", "? ", "! ")) + 1
        cut = cut or text.rfind(" ", start + 1, most)
        cut = cut if cut > start else most
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]


def _in_line(found: Found, pieces: Sequence[tuple[int, int, str]]) -> Found:
    """What was found in one of the pieces (line, offset, text), as a place in its line."""
    line, offset, _ = pieces[found.line]
    return replace(found, line=line, start=found.start + offset, end=found.end + offset)
