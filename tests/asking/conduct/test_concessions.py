"""What is left out of a request after which refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.asking import failures
from llm_summarise.asking.conduct.concessions import (
    SCHEMA,
    SEED,
    SYSTEM,
    Concession,
    Concessions,
    may_help,
    named,
    option,
    options_in,
)
from llm_summarise.asking.failures import Failure

ALL = frozenset({SCHEMA, SYSTEM, SEED, option("temperature"), option("max_tokens"), option("top_p")})
NONE: frozenset[Concession] = frozenset()


def refused(parameter: str | None = None, kind: type[Failure] = failures.BadRequest) -> Failure:
    failure = kind("no")
    failure.parameter = parameter
    return failure


@pytest.mark.parametrize(
    ("parameter", "meant"),
    [
        ("response_format", SCHEMA),
        ("response_format.json_schema.schema", SCHEMA),
        ("text.format.schema", SCHEMA),
        ("generation_config.response_schema", SCHEMA),
        ("generationConfig.responseSchema", SCHEMA),
        ("tools.0.input_schema", SCHEMA),
        ("tool_choice", SCHEMA),
        ("format", SCHEMA),
        ("output_config.format", SCHEMA),
        ("guided_json", SCHEMA),
        ("seed", SEED),
        ("random_seed", SEED),
        ("body.seed", SEED),
        ("messages[0].role", SYSTEM),
        ("messages.0.role", SYSTEM),
        ("system", SYSTEM),
        ("system_instruction", SYSTEM),
        ("temperature", option("temperature")),
        ("body.temperature", option("temperature")),
        ("max_tokens", option("max_tokens")),
        ("generationConfig.topP", option("top_p")),
        ("stream", None),
        ("messages", None),
        ("model", None),
        ("", None),
        ("[0]...", None),
        ("x" * 100_000, None),
    ],
)
def test_a_parameter_is_known_by_the_names_servers_have_for_it(parameter: str, meant: str | None) -> None:
    assert named(refused(parameter), ALL) == meant


def test_what_a_class_of_failure_names_needs_no_parameter() -> None:
    assert named(refused(kind=failures.SchemaRejected), ALL) == SCHEMA
    assert named(refused(kind=failures.SystemRejected), ALL) == SYSTEM
    assert named(refused(kind=failures.SeedRejected), ALL) == SEED
    assert named(refused(kind=failures.SeedRejected), {option("seed")}) == option("seed")
    assert named(refused(kind=failures.SchemaRejected), {SYSTEM}) is None


@pytest.mark.parametrize(
    ("failure", "answered", "helps"),
    [
        (refused(), False, True),
        (refused(kind=failures.SchemaRejected), False, True),
        (refused(kind=failures.SystemRejected), False, True),
        (refused(kind=failures.SeedRejected), False, True),
        (refused(kind=failures.UnknownModel), False, False),
        (refused(kind=failures.UnknownModel), True, True),
        (refused("temperature", failures.ServerFault), False, True),
        (refused("messages", failures.ServerFault), False, False),
        (refused("max_tokens", failures.TooLong), False, False),
        (refused("max_tokens", failures.RateLimited), False, False),
        (refused(kind=failures.KeyRefused), True, False),
        (refused(kind=failures.Truncated), True, False),
    ],
)
def test_only_a_refusal_of_the_request_is_asked_in_another_form(
    failure: Failure, answered: bool, helps: bool
) -> None:
    assert may_help(failure, ALL, answered=answered) == helps


def test_what_names_nothing_is_tried_step_by_step_and_each_once() -> None:
    found, possible = Concessions(), {SCHEMA, SYSTEM, SEED}
    tries = []
    without: frozenset[Concession] | None = NONE
    while without is not None:
        tries.append(without)
        without = found.after(refused(), without, possible)
    assert tries == [NONE, {SCHEMA}, {SYSTEM}, {SCHEMA, SYSTEM, SEED}]
    assert found.made == NONE
    assert found.after(refused(), NONE, possible) is None  # nor for the next question


def test_what_helped_is_left_out_from_then_on() -> None:
    found = Concessions()
    first = found.after(refused(), NONE, ALL)
    assert first == {SCHEMA}
    found.answered(first)
    assert found.made == {SCHEMA}
    assert found.after(refused(), NONE, ALL) == {SCHEMA}  # one that was under way


def test_what_is_named_goes_first_and_needs_no_proof() -> None:
    found = Concessions()
    assert found.after(refused("temperature"), NONE, ALL) == {option("temperature")} == found.made
    assert found.after(refused("top_p"), found.made, ALL) == {option("temperature"), option("top_p")}
    assert options_in(found.made) == {"temperature", "top_p"}
    assert found.after(refused("top_p"), found.made, ALL) == found.made | {SCHEMA}


@given(st.data())
def test_asking_without_ends_whatever_a_server_says(data: st.DataObject) -> None:
    found, without, seen = Concessions(), NONE, 0
    possible = data.draw(st.frozensets(st.sampled_from(sorted(ALL))))
    names = st.sampled_from([None, "seed", "response_format", "temperature", "top_p", "system", "x"])
    while True:
        following = found.after(refused(data.draw(names)), without, possible)
        if following is None:
            break
        assert following <= possible
        assert found.made <= following
        seen, without = seen + 1, following
        assert seen <= 3 * (len(ALL) + 1)
