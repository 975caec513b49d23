"""Prompts: rendered whole, overridden file by file, sandboxed, and strict about names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from llm_summarise.domain.errors import PromptError
from llm_summarise.domain.replies import MentionKind, ToolKind
from llm_summarise.episode.prompts.template_files import load_prompts, shipped_folder
from llm_summarise.episode.prompts.templates import Prompts, numbered

CHUNK = {
    "speakers": ["Ann", "Bob"],
    "names": ["DiskCache", "uv"],
    "length": "medium",
    "language": None,
    "about": [],
    "under": "",
    "lines": numbered(["Hello.", "And {{ welcome }}.", "Thanks."], ["Ann", "Ann", "Bob"]),
}


def test_a_chunk_prompt_reads_exactly_so() -> None:
    assert load_prompts().render("chunk.user.j2", **CHUNK) == (
        "Speakers: Ann, Bob\nNames: DiskCache, uv\nLength: medium\n\n"
        "[1] Ann: Hello.\n[2] And {{ welcome }}.\n[3] Bob: Thanks."
    )


def test_without_speakers_and_names_their_header_lines_are_left_out() -> None:
    bare = CHUNK | {"speakers": [], "names": [], "language": "German", "lines": numbered(["Hm."], [None])}
    assert load_prompts().render("chunk.user.j2", **bare) == "Length: medium\nLanguage: German\n\n[1] Hm."


def test_an_episode_prompt_reads_exactly_so() -> None:
    text = load_prompts().render(
        "episode.user.j2",
        speakers=["Ann"],
        length="short",
        language=None,
        duration="01:02:03",
        chapters=17,
        about=[],
        notes=[("topic", "00:00:05", "Tides"), ("point", "Water moves.")],
    )
    assert text == (
        "Length: short\nSpeakers: Ann\nChapters: at most 17\nDuration: 01:02:03\n\n"
        "[1] topic | 00:00:05 | Tides\n[2] point | Water moves."
    )


def test_only_kinds_of_tools_are_asked_for_where_only_tools_are_wanted() -> None:
    told = {"language": None, "about": False, "found": False, "inferred": False, "outlined": False}
    tools, everything = (
        load_prompts().render("chunk.system.j2", mentions=wanted, **told) for wanted in ("tools", "all")
    )
    assert set(re.findall(r"`(\w+)`", tools)) >= {kind.value for kind in ToolKind} - {"other"}
    assert not {"`book`", "`person`", "`link`"} & set(re.findall(r"`\w+`", tools))
    kinds = {kind.value for kind in MentionKind}
    assert kinds - set(re.findall(r"`(\w+)`", everything)) == set()
    assert len(tools) < len(everything)


def test_a_folder_of_ones_own_replaces_prompts_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "chunk.user.j2").write_text("Mine: {{ length }}")
    prompts = load_prompts(tmp_path)
    assert prompts.render("chunk.user.j2", **CHUNK) == "Mine: medium"
    told = {"language": None, "about": False, "found": False, "inferred": False, "outlined": False}
    assert prompts.render("episode.system.j2", sentences="3", takeaways="4", **told)
    assert prompts.versions["chunk.user.j2"] != load_prompts().versions["chunk.user.j2"]
    assert prompts.versions["chunk.system.j2"] == load_prompts().versions["chunk.system.j2"]


def test_a_prompt_of_ones_own_may_include_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "chunk.user.j2").write_text("Be brief.\n{% include 'repair.user.j2' %}")
    values = CHUNK | {"prompt": "P", "answer": "A", "error": "E"}
    assert load_prompts(tmp_path).render("chunk.user.j2", **values).startswith("Be brief.\nP")


def test_an_unknown_variable_names_the_file_and_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "chunk.user.j2").write_text("{{ lenght }}")
    with pytest.raises(PromptError) as error:
        load_prompts(tmp_path).render("chunk.user.j2", **CHUNK)
    assert str(tmp_path / "chunk.user.j2") in str(error.value)
    assert "'lenght' is undefined" in str(error.value)
    assert "length" in str(error.value.hint)


def test_a_template_that_does_not_parse_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "chunk.user.j2").write_text("fine\n{% if %}")
    with pytest.raises(PromptError, match=r"chunk\.user\.j2, line 2: "):
        load_prompts(tmp_path).render("chunk.user.j2", **CHUNK)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ lines.append(1) }}",
        "{{ range(10**9) | list }}",
        "{{ cycler.__init__.__globals__ }}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(attack: str) -> None:
    with pytest.raises(PromptError):
        Prompts({"x.j2": attack}).render("x.j2", **CHUNK)


def test_a_folder_with_a_misspelled_prompt_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chunks.user.j2").write_text("never used")
    with pytest.raises(PromptError, match=r"chunks\.user\.j2: not a prompt's name"):
        load_prompts(tmp_path)


@pytest.mark.parametrize("make", [False, True])
def test_a_missing_or_empty_folder_is_refused(tmp_path: Path, make: bool) -> None:
    folder = tmp_path / "mine"
    if make:
        folder.mkdir()
    with pytest.raises(PromptError, match="mine: "):
        load_prompts(folder)


def test_a_copy_of_the_shipped_prompts_changes_nothing(tmp_path: Path) -> None:
    shutil.copytree(shipped_folder(), tmp_path / "copy")
    assert load_prompts(tmp_path / "copy").versions == load_prompts().versions


def test_a_speaker_is_named_again_after_somebody_unknown() -> None:
    assert [row["speaker"] for row in numbered("abcd", ["Ann", "Ann", None, "Ann"])] == [
        "Ann",
        None,
        None,
        "Ann",
    ]
