"""20,000 spoilt answers: nothing but Invalid is raised, and nothing invalid is taken."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from llm_summarise.asking.answers import Invalid
from llm_summarise.domain.replies import ChunkReply, EpisodeNotes
from tests.asking.answers.forms import BOOKS, FORMS, Whole
from tests.asking.answers.shapes import SHAPES
from tests.deadline import comes_to_an_end

RECORDED: Final = Path(__file__).parents[2] / "data/recorded"
MODELS: Final[dict[str, Any]] = {"whole": Whole, "chunk": ChunkReply, "episode": EpisodeNotes}
PIECES: Final = (
    '{ } [ ] , : " \' \\ \n null true NaN 1e999 -1 0 {{ "answer": "name": <think> </think> [THINK] [/THINK] '
    "``` ```json <|channel|>final<|message|> assistantfinal // /* */ # “ ” \\u \\ud800 \\x None True "
    '<tool_call> {}} [[] \ufeff \x00 \u2028 {...} "properties": "arguments":'
).split(" ")

Change = Callable[[random.Random, str], str]


def cut(chance: random.Random, text: str) -> str:
    return text[: chance.randint(0, len(text))]


def without_a_part(chance: random.Random, text: str) -> str:
    start = chance.randint(0, len(text))
    return text[:start] + text[start + chance.choice([1, 1, 2, 5, 50, 500]) :]


def with_a_piece(chance: random.Random, text: str) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(PIECES) + text[at:]


def with_a_part_twice(chance: random.Random, text: str) -> str:
    start = chance.randint(0, len(text))
    part = text[start : start + chance.choice([1, 10, 100, 1_000])]
    at = chance.randint(0, len(text))
    return text[:at] + part + text[at:]


def with_other_letters(chance: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(min(len(letters), chance.choice([1, 3, 20]))):
        letters[chance.randrange(len(letters))] = chance.choice("{}[]\",:\\\n aA0'<>")
    return "".join(letters)


def with_another_value(chance: random.Random, text: str) -> str:
    old = chance.choice(['"', "1", "2", "[", "true", "library", "host"])
    new = chance.choice(['"', "'", "null", "1.0", '"[1]"', "[1]", "{}", "[]", "Library", "NaN", "9" * 400])
    return text.replace(old, new, chance.choice([1, 1, 2, 100]))


def with_another_answer(chance: random.Random, text: str) -> str:
    around = chance.choice(["FIRST SECOND", "<think>FIRST</think>SECOND", "[FIRST, SECOND]", '{"a": FIRST}'])
    return around.replace("SECOND", chance.choice(seeds())[1]).replace("FIRST", text)


def encoded(chance: random.Random, text: str) -> str:
    return json.dumps(text)


CHANGES: Final[tuple[Change, ...]] = (
    cut, without_a_part, with_a_piece, with_a_part_twice, with_other_letters, with_another_value,
    with_another_answer, encoded,
)  # fmt: skip


@cache
def seeds() -> list[tuple[str, str]]:
    """Forms and texts of answers: recorded ones, shortened, and all the shapes."""
    found = [(shape.form, shape.text) for shape in SHAPES if len(shape.text) < 2_000]
    for path in sorted(RECORDED.glob("*.json")):
        form = "chunk" if ".notes." in path.name else "episode"
        value = json.loads(path.read_text())
        lists = value["answer"] if form == "chunk" else value
        short = {key: part[:3] if isinstance(part, list) else part for key, part in lists.items()}
        text = json.dumps({"answer": short} if form == "chunk" else short)
        found += [(form, text)] * (len(SHAPES) // 5) + [(form, path.read_text())]
    return found


def is_valid(form: str, text: str) -> bool:
    """By the form itself, without anything of ours between."""
    if form in MODELS:
        MODELS[form].model_validate_json(text, strict=True)
    elif form == "books":
        Draft202012Validator(BOOKS).validate(json.loads(text))
    return True


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_of_20_000_spoilt_answers_none_is_taken_that_is_not_valid(number: int) -> None:
    chance = random.Random(f"answers {number}")
    taken = refused = 0
    for _ in range(5_000):
        form, text = chance.choice(seeds())
        for _ in range(chance.choice([1, 1, 1, 2, 4])):
            text = chance.choice(CHANGES)(chance, text)
        with comes_to_an_end(5):
            try:
                checked = FORMS[form].read(text)
            except Invalid:
                refused += 1
                continue
        taken += 1
        assert is_valid(form, checked.json)
        again = FORMS[form].read(checked.json)
        assert (again.value, again.mended, again.dropped) == (checked.value, (), 0)
    assert taken > 500
    assert refused > 500


def test_the_recorded_answers_are_read_as_they_are() -> None:
    for form, name in (("chunk", "notes"), ("episode", "episode")):
        for path in RECORDED.glob(f"*.{name}.json"):
            checked = FORMS[form].read(path.read_text())
            assert (checked.mended, checked.dropped, checked.json) == ((), 0, path.read_text().strip())
