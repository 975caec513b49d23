"""Times, written and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.clock import clock, clock_seconds, timestamp, timestamp_ms


@pytest.mark.parametrize(
    ("seconds", "short", "with_hours", "full"),
    [
        (0, "0:00", "0:00:00", "00:00:00"),
        (59.99, "0:59", "0:00:59", "00:00:59"),
        (3600, "1:00:00", "1:00:00", "01:00:00"),
        (360_000, "100:00:00", "100:00:00", "100:00:00"),
    ],
)
def test_a_time_is_written_with_its_fraction_cut(
    seconds: float, short: str, with_hours: str, full: str
) -> None:
    assert (clock(seconds), clock(seconds, hours=True), timestamp(seconds)) == (short, with_hours, full)


def test_no_time_is_a_dash() -> None:
    assert timestamp(None) == "-"


@given(st.integers(0, 10**9))
def test_a_time_that_is_written_is_read_back(milliseconds: int) -> None:
    seconds = milliseconds / 1000
    assert clock_seconds(timestamp_ms(seconds)) == seconds
    assert clock_seconds(timestamp(seconds)) == clock_seconds(clock(seconds)) == milliseconds // 1000


@pytest.mark.parametrize("text", ["", "noon", "1:2:3:4", "-5", "inf"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert clock_seconds(text) is None
