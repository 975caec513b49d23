"""Finding names and advertisements takes work that grows with the talk, however it is cut into lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from llm_summarise.domain.replies import ToolKind
from llm_summarise.domain.result import Mention, Tool
from llm_summarise.domain.transcript import Cue
from llm_summarise.extractive.entities.sponsors import find_reads
from llm_summarise.names import load_catalogue
from llm_summarise.names.addresses import find_addresses
from llm_summarise.names.occurrences import occurrences_of_each
from llm_summarise.render.html.page_transcript import name_marks
from tests.counting import steps

SAID = (
    "We keep it in SQLite, behind Django. ",
    "There is a tool called Zorafish that Ann Roe likes. ",
    "It was F L A S K at first, then PyTorchio, then Flassk. ",
)


def one_line(size: int) -> str:
    return "".join(SAID) * size


def find_all(size: int) -> object:
    return load_catalogue().find([one_line(size)])


def find_sponsors(size: int) -> object:
    read = "This portion of Notes is brought to you by Kelp. Rope to trust. Thanks for supporting the show. "
    credit = "This episode is brought to you by Barnacle. And we went on about the tide for a while. "
    return find_reads((read + credit) * size)


def find_all_addresses(size: int) -> object:
    return find_addresses(
        "Read adaberg.com/tides, or kelp dot com slash rope. " * size + "a.kelp.com," * size
    )


def mark_all(size: int) -> object:
    surfaces = ["SQLite", "Django", "Zorafish"]
    mention = {"cue": 0, "start": None, "speaker": None, "quote": ""}
    tools = [
        Tool(name=name, kind=ToolKind.OTHER, mentions=[Mention(surface=name, **mention)] * size)
        for name in surfaces
    ]
    return name_marks({0: Cue(one_line(size))}, tools)


@pytest.mark.parametrize("work", [find_all, find_sponsors, find_all_addresses, mark_all])
def test_four_times_the_talk_in_one_line_is_at_most_five_times_the_work(
    work: Callable[[int], object],
) -> None:
    work(5)  # data and caches
    assert steps(lambda: work(400)) < 5 * steps(lambda: work(100))


def test_a_hundred_names_are_looked_for_in_hardly_more_work_than_one() -> None:
    names = [{f"Zora{n}"} for n in range(100)]
    line = one_line(50)
    occurrences_of_each([["Zorafish"]], [line])  # data and caches
    alone = steps(lambda: occurrences_of_each([["Zorafish"]], [line]))
    assert steps(lambda: occurrences_of_each([*names, {"Zorafish"}], [line])) < 2 * alone


def test_names_looked_for_together_are_found_as_if_each_were_alone() -> None:
    names = [{"Docker Compose"}, {"Docker", "Dockers"}, {"Compose"}, {"Zorafish", "Zora Fish"}, set[str]()]
    lines = [
        "We use Docker Compose and Docker.",
        "Zora fish, a zorafish's friend.",
        "Compose it, Docker!",
    ]
    together = occurrences_of_each(names, lines)
    assert together == [occurrences_of_each([spellings], lines)[0] for spellings in names]
    assert [o.surface for o in together[0]] == ["Docker Compose"]
    assert len(together[3]) == 2


def test_each_mention_is_marked_where_its_words_stand_next() -> None:
    marks = mark_all(20)
    assert isinstance(marks, dict)
    text = one_line(20)
    assert len(marks[0]) == 60
    assert {text[m.start : m.end] for m in marks[0]} == {"SQLite", "Django", "Zorafish"}
    assert len({m.start for m in marks[0]}) == 60
