"""Books, films, podcasts and other works: what is called one, and what is named where one was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llm_summarise.domain.replies import MentionKind
from llm_summarise.domain.text import lowered
from llm_summarise.extractive.mentioned.capitals import TITLE, bare, given_names, known
from llm_summarise.extractive.mentioned.sighting import Sighting
from llm_summarise.extractive.speech.lexicon import STOP_WORDS

_KINDS: Final = {
    "book": "book novel memoir textbook autobiography biography",
    "film": "movie film documentary",
    "series": "series sitcom tvshow anime",
    "podcast": "podcast",
    "article": "article essay paper",
    "game": "videogame boardgame",
    "music": "song album",
    "course": "course",
}
_KIND_OF: Final = {word: MentionKind(kind) for kind, said in _KINDS.items() for word in said.split()}
_WORD: Final = (
    r"(?P<kind>book|novel|memoir|textbook|autobiography|biography|movie|film|documentary|series|sitcom|"
    r"tv show|anime|"
    r"podcast|article|essay|paper|video game|board game|song|album|course)"
)
_CALLED: Final = re.compile(
    rf"\b{_WORD}(?:,? (?:that(?:'s| is| was)?|which(?:'s| is| was)?|it's|is|was|'s))? (?:called|titled|"
    rf"entitled|named),? {TITLE}"
)
_NAMED: Final = re.compile(
    rf"(?:\b(?:the|The|his|her|my|your|their|our|new|great|favorite)|[’']s) (?!series){_WORD},? {TITLE}"
)
_BEHIND: Final = re.compile(
    rf"\b(?:the|The|that|this|a|called) {TITLE} (?!series|song|course|paper|article|essay|album){_WORD}\b"
)
_WRITTEN: Final = re.compile(
    rf"\b(?:author of|wrote|co-wrote|reading|reread|re-read|read|written)(?: (?:the|"
    rf"a) book)?(?: called)?,? {TITLE}"
)
_BY: Final = re.compile(rf"{TITLE},? by (?:[A-Z][a-z’'-]+ (?:[A-Z]\. )?[A-Z][\w’'-]+)")
_ASKED: Final = re.compile(
    r"\b(?P<kind>books?|movies?|films?|tv shows?|shows?)\b[^.!?]{0,90}\b(?:recommend\w*|enjoyed|loved?|"
    r"favou?rites?|read|watched|"
    r"like|influential)\b[^.!?]{0,60}\?|"
    r"\b(?:recommend\w*|favou?rites?|influential|best)\b[^.!?]{0,60}\b(?P<kind2>books?|movies?|films?|"
    r"tv shows?)\b[^.!?]{0,60}\?"
)
"""In lower case."""
_ANSWER: Final = re.compile(
    rf"\b(?:is|is,|called|called,|are|and|book|read|recommend|love|like|liked|the|also|was|then|with|"
    rf"loved|watched|watching) {TITLE}|"
    rf"(?<=[,.] ){TITLE.replace('quoted', 'quoted2').replace('title', 'title2')}(?= by )|"
    rf"(?<=[,.?!] ){TITLE.replace('quoted', 'quoted3').replace('title', 'title3')}"
    r"(?= (?:is|was|would be) (?:one|another|great|a |my|the|by|probably|really))"
)
_ASKED_FOR: Final = {"book": MentionKind.BOOK, "tv show": MentionKind.SERIES}
LONGEST_ANSWER: Final = 1300
"""Characters behind a question for works in which some are named, at most."""
_ABOUT_BOOKS: Final = re.compile(r"\b(?:books?|novel|author|read|wrote|memoir|chapter)\b", re.IGNORECASE)


def works_named(text: str) -> Iterator[Sighting]:
    """The works that `text` names as such."""
    for pattern in (_CALLED, _NAMED, _BEHIND):
        for match in pattern.finditer(text):
            sure = pattern is _CALLED or (
                pattern is _NAMED and match["kind"] in {"book", "novel", "movie", "film"}
            )
            yield from _work(match, _kind(match["kind"]), fewest=1 if sure or match["quoted"] else 2)
    for match in _WRITTEN.finditer(text):
        yield from _work(match, MentionKind.BOOK, fewest=3)
    for match in _BY.finditer(text):
        around = text[max(0, match.start() - 200) : match.end() + 100]
        if _ABOUT_BOOKS.search(around):
            yield from _work(match, MentionKind.BOOK, fewest=2)
    yield from _answers(text)


def _answers(text: str) -> Iterator[Sighting]:
    """What is named in answer to a question for books or films."""
    for asked in _ASKED.finditer(lowered(text)):
        stop = min(len(text), asked.end() + LONGEST_ANSWER)
        following = text.find("?", asked.end() + 40, stop)
        kind = (asked["kind"] or asked["kind2"]).removesuffix("s")
        found = _ASKED_FOR.get(kind, MentionKind.FILM)
        for match in _ANSWER.finditer(text, asked.end(), following if following > 0 else stop):
            yield from _work(match, found, fewest=2, recommended=True)


def _kind(said: str) -> MentionKind:
    return _KIND_OF[said.lower().replace(" ", "")]


def _work(
    match: re.Match[str], kind: MentionKind, *, fewest: int, recommended: bool = False
) -> Iterator[Sighting]:
    """The work that a pattern has found, if its title looks like one of at least `fewest` words."""
    groups = match.groupdict()
    group = next(
        name for name in ("quoted", "title", "quoted2", "title2", "quoted3", "title3") if groups.get(name)
    )
    title, start = match[group].rstrip(",.!?"), match.start(group)
    title, start = _trimmed(title, start)
    title = _WHERE.sub("", title)
    for part in _SEVERAL.split(title):
        at = start + title.index(part)
        said = part.split()
        if len(said) >= fewest and said and _is_title(said, quoted=group.startswith("quoted")):
            yield Sighting(at, at + len(part), bare_title(part), kind, 1.0, recommended)


_BEGINNINGS: Final = frozenset("i i'm i’m i've so but and yeah yes no it's it’s he she they".split())
"""Words with which sentences begin rather than titles."""
_WHERE: Final = re.compile(
    r" (?:on|from|with) (?:Apple TV|Netflix|HBO|Hulu|Amazon|Prime|Disney|YouTube|Audible|Kindle)\b(?s:.*)"
)
_SEVERAL: Final = re.compile(r" and (?=The |A )")


def bare_title(title: str) -> str:
    return title.removesuffix("'s").removesuffix("’s").strip(' ,."“”')


def _trimmed(title: str, start: int) -> tuple[str, int]:
    """A title without the name of its author before it ("Daniel Kahneman's Noise")."""
    owner = re.match(r"(?:[A-Z][\w-]+ ){0,2}[A-Z][\w-]+[’']s (?=[A-Z])", title)
    if owner and owner.group().split()[0].lower() in given_names():
        return title[owner.end() :], start + owner.end()
    return title, start


def _is_title(said: list[str], *, quoted: bool) -> bool:
    """Whether words may be a title: no person, place or date, and not the beginning of a sentence only."""
    first = bare(said[0]).lower()
    if quoted:
        return said[0][:1].isupper()
    no_names = known("never") | known("places")
    if no_names.issuperset(bare(word).lower() for word in said):
        return False
    if said.count("and") > 1 or first in _BEGINNINGS:
        return False
    if len(said) < 4 and first in given_names() and all(word[:1].isupper() for word in said):
        return False
    return len(said) > 1 or (len(first) > 3 and first not in STOP_WORDS)
