"""JSON out of a model's words, complete and valid or not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from llm_summarise.asking.answers import Invalid, form_for
from llm_summarise.domain.replies import ChunkReply, NothingToSay


class Part(BaseModel):
    n: int


class Whole(BaseModel):
    name: str
    parts: list[Part] = Field(default_factory=list)


form = form_for(Whole)
whole_texts = st.builds(
    lambda name, parts: json.dumps({"name": name, "parts": [{"n": n} for n in parts]}),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.integers()),
)
prose = st.text(st.characters(exclude_characters="{[<◁【", exclude_categories=["Cs", "L"]))


@given(whole_texts, prose, prose)
def test_json_is_found_among_prose(text: str, before: str, after: str) -> None:
    assert form.read(before + text + after).json == text


@given(whole_texts, st.data())
def test_a_truncated_answer_is_never_valid(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(text) - 1))
    with pytest.raises(Invalid) as caught:
        form.read(text[:cut])
    assert caught.value.incomplete


@given(whole_texts)
def test_what_is_kept_reads_back_as_the_same(text: str) -> None:
    checked = form.read(f"```json\n{text}\n```")
    assert form.read(checked.json).value == checked.value == Whole.model_validate_json(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "a"}',
        '```json\n{"name": "a"}\n```',
        'Here you are:\n```\n{"name": "a"}\n```\nAnything {else}?',
        '<think>Perhaps {"name": "b"}? No.</think>\n{"name": "a"}',
        'The schema {"type": "object"} asks for {"name": "a"}',
    ],
)
def test_wrappings_are_taken_off(text: str) -> None:
    assert form.read(text).value == Whole(name="a")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no JSON object"),
        ("I am sorry.", "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ('{"name": "a" "parts": []}', "not valid JSON: line 1 column 14"),
        ('{"name": "a"} {"name": "b"}', "two different JSON objects"),
        ('{"name": NaN}', "NaN is not JSON"),
        ('{"parts": []}', "name: Field required"),
        ('{"name": "a", "parts": [{"n": "x"}]}', "parts.0.n: Input should be a valid integer"),
        ('{"name": "\\ud800"}', "hex escape"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        form.read(text)


def test_what_is_wrong_is_said_briefly_and_without_the_answer() -> None:
    answer = json.dumps({"name": "a", "parts": [{"n": "a secret sentence"}] * 50})
    with pytest.raises(Invalid) as caught:
        form.read(answer)
    assert "and 44 more" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 800


def test_a_union_is_asked_for_under_one_field_and_taken_out_again() -> None:
    union = form_for(Whole | NothingToSay)
    assert union.schema["type"] == "object"
    assert list(union.schema["properties"]) == ["answer"]
    assert union.read('{"answer": {"name": "a"}}').value == Whole(name="a")
    assert union.read('{"answer": {"nothing_to_say": "music"}}').value == NothingToSay(nothing_to_say="music")


def test_the_way_out_of_the_chunk_schema_is_typed() -> None:
    reply = form_for(ChunkReply).read('{"answer": {"nothing_to_say": "music"}}').value
    assert isinstance(reply.answer, NothingToSay)
