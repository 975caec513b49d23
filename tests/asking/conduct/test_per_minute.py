"""No 60 seconds hold more than the user allows, and nobody waits longer than that takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.asking.conduct.per_minute import MINUTE, MinuteLimits, Started

LIMIT = 100
CALLS = st.lists(st.tuples(st.floats(0, 40, allow_nan=False), st.integers(0, LIMIT)), min_size=1, max_size=40)


def within(calls: list[Started], end: float) -> list[Started]:
    """The calls of the minute that ends with `end`."""
    return [one for one in calls if one.at <= end and one.at + MINUTE > end]


def fits(calls: list[Started], requests: int | None) -> bool:
    return len(calls) <= (requests or len(calls)) and sum(one.tokens for one in calls) <= LIMIT


@given(CALLS, st.one_of(st.none(), st.integers(1, 5)))
def test_no_minute_holds_more_than_the_limits(calls: list[tuple[float, int]], requests: int | None) -> None:
    limits, now, started = MinuteLimits(requests, LIMIT), 0.0, []
    for later, tokens in calls:
        now += later
        started.append(limits.book(now, tokens))
        assert started[-1].at >= now
    assert [one.at for one in started] == sorted(one.at for one in started)
    for one in started:
        assert fits(within(started, one.at), requests)


@given(CALLS, st.one_of(st.none(), st.integers(1, 5)))
def test_nobody_waits_longer_than_needed(calls: list[tuple[float, int]], requests: int | None) -> None:
    limits, now, started = MinuteLimits(requests, LIMIT), 0.0, []
    for later, tokens in calls:
        now += later
        before = started[-1].at if started else now
        booked = limits.book(now, tokens)
        if booked.at > max(now, before):  # a moment earlier it would not have fitted
            earlier = Started(booked.at - 1e-6, tokens)
            assert not fits([*within(started, earlier.at), earlier], requests)
        started.append(booked)


def test_without_limits_everything_starts_at_once() -> None:
    limits = MinuteLimits()
    assert not limits.is_set
    assert limits.allows(10**9)
    assert {limits.book(5.0, 10**6).at for _ in range(50)} == {5.0}


def test_what_did_not_start_takes_no_room() -> None:
    limits = MinuteLimits(requests=1)
    first = limits.book(0.0, 1)
    limits.give_back(limits.book(1.0, 1))
    assert (first.at, limits.book(2.0, 1).at) == (0.0, 60.0)


def test_what_was_taken_counts_once_it_is_known() -> None:
    limits = MinuteLimits(tokens=LIMIT)
    limits.book(0.0, 90).tokens = 10
    assert limits.book(1.0, 90).at == 1.0
    assert limits.book(2.0, 90).at == 61.0


@pytest.mark.parametrize(("tokens", "allowed"), [(LIMIT, True), (LIMIT + 1, False)])
def test_a_prompt_of_more_than_a_minute_is_never_asked(tokens: int, allowed: bool) -> None:
    assert MinuteLimits(tokens=LIMIT).allows(tokens) == allowed
