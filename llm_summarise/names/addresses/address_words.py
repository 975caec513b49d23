"""The words a said address is made of: its signs in many languages, and what stands before and behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, NamedTuple

_TOKEN = re.compile(r"(?P<word>[^\W_]+(?:['’][^\W_]+)*)|(?P<sign>[.@/:_~+#?=&%-])|(?P<end>[^\w\s])")


class AddressToken(NamedTuple):
    """A word, a sign of an address (`spoken`: in a word), or a mark that ends whatever stands before it.
    `start` (inclusive) and `end` (exclusive) are characters of the text."""

    kind: Literal["word", "sign", "end"]
    text: str
    start: int
    end: int
    spoken: bool = False

    def means(self, signs: str) -> bool:
        """Whether this is one of the signs."""
        return self.kind == "sign" and self.text in signs


_Phrase = tuple[str, ...]


@dataclass(frozen=True)
class AddressWords:
    """The lists of `data/addresses.json`."""

    signs: Mapping[_Phrase, str]
    letters: Mapping[_Phrase, str]
    asides: frozenset[_Phrase]
    sets: Mapping[str, frozenset[str]]
    numbers: Mapping[str, str]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.sets[name]

    def __contains__(self, phrase: _Phrase) -> bool:
        return phrase in self.signs or phrase in self.letters or phrase in self.asides

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """Words of the longest phrase that begins with a word."""
        longest: dict[str, int] = {}
        for phrase in (*self.signs, *self.letters, *self.asides):
            longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
        return longest


@cache
def address_words() -> AddressWords:
    """The shipped lists."""
    file = resources.files("llm_summarise.names").joinpath("data/addresses.json")
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return AddressWords(
        signs=_by_phrase(data["signs"]),
        letters=_by_phrase(data["letters"]),
        asides=frozenset(tuple(aside.split()) for aside in data["asides"]),
        sets={name: frozenset(words) for name, words in data.items() if isinstance(words, list)},
        numbers=data["numbers"],
    )


def _by_phrase(lists: Mapping[str, Sequence[str]]) -> dict[_Phrase, str]:
    return {tuple(phrase.split()): sign for sign, phrases in lists.items() for phrase in phrases}


def tokens_of(text: str) -> list[AddressToken]:
    """The tokens of an address said or written in `text`: spelled letters are one word, words for signs are
    signs, and asides ("all one word") are left out."""
    return _without_pauses(list(_phrases_read(list(_spelled_joined(list(_raw(text)))))))


def _raw(text: str) -> Iterator[AddressToken]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "sign":
            kind = "sign" if _within_address(text, start, end) else "end"
        yield AddressToken(kind, match.group(), start, end)  # type: ignore[arg-type]


def _within_address(text: str, start: int, end: int) -> bool:
    """Whether a mark goes on directly in a word, or in the next sign of "://" or "/?"."""
    before, after = text[start - 1 : start], text[end : end + 1]
    sign = text[start]
    if sign in "@/_":
        return after.isalnum() or after in ("/", "_") or (sign == "/" and before.isalnum())
    if sign == ":":
        return after == "/"
    return bool(after) and (after.isalnum() or after in "/_-") and (before.isalnum() or before in "/_")


def _spelled_joined(tokens: list[AddressToken]) -> Iterator[AddressToken]:
    """Single letters in a row, with blanks, hyphens or points between them, as one word."""
    at = 0
    while at < len(tokens):
        run = [tokens[at]]
        last = at
        while _single(run[-1]):
            following = last + 1
            if following < len(tokens) and tokens[following].text in ("-", "."):
                following += 1
            if following >= len(tokens) or not _single(tokens[following]):
                break
            run.append(tokens[following])
            last = following
        if len(run) > 1:
            closed = (
                last + 1 < len(tokens) and tokens[last + 1].text == "." and tokens[last + 1].kind == "end"
            )
            last += closed and tokens[last - 1].text == "."
            yield AddressToken("word", "".join(t.text for t in run), run[0].start, tokens[last].end)
        else:
            yield tokens[at]
        at = last + 1


def _single(token: AddressToken) -> bool:
    return token.kind == "word" and len(token.text) == 1 and token.text.isalpha()


def _phrases_read(tokens: Sequence[AddressToken]) -> Iterator[AddressToken]:
    """Words for signs as signs; asides left out."""
    known = address_words()
    folded = tuple(token.text.casefold() for token in tokens)
    at = 0
    while at < len(tokens):
        longest = known.longest.get(folded[at], 0)
        phrase = next((p for n in range(longest, 0, -1) if (p := folded[at : at + n]) in known), None)
        if phrase is None:
            yield tokens[at]
            at += 1
            continue
        start, end = tokens[at].start, tokens[at + len(phrase) - 1].end
        if phrase in known.letters:
            yield AddressToken("word", known.letters[phrase], start, end)
        yield from (AddressToken("sign", s, start, end, spoken=True) for s in known.signs.get(phrase, ""))
        at += len(phrase)


def _without_pauses(tokens: Sequence[AddressToken]) -> list[AddressToken]:
    """Without the commas beside spoken signs ("ada berg, dot com"), and what an aside left behind."""
    kept: list[AddressToken] = []
    for index, token in enumerate(tokens):
        if token.kind == "end" and token.text in ",;":
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if _pause(kept[-1] if kept else None) or _pause(following):
                continue
            if following is not None and following.kind == "end":
                continue
        kept.append(token)
    return kept


def _pause(beside: AddressToken | None) -> bool:
    return beside is not None and beside.spoken and beside.text != "@"
