"""A server that refuses a request is asked in another form, once for all of a run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.asking import failures
from llm_summarise.asking.caller import Answered, Caller, Event
from llm_summarise.asking.failures import Failure
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.store.store import NullStore, Store
from tests import fault_server as faults
from tests.asking.fussy_model import FussyModel, Sent
from tests.asking.wording import PlainWording
from tests.asking.world import BOTH, GOOD, PROMPT, Count, World
from tests.fault_server import Request


def bad(parameter: str | None = None, kind: type[Failure] = failures.BadRequest) -> Failure:
    failure = kind("that was refused")
    failure.parameter = parameter
    return failure


class Run:
    """One run with a fussy model: what came of its questions, and what people were told."""

    def __init__(self, folder: Path, model: FussyModel, questions: int = 1, **policy: Any) -> None:
        self.events: list[Event] = []
        self.results: list[Any] = []

        async def go() -> None:
            with Store(folder, warn=pytest.fail) as store:
                caller = Caller(model, store, PlainWording(), Policy(**policy), on_event=self.events.append)
                async with caller:
                    asked = (caller.ask("count", f"{PROMPT} {n}", Count) for n in range(questions))
                    self.results = await asyncio.gather(*asked, return_exceptions=True)
                self.usage = caller.ledger.usage()

        asyncio.run(go())

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self.events if event.kind == "notice"]

    @property
    def kinds(self) -> set[str]:
        return {type(each).__name__ for each in self.results}


def with_options(model: FussyModel, **options: Any) -> FussyModel:
    model.resolved = replace(model.resolved, options=options)
    return model


REFUSED: dict[str, tuple[Callable[[Sent], Failure | None], list[str]]] = {
    "a schema, named": (
        lambda s: bad(kind=failures.SchemaRejected) if s.schema else None,
        ["SY seed", "Y seed"],
    ),
    "a schema, by its parameter": (
        lambda s: bad("response_format") if s.schema else None,
        ["SY seed", "Y seed"],
    ),
    "a schema, without a word": (lambda s: bad() if s.schema else None, ["SY seed", "Y seed"]),
    "a system prompt, named": (
        lambda s: bad(kind=failures.SystemRejected) if s.system else None,
        ["SY seed", "S seed"],
    ),
    "a system prompt, without a word": (
        lambda s: bad() if s.system else None,
        ["SY seed", "Y seed", "S seed"],
    ),
    "a seed, named": (
        lambda s: bad(kind=failures.SeedRejected) if "seed" in s.options else None,
        ["SY seed", "SY"],
    ),
    "a seed, without a word": (
        lambda s: bad() if "seed" in s.options else None,
        ["SY seed", "Y seed", "S seed", ""],
    ),
    "both, without a word": (
        lambda s: bad() if s.schema or s.system else None,
        ["SY seed", "Y seed", "S seed", ""],
    ),
    "both, one after the other by name": (
        lambda s: bad("response_format") if s.schema else bad("messages[0].role") if s.system else None,
        ["SY seed", "Y seed", " seed"],
    ),
    "one by name, the other without a word": (
        lambda s: bad("seed") if "seed" in s.options else bad() if s.system else None,
        ["SY seed", "SY", "Y", ""],
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_left_out_once_for_all(
    tmp_path: Path, case: tuple[Callable[[Sent], Failure | None], list[str]]
) -> None:
    refuse, sent = case
    model = FussyModel(refuse)
    run = Run(tmp_path, model, questions=40, concurrency=1)
    assert run.kinds == {"Answered"}
    assert [one.left for one in model.asked[: len(sent)]] == sent
    assert {one.left for one in model.asked[len(sent) :]} == {sent[-1]}
    assert len(model.asked) == len(sent) + 39


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_many_under_way_find_out_together(
    tmp_path: Path, case: tuple[Callable[[Sent], Failure | None], list[str]]
) -> None:
    refuse, sent = case
    model = FussyModel(refuse)
    run = Run(tmp_path, model, questions=40, concurrency=8)
    assert run.kinds == {"Answered"}
    refused = sum(refuse(one) is not None for one in model.asked)
    # Those under way when the first was refused, and its steps; nobody starts while it tries them.
    assert refused <= 8 * (len(sent) - 1)
    assert len(model.asked) - refused == 40


def test_the_words_of_the_system_prompt_come_before_the_question(tmp_path: Path) -> None:
    model = FussyModel(lambda s: bad(kind=failures.SystemRejected) if s.system else None)
    Run(tmp_path, model)
    assert model.asked[-1].prompt == f"count\n\n{PROMPT} 0"
    assert model.asked[-1].schema is not None


@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_request_refused_in_every_form_is_fatal_after_the_first(tmp_path: Path, concurrency: int) -> None:
    model = FussyModel(lambda _sent: bad())
    run = Run(tmp_path, model, questions=40, concurrency=concurrency)
    assert run.kinds == {"BadRequest"}
    assert all(each.fatal for each in run.results)
    assert str(run.results[0]) == "that was refused"
    assert len(model.asked) <= concurrency + 3


def test_one_odd_question_costs_only_itself(tmp_path: Path) -> None:
    model = FussyModel(lambda s: bad() if s.prompt.endswith(" 3") else None)
    run = Run(tmp_path, model, questions=9, concurrency=1)
    assert [type(each).__name__ for each in run.results].count("Answered") == 8
    assert not run.results[3].fatal
    assert len(model.asked) == 9  # what was in it is in answers, too, so there is nothing to try
    assert {one.left for one in model.asked if not one.prompt.endswith(" 3")} == {"SY seed"}


def test_a_refusal_is_no_end_while_others_are_being_answered(tmp_path: Path) -> None:
    class Slow(FussyModel):
        async def answer(self, system: str, prompt: str, *rest: Any) -> Any:
            if not prompt.endswith(" 0"):
                for _ in range(50):
                    await asyncio.sleep(0)
            return await super().answer(system, prompt, *rest)

    run = Run(
        tmp_path, Slow(lambda s: bad() if s.prompt.endswith(" 0") else None), questions=9, concurrency=4
    )
    assert [type(each).__name__ for each in run.results] == ["BadRequest"] + ["Answered"] * 8
    assert not run.results[0].fatal


def test_an_odd_question_costs_only_itself_where_all_others_are_kept(tmp_path: Path) -> None:
    broken = FussyModel(lambda s: bad() if s.prompt.endswith(" 3") else None)
    Run(tmp_path, broken, questions=9, concurrency=1)
    again = FussyModel(lambda s: bad() if s.prompt.endswith(" 3") else None)
    run = Run(tmp_path, again, questions=10, concurrency=1)
    assert [type(each).__name__ for each in run.results].count("Answered") == 9
    assert not run.results[3].fatal
    assert len(again.asked) == 4 + 1


def test_a_server_that_refuses_now_what_it_answered_once_is_given_up(tmp_path: Path) -> None:
    Run(tmp_path, FussyModel(lambda _sent: None), questions=3)
    model = FussyModel(lambda _sent: bad())
    run = Run(tmp_path, model, questions=40, concurrency=1)
    assert [type(each).__name__ for each in run.results] == ["Answered"] * 3 + ["BadRequest"] * 37
    assert run.results[-1].fatal
    assert len(model.asked) == 4 + 2


def test_what_fails_otherwise_while_it_is_tried_is_told_as_it_is(tmp_path: Path) -> None:
    model = FussyModel(lambda s: bad() if s.schema else failures.TooLong("too long"))
    assert Run(tmp_path, model).kinds == {"TooLong"}
    assert len(model.asked) == 2


def test_a_404_is_no_unknown_model_where_answers_came_from(tmp_path: Path) -> None:
    def refuse(sent: Sent) -> Failure | None:
        known = sent.schema is None or "m" not in sent.schema["properties"]
        return None if known else bad(kind=failures.UnknownModel)

    class Total(Count):
        m: int = 0

    async def two(caller: Caller) -> None:
        await caller.ask("count", PROMPT, Count)
        assert (await caller.ask("count", PROMPT, Total)).value == Total(n=1)

    model = FussyModel(refuse)
    asyncio.run(two(Caller(model, NullStore(), PlainWording())))
    assert [one.left for one in model.asked] == ["SY seed", "SY seed", "Y seed"]
    gone = FussyModel(lambda _sent: bad(kind=failures.UnknownModel))
    assert Run(tmp_path / "other", gone, questions=9, concurrency=1).kinds == {"UnknownModel"}
    assert len(gone.asked) == 1


def test_an_option_that_is_not_taken_is_named_and_the_answer_found_again(tmp_path: Path) -> None:
    def model() -> FussyModel:
        refuse = lambda s: bad("temperature") if "temperature" in s.options else None  # noqa: E731
        return with_options(FussyModel(refuse), temperature=0, top_p=1)

    first = model()
    run = Run(tmp_path, first, questions=5, concurrency=1)
    assert run.kinds == {"Answered"}
    assert run.notices == ["m does not take -o temperature: asked without it"]
    assert [one.left for one in first.asked[:3]] == [
        "SY seed temperature top_p",
        "SY seed top_p",
        "SY seed top_p",
    ]
    again = model()
    assert [each.cached for each in Run(tmp_path, again, questions=5).results] == [True] * 5
    assert again.asked == []
    with Store(tmp_path, warn=pytest.fail) as store:
        assert {str(entry.parts.settings["options"]) for _, entry in store.iterate()} == {"{'top_p': 1}"}


def test_a_server_that_has_learned_is_sent_the_option_again(tmp_path: Path) -> None:
    options = {"temperature": 0}
    refuse = lambda s: bad("temperature") if "temperature" in s.options else None  # noqa: E731
    Run(tmp_path, with_options(FussyModel(refuse), **options))
    better = with_options(FussyModel(lambda _sent: None), **options)
    run = Run(tmp_path, better, questions=2)
    assert [each.cached for each in run.results] == [True, False]
    assert [one.left for one in better.asked] == ["SY seed temperature"]


def test_answers_without_an_option_are_not_found_unless_it_was_refused(tmp_path: Path) -> None:
    Run(tmp_path, FussyModel(lambda _sent: None))
    model = with_options(FussyModel(lambda _sent: None), temperature=0)
    assert [each.cached for each in Run(tmp_path, model).results] == [False]


def test_what_costs_or_hurries_is_not_in_the_key(tmp_path: Path) -> None:
    Run(tmp_path, with_options(FussyModel(lambda _sent: None), temperature=0))
    same = with_options(
        FussyModel(lambda _sent: None),
        temperature=0,
        service_tier="flex",
        user="u",
        store=True,
        keep_alive="5m",
    )
    other = with_options(FussyModel(lambda _sent: None), temperature=0, verbosity="low")
    assert [each.cached for each in Run(tmp_path, same).results] == [True]
    assert [each.cached for each in Run(tmp_path, other).results] == [False]


def test_the_model_is_closed_once_whatever_was_left_out(tmp_path: Path) -> None:
    model = FussyModel(lambda s: bad("seed") if "seed" in s.options else None)
    Run(tmp_path, model)
    assert model.closed == ["closed"]


def test_a_prompt_that_was_cut_stops_the_run_and_is_not_kept(tmp_path: Path) -> None:
    model = FussyModel(lambda _sent: None, tokens=lambda _sent: 2048)
    long = PROMPT * 800
    events: list[Event] = []

    async def go() -> list[Any]:
        with Store(tmp_path, warn=pytest.fail) as store:
            caller = Caller(model, store, PlainWording(), Policy(concurrency=1), on_event=events.append)
            async with caller:
                asked = (caller.ask("count", f"{long} {n}", Count) for n in range(9))
                results = await asyncio.gather(*asked, return_exceptions=True)
            assert list(store.iterate()) == []
        return results

    results = asyncio.run(go())
    assert {type(each) for each in results} == {failures.ReadTooLittle}
    assert len(model.asked) == 1
    assert "2,048 tokens" in str(results[0])
    assert "num_ctx" in str(results[0])


def refusing(what: Callable[[Request], bool]) -> Callable[[Request], faults.Reply | None]:
    return lambda request: faults.status(400, "that will not do") if what(request) else None


@BOTH
@pytest.mark.parametrize(
    ("what", "calls"),
    [
        (lambda r: r.schema is not None, 2),
        (lambda r: bool(r.system), 3),
        (lambda r: "seed" in r.body, 4),
    ],
    ids=["schema", "system", "seed"],
)
def test_a_server_is_asked_in_the_form_it_takes(
    world: World, name: str, what: Callable[[Request], bool], calls: int
) -> None:
    world.server.react = refusing(what)

    async def three(caller: Caller) -> list[int]:
        return [(await caller.ask("count", f"{PROMPT} {n}", Count)).value.n for n in range(3)]

    assert world.run(three, name) == [7, 7, 7]
    assert world.server.calls == calls + 2
    assert world.run(three, name) == [7, 7, 7]
    assert world.server.calls == calls + 2
    assert world.kept == [GOOD] * 3


@BOTH
def test_a_server_that_refuses_all_is_asked_once_in_each_form(world: World, name: str) -> None:
    world.server.react = refusing(lambda _request: True)

    async def many(caller: Caller) -> list[Any]:
        asked = (caller.ask("count", f"{n}", Count) for n in range(40))
        return await asyncio.gather(*asked, return_exceptions=True)

    results = world.run(many, name, concurrency=2)
    assert {type(each) for each in results} == {failures.BadRequest}
    assert world.server.calls <= 2 + 3


def test_an_answer_is_the_same_whichever_way_it_was_asked(world: World) -> None:
    world.server.react = refusing(lambda r: bool(r.system))
    first = world.ask()
    world.server.react = lambda _request: None
    again: Answered[Any] = world.ask()
    assert (again.cached, again.key) == (True, first.key)
