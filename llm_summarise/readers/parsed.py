"""What the reader of a format gives: cues, what the source tells about the episode, its outline, and what was
set aside. The steps that all formats share take it and give it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from llm_summarise.domain.transcript import About, AsideKind, Cue, Heading, SetAside

SAMPLES: Final = 3
"""Of each kind that is set aside so many are shown."""

SAMPLE_LENGTH: Final = 80
"""Characters of one of them."""


class Aside:
    """Collects what is not speech, by kind. Readers add to it, whoever shows it asks for `kinds`."""

    def __init__(self) -> None:
        self._counts: dict[AsideKind, int] = {}
        self._samples: dict[AsideKind, list[str]] = {}

    def add(self, kind: AsideKind, text: str) -> None:
        """Set one thing aside; `text` is what stands in the source, of which the beginning is kept."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        samples = self._samples.setdefault(kind, [])
        shown = " ".join(text[: 4 * SAMPLE_LENGTH].split())
        if len(shown) > SAMPLE_LENGTH:
            shown = f"{shown[: SAMPLE_LENGTH - 1].rstrip()}…"
        if len(samples) < SAMPLES and shown not in samples:
            samples.append(shown)

    def copied(self) -> Aside:
        """The same, to be added to on its own."""
        other = Aside()
        other._counts = dict(self._counts)
        other._samples = {kind: [*samples] for kind, samples in self._samples.items()}
        return other

    def kinds(self) -> tuple[SetAside, ...]:
        """What was set aside, in the order in which the kinds first occurred."""
        return tuple(SetAside(k, n, tuple(self._samples[k])) for k, n in self._counts.items())


@dataclass
class Parsed:
    """A text as its format is read. `outline` refers to `cues` by index: use `rebuilt` and `permuted` to
    change the cues, which move the headings along. `shared_stamps`: cues of one start share one stamp of the
    source, as two voices in one caption do; otherwise each start is a stamp, and cues without are between.
    `counted`: times are written as numbers, and their unit may be another than the format says."""

    format: str
    cues: list[Cue]
    about: About = field(default_factory=About)
    outline: list[Heading] = field(default_factory=list)
    aside: Aside = field(default_factory=Aside)
    warnings: list[str] = field(default_factory=list)
    shared_stamps: bool = True
    counted: bool = False

    def rebuilt(self, parts: Iterable[Iterable[Cue]]) -> Parsed:
        """This with each cue replaced by the cues of one of `parts` (one for each cue, in order; an empty one
        removes it). A heading stays above what follows it."""
        if not self.outline:
            return replace(self, cues=[*chain.from_iterable(parts)])
        cues: list[Cue] = []
        moved = []
        for part in parts:
            moved.append(len(cues))
            cues.extend(part)
        moved.append(len(cues))
        outline = [replace(h, cue=moved[h.cue]) for h in self.outline]
        return replace(self, cues=cues, outline=[h for h in outline if h.cue < len(cues)])

    def permuted(self, order: Sequence[int]) -> Parsed:
        """This in another order of cues: `order[i]` is the index of the cue that comes to stand at i."""
        place = {old: new for new, old in enumerate(order)}
        outline = sorted((replace(h, cue=place[h.cue]) for h in self.outline), key=lambda h: h.cue)
        return replace(self, cues=[self.cues[i] for i in order], outline=outline)
