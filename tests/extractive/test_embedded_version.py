"""The version of the embedded model changes with what its answers come from."""

from __future__ import annotations

import subprocess
import sys

from llm_summarise.extractive.embedded_model import SOURCES


def test_its_version_covers_all_code_its_answers_come_from() -> None:
    program = """
import importlib, pkgutil, sys
import llm_summarise.extractive as package
for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
    if module.name != package.__name__ + ".embedded_model":
        importlib.import_module(module.name)
ours = [module for name, module in sys.modules.items() if name.startswith("llm_summarise.")]
print(*(module.__file__.split("/llm_summarise/")[-1] for module in ours))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    silent = {"version.py", "safe_path.py", "domain/__init__.py", "domain/errors.py"}
    for file in set(run.stdout.split()) - silent:
        assert any(file == source or file.startswith(f"{source}/") for source in SOURCES), file
