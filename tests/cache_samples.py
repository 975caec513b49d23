"""Entries for the tests of the cache, and a way to run a script as another process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from llm_summarise.asking.keys import KeyParts, cache_key
from llm_summarise.asking.store.entry import Entry
from llm_summarise.asking.store.store import Store


def sample(
    number: int = 0, *, model: str = "gpt-x", prompt: str = "[1] Ann: hello", **facts: object
) -> Entry:
    """The answer to one call; different numbers are different calls."""
    parts = KeyParts(model, None, {"system": "Take notes.", "options": {"temperature": 0.5}}, prompt, number)
    given = {
        "answer": f'{{"number": {number}}}',
        "input_tokens": 100,
        "output_tokens": 10,
        "cost": 0.25,
        "seconds": 1.5,
        "attempts": 1,
        "created": "2025-01-01T00:00:00+00:00",
        "episode": "one.vtt",
    }
    return Entry(parts, **{**given, **facts})  # type: ignore[arg-type]


def key_of(entry: Entry) -> str:
    return cache_key(entry.parts)


def start(
    script: str, *args: object, preexec_fn: Callable[[], object] | None = None
) -> subprocess.Popen[str]:
    """`script` as a Python process of its own, its output in pipes."""
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        preexec_fn=preexec_fn,
    )


def finish(process: subprocess.Popen[str]) -> str:
    """What the process printed, once it has ended well."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


def without_privileges() -> None:
    """Let file permissions bind root as well: give up the capabilities that override them."""
    if os.geteuid() == 0:
        import ctypes

        prctl = ctypes.CDLL(None, use_errno=True).prctl
        for capability in (1, 2, 3):  # DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER
            assert prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


def cached_prompts() -> set[str]:
    """The questions whose answers are in the cache of this test."""
    with Store(os.environ["LLM_SUMMARISE_CACHE_DIR"], warn=lambda text: None) as store:
        return {entry.parts.prompt for _, entry in store.iterate()}
