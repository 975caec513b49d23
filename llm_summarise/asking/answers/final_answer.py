"""Finding the answer in a text: thoughts are set aside, then the last complete object that is valid wins.

Two valid ones that differ are no answer, and neither is a valid one with another after it that is cut off or
broken: the first may be a draft.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from llm_summarise.asking.answers.bad_items import unreadable, without_bad_items
from llm_summarise.asking.answers.checked import Checked, Invalid, Misfit
from llm_summarise.asking.answers.fitting import LEFT_OUT, fitted
from llm_summarise.asking.answers.lenient_json import DEEPEST, Structure, structure_at
from llm_summarise.asking.answers.structures import Effort, structures
from llm_summarise.asking.answers.thoughts import without_thoughts
from llm_summarise.asking.answers.wrappings import Layer, Wrapping

_LAYERS: Final = 5
_MOST_OBJECTS: Final = 1_000
_TWICE_ENCODED: Final = 3
_LOOKED_AT: Final = 4_000
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)
_ESCAPED = re.compile(r'[{\[]\s*+(?:\\++[nrt]\s*+)*\\++"')
_KEY = re.compile(r"""\{\s*+["'“”„‘](\w{1,60})["'”“’]\s*+[^\s}:,\w]""")
_END_OF_TEXT = re.compile(r"\[e~\[\s*+\Z")
"""The one sign for the end of a text that looks like the beginning of a list (MiniMax)."""

_WORKS_ON = (
    r"(?:check|verify|correct|fix|improve|double|make sure|ensure|continue|polish|finali[sz]e|write|produce"
    r"|add"
    r"|go (?:over|through)|re(?:check|vise|write|do|fine|consider|view|place|move|examine|count|try))\b"
)
_TAKEN_BACK = re.compile(
    r"(?:\A|[.!?:。\n])[\s\W]{0,20}(?:(?:(?:but|oh|hmm|no|ah),? )?wait\b|hmm\b|hold on\b|oops\b|actually,"
    r"|on second thought"
    rf"|(?:(?:now|next|so),? )?let(?:'s|’s| me| us) (?:now |just |also )?{_WORKS_ON}|now I(?: will|'ll|’ll)\b"
    rf"|(?:(?:now|next|then),? )?I (?:will now|(?:still )?(?:need|have) to|must|should"
    rf"|am going to) {_WORKS_ON}"
    r"|(?:to be )?continued\b"
    r"|(?:the )?(?:remaining|rest of the) \w{1,20} (?:is |are |were |will )(?:omitted|follow|be )"
    r"|等等|等一下|不对|warte\b|moment mal)",
    re.IGNORECASE,
)
"""What is said after an object that is not the last word: the model goes on to check or to continue it."""

_CLOSING = re.compile(r"(?:[\s`~\"'\]})]|</?[\w:.|=-]{1,42}>)*")


class _NoAnswer(Invalid):
    """JSON that was not meant as the answer."""


@dataclass
class AnswerReader:
    """Reads answers under one schema. `validate` makes the instance of a JSON text, or raises Misfit."""

    schema: Mapping[str, Any]
    validate: Callable[[str], Any]
    wrapping: Wrapping = field(init=False)

    def __post_init__(self) -> None:
        self.wrapping = Wrapping(self.schema)

    def read(self, text: str, *, cut: bool, encoded: int = 0) -> Checked[Any]:
        """The answer in `text`. With `cut`, nothing but closing marks may follow it. Raises Invalid."""
        effort = Effort(len(text))
        text = _END_OF_TEXT.sub("", text.strip("\ufeff\u200b \t\r\n"))
        if encoded < _TWICE_ENCODED and (inner := _decoded(text)) is not None:
            return self.read(inner, cut=cut, encoded=encoded + 1)
        said = without_thoughts(text, effort).strip()
        if encoded < _TWICE_ENCODED and said != text and (inner := _decoded(said)) is not None:
            return self.read(inner, cut=cut, encoded=encoded + 1)
        search = _Search(self, said, effort)
        found = search.answer()
        if cut and (_CLOSING.fullmatch(said, search.end) is None or LEFT_OUT in found.mended):
            raise Invalid("the answer is cut off after its JSON", incomplete=True)
        return found

    def of_value(self, structure: Structure, text: str, effort: Effort) -> Checked[Any]:
        """The answer that a whole structure is, or holds. Raises Invalid."""
        layers: list[Layer] = [(structure.value, ())]
        first: Invalid | None = None
        for depth in range(_LAYERS):
            valid = []
            for value, names in layers:
                if not self.wrapping.may_be_answer(value):
                    continue
                try:
                    source = text[structure.start : structure.end] if not depth else None
                    valid.append(self._settled(value, (*structure.mended, *names), source))
                except Invalid as error:
                    first = first or error
            if valid:
                return _one_of(valid)
            layers = [
                (inner, (*names, *more))
                for value, names in layers
                for inner, more in self.wrapping.unwrapped(value, effort)
            ]
        raise first or _NoAnswer("the answer holds no JSON object with the fields that are asked for")

    def _settled(self, value: Any, names: tuple[str, ...], source: str | None) -> Checked[Any]:
        """`value` as an answer: as it is, else put right, else without a few bad items. Raises Invalid."""
        if self.wrapping.is_example(value):
            raise _NoAnswer("the JSON is an example or the schema, not an answer")
        wrong: Misfit | None = None
        try:
            text = _dumped(value)
            text = text if source is None or names else source
            return Checked(self.validate(text), text, tuple(dict.fromkeys(names)))
        except Misfit as error:
            wrong = error
        except _NotJson:
            pass
        value, more = fitted(value, self.schema)
        mended = tuple(dict.fromkeys((*names, *more)))
        try:
            text = _dumped(value)
            return Checked(self.validate(text), text, mended)
        except Misfit as error:
            return self._without_bad_items(value, error.places, mended, wrong or error)
        except _NotJson:
            bad = unreadable(value)
            misfit = Misfit([f"{'.'.join(map(str, place))}: {why}" for place, why in bad])
            return self._without_bad_items(value, [place for place, _ in bad], mended, misfit)

    def _without_bad_items(
        self, value: Any, places: list[Any] | tuple[Any, ...], mended: tuple[str, ...], error: Invalid
    ) -> Checked[Any]:
        rest = without_bad_items(value, places)
        if rest is None:
            raise error
        try:
            text = _dumped(rest[0])
            return Checked(self.validate(text), text, mended, rest[1])
        except (Misfit, _NotJson):
            raise error from None


class _Search:
    """Goes through the objects of a text. `end` is where the one that was taken ends (exclusive)."""

    def __init__(self, reader: AnswerReader, text: str, effort: Effort) -> None:
        self._reader = reader
        self._text = text
        self._effort = effort
        self._found: list[Checked[Any]] = []
        self._first: Invalid | None = None
        self._after: Invalid | None = None
        self.end = 0

    def answer(self) -> Checked[Any]:
        for number, structure in enumerate(structures(self._text, 0, self._effort), start=1):
            if number > _MOST_OBJECTS:
                raise Invalid(f"the answer holds more than {_MOST_OBJECTS:,} JSON objects")
            self._look_at(structure)
        if self._found and self._after is not None:
            raise self._after
        if self._found and self._begins_anew():
            raise Invalid("not valid JSON: a second object after the first cannot be read")
        if self._found and _TAKEN_BACK.search(self._text[self.end : self.end + _LOOKED_AT]):
            raise Invalid("the answer goes on after its JSON; give only the final JSON object")
        if self._found:
            return _one_of(self._found)
        if isinstance(self._first, _NoAnswer | None) and (unescaped := _unescaped(self._text)) is not None:
            return self._of_escaped(unescaped)
        raise self._first or Invalid("the answer holds no JSON object")

    def _look_at(self, structure: Structure) -> None:
        if structure.verdict == "cut":
            raise Invalid("the JSON ends before it is complete", incomplete=True)
        if structure.verdict == "deep":
            raise Invalid(f"the JSON is nested more than {DEEPEST} deep")
        if structure.verdict == "broken":
            error = Invalid("not valid JSON: " + _place_of(self._text, structure))
            if structure.end is None:
                raise error
            self._is_wrong(error, known=self._reader.wrapping.knows(structure.keys))
            return
        try:
            checked = self._reader.of_value(structure, self._text, self._effort)
        except Invalid as error:
            self._is_wrong(error, known=not isinstance(error, _NoAnswer))
            return
        self._found = [*self._found[-1:], checked] if not self._differ() else self._found
        self._after, self.end = None, structure.end or 0

    def _begins_anew(self) -> bool:
        """Whether after the object that was found another begins, which is so wrong that it is none."""
        if _ESCAPED.search(self._text, self.end):
            return True
        return any(self._reader.wrapping.knows(key.groups()) for key in _KEY.finditer(self._text, self.end))

    def _differ(self) -> bool:
        return len(self._found) > 1 and not _equal(*self._found)

    def _is_wrong(self, error: Invalid, *, known: bool) -> None:
        """A wrong object counts where it was to be the answer, by the names of its fields."""
        if known or self._first is None:
            self._first = self._first if self._first is not None and not known else error
        if known:
            self._after = error

    def _of_escaped(self, unescaped: str) -> Checked[Any]:
        structure = structure_at(unescaped, 0)
        if structure.verdict != "whole" or unescaped[structure.end :].strip():
            raise Invalid("not valid JSON: its quotes are escaped")
        self.end = len(self._text)
        found = self._reader.of_value(structure, unescaped, self._effort)
        return Checked(found.value, found.json, ("escaped quotes", *found.mended), found.dropped)


def _one_of(valid: list[Checked[Any]]) -> Checked[Any]:
    """The last of several that are equal. Raises Invalid if they differ."""
    if any(not _equal(valid[-1], other) for other in valid[:-1]):
        raise Invalid("the answer holds two different JSON objects that both fit; give only the final one")
    return valid[-1]


def _equal(one: Checked[Any], other: Checked[Any]) -> bool:
    if isinstance(one.value, dict):
        return json.dumps(one.value, sort_keys=True) == json.dumps(other.value, sort_keys=True)
    return bool(one.value == other.value)


class _NotJson(ValueError):
    """A value that holds something unreadable."""


def _dumped(value: Any) -> str:
    """Raises _NotJson."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except TypeError:
        raise _NotJson from None


def _decoded(text: str) -> str | None:
    """The text that a JSON string is, if `text` is one and holds JSON. Raises Invalid if it is cut off."""
    if not text.startswith('"') or not _ESCAPED.search(text, 0, 1_000):
        return None
    string = _STRING.match(text)
    if string is None:
        raise Invalid("the JSON ends before it is complete", incomplete=True)
    if string.end() < len(text):
        return None
    try:
        decoded: str = json.loads(text, strict=False)
    except ValueError:
        return None
    return decoded


def _unescaped(text: str) -> str | None:
    """The object whose quotes are all escaped, as if it stood in a string."""
    start = _ESCAPED.search(text)
    if start is None:
        return None
    end = max(text.rfind("}"), text.rfind("]")) + 1
    try:
        unescaped: str = json.loads(f'"{text[start.start() : end]}"', strict=False)
    except ValueError:
        return None
    return unescaped


def _place_of(text: str, structure: Structure) -> str:
    """Where a structure breaks, in words that repeat nothing of it."""
    before = text[structure.start : structure.reached]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return f"line {line} column {column} of it cannot be read"
