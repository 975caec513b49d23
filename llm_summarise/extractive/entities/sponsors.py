"""Sponsor reads: where an advertisement starts and ends in a talk, and who paid for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from llm_summarise.extractive.selection.spoken_phrases import any_of
from llm_summarise.extractive.speech.lexicon import STOP_WORDS
from llm_summarise.extractive.speech.vocabulary import listed

MOST_WORDS = 420
"""Words after which a read is over whatever is said (about three minutes)."""

_FRAME = 6000
"""Characters from either end of a text within which a sponsor may be credited rather than advertised."""

OTHERS = 20
"""Words without the sponsor's name after which an address or an offer is somebody else's."""

LONGEST_CREDIT = 60
"""Words there from which on it is an advertisement all the same."""

_NAME = r"(?P<name>[^.!?;:]{2,60}?)"
_PAID = r"(?:also\s++)?(?:brought\s++to\s++you\s++by|sponsored\s++by|supported\s++by)\s++"
_STOP = (
    r"(?=[.!?;:,]|\s++(?:with|who|which|offering|the|an?|and their|and they|from|in|where|for|has|have|is|"
    r"got|please)\b)"
)
_OPENING = re.compile(
    r"\b(?:th(?:is|e)\s++)?(?:portion|part|segment)\s++of\s++(?:the\s++|this\s++|our\s++)?[^.!?]{2,40}?"
    rf",?\s++(?:is|was|has been|have been)\s++{_PAID}{_NAME}{_STOP}",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:let me|i want to|i'd like to)\s++(?:\w+\s++){0,4}?(?:tell you about|thank|introduce)\s++"
    rf"(?:one of\s++)?(?:our|this week's|today's)\s++(?:\w+\s++)?sponsors?\b"
    rf"[^.!?]{{0,40}}?,\s++{_NAME}{_STOP}",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:(?:(?:this|today's|our|all)\s++(?:\w++\s++){0,3}?(?:episodes?|show|podcast|video)|"
    r"and\s++it(?:'s|\s++is))\s++"
    rf"(?:is\s++|was\s++|has\s++been\s++|are\s++)?{_PAID}|"
    r"(?:today's|this week's|our)\s++sponsors?\s++(?:today\s++|this\s++week\s++)?(?:is|are)\s++|"
    r"support\s++for\s++(?:this|the|our|today's)\b[^.!?]{2,40}?\s++comes\s++from\s++)"
    rf"{_NAME}{_STOP}",
    re.IGNORECASE,
)
_PROPER = re.compile(
    r"[\w-]+\.(?:ai|com|io|dev|org|net|co|app)\b|"
    r"[A-Z0-9][\w’'&-]*(?:\s+(?:(?:the|of|in|for|&)\s+)*[A-Z0-9][\w’'&-]*)*"
)
"""A name as it is written: a word within it may be one with which the sentence could go on."""
_ANOTHER = re.compile(rf",?\s+(?:and\s+)?(?:also\s+)?(?:by\s+)?(?={_PROPER.pattern})")
_THANKS = re.compile(
    r"\b(?:thank(?:s| you)|huge thanks|big thanks|(?:my|our) thanks)\b[^.!?]{0,80}?\b"
    r"(?:(?:for\s+)?(?:support\w*|sponsor\w*)|keeping)\b(?:\s+(?:the|this|our|my)\s+(?:show|podcast|episode)"
    r"(?:\s+going(?:\s+strong)?)?|\s+talk\s?python\w*(?:\s+(?:to|and)\s+me)?)?",
    re.IGNORECASE,
)
_FRIENDS = re.compile(
    r"^(?:our\s++(?:good\s++)?friends|the\s++(?:\w++\s++)?(?:folks|team)|us|[^,]*[^,\s])\s++"
    r"(?:over\s++)?at\s++(?=\S)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(rf"\b{any_of(listed('addresses and offers'))}", re.IGNORECASE)
_CREDIT_TAIL = re.compile(r"(?:fm|com|io)/|show notes|segments|supports? the (?:show|podcast)", re.IGNORECASE)
_SENTENCE_BREAK = re.compile(r"(?<=[.!?。])\s+(?=\W?[A-Z0-9\"“-])")
_OFFER = re.compile(any_of(listed("offers")), re.IGNORECASE)
_RETURN = re.compile(rf"\W*(?:[\w ]{1, 20},? )?{any_of(listed('back to the talk'))}\b", re.IGNORECASE)
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
    reads: list[SponsorRead] = []
    matches = [*_OPENING.finditer(text), *_ANNOUNCED.finditer(text), *_CREDIT.finditer(text)]
    matches.sort(key=lambda match: match.start())
    for n, match in enumerate(matches):
        names = _names(text, match)
        last = reads[-1] if reads else None
        if names[0][1].split(" ")[0].lower() in STOP_WORDS - {"us"} and names[0][1].islower():
            continue
        if last and match.start() < last.end and (last.name == names[0][1] or match.start() <= last.start):
            continue
        if last and match.start() < last.end:
            reads[-1] = replace(last, end=match.start())
        following = matches[n + 1] if n + 1 < len(matches) else None
        other = following and _names(text, following)[0][1] != names[0][1]
        reads.extend(_read(text, match, names, following.start() if following and other else len(text)))
    return reads


def _read(
    text: str, match: re.Match[str], names: Sequence[tuple[int, str]], stop: int
) -> Iterator[SponsorRead]:
    """The advertisement that begins with `match`, or the credits, one for each of the `names`, before
    `stop`."""
    start, name = match.start(), names[0][1]
    end = _end_of_read(text, match.end(), name, stop)
    framed = match.re is _CREDIT and (start < _FRAME or start > len(text) - _FRAME)
    if not framed or text.count(" ", start, end) >= LONGEST_CREDIT:
        yield SponsorRead(start, end, name)
        return
    end = min(stop, max(_end_of_credit(text, match.end(), name) for _, name in names))
    starts = [start, *(at for at, _ in names[1:]), end]
    for (_, name), begin, stop in zip(names, starts, starts[1:], strict=False):
        yield SponsorRead(begin, stop, name, credit=True)


def _names(text: str, match: re.Match[str]) -> list[tuple[int, str]]:
    """Who pays, with the characters at which they are named."""
    at = match.start("name")
    proper = _PROPER.match(text, at, at + _LONGEST_NAME)
    if proper is None or " at " in match["name"]:
        return [(at, _tidy(match["name"]))]
    found = [(at, _tidy(proper.group()))]
    while (another := _ANOTHER.match(text, proper.end())) and another.end() - at < _LONGEST_NAME:
        proper = _PROPER.match(text, another.end(), another.end() + _LONGEST_NAME) or proper
        if proper.start() != another.end() or "." in text[another.start() : another.end()]:
            break
        found.append((proper.start(), _tidy(proper.group())))
    return found


_LONGEST_NAME = 80
"""Characters."""


def _tidy(name: str) -> str:
    """The sponsor without "our friends at" and without the product before "at"."""
    name = _FRIENDS.sub("", name.strip())
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


def _end_of_read(text: str, start: int, name: str, stop: int) -> int:
    """Where the read that names its sponsor before `start` ends, at `stop` at the latest: after thanks, else
    after the address."""
    spans = _sentences(text, start, min(MOST_WORDS * 6, stop - start))
    spans = list(takewhile(lambda span: not _RETURN.match(text[span[0] : span[1]]), spans))
    if thanked := _end_of_thanks(text, spans):
        return thanked
    word, last, idle, said, addressed, names = _telling_word(name), start, 0, 0, False, 0
    for begin, end in spans:
        sentence = text[begin:end]
        length = sentence.count(" ") + 1
        said += length
        if said > MOST_WORDS or idle > (25 if addressed else 120):
            break
        address = bool(_ADDRESS.search(sentence) or (not names and _OFFER.search(sentence)))
        pitch = _PITCH.search(sentence) is not None
        if (
            _ADDRESS.search(sentence)
            and idle > OTHERS
            and not (word and word in sentence.lower().replace(" ", ""))
        ):
            break
        named = word in sentence.lower().replace(" ", "") if word else pitch > addressed
        names += bool(word and named)
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
