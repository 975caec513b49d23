"""Pages about programs: what stands in a README, a changelog, a licence."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.reasons import NotATranscript

_SECTION: Final = re.compile(
    r"\s{0,3}#{1,4}\s*\W*(?:installation|installing|install|usage|how to use|basic usage|licen[sc]e|"
    r"contributing|"
    r"contributors|requirements|prerequisites|dependencies|getting started|quick ?start|features|"
    r"configuration|"
    r"development|testing|running tests|tests|changelog|table of contents|contents|documentation|"
    r"api(?: reference)?|"
    r"build(?:ing)?|deploy(?:ment|ing)?|acknowledge?ments|roadmap|faq|troubleshooting|options|commands|"
    r"screenshots?|demo|support|authors?|credits|parameters|returns|examples?|see also|setup|compatibility|"
    r"instalación|uso|licencia|nutzung|lizenz|utilisation|licence)\W*$",
    re.IGNORECASE,
)
_BADGE: Final = re.compile(r".{0,200}?(?:\[!\[[^\]]*\]\(|<img [^>]*(?:shields\.io|badge))")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_COMMAND: Final = re.compile(
    r"\s*(?:[$>%]\s+)?(?:sudo |pip3? install|pipx |uv |npm |npx |yarn |pnpm |cargo |go (?:get|"
    r"install|run)|git clone|"
    r"brew |apt(?:-get)? |docker |make\b|cd |curl |wget |python3? -|\./\w)"
)
_RELEASE: Final = re.compile(
    r"\s{0,3}#{1,4}\s*\[?v?\d+\.\d+(?:\.\d+)?[\w.-]*\]?|\s{0,3}#{1,4}\s*\[?unreleased\]?|"
    r"\s{0,3}#{2,4}\s*(?:added|changed|fixed|removed|deprecated|security|bug fixes|breaking changes)\s*$",
    re.IGNORECASE,
)
_LICENCES: Final = (
    *("MIT License", "Apache License", "GNU GENERAL PUBLIC LICENSE", "GNU LESSER GENERAL PUBLIC LICENSE"),
    *("BSD 3-Clause", "Mozilla Public License"),
)
_TIMED: Final = re.compile(r"\W*(?:\d{1,3}:)?\d{1,3}:\d\d\b")


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """What page about a program `excerpt` is."""
    if excerpt.head[:200].strip(" #*=\n").startswith(_LICENCES):
        return NotATranscript("a licence")
    if "#" not in excerpt.head or excerpt.share(_TIMED) > 0.1:
        return None
    if excerpt.count(_RELEASE) >= 3 and excerpt.share(_RELEASE) >= 0.05:
        return NotATranscript("a changelog", "llm-summarise run reads other texts, with a recipe of your own")
    sections, fences = excerpt.count(_SECTION), excerpt.count(_FENCE) // 2
    evidence = (excerpt.count(_BADGE) > 0) + (fences > 0) + (fences > 3) + (excerpt.count(_COMMAND) > 0)
    if (sections >= 2 and evidence) or sections >= 4 or (sections and evidence >= 2):
        return NotATranscript(
            "a README or a manual (Markdown)",
            "llm-summarise run reads other texts, with a recipe of your own",
        )
    return None
