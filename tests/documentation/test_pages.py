"""Pages lead where they say, name what exists, and leave out nothing that there is."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from typer.main import get_command

from llm_summarise.asking.failures import Failure
from llm_summarise.cli.app import app
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Settings
from llm_summarise.readers import parse
from llm_summarise.render import FORMATS
from llm_summarise.render.content import Content
from llm_summarise.render.selection.shown import (
    Moment,
    ShownGroup,
    ShownItem,
    ShownPoint,
    ShownQuote,
    ShownSponsor,
    ShownTopic,
)
from tests.documentation.pages import ARCHITECTURE, PAGES, README, ROOT, in_code, name_of, prose, sections

EXAMPLES = ROOT / "examples"
PROMPTS = ROOT / "prompts"
OTHERS_OPTIONS = {
    "--hook-type",  # pre-commit
    "--output_format",  # whisper
    "--skip-download",  # yt-dlp
    "--write-auto-subs",
    "--corpus",  # the benchmarks
    "--each",
    "--episodes",
    "--only",
    "--quick",
    "--source",
    "--verbose",
}
"""Options in the pages that are other programs'."""


def commands(command: click.Command, name: str = "llm-summarise") -> dict[str, click.Command]:
    """All commands by the words one types."""
    below = getattr(command, "commands", {})
    return {name: command} | {
        words: found for n, c in below.items() for words, found in commands(c, f"{name} {n}").items()
    }


COMMANDS = commands(get_command(app))
SPOKEN = [name for name in COMMANDS if name.count(" ") == 1 and not name.endswith((" episode", " hook"))]
"""Commands that people type by name."""


def subclasses(kind: type) -> set[type]:
    return {kind, *(below for each in kind.__subclasses__() for below in subclasses(each))}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files_and_sections(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text()):
        path, _, section = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        assert not section or section in sections(file), target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_line_is_wider_than_120_columns(page: Path) -> None:
    assert [line for line in page.read_text().splitlines() if len(line) > 120] == []


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.read_text().splitlines()) <= 200


def test_each_page_is_reached_from_the_readme() -> None:
    reached = {README}
    for page in (README, EXAMPLES / "README.md"):
        links = re.findall(r"\]\(([^)#:]+)", page.read_text())
        reached |= {(page.parent / target).resolve() for target in links}
    assert set(PAGES) <= reached


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_options_named_are_those_of_the_program(page: Path) -> None:
    known = {o for c in COMMANDS.values() for p in c.params for o in (*p.opts, *p.secondary_opts)}
    named = {o for code in in_code(page) for o in re.findall(r"(?<![\w-])--[a-z][\w-]*", code)}
    assert named - known - OTHERS_OPTIONS - {"--help", "--version"} == set()


def test_each_command_is_explained_and_stands_in_a_page() -> None:
    pages = "".join(page.read_text() for page in PAGES)
    for name, command in COMMANDS.items():
        assert command.help, name
        assert name not in SPOKEN or name in pages, name
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


def test_defaults_in_the_help_are_those_of_the_settings() -> None:
    told = {
        (parameter.name, said[1])
        for command in COMMANDS.values()
        for parameter in command.params
        if (said := re.search(r"Default (\w+(?:\.\d+)?)\.", getattr(parameter, "help", None) or ""))
    }
    assert len(told) >= 5
    for name, value in told:
        assert value == str(Settings.model_fields[name].default).removesuffix(".0"), name


def test_every_output_format_is_in_the_page_for_podcasters() -> None:
    assert set(FORMATS) - set(in_code(EXAMPLES / "podcasters.md")) == set()


def test_every_transcript_format_is_in_the_page_for_podcasters() -> None:
    samples = (ROOT / "tests" / "data" / "transcripts").iterdir()
    formats = {parse(sample.read_bytes(), sample.name).format for sample in samples}
    assert formats - set(in_code(EXAMPLES / "podcasters.md")) == set()


def test_every_field_of_the_result_is_in_the_page_for_developers() -> None:
    assert set(EpisodeSummary.model_fields) - set(in_code(EXAMPLES / "developers.md")) == set()


def test_every_field_of_content_is_in_the_page_of_templates() -> None:
    told = set(in_code(EXAMPLES / "templates.md"))
    shown = (Content, Moment, ShownGroup, ShownItem, ShownPoint, ShownQuote, ShownSponsor, ShownTopic)
    assert {field.name for each in shown for field in fields(each)} - told == set()


def test_every_setting_is_in_the_page_for_developers() -> None:
    assert set(Settings.model_fields) - set(in_code(EXAMPLES / "developers.md")) == set()


def test_every_exit_code_is_in_the_page_for_developers() -> None:
    text = prose(EXAMPLES / "developers.md")
    for error in subclasses(SummariseError):
        assert f"\n| {getattr(error, 'exit_code', 130)} |" in text, error


def test_every_prompt_and_recipe_is_in_the_page_of_prompts() -> None:
    recipes = {path.stem for path in (PROMPTS / "recipes").glob("*.j2")}
    assert ({path.name for path in PROMPTS.glob("*.j2")} | recipes) - set(
        in_code(PROMPTS / "README.md")
    ) == set()


def test_every_failure_of_a_provider_has_a_test() -> None:
    tests = "".join(path.read_text() for path in (ROOT / "tests" / "asking").rglob("test_*.py"))
    untested = {kind.__name__ for kind in subclasses(Failure) if kind.__name__ not in tests}
    assert untested - {"SchemaUnknown"} == set()  # which only the embedded model raises


def test_paths_in_the_architecture_exist() -> None:
    paths = [
        code
        for code in in_code(ARCHITECTURE)
        if re.fullmatch(r"[\w./*-]+(/|\.(py|j2|md|toml|txt|json))", code)
    ]
    assert len(paths) > 40
    for path in paths:
        assert any(list(base.glob(path)) for base in (ARCHITECTURE.parent, ROOT)), path


def test_names_of_code_in_the_architecture_exist() -> None:
    source = "".join(path.read_text() for path in ARCHITECTURE.parent.rglob("*.py"))
    names = [re.fullmatch(r"(?:\w+\.)*([A-Za-z_]\w+)(?:\(\))?", code) for code in in_code(ARCHITECTURE)]
    for name in (found[1] for found in names if found and re.search(r"[A-Z(]", found[0])):
        assert re.search(rf"(class|def) {name}\b|^{name}\b.* = ", source, re.MULTILINE), name
