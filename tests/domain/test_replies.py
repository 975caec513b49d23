"""Schemas as they are sent: short, without references, and accepting just what the full ones accept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from llm_summarise.domain.replies import (
    ChunkNotes,
    ChunkReply,
    EpisodeNotes,
    NotesToKeep,
    NothingToSay,
    Verification,
)

SENT = (ChunkReply, EpisodeNotes, NotesToKeep, Verification)


def full(model: type[BaseModel]) -> dict[str, Any]:
    """What Pydantic itself makes of it."""
    schema: dict[str, Any] = BaseModel.model_json_schema.__func__(model)  # type: ignore[attr-defined]
    return schema


def spoil(value: Any, steps: list[int], junk: Any) -> Any:
    """`value` with one of its parts, found by `steps`, replaced by `junk`, or left out where it is None."""
    if not steps or not isinstance(value, dict | list) or not value:
        return junk
    keys = sorted(value) if isinstance(value, dict) else range(len(value))
    key = keys[steps[0] % len(keys)]
    changed = value.copy()
    if len(steps) == 1 and junk is None:
        del changed[key]
    else:
        changed[key] = spoil(value[key], steps[1:], junk)
    return changed


ANSWERS = st.one_of(
    st.builds(ChunkReply, answer=st.builds(ChunkNotes) | st.builds(NothingToSay)),
    st.builds(EpisodeNotes),
    st.builds(NotesToKeep),
    st.builds(Verification),
)


@pytest.mark.slow
@given(
    ANSWERS,
    st.lists(st.integers(0, 9), max_size=5),
    st.sampled_from([None, 1, "x", True, [], {}, {"cue": 1}]),
)
def test_the_schema_sent_accepts_what_the_full_one_accepts(
    answer: BaseModel, steps: list[int], junk: Any
) -> None:
    value = answer.model_dump(mode="json")
    for candidate in (value, spoil(value, steps, junk)):
        for model in SENT:
            sent, whole = (Draft202012Validator(s) for s in (model.model_json_schema(), full(model)))
            assert sent.is_valid(candidate) == whole.is_valid(candidate)
    assert Draft202012Validator(type(answer).model_json_schema()).is_valid(value)


@pytest.mark.parametrize("model", SENT)
def test_the_schema_sent_has_no_references_and_half_the_length(model: type[BaseModel]) -> None:
    sent = json.dumps(model.model_json_schema())
    assert "$ref" not in sent
    assert "$defs" not in sent
    assert len(sent) < 0.5 * len(json.dumps(full(model)))
