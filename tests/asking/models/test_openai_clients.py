"""Clients of the OpenAI family are shared; a library that has changed costs speed and loses no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import openai
import pytest
from llm.default_plugins import openai_models
from openai.resources.chat import AsyncCompletions, Completions

from llm_summarise.asking.models.openai_clients import is_openai_family
from llm_summarise.asking.models.resolve import open_model, resolve
from tests.asking.world import BOTH, GOOD, World

FAMILY = [kind for kind in vars(openai_models).values() if isinstance(kind, type)]


def answers(name: str, prompts: int = 3) -> list[str]:
    """What the model answers to questions asked at the same time."""

    async def ask() -> list[str]:
        model = open_model(resolve(name))
        try:
            asked = (model.answer("system", f"{n}", None, 0, 30.0) for n in range(prompts))
            return [answer.text for answer in await asyncio.gather(*asked)]
        finally:
            await model.aclose()

    return asyncio.run(ask())


def count_clients(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each client that `llm` makes from now on."""
    made: list[object] = []
    make = openai_models.Chat.get_client

    def counted(self: Any, key: str | None, **kwargs: Any) -> Any:
        made.append(make(self, key, **kwargs))
        return made[-1]

    for kind in (openai_models.Chat, openai_models.AsyncChat):
        monkeypatch.setattr(kind, "get_client", counted)
    return made


@BOTH
def test_one_client_serves_all_questions(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = count_clients(monkeypatch)
    assert answers(name) == [GOOD] * 3
    assert len(made) == 1


def moved_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in FAMILY:
        if kind.__module__ == openai_models.__name__:
            monkeypatch.setattr(kind, "__module__", "llm.elsewhere")


def asked_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """`llm` tells `get_client` more than today."""
    for kind in (openai_models.Chat, openai_models.AsyncChat):
        make, execute = kind.get_client, kind.execute

        def get_client(
            self: Any, key: str | None = None, *, region: str, make: Any = make, **more: Any
        ) -> Any:
            assert region == "eu"
            return make(self, key, **more)

        def ask(self: Any, *args: Any, execute: Any = execute, **kwargs: Any) -> Any:
            inner = self.get_client
            if not getattr(inner, "knows_region", False):

                def outer(*a: Any, **k: Any) -> Any:
                    return inner(*a, region="eu", **k)

                outer.knows_region = True  # type: ignore[attr-defined]
                self.get_client = outer
            return execute(self, *args, **kwargs)

        monkeypatch.setattr(kind, "get_client", get_client)
        monkeypatch.setattr(kind, "execute", ask)


def without_options(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (openai.OpenAI, openai.AsyncOpenAI):
        monkeypatch.delattr(kind, "with_options")


def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be put in the place of a method of the client."""

    def refuse(self: object, name: str, value: object) -> None:
        if name == "create":
            raise AttributeError(f"{name} cannot be set")
        object.__setattr__(self, name, value)

    for kind in (Completions, AsyncCompletions):
        monkeypatch.setattr(kind, "__setattr__", refuse)


def without_responses(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (openai.OpenAI, openai.AsyncOpenAI):
        monkeypatch.delattr(kind, "responses")


@BOTH
@pytest.mark.parametrize("change", [moved_away, asked_for_more, without_options, sealed, without_responses])
def test_a_changed_library_loses_no_answer(
    world: World,
    name: str,
    change: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(monkeypatch)
    assert answers(name) == [GOOD] * 3


def test_a_model_that_makes_no_clients_is_left_alone() -> None:
    class Plain:
        pass

    assert not is_openai_family(Plain())
