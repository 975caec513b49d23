"""What stands before the words of a turn: a name, a time, or both, in either order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from llm_summarise.readers.prose import stamps
from llm_summarise.readers.prose.naming import label, strong
from llm_summarise.readers.prose.stamps import Stamp
from llm_summarise.readers.speech.speaker_labels import Label

NAME_LENGTH: Final = 60
"""Characters of the longest name."""

_MARKS: Final = " \t*_`:：,|@•·–—-[]【】"
_AFTER: Final = re.compile(
    r"[*_]{0,3}[ \t]*(?:[:：]|[-–—|](?=\s))?[*_]{0,3}(?=\s|$|[^\W\d_]|[\"'“‘¿¡(\[])[ \t]*"
)
_LEFT: Final = re.compile(r"[ \t]*(?:[|:：•·–—-]{1,2}(?=\s|$|\*)|：)?[ \t]*")
_APART: Final = (":", "*", "：", "|", "-", "–", "—", "•", "]")
_FROM: Final = re.compile(r"From[ \t]++([^:\n]{1,60}?)(?:[ \t]++to[ \t]++[^:\n]{1,60}?)?[ \t]*+:(?:[ \t]+|$)")
_QUESTION: Final = re.compile(r"([QA])(?:\.|[ \t]{2,}|\t|$)[ \t]*")
_DATED: Final = re.compile(r"\b\d{4}\b|\b\d{1,2},|\b\d{1,2}[./-]\d")
_FIRST_TIME: Final = re.compile(r"[\[(（【{<]{0,2}[*_`]{0,3}\d{1,6}:\d")
_TALKED: Final = re.compile(r"[!?;:：\"“”]|\.(?= [a-z]|$)|https?:|,\s*$")


@dataclass(slots=True)
class Head:
    """The name and time before words. `words` is what follows both, `kept` what follows the first of them
    alone; `alone`: nothing follows on the line; `named_first`: the name stands before the time."""

    stamp: Stamp | None
    label: Label | None
    words: str
    kept: str
    named_first: bool

    @property
    def alone(self) -> bool:
        return not self.words


def head(text: str) -> Head | None:
    """What stands before the words of a line, None if it is neither a name nor a time."""
    if not text or (
        ":" not in text and "：" not in text and text[0] not in "[【*_(（［＜〈<" and text[1:2] != "."
    ):
        return None
    stamp = None if text[0].isalpha() else stamps.leading(text)
    if stamp is not None:
        return _timed(text, stamp)
    if named := _named(text):
        return named
    found = label(text)
    if found is not None:
        rest = text[found.end :].lstrip()
        second = stamps.leading(rest) if rest[:1] in "[(（【{<0123456789*_" else None
        if second is None or not (second.shape or not rest[second.stop :].strip() or ":" in rest[:12]):
            return Head(None, found, rest, rest, True)
        words = _after(rest, second.stop)
        if words and not second.shape:
            second = replace(second, shape=stamps.BEHIND)
        return Head(second, found, words, rest, True)
    return _all_bold(text) if text[:2] == "**" and text[-2:] == "**" else None


def _all_bold(text: str) -> Head | None:
    """A name and words that are bold together: `**Ada: words**`."""
    inner = text[2:-2]
    found = label(inner) if "*" not in inner else None
    if found is None or not found.colon:
        return None
    words = inner[found.end :].strip()
    return Head(None, strong(found.name, found.end + 2), words, words, True) if words else None


def _after(text: str, at: int) -> str:
    left = _LEFT.match(text, at)
    return text[left.end() if left else at :].strip()


def _timed(text: str, stamp: Stamp) -> Head:
    rest = text[stamp.stop :]
    emphasis = re.match(r"[*_]{1,3}", text)
    if (
        emphasis
        and not rest.startswith(emphasis[0])
        and emphasis[0] in rest
        and "*" not in text[3 : stamp.stop]
    ):
        rest = emphasis[0] + rest.lstrip()  # `**[1:02] Ada:** words`
        kept = rest
    else:
        kept = _after(rest, 0)
        rest = kept
    if match := _FROM.match(rest):
        return Head(stamp, strong(match[1].strip(), match.end()), rest[match.end() :].strip(), kept, False)
    found = label(rest)
    if found is None:
        return Head(stamp, None, kept, kept, False)
    return Head(stamp, found, rest[found.end :].strip(), kept, False)


def _may_have_time(text: str) -> bool:
    """Whether a colon between figures stands near the beginning."""
    at = text.find(":", 1, NAME_LENGTH + 20)
    while at > 0:
        if text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit():
            return True
        at = text.find(":", at + 1, NAME_LENGTH + 20)
    return False


def _named(text: str) -> Head | None:
    """A name with a time behind it: `Ada (0:12):`, `**Ada** 0:12`, `Ada  0:12`."""
    found = _FIRST_TIME.search(text, 0, NAME_LENGTH + 20) if _may_have_time(text) else None
    if found is None or not found.start():
        return None
    stamp = stamps.leading(text[found.start() :])
    if stamp is None:
        return None
    prefix = text[: found.start()]
    name = prefix.strip(_MARKS)
    if not name or len(name) > NAME_LENGTH or len(name.split()) > 6 or _TALKED.search(f"{name[:-1]} "):
        return None
    if _DATED.search(name):
        return None
    stop = found.start() + stamp.stop
    after = _AFTER.match(text, stop)
    if after is None:
        return None
    words = text[after.end() :].strip()
    words = words if words.strip("*_") else ""
    if words and not stamp.shape:
        if not prefix.endswith(("\t", "  ")) and not prefix.rstrip().endswith(_APART):
            return None
        stamp = replace(stamp, shape=stamps.BEHIND)
    canonical = label(f"{name}: ")
    shown = canonical.name if canonical else name
    sure = stamp.shape not in ("", stamps.BEHIND) or not words
    return Head(stamp, Label(shown, found.start(), marked=sure), words, words, True)


def question(text: str) -> Head | None:
    """`Q.` and `A.` of court transcripts."""
    match = _QUESTION.match(text)
    if match is None:
        return None
    words = text[match.end() :].strip()
    return Head(None, strong(match[1], match.end()), words, words, True)
