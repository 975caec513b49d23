"""An output found again is the output a run would print now: nothing it depends on may have changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from llm_summarise.caches import fingerprint, output_cache
from llm_summarise.caches.output_cache import OutputRequest, find_output
from llm_summarise.config import gather
from tests.command import EXAMPLE
from tests.inprocess import Program

Runs = Callable[..., str]


@pytest.fixture
def episode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    copy = tmp_path / "episode.vtt"
    copy.write_bytes(EXAMPLE.read_bytes())
    return copy


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each run found its output."""
    runs: list[bool] = []
    look = output_cache.find_output

    def watched(*args: object) -> object:
        output = look(*args)  # type: ignore[arg-type]
        runs.append(output is not None)
        return output

    monkeypatch.setattr(output_cache, "find_output", watched)
    return runs


def test_the_second_run_finds_the_output_and_says_the_same(
    program: Program, episode: Path, found: list[bool]
) -> None:
    first = program(episode)
    second = program(episode)
    assert found == [False, True]
    assert second[:2] == first[:2]
    before, after = (err.splitlines() for err in (first[2], second[2]))
    assert before[0] == after[0]
    assert "2 calls · 0 cached" in before[1]
    assert "0 calls · 2 cached" in after[1]


def test_json_found_again_is_that_of_this_run(program: Program, episode: Path, found: list[bool]) -> None:
    program.json(episode)
    result = program.json(episode)
    assert found == [False, True]
    assert (result["usage"]["calls"], result["usage"]["cached"]) == (0, 2)
    assert 0 < result["usage"]["seconds"] < 60
    made = datetime.fromisoformat(result["provenance"]["created"])
    assert abs((datetime.now(UTC) - made).total_seconds()) < 60


def _change_transcript(folder: Path) -> list[str]:
    (folder / "episode.vtt").write_text(EXAMPLE.read_text() + "\n\n01:00.000 --> 01:02.000\nGoodbye.\n")
    return []


def _change_settings(folder: Path) -> list[str]:
    (folder / "llm-summarise.toml").write_text('length = "short"')
    return []


def _change_prompt(folder: Path) -> list[str]:
    prompt = folder / "mine" / "chunk.system.j2"
    prompt.write_text(prompt.read_text() + "\nBe brief.")
    return ["--prompts", "mine"]


def _change_glossary(folder: Path) -> list[str]:
    (folder / "names.txt").write_text("Tidewatch\n")
    return ["--glossary", "names.txt"]


@pytest.mark.parametrize("change", [_change_transcript, _change_settings, _change_prompt, _change_glossary])
def test_an_output_is_not_found_when_what_it_rests_on_has_changed(
    change: Callable[[Path], list[str]], program: Program, episode: Path, found: list[bool]
) -> None:
    shutil.copytree(Path(__file__).parents[2] / "prompts", episode.parent / "mine")
    (episode.parent / "names.txt").write_text("")
    options = {_change_prompt: ["--prompts", "mine"], _change_glossary: ["--glossary", "names.txt"]}
    program(episode.name, "-q", *options.get(change, []))
    program(episode.name, "-q", *options.get(change, []))
    args = change(episode.parent)
    program(episode.name, "-q", *args)
    assert found == [False, True, False]


@pytest.mark.parametrize(
    "args",
    [
        ("-f", "youtube"),
        ("--no-sponsors",),
        ("--no-disclosure",),
        ("--media-url", "https://example.org/a.mp3"),
    ],
)
def test_another_view_is_another_output(
    args: tuple[str, ...], program: Program, episode: Path, found: list[bool]
) -> None:
    program(episode, "-q")
    program(episode, "-q", *args)
    program(episode, "-q", *args)
    assert found == [False, False, True]


def test_the_output_of_another_file_with_the_same_words_is_its_own(
    program: Program, episode: Path, found: list[bool]
) -> None:
    program(episode, "-q")
    other = episode.rename(episode.with_name("other.vtt"))
    assert program.json(other)["source"]["path"] == str(other)
    assert found == [False, False]


def test_an_output_of_yesterday_is_made_anew(program: Program, episode: Path) -> None:
    program(episode, "-q")
    today = OutputRequest(episode.read_bytes(), str(episode), gather({}), "markdown", VIEW)
    assert find_output(today, _hush) is not None
    tomorrow = OutputRequest(
        episode.read_bytes(), str(episode), gather({}), "markdown", VIEW, day="2999-01-01"
    )
    assert find_output(tomorrow, _hush) is None


def test_changed_code_makes_outputs_anew(
    program: Program, episode: Path, found: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    program(episode, "-q")
    monkeypatch.setattr(fingerprint, "code_version", lambda: "another")
    program(episode, "-q")
    assert found == [False, False]


@pytest.mark.parametrize("flag", ["--no-cache", "--refresh"])
def test_a_run_that_wants_no_kept_answer_takes_no_kept_output(
    flag: str, program: Program, episode: Path, found: list[bool]
) -> None:
    program(episode, "-q")
    assert program.json(episode, flag)["usage"]["calls"] == 2
    assert found == [False, False]


def test_a_cache_others_may_write_to_gives_no_output(
    program: Program, episode: Path, found: list[bool], tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    where = ("--cache-dir", folder, "-q")
    program(episode, *where)
    folder.chmod(0o777)
    assert program(episode, *where)[0] == 0
    assert found == [False, False]


def test_settings_that_are_wrong_are_said_to_be_wrong_whatever_is_kept(
    program: Program, episode: Path, found: list[bool]
) -> None:
    program(episode, "-q")
    for line in ("prompts = 3", "timeout = 'soon'", "model = 3", "options = 3", "modle = 'x'"):
        (episode.parent / "llm-summarise.toml").write_text(line)
        code, out, err = program(episode, "-q")
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1
    assert not any(found)


def test_a_damaged_output_is_no_output(
    program: Program, episode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_cache.zlib, "compress", lambda data, level: b"not compressed")
    first = program(episode, "-q")
    monkeypatch.undo()
    monkeypatch.chdir(episode.parent)
    assert program(episode, "-q")[:2] == first[:2]


VIEW = {
    "sponsors": True,
    "media_url": None,
    "disclosure": True,
    "max_chars": 4000,
    "on": [None, False],
}


def _hush(_text: str) -> None:
    pass


def test_the_kept_output_holds_no_key(program: Program, episode: Path, tmp_path: Path) -> None:
    program(episode, "-q", "--key", "sk-secret", "--cache-dir", tmp_path / "cache")
    assert json.dumps("sk-secret")[1:-1].encode() not in (tmp_path / "cache" / "cache.db").read_bytes()
