"""Tools of an episode: one for each name, however it is spelled."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionKind, MentionNote
from llm_summarise.domain.result import Tool
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.gathering.mentions import SpokenNames, named_things
from llm_summarise.episode.gathering.notes import GroundedNotes, NotedMention
from llm_summarise.grounding import Grounder
from llm_summarise.names import load_catalogue

CATALOGUE = load_catalogue()


def tools_of(spellings: Sequence[str]) -> list[Tool]:
    """The tools of an episode in which a model notes each of these names where it is said."""
    texts = [
        f"On day {n} the keeper opened {name} and wrote the tide down." for n, name in enumerate(spellings)
    ]
    transcript = Transcript(tuple(Cue(text, 10.0 * n) for n, text in enumerate(texts)), "x", "plain", "0")
    notes = [
        NotedMention(
            MentionNote(cue=n, name=name, said=name, kind=MentionKind.APPLICATION),
            range(n, n + 1),
            range(len(texts)),
        )
        for n, name in enumerate(spellings)
    ]
    spoken = SpokenNames.of(transcript, CATALOGUE)
    named = named_things(
        GroundedNotes(mentions=tuple(notes)), transcript, CATALOGUE, spoken, Grounder(transcript)
    )
    assert (named.items, named.dropped) == ([], 0)
    return named.tools


def test_a_product_in_several_spellings_is_one_tool() -> None:
    (tool,) = tools_of(["Harbor Log", "HarborLog", "harbor-log"])
    assert tool.name == "Harbor Log"
    assert [(m.cue, m.surface) for m in tool.mentions] == [
        (0, "Harbor Log"),
        (1, "HarborLog"),
        (2, "harbor-log"),
    ]


@given(st.lists(st.sampled_from(["zorvak", "Quillip", "mintoga"]), min_size=1, max_size=3), st.data())
def test_no_two_tools_have_the_same_name(words: list[str], data: st.DataObject) -> None:
    spellings = [
        data.draw(st.sampled_from(["", " ", "-"])).join(data.draw(st.permutations(words)))
        for _ in range(data.draw(st.integers(1, 4)))
    ]
    names = [fold_name(tool.name) for tool in tools_of(spellings)]
    assert sorted(names) == sorted({fold_name(name) for name in spellings})


@pytest.mark.parametrize("spellings", [("HarborLog", "Harbor Log"), ("TideMap", "Tide Map", "TideMap")])
def test_a_product_the_catalogue_finds_by_itself_is_one(spellings: Sequence[str]) -> None:
    lines = [f"We built it on a library called {name}, you know." for name in spellings]
    hits = CATALOGUE.select(CATALOGUE.find(lines), lines)
    assert [len(hit.found) for hit in hits] == [len(spellings)]


@pytest.mark.parametrize(
    ("noted", "said", "printed"),
    [
        ("Quill Query Language (QQL)", "QQL", "QQL"),
        ("Quill Query Language (QQL)", "quill query language", "Quill Query Language"),
        ("QQL (Quill Query Language)", "Q Q L", "QQL"),
        ("QQL (1998)", "QQL", "QQL"),
    ],
)
def test_of_two_names_the_one_that_is_said_is_printed(noted: str, said: str, printed: str) -> None:
    text = f"On that day the keeper opened {said} and wrote the tide down."
    transcript = Transcript((Cue(text, 0.0),), "x", "plain", "0")
    note = MentionNote(cue=1, name=noted, said=said, kind=MentionKind.STANDARD)
    notes = GroundedNotes(mentions=(NotedMention(note, range(1), range(1)),))
    spoken = SpokenNames.of(transcript, CATALOGUE)
    named = named_things(notes, transcript, CATALOGUE, spoken, Grounder(transcript))
    assert [tool.name for tool in named.tools] == [printed]
