"""Tools found without a model in real transcripts, against gold labels (skipped where there are none)."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from llm_summarise.names import load_catalogue


def module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.mark.parametrize("episode", ["528", "351"])
def test_tools_of_a_labelled_episode_are_found_under_their_names(shared_dir: Path, episode: str) -> None:
    gold = json.loads((shared_dir / "gold" / f"{episode}.json").read_text(encoding="utf-8"))
    score = module(shared_dir / "score.py")
    bench = module(Path(__file__).parents[1] / "benchmarks" / "bench_tools.py")
    catalogue = load_catalogue()
    for file in sorted((shared_dir / "episodes").glob(f"{episode}*")):
        lines = bench.lines_of(file)
        hits = catalogue.select(catalogue.find(lines), lines)
        row = score.tools_score({"tools": [{"name": hit.entry.name} for hit in hits]}, gold)
        assert row["f1"] >= 0.85, (file.name, row)
        assert row["precision"] >= 0.85, (file.name, row)
        assert row["named"] >= 0.95, (file.name, row)
