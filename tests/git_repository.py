"""A scratch repository of real git, with the program under test in its hooks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[1]


class Repository:
    """A scratch repository; `llm-summarise` in its hooks is the program under test."""

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder = folder
        tools.mkdir()
        command = tools / "llm-summarise"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m llm_summarise "$@"\n')
        command.chmod(0o755)
        names = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
        self.environment = {
            **os.environ,
            **{f"GIT_{name}": "a@example.org" for name in names},
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_EDITOR": "true",
        }
        self.git("init", "-q", "-b", "main", str(folder), at=folder.parent)

    def run(self, *words: str | Path, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        where = at or self.folder
        return subprocess.run(
            words, cwd=where, env=self.environment, capture_output=True, text=True, timeout=120
        )

    def git(self, *words: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        done = self.run("git", *words, at=at)
        assert done.returncode == 0, done.stderr + done.stdout
        return done

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def add(self, name: str, text: str) -> Path:
        path = self.write(name, text)
        self.git("add", name)
        return path

    def install(self, hook: str) -> None:
        shutil.copy(HERE / "examples" / "hooks" / hook, self.folder / ".git" / "hooks" / hook)

    def commit(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("git", "commit", "-q", *words)

    def message(self) -> str:
        return self.git("log", "-1", "--format=%B").stdout.strip()
