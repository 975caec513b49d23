"""What holds for every answer, whatever stands in it and around it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.asking.answers import Invalid
from llm_summarise.domain.replies import ChunkReply
from tests.asking.answers.forms import FORMS

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NO_BRACES = st.text(st.characters(exclude_characters="{[<◁【", exclude_categories=["Cs", "L"]), max_size=60)
PLAIN = st.text("abc ,.:;!?-'\n", max_size=60)
WHOLE = st.fixed_dictionaries(
    {"name": TEXTS.filter(lambda text: not re.fullmatch(r"\s*(\.\.\.|…|string|<.*>|\[\.\.\.\])\s*", text))},
    optional={
        "parts": st.lists(st.fixed_dictionaries({"n": st.integers(-(10**9), 10**9)}), max_size=4),
        "colour": st.sampled_from(["red", "dark blue"]),
        "sure": st.booleans(),
        "remark": st.none() | TEXTS,
    },
)
THOUGHTS = st.sampled_from(["<think>{}</think>", "{}</think>", "[THINK]{}[/THINK]", "◁think▷{}◁/think▷"])
READ = FORMS["whole"].read


def json_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@given(WHOLE, st.data())
def test_the_beginning_of_an_answer_is_never_one(value: dict[str, Any], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([json.dumps(value), json_of(value), json.dumps(value, indent=1)]))
    cut = data.draw(st.integers(1, len(text) - 1))
    with pytest.raises(Invalid) as caught:
        READ(text[:cut])
    assert caught.value.incomplete


@given(WHOLE, WHOLE, PLAIN, st.data())
def test_a_draft_is_never_taken_when_the_answer_is_cut_off(
    draft: dict[str, Any], final: dict[str, Any], between: str, data: st.DataObject
) -> None:
    text = json_of(final)
    cut = data.draw(st.integers(1, len(text) - 1))
    with pytest.raises(Invalid):
        READ(f"{json_of(draft)}\n{between}\n{text[:cut]}")


@given(WHOLE, WHOLE, THOUGHTS, PLAIN, PLAIN)
def test_nothing_of_a_thought_is_the_answer(
    draft: dict[str, Any], final: dict[str, Any], thoughts: str, before: str, after: str
) -> None:
    text = thoughts.replace("{}", f"{before}{json_of(draft)}{after}") + json_of(final)
    assert READ(text).value == READ(json_of(final)).value


@given(TEXTS, WHOLE)
def test_thoughts_may_be_anything(thought: str, final: dict[str, Any]) -> None:
    assert READ(f"<think>{thought}</think>{json_of(final)}").value == READ(json_of(final)).value


@given(WHOLE, NO_BRACES, PLAIN)
def test_prose_around_an_answer_changes_nothing(value: dict[str, Any], before: str, after: str) -> None:
    assert READ(f"{before}\n{json_of(value)}\n{after}").value == READ(json_of(value)).value


@given(WHOLE, WHOLE)
def test_two_answers_that_differ_are_none_in_either_order(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = READ(json_of(one)).value, READ(json_of(other)).value
    for text in (f"{json_of(one)} {json_of(other)}", f"{json_of(other)} {json_of(one)}"):
        if first == second:
            assert READ(text).value == first
        else:
            with pytest.raises(Invalid, match="two different"):
                READ(text)


def spoilt(text: str, how: str) -> str:
    """A JSON text with one kind of fault that can be put right."""
    if how == "trailing comma":
        return re.sub(r"([}\]])$", r",\1", text)
    if how == "comment":
        return text[:-1] + "/* the end */ }"
    if how == "python":
        return repr(json.loads(text))
    if how == "encoded":
        return json.dumps(text)
    if how == "wrapped":
        return json.dumps({"response": json.loads(text)})
    return f"```json\n{text}\n"


@given(WHOLE, st.sampled_from(["trailing comma", "comment", "python", "encoded", "wrapped", "fence"]))
def test_an_answer_put_right_equals_the_one_that_was_meant(value: dict[str, Any], how: str) -> None:
    text = json.dumps(value)
    assert READ(spoilt(text, how)).value == READ(text).value


@given(WHOLE, st.sampled_from(["trailing comma", "comment", "python", "encoded", "wrapped", "fence"]))
def test_what_is_kept_reads_back_with_nothing_to_put_right(value: dict[str, Any], how: str) -> None:
    checked = READ(spoilt(json.dumps(value), how))
    again = READ(checked.json)
    assert (again.value, again.json, again.mended, again.dropped) == (checked.value, checked.json, (), 0)


LOOSE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.floats(allow_nan=False)
    | st.text("ab1[]", max_size=5),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "parts", "n", "remark", "answer", "x"]), part, max_size=3)
    ),
    max_leaves=8,
)


@given(LOOSE, st.sampled_from(["whole", "answer", "keep", "books"]))
def test_nothing_is_in_an_answer_that_is_not_in_the_text(value: Any, form: str) -> None:
    text = json.dumps(value)
    try:
        checked = FORMS[form].read(text)
    except Invalid:
        return
    for word in re.findall(r'"(\w+)"(?!:)|(-?\d+)', checked.json):
        assert (word[0] or word[1]) in text


@settings(max_examples=30)
@given(st.integers(0, 30), st.lists(st.integers(0, 30), unique=True, max_size=5))
def test_bad_notes_are_left_out_and_the_good_keep_their_order(good: int, places: list[int]) -> None:
    points: list[Any] = [{"cue": n, "quote": f"q{n}", "text": f"t{n}"} for n in range(good)]
    for place in sorted(places):
        points.insert(place, {"cue": "none"})
    empty: dict[str, Any] = {name: [] for name in ("topics", "mentions", "quotes", "people", "sponsors")}
    text = json.dumps({"answer": {**empty, "points": points}})
    if len(places) * 10 > len(points):
        with pytest.raises(Invalid, match="points"):
            FORMS["chunk"].read(text)
        return
    checked = FORMS["chunk"].read(text)
    assert isinstance(checked.value, ChunkReply)
    assert [point.cue for point in checked.value.answer.points] == list(range(good))  # type: ignore[union-attr]
    assert checked.dropped == len(places)
