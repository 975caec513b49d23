"""Tools in talk that is not about software: what everybody knows, and nothing that only looks like a name."""

from __future__ import annotations

import pytest

from llm_summarise.names import load_catalogue

CATALOGUE = load_catalogue()

GARDEN = (
    """
The moss grew over the old wall, and the rain ran down it into the pond where the frogs sat all summer.
My mother would walk there in the evening and tell us what each flower was called, and who brought it.
We ate bread and cheese on the bench, and nobody said a word until the sun was behind the hill again.
Then the winter came, and the snow lay on the wall so long that we forgot what was growing underneath.
""".strip().splitlines()
    * 3
)

CODE = (
    """
So the library has an API and the server runs Python code, and developers deploy it to the database.
The framework compiles the code, and the repository has a plugin for the terminal and the browser.
""".strip().splitlines()
    * 6
)


def named(talk: list[str], line: str) -> list[str]:
    lines = [*talk, line]
    return [hit.entry.name for hit in CATALOGUE.select(CATALOGUE.find(lines), lines)]


@pytest.mark.parametrize(
    "line",
    [
        "They moved to Phoenix and then to Maui, with Crystal and Kamal.",
        "She was hired in the spring, and I nix all that.",
        "The Canada tour was great, and Juju sang the pulp song.",
        "He ate a chicken nugget on the substrate of the pond.",
        "There were at least three tailwinds, and a gnome with swagger.",
        "It goes to the R&D people, to Go, to C and to D.",
        "Then LaMelo met JetBlue in a company called Fountain Life.",
        "It was the Watson family, the B-list, in blue jeans.",
    ],
)
def test_words_and_places_name_no_tools_in_everyday_talk(line: str) -> None:
    assert named(GARDEN, line) == []
    assert CATALOGUE.hints("\n".join([*GARDEN, line])) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("I saw it on YouTube, of all places.", "YouTube"),
        ("We met on Zoom every week.", "Zoom"),
        ("She asked GPT-4 about it.", "GPT-4"),
        ("It is all in Google Docs now.", "Google Docs"),
        ("Get the app called Mossfinder for it.", "Mossfinder"),
        ("He did it all in a Python script, with NumPy.", "NumPy"),
    ],
)
def test_what_everybody_knows_is_a_tool_in_everyday_talk(line: str, name: str) -> None:
    assert name in named(GARDEN, line)


def test_talk_about_software_may_name_any_tool() -> None:
    assert "Phoenix" in named(CODE, "We wrote it in Elixir and Phoenix, with the Phoenix framework.")
    assert "Pydantic" in named(CODE, "So the Pydanntic library does that.")


def test_a_few_words_do_not_tell_what_talk_is_about() -> None:
    assert named([], "We painted it with Flask.") == ["Flask"]


def test_a_glossary_counts_in_any_talk() -> None:
    mine = CATALOGUE.with_glossary("Phoenix | application", "mine.txt")
    lines = [*GARDEN, "They moved to Phoenix then."]
    assert [hit.entry.name for hit in mine.select(mine.find(lines), lines)] == ["Phoenix"]
