"""The result of one episode: versioned, complete, serialisable. Consumers may rely on its JSON Schema.

Times are seconds from the start of the recording, None where the transcript has none. `cue` is a 0-based
index into the transcript's cues. Every text under a key named `quote` occurs in the transcript as it stands
(white space folded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from llm_summarise.domain.replies import Role, ToolKind

if TYPE_CHECKING:
    from llm_summarise.domain.transcript import Transcript

SCHEMA_VERSION: Final = "1.0"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Evidence(_Part):
    """A passage of the transcript. `start` is the start of the cue the quote begins in."""

    cue: int
    start: float | None
    speaker: str | None = None
    quote: str


class Statement(_Part):
    """A sentence of the summary or a takeaway, and what it rests on (at least one piece of evidence)."""

    text: str
    evidence: list[Evidence]
    support: float = 1.0


class Topic(_Part):
    """A chapter: cues `first_cue` to `last_cue`, both inclusive; `end` is where the next topic starts."""

    title: str
    start: float | None
    end: float | None
    first_cue: int
    last_cue: int
    summary: str = ""
    sponsor: bool = False
    evidence: list[Evidence] = Field(default_factory=list)
    support: float = 1.0


class Mention(_Part):
    """One place where a tool is named. `surface` is the name as it stands in the transcript."""

    cue: int
    start: float | None
    speaker: str | None = None
    surface: str
    quote: str
    sponsor: bool = False


class Tool(_Part):
    """A tool under its canonical name. `url` and `pypi` come from the catalogue, the glossary or the
    transcript, never from a model. `sponsor` is true when it is noted in advertisements only."""

    name: str
    kind: ToolKind = ToolKind.OTHER
    url: str | None = None
    pypi: str | None = None
    sponsor: bool = False
    mentions: list[Mention]
    support: float = 1.0


class Quote(_Part):
    """A sentence worth printing, as it was said."""

    cue: int
    start: float | None
    end: float | None
    speaker: str | None = None
    quote: str
    support: float = 1.0


class Person(_Part):
    name: str
    role: Role
    evidence: list[Evidence] = Field(default_factory=list)
    support: float = 1.0


class Sponsor(_Part):
    """An advertisement: who paid, and where it stands."""

    name: str
    start: float | None
    end: float | None
    first_cue: int
    last_cue: int
    tools: list[str] = Field(default_factory=list)


class Source(_Part):
    """Where the episode was read from. `path` is as given on the command line, "<stdin>" for a pipe;
    bytes of a file's name that are no UTF-8 are written \\xNN."""

    path: str
    sha256: str
    format: str
    cues: int
    speakers: list[str]
    duration: float | None

    @classmethod
    def of(cls, transcript: Transcript) -> Source:
        """The source of a transcript that was read."""
        return cls(
            path=transcript.name,
            sha256=transcript.sha256,
            format=transcript.format,
            cues=len(transcript.cues),
            speakers=list(transcript.speakers),
            duration=transcript.duration,
        )


class Coverage(_Part):
    """How much of the episode the notes rest on. `chunks` = `ok` + `failed`; `cached` counts among `ok`.
    `missing` lists the cues without notes as [first, last], both inclusive. `dropped` counts notes that
    could not be found in the transcript, by kind."""

    chunks: int
    ok: int
    cached: int = 0
    failed: int = 0
    missing: list[tuple[int, int]] = Field(default_factory=list)
    dropped: dict[str, int] = Field(default_factory=dict)
    kept: int = 0

    @property
    def complete(self) -> bool:
        return self.failed == 0


class Usage(_Part):
    """What this run sent and paid. `calls` went to the model now and gave `answers` (fewer, where it was
    asked again); `cached` answers needed none. Tokens are what the model reported, `estimated` tells that
    some were estimated because it reported none. `cost` and `saved` are US dollars, None where a price is
    unknown. `seconds` is the wall time of the run."""

    calls: int = 0
    answers: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    cost: float | None = None
    saved: float | None = None
    seconds: float = 0.0


class Provenance(_Part):
    """How the result was made: enough to make it again."""

    generator: str
    model: str
    endpoint: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)
    prompts: dict[str, str] = Field(default_factory=dict)
    seed: int = 0
    samples: int = 1
    created: str


class EpisodeSummary(_Part):
    """Everything this program knows of one episode."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    source: Source
    title: str
    headline: str
    language: str | None = None
    summary: list[Statement]
    takeaways: list[Statement]
    topics: list[Topic]
    tools: list[Tool]
    quotes: list[Quote]
    people: list[Person]
    sponsors: list[Sponsor]
    coverage: Coverage
    usage: Usage
    provenance: Provenance
    warnings: list[str] = Field(default_factory=list)
