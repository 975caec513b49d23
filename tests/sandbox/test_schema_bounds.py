"""Schemas of other people: answers are checked in bounded time, by patterns that take linear time."""

from __future__ import annotations

from typing import Any

import pytest

from llm_summarise.asking.answers.form import form_of_schema
from llm_summarise.domain.errors import PromptError
from llm_summarise.recipes.recipe import parse_recipe
from llm_summarise.sandbox import bounded_schema
from llm_summarise.sandbox.bounded_schema import problems_in
from tests.deadline import comes_to_an_end


def nested(depth: int) -> dict[str, Any]:
    return {"a": nested(depth - 1)} if depth else {}


def doubling(by: str) -> dict[str, Any]:
    parts = {f"a{n}": {by: [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)}
    return {"$defs": {**parts, "a40": {"type": "string"}}, "$ref": "#/$defs/a0"}


ENDLESS = {
    "itself": ({"$ref": "#"}, {}),
    "itself in a choice": ({"anyOf": [{"$ref": "#"}]}, {}),
    "not itself": ({"not": {"$ref": "#"}}, {}),
    "each other": (
        {"$ref": "#/$defs/a", "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}},
        {},
    ),
    "all of twice": (doubling("allOf"), {}),
    "any of twice": (doubling("anyOf"), {}),
    "one of twice": (doubling("oneOf"), {}),
    "twice a level": ({"properties": {"a": {"allOf": [{"$ref": "#"}] * 2}}}, nested(60)),
    "many choices": ({"items": {"enum": [[n] for n in range(5_000)]}}, [[-1]] * 20_000),
}
CHECKED = [
    ({"pattern": "(a+)+$"}, "a" * 100_000 + "!", False),
    ({"pattern": "^[0-9]{4}-[0-9]{2}$"}, "2024-01", True),
    ({"pattern": "b"}, "abc", True),
    ({"pattern": "b"}, 7, True),
    ({"uniqueItems": True}, [{"x": n, "y": [n]} for n in range(20_000)], True),
    ({"uniqueItems": True}, [{"x": 1}, {"x": 1.0}], False),
    ({"uniqueItems": True}, [1, True, "1"], True),
    ({"uniqueItems": False}, [1, 1], True),
    ({"items": {"type": "integer"}}, [1, "2"], False),
]


@pytest.mark.parametrize("name", ENDLESS)
def test_a_schema_that_multiplies_itself_is_refused(name, monkeypatch):
    monkeypatch.setattr(bounded_schema, "SECONDS", 0.5)
    schema, value = ENDLESS[name]
    with comes_to_an_end(), pytest.raises(PromptError, match="schema: "):
        problems_in(schema)(value)


@pytest.mark.parametrize(("schema", "value", "is_valid"), CHECKED)
def test_rules_mean_what_they_mean_in_json_schema(schema, value, is_valid):
    with comes_to_an_end():
        assert (problems_in(schema)(value) == []) is is_valid


def test_a_broken_rule_is_named_with_its_place():
    form = form_of_schema({"properties": {"year": {"type": "string", "pattern": "^[0-9]+$"}}})
    with pytest.raises(ValueError, match="year: breaks the rule pattern"):
        form.read('{"year": "soon"}')


@pytest.mark.parametrize(
    "field", ["{pattern: '(?=a)b'}", r"{pattern: '(a)\1'}", "{pattern: '(a{900}){900}'}"]
)
def test_a_pattern_that_is_not_linear_is_refused_with_its_line(field):
    from llm_summarise.recipes.recipe_schema import shape_of

    source = f"---\nschema:\n  type: object\n  properties:\n    a: {field}\n---\nAsk.\n"
    recipe = parse_recipe(source, "mine", "mine.j2")
    with pytest.raises(PromptError, match=r"mine.j2, line 2: schema: pattern .* cannot be used: "):
        shape_of(recipe, recipe.schema)


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x]\n"
        + "".join(f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'}, *a]\n" * 1 for n in range(60)),
        "a: " + "[" * 5_000,
        "a: " + "9" * 5_000,
        "a: 2024-13-45",
        "a: &a {b: *a}",
        "a: !!python/object/apply:os.system [true]",
        "x" * 100_001,
        "a: &a [" + "x, " * 99 + "]\nb: &b [" + "*a, " * 99 + "]\nc: [" + "*b, " * 99 + "]",
        "a: &a {x: 1}\nb: &b {<<: [" + "*a, " * 99 + "]}\nc: {<<: [" + "*b, " * 99 + "]}",
    ],
)
def test_front_matter_of_a_recipe_is_refused_in_one_line(front):
    with comes_to_an_end(), pytest.raises(PromptError) as refused:
        parse_recipe(f"---\n{front}\n---\nAsk.\n", "mine", "mine.j2")
    assert str(refused.value).startswith("mine.j2")
    assert "\n" not in str(refused.value)
