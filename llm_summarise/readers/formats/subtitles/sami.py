"""SAMI: `<SYNC Start=1000><P Class=ENCC>words`, each until the next one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.formats.captions.blocks import Block, cues
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.speech.cleaning import clean

FORMAT: Final = "sami"
_ROOT: Final = re.compile(r"\s*<sami[\s>]", re.IGNORECASE)
_SYNC: Final = re.compile(r"<sync\s[^<>]*?start\s*=\s*[\"']?(-?\d{1,12})[^<>]*>", re.IGNORECASE)
_CLASS: Final = re.compile(r"<p\b(?>[^<>]*?\bclass\s*+=\s*+[\"']?([\w-]++))?+[^<>]*+>", re.IGNORECASE)
_ENDING: Final = re.compile(r"</(?:sync|p|body|sami)\s*>", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--(?:[^<-]|<(?!!--)|-(?!->))*+-->", re.DOTALL)
_TITLE: Final = re.compile(r"<title>([^<]*)</title>", re.IGNORECASE)
_EMPTY: Final = re.compile(r"(?:&nbsp;?|\s)*")


def looks(sample: str) -> bool:
    """Whether `sample` begins with the element SAMI."""
    return _ROOT.match(sample) is not None


def read(text: str) -> Parsed:
    """The captions of the language with the most words; what is in other languages is set aside."""
    tracks: dict[str, list[Block]] = defaultdict(list)
    sizes: Counter[str] = Counter()
    for start, language, payload in _spoken(text):
        tracks[language].append((start, None, payload))
        sizes[language] += len(payload)
    title = _TITLE.search(text[:10_000])
    aside = Aside()
    about = About(title=clean(title[1]) or None if title else None)
    if not sizes:
        return Parsed(FORMAT, [], about)
    chosen = sizes.most_common(1)[0][0]
    for language, found in tracks.items():
        if language != chosen:
            for _, _, payload in found:
                aside.add(AsideKind.OTHER, payload)
    return Parsed(FORMAT, cues(_ended(tracks[chosen])), about, aside=aside)


def _spoken(text: str) -> Iterator[tuple[float, str, str]]:
    """Start, language and words of each paragraph, also of those without words, which end the one before."""
    found: re.Match[str] | None = None
    for match in [*_SYNC.finditer(text), None]:
        if found:
            body = text[found.end() : match.start() if match else len(text)]
            body = _ENDING.sub("", _COMMENT.sub("", body))
            _, *parts = _CLASS.split(body) if _CLASS.search(body) else ("", None, body)
            for language, words in zip(parts[::2], parts[1::2], strict=True):
                yield max(0, int(found[1])) / 1000, (language or "").lower(), words or ""
        found = match


def _ended(found: list[Block]) -> Iterator[Block]:
    for (start, _, payload), following in zip(found, [*found[1:], (None, None, "")], strict=True):
        if not _EMPTY.fullmatch(payload):
            yield start, following[0], payload
