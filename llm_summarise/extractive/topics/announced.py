"""Subjects named aloud: "let's talk about testing", "what is in the box?", "how do you test a sea wall?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.domain.text import fold_word
from llm_summarise.extractive.selection.spoken_phrases import any_of, tidy
from llm_summarise.extractive.speech.lexicon import content
from llm_summarise.extractive.speech.vocabulary import listed, word_set

LONGEST_TITLE = 40
"""Characters of a title."""
_LONGEST_SUBJECT = 70
"""Characters of what an episode is about."""
_MOST_WORDS = 7

_SOON = r"(?:[\w']+ ){0,5}?"
_ABOUT = r"(?:about|into|on to|onto|over to|to|on|through|with)"
_ANNOUNCED = re.compile(
    rf"\b(?:let(?:'s| us| me)|we (?:should|could|can)|maybe we|i(?: also)? (?:want|wanted|need|have)|"
    rf"i(?:'d| would) (?:love|like))(?: to)? {_SOON}"
    rf"(?:talk|speak|chat|dig|dive|jump|move|switch|shift|ask|hear|touch|focus|start|begin)\w*(?: you| more)?"
    rf"(?: a (?:little )?bit)?(?: real(?:ly)? quick(?:ly)?| briefly| on)? (?:{_ABOUT} )+"
    r"(?:talking about )?(?P<a>.+)"
    r"|\b(?:speaking of|moving on to|tell (?:us|people|everyone|everybody|me)(?: a (?:little )?bit)?"
    r"(?: more)? about"
    r"|(?:what|how) about|another (?:thing|area|topic|aspect|one)(?: [\w']+){0,6}? (?:is|was|about)|"
    r"(?:talk|told|said|wrote)(?:ed)? (?:to )?(?:us |me |a (?:little )?bit )?about)"
    r" (?P<b>.+)",
    re.IGNORECASE,
)
_CUT = re.compile(rf"[,.;:?!]|\s-|\b{any_of(listed('cuts'))}\b", re.IGNORECASE)
_DETERMINER = re.compile(rf"^{any_of(listed('before a subject'))}\s+", re.IGNORECASE)
_UNRESOLVED = word_set("unresolved")
_VAGUELY_ASKED = word_set("vaguely asked")
_OPENS = frozenset("how what why where when which who is are do does can should".split())
_DOING = re.compile(
    r"^how (?:do|does|did|would|can|should|could) (?:you|we|i|people|one|somebody|someone|they)"
    r"(?: actually| even| go about| start| usually| then| typically)? (?P<verb>[a-z]{2,}) (?P<rest>.+)$",
    re.IGNORECASE,
)
_VOWELS = "aeiou"
_IRREGULAR = {"get": "getting", "run": "running", "set": "setting", "put": "putting", "let": "letting"}


@dataclass(frozen=True, slots=True)
class Named:
    """A title said aloud. `words` are its folded words, `asked` tells that it is a question."""

    title: str
    words: tuple[str, ...]
    asked: bool


def announced(text: str) -> Named | None:
    """The subject that a sentence announces ("let's move on to storage": "Storage")."""
    match = _ANNOUNCED.search(text)
    if match is None:
        return None
    what = match["a"] or match["b"]
    while (shorter := _ANNOUNCED.search(what)) is not None:
        what = shorter["a"] or shorter["b"]
    return _named(_trimmed(what), asked=False)


def asked(text: str) -> Named | None:
    """The subject a short question asks for: "How do you test walls?" is "Testing walls", "Is there an app?"
    stays as it is. Questions that lean on what was said before are none."""
    if not text.rstrip().endswith("?"):
        return None
    shown = tidy(text)
    words = _folded(shown)
    if not 3 <= len(words) <= 11 or words[0] not in _OPENS:
        return None
    if (doing := _DOING.match(shown.rstrip("?"))) is not None:
        rest = re.sub(r"^(?:to |up |into )?", "", doing["rest"])
        if doing["rest"].startswith(("into ", "up ")):
            rest = doing["rest"]
        title = f"{gerund(doing['verb'].lower())} {rest}"
        if doing["verb"].lower() not in _VAGUELY_ASKED | {"come", "use", "do", "have", "make", "get"} or (
            rest.startswith("into ")
        ):
            return _named(
                title, asked=False, ignoring={"something", "that"} if "something that" in rest else None
            )
    if len(words) > 8 or _VAGUELY_ASKED & set(words):
        return None
    return _named(shown, asked=True)


def _trimmed(what: str) -> str:
    """A noun phrase without what follows it and without its determiners."""
    what = re.sub(r"[\"“”]", "", " ".join(what.split()))
    if cut := _CUT.search(what):
        what = what[: cut.start()]
    what = what.strip(" '-")
    while (shorter := _DETERMINER.sub("", what)) != what:
        what = shorter
    return re.sub(r"(?<!\s)\s++(?:and|or|of|in|on|for|to|with|the|a|at|from|by|as|about|your|you)$", "", what)


def _named(title: str, *, asked: bool, ignoring: set[str] | None = None) -> Named | None:
    words = _folded(title)
    unresolved = _VAGUELY_ASKED if asked else _UNRESOLVED
    if not words or len(words) > _MOST_WORDS + asked or len(title) > LONGEST_TITLE:
        return None
    if (unresolved - (ignoring or set())) & set(words) or (not asked and words[0] in {"you", "to", "be"}):
        return None
    return Named(title[:1].upper() + title[1:], words, asked)


def gerund(verb: str) -> str:
    """The -ing form of a verb: "test" gives "testing", "use" "using", "plan" "planning"."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    short = len(verb) <= 4 and verb[-1] not in "wxyaeiou" and len(verb) > 2
    if short and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:
        return verb + verb[-1] + "ing"
    return verb + "ing"


def _folded(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower().replace("’", "'")))


_SUBJECT = re.compile(
    r"(?:\b(?:talk|talking|talked|speak|speaking|chat|chatting|chatted|conversation|discussion|interview)\b"
    r"[^.!?]{0,60}?\b(?:about|on)|"
    r"\b(?:learn|hear|story|joined|here|back|show|podcast|tell|book|course|know|joins)\b[^.!?]{0,50}?\babout|"
    r"\breport on|\b(?:discuss|discussing|explore|exploring|dive (?:deep )?into|dig into|cover|unpack|"
    r"walk us through|brave new world of))\s+(?P<what>[^.!?;]{6,})",
    re.IGNORECASE,
)
_SUBJECT_ENDS = re.compile(rf",|\s-|\s{any_of(listed('behind a subject'))}", re.IGNORECASE)
_BEFORE_SUBJECT = re.compile(
    r"^(?:all |just |really |a (?:little )?bit |more )*(?:about |on |of |the topic of )?"
)
_UNCLEAR = word_set("unclear subjects")
_LEFT_OPEN = frozenset("on of for in to with a an the and or at from into by how your its".split())
_OF_THE_SHOW = re.compile(r"\btalk python|mastodon|twitter|youtube|bluesky|\.(?:fm|com|org)\b", re.IGNORECASE)


def subject_in(text: str) -> str | None:
    """The subject a host announces in a sentence: "I'm talking with Ann about gauges in harbours" holds
    "gauges in harbours". None if the sentence announces none that stands alone."""
    for match in _SUBJECT.finditer(text):
        what = match["what"]
        if deeper := subject_in(what):
            return deeper
        if cut := _SUBJECT_ENDS.search(what):
            what = what[: cut.start()]
        what = _BEFORE_SUBJECT.sub("", what.strip())
        said = [fold_word(word) for word in re.findall(r"[\w'’]+", what)]
        if 1 <= len(said) <= 12 and len(what) <= _LONGEST_SUBJECT and not _leans_on_talk(what, said):
            return what.strip(" ,'\"")
    return None


def _leans_on_talk(what: str, said: Sequence[str]) -> bool:
    """Whether a subject, `said` its folded words, is no use alone: cut off, a clause, unclear, the show."""
    if _OF_THE_SHOW.search(what) or said[-1] in _LEFT_OPEN or _NEVER_IN_SUBJECT & set(said):
        return True
    return bool(_UNCLEAR & set(said[:4])) or not any(content(word) for word in said)


_NEVER_IN_SUBJECT = frozenset("is are was were will this that it these those".split())
