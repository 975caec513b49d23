"""What a library's user may stand on: objects in place of names, typed settings, progress."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

import llm_summarise
from llm_summarise import Answer, EpisodeSummary, Progress, ResolvedModel, summarise
from llm_summarise.asking.store.store import Store
from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.settings_arguments import SettingsArguments
from llm_summarise.extractive import answer as extractive_answer
from tests.command import EXAMPLE


class OwnModel:
    """A model that a user wrote; it counts what it is asked."""

    resolved = ResolvedModel("mine", "mine", supports_schema=True)

    def __init__(self) -> None:
        self.asked = 0

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        self.asked += 1
        return Answer(extractive_answer(system, prompt, schema), 1, 1, finish="complete")

    async def aclose(self) -> None:
        pass


def test_a_model_of_ones_own_is_asked_and_named_in_the_result(tmp_path: Path) -> None:
    model = OwnModel()
    result = summarise(EXAMPLE, model=model, cache_dir=tmp_path)
    assert result.topics
    assert result.provenance.model == "mine"
    assert model.asked == result.usage.calls > 1


def test_a_store_of_ones_own_keeps_the_answers_and_stays_open(tmp_path: Path) -> None:
    model = OwnModel()
    with Store(tmp_path / "own", warn=pytest.fail) as store:
        summarise(EXAMPLE, model=model, store=store, cache_dir=tmp_path / "unused")
        before = model.asked
        again = summarise(EXAMPLE, model=model, store=store)
    assert model.asked == before
    assert again.usage.cached == before
    assert not (tmp_path / "unused").exists()


def test_progress_is_told_of_each_answer(tmp_path: Path) -> None:
    told: list[Progress] = []
    result = summarise(EXAMPLE, model=OwnModel(), cache_dir=tmp_path, progress=told.append)
    assert told[-1] == Progress(needed=result.usage.calls, arrived=result.usage.calls)
    assert [p.arrived for p in told] == sorted(p.arrived for p in told)
    summarise(EXAMPLE, model=OwnModel(), cache_dir=tmp_path, progress=told.append)
    assert told[-1].cached == told[-1].needed


def test_what_a_progress_callback_raises_ends_the_run(tmp_path: Path) -> None:
    def stop(_progress: Progress) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        summarise(EXAMPLE, model=OwnModel(), cache_dir=tmp_path, progress=stop)


def test_a_mistyped_setting_names_the_nearest_one() -> None:
    with pytest.raises(
        SettingsError, match=r"no setting is called chunk_token - did you mean chunk_tokens\?"
    ):
        summarise(EXAMPLE, chunk_token=100)  # type: ignore[call-arg]
    with pytest.raises(SettingsError, match="did you mean model"):
        summarise(EXAMPLE, modle="extractive")  # type: ignore[call-arg]


def test_the_arguments_are_the_settings_field_by_field() -> None:
    typed, fields = get_type_hints(SettingsArguments), get_type_hints(Settings)
    fields = {name: fields[name] for name in Settings.model_fields if name != "model"}
    assert typed.keys() == fields.keys()
    for name, kind in fields.items():
        assert typed[name] == (str | kind if "Path" in str(kind) else kind), name


def test_every_field_of_a_result_is_described() -> None:
    seen: set[type[BaseModel]] = set()

    def look(model: type[BaseModel]) -> None:
        if model in seen:
            return
        seen.add(model)
        for name, field in model.model_fields.items():
            assert len(field.description or "") > 8, f"{model.__name__}.{name}"
            for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    look(part)

    look(EpisodeSummary)
    assert len(seen) > 10
    assert "exclusive" in json.dumps(EpisodeSummary.model_json_schema())


@pytest.mark.slow
def test_a_type_checker_finds_a_mistyped_setting(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from llm_summarise import summarise\n"
        "summarise('a.vtt', model='x', length='short')\n"
        "summarise('a.vtt', modle='x')\n"
        "summarise('a.vtt', length='tiny')\n"
    )
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--follow-imports=silent", str(program)]
    told = subprocess.run(command, capture_output=True, text=True, cwd=EXAMPLE.parents[1], check=False).stdout
    lines = [line for line in told.splitlines() if "program.py" in line and "error" in line]
    assert [line.split(":")[1] for line in lines] == ["3", "4"], told


def test_no_submodule_takes_the_place_of_a_public_name() -> None:
    """Python binds a package's submodules as attributes once they are imported."""
    program = (
        "import importlib, llm_summarise, pkgutil\n"
        "for name in ('batch', 'render', 'index', 'evaluation', 'asking'):\n"
        "    importlib.import_module(f'llm_summarise.{name}')\n"
        "modules = {m.name for m in pkgutil.iter_modules(llm_summarise.__path__)}\n"
        "assert not modules & set(llm_summarise.__all__), modules\n"
        "assert all(getattr(llm_summarise, name) for name in llm_summarise.__all__)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_all_public_names_are_there() -> None:
    assert {"summarise", "render_result", "summarise_folder", "search_index", "compare_models"} <= set(
        llm_summarise.__all__
    )
