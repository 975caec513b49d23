"""What a page tells about its episode: JSON-LD, Open Graph, its title, its language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from llm_summarise.domain.transcript import About
from llm_summarise.readers.formats.html_pages.page_blocks import attributes
from llm_summarise.readers.speech.cleaning import speech, unescape

_HEAD: Final = 2**18
_SCRIPT: Final = re.compile(r"<script\b([^<>]*ld\+json[^<>]*)>", re.I)
_META: Final = re.compile(r"<meta\b([^<>]*)>", re.I)
_TITLE: Final = re.compile(r"<title\b[^<>]*>([^<]{1,400})</title", re.I)
_HTML: Final = re.compile(r"<html\b([^<>]*)>", re.I)
_EPISODES: Final = frozenset(
    "PodcastEpisode RadioEpisode Episode AudioObject VideoObject Article NewsArticle BlogPosting".split()
)


def about_page(text: str) -> About:
    """What `text`, a page, tells; nothing if it has no head."""
    text = text[:_HEAD]
    if not any(sign in text for sign in ("<meta", "<title", "<html", "ld+json")):
        return About()
    metas = _metas(text)
    html = _HTML.search(text)
    title = _TITLE.search(text)
    own = About(
        title=_line(metas.get("og:title")) or _line(unescape(title[1]) if title else None),
        show=_line(metas.get("og:site_name")),
        date=_line(metas.get("article:published_time") or metas.get("date")),
        description=_line(metas.get("og:description") or metas.get("description")),
        language=_line(attributes(html[1]).get("lang")) if html else None,
        url=_line(metas.get("og:url")),
    )
    return next(_linked_data(text), About()).completed_by(own)


def _metas(text: str) -> dict[str, str]:
    """The contents of the `meta` elements by their names, the first of each."""
    metas: dict[str, str] = {}
    for match in _META.finditer(text):
        found = attributes(match[1])
        name = (found.get("property") or found.get("name") or "").lower()
        metas.setdefault(name, found.get("content", ""))
    return metas


def _linked_data(text: str) -> Iterator[About]:
    end = 0
    for match in _SCRIPT.finditer(text):
        if match.start() < end:
            continue  # inside the one before
        end = text.find("</", match.end())
        end = end if end > 0 else len(text)
        try:
            data = json.loads(text[match.end() : end])
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            if item.get("@type") in _EPISODES:
                yield _episode(item)


def _items(data: Any) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _episode(item: dict[str, Any]) -> About:
    number = item.get("episodeNumber")
    return About(
        title=_line(item.get("name") or item.get("headline")),
        show=_name(item.get("partOfSeries")),
        number=str(number) if isinstance(number, int | str) and not isinstance(number, bool) else None,
        date=_line(item.get("datePublished") or item.get("uploadDate")),
        description=_line(item.get("description")),
        language=_line(item.get("inLanguage")),
        url=_line(item.get("url")),
    )


def _name(value: Any) -> str | None:
    return _line(value.get("name")) if isinstance(value, dict) else None


def _line(value: Any) -> str | None:
    return speech(value[:2000]) or None if isinstance(value, str) else None
