"""The README is true: every command in it runs, every output shown is what comes out.

`UPDATE_README=1 pytest tests/test_readme.py` writes the outputs anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from llm_summarise import extractive
from tests.command import sh
from tests.fault_server import FaultServer, Request, configure, fault_server

__all__ = ["fault_server"]

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

RUN_BY_CI = re.compile(r"pip install|pytest\b|python tests/benchmarks")
"""Commands that .ci/run executes."""

RECORDED = ROOT / "tests" / "data" / "recorded"
EXAMPLE = ROOT / "examples" / "tide-station.vtt"

BEFORE = {
    "llm-summarise index results/": "llm-summarise batch transcripts/ -o results/ -f json",
    "llm-summarise cache": "llm-summarise demo",
}
"""What has been done where a block goes on from one above it, by the block's first words."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)


def scripts() -> list[str]:
    """The commands of each block of the README, to be run one after the other."""
    found = []
    for block in blocks("console"):
        lines = [line for line in block.splitlines() if line.strip() and not RUN_BY_CI.match(line)]
        found += ["\n".join(lines)] if lines else []
    return found


def respond(request: Request) -> str:
    """A model behind each name in the README: a careful reader's recorded answers for one, the embedded
    model's for the other, and for a schema of somebody's own the smallest thing that is valid."""
    if request.body["model"].startswith("careful-reader"):
        part = "episode" if "[1] topic" in request.prompt else "notes"
        return (RECORDED / f"tide-station.{part}.json").read_text()
    try:
        return extractive.answer(request.system, request.prompt, request.schema)
    except extractive.UnknownSchema:
        assert request.schema is not None
        return json.dumps(smallest(request.schema, request.schema))


def smallest(schema: dict[str, Any], whole: dict[str, Any]) -> Any:
    """The smallest instance of a JSON Schema, as far as the README's examples need."""
    if "$ref" in schema:
        return smallest(whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in schema:
        return smallest(schema["anyOf"][0], whole)
    if schema.get("type") == "object":
        return {name: smallest(each, whole) for name, each in schema.get("properties", {}).items()}
    return {"array": [], "integer": 1, "number": 1.0, "boolean": False}.get(schema.get("type", ""), "words")


@pytest.fixture
def place(fault_server: FaultServer, tmp_path: Path) -> Path:
    """A folder as a reader of the README has it: a clone with something staged, an episode and a folder
    of transcripts of one's own, and models to ask."""
    configure(fault_server.url, names=("fault", "careful-reader"))
    fault_server.respond = respond
    aliases = {"gpt-5-mini": "fault", "gpt-4.1-mini": "fault"}
    Path(os.environ["LLM_USER_PATH"], "aliases.json").write_text(json.dumps(aliases))
    for name in ("examples", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "transcripts").mkdir()
    for copy in ("episode.vtt", "transcripts/2024-03-03 tides.vtt"):
        shutil.copy(EXAMPLE, tmp_path / copy)
    sh("git init -q && git add examples", cwd=tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("script", scripts())
def test_the_commands_of_the_readme_run(place: Path, script: str) -> None:
    if "ffmpeg" in script:
        if not shutil.which("ffmpeg"):
            pytest.skip("needs ffmpeg")
        silence = "ffmpeg -v error -f lavfi -i anullsrc -t 720 -metadata artist=Mara episode.mp3"
        assert sh(silence, cwd=place).returncode == 0
    for start, earlier in BEFORE.items():
        if script.startswith(start):
            assert sh(earlier, cwd=place).returncode == 0
    llm = f'llm() {{ "{sys.executable}" -m llm "$@"; }}\n'
    # The models answer on this machine, where nobody sells tokens: a limit cannot be kept and is refused.
    done = sh(f"{llm}set -euo pipefail\n{script.replace(' --max-cost 10', '')}", cwd=place)
    assert done.returncode == 0, done.stderr.decode()
    if "ffmpeg" in script:
        probe = sh(
            "ffprobe -v error -show_format -show_chapters with-chapters.mp3", cwd=place
        ).stdout.decode()
        assert "TAG:artist=Mara" in probe
        assert probe.count("[CHAPTER]") > 5


def test_no_line_is_wider_than_120_columns() -> None:
    assert [line for line in README.read_text().splitlines() if len(line) > 120] == []


def test_the_outputs_shown_are_what_comes_out(place: Path) -> None:
    text = README.read_text()
    shown = re.compile(r"(<!-- output: (.*?) -->\n```\w*\n)(.*?)(^```$)", re.DOTALL | re.MULTILINE)

    def actual(match: re.Match[str]) -> str:
        done = sh(match[2], cwd=place)
        assert done.returncode == 0, done.stderr.decode()
        return match[1] + done.stdout.decode().rstrip("\n") + "\n" + match[4]

    true = shown.sub(actual, text)
    if os.environ.get("UPDATE_README"):
        README.write_text(true)
    assert len(shown.findall(text)) >= 1
    assert true == text


@pytest.mark.slow
def test_the_python_of_the_readme_runs(place: Path) -> None:
    assert len(blocks("python")) >= 1
    for block in blocks("python"):
        script = place / "block.py"
        script.write_text(block)
        done = sh(f'"{sys.executable}" block.py', cwd=place)
        assert done.returncode == 0, done.stderr.decode()


def test_each_command_of_the_program_is_explained_and_stands_in_the_readme() -> None:
    from typer.main import get_command

    from llm_summarise.cli.app import app

    text = README.read_text()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert name in ("episode", "hook") or f"llm-summarise {name}" in text, name
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


def test_relative_links_lead_to_files() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README.read_text()):
        assert (ROOT / target).exists(), target


def test_defaults_in_the_help_are_those_of_the_settings() -> None:
    from llm_summarise.cli import options
    from llm_summarise.domain.settings import Settings

    for name, field in Settings.model_fields.items():
        declared = getattr(options, name.title().replace("_", ""), None)
        said = (
            re.search(r"Default ([\w.]+)\.", getattr(declared, "__metadata__", [None])[0].help or "")
            if declared
            else None
        )
        if said:
            assert said[1].rstrip(".") == str(field.default).removesuffix(".0"), name
