"""Hostile strings for a pattern, made from its own parse tree.

What costs more than its length is of two kinds. Either a piece can be matched again and again in
more ways than one
and then something is missing (`(?:a+)+b`), or a search begins at each of many places and runs to
the end from each
(`\\s+$`, `\\[[^]]*\\]`). Both show on a prefix, a piece repeated, and an end that fails.
"""

import random
import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as constants  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from itertools import product, zip_longest
from typing import Any

Nodes = list[tuple[Any, Any]]
Pump = tuple[str, str]
"""A prefix and the piece to repeat."""

_REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}
_SETS = {constants.IN, constants.NOT_LITERAL, constants.ANY, constants.CATEGORY, constants.RANGE}
_ASIDE = {constants.ASSERT, constants.ASSERT_NOT}
_USUAL = "a A1 .\n,-:\"'<([{/\\_@#*=%&?!;>)]}\t\r’“”–…éЖ\u0301漢かا\u200b"
_LONG = 30
"""A repeat of fewer times than this costs a constant."""
LINES: tuple[str, ...] = (
    *(
        " ",
        "<",
        "[",
        "(",
        "{",
        "1",
        "a",
        "A",
        "a ",
        "A ",
        "a.",
        "a. ",
        "a:",
        "a: ",
        "a, ",
        '"',
        "'",
        "\n",
        " \n",
    ),
    *(
        "1:",
        "00:00 ",
        "-",
        "- ",
        "*",
        "#",
        "&",
        "/",
        "://",
        "a/",
        "a@",
        "a\n",
        "\u0301",
        "a\u0301",
        "É",
        "漢",
        "\\",
    ),
    *('\\"', "])}"),
)
"""Plain hostile lines, each repeated."""


def _bodies(kind: Any, value: Any) -> list[Nodes]:
    """The parts inside a node."""
    if kind in _REPEATS:
        return [list(value[2])]
    if kind is constants.SUBPATTERN:
        return [list(value[3])]
    if kind is constants.ATOMIC_GROUP:
        return [list(value)]
    if kind is constants.BRANCH:
        return [list(each) for each in value[1]]
    if kind in _ASIDE:
        return [list(value[1])]
    if kind is constants.GROUPREF_EXISTS:
        return [list(each) for each in value[1:] if each]
    return []


def _walk(nodes: Nodes) -> Iterator[tuple[Any, Any]]:
    for kind, value in nodes:
        yield kind, value
        for body in _bodies(kind, value):
            yield from _walk(body)


class Pumps:
    """All hostile strings for one pattern."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.tree = parser.parse(pattern, flags & ~re.UNICODE)
        self.nodes: Nodes = list(self.tree)
        self.flags = flags
        self._random = random.Random(repr(pattern))
        self._members: dict[str, list[str]] = {}
        self.letters = self._letters()

    def _one(self, kind: Any, value: Any) -> re.Pattern[str]:
        """A pattern of one character."""
        return compiler.compile(parser.SubPattern(parser.State(), [(kind, value)]), self.flags & ~re.DEBUG)  # type: ignore[no-any-return]

    def _letters(self) -> list[str]:
        """One character for each way of belonging to the classes of the pattern, the most usual of each."""
        sets: dict[str, re.Pattern[str]] = {}
        candidates = list(_USUAL)
        repeated: list[str] = []
        for kind, value in _walk(self.nodes):
            if kind in _SETS:
                sets.setdefault(repr((kind, value)), self._one(kind, value))
            if kind is constants.IN:
                edges = [each for name, each in value if name in {constants.LITERAL, constants.RANGE}]
                for edge in edges[:40]:
                    candidates += map(chr, edge if isinstance(edge, tuple) else (edge,))
            elif kind is constants.LITERAL:
                candidates.append(chr(value))
            if kind in _REPEATS and value[1] > 1:
                repeated += [chr(each) for name, each in value[2] if name is constants.LITERAL]
        kept: dict[tuple[bool, ...], str] = {}
        matchers = list(sets.values())[:40]
        for letter in dict.fromkeys(candidates):
            kept.setdefault(tuple(each.match(letter) is not None for each in matchers), letter)
        return list(dict.fromkeys((*kept.values(), *repeated)))[:40]

    def _member(self, kind: Any, value: Any, choice: int) -> str:
        """A character that the node takes: another one for another choice."""
        name = repr((kind, value))
        if name not in self._members:
            one = self._one(kind, value)
            known = [letter for letter in (*self.letters, *_USUAL) if one.match(letter)]
            if kind is constants.IN and not known:
                first = next(
                    (each for sort, each in value if sort in {constants.LITERAL, constants.RANGE}), 97
                )
                known = [chr(first[0] if isinstance(first, tuple) else first)]
            self._members[name] = list(dict.fromkeys(known)) or ["a"]
        members = self._members[name]
        return members[choice % len(members)]

    def example(self, nodes: Nodes, choice: int, groups: dict[int, str] | None = None) -> str:
        """Something that the nodes take, what stands around it left aside; other choices take
        other branches."""
        groups = {} if groups is None else groups
        made: list[str] = []
        for kind, value in nodes:
            if kind is constants.LITERAL:
                made.append(chr(value))
            elif kind in _SETS:
                made.append(self._member(kind, value, choice))
            elif kind in _REPEATS:
                least, most, body = value
                times = max(least, min(most, choice % 3)) if least < 2 else least
                made += [self.example(list(body), choice, groups) for _ in range(min(times, 60))]
            elif kind is constants.BRANCH:
                branch = value[1][choice % len(value[1])]
                made.append(self.example(list(branch), choice // 2, groups))
            elif kind is constants.GROUPREF:
                made.append(groups.get(value, ""))
            elif kind not in _ASIDE:
                text = "".join(self.example(body, choice, groups) for body in _bodies(kind, value)[:1])
                if kind is constants.SUBPATTERN and value[0]:
                    groups[value[0]] = text
                made.append(text)
            elif kind is constants.ASSERT and value[0] == -1 and not made:
                made.append(self.example(list(value[1]), choice, groups))
        return "".join(made)

    def _of_repeats(self, nodes: Nodes, before: tuple[str, ...]) -> Iterator[Pump]:
        """What leads to each repeat, with its piece; and all up to there, again and again."""
        for at, (kind, value) in enumerate(nodes):
            following = self.example(nodes[at + 1 : at + 2], 1)
            if kind in _REPEATS and value[1] >= _LONG:
                for choice in range(6):
                    piece = self.example(list(value[2]), choice + 1)
                    for prefix in dict.fromkeys(before):
                        yield prefix, piece
                        yield "", prefix + piece
                    yield before[0], piece + following
                    yield before[0], following + piece
            for body in _bodies(kind, value):
                yield from self._of_repeats(body, before)
            before = tuple(
                each + self.example([(kind, value)], choice + 1) for choice, each in enumerate(before)
            )
            yield from (("", each) for each in before)

    def all(self, most: int) -> list[Pump]:
        """At most so many, the likeliest first: of the tree, single characters and plain lines,
        then pairs."""
        letters = self.letters
        of_tree = list(dict.fromkeys(pump for pump in self._of_repeats(self.nodes, ("", "", "")) if pump[1]))
        whole = self.example(self.nodes, 1)
        single: list[Pump] = [("", each) for each in (*letters, *LINES)]
        single += [(prefix, each) for prefix in (whole, whole[:-1]) for each in letters[:12] if prefix]
        pairs: list[Pump] = [("", a + b) for a, b in product(letters[:14], repeat=2) if a != b]
        whole_again = [("", whole), ("", whole + " "), ("", whole + "\n"), ("", whole[:-1] or "a")]
        for group, share in ((of_tree, 0.5), (pairs, 0.3)):
            if len(group) > most * share:
                group[:] = self._random.sample(group, int(most * share))
        mixed = [each for both in zip_longest(of_tree, single) for each in both if each]
        return [each for each in dict.fromkeys((*whole_again, *mixed, *pairs)) if each[1]][:most]
