"""Whether an address a model wrote follows from the words that were said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.names.addresses.address_words import AddressToken, address_words, tokens_of
from llm_summarise.names.addresses.said_addresses import LONGEST, written_address
from llm_summarise.names.phonetics import sound

CLOSE: Final = 85
"""Likeness in percent from which a part that sounds the same is the same, with an error of recognition."""

NEARLY_EQUAL: Final = 90
"""The same without a look at the sound."""

LEAST: Final = 5
"""Letters below which a part has to be said just so."""

_SCHEME: Final = re.compile(r"(?i:https?://)?(?i:www\.)?")


def agrees(name: str, said: str) -> bool:
    """Whether the address or handle `name` is what the words `said` stand for. Letters and digits decide,
    with small errors of recognition, but never another domain: of "ada berg dot com" neither "adaberg.org"
    nor "berg.com"."""
    name = _bare(name)
    if not fold_name(name):
        return False
    return _spelled(fold_name(name), tokens_of(said[:LONGEST])) or _resembles(name, said)


def _bare(address: str) -> str:
    return _SCHEME.sub("", address.strip(), count=1).rstrip("/.,")


def _spelled(key: str, tokens: Sequence[AddressToken]) -> bool:
    """Whether the words, with as much of signs and numbers as it takes, spell `key` from the first on."""
    for begin in _beginnings(tokens):
        reached = {0}
        for index in range(begin, len(tokens)):
            token = tokens[index]
            if token.kind == "end":
                continue
            reached = {end for at in reached for end in _taken(key, at, token)}
            if len(key) in reached and not _goes_on(tokens, index + 1):
                return True
            reached.discard(len(key))
            if not reached:
                break
    return False


def _beginnings(tokens: Sequence[AddressToken]) -> list[int]:
    """Where an address may begin: at the first word, behind what leads to it, behind a scheme or an "at"."""
    leads = address_words()["leads"]
    begins = [0]
    for index, token in enumerate(tokens[:-1]):
        led = token.text.casefold() in leads or token.text.casefold() in ("www", "https", "http")
        if not led and token.kind == "word":
            break
        begins.append(index + 1)
    return begins


def _taken(key: str, at: int, token: AddressToken) -> list[int]:
    """Where in `key` one may be when `token` has been said at `at`."""
    word = fold_name(token.text)
    if token.kind == "sign" and not token.spoken:
        return [at]
    if token.kind == "sign":
        return [at, *_after(key, at, _SIGN_WORDS.get(token.text, ""))]
    number = address_words().numbers.get(token.text.casefold())
    return [*_after(key, at, word), *(_after(key, at, number) if number else ())]


_SIGN_WORDS: Final = {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore"}


def _after(key: str, at: int, part: str) -> list[int]:
    return [at + len(part)] if part and key.startswith(part, at) else []


def _goes_on(tokens: Sequence[AddressToken], index: int) -> bool:
    """Whether the host goes on behind what was taken ("ada berg dot co" of "ada berg dot co dot uk")."""
    return index + 1 < len(tokens) and tokens[index].means(".@") and tokens[index + 1].kind == "word"


def _resembles(name: str, said: str) -> bool:
    """Whether what was said is written like `name`, but for errors of recognition in its longer parts."""
    written = written_address(said)
    if written is None:
        return False
    mine, theirs = _parts(name), _parts(_bare(written))
    if len(mine) > len(theirs) or ("@" in name) != ("@" in written):
        return False
    host = len(mine) if name.startswith("@") else _domain(name)
    alike = all(_alike(one, other) for one, other in zip(mine, theirs, strict=False))
    return alike and (name.startswith("@") or mine[:host][-1:] == theirs[: _domain(_bare(written))][-1:])


def _parts(address: str) -> list[str]:
    return [fold_name(part) for part in re.split(r"[./@]", address) if part]


def _domain(address: str) -> int:
    """How many parts there are up to the last label of the host."""
    host = address.split("/", 1)[0]
    return len([part for part in re.split(r"[.@]", host) if part])


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    if one == other:
        return True
    if min(len(one), len(other)) < LEAST:
        return False
    ratio = fuzz.ratio(one, other)
    return ratio >= NEARLY_EQUAL or (ratio >= CLOSE and sound(one) == sound(other))
