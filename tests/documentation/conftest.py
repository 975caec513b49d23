"""A folder as a reader of the documentation has it, and models to ask."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from llm_summarise import extractive
from tests.command import EXAMPLE, sh
from tests.documentation.pages import ROOT
from tests.fault_server import FaultServer, Request, configure, fault_server

__all__ = ["fault_server"]

RECORDED = ROOT / "tests" / "data" / "recorded"


def respond(request: Request) -> str:
    """A model behind each name in the pages: a careful reader's recorded answers for one, the embedded
    model's for the others, and for a schema of somebody's own the smallest thing that is valid."""
    if request.body["model"].startswith("careful-reader"):
        part = "episode" if "[1] topic" in request.prompt else "notes"
        talk = "salt-marsh" if "Calloway" in request.prompt else "tide-station"
        return (RECORDED / f"{talk}.{part}.json").read_text()
    if request.prompt.startswith("Key points:"):  # a judge, who finds none covered
        points, _ = request.prompt.split("Statements:")
        numbers = re.findall(r"^\[(\d+)\]", points, re.MULTILINE)
        return json.dumps({"points": [{"point": int(n), "statement": 0} for n in numbers]})
    try:
        return extractive.answer(request.system, request.prompt, request.schema)
    except extractive.UnknownSchema:
        assert request.schema is not None
        return json.dumps(smallest(request.schema, request.schema))


def smallest(schema: dict[str, Any], whole: dict[str, Any]) -> Any:
    """The smallest instance of a JSON Schema, as far as the examples need."""
    if "$ref" in schema:
        return smallest(whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in schema:
        return smallest(schema["anyOf"][0], whole)
    if schema.get("type") == "object":
        return {name: smallest(each, whole) for name, each in schema.get("properties", {}).items()}
    return {"array": [], "integer": 1, "number": 1.0, "boolean": False}.get(schema.get("type", ""), "words")


@pytest.fixture
def place(fault_server: FaultServer, tmp_path: Path) -> Path:
    """A clone with something staged, an episode with its recording, a folder of transcripts, and models."""
    configure(fault_server.url, names=("fault", "careful-reader"))
    fault_server.respond = respond
    aliases = {"gpt-5-mini": "fault", "gpt-4.1-mini": "fault", "gpt-4.1": "fault"}
    Path(os.environ["LLM_USER_PATH"], "aliases.json").write_text(json.dumps(aliases))
    for name in ("examples", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "transcripts").mkdir()
    for copy in ("episode.vtt", "transcripts/2024-03-03 tides.vtt"):
        shutil.copy(EXAMPLE, tmp_path / copy)
    assert sh("git init -q && git add examples", cwd=tmp_path).returncode == 0
    return tmp_path
