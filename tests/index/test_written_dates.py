"""The date and the number that a source writes, and where the index puts them."""

from __future__ import annotations

from datetime import date

import pytest

from llm_summarise.domain.result import AboutEpisode
from llm_summarise.index.episode_date import written_date, written_number
from llm_summarise.index.tables import rows_of
from tests.samples import sample_result


@pytest.mark.parametrize(
    "text", ["2025-10-23", "2025-10-23T08:00:00Z", "October 23, 2025", "23 Oct 2025", "Oct. 23rd, 2025"]
)
def test_a_date_is_read_in_the_usual_forms(text: str) -> None:
    assert written_date(text) == date(2025, 10, 23)


@pytest.mark.parametrize("text", ["", "2025", "10/11/2025", "October 2025", "2025-13-40"])
def test_what_may_be_several_days_is_no_date(text: str) -> None:
    assert written_date(text) is None


def test_a_number_is_read_out_of_what_is_around_it() -> None:
    assert [written_number(text) for text in ("528", "#528", "Episode 528", "S2E5", "")] == [
        528,
        528,
        528,
        5,
        None,
    ]


def test_the_index_takes_show_date_and_number_from_the_source() -> None:
    about = AboutEpisode(show="Garden Hour", number="12", date="October 23, 2025")
    row = rows_of(sample_result().model_copy(update={"about": about})).episode
    assert (row["show"], row["number"], row["date"]) == ("Garden Hour", 12, "2025-10-23")
