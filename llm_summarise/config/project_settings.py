"""Which settings a project file may have: an `llm-summarise.toml` in a folder, whoever put it there.

It may shape what a result says. What sends, spends, or reads and writes elsewhere is the user's own to set. A
setting that is in neither table may not come from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

How = Literal["freely", "inside", "sampling", "lower"]
"""`inside`: a path that stays in the file's folder. `sampling`: of its keys those in SAMPLING. `lower`: where
the user has set it too, the lower value counts."""

_BY_HOW: Final[Mapping[How, str]] = {
    "freely": "model seed min_support length language mentions chapters verify skip_sponsors speakers",
    "inside": "prompts glossary",
    "sampling": "options",
    "lower": "max_cost",
}
PROJECT_MAY: Final[Mapping[str, How]] = {
    name: how for how, names in _BY_HOW.items() for name in names.split()
}

PROJECT_MAY_NOT: Final[Mapping[str, str]] = {
    "key": "it decides whose account is used",
    "samples": "it multiplies what is paid",
    "chunk_tokens": "it multiplies what is paid",
    "concurrency": "it decides how fast money is spent",
    "timeout": "it decides how long you wait, and what is paid in vain",
    "tokens_per_minute": "it decides how fast money is spent",
    "requests_per_minute": "it decides how fast money is spent",
    "keep_going": "it decides what counts as done",
    "log": "it writes elsewhere",
    "cache_dir": "it reads and writes elsewhere",
    "no_cache": "it pays again for what is paid",
    "refresh": "it pays again for what is paid",
    "cached_only": "it decides whether a model is asked at all",
}
"""Settings that are the user's own, with the reason."""

SAMPLING: Final = frozenset(
    "temperature top_p top_k min_p typical_p seed presence_penalty frequency_penalty repeat_penalty "
    "repetition_penalty".split()
)
"""Options of models that say how an answer is drawn, and nothing else: no address, header, file or user, and
nothing that makes an answer longer or dearer. Their values are numbers."""
