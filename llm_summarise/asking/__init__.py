"""Everything between a prompt and a checked answer: the cache, the model, retries, money.

A Caller asks one model on behalf of one run; what it needs of the rest is behind the names below. They are
imported when they are first used: a run that finds all in the cache pays for few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_summarise.asking.caller import Answered as Answered
    from llm_summarise.asking.caller import Caller as Caller
    from llm_summarise.asking.failures import Failure as Failure
    from llm_summarise.asking.models.protocol import Model as Model
    from llm_summarise.asking.models.resolve import open_model as open_model
    from llm_summarise.asking.models.resolve import resolve as resolve
    from llm_summarise.asking.policy import Policy as Policy
    from llm_summarise.asking.store.store import Store as Store

_HOMES = {
    "Answered": "caller",
    "Caller": "caller",
    "Failure": "failures",
    "Model": "models.protocol",
    "Policy": "policy",
    "Store": "store.store",
    "open_model": "models.resolve",
    "resolve": "models.resolve",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
