"""A cache and a server that answers as a test wants it: what one run after another does with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llm_summarise.asking.caller import Answered, Caller, Event
from llm_summarise.asking.models.resolve import open_model, resolve
from llm_summarise.asking.policy import Policy
from llm_summarise.asking.retrying import Waits
from llm_summarise.asking.store.locks import KeyLocks
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import SummariseError
from tests.asking.wording import PlainWording
from tests.fault_server import FaultServer

GOOD = '{"n": 7}'
PROMPT = "How many notes are there in the passage about lighthouses?"
BOTH = pytest.mark.parametrize("name", ["fault", "fault-sync"])


class Count(BaseModel):
    n: int


class World:
    """A cache and a server; `run` is one run of the program."""

    def __init__(self, server: FaultServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.waited: list[float] = []
        self.events: list[Event] = []
        self.caller: Caller

    def run(self, ask: Callable[[Caller], Any], name: str = "fault", **options: Any) -> Any:
        ledger = options.pop("ledger", None)

        async def go() -> Any:
            with Store(self.folder, warn=pytest.fail) as store:
                self.caller = Caller(
                    open_model(resolve(name, options.pop("options", None), memo=store)),
                    store,
                    PlainWording(),
                    Policy(waits=Waits(jitter=0.0), sleep=self.sleep, **options),
                    locks=KeyLocks(self.folder, warn=pytest.fail),
                    ledger=ledger,
                    on_event=self.events.append,
                )
                async with self.caller as caller:
                    return await ask(caller)

        return asyncio.run(go())

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)

    def ask(self, name: str = "fault", prompt: str = PROMPT, **options: Any) -> Answered[Any]:
        return self.run(lambda caller: caller.ask("count", prompt, Count), name, **options)

    def fail(self, kind: type[SummariseError], name: str = "fault", **options: Any) -> SummariseError:
        with pytest.raises(kind) as caught:
            self.ask(name, **options)
        assert PROMPT not in str(caught.value)
        assert "\n" not in str(caught.value)
        return caught.value

    @property
    def kept(self) -> list[str]:
        with Store(self.folder, warn=pytest.fail) as store:
            return [entry.answer for _, entry in store.iterate()]
