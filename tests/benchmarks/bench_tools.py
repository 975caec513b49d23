"""How well tools are found without a model: `python tests/benchmarks/bench_tools.py SHARED [GOLD...]`.

SHARED holds score.py, gold/*.json and episodes/; each gold file is scored against the transcript whose name
begins with its number. Prints precision, recall, F1 and the share of right names, and how long it took.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from llm_summarise.domain.text import fold_space
from llm_summarise.names import load_catalogue


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines_of(file: Path) -> list[str]:
    """The lines of speech, without times and tags (the readers have their own tests)."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^WEBVTT.*$|^\d+$|^\d\d:\d\d(:\d\d)?[.,]\d+ --> .*$|^\d\d:\d\d:\d\d ", "", text)
    text = re.sub(r"<[^>]*>", "", text)
    return [fold_space(line) for line in text.splitlines() if line.strip()]


def main(arguments: list[str]) -> None:
    shared = Path(arguments[0])
    golds = [Path(a) for a in arguments[1:]] or sorted((shared / "gold").glob("*.json"))
    score = scorer(shared)
    started = time.perf_counter()
    catalogue = load_catalogue()
    print(f"load {1000 * (time.perf_counter() - started):.0f} ms, {len(catalogue.entries)} entries")
    for gold_file in golds:
        gold: dict[str, Any] = json.loads(gold_file.read_text(encoding="utf-8"))
        for file in sorted((shared / "episodes").glob(f"{gold_file.stem}*")):
            lines = lines_of(file)
            started = time.perf_counter()
            hits = catalogue.select(catalogue.find(lines), lines)
            spent = time.perf_counter() - started
            row = score.tools_score({"tools": [{"name": hit.entry.name} for hit in hits]}, gold)
            figures = "  ".join(f"{k} {row[k]:.3f}" for k in ("precision", "recall", "f1", "named"))
            print(f"\n{file.name}: {figures}  tools {row['predicted']}  {1000 * spent:.0f} ms")
            print("  missed:", ", ".join(row["missed"]))
            print("  wrong: ", ", ".join(row["wrong"]))


if __name__ == "__main__":
    main(sys.argv[1:])
