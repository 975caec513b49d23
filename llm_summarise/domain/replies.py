"""What a model is asked to answer: small, flat schemas.

Every note names the cue it rests on by the number shown in the prompt (`[n]`, local to the prompt) and
quotes it. Times are not asked for: they are taken from the cue once the quote has been found in the
transcript. What each field means is said in the prompts, which can be replaced; the descriptions here are for
whoever reads the code, and are left out of what is sent with every chunk.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema


class _Reply(BaseModel):
    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The schema as it is sent with every chunk: no prose, no defaults, references put in their place.

        It accepts what the full one accepts, in less than half the characters, and without references,
        which not every server of local models follows.
        """
        full = super().model_json_schema(*args, **kwargs)
        return {"title": full["title"], **_lean(full, full.get("$defs", {}))}


_PROSE = frozenset({"title", "description", "default", "$defs"})


def _lean(schema: dict[str, Any], defined: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema, not recursive, without prose and references."""
    if "$ref" in schema:
        return _lean(defined[schema["$ref"].rpartition("/")[2]], defined)
    lean = {key: value for key, value in schema.items() if key not in _PROSE}
    if "properties" in lean:
        lean["properties"] = {name: _lean(part, defined) for name, part in lean["properties"].items()}
    if "items" in lean:
        lean["items"] = _lean(lean["items"], defined)
    if "anyOf" in lean:
        lean["anyOf"] = [_lean(part, defined) for part in lean["anyOf"]]
    return lean


class ToolKind(StrEnum):
    """What sort of thing a tool is."""

    LIBRARY = "library"
    FRAMEWORK = "framework"
    APPLICATION = "application"
    SERVICE = "service"
    LANGUAGE = "language"
    MODEL = "model"
    STANDARD = "standard"
    HARDWARE = "hardware"
    OTHER = "other"


class MentionKind(StrEnum):
    """What sort of thing is mentioned: a tool, a work, or something else to look up."""

    LIBRARY = "library"
    FRAMEWORK = "framework"
    APPLICATION = "application"
    SERVICE = "service"
    LANGUAGE = "language"
    MODEL = "model"
    STANDARD = "standard"
    HARDWARE = "hardware"
    BOOK = "book"
    FILM = "film"
    SERIES = "series"
    MUSIC = "music"
    GAME = "game"
    PODCAST = "podcast"
    ARTICLE = "article"
    COURSE = "course"
    PERSON = "person"
    COMPANY = "company"
    PRODUCT = "product"
    PLACE = "place"
    EVENT = "event"
    CONCEPT = "concept"
    LINK = "link"
    OTHER = "other"


class MentionGroup(StrEnum):
    """The groups in which mentions are printed, in this order."""

    TOOLS = "tools"
    WORKS = "works"
    PEOPLE = "people"
    COMPANIES = "companies"
    PLACES = "places and events"
    CONCEPTS = "concepts"
    LINKS = "links"


_GROUPS: Final = {
    MentionGroup.TOOLS: "library framework application service language model standard hardware",
    MentionGroup.WORKS: "book film series music game podcast article course",
    MentionGroup.PEOPLE: "person",
    MentionGroup.COMPANIES: "company product",
    MentionGroup.PLACES: "place event",
    MentionGroup.CONCEPTS: "concept other",
    MentionGroup.LINKS: "link",
}
_GROUP_OF: Final = {MentionKind(kind): group for group, kinds in _GROUPS.items() for kind in kinds.split()}


def group_of(kind: MentionKind) -> MentionGroup:
    """The group a kind of mention is printed in."""
    return _GROUP_OF[kind]


class Prominence(StrEnum):
    """How much a mention matters to an editor, most first."""

    RECOMMENDED = "recommended"
    DISCUSSED = "discussed"
    PASSING = "passing"

    @property
    def rank(self) -> int:
        """0 for what matters most."""
        return list(Prominence).index(self)


class Owner(StrEnum):
    """Whose a mentioned thing is."""

    GUEST = "guest"
    SHOW = "show"
    OTHER = "other"


class Role(StrEnum):
    """The part a person plays in the episode."""

    HOST = "host"
    GUEST = "guest"
    MENTIONED = "mentioned"


class Note(_Reply):
    """A statement tied to the transcript: the number of the line it starts in, and words copied from it."""

    cue: int = Field(description="number n of the line [n] where the quote starts")
    quote: str = Field(description="5 to 30 words copied exactly from the lines")


class TopicNote(Note):
    title: str = Field(description="chapter title, at most 40 characters")


class PointNote(Note):
    text: str = Field(description="one claim, finding or advice, in one sentence")


_ALSO: Final = {
    "movie": MentionKind.FILM,
    "documentary": MentionKind.FILM,
    "show": MentionKind.SERIES,
    "song": MentionKind.MUSIC,
    "album": MentionKind.MUSIC,
    "paper": MentionKind.ARTICLE,
    "study": MentionKind.ARTICLE,
    "organisation": MentionKind.COMPANY,
    "organization": MentionKind.COMPANY,
    "platform": MentionKind.SERVICE,
    "website": MentionKind.LINK,
}
"""Words for kinds that models use besides ours."""


def _kind(given: object) -> object:
    """A kind as a model writes it, `other` where it is none of ours: a slip there must not cost an answer."""
    said = str(given).strip().lower()
    return _ALSO.get(said) or (said if said in set(MentionKind) else MentionKind.OTHER)


NamedKind = Annotated[MentionKind, BeforeValidator(_kind), WithJsonSchema({"type": "string"})]
"""The kind of a mention. The prompt lists them with what they mean; the schema that is sent with every chunk
does not list them once more."""


class MentionNote(_Reply):
    """Something named that a listener may look up. It rests on its line and on the words that name it."""

    cue: int = Field(description="number n of the line [n] where it is named")
    name: str = Field(description="official name or title, correctly spelled; of a link the address")
    said: str = Field(description="the words of the line that name it, exactly, even if misspelled")
    kind: NamedKind
    prominence: Prominence = Prominence.PASSING
    owner: Owner = Field(default=Owner.OTHER, description="guest: made or run by one; show: the show's own")


Said = Annotated[str, BeforeValidator(lambda given: given or "")]
"""Words of the transcript, empty where there are none: models write null there, too."""


class SponsorNote(Note):
    """An advertisement: its quote is how it begins."""

    last_cue: int = Field(description="number n of the last line [n] with words of it, inclusive")
    last_words: str = Field(default="", description="its last 4 to 8 words, copied exactly")
    name: str = Field(description="who or what is advertised")
    code: Said = Field(default="", description="offer code, as said")
    address: Said = Field(default="", description="address, in the words that are said")


class QuoteNote(Note):
    """A sentence worth printing in show notes."""


class PersonNote(Note):
    name: str
    role: Role


class ChunkNotes(_Reply):
    """Notes on a passage."""

    topics: list[TopicNote] = Field(description="where each new subject starts, in order")
    points: list[PointNote] = Field(description="what a listener should remember")
    mentions: list[MentionNote] = Field(description="what a listener may want to look up, each once")
    quotes: list[QuoteNote] = Field(description="0 to 3 sentences worth printing, unchanged")
    people: list[PersonNote] = Field(description="hosts and guests who speak or are introduced")
    sponsors: list[SponsorNote] = Field(description="advertisements, in order")


class NothingToSay(_Reply):
    """The way out for a passage without content, so that nothing has to be invented."""

    nothing_to_say: str = Field(description="why the passage has no content worth a note")


class ChunkReply(_Reply):
    """The answer to a chunk prompt."""

    answer: ChunkNotes | NothingToSay


class CitedText(_Reply):
    """A sentence and the numbers of the notes it rests on."""

    text: str
    notes: list[int] = Field(description="numbers [n] of the notes this sentence rests on, at least one")


class ChapterNote(_Reply):
    note: int = Field(description="number [n] of the topic note where the chapter starts")
    title: str = Field(description="chapter title, at most 40 characters")


class CitedPerson(_Reply):
    name: str = Field(description="full name, correctly spelled")
    role: Role
    notes: list[int]


class EpisodeNotes(_Reply):
    """The episode as a whole, written from its notes."""

    title: str = Field(description="suggested episode title, at most 70 characters")
    headline: str = Field(description="one sentence that makes one want to listen, no 'In this episode'")
    summary: list[CitedText]
    takeaways: list[CitedText]
    quotes: list[int] = Field(default_factory=list, description="numbers [n] of the 3 to 5 best quote notes")
    chapters: list[ChapterNote] = Field(description="chapters in order; join topics that are one subject")
    people: list[CitedPerson]


class NotesToKeep(_Reply):
    """Which notes on a part of a very long episode matter for the whole."""

    notes: list[int] = Field(description="numbers [n] of the notes to keep")


class SupportVerdict(StrEnum):
    """Whether the transcript supports a statement."""

    SUPPORTED = "supported"
    CORRECTED = "corrected"
    UNSUPPORTED = "unsupported"


class CheckedStatement(_Reply):
    """What became of one statement. What is wrong with it is asked for before the verdict: who has to name
    the words sees them."""

    statement: int = Field(description="number [n] of the statement")
    wrong: str = Field(default="", description="its words that no passage says, empty if there are none")
    verdict: SupportVerdict
    text: str = Field(default="", description="for `corrected` the whole sentence put right, else empty")


class Verification(_Reply):
    """The statements of a summary, checked against the passages they rest on."""

    statements: list[CheckedStatement] = Field(description="every statement, in order")
