"""Feeds and other XML, LaTeX, roff and reStructuredText."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.reasons import CHAPTERS, CONVERT, TRANSCRIPT, NotATranscript

_FEED: Final = "download the transcript that its podcast:transcript elements name"
_ROOTS: Final = {
    "rss": ("an RSS feed", _FEED),
    "feed": ("an Atom feed", _FEED),
    "rdf": ("an RDF feed", _FEED),
    "opml": ("a list of feeds (OPML)", _FEED),
    "chapters": ("a list of chapters (XML)", CHAPTERS),
    "svg": ("a picture (SVG)", TRANSCRIPT),
    "plist": ("a property list", TRANSCRIPT),
    "urlset": ("a sitemap", TRANSCRIPT),
    "sami": ("subtitles in SAMI", CONVERT),
    "tt": ("TTML that cannot be read", CONVERT),
    "xliff": ("a translation (XLIFF)", TRANSCRIPT),
}
_PROLOG: Final = re.compile(r"<\?xml\b[^<>]*>\s*|<\?[^<>]*\?>\s*|<![A-Za-z][^<>]*>\s*")
_ROOT: Final = re.compile(r"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)(?:\s[^<>]*)?>")
_HTML: Final = frozenset(
    "html body p div span a b i u s v c em strong br font h1 h2 h3 h4 h5 h6 img table ul ol li center "
    "details cite time section article main picture sub sup code pre blockquote noise music laughter".split()
)
_LATEX: Final = re.compile(
    r"\s*\\(?:documentclass|usepackage|begin\{document\}|chapter\{|section\{|newcommand)"
)
_ROFF: Final = re.compile(
    r"\.(?:TH|SH|SS|PP|TP|IP|B|I|BR|nf|fi|so|RS|RE|sp|ie|el|ds|de|if|ft|in|P|LP)\b|'\\\"|\.\\\""
)
_DIRECTIVE: Final = re.compile(r"\s*\.\. (?:[\w-]+:: ?|_[\w -]+:)|\s+:[\w-]+: ")
_TEXINFO: Final = re.compile(r"\\input texinfo|@(?:node|chapter|section|setfilename) ")


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """What markup `excerpt` is in."""
    if excerpt.head.startswith("<"):
        return _xml(excerpt)
    if excerpt.count(_LATEX) >= 2:
        return NotATranscript("LaTeX", "export it as text first")
    if excerpt.count(_ROFF) >= 3 and (excerpt.share(_ROFF) >= 0.2 or excerpt.head[0] in ".'"):
        return NotATranscript("a manual page (roff)")
    if excerpt.count(_TEXINFO) >= 2:
        return NotATranscript("a manual (Texinfo)")
    if excerpt.count(_DIRECTIVE) >= 3 and ".. " in excerpt.head:
        return NotATranscript("a manual (reStructuredText)")
    return None


def _xml(excerpt: Excerpt) -> NotATranscript | None:
    declared = excerpt.head.startswith("<?xml")
    position = 0
    while True:
        if excerpt.head.startswith("<!--", position):
            end = excerpt.head.find("-->", position)
            if end < 0:
                return None
            position = end + 3
            while excerpt.head[position : position + 1].isspace():
                position += 1
        elif match := _PROLOG.match(excerpt.head, position):
            position = match.end()
        else:
            break
    root = _ROOT.match(excerpt.head, position)
    if root is None:
        return NotATranscript("XML") if declared else None
    name = root[1].casefold()
    if name in _ROOTS:
        return NotATranscript(*_ROOTS[name])
    if declared or (name not in _HTML and excerpt.tail.casefold().endswith(f"{name}>")):
        return NotATranscript(
            f"XML (<{root[1]}>)", "give it the transcript as WebVTT, SRT, TTML, JSON or text"
        )
    return None
