"""What several samples of one episode take, against what a server was really asked."""

from __future__ import annotations

import pytest

from llm_summarise.domain.result import Usage
from llm_summarise.domain.usage import total, total_cost
from tests.command import EXAMPLE, usage
from tests.fault_server import FaultServer, answer
from tests.inprocess import inside

SAMPLED = [EXAMPLE, "-m", "fault", "--chunk-tokens", "0", "--samples", "2", "-f", "json"]
QUESTIONS = 4
"""Of two samples of an episode that is read in one pass: the notes and the summary of each."""


def test_calls_and_answers_of_samples_are_those_of_the_server(server: FaultServer) -> None:
    server.plan = [answer("no JSON")]  # asked again: one call more than answers
    first = inside(*SAMPLED)
    used = usage(first.stdout)
    assert server.calls == used["calls"] == QUESTIONS + 1
    assert (used["answers"], used["cached"]) == (QUESTIONS, 0)
    assert b"5 calls" in first.stderr
    assert used["input_tokens"] == 100 * server.calls


def test_samples_from_the_cache_have_no_calls_and_no_answers(server: FaultServer) -> None:
    inside(*SAMPLED[:-2], "-f", "markdown")
    server.close()
    used = usage(inside(*SAMPLED, "--cached-only").stdout)
    assert (used["calls"], used["answers"], used["cached"]) == (0, 0, QUESTIONS)


def test_a_further_sample_adds_its_calls_and_finds_the_others_cached(server: FaultServer) -> None:
    inside(*SAMPLED)
    used = usage(inside(*SAMPLED, "--samples", "3").stdout)
    assert server.calls == QUESTIONS + 2
    assert (used["calls"], used["answers"], used["cached"]) == (2, 2, QUESTIONS)


@pytest.mark.parametrize("field", Usage.model_fields)
def test_no_field_of_usage_is_left_out_of_the_total(field: str) -> None:
    known = Usage(cost=0.0, saved=0.0)
    assert getattr(total([known, known.model_copy(update={field: True})]), field) == 1


def test_a_cost_with_an_unknown_part_is_unknown() -> None:
    assert total_cost([0.5, None]) is None
    assert total([Usage(cost=0.5, saved=0.5), Usage(cost=0.5)]) == Usage(cost=1.0, saved=None)
    assert total_cost([0.5, 0.25]) == 0.75
    assert total_cost([]) == 0.0
