"""Lists of words: how common they are, what part they play, stop words, terms that talks are about."""

from __future__ import annotations

from functools import cache
from importlib import resources

_MEANINGFUL = frozenset("die car man son des mal ton ma bin war".split())
"""Stop words of one language that are words with a meaning in another."""


@cache
def _sections(name: str) -> dict[str, str]:
    """The text below each `[heading]` of data file `name`, lines that start with # left out."""
    sections: dict[str, str] = {}
    heading = ""
    file = resources.files("llm_summarise.extractive").joinpath("data", name)
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif not line.startswith("#"):
            sections[heading] = f"{sections.get(heading, '')}\n{line}"
    return sections


def listed(heading: str) -> str:
    """Phrases, in the form that `spoken_phrases` takes them."""
    return _sections("phrases.txt")[heading]


def word_set(heading: str) -> frozenset[str]:
    """Folded words that play the same part."""
    return frozenset(_sections("words.txt")[heading].split())


@cache
def word_lists(name: str, heading: str) -> frozenset[str]:
    """What stands below a heading of another data file: words, or names of several words with `;` between."""
    text = _sections(name)[heading]
    return (
        frozenset(" ".join(term.split()) for term in text.split(";"))
        if ";" in text
        else frozenset(text.split())
    )


@cache
def parts() -> dict[str, str]:
    """Part of speech of each word: "noun", "vague" (a noun that says nothing alone), "adjective", "verb"
    (also forms of it), "other" (function words, adverbs, interjections), "name" (software, firms, places)."""
    tables = _sections("vocabulary.txt").items()
    return {word: heading.split()[0] for heading, table in tables for word in table.split()}


@cache
def shares() -> dict[str, float]:
    """Share of episodes a common word occurs in, 0 to 1."""
    tables = _sections("vocabulary.txt").items()
    return {word: float(heading.split()[1]) for heading, table in tables for word in table.split()}


@cache
def stop_words() -> frozenset[str]:
    """Words without content in English, German, French or Spanish."""
    return frozenset(" ".join(_sections("stop_words.txt").values()).split()) - _MEANINGFUL


@cache
def known_terms() -> frozenset[str]:
    """Terms of several words, blanks between them."""
    return frozenset(" ".join(term.split()) for term in _sections("terms.txt")["several words"].split(";"))


@cache
def single_subjects() -> frozenset[str]:
    """Single words that are a subject by themselves."""
    return frozenset(_sections("terms.txt")["single words"].split())


@cache
def single_terms() -> dict[str, float]:
    """Single words with how well they stand alone as a title: 1.0 by themselves, 0.7 if much is said about
    them."""
    much = _sections("terms.txt")["single words of which much must be said"].split()
    return dict.fromkeys(much, 0.7) | dict.fromkeys(single_subjects(), 1.0)
