"""From the words of a said address to how it is written.

    host     words, with signs between them        ada berg dot com       adaberg.com
    path     words behind a slash                  hex dot tech slash me  hex.tech/me
    mailbox  words before an "at"                  ada at berg dot com    ada@berg.com
    handle   words behind an "at", and no host     at ada underscore b    @ada_b

Words are written together: what was said with a blank stands without one. A host is written in small letters,
a path as it stands, but for the capital a recogniser gives a name ("slash Ada").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from llm_summarise.names.addresses.address_words import AddressToken, address_words, tokens_of

LONGEST: Final = 300
"""Characters of the longest passage that is read as an address."""

_JOINS: Final = frozenset("-_.")
_MAILBOX_JOINS: Final = "-_.+"
_PATH_JOINS: Final = frozenset("-_.~+#?=&%:@")
_WRITTEN: Final = re.compile(
    r"(?P<scheme>(?i:https?)://)?(?P<mailbox>@?[\w.+-]{1,64}@)?(?P<host>(?:[^\W_][\w-]{0,62}\.){1,6}[^\W\d_]{2,24})"
    r"(?P<rest>[/?#:]\S*)?"
)
_HANDLE: Final = re.compile(r"@\w[\w.-]{0,62}")


def written_address(said: str) -> str | None:
    """The address or handle that the words `said` stand for, "ada berg dot com" being "adaberg.com"; None if
    they are none. What is written already stays, its host in small letters."""
    text = said[:LONGEST].strip(" \t\n\"'“”‘’()[]<>,;!")
    written = as_written(text)
    if written is not None:
        return written
    tokens = tokens_of(text)
    dots = [n for n in range(len(tokens) - 1) if tokens[n].means(".") and tokens[n + 1].kind == "word"]
    for dot in dots:
        if (address := read_at(tokens, dot)) is not None:
            return address
    return _handle(tokens)


def as_written(text: str) -> str | None:
    """`text` without a full stop if it is an address or a handle already, with spelled letters joined."""
    text = text.rstrip(".,;:!?")
    if match := _WRITTEN.fullmatch(text):
        host = join_spelled(match["host"])
        scheme = (match["scheme"] or "").lower()
        return f"{scheme}{match['mailbox'] or ''}{host.lower()}{match['rest'] or ''}"
    return text if _HANDLE.fullmatch(text) else None


def join_spelled(host: str) -> str:
    """A host in which letters spelled out ("v-a-n-t-a.com") are one word."""
    return re.sub(
        r"(?<![\w-])[^\W\d_](?:-[^\W\d_])+(?![\w-])", lambda m: str(m.group()).replace("-", ""), host
    )


def read_at(tokens: Sequence[AddressToken], dot: int, *, first: int | None = None) -> str | None:
    """The address whose first point is `tokens[dot]`; None without a host. `first` is the first token of its
    host; None: all that may belong to it."""
    begin = _host_begins(tokens, dot) if first is None else first
    if begin is None:
        return None
    host, after = read_host(tokens, begin, dot)
    if not host:
        return None
    path, _ = read_path(tokens, after)
    return f"{_before_host(tokens, begin)}{host}{path}"


def _host_begins(tokens: Sequence[AddressToken], dot: int) -> int | None:
    """The first of the words that stand right before a point, without what only leads to them."""
    begin = dot
    while begin > 0 and (tokens[begin - 1].kind == "word" or _joins(tokens, begin - 1)):
        begin -= 1
    leads = address_words()["said_leads"]
    while begin < dot - 1 and tokens[begin].text.casefold() in leads and tokens[begin + 1].kind == "word":
        begin += 1
    return begin if begin < dot and tokens[begin].kind == "word" else None


def _joins(tokens: Sequence[AddressToken], at: int) -> bool:
    return tokens[at].means("-_") and at > 0


def read_host(tokens: Sequence[AddressToken], begin: int, dot: int) -> tuple[str, int]:
    """The host whose first label is `tokens[begin:dot]`, and the first token behind it; empty without one."""
    labels = [_joined(tokens[begin:dot]).lower()]
    at = dot
    while at + 1 < len(tokens) and tokens[at].means(".") and tokens[at + 1].kind == "word":
        end = _label_ends(tokens, at + 1)
        labels.append(_joined(tokens[at + 1 : end]).lower())
        at = end
    domain = labels[-1]
    fine = domain.isalpha() and 2 <= len(domain) <= 24 and all(labels)
    return (".".join(labels), at) if fine else ("", at)


def _label_ends(tokens: Sequence[AddressToken], begin: int) -> int:
    """The token behind a label of a host: several words only if another label follows."""
    end = begin
    while end < len(tokens) and (tokens[end].kind == "word" or (_joins(tokens, end) and end > begin)):
        end += 1
    goes_on = end + 1 < len(tokens) and tokens[end].means(".") and tokens[end + 1].kind == "word"
    is_domain = end > begin + 1 and tokens[begin].text.lower() in address_words()["domains"]
    return end if goes_on and not is_domain else begin + 1


def read_path(tokens: Sequence[AddressToken], at: int, *, most_words: int | None = None) -> tuple[str, int]:
    """What follows a host from token `at` on, and the first token behind it. `most_words` is how many words
    in running speech one part of a path has at most; None: as many as are there."""
    path = ""
    while at + 1 < len(tokens) and tokens[at].means("/") and tokens[at + 1].kind == "word":
        end = _part_ends(tokens, at + 1, spoken=tokens[at].spoken, most_words=most_words)
        path += "/" + _joined(tokens[at + 1 : end], small=tokens[at].spoken)
        at = end
    return path, at


def _part_ends(tokens: Sequence[AddressToken], begin: int, *, spoken: bool, most_words: int | None) -> int:
    end, words = begin + 1, 1
    while end < len(tokens):
        token = tokens[end]
        if token.kind == "sign" and token.text in _PATH_JOINS and end + 1 < len(tokens):
            end += 1
        elif token.kind != "word" or not (tokens[end - 1].kind == "sign" or spoken):
            break
        elif most_words is not None and tokens[end - 1].kind == "word":
            words += 1
            if words > most_words or token.text.casefold() in address_words()["stops"]:
                break
        end += 1
    return end - (tokens[end - 1].kind == "sign")


def _before_host(tokens: Sequence[AddressToken], begin: int) -> str:
    """The mailbox or the scheme that stands before a host."""
    if begin >= 2 and tokens[begin - 1].means("@"):
        return mailbox(tokens, begin - 1)
    slashes = begin - 1
    while slashes > 0 and tokens[slashes].means("/"):
        slashes -= 1
    if slashes > 0 and tokens[slashes].means(":") and begin - slashes > 1:
        scheme = tokens[slashes - 1].text.lower()
        return f"{scheme}://" if scheme in address_words()["schemes"] else ""
    return ""


def mailbox(tokens: Sequence[AddressToken], at: int) -> str:
    """What is written before a host with an "at" (token `at`) before it: "ada@", or nothing where the "at" is
    a word ("find me at ...")."""
    begin = at
    while begin > 0:
        token = tokens[begin - 1]
        word = token.kind == "word" and token.text.casefold() not in address_words()["leads"]
        if not word and not (begin < at and token.means(_MAILBOX_JOINS)):
            break
        begin -= 1
    while begin < at and tokens[begin].kind == "sign":
        begin += 1
    if begin == at:
        return ""
    federated = begin > 0 and tokens[begin - 1].means("@") and not tokens[begin - 1].spoken
    return f"{'@' * federated}{_joined(tokens[begin:at], small=True)}@"


def _handle(tokens: Sequence[AddressToken]) -> str | None:
    """The handle that begins with an "at", if nothing but what leads to it stands before."""
    leads = address_words()["leads"]
    at = next((n for n, token in enumerate(tokens) if token.means("@")), None)
    if at is None or any(t.kind == "sign" or t.text.casefold() not in leads for t in tokens[:at]):
        return None
    return read_handle(tokens, at)[0]


def read_handle(tokens: Sequence[AddressToken], at: int, *, most_words: int = 6) -> tuple[str | None, int]:
    """The handle behind token `at`, and the first token behind it."""
    stops = address_words()["stops"]
    end, words = at + 1, 0
    while end < len(tokens):
        token = tokens[end]
        if token.kind == "word" and words < most_words and token.text.casefold() not in stops:
            words += 1
        elif not (token.kind == "sign" and token.text in _JOINS and words and end + 1 < len(tokens)):
            break
        end += 1
    end -= tokens[end - 1].kind == "sign" and end - 1 > at
    name = _joined(tokens[at + 1 : end], small=tokens[at].spoken)
    return (f"@{name}" if name else None), end


def _joined(tokens: Sequence[AddressToken], *, small: bool = False) -> str:
    """Words and signs without anything between; `small`: without the capital of a name."""
    return "".join(_small(token.text) if small else _plain(token.text) for token in tokens)


def _small(word: str) -> str:
    return _plain(word.lower() if word[1:].islower() else word)


def _plain(word: str) -> str:
    return word.replace("'", "").replace("’", "")
