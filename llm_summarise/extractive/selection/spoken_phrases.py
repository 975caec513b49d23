"""Wordings that mark a sentence: fillers, small talk, beginnings that lean on what was said before.

Phrases are regular expressions without regard to case, parted by two blanks or a new line.
"""

from __future__ import annotations

import re

from llm_summarise.extractive.speech.vocabulary import listed


def any_of(phrases: str) -> str:
    """The alternatives of a list of phrases."""
    return "(?:" + "|".join(part for part in re.split(r"\s{2,}|\n", phrases.strip()) if part) + ")"


def anywhere(phrases: str) -> re.Pattern[str]:
    """Any of the phrases as whole words."""
    return re.compile(rf"\b{any_of(phrases)}\b", re.IGNORECASE)


def first(phrases: str) -> re.Pattern[str]:
    """Any of the phrases at the beginning, after marks."""
    return re.compile(rf"^\W*{any_of(phrases)}\b", re.IGNORECASE)


_ALWAYS_IDLE = any_of(listed("always idle"))
_IDLE_BEFORE_A_COMMA = any_of(listed("idle before a comma"))
_LEADING = re.compile(
    rf"^(?:\W*\b(?:{_ALWAYS_IDLE}\b(?![-'’]\w)(?:[,.!;:]|\.\.\.)?|{_IDLE_BEFORE_A_COMMA}(?:[,.!;:]|"
    rf"\.\.\.))\s*)+",
    re.IGNORECASE,
)

FILLER = anywhere(listed("filler"))
HANGING = first(listed("hanging"))
CHAT = anywhere(listed("chat"))
DEPENDENT = first(listed("dependent"))
CONDITION = first("if  when  although  though  while  since  even though  once  as")
MAIN_CLAUSE = re.compile(r",\s+(?:\S+\s+){3}")
FINITE = anywhere(listed("finite"))
CLAIM = anywhere(listed("claims"))
STRONG_CLAIM = anywhere(listed("strong claim"))
ANECDOTE = first(listed("anecdote"))
MYSELF = anywhere("i  i'm  i've  i'd  i'll  me  my  mine")
VAGUE_START = re.compile(
    r"^(?:\W*+\w++){0,3}?\W*+\b(?:it|that|this|these|those|they|them|he|she|him|here|there|one|ones|stuff|"
    r"things)\b",
    re.IGNORECASE,
)
"""A word among the first four that only what was said before explains."""
GENERIC = anywhere(listed("generic"))
PROCEDURE = first(listed("procedure"))
CALLING = re.compile(r"^[A-Z][a-z]+, (?!(?:and|or|[A-Z])\b)")
"""Somebody is called by name."""
FORMULA = anywhere(listed("formula"))
ABOUT = anywhere(listed("about"))
INVITES = first(listed("invites"))
LEANS = first("and  but  or  so  because  then  also  which  that  it  this  those  these  like  yeah  well")
"""A beginning that needs the sentence before."""


def tidy(text: str, *, english: bool = True) -> str:
    """The sentence as one prints it: without leading fillers (of English), starting with a capital."""
    text = " ".join(text.split()).lstrip("-–—> ")
    shorter = _LEADING.sub("", text) if english else text
    if shorter.strip(" .,!?"):
        text = shorter
    text = re.sub(r"^[\s,;:.…-]+", "", text)
    return text[:1].upper() + text[1:]
