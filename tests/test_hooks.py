"""Git hooks: under plain git and under the real pre-commit, in a scratch repository."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.batch_samples import talk
from tests.command import EXAMPLE, lines
from tests.fault_server import FaultServer, Reply, Request, careful, status
from tests.git_repository import HERE, Repository
from tests.inprocess import inside


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository", tmp_path / "tools")


@pytest.mark.slow
def test_the_plain_hook_writes_a_summary_and_stops_the_commit_once(
    repository: Repository,
) -> None:
    repository.install("pre-commit")
    repository.add("talks/my talk.vtt", talk(1))
    repository.add("other.txt", "nothing to do with it")
    first = repository.commit("-m", "a talk")
    assert first.returncode == 1
    assert "talks/my talk.summary.md was refreshed - git add it" in first.stderr
    summary = repository.folder / "talks" / "my talk.summary.md"
    assert summary.read_text().startswith("# ")
    second = repository.commit("-m", "a talk")
    assert second.returncode == 1
    assert "is not staged - git add it" in second.stderr
    repository.git("add", ".")
    assert repository.commit("-m", "a talk").returncode == 0
    assert "talks/my talk.summary.md" in repository.git("ls-files").stdout
    repository.add("other.txt", "something else")
    assert repository.commit("-m", "no transcript in it").returncode == 0


@pytest.fixture
def there(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The repository as the current folder."""
    monkeypatch.chdir(repository.folder)
    return repository


def hook(*words: str | Path, check: int = 0) -> list[str]:
    return lines(inside("hook", "summaries", *words, check=check).stderr)


def test_stale_is_what_was_made_of_another_text_or_other_settings(there: Repository) -> None:
    path = there.write("a.vtt", talk(1))
    assert "a.summary.md is stale: there is none" in hook("a.vtt", "--cached-only", check=1)[0]
    assert not (there.folder / "a.summary.md").exists()
    hook("a.vtt", check=1)
    there.git("add", ".")
    assert hook("a.vtt", "--cached-only") == []
    assert hook("a.vtt") == []
    path.write_text(talk(2))
    said = hook("a.vtt", "--cached-only", check=1)
    assert said[0] == "a.summary.md is stale: the transcript has changed"
    path.write_text(talk(1))
    said = hook("a.vtt", "--cached-only", "--length", "short", check=1)
    assert said[0] == "a.summary.md is stale: settings or prompts have changed"


def test_the_check_needs_neither_cache_nor_model(there: Repository, tmp_path: Path) -> None:
    there.write("a.vtt", talk(1))
    hook("a.vtt", check=1)
    there.git("add", ".")
    there.write("llm-summarise.toml", 'model = "no-such-model"\n')
    said = hook("a.vtt", "--cached-only", "--cache-dir", tmp_path / "empty", check=1)
    assert "settings or prompts have changed" in said[0]
    assert "no-such-model" not in said[0]
    assert not (tmp_path / "empty").exists()


def test_an_edited_summary_stays_and_a_foreign_one_is_refused(there: Repository) -> None:
    path = there.write("a.vtt", talk(1))
    summary = there.folder / "a.summary.md"
    hook("a.vtt", check=1)
    text = summary.read_text()
    summary.write_text(text.replace("# ", "# Edited: ", 1))
    there.git("add", ".")
    assert hook("a.vtt") == []
    assert summary.read_text().startswith("# Edited: ")
    summary.write_text("by hand\n")
    path.write_text(talk(3))
    assert "was not written by this hook" in hook("a.vtt", check=1)[0]
    assert summary.read_text() == "by hand\n"


def test_a_broken_transcript_is_named_and_the_others_are_done(there: Repository) -> None:
    there.write("a.vtt", talk(1))
    there.write("b.vtt", "")
    said = hook("a.vtt", "b.vtt", "c.vtt", "-q", check=1)
    assert sorted(said) == [
        "a.summary.md was refreshed - git add it",
        "b.vtt: is empty",
        "c.vtt: no such file",
    ]


def test_the_finish_line_says_that_a_correction_cost_two_calls(
    there: Repository, fault_server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault_server.respond = careful
    there.write("llm-summarise.toml", 'model = "fault"\n')
    monkeypatch.setenv("LLM_SUMMARISE_CHUNK_TOKENS", "800")
    path = there.write("a.vtt", EXAMPLE.read_text())
    hook("a.vtt", check=1)
    chunks = fault_server.calls - 1
    path.write_text(path.read_text().replace("half a million rows", "half a billion rows"))
    assert f" 2 calls · {chunks - 1} cached" in hook("a.vtt", check=1)[0]


@pytest.mark.slow
def test_the_hooks_run_under_the_real_pre_commit(
    repository: Repository, fault_server: FaultServer, tmp_path: Path
) -> None:
    pytest.importorskip("pre_commit")
    fault_server.respond = proposing
    ours = tmp_path / "ours"
    ours.mkdir()
    shutil.copy(HERE / ".pre-commit-hooks.yaml", ours)
    repository.git("init", "-q", str(ours), at=tmp_path)
    repository.git("add", ".", at=ours)
    repository.git("commit", "-q", "-m", "hooks", at=ours)
    revision = repository.git("rev-parse", "HEAD", at=ours).stdout.strip()
    # `language: system` spares the installation: the program of this environment is meant.
    hooks = [
        {"id": "llm-summarise", "language": "system"},
        {"id": "llm-summarise-check", "language": "system", "stages": ["manual"]},
        {"id": "llm-summarise-commit-message", "language": "system", "args": ["-m", "fault", "--timeout=60"]},
    ]
    config = {
        "default_install_hook_types": ["pre-commit", "prepare-commit-msg"],
        "repos": [{"repo": str(ours), "rev": revision, "hooks": hooks}],
    }
    repository.add(".pre-commit-config.yaml", json.dumps(config))
    repository.environment["PRE_COMMIT_HOME"] = str(tmp_path / "pre-commit")
    tool = [sys.executable, "-m", "pre_commit"]
    assert repository.run(*tool, "install").returncode == 0
    repository.add("a.vtt", talk(1))
    repository.add("a.chapters.vtt", "WEBVTT\n")
    check = [*tool, "run", "llm-summarise-check", "--hook-stage", "manual", "--all-files"]
    stale = repository.run(*check)
    assert (stale.returncode, "a.summary.md is stale: there is none" in stale.stdout) == (1, True)
    first = repository.commit()
    assert first.returncode == 1
    assert "a.summary.md was refreshed - git add it" in first.stdout + first.stderr
    repository.git("add", "a.summary.md")
    second = repository.commit()
    assert second.returncode == 0, second.stdout + second.stderr
    assert repository.message().startswith("Measure the tide twice a day")
    fresh = repository.run(*check)
    assert fresh.returncode == 0, fresh.stdout


# Commit messages


def proposing(request: Request) -> str:
    if request.schema and "subject" in request.schema.get("properties", {}):
        return json.dumps({"subject": "Measure the tide twice a day", "body": "Once missed the spring tide."})
    return careful(request)


@pytest.fixture
def with_message_hook(repository: Repository, fault_server: FaultServer) -> Repository:
    fault_server.respond = proposing
    repository.install("prepare-commit-msg")
    hook = repository.folder / ".git" / "hooks" / "prepare-commit-msg"
    hook.write_text(hook.read_text().replace("--timeout 15", "--timeout 60"))
    repository.environment["LLM_SUMMARISE_MODEL"] = "fault"
    return repository


def test_a_message_comes_of_what_is_staged_and_none_of_it_is_run(
    with_message_hook: Repository, fault_server: FaultServer
) -> None:
    repository = with_message_hook
    trap = "import pathlib\npathlib.Path('it-ran').touch()\n"
    for name in ("secrets.py", "hashlib.py", "socket.py", "typer.py", "llm_summarise/__init__.py"):
        repository.write(name, trap)
    repository.add("tide.py", "measure(times=2)\n")
    repository.write("tide.py", "not staged")
    assert repository.commit("-v").returncode == 0
    assert repository.message() == "Measure the tide twice a day\n\nOnce missed the spring tide."
    assert "measure(times=2)" in fault_server.requests[0].prompt
    assert "not staged" not in fault_server.requests[0].prompt
    assert not (repository.folder / "it-ran").exists()


def test_merges_amends_and_given_messages_are_left_alone(
    with_message_hook: Repository, fault_server: FaultServer
) -> None:
    repository = with_message_hook
    repository.add("a", "1")
    repository.commit("-m", "mine")
    repository.git("checkout", "-q", "-b", "side")
    repository.add("b", "1")
    repository.commit("-m", "on the side")
    repository.git("checkout", "-q", "main")
    repository.add("c", "1")
    repository.commit("-m", "on main")
    repository.git("merge", "-q", "--no-ff", "side")
    assert repository.message() == "Merge branch 'side'"
    repository.git("checkout", "-q", "-b", "other", "HEAD~1")
    repository.add("d", "1")
    template = repository.write(".git/template", "From a template\n")
    repository.commit("-t", str(template), "--allow-empty-message")
    repository.add("e", "1")
    repository.commit("--amend")
    assert fault_server.calls == 0


def test_without_changes_nobody_is_asked(with_message_hook: Repository, fault_server: FaultServer) -> None:
    repository = with_message_hook
    repository.commit("--allow-empty", "--allow-empty-message")
    assert fault_server.calls == 0


@pytest.mark.parametrize("source", ["message", "template", "merge", "squash", "commit"])
def test_a_message_of_any_origin_is_left_alone(there: Repository, source: str) -> None:
    there.add("a", "1")
    file = there.write("message", "")
    assert inside("hook", "commit-message", file, source, "0123abc").stderr == b""
    assert file.read_text() == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "seconds", "said"),
    [
        (status(400, "this model is tired"), "60", "this model is tired"),
        (Reply(hang=True), "3", "no answer within 3 s"),
    ],
)
def test_it_fails_open_with_one_line_and_an_untouched_message(
    with_message_hook: Repository, fault_server: FaultServer, reply: Reply, seconds: str, said: str
) -> None:
    repository = with_message_hook
    fault_server.react = lambda r: reply
    repository.add("a", "1")
    file = repository.write(".git/COMMIT_EDITMSG", "\n# Please enter the commit message\n")
    done = repository.run("llm-summarise", "hook", "commit-message", "--timeout", seconds, file)
    assert (done.returncode, done.stdout) == (0, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("llm-summarise: no message proposed: ")
    assert said in line
    assert file.read_text() == "\n# Please enter the commit message\n"
    assert [path.name for path in file.parent.glob("*.tmp")] == []


def test_a_commit_goes_on_where_no_model_is_set(with_message_hook: Repository) -> None:
    repository = with_message_hook
    repository.environment["LLM_SUMMARISE_MODEL"] = "extractive"
    repository.add("a", "1")
    done = repository.commit("--allow-empty-message")
    assert done.returncode == 0
    assert "no message proposed: recipe commit-message needs a language model" in done.stderr
    assert repository.message() == ""
