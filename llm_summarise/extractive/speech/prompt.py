"""What the embedded model reads: the numbered lines of a prompt and the header above them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NUMBERED = re.compile(r"^\[(\d+)\](?: (.*))?$")
_HEADER = re.compile(r"^([A-Z][A-Za-z ]{1,20}): +(\S.*)$")
_HEADING = "Heading: "
_GUESS = re.compile(r" \(may be [^()]*\)$")
_NOTE_KINDS = frozenset({"topic", "point", "quote", "person", "mention"})


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One numbered line of a chunk prompt. `speaker` is carried forward from the last line that named
    one of the speakers of the header; None before the first. `heading` is the author's heading above it."""

    number: int
    text: str
    speaker: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One numbered note of an episode prompt: its kind ("topic", "point", ...) and further fields."""

    number: int
    kind: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """The `Key: value` lines above the numbered ones, and the author's headings between those, by the number
    of the line below."""

    values: dict[str, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)

    def listed(self, key: str) -> tuple[str, ...]:
        """The comma-separated value of `key`, empty when the header does not name it."""
        return tuple(part for raw in self.values.get(key, "").split(",") if (part := raw.strip()))

    @property
    def speakers(self) -> tuple[str, ...]:
        """The labels of speakers. The name that a label may stand for is left out; a label may hold a comma,
        so that two or three parts of the list together may be one, too."""
        parts = [_GUESS.sub("", part) for part in self.listed("speakers")]
        several = (", ".join(parts[i : i + n]) for n in (2, 3) for i in range(len(parts) - n + 1))
        return (*parts, *several)

    def people(self, key: str) -> tuple[str, ...]:
        """The names below `key`, which are parted by semicolons."""
        return tuple(name for raw in self.values.get(key, "").split(";") if (name := raw.strip()))

    @property
    def under(self) -> str:
        """The author's heading under which the passage begins, empty without one."""
        return self.values.get("under", "")

    @property
    def length(self) -> str:
        """How much is asked for: "short", "medium" or "long"."""
        asked = self.values.get("length", "").lower()
        return asked if asked in {"short", "long"} else "medium"


def split_prompt(prompt: str) -> tuple[Header, list[tuple[int, str]], str]:
    """The header, the numbered lines and whatever else stands in `prompt`.

    Lines count as numbered while their numbers grow, so an example or a repeated prompt further down
    is not taken for speech.
    """
    header: dict[str, str] = {}
    numbered: list[tuple[int, str]] = []
    rest: list[str] = []
    headings: dict[int, str] = {}
    above: str | None = None
    for raw in prompt.splitlines():
        if match := _NUMBERED.match(raw.strip()):
            number = int(match[1])
            if not numbered or number > numbered[-1][0]:
                numbered.append((number, (match[2] or "").strip()))
                if above:
                    headings[number] = above
            above = None
        elif raw.startswith(_HEADING):
            above = raw.removeprefix(_HEADING).strip()
        elif not numbered and (match := _HEADER.match(raw.strip())):
            header.setdefault(match[1].lower(), match[2])
            rest.append(raw)
        elif raw.strip():
            rest.append(raw)
    return Header(header, headings), numbered, "\n".join(rest)


def speech_lines(header: Header, numbered: list[tuple[int, str]]) -> list[SpokenLine]:
    """Numbered lines with the speaker split off: only a name listed under `Speakers:` is a speaker."""
    names = sorted(header.speakers, key=len, reverse=True)
    lines: list[SpokenLine] = []
    speaker: str | None = None
    for number, text in numbered:
        for name in names:
            if text.startswith(f"{name}:"):
                speaker, text = name, text[len(name) + 1 :].strip()
                break
        lines.append(SpokenLine(number, text, speaker, header.headings.get(number)))
    return lines


def note_lines(numbered: list[tuple[int, str]]) -> list[NoteLine]:
    """Numbered notes; lines that are none of the known kinds are left out."""
    notes: list[NoteLine] = []
    for number, text in numbered:
        kind, *fields = (part.strip() for part in re.split(r" \|(?: |$)", text))
        if kind in _NOTE_KINDS and fields:
            notes.append(NoteLine(number, kind, tuple(fields)))
    return notes
