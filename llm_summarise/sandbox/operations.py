"""What templates may do with values: operators, filters and methods, each only if its result has a bounded
size. What makes a long value of short ones, as `"a" * 10**9` or `center(10**9)` do, is reckoned first."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from jinja2.runtime import Undefined

from llm_summarise.sandbox.work import LONGEST, TooMuch, Work, size_of

OPERATORS: Final = ("*", "**", "%", "+")

METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset(
        "capitalize casefold center count endswith find format index isalnum isalpha isascii isdecimal "
        "isdigit islower isnumeric isspace istitle isupper join ljust lower lstrip partition removeprefix "
        "removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip "
        "swapcase title upper zfill".split()
    ),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
    dict: frozenset(("get", "items", "keys", "values")),
    int: frozenset(("bit_length",)),
    float: frozenset(("is_integer",)),
}
"""Methods of plain data that templates may call."""

_GROW: Final = frozenset(
    "batch center escape e forceescape format indent join pprint replace round slice string tojson truncate "
    "urlencode urlize wordwrap xmlattr".split()
)
"""Filters whose result may be longer than what they are given."""

_GROW_METHODS: Final = frozenset(("center", "join", "ljust", "replace", "rjust", "zfill"))
_LEFT_OUT: Final = ("attr", "random")
"""`attr` reads attributes past what templates see; what is random would be asked anew each time."""

_PLACE_OF_ATTRIBUTE: Final[Mapping[str, int]] = {
    **dict.fromkeys(("groupby", "rejectattr", "selectattr", "sum"), 1),
    **dict.fromkeys(("max", "min", "unique"), 2),
    **{"sort": 3, "map": 999},  # `map` takes it by name only
}
"""Filters that look up an attribute in each of many values, a path such as `a.b`, and where it is given."""

_MOST_BITS: Final = 10_000
_LONGEST_PATH: Final = 100
_PER_PLACE: Final = 16
"""What a place in a list that a filter makes counts, in characters: its memory, and no more."""

_WIDE: Final = re.compile(r"\d{4}|[{]{2}[^{}]|[{][^{}]*[{]|[*]")
"""In formats: widths of four digits, and those that are given as values."""


def bounded_operator(work: Work, operator: str, left: Any, right: Any) -> None:
    """Raises TooMuch if `left operator right` would be too long."""
    work.step()
    if isinstance(left, Undefined) or isinstance(right, Undefined):
        return
    if operator == "%" and isinstance(left, str):
        _check_format(work, left, "%", right)
    elif operator == "**" and isinstance(left, int) and isinstance(right, int):
        _check_bits(max(left.bit_length(), 1) * abs(right))
    elif operator == "*":
        if isinstance(left, int) and isinstance(right, int):
            _check_bits(left.bit_length() + right.bit_length())
        for value, times in ((left, right), (right, left)):
            if isinstance(value, str | list | tuple) and isinstance(times, int):
                work.within(size_of(value), times)
                work.step(len(value) * max(times, 0))
    elif operator == "+" and isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
        work.step(len(left) + len(right))


def bounded_filters(work: Work, filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """`filters` without those that have no place here, the others within bounds."""
    return {name: _bounded(work, name, each) for name, each in filters.items() if name not in _LEFT_OUT}


def _bounded(work: Work, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    skipped = int(hasattr(function, "jinja_pass_arg"))

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        work.step()
        before, given = args[:skipped], list(args[skipped:])
        if name in _PLACE_OF_ATTRIBUTE:
            at = _PLACE_OF_ATTRIBUTE[name]
            _check_path([named.get("attribute"), *given[at : at + 1]])
        if given and name in _GROW:
            given[0] = _as_list(given[0])
            others = (*given[1:], *named.values())
            if name == "format":
                _check_format(work, str(given[0]), "%", others)
            work.within(size_of(given[0]), max(map(_factor, others), default=1))
        elif given and name == "sum":
            given[0] = _as_list(given[0])
            if any(isinstance(each, list | tuple) for each in (*given[1:], *named.values())):
                work.within(size_of(given[0]), len(given[0]))
        result = function(*before, *given, **named)
        if isinstance(result, str | list):
            work.step(len(result) * (1 if isinstance(result, str) else _PER_PLACE))
        return result

    return call


def bounded_tests(work: Work, tests: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """`tests` that count as steps, for filters as `select` ask them about each of many values."""
    return {name: _counted(work, each) for name, each in tests.items()}


def _counted(work: Work, test: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(test)
    def ask(*args: Any) -> Any:
        work.step()
        return test(*args)

    return ask


def _check_path(given: Sequence[Any]) -> None:
    if any(isinstance(path, str) and len(path) > _LONGEST_PATH for path in given):
        raise TooMuch(f"names an attribute in more than {_LONGEST_PATH} characters")


def _as_list(value: Any) -> Any:
    """What is made one by one, as by `map`, is made here, so that its size is known."""
    return list(value) if hasattr(value, "__next__") else value


def _factor(value: Any) -> int:
    """How often what is given to a filter may repeat its text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 1 if isinstance(value, bool) or value is None else size_of(value)
    return len(value) if isinstance(value, str) else int(min(abs(value), LONGEST + 1))


def bounded_method(work: Work, owner: Any, name: str, args: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Raises TooMuch if the method `name` of the plain value `owner` would make too long a text."""
    if name == "format":
        _check_format(work, owner, "{", [*args, *named.values()])
    elif name in _GROW_METHODS:
        given = list(map(_as_list, args))
        work.within(size_of(owner) + sum(size_of(each) for each in given if not isinstance(each, str)))
        work.within(max(len(owner), 1), max(map(_factor, chain(given, named.values())), default=1))


def _check_format(work: Work, text: str, mark: str, values: Any) -> None:
    if _WIDE.search(text.replace("%%", "")):
        raise TooMuch("a format has a width of four digits, or one that is a value")
    work.within(len(text) + size_of(values) * text.count(mark))


def _check_bits(bits: int) -> None:
    if bits > _MOST_BITS:
        raise TooMuch(f"a number of more than {_MOST_BITS:,} bits")
