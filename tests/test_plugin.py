"""`llm` sees the embedded model and the command."""

from __future__ import annotations

import asyncio
import json

import llm
import pytest
from click.testing import CliRunner
from llm.cli import cli

from llm_summarise.asking.answers import form_for
from llm_summarise.domain.replies import ChunkReply

PROMPT = """Speakers: Ada
Length: short

[1] Ada: We keep every answer in SQLite, because paying twice for one answer is silly.
[2] And the schema is checked with Pydantic before anything is kept."""


def test_llm_asks_the_embedded_model_with_and_without_asyncio() -> None:
    form = form_for(ChunkReply)
    options = {"schema": dict(form.schema), "stream": False}
    sync = llm.get_model("extractive").prompt(PROMPT, **options).text()

    async def ask() -> str:
        return await llm.get_async_model("extractive").prompt(PROMPT, **options).text()

    assert form.read(sync).json == asyncio.run(ask())


def test_a_schema_it_does_not_know_is_said_clearly() -> None:
    schema = llm.schema_dsl("colour")
    with pytest.raises(llm.ModelError, match="'extractive' cannot answer"):
        llm.get_model("extractive").prompt("blue", schema=schema).text()


def test_llm_lists_it_and_answers_on_its_command_line() -> None:
    runner = CliRunner()
    assert "extractive" in runner.invoke(cli, ["models"]).output
    schema = json.dumps(form_for(ChunkReply).schema)
    result = runner.invoke(cli, ["-m", "extractive", "--schema", schema, "--no-log", PROMPT])
    assert result.exit_code == 0
    assert "answer" in json.loads(result.output)


def test_the_command_hands_everything_on(capfd: pytest.CaptureFixture[str]) -> None:
    result = CliRunner().invoke(cli, ["summarise", "--version"])
    assert result.exit_code == 0, result.output
    assert "llm-summarise" in result.output + capfd.readouterr().out
    assert CliRunner().invoke(cli, ["summarise", "--no-such-option"]).exit_code == 2
    assert CliRunner().invoke(cli, ["summarise", "--help"]).exit_code == 0
    assert "summarise" in CliRunner().invoke(cli, ["--help"]).output
