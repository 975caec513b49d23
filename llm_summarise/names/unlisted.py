"""Products the catalogue does not know, reported as they are spoken where the context speaks for them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionKind
from llm_summarise.names.entries import CatalogueEntry
from llm_summarise.names.finding import Found, SplitLines
from llm_summarise.names.matching import NamePiece, common_words, context_weight, key_of
from llm_summarise.names.spellings import NameIndex, no_tools, projects

_INTRODUCED = re.compile(
    r"\b(library|package|tool|framework|project|app|application|service|product|extension|plugin|module|website|"
    r"database|program|editor|language|thing|something|site|company|startup|server|system|benchmark|dataset)"
    r"(?: that| which)?(?: I| we| they)?(?:'s| is| love| like| use| made| built)? (?:called|named) "
    r"((?:[A-Z][\w+#-]*|[a-z]+[A-Z]\w*)(?:\.\w+)*(?: [A-Z][\w+#-]*){0,2})"
)
_VAGUE = frozenset("thing something site company startup system server program".split())
_EVERYDAY = frozenset("app application plugin extension website database software".split())
"""What a thing is that is called so, to be a tool in everyday talk."""
_DOMAIN = re.compile(r"(?<![\w-])([A-Za-z][\w-]{2,62})\.(?:io|ai|dev|sh)\b")
_CAMEL = re.compile(
    r"\b(?:Py[a-z]{3,}|[A-Z][a-z]{2,}py)\b|\b(?:[A-Z][a-z]+|[A-Z]{2,}(?=[a-z]{2}))(?:[A-Z][a-z]+|[A-Z]{2,3}\b)+\w*\b"
)
_NO_PRODUCT = re.compile(
    r"(?:Mc|Mac|De|Van|Di|Le|O)[A-Z][a-z]+|[A-Z]{2,}(?:s|ed|ing|ify|er|ers|ic)|[a-z]+[A-Z]+s?|.*\d\d|TALK.*"
    r"|.*(?:Con|Conf|Fest|Ladies|Summit|Cascades|Gotham|Ohio|Texas|Bay|Days?)s?(?:US|DE)?|Euro[A-Z].*|.*[SPI]aaS"
)
"""People, acronyms with endings, conferences."""

_KINDS = {"library": "library", "package": "library", "module": "library", "framework": "framework"}


def find_unlisted(
    index: NameIndex,
    talk: SplitLines,
    free: Sequence[Sequence[int]],
    people: frozenset[str],
    *,
    introduced_only: bool = False,
) -> list[Found]:
    """Names in the free pieces that no entry has: introduced ("a tool called X", "X.io"), names of PyPI
    projects in context, and words written like products ("TeamSpeak"). `introduced_only`: nothing but what
    is said to be software ("an app called X"), for talk of everyday things."""
    result: list[Found] = []
    for number in range(len(talk.lines)):
        starts = {talk.rows[number][i].start: i for i in free[number]}
        if introduced_only:
            result += _introduced(talk, number, starts, people, _EVERYDAY)
            continue
        result += _introduced(talk, number, starts, people)
        result += _addresses(talk, number, starts, people)
        result += _spelled_like_products(talk, number, starts)
        result += _projects(talk, number, free[number], people)
    return _agreed(result, index)


def _introduced(
    talk: SplitLines,
    number: int,
    starts: Mapping[int, int],
    people: frozenset[str],
    nouns: frozenset[str] | None = None,
) -> Iterator[Found]:
    """Names behind "a tool called"; `nouns`: what they may be said to be, None: all there is."""
    for match in _INTRODUCED.finditer(talk.lines[number]):
        if nouns is not None and match[1] not in nouns:
            continue
        name = match[2].rstrip(".")
        odd = len(name) > 2 and (" " in name or not _common(name))
        if match.start(2) in starts and odd and key_of(name) not in people:
            kind = MentionKind(_KINDS.get(match[1], "other"))
            yield _unlisted(name, kind, number, match.start(2), 0.9 if match[1] in _VAGUE else 1.2)


def _addresses(
    talk: SplitLines, number: int, starts: Mapping[int, int], people: frozenset[str]
) -> Iterator[Found]:
    for match in _DOMAIN.finditer(talk.lines[number]):
        if match.start(1) in starts and match[1].lower() not in people and not _common(match[1]):
            yield _unlisted(match[0], MentionKind.SERVICE, number, match.start(), 0.7)


def _spelled_like_products(talk: SplitLines, number: int, starts: Mapping[int, int]) -> list[Found]:
    line, row = talk.lines[number], talk.rows[number]
    result = []
    for match in _CAMEL.finditer(line):
        if (
            match.start() in starts
            and not _NO_PRODUCT.fullmatch(match[0])
            and key_of(match[0]) not in common_words()
        ):
            at = starts[match.start()]
            score = 0.7 + context_weight(line, row, at, at) - 1.5 * _follows_a_given_name(line, row, at)
            result.append(_unlisted(match[0], MentionKind.OTHER, number, match.start(), score))
    return result


def _follows_a_given_name(line: str, row: Sequence[NamePiece], at: int) -> bool:
    """Whether a capitalised word that is no common one stands before, as in "Jake VanderPlas"."""
    if at == 0 or line[row[at - 1].end : row[at].start] != " ":
        return False
    before = line[row[at - 1].start : row[at - 1].end]
    return before[0].isupper() and before[1:].islower() and row[at - 1].key not in common_words()


def _projects(talk: SplitLines, number: int, places: Sequence[int], people: frozenset[str]) -> list[Found]:
    line, row = talk.lines[number], talk.rows[number]
    known = projects()
    result = []
    for i in places:
        name = known.get(row[i].key)
        if name is None or row[i].key in people:
            continue
        start, end = row[i].start, row[i].end
        surface = line[start:end]
        score = (0.3 if surface[0].isupper() else 0.1) + context_weight(line, row, i, i, strict=True)
        entry = CatalogueEntry(surface, MentionKind.LIBRARY, None, name)
        result.append(Found(entry, number, start, end, surface, "unlisted", score))
    return result


def _unlisted(surface: str, kind: MentionKind, line: int, start: int, score: float) -> Found:
    return Found(CatalogueEntry(surface, kind), line, start, start + len(surface), surface, "unlisted", score)


def _common(name: str) -> bool:
    return all(word.lower() in common_words() for word in name.split())


def _agreed(found: Sequence[Found], index: NameIndex) -> list[Found]:
    """Each place once, all places of a name under its most frequent spelling; repetition adds weight."""
    best: dict[tuple[int, int], Found] = {}
    for item in found:
        place = (item.line, item.start)
        if place not in best or item.score > best[place].score:
            best[place] = item
    groups: dict[str, list[Found]] = defaultdict(list)
    for item in best.values():
        groups[fold_name(item.entry.name)].append(item)
    result = []
    for items in groups.values():
        entry = _entry(items)
        key = key_of(entry.name)
        if key not in index.ways and key not in no_tools():
            more = 0.3 * min(3, len(items) - 1)
            result += [replace(item, entry=entry, score=item.score + more) for item in items]
    return sorted(result, key=lambda item: (item.line, item.start))


def _entry(items: Sequence[Found]) -> CatalogueEntry:
    """What the places of one name say together."""
    surface = Counter(item.entry.name for item in items).most_common(1)[0][0]
    pypi = projects().get(key_of(surface))
    otherwise = MentionKind.LIBRARY if pypi else MentionKind.OTHER
    kind = next((i.entry.kind for i in items if i.entry.kind is not MentionKind.OTHER), otherwise)
    return CatalogueEntry(surface, kind, None, pypi)
