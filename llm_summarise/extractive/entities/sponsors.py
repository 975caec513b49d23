"""Sponsor reads: where an advertisement starts and ends in a talk, and who paid for it."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from llm_summarise.extractive.selection.spoken_phrases import any_of
from llm_summarise.extractive.speech.vocabulary import listed

MOST_WORDS = 420
"""Words after which a read is over whatever is said (about three minutes)."""

_FRAME = 6000
"""Characters from either end of a text within which a sponsor is credited rather than advertised."""

_NAME = r"(?P<name>[^.!?;:]{2,60}?)"
_PAID = r"(?:also\s+)?(?:brought\s+to\s+you\s+by|sponsored\s+by|supported\s+by)\s+"
_STOP = (
    r"(?=[.!?;:,]|\s+(?:with|who|which|offering|the|an?|and their|and they|from|in|where|for|has|have|is|got|"
    r"please)\b)"
)
_OPENING = re.compile(
    r"\b(?:th(?:is|e)\s+)?(?:portion|part|segment)\s+of\s+(?:the\s+|this\s+|our\s+)?[^.!?]{2,40}?,?\s+"
    rf"(?:is|was|has been|have been)\s+{_PAID}{_NAME}{_STOP}",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:let me|i want to|i'd like to)\s+(?:\w+\s+){0,4}?(?:tell you about|thank|introduce)\s+"
    rf"(?:one of\s+)?(?:our|this week's|today's)\s+(?:\w+\s+)?sponsors?\b[^.!?]{{0,40}}?,\s+{_NAME}{_STOP}",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:(?:this|today's|our|all)\s+(?:\w+\s+){0,3}?(?:episodes?|show|podcast|video)|and\s+it(?:'s|\s+is))\s+"
    rf"(?:is\s+|was\s+|has\s+been\s+|are\s+)?{_PAID}{_NAME}{_STOP}",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:thank(?:s| you)|huge thanks|big thanks|(?:my|our) thanks)\b[^.!?]{0,80}?\b"
    r"(?:(?:for\s+)?(?:support\w*|sponsor\w*)|keeping)\b(?:\s+(?:the|this|our|my)\s+(?:show|podcast|episode)"
    r"(?:\s+going(?:\s+strong)?)?|\s+talk\s?python\w*(?:\s+(?:to|and)\s+me)?)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(rf"\b{any_of(listed('addresses and offers'))}", re.IGNORECASE)
_CREDIT_TAIL = re.compile(r"(?:fm|com|io)/|show notes|segments|supports? the (?:show|podcast)", re.IGNORECASE)
_SENTENCE_BREAK = re.compile(r"(?<=[.!?。])\s+(?=\W?[A-Z\"“-])")
_PITCH = re.compile(r"\b(?:you|your|they|their|they've|you're|you'll)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SponsorRead:
    """An advertisement in a text: characters `start` to `end` (exclusive). `name` is the sponsor as said.

    A `credit` is a short naming ("This episode is brought to you by ...") that is part of an opening or
    closing and no segment of its own.
    """

    start: int
    end: int
    name: str
    credit: bool = False


def find_reads(text: str) -> list[SponsorRead]:
    """Advertisements in `text`, in order, without overlap.

    A read starts with its formula ("this portion of ... is brought to you by X") and ends with thanks to the
    sponsor, or where sentences stop naming X, addressing the listener with an offer, or giving its address.
    """
    opened = _segments(text)
    reads = sorted([*opened, *_credits(text, opened)], key=lambda read: read.start)
    starts = [*(read.start for read in reads), len(text)]
    return [replace(read, end=min(read.end, after)) for read, after in zip(reads, starts[1:], strict=True)]


def _segments(text: str) -> list[SponsorRead]:
    """The advertisements that are announced as a part of the show."""
    reads: list[SponsorRead] = []
    openings = sorted([*_OPENING.finditer(text), *_ANNOUNCED.finditer(text)], key=lambda match: match.start())
    for match in openings:
        if not reads or match.start() >= reads[-1].end:
            name = _tidy(match["name"])
            reads.append(SponsorRead(match.start(), _end_of_read(text, match.end(), name), name))
    return reads


def _credits(text: str, opened: Sequence[SponsorRead]) -> Iterator[SponsorRead]:
    """The advertisements and credits outside of those in `opened` that say who made the episode possible."""
    waiting, reach = deque(opened), 0
    for match in _CREDIT.finditer(text):
        while waiting and waiting[0].start <= match.start():
            reach = max(reach, waiting.popleft().end)
        if match.start() >= reach:
            name = _tidy(match["name"])
            framed = match.start() < _FRAME or match.start() > len(text) - _FRAME
            reach = (_end_of_credit if framed else _end_of_read)(text, match.end(), name)
            yield SponsorRead(match.start(), reach, name, credit=framed)


def _tidy(name: str) -> str:
    """The sponsor without "our friends at" and without the product before "at"."""
    name = re.sub(
        r"^(?:our\s+(?:good\s+)?friends|the\s+(?:\w+\s+)?(?:folks|team)|us|[^,]+)\s+(?:over\s+)?at\s+(?=\S)",
        "",
        name.strip(),
        flags=re.IGNORECASE,
    )
    name = re.sub(r"^the\s+", "", name)
    name = re.sub(r"\b(\w+) \1\b", r"\1", name, flags=re.IGNORECASE)
    return " ".join(name.strip(" ,'\"").split())


def spelled(name: str, text: str) -> str:
    """`name` as `text` spells it most often, with a capital at least."""
    said = Counter(re.findall(rf"\b{re.escape(name)}\b", text, re.IGNORECASE))
    best = max(said, key=lambda s: (said[s], s != s.upper(), s), default=name)
    return best[:1].upper() + best[1:]


def _telling_word(name: str) -> str:
    """The longest capitalised word of the name, by which later sentences are recognised."""
    parts = re.findall(r"\w+", name)
    proper = [part for part in parts if part[:1].isupper()] or parts
    key = max(proper, key=len, default=name).lower().removesuffix("s")
    return key if len(key) > 2 else ""


def _sentences(text: str, start: int, most: int) -> list[tuple[int, int]]:
    """Spans of the sentences from `start` on, up to about `most` characters."""
    spans, begin = [], start
    for match in _SENTENCE_BREAK.finditer(text, start, min(len(text), start + most)):
        spans.append((begin, match.start()))
        begin = match.end()
    if begin < min(len(text), start + most):
        spans.append((begin, min(len(text), start + most)))
    return spans


def _end_of_read(text: str, start: int, name: str) -> int:
    """Where the read that names its sponsor before `start` ends: after thanks, else after the address."""
    spans = _sentences(text, start, MOST_WORDS * 6)
    if thanked := _end_of_thanks(text, spans):
        return thanked
    word, last, idle, said, addressed = _telling_word(name), start, 0, 0, False
    for begin, end in spans:
        sentence = text[begin:end]
        length = sentence.count(" ") + 1
        said += length
        if said > MOST_WORDS or idle > (25 if addressed else 120):
            break
        address, pitch = _ADDRESS.search(sentence) is not None, _PITCH.search(sentence) is not None
        named = word in sentence.lower().replace(" ", "") if word else pitch > addressed
        if address or named:
            last, idle, addressed = end, 0, addressed or address
        else:
            idle += length // 2 if pitch > addressed else length
    return last


def _end_of_thanks(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Where the first thanks to a sponsor in the sentences end; 0 without any."""
    for begin, end in spans:
        if thanks := _THANKS.search(text, begin, end):
            return end if end - thanks.end() < 40 else thanks.end()
    return 0


def _end_of_credit(text: str, start: int, name: str) -> int:
    word, last, idle = _telling_word(name) or "://", start, 0
    for begin, end in _sentences(text, start, 900):
        sentence = text[begin:end]
        if word in sentence.lower() or _CREDIT_TAIL.search(sentence):
            last, idle = end, 0
        else:
            idle += sentence.count(" ") + 1
            if idle > 25:
                break
    return last
