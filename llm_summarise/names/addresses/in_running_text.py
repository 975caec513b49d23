"""Addresses and handles in running speech, said or written, told from the other things that "dot" and "at"
are said for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from llm_summarise.domain.text import lowered
from llm_summarise.names.addresses.address_words import AddressToken, address_words, tokens_of
from llm_summarise.names.addresses.said_addresses import (
    as_written,
    join_spelled,
    mailbox,
    read_handle,
    read_host,
    read_path,
)
from llm_summarise.names.matching import common_words

AROUND: Final = 120
"""Characters before and behind a sign that are looked at for the rest of its address."""

LONGEST_COUNTRY: Final = 3
"""Letters of a domain that is no word in "point com"."""

MOST_WORDS: Final = 4
"""Words of a host that was said, and no more."""

PATH_WORDS: Final = 3
"""Words of one part of a path in running speech, and no more."""

_LITERAL: Final = re.compile(
    r"(?<![\w@./-])(?:(?i:https?)://)?(?P<mailbox>[\w.+-]{1,64}@)?(?:[^\W_][\w-]{0,62}\.){1,6}(?P<domain>[^\W\d_]{2,24})"
    r"(?![\w-])(?P<path>/[\w\-.~%+#?=&/@:]*)?"
)
_POINT: Final = re.compile(r"\.(?<=[\w-]\.)[^\W\d_]{2}")
_BLANK: Final = re.compile(r"\s")
_HANDLE: Final = re.compile(r"(?<![\w@./])@[^\W\d]\w{1,38}(?:\.\w+)?(?![\w@])")


@dataclass(frozen=True, slots=True)
class SpokenAddress:
    """An address in a text, characters `start` (inclusive) to `end` (exclusive), and how it is written."""

    start: int
    end: int
    written: str


def find_addresses(text: str) -> list[SpokenAddress]:
    """The addresses (hosts with their paths, mailboxes) and handles that are said or written in `text`, in
    order, without overlaps."""
    found = sorted([*_literal(text), *_said(text)], key=lambda a: (a.start, -a.end))
    kept: list[SpokenAddress] = []
    for address in found:
        if not kept or address.start >= kept[-1].end:
            kept.append(address)
    return kept


def _literal(text: str) -> Iterator[SpokenAddress]:
    for match in _with_points(text):
        if _is_address(match):
            yield _with_spoken_path(text, match)
    if "@" in text:
        for match in _HANDLE.finditer(text):
            yield SpokenAddress(match.start(), match.end(), match.group())


def _with_points(text: str) -> Iterator[re.Match[str]]:
    """What looks like an address, in the words with a point between letters: few have one."""
    end = 0
    for point in _POINT.finditer(text):
        if point.start() < end:
            continue
        start = point.start()
        while start > end and not text[start - 1].isspace():
            start -= 1
        blank = _BLANK.search(text, point.end())
        end = blank.start() if blank else len(text)
        yield from _LITERAL.finditer(text, start, end)


def _is_address(match: re.Match[str]) -> bool:
    """Whether what is written like an address is one: no file, no sentences without a blank between them."""
    known, domain = address_words(), match["domain"]
    whole = match.group().lower()
    if match["mailbox"] or whole.startswith(("http", "www.")):
        return True
    if domain.lower() not in known["domains"] or whole in known["not_addresses"]:
        return False
    if not (domain.islower() or whole.upper() == match.group()):
        return False
    if match["path"] and len(match["path"]) > 1:
        return domain not in known["files"]
    if domain in known["files"]:
        return False
    label = whole.rsplit(".", 2)[-2]
    return domain not in known["wordy"] or (label not in common_words() and len(label) > 2)


def _with_spoken_path(text: str, match: re.Match[str]) -> SpokenAddress:
    """What is written, with the path that is said behind it: "adaberg.com slash books"."""
    stop = match.end() - (len(match.group()) - len(match.group().rstrip(".:?,")))
    written = as_written(text[match.start() : stop]) or join_spelled(match.group()).lower()
    if not match["path"]:
        tokens = tokens_of(_window(text, stop, stop + AROUND))
        path, after = read_path(tokens, 0, most_words=PATH_WORDS)
        if path and tokens[0].spoken:
            return SpokenAddress(match.start(), stop + tokens[after - 1].end, written + path)
    return SpokenAddress(match.start(), stop, written)


def _window(text: str, start: int, end: int) -> str:
    """A part of the text that ends with a whole word."""
    while end < len(text) and not text[end].isspace() and end - start < 2 * AROUND:
        end += 1
    return text[start:end]


@cache
def _signs() -> re.Pattern[str]:
    """A point or an "at" in words, that may belong to an address, in lower case."""
    known = address_words()
    dots = "|".join(" ".join(phrase) for phrase, sign in known.signs.items() if sign == ".")
    ats = "|".join(known["clear_ats"])
    names = "|".join(sorted(known["domains"], key=len, reverse=True))
    said = r"[^\W\d_](?:[\s.-]+[^\W\d_])+"
    pattern = rf"\b(?:(?P<dot>{dots})\s+(?:(?:{names})|{said})|(?P<at>{ats}))\b|\bat\b(?=\s+\w)"
    return re.compile(pattern)


def _said(text: str) -> Iterator[SpokenAddress]:
    end = 0
    for match in _signs().finditer(lowered(text)):
        if match.start() < end:
            continue
        clear = match["dot"] is not None or match["at"] is not None
        if (clear or _follows_somebody(text, match)) and (address := _said_around(text, match, end)):
            end = address.end
            yield address


def _said_around(text: str, match: re.Match[str], after: int) -> SpokenAddress | None:
    """The address that a sign in words belongs to, if one stands behind the character `after`."""
    begin = max(after, match.start() - AROUND)
    while after < begin < match.start() and not text[begin - 1].isspace():
        begin += 1
    tokens = tokens_of(_window(text, begin, match.end() + AROUND))
    sign = next((n for n, t in enumerate(tokens) if t.start == match.start() - begin), None)
    if sign is None or tokens[sign].kind != "sign":
        return None
    found = _host(tokens, sign) if match["dot"] else _handle_at(tokens, sign, match["at"] is not None)
    return found and SpokenAddress(begin + found.start, begin + found.end, found.written)


@cache
def _handle_cues() -> re.Pattern[str]:
    """A word that tells people where to follow somebody."""
    return re.compile(rf"\b(?:{'|'.join(sorted(address_words()['handle_cues']))})\b", re.IGNORECASE)


@cache
def _platforms() -> re.Pattern[str]:
    names = "|".join(name.replace(" ", r"\s") for name in address_words()["platforms"] if len(name) > 1)
    return re.compile(rf"\b(?:{names}|on\s+X)\b", re.IGNORECASE)


def _follows_somebody(text: str, match: re.Match[str]) -> bool:
    """Whether an "at" stands where people are told whom to follow on which platform."""
    before, behind = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 60]
    sentence = f"{before.rpartition('. ')[2]} {behind.partition('. ')[0]}"
    return _platforms().search(sentence) is not None and _handle_cues().search(before) is not None


def _handle_at(tokens: Sequence[AddressToken], at: int, clear: bool) -> SpokenAddress | None:
    """The handle behind an "at": up to three words, one of them no common one."""
    name, end = read_handle(tokens, at, most_words=PATH_WORDS)
    words = tokens[at + 1 : end]
    if name is None or (end + 1 < len(tokens) and tokens[end].means(".@")):
        return None  # the host of an address, which is read from its point on
    follows = tokens[end] if end < len(tokens) else None
    clean = follows is None or follows.kind == "end" or follows.text.casefold() in address_words()["stops"]
    if name[1:].lower() in address_words()["platforms"]:
        return None
    odd = any(token.text.lower() not in common_words() for token in words)
    return SpokenAddress(tokens[at].start, tokens[end - 1].end, name) if clear or (clean and odd) else None


def _host(tokens: Sequence[AddressToken], dot: int) -> SpokenAddress | None:
    begin = _host_begins(tokens, dot)
    if begin is None:
        return None
    host, after = read_host(tokens, begin, dot)
    path, behind = read_path(tokens, after, most_words=PATH_WORDS)
    ends = behind >= len(tokens) or tokens[behind].kind == "end"
    if not _is_host(host, tokens[begin:dot], tokens[dot], path=bool(path), ends=ends):
        return None
    start, before = tokens[begin].start, ""
    if begin >= 2 and tokens[begin - 1].means("@") and _is_mailbox(tokens, begin - 1):
        before = mailbox(tokens, begin - 1)
        start = _mailbox_start(tokens, begin - 1, before)
    return SpokenAddress(start, tokens[behind - 1].end, f"{before}{host}{path}")


def _is_host(host: str, said: Sequence[AddressToken], dot: AddressToken, *, path: bool, ends: bool) -> bool:
    """Whether a host that was read is one, from its first words, `said`, and its first point, with or without
    a `path`; `ends`: nothing is said behind it in one breath."""
    known, domain = address_words(), host.rpartition(".")[2]
    if domain not in known["domains"] or host in known["not_addresses"]:
        return False
    doubtful = _said_as(dot) in known["ambiguous_dots"]
    if doubtful and domain in common_words() and len(domain) > LONGEST_COUNTRY:
        return False  # "rigid point solutions"
    if domain not in known["wordy"] or path:
        return True
    return not (common_words().issuperset(token.text.lower() for token in said) or (doubtful and not ends))


def _said_as(token: AddressToken) -> str:
    """A word for this sign that has as many letters as was said: enough to tell "dot" from the others."""
    return "dot" if token.end - token.start == len("dot") else next(iter(address_words()["ambiguous_dots"]))


def _host_begins(tokens: Sequence[AddressToken], dot: int) -> int | None:
    """The first word of a host in running speech: a name in capitals, or the words behind what leads to an
    address; else the one before the point, if it is no common word."""
    if dot == 0 or not _may_belong(tokens[dot - 1]):
        return None
    capital = tokens[dot - 1].text[0].isupper()
    begin, words = _first_word(tokens, dot - 1, capital)
    if words <= MOST_WORDS and (capital or begin == 0 or _leads(tokens[begin - 1])):
        return begin
    return dot - 1 if tokens[dot - 1].text.lower() not in common_words() else None


def _first_word(tokens: Sequence[AddressToken], last: int, capital: bool) -> tuple[int, int]:
    """The first of the words of a host that ends with token `last`, and how many they are, one too many at
    most. `capital`: all have one."""
    begin, words = last, 1
    while begin > 0 and words <= MOST_WORDS:
        token = tokens[begin - 1]
        if token.means("-_.") and begin > 1 and tokens[begin - 2].kind == "word":
            begin -= 2
        elif not _may_belong(token) or (capital and token.text.islower()):
            break
        else:
            begin -= 1
        words += 1
    return begin, words


def _may_belong(token: AddressToken) -> bool:
    """Whether it is a word that a host may have."""
    return token.kind == "word" and token.text.casefold() not in _no_hosts()


@cache
def _no_hosts() -> frozenset[str]:
    return address_words()["stops"] | address_words()["leads"]


def _leads(token: AddressToken) -> bool:
    return token.kind != "word" or token.text.casefold() in address_words()["leads"]


def _is_mailbox(tokens: Sequence[AddressToken], at: int) -> bool:
    """Whether an "at" in running speech stands behind a mailbox: a usual one, or where writing is told of."""
    known = address_words()
    if not tokens[at].spoken:
        return True
    before = [token.text.casefold() for token in tokens[max(0, at - 6) : at]]
    cued = not known["writing_cues"].isdisjoint(before)
    return bool(before) and (before[-1] in known["mailboxes"] or (cued and before[-1] not in known["leads"]))


def _mailbox_start(tokens: Sequence[AddressToken], at: int, written: str) -> int:
    letters, begin = len(written) - 1, at
    while begin > 0 and letters > 0:
        begin -= 1
        letters -= len(tokens[begin].text)
    return tokens[begin].start
