"""The result of one episode: versioned, complete, serialisable. Consumers may rely on its JSON Schema.

Times are seconds from the start of the recording, None where the transcript has none. `cue` is a 0-based
index into the transcript's cues. Every text under a key named `quote` occurs in the transcript as it stands
(white space folded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from llm_summarise.domain.replies import MentionKind, Owner, Prominence, Role, ToolKind
from llm_summarise.domain.text import fold_space, strip_controls

if TYPE_CHECKING:
    from llm_summarise.domain.transcript import About, Transcript

SCHEMA_VERSION: Final = "1.1"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


Cue = Annotated[int, Field(description="index of a cue of the transcript, from 0")]
FirstCue = Annotated[int, Field(description="index of the first cue, from 0, inclusive")]
LastCue = Annotated[int, Field(description="index of the last cue, inclusive")]
Start = Annotated[float | None, Field(description="seconds from the start of the recording")]
Approximate = Annotated[
    bool,
    Field(
        description="whether `start` is computed from the place of the words within a longer passage, as the "
        "transcript gives no time of their own"
    ),
]
End = Annotated[float | None, Field(description="seconds from the start of the recording, exclusive")]
Speaker = Annotated[
    str | None,
    Field(
        description="who says it: the label of the transcript, or the full name of the one who takes part, "
        "where the label is plainly a part of it; null where nobody is named"
    ),
]
Verbatim = Annotated[str, Field(description="words of the transcript as they stand, white space folded")]
Support = Annotated[float, Field(description="share of the samples that agree on it, 0 to 1")]


class Evidence(_Part):
    """A passage of the transcript."""

    cue: Cue
    start: Start
    approximate: Approximate = False
    speaker: Speaker = None
    quote: Verbatim


class Statement(_Part):
    """A sentence of the summary or a takeaway, and what it rests on."""

    text: str = Field(description="the sentence")
    evidence: list[Evidence] = Field(description="passages it rests on, at least one")
    support: Support = 1.0


class Topic(_Part):
    """A chapter."""

    title: str = Field(description="a few words")
    from_outline: bool = Field(
        default=False, description="whether title and start are a heading of the source's own"
    )
    start: Start
    approximate: Approximate = False
    end: End
    first_cue: FirstCue
    last_cue: LastCue
    summary: str = Field(
        default="", description="what is said in it: the text of its strongest point, empty without points"
    )
    points: list[Statement] = Field(default_factory=list, description="what is said in it, in order of time")
    sponsor: bool = Field(default=False, description="whether it is an advertisement")
    evidence: list[Evidence] = Field(default_factory=list, description="passages it rests on")
    support: Support = 1.0


class Mention(_Part):
    """One place where something is named."""

    cue: Cue
    start: Start
    approximate: Approximate = False
    speaker: Speaker = None
    surface: str = Field(description="the name as it stands in the transcript")
    quote: Verbatim
    sponsor: bool = Field(default=False, description="whether it stands in an advertisement")


class _Named(_Part):
    """What is named in the episode, under its right name."""

    name: str = Field(description="the name as its makers write it, else as it was said")
    url: str | None = Field(
        default=None,
        description="address from the catalogue, the glossary or the transcript, never from a model",
    )
    prominence: Prominence = Field(default=Prominence.PASSING, description="how much it matters to an editor")
    owner: Owner = Field(
        default=Owner.OTHER, description="whose it is: a guest's, the show's own, or neither"
    )
    sponsor: bool = Field(default=False, description="whether it is named in advertisements only")
    mentions: list[Mention] = Field(description="every place where it is named, in order of time")
    support: Support = 1.0


class Tool(_Named):
    """A tool under its canonical name."""

    kind: ToolKind = Field(default=ToolKind.OTHER, description="what sort of thing it is")
    pypi: str | None = Field(default=None, description="name of its package on PyPI, from the same places")


class MentionedItem(_Named):
    """What is no tool and worth looking up: a work, a person, a company, a place, a link said aloud ..."""

    kind: MentionKind = Field(description="what sort of thing it is")


class Quote(_Part):
    """A sentence worth printing, as it was said."""

    cue: Cue
    start: Start
    approximate: Approximate = False
    end: End
    speaker: Speaker = None
    quote: Verbatim
    support: Support = 1.0


class Person(_Part):
    """Somebody who takes part."""

    name: str = Field(description="the name as it is printed")
    role: Role = Field(description="what the person does in this episode")
    inferred: bool = Field(
        default=False,
        description="whether the name is inferred from what is said, for a label that names nobody",
    )
    evidence: list[Evidence] = Field(default_factory=list, description="passages it rests on")
    support: Support = 1.0


class Sponsor(_Part):
    """An advertisement: who paid, and where it stands."""

    name: str = Field(description="who is advertised")
    start: Start
    approximate: Approximate = False
    end: End
    first_cue: FirstCue
    last_cue: LastCue
    code: str | None = Field(default=None, description="offer code, as it is said")
    url: str | None = Field(default=None, description="address as it is said, written as an address")
    tools: list[str] = Field(default_factory=list, description="names of the sponsor's own tools, if any")


class Source(_Part):
    """Where the episode was read from."""

    path: str = Field(
        description="as given on the command line, <stdin> for a pipe; bytes of a file's name that are no "
        "UTF-8 are written \\xNN"
    )
    sha256: str = Field(
        description="SHA-256 of what was read, hexadecimal; line ends of a text count as line feeds, and a "
        "byte order mark for nothing"
    )
    format: str = Field(description="the format they were read as")
    cues: int = Field(description="number of cues")
    speakers: list[str] = Field(description="who speaks, in order of first appearance")
    duration: float | None = Field(description="seconds to the end of the last cue, null without times")

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


class AboutEpisode(_Part):
    """What the source itself tells about the episode: null or empty where it tells nothing."""

    show: str | None = Field(default=None, description="name of the show")
    title: str | None = Field(default=None, description="title of the episode, as its makers put it")
    number: str | None = Field(default=None, description="number of the episode, as it is written")
    date: str | None = Field(default=None, description="date, as it is written")
    hosts: list[str] = Field(default_factory=list, description="who hosts it")
    guests: list[str] = Field(default_factory=list, description="who is its guest")
    speakers: list[str] = Field(default_factory=list, description="who speaks in a role that is not given")
    description: str | None = Field(default=None, description="what its makers say of it")
    language: str | None = Field(default=None, description="the language spoken, as it is written")
    url: str | None = Field(default=None, description="its address")

    @classmethod
    def of(cls, about: About) -> AboutEpisode:
        """What a transcript that was read tells, each text on one line and without control characters."""
        told = {name: getattr(about, name) for name in cls.model_fields}
        return cls.model_validate(
            {
                name: [text for each in value if (text := _cleaned(each))]
                if isinstance(value, tuple)
                else _cleaned(value or "") or None
                for name, value in told.items()
            }
        )


def _cleaned(text: str) -> str:
    return fold_space(strip_controls(fold_space(text)))


class Coverage(_Part):
    """How much of the episode the notes rest on."""

    chunks: int = Field(description="parts the transcript was sent in: `ok` + `failed`")
    ok: int = Field(description="chunks with notes")
    cached: int = Field(default=0, description="of these, chunks whose answer was in the cache")
    failed: int = Field(default=0, description="chunks without notes")
    missing: list[tuple[int, int]] = Field(
        default_factory=list, description="cues without notes as [first, last], both inclusive"
    )
    dropped: dict[str, int] = Field(
        default_factory=dict, description="notes that could not be found in the transcript, by kind"
    )
    kept: int = Field(default=0, description="notes that were found")
    verified: dict[str, int] = Field(
        default_factory=dict,
        description="sentences that were checked once more against what was said, by what became of them: "
        "supported, corrected, dropped, unverified (no answer); empty without `--verify`",
    )

    @property
    def complete(self) -> bool:
        """Whether all chunks have notes, and all sentences that were to be checked a verdict."""
        return self.failed == 0 and not self.verified.get("unverified")


class Usage(_Part):
    """What this run sent and paid."""

    calls: int = Field(default=0, description="calls that went to the model now")
    answers: int = Field(default=0, description="answers they gave; fewer, where the model was asked again")
    cached: int = Field(default=0, description="answers that needed no call")
    input_tokens: int = Field(default=0, description="tokens sent, as the model reported them")
    output_tokens: int = Field(default=0, description="tokens of the answers, as the model reported them")
    estimated: bool = Field(
        default=False, description="whether some tokens are estimates, as none were reported"
    )
    cost: float | None = Field(default=None, description="US dollars, null where a price is unknown")
    saved: float | None = Field(
        default=None,
        description="US dollars that answers from the cache once cost, null where a price is unknown",
    )
    seconds: float = Field(default=0.0, description="wall time of the run")
    mended: int = Field(default=0, description="answers that had to be put right, cached ones included")
    dropped: int = Field(default=0, description="invalid notes that were left out of answers")
    not_kept: int = Field(
        default=0, description="answers that the cache could not keep, to be paid for again"
    )


class Provenance(_Part):
    """How the result was made: enough to make it again."""

    generator: str = Field(description="name and version of this program")
    model: str = Field(description="the model's own id, whatever alias was used")
    endpoint: str | None = Field(
        default=None, description="address it was asked at, null for the provider's own"
    )
    options: dict[str, Any] = Field(default_factory=dict, description="options that were sent to it")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="settings that shape what the result says"
    )
    prompts: dict[str, str] = Field(
        default_factory=dict, description="the first 12 hex digits of each template's SHA-256"
    )
    seed: int = Field(default=0, description="seed of the first sample")
    samples: int = Field(default=1, description="how many samples were merged")
    created: str = Field(description="when, ISO 8601, UTC")


class EpisodeSummary(_Part):
    """Everything this program knows of one episode."""

    schema_version: Literal["1.0", "1.1"] = Field(
        default=SCHEMA_VERSION, description="version of this layout; 1.0 had no `mentions` and no `points`"
    )
    source: Source = Field(description="where the episode was read from")
    about: AboutEpisode = Field(
        default_factory=AboutEpisode, description="what the source itself tells about the episode"
    )
    title: str = Field(description="the title that the source gives, else one that the model suggests")
    headline: str = Field(description="one sentence that says what it is about")
    language: str | None = Field(
        default=None, description="the language that was asked for, null: the transcript's"
    )
    summary: list[Statement] = Field(description="what is said in the episode, sentence by sentence")
    takeaways: list[Statement] = Field(description="what a listener takes away")
    topics: list[Topic] = Field(description="chapters in order of time, without gaps")
    tools: list[Tool] = Field(description="tools in order of first mention outside of advertisements")
    mentions: list[MentionedItem] = Field(
        default_factory=list,
        description="works, people, companies, places, events, concepts and links that are named: what an "
        "editor would list first, the most prominent first; tools stand in `tools`",
    )
    quotes: list[Quote] = Field(description="sentences worth printing, in order of time, none advertising")
    people: list[Person] = Field(description="who takes part, hosts first")
    sponsors: list[Sponsor] = Field(description="advertisements, in order of time")
    coverage: Coverage = Field(description="how much of the episode the notes rest on")
    usage: Usage = Field(description="what this run sent and paid")
    provenance: Provenance = Field(description="how the result was made")
    warnings: list[str] = Field(default_factory=list, description="what a reader of the result should know")

    def named(self, role: Role) -> list[str]:
        """Names of those who take part in this role."""
        return [person.name for person in self.people if person.role is role]
