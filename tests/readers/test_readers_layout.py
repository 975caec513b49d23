"""What numbers and names pages is no speech, and nothing else is lost with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.readers.speech.layout import without_layout
from tests.deadline import comes_to_an_end

SAID = [f"and so the keeper of light {'abcdefghij'[i % 10]} said {'klmnop'[i // 10]}" for i in range(60)]


def paged(footer: str, header: str = "", per_page: int = 12) -> list[str]:
    """SAID on pages, each with a footer and a header, in which {} is the number of the page."""
    lines: list[str] = []
    for page, start in enumerate(range(0, len(SAID), per_page), 1):
        top = [header.format(page), ""] if header else []
        lines += [*top, *SAID[start : start + per_page], "", footer.format(page), ""]
    return lines


@pytest.mark.parametrize(
    "footer",
    [
        *("Page {}", "Page {} of 88", "- {} -", "{}", "{} / 88", "{}/88", "[Page {}]", "Seite {} von 88"),
        *("p. {}", "Página {} de 88", "第{}页", "\f{}", "       {}", "Страница {} из 88", "PAGE {}", "-{}-"),
        "{} of 88",
    ],
)
def test_the_numbers_of_pages_go_and_sentences_go_on(footer: str) -> None:
    kept, aside = without_layout(paged(footer))
    assert [line for line in kept if line.strip()] == SAID
    assert "" not in kept[:-1]
    assert len(aside) == 5


def test_running_headers_go_with_the_numbers() -> None:
    kept, aside = without_layout(
        paged("Tide Hearings, volume 2\nPage {}".replace("\n", " - "), "Coast Board {}")
    )
    assert [line for line in kept if line.strip()] != SAID  # no border is known by its number alone
    lines = paged("Page {} of 5", "Coast Board, hearing of 3 May")
    kept, aside = without_layout(lines)
    assert [line for line in kept if line.strip()] == SAID
    assert "Coast Board, hearing of 3 May" in aside


def test_line_numbers_at_the_margin_go() -> None:
    lines = []
    for page in range(3):
        lines += [f"{n:4}   {SAID[(page * 25 + n) % 60]}" for n in range(1, 26)] + [
            "",
            f"Page {page + 1} of 3",
            "",
        ]
    kept, aside = without_layout(lines)
    assert [line for line in kept if line.strip()] == [
        SAID[(p * 25 + n) % 60] for p in range(3) for n in range(1, 26)
    ]
    assert aside[0].startswith("line numbers at the margin")


@pytest.mark.parametrize(
    "lines",
    [
        [f"{n}. the {n}th thing to do" for n in range(1, 40)],
        [f"{n}" if n % 2 else "words of a count" for n in range(80)],
        ["Nora 1:02", "How deep?", "Tomas 1:05", "Six metres."] * 20,
        ["Page 3", "", "was the best page of the book."],
        [line for n in range(1, 30) for line in (f"## Question {n}", "", *SAID[:10], "")],
        ["1 one", "2 two", "3 three"] * 3,
        [],
    ],
)
def test_numbers_that_count_no_pages_stay(lines: list[str]) -> None:
    assert without_layout(lines) == (lines, [])


def test_names_above_turns_are_no_running_headers() -> None:
    lines = []
    for page in range(1, 9):
        for n in range(page * 3, page * 3 + 3):
            lines += ["Nora", SAID[n], "Tomas", SAID[n + 30]]
        lines.append(f"Page {page} of 8")
    kept, aside = without_layout(lines)
    assert kept.count("Nora") == kept.count("Tomas") == 24
    assert len(aside) == 8


@given(st.lists(st.text(max_size=30), max_size=60))
def test_lines_are_only_ever_taken_away(lines: list[str]) -> None:
    kept, aside = without_layout(lines)
    assert len(kept) <= len(lines)
    assert aside or kept == [line.replace("\f", " ") for line in lines]


@pytest.mark.parametrize("line", ["[" * 10**6, " " * 10**6, "1" * 10**6, "Page " * 200_000, "\f" * 10**6])
def test_the_time_of_a_long_line_is_linear(line: str) -> None:
    with comes_to_an_end():
        without_layout([line] * 2 + ["Page 1 of 2"])
