"""What a start costs, as the modules it imports: those that take long must not be among them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.command import EXAMPLE
from tests.inprocess import inside

SCRIPT = """
import io, sys
from llm_summarise.cli import main
sys.stdout = io.TextIOWrapper(io.BytesIO())
try: main(sys.argv[1:])
except SystemExit as done: assert not done.code, done.code
print(" ".join(sorted(sys.modules)), file=sys.stderr)
"""
CALLS = {"llm", "openai", "httpx", "httpx2", "genai_prices", "tenacity", "stamina"}
WORK = {"numpy", "rapidfuzz", "jellyfish", "sentencex", "jinja2", "rich"}
KEEPING = {"sqlite_utils", "diskcache"}
STARTS = {
    "pydantic",
    "pydantic_core",
    "typing_extensions",
    "asyncio",
    "email",
    "importlib.metadata",
    "tomllib",
}


def imported(*args: str) -> set[str]:
    """The modules that are imported when the program has run with `args`."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("options", [(), ("-m", "extractive", "-f", "json"), ("--output", "notes.html")])
def test_a_second_run_imports_only_what_reads_a_row_and_writes_it(
    options: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("work"))
    inside(EXAMPLE, "-q", *options)
    modules = imported(str(EXAMPLE), "-q", *options)
    assert "llm_summarise.caches.output_cache" in modules
    assert modules & (CALLS | WORK | KEEPING | STARTS) == set()
    ours = {name for name in modules if name.startswith("llm_summarise.")}
    path = {f"llm_summarise.episode.{name}" for name in ("pipeline", "composition", "summarise")}
    assert ours.isdisjoint(path)
    assert not any(name.startswith(("llm_summarise.extractive", "llm_summarise.names")) for name in ours)


def test_a_typer_that_reads_options_otherwise_costs_speed_only() -> None:
    sealed = """
import typer.core
kind = typer.core.TyperOption
kind.process_value = property(kind.process_value.__get__)
"""
    assert inside(EXAMPLE, "-q").stdout
    done = subprocess.run([sys.executable, "-c", sealed + SCRIPT, str(EXAMPLE), "-q"], capture_output=True)
    assert done.returncode == 0, done.stderr
    assert b" pydantic " in done.stderr
    wrong = [sys.executable, "-c", sealed + SCRIPT, str(EXAMPLE), "--output", ""]
    assert b"a path cannot be empty" in subprocess.run(wrong, capture_output=True).stderr


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("episode", "--help")])
def test_help_imports_what_the_commands_look_like_and_not_what_they_do(args: tuple[str, ...]) -> None:
    modules = imported(*args)
    assert modules & (CALLS | WORK | KEEPING | STARTS) == set()
    assert "sqlite3" not in modules


def test_the_library_imports_nothing_before_it_is_used() -> None:
    script = "import sys, llm_summarise; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert modules & (CALLS | WORK | KEEPING | STARTS) == set()
