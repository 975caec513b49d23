"""Names for labels that name nobody, from what is said."""

from __future__ import annotations

import pytest

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers import parse
from llm_summarise.readers.speech.introductions import introduced


def inferred(*lines: str) -> dict[str, str]:
    return introduced([Cue(text, speaker=f"SPEAKER_{n % 2:02}") for n, text in enumerate(lines)])


@pytest.mark.parametrize(
    "first",
    [
        "Hello, I'm Nora Lind, and with me is Bob Vale.",
        "My name is Nora Lind. Joining me today is Bob Vale.",
        "Guten Tag, ich bin Nora Lind, und zu Gast ist heute Bob Vale.",
        "Bonjour, je m'appelle Nora Lind. Mon invité est Bob Vale.",
        "Hola, soy Nora Lind y hoy nos acompaña Bob Vale.",
    ],
)
def test_who_introduces_two_people_names_both(first: str) -> None:
    assert inferred(first, "Thank you.", "So.") == {"SPEAKER_00": "Nora Lind", "SPEAKER_01": "Bob Vale"}


def test_a_greeting_with_an_answer_confirms_a_first_name() -> None:
    assert inferred("Welcome, Bob.", "Thanks, I'm Bob.", "So.", "Yes.") == {"SPEAKER_01": "Bob"}


@pytest.mark.parametrize(
    "line",
    ["I'm Canadian.", "I am Gen Z, you know.", "This is Tide Radio.", "I'm sure.", "I'm so Happy Today."],
)
def test_what_only_looks_like_a_name_names_nobody(line: str) -> None:
    before = [text for n in range(8) for text in (f"It rained {n} days.", "Yes.")]
    assert inferred(*before, line, "Right.", line) == {}


def test_two_names_for_one_voice_are_none() -> None:
    assert inferred("My name is Nora Lind.", "Ok.", "My name is Bob Vale.", "Ok.") == {}


def test_people_with_names_are_left_as_they_are() -> None:
    found = parse(
        b"Nora Lind: I'm Bob Vale.\nTom Hay: Yes.\nNora Lind: So.\nTom Hay: My name is Al Orr.\n", "x"
    )
    assert found.inferred == {}
