"""Settings: flag over environment over project file over user file over default; errors name their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llm_summarise.config import checked, gather
from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.settings import Settings


def load(tmp_path: Path, flags: dict[str, Any] | None = None, **environment: str) -> Settings:
    user_file = tmp_path / "user.toml"
    return checked(gather(flags or {}, environment=environment, folder=tmp_path, user_file=user_file))


def test_nearer_places_win(tmp_path: Path) -> None:
    (tmp_path / "user.toml").write_text('model = "user"\nlength = "long"\nseed = 1\nconcurrency = 2')
    (tmp_path / "llm-summarise.toml").write_text('model = "project"\nlength = "short"\nseed = 2')
    settings = load(
        tmp_path, {"model": "flag", "seed": None}, LLM_SUMMARISE_MODEL="e", LLM_SUMMARISE_SEED="3"
    )
    assert (settings.model, settings.seed, settings.length, settings.concurrency) == ("flag", 3, "short", 2)


def test_without_any_place_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_the_project_file_is_found_from_a_folder_below_it(tmp_path: Path) -> None:
    (tmp_path / "llm-summarise.toml").write_text("min-support = 0.7")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    given = gather({}, environment={}, folder=below, user_file=tmp_path / "none")
    assert checked(given).min_support == 0.7


def test_paths_in_a_file_count_from_that_file(tmp_path: Path) -> None:
    (tmp_path / "llm-summarise.toml").write_text('prompts = "mine"')
    below = tmp_path / "a"
    below.mkdir()
    settings = checked(gather({}, environment={}, folder=below, user_file=tmp_path / "none"))
    assert settings.prompts == tmp_path / "mine"


def test_speakers_of_several_places_are_merged(tmp_path: Path) -> None:
    (tmp_path / "llm-summarise.toml").write_text('[speakers]\nS1 = "Nora"\nS2 = "Bob"')
    settings = load(tmp_path, {"speakers": {"S1": "Al"}}, LLM_SUMMARISE_SPEAKERS='{"S3": "Ann"}')
    assert settings.speakers == {"S1": "Al", "S2": "Bob", "S3": "Ann"}


def test_options_of_several_places_are_merged(tmp_path: Path) -> None:
    (tmp_path / "llm-summarise.toml").write_text("[options]\ntemperature = 0.5\ntop_p = 1")
    settings = load(tmp_path, {"options": {"temperature": "0"}}, LLM_SUMMARISE_OPTIONS='{"max_tokens": 9}')
    assert settings.options == {"temperature": "0", "top_p": 1, "max_tokens": 9}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("modle = 1", "no setting is called modle"),
        ("seed = 'x'", "llm-summarise.toml: seed: "),
        ("seed = ", "llm-summarise.toml: "),
        ("length = 'huge'", "length: Input should be 'short', 'medium' or 'long'"),
    ],
)
def test_a_wrong_line_in_a_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "llm-summarise.toml").write_text(text)
    with pytest.raises(SettingsError) as error:
        load(tmp_path)
    assert said in str(error.value)
    assert error.value.exit_code == 2


def test_a_wrong_variable_is_named_as_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="environment: LLM_SUMMARISE_TIMEOUT: "):
        load(tmp_path, LLM_SUMMARISE_TIMEOUT="soon")
    with pytest.raises(SettingsError, match="LLM_SUMMARISE_OPTIONS: "):
        load(tmp_path, LLM_SUMMARISE_OPTIONS="temperature=0")


def test_a_key_is_never_shown() -> None:
    settings = Settings(key="sk-secret")
    assert "secret" not in repr(settings)
    assert "secret" not in settings.model_dump_json()
