"""Show, number, date and guests in what is printed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import Role
from llm_summarise.domain.result import AboutEpisode, EpisodeSummary
from llm_summarise.render import View, render
from llm_summarise.render.content import content_of
from tests.samples import sample_result, sample_transcript

FORMATS = ("markdown", "terminal", "html", "feed-html")


def told(**about: Any) -> EpisodeSummary:
    return sample_result().model_copy(update={"about": AboutEpisode(**about)})


def shown(result: EpisodeSummary, format: str, **view: Any) -> str:
    return render(result, format, View(**view), sample_transcript())


@pytest.mark.parametrize("format", FORMATS)
def test_show_number_date_and_guests_are_shown_where_known(format: str) -> None:
    result = told(show="Garden Hour", number="12", date="2025-10-23", guests=["Tom Reed"])
    text = shown(result, format)
    assert "Garden Hour · #12 · 2025-10-23" in text.replace("\\#", "#")
    assert all(name in text for name in result.named(Role.GUEST))


@pytest.mark.parametrize("format", FORMATS)
def test_without_facts_nothing_is_added(format: str) -> None:
    assert shown(told(), format) == shown(sample_result(), format)
    assert "· #" not in shown(sample_result(), format)


def test_what_is_known_alone_stands_alone() -> None:
    def line(**about: Any) -> str:
        return content_of(told(**about), View()).episode

    assert line(show="Garden Hour") == "Garden Hour"
    assert line(number="#7") == "#7"
    assert line(number="S2E5", date="May") == "S2E5 · May"
    assert len(line(show="beans " * 100)) <= 80


@pytest.mark.parametrize("format", FORMATS)
@given(st.text(max_size=40))
def test_a_hostile_show_is_text_in_every_format(format: str, text: str) -> None:
    name = f"<script>x</script>\x1b[31m{text}"
    printed = shown(told(show=name, number=name), format)
    assert "\x1b[31m" not in printed
    if "html" in format:
        assert "<script>x" not in printed


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_facts_fit_the_terminal(width: int) -> None:
    result = told(show="beans " * 30, guests=["Tom"], hosts=["Ada"])
    assert max(map(len, shown(result, "terminal", width=width).splitlines())) <= width
