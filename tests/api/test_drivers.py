"""What the commands do, from Python: rendering, folders, searching, comparing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from llm_summarise import (
    EpisodeSummary,
    SummariseError,
    compare_models,
    read_transcript,
    render_result,
    search_index,
    summarise,
    summarise_folder,
)
from tests.command import EXAMPLE
from tests.inprocess import inside


@pytest.fixture(scope="module")
def result() -> EpisodeSummary:
    return summarise(EXAMPLE, model="extractive", no_cache=True)


def test_a_result_is_rendered_as_the_command_prints_it(result: EpisodeSummary) -> None:
    short = render_result(result, length="short", disclosure=False)
    options = ("-m", "extractive", "--length", "short", "--no-disclosure", "--quiet", "-f", "markdown")
    printed = inside(EXAMPLE, *options).stdout.decode()
    assert short.splitlines()[0] == printed.splitlines()[0]
    assert len(render_result(result, "markdown")) > len(short)


def test_a_page_shows_the_transcript_that_is_given(result: EpisodeSummary) -> None:
    transcript = read_transcript(EXAMPLE)
    page = render_result(result, "html", transcript=transcript)
    assert transcript.cues[-1].text.split()[0] in page
    assert len(page) > len(render_result(result, "html"))


def test_an_unknown_format_or_option_is_told(result: EpisodeSummary) -> None:
    with pytest.raises(SummariseError, match="unknown format"):
        render_result(result, "papyrus")
    with pytest.raises(SummariseError, match="no such option of a view"):
        render_result(result, colour=True)


def test_a_folder_is_summarised_once(tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "talks" / "one.vtt")
    shutil.copy(EXAMPLE, tmp_path / "talks" / "two.vtt")
    (tmp_path / "talks" / "bad.vtt").write_text("WEBVTT\n")
    made = summarise_folder([tmp_path / "talks"], tmp_path / "notes", model="extractive", formats=["json"])
    assert (made.done, made.failed, [name for name, _ in made.failures]) == (2, 1, [made.failures[0][0]])
    assert "bad.vtt" in made.failures[0][0]
    assert sorted(p.name for p in (tmp_path / "notes").glob("*.json")) == ["one.json", "two.json"]
    again = summarise_folder([tmp_path / "talks"], tmp_path / "notes", model="extractive", formats=["json"])
    assert (again.done, again.current) == (0, 2)


def test_an_index_is_searched(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path)
    inside("index", EXAMPLE.name, "-m", "extractive", "-O", "talks.db", "--quiet", cwd=tmp_path)
    found = search_index(tmp_path / "talks.db", "tide")
    assert found.total > 0
    assert all("tide" in f"{hit.title} {hit.quote}".lower() for hit in found.hits)
    assert any("tide" in hit.quote.lower() for hit in found.hits)


def test_models_are_compared_side_by_side(tmp_path: Path) -> None:
    (compared,) = compare_models([EXAMPLE], ["extractive"], cache_dir=tmp_path)
    (outcome,) = compared.outcomes
    assert outcome.result is not None
    assert outcome.result.topics
