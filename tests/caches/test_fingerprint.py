"""What a result depends on: every setting is classed, and every class tells the truth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.asking.models.protocol import ResolvedModel
from llm_summarise.caches.fingerprint import AFFECTS, fingerprint, model_facts, result_facts
from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.settings import Settings

OTHER: dict[str, Any] = {
    "model": "another",
    "options": {"temperature": 1},
    "key": "sk-another",
    "seed": 7,
    "samples": 3,
    "min_support": 0.9,
    "length": "short",
    "language": "German",
    "mentions": "tools",
    "chapters": "few",
    "chunk_tokens": 99,
    "verify": True,
    "skip_sponsors": True,
    "speakers": {"SPEAKER_00": "Nora"},
    "concurrency": 3,
    "timeout": 9,
    "max_cost": 1,
    "keep_going": True,
    "log": True,
    "cache_dir": "elsewhere",
    "no_cache": True,
    "refresh": True,
    "cached_only": True,
}
"""A value for each setting that is not its default; `prompts` and `glossary` are looked at apart."""

MODEL = ResolvedModel(asked="alias", id="model", options={"temperature": 0})


def of(settings: Settings) -> str:
    return fingerprint(result_facts(settings, settings.model))


def test_every_setting_is_classed_by_what_it_affects() -> None:
    assert set(AFFECTS) == set(Settings.model_fields)


@pytest.mark.parametrize("name", sorted(set(AFFECTS) - {"prompts", "glossary"}))
def test_a_setting_changes_results_just_where_it_is_classed_so(name: str) -> None:
    changed = of(Settings()) != of(Settings(**{name: OTHER[name]}))
    assert changed == (AFFECTS[name] in ("answer", "result"))


@pytest.mark.parametrize(("name", "file"), [("prompts", "chunk.system.j2"), ("glossary", "names.txt")])
def test_of_files_the_content_counts_and_not_the_path(name: str, file: str, tmp_path: Path) -> None:
    def made_with(folder: str, text: str) -> str:
        path = tmp_path / folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return of(Settings(**{name: path.parent if name == "prompts" else path}))

    first = made_with("one", "Tidewatch")
    assert made_with("two", "Tidewatch") == first
    assert made_with("one", "Tide watch") != first


def test_a_glossary_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.txt: cannot be read"):
        result_facts(Settings(glossary=tmp_path / "gone.txt"), None)


def test_a_model_counts_with_all_its_facts_but_alias_and_key() -> None:
    assert model_facts(MODEL) == model_facts(replace(MODEL, asked="other", needs_key="other"))
    for change in ({"id": "x"}, {"endpoint": "x"}, {"options": {}}, {"api_name": "x"}, {"seed_option": "x"}):
        assert model_facts(MODEL) != model_facts(replace(MODEL, **change))
