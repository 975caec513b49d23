"""What is taken into an index anew: whatever it was made of has changed, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch_samples import talk
from tests.command import lines
from tests.fault_server import FaultServer, careful, status
from tests.inprocess import inside


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with two talks, a glossary and prompts of one's own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks").mkdir()
    for number in range(2):
        (tmp_path / "talks" / f"talk{number}.vtt").write_text(talk(number))
    (tmp_path / "names.txt").write_text("Tidewatch\n")
    shutil.copytree(Path(__file__).parents[2] / "prompts", tmp_path / "prompts")
    return tmp_path


def index(*options: str) -> str:
    """What `index` says it did."""
    return lines(inside("index", "talks", "-O", "episodes.db", *options).stderr)[-1].partition(": ")[2]


def change_glossary(here: Path) -> None:
    (here / "names.txt").write_text("Tidewatch\nAldhaven\n")


def change_settings_file(here: Path) -> None:
    (here / "llm-summarise.toml").write_text('length = "short"\n')


def change_prompt(here: Path) -> None:
    with (here / "prompts" / "chunk.system.j2").open("a") as file:
        file.write("\nBe brief.\n")


@pytest.mark.parametrize("change", [change_glossary, change_settings_file, change_prompt])
def test_talks_are_indexed_anew_when_what_they_rest_on_changed(
    here: Path, change: Callable[[Path], None]
) -> None:
    options = ("--glossary", "names.txt", "--prompts", "prompts")
    assert index(*options) == "2 added, 0 updated, 0 unchanged"
    assert index(*options) == "0 added, 0 updated, 2 unchanged"
    change(here)
    assert index(*options) == "0 added, 2 updated, 0 unchanged"
    assert index(*options) == "0 added, 0 updated, 2 unchanged"


def test_a_glossary_that_only_moved_changes_nothing(here: Path) -> None:
    index("--glossary", "names.txt")
    (here / "names.txt").rename(here / "moved.txt")
    assert index("--glossary", "moved.txt") == "0 added, 0 updated, 2 unchanged"


def test_another_model_by_default_indexes_anew(
    here: Path, fault_server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault_server.respond = careful
    index()
    monkeypatch.setenv("LLM_SUMMARISE_MODEL", "fault")
    assert index() == "0 added, 2 updated, 0 unchanged"
    assert index() == "0 added, 0 updated, 2 unchanged"
    assert index("-m", "fault") == "0 added, 0 updated, 2 unchanged"


def test_an_incomplete_summary_is_completed_by_the_next_run(here: Path, fault_server: FaultServer) -> None:
    fault_server.respond = careful
    options = ("-m", "fault", "--keep-going", "--chunk-tokens", "200")
    fault_server.react = lambda r: status(400, "no") if "week 101" in r.prompt else None
    assert index(*options) == "2 added, 0 updated, 0 unchanged"
    fault_server.react = lambda r: None
    assert index(*options) == "0 added, 1 updated, 1 unchanged"
    assert index(*options) == "0 added, 0 updated, 2 unchanged"
