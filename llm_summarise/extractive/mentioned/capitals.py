"""Runs of words with a capital: what names of people, works and firms look like in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from llm_summarise.extractive.speech.lexicon import STOP_WORDS
from llm_summarise.extractive.speech.vocabulary import parts, word_lists

WORD: Final = r"[A-Z0-9][\w’'&-]{0,60}"
"""A word of a name."""
NAME: Final = rf"[A-Z][\w’'&-]{{0,60}}(?:\s++(?:&\s++)?{WORD}){{0,3}}"
"""A name of one to four words."""
TITLE: Final = (
    rf"(?:[“\"](?P<quoted>[^”\"\n]{{2,80}})[”\"]|(?P<title>[A-Z][\w’'&-]{{0,60}}"
    rf"(?:\s++(?:(?:of|the|and|for|to|in|on|a|an|with|from|at|your|my|is|we)\s++){{0,3}}{WORD}){{0,8}}))"
)
"""A title as it is written: in quotation marks, or capitals with short words between them."""
PERSON: Final = re.compile(
    r"(?<![\w’'-])(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir|Senator|President|Professor|Judge|General|Governor)\.?\s+)?"
    r"(?P<name>(?P<given>[A-Z][a-zà-ÿ’'-]*[a-zà-ÿ]|[A-Z]\.\s?[A-Z]\.)"
    r"(?:\s+[A-Z]\.)?(?:\s+(?:van|von|de|der|den|la|di|del|da|bin|al|el)){0,2}"
    r"\s+(?P<last>[A-Z][\w’'-]*[a-zà-ÿ])(?:\s+(?P<more>[A-Z][\w’-]*[a-zà-ÿ]))?)(?![\w-])"
)
"""A name of two or three words, after a title or without one."""


@dataclass(frozen=True)
class Words:
    """What is known of single words of names, and how the words of one text are written."""

    text: str
    _no_names: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def lower(self) -> frozenset[str]:
        """The words that are written without a capital."""
        return frozenset(re.findall(r"(?<![\w’'])[a-z][\w’']+", self.text))

    def is_common(self, word: str) -> bool:
        """Whether it is a word rather than a name: the text has it without a capital, too."""
        folded = bare(word).lower()
        return folded in STOP_WORDS or folded in known("never") or folded in self.lower

    def is_no_name(self, word: str) -> bool:
        """Whether it is no word of a name: a common one, or one that is never part of a name."""
        judged = self._no_names.get(word)
        if judged is None:
            folded = bare(word).lower()
            never = not known("never").isdisjoint((folded, folded.removesuffix("s")))
            judged = self.is_common(word) or never or parts().get(folded, "name") != "name"
            self._no_names[word] = judged
        return judged

    def begins_sentence(self, at: int) -> bool:
        """Whether the word at a character of the text has its capital for beginning a sentence."""
        before = self.text[max(0, at - 3) : at].rstrip(" “\"'")
        return not before or before[-1] in ".!?:–—-"


def bare(word: str) -> str:
    """A word without the ending of the possessive."""
    return word.removesuffix("'s").removesuffix("’s").strip("’'.,-")


def known(heading: str) -> frozenset[str]:
    """The words below a heading of what is known of organisations and places."""
    return word_lists("organisations.txt", heading)


def given_names() -> frozenset[str]:
    return word_lists("given_names.txt", "given names")


def doubtful_names() -> frozenset[str]:
    """Given names that are words as well."""
    return word_lists("given_names.txt", "also words")
