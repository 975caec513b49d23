"""No command, hook or worker runs or imports anything from the folder it works in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.batch_samples import episodes
from tests.fault_server import FaultServer, Request, careful

pytestmark = pytest.mark.slow

LOADED = "import sys, re, runpy, importlib.util, site; print(*sys.modules, *sys.builtin_module_names)"
PACKAGES = (
    "llm openai httpx httpcore anyio sniffio pydantic pydantic_core typer click rich jinja2 "
    "markupsafe diskcache yaml numpy rapidfuzz jellyfish platformdirs tenacity genai_prices "
    "sqlite_utils pluggy dotenv brotli h2 zstandard socks distro certifi idna attr "
    "usercustomize sitecustomize pip setuptools readline gnureadline "
).split()


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that is written when anything planted runs."""
    return tmp_path / "mark"


@pytest.fixture
def folder(tmp_path: Path, mark: Path) -> Path:
    """A folder with transcripts, and files called like all modules that a program might import."""
    place = episodes(tmp_path / "work", 6)
    trap = f"open({str(mark)!r}, 'a').write(__file__ + '\\n')\n"
    own = set(
        subprocess.run([sys.executable, "-P", "-c", LOADED], capture_output=True, text=True).stdout.split()
    )
    for name in {*sys.stdlib_module_names, *PACKAGES} - own:
        (place / f"{name}.py").write_text(trap)
    for name in ("llm", "pydantic", "openai", "encodings", "multiprocessing"):
        (place / name).mkdir()
        (place / name / "__init__.py").write_text(trap)
    (place / "evil.pth").write_text(f"import os; open({str(mark)!r}, 'a')\n")
    (place / ".env").write_text("OPENAI_API_KEY=sk-theirs\n")
    for name in ("git", "lsb_release", "uname", "ffprobe", "node", "less", "sh"):
        program = place / name
        program.write_text(f"#!/bin/sh\necho {name} >> '{mark}'\n")
        program.chmod(0o755)
    return place


COMMANDS = {
    "episode": ("more/talk00.vtt",),
    "batch in one process": ("batch", "more", "-O", "one", "--jobs", "1"),
    "batch in two": ("batch", ".", "-O", "two", "-f", "html", "--jobs", "2"),
    "demo": ("demo",),
    "run": ("run", "books", "more/talk00.vtt", "-m", "fault"),
    "compare": ("compare", "more/talk00.vtt", "-m", "extractive", "-m", "fault"),
    "index": ("index", "more"),
    "search": ("search", "tide"),
    "chunks": ("chunks", "more/talk00.vtt"),
    "models": ("models",),
    "doctor": ("doctor", "-m", "fault"),
    "schema": ("schema",),
    "cache": ("cache", "stats"),
    "hook": ("hook", "summaries", "more/talk00.vtt"),
    "prompts": ("prompts", "list"),
    "help": ("--help",),
}


def start(how: str) -> list[str]:
    script = Path(sys.executable).with_name("llm-summarise")
    if how != "-m" and not script.exists():
        pytest.skip("the program is not installed here")
    return [sys.executable, "-m", "llm_summarise"] if how == "-m" else [str(script)]


def environment(**more: str) -> dict[str, str]:
    """That of somebody whose PATH begins with the current folder."""
    return {**os.environ, "PATH": f".{os.pathsep}{os.pathsep}{os.environ['PATH']}", **more}


def do(
    words: list[str], folder: Path, mark: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        words, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=120
    )
    assert not mark.exists(), mark.read_text()
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_takes_code_from_there(
    folder: Path, mark: Path, fault_server: FaultServer, name: str
) -> None:
    fault_server.respond = careful
    done = do([*start("-m"), *COMMANDS[name]], folder, mark, environment())
    assert done.returncode in ((0, 1) if name in ("hook", "search", "run", "compare", "cache") else (0,)), (
        done.stderr
    )


@pytest.mark.parametrize("paths", ["", ":", ":/nowhere", ".", "/nowhere:"])
@pytest.mark.parametrize("name", ["episode", "batch in two", "doctor"])
def test_paths_with_empty_entries_do_not_lead_there(
    folder: Path, mark: Path, fault_server: FaultServer, name: str, paths: str
) -> None:
    fault_server.respond = careful
    for module in ("sitecustomize", "usercustomize"):  # Python itself runs them, before the program begins
        (folder / f"{module}.py").unlink(missing_ok=True)
    for package in ("encodings", "multiprocessing"):
        (folder / package / "__init__.py").unlink()
        (folder / package).rmdir()
    env = environment(PYTHONPATH=paths.replace(":", os.pathsep))
    done = do([*start("installed"), *COMMANDS[name]], folder, mark, env)
    assert done.returncode == 0, done.stderr.decode()


def test_the_plugin_takes_no_code_from_there(folder: Path, mark: Path) -> None:
    (folder / "llm.py").unlink()
    (folder / "llm" / "__init__.py").unlink()
    (folder / "llm").rmdir()
    script = Path(sys.executable).with_name("llm")
    if not script.exists():
        pytest.skip("llm is not installed as a program")
    done = do([str(script), "summarise", "batch", ".", "-O", "o", "--jobs", "2"], folder, mark, environment())
    assert done.returncode == 0, done.stderr.decode()


# Hooks in a repository


def proposing(request: Request) -> str:
    if request.schema and "subject" in request.schema.get("properties", {}):
        return json.dumps({"subject": "Measure twice", "body": ""})
    return careful(request)


HOSTILE = {
    "core.fsmonitor": "{}",
    "core.pager": "{}",
    "core.editor": "{}",
    "core.sshCommand": "{}",
    "core.askPass": "{}",
    "pager.diff": "{}",
    "pager.status": "{}",
    "diff.external": "{}",
    "diff.evil.textconv": "{}",
    "diff.evil.command": "{}",
    "filter.evil.clean": "{}",
    "filter.evil.smudge": "{}",
    "filter.evil.process": "{}",
    "filter.evil.required": "true",
    "gpg.program": "{}",
    "commit.gpgSign": "true",
    "interactive.diffFilter": "{}",
    "credential.helper": "{}",
    "merge.evil.driver": "{}",
}


@pytest.fixture
def repository(folder: Path, mark: Path, tmp_path: Path) -> Path:
    """A repository of the folder, whose configuration runs a program wherever git lets it."""

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)

    (folder / "more" / "talk00.summary.md").write_text("will be written by the hook\n")
    (folder / "more" / "talk00.summary.md").unlink()
    git("init", "-q", "-b", "main")
    git("add", "more")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{mark}'\ncat\n")
    program.chmod(0o755)
    (folder / ".gitattributes").write_text("* diff=evil filter=evil merge=evil\n")
    (tmp_path / "included").write_text(f"[alias]\n\tstatus = !{program}\n\tls-files = !{program}\n")
    git("config", "include.path", str(tmp_path / "included"))
    for name, value in HOSTILE.items():
        git("config", name, value.format(program))
    for hook in ("pre-commit", "post-index-change", "prepare-commit-msg", "fsmonitor-watchman"):
        (folder / ".git" / "hooks" / hook).write_bytes(program.read_bytes())
        (folder / ".git" / "hooks" / hook).chmod(0o755)
    return folder


def test_the_summaries_hook_runs_nothing_of_a_repository(repository: Path, mark: Path) -> None:
    command = [*start("-m"), "hook", "summaries", "more/talk00.vtt"]
    first = do(command, repository, mark, environment())
    assert b"was refreshed - git add it" in first.stderr
    again = do(command, repository, mark, environment())
    assert b"is not staged - git add it" in again.stderr


def test_the_message_hook_runs_nothing_of_a_repository(
    repository: Path, mark: Path, fault_server: FaultServer
) -> None:
    fault_server.respond = proposing
    file = repository / "MESSAGE"
    file.write_text("")
    command = [*start("-m"), "hook", "commit-message", "--timeout", "90", "-m", "fault", "MESSAGE"]
    done = do(command, repository, mark, environment())
    assert (done.returncode, file.read_text()) == (0, "Measure twice\n"), done.stderr.decode()
    assert "+WEBVTT" in fault_server.requests[0].prompt


@pytest.mark.parametrize("url", ["{}", "ext::{}", "ssh://somewhere/{}"])
def test_what_is_missing_in_a_repository_is_not_fetched(
    repository: Path, mark: Path, tmp_path: Path, url: str
) -> None:
    def git(*words: str) -> str:
        command = ["git", "-c", "core.hooksPath=/nowhere", "-c", "core.fsmonitor=", *words]
        return subprocess.run(command, cwd=repository, check=True, capture_output=True, text=True).stdout

    program = tmp_path / "program"
    blob = git("ls-files", "--stage", "more/talk00.vtt").split()[1]
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    settings = {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "evil",
        "remote.evil.promisor": "true",
        "remote.evil.uploadpack": str(program),
        "remote.evil.url": url.format(repository if url == "{}" else program),
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }
    for name, value in settings.items():
        git("config", name, value)
    (repository / "MESSAGE").write_text("")
    do([*start("-m"), "hook", "commit-message", "MESSAGE"], repository, mark, environment())
    do([*start("-m"), "hook", "summaries", "more/talk00.vtt"], repository, mark, environment())


def test_an_order_that_a_repository_names_is_not_read(
    repository: Path, mark: Path, fault_server: FaultServer
) -> None:
    fault_server.respond = proposing
    os.mkfifo(repository / "order")
    subprocess.run(["git", "config", "diff.orderFile", str(repository / "order")], cwd=repository, check=True)
    (repository / "MESSAGE").write_text("")
    command = [*start("-m"), "hook", "commit-message", "--timeout", "90", "-m", "fault", "MESSAGE"]
    do(command, repository, mark, environment())
    assert (repository / "MESSAGE").read_text() == "Measure twice\n"


def test_a_bare_repository_in_a_folder_is_none_of_ours(folder: Path, mark: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(folder / "more")], check=True)
    subprocess.run(
        ["git", "-C", str(folder / "more"), "config", "core.fsmonitor", str(folder / "git")], check=True
    )
    (folder / "more" / "talk00.summary.md").unlink(missing_ok=True)
    command = [*start("-m"), "hook", "summaries", "talk00.vtt"]
    for _ in range(2):
        do(command, folder / "more", mark, environment())
