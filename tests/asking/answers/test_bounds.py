"""Answers that are made to cost time or memory: they come to an end, by name, and cheaply."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable

import pytest

from llm_summarise.asking.answers import Form, Invalid
from llm_summarise.asking.answers.form import LONGEST, MOST_MARKS
from tests.asking.answers.forms import FORMS
from tests.deadline import comes_to_an_end

MANY = 20_000

HOSTILE: dict[str, Callable[[int], str]] = {
    "lists in lists": lambda n: "[" * 5 * n,
    "objects in objects": lambda n: '{"name":' * 5 * n,
    "closed lists in lists": lambda n: '{"name": ' + "[" * n + "]" * n + "}",
    "lone braces": lambda n: "{" * n,
    "lone braces and blanks": lambda n: "{ " * n,
    "braces with quotes": lambda n: '{"' * n,
    "braces with keys": lambda n: '{"a" ' * n,
    "braces with pairs": lambda n: '{"a": x ' * n,
    "braces with curly quotes": lambda n: "{“" * n + "”",
    "braces with comments": lambda n: "{/*" * n + "*/ x",
    "braces with comments of a line": lambda n: "{//" * n + "\nx",
    "open strings": lambda n: '{"name": "' + "a" * n,
    "backslashes": lambda n: '{"name": "' + "\\" * n,
    "escaped quotes": lambda n: "{" + '\\"' * n,
    "escaped lines": lambda n: "{" + "\\n" * n,
    "escaped braces": lambda n: '{\\"' * n,
    "openings of thoughts": lambda n: "<think>" * n,
    "closings of thoughts": lambda n: "</think>" * n + '{"name": "a',
    "closings in open objects": lambda n: '{"name": "</think>' * n,
    "closings in broken objects": lambda n: '{"a": </think>' * n,
    "closings in whole objects": lambda n: '{"a": "</think>"}' * n,
    "channels": lambda n: "<|channel|>" * n,
    "channels with blanks": lambda n: "<|channel|>" + " " * n,
    "tags without an end": lambda n: "<think " * n,
    "angles": lambda n: "<" * n,
    "brackets of tags": lambda n: "[/" * n,
    "details": lambda n: "<details " * n,
    "analyses": lambda n: "assistantanalysis" * n,
    "objects": lambda n: '{"a": 1}' * n,
    "right objects": lambda n: '{"name": "a"}' * n,
    "numbers": lambda n: '{"name": ' + "1" * n + "}",
    "digits after a point": lambda n: '{"name": 1.' + "1" * n + "}",
    "exponents": lambda n: '{"name": ' + "1e" * n + "}",
    "keys": lambda n: "{" + ",".join(f'"k{i}": 1' for i in range(min(n, 40_000))) + "}",
    "the same key": lambda n: "{" + '"a": [1],' * (n // 2) + '"a": 2}',
    "bad items": lambda n: '{"name": "a", "parts": [' + "{}," * (n // 3) + "{}]}",
    "good items in texts": lambda n: '{"name": "a", "parts": [' + '{"n": "1"},' * (n // 4) + '{"n": 1}]}',
    "wrappers": lambda n: '{"a":' * 90 + '{"name": "b"}' + "}" * 90,
    "encoded often": lambda n: json.dumps(json.dumps(json.dumps(json.dumps(json.dumps('{"name": "a"}'))))),
    "a text of blanks": lambda n: '{"name": "a", "parts": [{"n": "' + " " * n + 'x"}]}',
    "numbers in a text": lambda n: '{"notes": "' + "1  " * n + 'x"}',
    "blanks": lambda n: " " * n + "x",
    "backticks": lambda n: "`" * n,
    "blanks in a wrapped text": lambda n: '{"response": "' + "` " * n + '"}',
}


@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in HOSTILE.items()])
@pytest.mark.parametrize("form", ["whole", "keep", "books"])
def test_a_hostile_answer_comes_to_an_end(make: Callable[[int], str], form: str) -> None:
    text = make(MANY)
    with comes_to_an_end(60):
        assert read_or_refused(FORMS[form], text)


def read_or_refused(form: Form[object], text: str) -> bool:
    try:
        form.read(text)
    except Invalid as error:
        return len(str(error)) < 1_000
    return True


@pytest.mark.parametrize(
    "make",
    [
        lambda n: json.dumps({"name": "a" * n}),
        lambda n: json.dumps({"name": "a\n" * (n // 3)}),
        lambda n: '{"name": "' + "a\n" * (n // 2) + '",}',
        lambda n: '{"name": "' + "a" * n,
        lambda n: "a" * n,
        lambda n: "<think>" + "a" * n + '</think>{"name": "a"}',
        lambda n: json.dumps(json.dumps({"name": "a" * n})),
        lambda n: "[" * n,
        lambda n: '{"a": ' * (n // 6),
    ],
)
def test_an_answer_takes_a_few_times_its_length_in_memory(make: Callable[[int], str]) -> None:
    text = make(2_000_000)
    read_or_refused(FORMS["whole"], '{"name": "a",}')
    tracemalloc.start()
    try:
        read_or_refused(FORMS["whole"], text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * len(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"name": "' + "a" * LONGEST + '"}', "longer than 16,777,216 characters"),
        ('{"name": "a", "parts": [' + "[]," * MOST_MARKS + "[]]}", "more than 200,000 values"),
        ("[" * 1_000, "nested more than 100 deep"),
        ('{"a": 1} ' * 1_001, "more than 1,000 JSON objects"),
    ],
)
def test_an_answer_beyond_a_bound_is_refused_by_its_name(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        FORMS["whole"].read(text)


def test_a_long_answer_within_the_bounds_is_read() -> None:
    text = json.dumps({"name": "word " * 300_000, "parts": [{"n": n} for n in range(1_000)]})
    assert len(FORMS["whole"].read(text + " Done.").value.parts) == 1_000
