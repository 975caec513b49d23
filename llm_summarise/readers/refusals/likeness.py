"""Whether a text that is in no known format looks like speech: how much of it is what people write for
machines and readers, and never say."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.letters import is_unspaced, word_share
from llm_summarise.readers.refusals.reasons import NotATranscript

_SAMPLE: Final = 8000
_FEWEST: Final = 25
"""Words below which nothing is told: a few sentences may be about anything."""

_FEW: Final = 60
"""Words below which as much is asked for as of a text that is full of talk."""

_MOST: Final = 2.6
"""The sum of all signs from which on a text is refused. Of 800 transcripts in text none has more than 2.1;
nine in ten manuals, settings and sources have more, however few of them are of a kind that is known."""

_TALKED: Final = 0.09
_MOST_DOUBTED: Final = 3.6
"""The same for a text that is full of the words of talk: people read code out, too."""

_FULL: Final = (
    ("signs", 0.07, 1.0),
    ("identifiers", 0.1, 1.0),
    ("odd", 0.2, 1.0),
    ("indented", 0.35, 0.7),
    ("marked", 0.3, 1.0),
    ("repeated", 0.2, 0.7),
    ("silent", 1.0, 0.8),
    ("licensed", 0.012, 1.0),
)
"""What is counted, the share that is a full sign of no speech (two are counted at most), and its weight."""

_TOLD: Final = {
    "signs": "it is full of signs",
    "identifiers": "it is full of names of files, options and variables",
    "odd": "few of its signs are words",
    "indented": "its lines are indented",
    "marked": "its lines are comments, rows or rules",
    "repeated": "its lines begin alike",
    "silent": "it has none of the words that people say",
    "licensed": "it is about licences",
}
# What talk may have: times, addresses, bold type, names in brackets, handles before what they say.
_ALLOWED: Final = re.compile(
    r"(?=[\[(\dh\]*<])"  # at most places none of these can begin
    r"(?:</?(?:strong|b|em|i|u)>|[\[(]{0,2}\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]{0,2}|https?://\S+|\]\([^()\s]{0,300}\)|\*\*)"
    r"|^\W{0,9}\[[^\[\]\n]{1,60}\]:?"
    r"|(?=[\\_])(?:\\(?=[\[\]_*])|(?<!\w)_{1,2}(?=\w)|(?<=[\w:.?!])_{1,2}(?!\w))"
    r"|^[*_]{0,3}(?:@?[\w.-]{1,40}:|<[^<>\s]{1,30}>)[*_]{0,3}(?=(?:\s+\S{1,30}){3})",
    re.MULTILINE,
)
_COMMENT: Final = re.compile(r"<!--.{0,500}?(?:-->|\Z)", re.DOTALL)
_SIGNS: Final = re.compile(r"[(){}\[\]=<>_/\\|@#$%^&+~;`]|\"\"|::|->|--(?=\w)")
_IDENTIFIER: Final = re.compile(
    r"\w_\w|\w::|\w\(\)|[a-z][A-Z]|^--?[a-z]|^[$@\\&%]\w|\w/\w{1,40}/|[\w)]\.[a-z_]\w{0,40}[.(_]|^/\w{1,40}/"
    r"|^[<`']\w.{0,80}[>`']\W?$|=."
)
_MARK: Final = re.compile(
    r"\s*(?:```|~~~|[=~^\-_*#.+]{4,}\s*$|\.\. |:\w+:|//|/\*|\*/|;;|\"\s|\"\"\"|#(?!#* [A-Z\[])|#$|%|--\s|\||"
    r"@\w(?![\w.-]{0,40}:\s)|\$ |>>> |<!"
    r"|</?(?!(?:strong|b|em|i|u|cite)>)[a-z][\w-]{0,20}(?:>\S|>$|\s[a-z-]+=))"
)
_SPELT: Final = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_ENGLISH: Final = frozenset("the of to and in is for a that with on".split())
_TALK: Final = frozenset(
    "you we me my our us your i'm you're we're i've we've it's that's don't yeah yes so know think like "
    "just really what going well they he she got right okay um uh because about was people said "
    "very want lot thing "
    "things kind".split()
)
_LICENCE: Final = frozenset(
    "license licence licenses licensed copyright copyrighted warranty warranties redistribute redistribution "
    "redistributions permission permissions liability liable sublicense merchantability grant granted".split()
)


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """Refuses a text in which what is counted adds up."""
    said = excerpt.head[:_SAMPLE]
    if "<!--" in said:
        said = _COMMENT.sub(" ", said)
    count, share = word_share(said)
    if count < _FEWEST or is_unspaced(said):
        return None
    words = _SPELT.findall(said.lower().replace("’", "'"))
    talk = sum(word in _TALK for word in words) / max(len(words), 1)
    shares = {"odd": 1 - share, **_of_signs(said), **_of_lines(excerpt.lines), **_of_words(words, talk)}
    weighed = {name: weight * min(shares[name] / full, 2.0) for name, full, weight in _FULL}
    if sum(weighed.values()) <= (_MOST_DOUBTED if talk >= _TALKED or count < _FEW else _MOST):
        return None
    most = max(weighed, key=weighed.__getitem__)
    return NotATranscript(f"a text that does not look like speech ({_TOLD[most]})")


def _of_signs(said: str) -> dict[str, float]:
    tokens = _ALLOWED.sub(" ", said).split()
    signs = len(_SIGNS.findall(" ".join(tokens)))
    identifiers = sum(
        times
        for token, times in Counter(tokens).items()
        if not (token.isalpha() and token.islower()) and _IDENTIFIER.search(token[:200])
    )
    return {
        "signs": signs / max(sum(map(len, tokens)), 1),
        "identifiers": identifiers / max(len(tokens), 1),
    }


def _of_lines(lines: tuple[str, ...]) -> dict[str, float]:
    first = Counter(line.split(None, 1)[0].strip("*#->") for line in lines)
    repeated = max((n for word, n in first.items() if word.isalpha() and word[0].islower()), default=0)
    return {
        "indented": sum(line.startswith(("  ", "\t")) for line in lines) / len(lines),
        "marked": sum(_MARK.match(line) is not None for line in lines) / len(lines),
        "repeated": repeated / len(lines),
    }


def _of_words(words: list[str], talk: float) -> dict[str, float]:
    """`silent`: how far English words are from those of talk; texts in other languages are not judged so."""
    english = sum(word in _ENGLISH for word in words) > 0.05 * len(words)
    return {
        "silent": max(0.0, 1 - talk / 0.08) if english else 0.0,
        "licensed": sum(word in _LICENCE for word in words) / max(len(words), 1),
    }
