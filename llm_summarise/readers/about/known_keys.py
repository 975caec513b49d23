"""Which key of front matter or of a title line tells what about an episode, and values brought into About."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

from llm_summarise.domain.transcript import About, unique

CREDIT: Final = "credit"
"""What a key tells that names who wrote the transcript down."""

NOTHING: Final = "nothing"
"""What a key tells that About has no place for: slides, places, keywords."""

PEOPLE: Final = ("hosts", "guests", "speakers")

_LONGEST: Final = 2000
_MOST: Final = 50
_GLUE: Final = re.compile(r"[\s_-]+")
_BETWEEN: Final = re.compile(r"\s{0,9}(?:[,;、，；\n|]|\s[+&/]\s|\s(?:and|und|y|et|e)\s)\s*")
_TITLES: Final = re.compile(r"(?:ph\.?d|m\.?d|jr|sr|esq|mba|psyd|dr|ii|iii)\.?", re.IGNORECASE)
_BY: Final = re.compile(
    r"(?:(?:automatic(?:ally)? )?transcri|translat|edited\b|proofread|caption(?:ed|s)\b|subtitle)"
    r".{0,30}\bby\b",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"<?((?:https?://|www\.)[^\s<>]+)>?", re.IGNORECASE)
_LINK: Final = re.compile(r"!?\[([^\[\]\n]*)\]\(<?([^()\s<>]*)>?\)")
_MARKS: Final = re.compile(r"[*`]+|<[^<>\n]{1,60}>")


@cache
def _fields() -> dict[str, str]:
    text = Path(__file__).with_name("known_keys.json").read_text(encoding="utf-8")
    return {key: field for field, keys in json.loads(text).items() for key in keys}


def told_by(key: str) -> str | None:
    """The field of About that `key` gives, CREDIT or NOTHING; None for a key that is not known."""
    folded = _GLUE.sub(" ", key.strip(" *_\"'#").casefold())
    if _BY.match(folded):
        return CREDIT
    return _fields().get(folded)


def about(values: dict[str, list[str]]) -> About:
    """What `values` (field of About -> what was written, in order) tell; the first counts."""
    given: dict[str, str | tuple[str, ...]] = {}
    for field, written in values.items():
        if field in PEOPLE:
            given[field] = unique(name for text in written[:_MOST] for name in names(text))
        elif field == "url":
            addresses = [address for text in written if (address := address_in(text))]
            given.update({"url": addresses[0]} if addresses else {})
        elif field in About.__dataclass_fields__ and (text := one_line(written[0])):
            given[field] = text
    number = given.get("number")
    if isinstance(number, str) and not any(char.isdigit() for char in number):
        given.setdefault("title", number)  # `episode: How to cover beans`
        del given["number"]
    return About(**given)  # type: ignore[arg-type]


def one_line(text: str) -> str:
    """`text` on one line without markup."""
    text = _LINK.sub(r"\1", text[:_LONGEST])
    return " ".join(_MARKS.sub("", text).split()).strip('"“”')


def address_in(text: str) -> str | None:
    """The first web address in `text`."""
    match = _URL.search(text[:_LONGEST])
    return match[1].rstrip(".,;)>") if match else None


def names(text: str) -> list[str]:
    """The names in a list of people, `Ada Berg, Tom Reed & Jo Fern`."""
    result: list[str] = []
    for part in _BETWEEN.split(one_line(text)):
        part = re.sub(r"\s{0,9}[(（][^()（）]*[)）]$", "", part).strip(" .-@")
        if not part or len(part) > 60:
            continue
        if _TITLES.fullmatch(part):
            if result:
                result[-1] += f", {part}"
        else:
            result.append(part)
    return result
