"""Mistakes in recipes are refused with file, line and what is allowed, before any money is spent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.config import load_settings
from llm_summarise.domain.errors import PromptError
from llm_summarise.readers.sources import read_transcript
from llm_summarise.recipes.recipe import parse_recipe
from llm_summarise.recipes.recipe_files import find_recipe, recipe_files
from llm_summarise.recipes.recipe_front_matter import read_front_matter
from llm_summarise.recipes.recipe_schema import shape_of
from llm_summarise.recipes.run_recipe import run_recipe
from tests.command import EXAMPLE
from tests.fault_server import FaultServer

FIELDS = "schema-multi:\n  type: object\n  properties:\n"


def complaint(front: str) -> str:
    """What is said of a recipe with this front matter, which begins in line 2 of its file."""

    def written() -> None:
        recipe = parse_recipe(f"---\n{front}\n---\nList them.", "mine", "mine.j2")
        assert not isinstance(recipe.schema, str)
        shape_of(recipe, recipe.schema)

    with pytest.raises(PromptError) as raised:
        written()
    assert raised.value.exit_code == 2
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("front", "place", "allowed"),
    [
        ("schema: title\nmerges: title", "mine.j2, line 3: merges: is not known", "did you mean merge?"),
        (
            "schema: title\nscope: chunks",
            "mine.j2, line 3: scope: chunks is not known",
            "did you mean chunk?",
        ),
        ("input: [diff]\nschema: title", "mine.j2, line 2: input: ", "known: transcript, text, diff"),
        ("schema: title\ndescription: 2020", "mine.j2, line 3: description: a text", "into quotes"),
        ("schema: title\nschema: year", "mine.j2, line 3: schema: stands there already", "quotes"),
        ("schema: title\nyes: x", "mine.j2, line 3: yes: is no name", "put it into quotes"),
        ("schema: title\nparams: {loud: yes}", "mine.j2, line 3: params.loud: a text or a number", "quotes"),
        ("schema: title\nparams:\n  tone: [a]", "mine.j2, line 4: params.tone: a text or a number", "quotes"),
        ("schema: title\nparams: tone", "mine.j2, line 3: params: names with values", "{tone: plain}"),
        (
            "schema: title\nmerge: {items: 3}",
            "mine.j2, line 3: merge.items: names of fields",
            "[title, author]",
        ),
        ("schema:", "mine.j2, line 2: schema: a JSON Schema or a text", "title, year int"),
        (
            "schema: title, the year",
            "mine.j2, line 2: schema: 'the year' is no field",
            "str, int, float, bool",
        ),
        (
            "schema: 'title: its name, well spelled'",
            "mine.j2, line 2: schema: 'well spelled' is no field",
            "each field on a line of its own",
        ),
        ("schema: title, title int", "mine.j2, line 2: schema: title stands there twice", ""),
        ("schema: title\n a: {b", "mine.j2, line 3: ", "quotes"),
    ],
)
def test_a_mistake_in_the_front_matter_is_named_with_its_line(front: str, place: str, allowed: str) -> None:
    said = complaint(front)
    assert said.startswith(place)
    assert allowed in said


@pytest.mark.parametrize(
    ("schema", "place", "allowed"),
    [
        (
            "    name: {type: string, description: its author, null if you do not know}",
            "line 5: FIELDS.name.null if you do not know: is no keyword of JSON Schema",
            "with a comma or a colon in it into quotes",
        ),
        (
            "    name: {type: string, descripton: x}",
            "line 5: FIELDS.name.descripton",
            "did you mean",
        ),
        (
            "    name: {type: text}",
            "line 5: FIELDS.name.type: 'text'",
            "known: string, integer",
        ),
        ("    name: string", "line 5: FIELDS.name: 'string' is not of type", ""),
        (
            "    name: {type: string, maxLength: many}",
            "line 5: FIELDS.name.maxLength",
            "integer",
        ),
        (
            "    name: {type: string, enum: [yes, no]}",
            "line 5: FIELDS.name.enum: true",
            '"yes"',
        ),
        (
            "    name: {type: string, description: }",
            "line 5: FIELDS.name.description",
            "string",
        ),
        (
            "    tags: {type: array, items: {type: string, most: 3}}",
            "line 5: FIELDS.tags.items.most: is no keyword",
            "known: type, description",
        ),
        (
            "    name: {anyOf: [{type: string}, {kind: x}]}",
            "line 5: FIELDS.name.anyOf.1.kind: is no keyword",
            "known: type",
        ),
        (
            "    name: {type: string}\n  required: [name, nmae]",
            "line 6: schema-multi.required: no field is called nmae",
            "did you mean name? known: name",
        ),
        ("    name: {type: string}\nquotes: nam", "line 6: quotes: no field is called nam", "known: name"),
        (
            "    name: {type: string}\n    year: {type: integer}\nquotes: year",
            "line 7: quotes: year holds no words of the text",
            "fields with words: name",
        ),
        ("    name: {type: string}\nmerge: {films: name}", "line 6: merge: films is no list", "lists: items"),
    ],
)
def test_a_mistake_in_the_schema_is_named_with_its_line(schema: str, place: str, allowed: str) -> None:
    place = place.replace("FIELDS", "schema-multi.properties")
    said = complaint(FIELDS + schema)
    assert said.startswith(f"mine.j2, {place}")
    assert allowed in said


@pytest.mark.parametrize(
    "schema",
    [
        "{properties: {a: {enum: [1, {odd: key}]}, b: {default: {odd: key}, examples: [{odd: key}]}}}",
        "{properties: {odd: {type: string}, required: {type: string}}, $defs: {strange: {type: integer}}}",
        "{properties: {a: {$ref: '#/$defs/A'}}, required: [a], $defs: {A: {type: string}}}",
        "{allOf: [{properties: {b: {type: string}}}], properties: {a: {type: string}}, required: [a, b]}",
        "{properties: {a: {type: string, x-order: 1}}, additionalProperties: false}",
        "{properties: {a: {type: [string, 'null']}}}",
        "{properties: {a: {type: array, items: [{type: string}]}}, $schema: 'http://json-schema.org/draft-07/schema#'}",
        "&s {properties: {a: {type: string}}}",
    ],
)
def test_names_and_values_that_are_the_writers_own_are_no_mistakes(schema: str) -> None:
    recipe = parse_recipe(f"---\nschema: {schema}\n---\nx", "mine", "mine.j2")
    assert recipe.schema == json.loads(json.dumps(yaml.safe_load(schema)))


def test_front_matter_that_grows_without_end_is_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    bomb += "\n".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    with pytest.raises(PromptError, match=r"mine\.j2: front matter: has more than 5,000 values"):
        read_front_matter(bomb, "mine.j2")
    with pytest.raises(PromptError, match="has more than 50 levels"):
        read_front_matter("schema: &s {items: *s}", "mine.j2")


NAMES = st.text("abcdefghij", min_size=1, max_size=4)
VALUES = st.recursive(
    NAMES | st.integers(0, 9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5), st.booleans())
def test_every_value_is_found_in_the_line_it_is_written_in(values: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(values, default_flow_style=flow, sort_keys=False)
    matter = read_front_matter(text, "x")
    assert matter.values == values
    rows = ["---", *text.splitlines()]
    for path, line in matter.lines.items():
        if isinstance(path[-1], str):
            assert path[-1] in rows[line - 1]


# Before money is spent


def test_a_mistake_is_refused_before_a_model_is_asked(
    fault_server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from llm_summarise.cli import main

    written = tmp_path / "mine.j2"
    written.write_text(find_recipe("books").source.replace('"its author, null if you do not know"', "x, y z"))
    for more in ([], ["--dry-run"]):
        with pytest.raises(SystemExit) as raised:
            main(["run", str(written), str(EXAMPLE), "-m", "fault", *more])
        assert raised.value.code == 2
        said = capsys.readouterr().err
        assert said.startswith(
            f"llm-summarise: {written}, line 13: schema-multi.properties.author.y z: is no"
        )
        assert len(said.splitlines()) == 1
    assert fault_server.calls == 0


SENT = {
    "books": {
        "cue": "number of the line in which the quote starts",
        "quote": "5 to 30 consecutive words copied from the transcript that name the book",
        "title": "the title of the book with its official spelling",
        "author": "its author, null if you do not know",
        "why": "what is said about it, in one sentence",
    },
    "questions": {
        "cue": "number of the line in which the question starts",
        "question_quote": "5 to 30 consecutive words of the question copied from the transcript",
        "question": "the question in one sentence that can be understood alone",
        "answer_quote": "5 to 30 consecutive words of the answer copied from the transcript",
        "answer": "the answer in one or two sentences",
    },
    "commit-message": {
        "subject": "imperative, at most 72 characters, no full stop at the end",
        "body": "why it was changed; empty if the subject says it all",
    },
}
"""The fields of each shipped recipe, as a model is told of them."""


def test_every_shipped_recipe_has_its_schema_written_down_here() -> None:
    assert set(SENT) == set(recipe_files())


@pytest.mark.parametrize("name", SENT)
def test_the_schema_that_is_sent_says_what_the_recipe_says(name: str, fault_server: FaultServer) -> None:
    import asyncio

    many = name != "commit-message"
    filled = {"subject": "Raise the level", "body": ""}
    fault_server.respond = lambda _: json.dumps({"items": []} if many else filled)
    text = read_transcript(EXAMPLE) if many else "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n"
    asyncio.run(run_recipe(name, text, load_settings({"model": "fault"}), warn=lambda _: None))
    sent = fault_server.requests[0].schema
    assert sent is not None
    if many:
        assert set(sent) == {"type", "properties", "required"}
        sent = sent["properties"]["items"]["items"]
    assert set(sent) == {"title", "type", "properties", "required"}
    assert {field: part["description"] for field, part in sent["properties"].items()} == SENT[name]
    assert sent["required"] == list(SENT[name])
    known = {"type", "description", "minLength", "maxLength", "pattern"}
    assert {key for part in sent["properties"].values() for key in part} <= known
