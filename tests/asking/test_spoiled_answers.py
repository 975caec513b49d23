"""Right answers spoiled on their way, through `llm` over real HTTP: calls made, what is raised, what is kept,
and that what was kept is not asked for again."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.failures import Failure
from llm_summarise.domain.text import estimate_tokens
from tests.asking.world import BOTH, GOOD, Count, World
from tests.spoiling_server import SPOILINGS, spoiled


class Ends(NamedTuple):
    """How a question ends whose every answer is spoiled: after so many calls, in this failure."""

    calls: int
    failure: type[Failure]
    exit_code: int
    says: str


TAKEN: Final = """
    thoughts_with_draft brace_in_thoughts okay_first byte_order_mark fenced prose_around comments
    content_null_reasoning content_empty_reasoning content_blank_thinking reasoning_details tool_call
    tool_call_with_object tool_call_finished_by_stop function_call sent_as_refusal
    list_of_parts list_of_strings list_with_thinking content_as_object content_in_value
    reasoning_beside_content
    nan_usage fractional_usage negative_usage usage_in_words huge_usage usage_in_lists usage_of_zeros
    usage_without_counts null_usage list_for_usage odd_usage_details
    finish_eos finish_in_capitals finish_as_object no_finish json_as_text stream stream_as_json ndjson
""".split()
"""One call, the right answer, kept."""

ENDS: Final = {
    "no_json": Ends(2, failures.InvalidAnswer, 4, "no JSON"),
    "thoughts_only": Ends(
        2, failures.Empty, 4, "answered with thoughts only - let it think less, or allow more"
    ),
    "cut_in_reasoning": Ends(1, failures.Truncated, 4, "thoughts only came of it"),
    "unfinished_reasoning": Ends(2, failures.Empty, 4, "thoughts only"),
    "refused": Ends(1, failures.Refused, 4, "declined"),
    "nothing": Ends(3, failures.Empty, 4, "answered with nothing"),
    "finish_abort": Ends(5, failures.ServerFault, 1, "broke off its answer"),
    "finish_error": Ends(5, failures.ServerFault, 1, "broke off its answer"),
    "finish_no_resources": Ends(5, failures.ServerFault, 1, "broke off its answer"),
    "finish_malformed_call": Ends(5, failures.ServerFault, 1, "broke off its answer"),
    "finish_language": Ends(1, failures.Refused, 4, "before its answer was complete"),
    "finish_pause": Ends(1, failures.Refused, 4, "before its answer was complete"),
    "finish_guardrail": Ends(1, failures.Refused, 4, "declined"),
    "tool_calls_without_call": Ends(1, failures.Refused, 4, "before its answer was complete"),
    "cut_answer": Ends(1, failures.Truncated, 4, "-o max_tokens"),
    "cut_without_a_word": Ends(1, failures.Truncated, 4, "-o max_tokens"),
    "string_code_200": Ends(6, failures.Overloaded, 1, "502: Bad gateway"),
    "number_code_200": Ends(6, failures.Overloaded, 1, "503: Service unavailable"),
    "error_in_choice": Ends(6, failures.Overloaded, 1, "502: upstream broke off"),
    "error_list": Ends(5, failures.ServerFault, 1, "500: internal"),
    "status_in_body": Ends(5, failures.ServerFault, 1, "500: Internal server error"),
    "base_resp": Ends(1, failures.QuotaUsedUp, 1, "insufficient balance"),
    "error_msg": Ends(1, failures.DailyLimit, 1, "daily request limit"),
    "error_is_true": Ends(1, failures.QuotaUsedUp, 1, "exceeded your current quota"),
    "taken_back": Ends(2, failures.InvalidAnswer, 4, "goes on after its JSON"),
    "html_as_json": Ends(2, failures.NotTheApi, 1, "api_base"),
    "web_page": Ends(2, failures.NotTheApi, 1, "api_base"),
    "empty_body": Ends(5, failures.ServerFault, 1, "empty body"),
    "empty_text": Ends(5, failures.ServerFault, 1, "empty body"),
    "cut_json": Ends(5, failures.ServerFault, 1, "was cut"),
    "cut_stream": Ends(5, failures.ServerFault, 1, "was cut"),
    "choices_empty": Ends(3, failures.Empty, 4, "answered with nothing"),
    "choices_null": Ends(3, failures.Empty, 4, "answered with nothing"),
    "deeply_nested": Ends(5, failures.ServerFault, 1, "no JSON that can be read"),
    "huge_answer": Ends(1, failures.InvalidAnswer, 4, "longer than 32 MB"),
}

READ_CLOSELY: Final = """
    only_closing_think thoughts_in_capitals thought_tag bracketed_thoughts harmony_channels double_encoded
    trailing_comma
""".split()
"""As TAKEN, by a reader that knows how models write."""

AMBIGUOUS: Final = ("two_answers",)


def test_every_spoiling_has_an_expected_end() -> None:
    assert sorted([*TAKEN, *ENDS, *READ_CLOSELY, *AMBIGUOUS]) == sorted(SPOILINGS)


@pytest.mark.parametrize("spoiling", READ_CLOSELY)
def test_an_answer_among_thoughts_and_small_faults_is_taken(world: World, spoiling: str) -> None:
    _spoiling(world, spoiling)
    assert world.ask().value == Count(n=7)
    assert (world.server.calls, world.kept) == (1, [GOOD])
    assert world.ask().cached


def test_of_two_answers_none_is_taken(world: World) -> None:
    _spoiling(world, "two_answers")
    world.fail(failures.InvalidAnswer)
    assert (world.server.calls, world.kept) == (2, [])


def _spoiling(world: World, name: str) -> None:
    world.server.react = lambda _request: spoiled(name, GOOD)


@BOTH
@pytest.mark.parametrize("spoiling", TAKEN)
def test_an_answer_that_can_be_read_is_taken_and_kept(world: World, name: str, spoiling: str) -> None:
    _spoiling(world, spoiling)
    answered = world.ask(name)
    assert answered.value == Count(n=7)
    assert (world.server.calls, world.kept) == (1, [GOOD])
    assert world.ask(name).cached
    assert world.server.calls == 1


@BOTH
@pytest.mark.parametrize("spoiling", ENDS)
def test_what_cannot_be_read_ends_in_one_line_and_is_not_kept(world: World, name: str, spoiling: str) -> None:
    _spoiling(world, spoiling)
    end = ENDS[spoiling]
    error = world.fail(end.failure, name)
    assert type(error) is end.failure
    assert (world.server.calls, error.exit_code, world.kept) == (end.calls, end.exit_code, [])
    assert end.says in str(error)


@pytest.mark.parametrize("spoiling", [name for name, end in ENDS.items() if end.calls > 1])
def test_what_passes_is_waited_out_and_the_answer_kept(world: World, spoiling: str) -> None:
    world.server.plan = [spoiled(spoiling, GOOD)]
    assert world.ask().value == Count(n=7)
    assert (world.server.calls, world.kept) == (2, [GOOD])


@pytest.mark.parametrize("spoiling", [name for name in TAKEN if "usage" in name])
def test_counts_that_are_none_are_estimated(world: World, spoiling: str) -> None:
    if spoiling == "odd_usage_details":
        pytest.skip("its counts are right")
    _spoiling(world, spoiling)
    answered = world.ask()
    assert answered.estimated
    assert answered.output_tokens == estimate_tokens(GOOD)
    assert (answered.input_tokens or 0) > 10
    assert (world.caller.ledger.output_tokens, world.caller.ledger.estimated) == (
        answered.output_tokens,
        True,
    )
    again = world.ask()
    assert (again.cached, again.input_tokens, again.output_tokens) == (True, None, None)


def test_warnings_never_repeat_an_answer(
    world: World, recwarn: pytest.WarningsRecorder, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for number, spoiling in enumerate(TAKEN):
        _spoiling(world, spoiling)
        world.ask(prompt=f"passage {number}")
    assert [str(warning.message) for warning in recwarn] == []
    assert capfd.readouterr() == ("", "")
