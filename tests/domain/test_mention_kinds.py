"""Kinds of mentions: each has a group, and a slip of a model in naming one costs no answer."""

from __future__ import annotations

import pytest

from llm_summarise.domain.replies import MentionGroup, MentionKind, MentionNote, ToolKind, group_of


@pytest.mark.parametrize("kind", list(MentionKind))
def test_every_kind_has_a_group(kind: MentionKind) -> None:
    assert group_of(kind) in MentionGroup


def test_tools_are_the_kinds_that_tools_have() -> None:
    tools = {kind.value for kind in MentionKind if group_of(kind) is MentionGroup.TOOLS}
    assert tools == {kind.value for kind in ToolKind} - {"other"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("book", "book"), ("Movie", "film"), (" organization", "company"), ("gadget", "other"), ("", "other")],
)
def test_a_kind_in_other_words_is_understood(written: str, meant: str) -> None:
    note = MentionNote.model_validate({"cue": 1, "name": "x", "said": "x", "kind": written})
    assert note.kind is MentionKind(meant)
