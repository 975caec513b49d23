"""What a terminal shows: within its width, without anything a terminal would obey."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from llm_summarise.render import View, render
from llm_summarise.render.axis import axis_of
from tests.samples import sample_result, with_text

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def test_topics_stand_on_a_time_axis_and_mentions_are_marked_on_it() -> None:
    lines = render(sample_result(), "terminal", View(width=100)).splitlines()
    topics = [line for line in lines if "█" in line and "×" not in line]
    assert len(topics) == 8
    begins = [line.index("█") for line in topics]
    assert begins == sorted(begins)
    (duck,) = [line for line in lines if line.lstrip().startswith("DuckDB")]
    assert "3×" in duck
    assert duck.count("▪") + 2 * duck.count("█") == 3


def test_evidence_and_cost_and_coverage_are_shown() -> None:
    text = render(sample_result(), "terminal", View(width=200))
    for part in ("0:29 0:45", "3 of 3 passages", "27 notes kept, 1 dropped", "1 from the cache", "$0.0031"):
        assert part in text


@given(TEXT)
def test_no_text_reaches_the_terminal_as_a_command(text: str) -> None:
    shown = render(with_text(sample_result(), text + "\x1b]0;x\x07\u202e[red]:smile:"), "terminal", View())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert "[red]:smile:" in re.sub(r"\s+", "", shown)


@pytest.mark.parametrize("width", [20, 40, 80, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    result = with_text(
        sample_result(), "気象観測所を作る四百の屋根 ומזג האוויר Donaudampfschifffahrtsgesellschaftskapitän"
    )
    shown = render(result, "terminal", View(width=width))
    assert max(cell_len(line) for line in shown.splitlines()) <= width


def test_colour_only_when_asked_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" not in render(sample_result(), "terminal", View())
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b[" in render(sample_result(), "terminal", View(color=True))


def test_without_times_lines_are_counted_instead() -> None:
    text = render(sample_result(timed=False), "terminal", View())
    assert "line 29" in text
    assert not re.search(r"\d:\d\d", text)
    assert axis_of(sample_result(timed=False)).at(None, 47) == 1.0
