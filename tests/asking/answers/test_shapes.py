"""What becomes of answers in all the shapes that models give them."""

from __future__ import annotations

import json

import pytest

from llm_summarise.asking.answers import Invalid
from tests.asking.answers.forms import FORMS
from tests.asking.answers.shapes import SHAPES, Shape


@pytest.mark.parametrize("shape", [pytest.param(shape, id=shape.name) for shape in SHAPES])
def test_an_answer_of_this_shape_is_read_as_wanted(shape: Shape) -> None:
    form = FORMS[shape.form]
    if not isinstance(shape.wanted, dict):
        with pytest.raises(Invalid) as caught:
            form.read(shape.text)
        assert caught.value.incomplete == (shape.wanted == "incomplete")
        assert ("two different" in str(caught.value)) == (shape.wanted == "ambiguous")
        assert len(str(caught.value)) < 800
        return
    checked = form.read(shape.text)
    wanted = form.read(json.dumps(shape.wanted))
    assert checked.value == wanted.value
    assert len(checked.mended) >= len(shape.mended)
    assert all(any(word in name for name in checked.mended) for word in shape.mended)
    assert bool(checked.mended) == bool(shape.mended)
    assert checked.dropped == shape.dropped
    again = form.read(checked.json)
    assert (again.value, again.json, again.mended, again.dropped) == (checked.value, checked.json, (), 0)


def test_no_two_shapes_are_the_same() -> None:
    assert len(SHAPES) >= 150
    assert len({(shape.form, shape.text) for shape in SHAPES}) == len(SHAPES)
