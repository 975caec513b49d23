"""The date and the number of an episode: as said, else as its file is called."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.index.episode_date import episode_date, episode_number
from llm_summarise.index.tables import rows_of
from tests.samples import sample_result


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("This is the show, episode 528, recorded October 23rd, 2025.", date(2025, 10, 23)),
        ("recorded Monday, March the 2nd 2020", date(2020, 3, 2)),
        ("It was recorded live at the harbour on 4 July 2019, and here it is.", date(2019, 7, 4)),
        ("recorded on 2021-12-31", date(2021, 12, 31)),
        ("RECORDED SEPT. 11th, 2019", None),
        ("Recorded Sep 11th, 2019", date(2019, 9, 11)),
        ("episode number 97, January 16, 2017", date(2017, 1, 16)),
        ("It has been around since February 2006.", None),
        ("I was born on May 3rd, 1980, and started to code.", None),
        ("recorded in a barn. On May 3rd, 1980 I was born.", None),
        ("recorded February 31st, 2020", None),
        ("recorded in October 2025", None),
    ],
)
def test_the_date_is_the_one_named_as_that_of_the_recording(said: str, when: date | None) -> None:
    assert episode_date([said], "episode.vtt") == when


def test_a_date_may_run_over_several_lines() -> None:
    assert episode_date(["episode 259, recorded", "April 6th,", "2020"], "x.txt") == date(2020, 4, 6)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("talks/2025-10-23-tides.vtt", date(2025, 10, 23)),
        ("tides_20251023.srt", date(2025, 10, 23)),
        ("tides.2025.10.23.txt", date(2025, 10, 23)),
        ("2025-10-23/tides.txt", None),
        ("2025-1023.txt", None),
        ("20251399.txt", None),
        ("1202510230.txt", None),
        ("episode-528.txt", None),
    ],
)
def test_else_it_is_the_one_in_the_name_of_the_file(name: str, when: date | None) -> None:
    assert episode_date(["Hello and welcome."], name) == when


def test_what_is_said_goes_before_the_name() -> None:
    assert episode_date(["recorded May 1st, 2020"], "2024-01-01.txt") == date(2020, 5, 1)


def test_the_number_of_an_episode_is_the_one_that_is_said() -> None:
    assert episode_number(["welcome to episode number 12 of the show"]) == 12
    assert episode_number(["welcome", "to Episode", "528."]) == 528
    assert episode_number(["the last episode was good"]) is None
    assert (
        episode_number(["You know him from episode 12.", "This is episode 99, recorded May 3rd, 2021"]) == 99
    )


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_text_breaks_the_search_for_a_date(text: str, name: str) -> None:
    assert episode_date([text, "recorded", text], name) is None or True in (c.isdigit() for c in text + name)


def test_the_date_is_looked_for_in_the_first_minutes_of_the_transcript() -> None:
    late = Transcript((Cue("recorded May 3rd, 2021", 400.0),), "x.vtt", "webvtt", "0" * 64)
    early = Transcript((Cue("recorded May 3rd, 2021", 40.0),), "x.vtt", "webvtt", "0" * 64)
    assert rows_of(sample_result(), late).episode["date"] is None
    assert rows_of(sample_result(), early).episode["date"] == "2021-05-03"
    assert rows_of(sample_result(), path="2020-02-02.vtt").episode["date"] == "2020-02-02"
