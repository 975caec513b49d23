"""Which files a hook summarises: one of several files of a talk, and names of every kind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.batch_samples import talk
from tests.command import lines
from tests.git_repository import Repository
from tests.inprocess import inside


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository(tmp_path / "repository", tmp_path / "tools")
    monkeypatch.chdir(repository.folder)
    return repository


def srt(number: int) -> str:
    return f"1\n00:00:01,000 --> 00:00:05,000\nThe tide of week {number} was higher than any before it.\n"


def hook(*words: str | Path, check: int = 0) -> list[str]:
    return lines(inside("hook", "summaries", *words, check=check).stderr)


@pytest.mark.slow
def test_whispers_files_of_one_talk_settle_after_one_refusal(here: Repository) -> None:
    here.install("pre-commit")
    here.add("talks/talk.vtt", talk(1))
    here.add("talks/talk.srt", srt(1))
    here.add("talks/talk.en.vtt", talk(2))
    for name in ("talk.txt", "talk.tsv", "talk.json"):
        here.add(f"talks/{name}", "{}")
    first = here.commit("-m", "a talk")
    assert first.returncode == 1
    assert "talks/talk.srt: left out, the summary is made of talk.vtt" in first.stderr
    assert sorted(path.name for path in (here.folder / "talks").glob("*.md")) == [
        "talk.en.summary.md",
        "talk.summary.md",
    ]
    here.git("add", ".")
    second = here.commit("-m", "a talk")
    assert second.returncode == 0, second.stderr
    here.add("talks/talk.srt", srt(2))
    third = here.commit("-m", "the other file alone")
    assert third.returncode == 0, third.stderr
    assert lines(inside("hook", "summaries", "--cached-only", "talks/talk.srt", "-q").stderr) == []
    here.add("talks/talk.vtt", talk(3))
    assert here.commit("-m", "the one that counts").returncode == 1


@pytest.mark.parametrize(
    ("names", "best"),
    [
        (["a.srt", "a.vtt"], "a.vtt"),
        (["a.tsv", "a.txt", "a.srt", "a.json"], "a.srt"),
        (["A.VTT", "a.srt"], "A.VTT"),
        (["a.Srt", "A.txt"], "a.Srt"),
        (["a.md", "a.txt"], "a.txt"),
        (["a.vtt", "./a.vtt"], "a.vtt"),
    ],
)
def test_the_best_format_is_summarised_in_any_order(here: Repository, names: list[str], best: str) -> None:
    for name in names:
        here.write(name, srt(1))
    for order in (names, names[::-1]):
        said = hook(*order, check=1)
        assert f"{Path(best).stem}.summary.md was refreshed - git add it" in said
        assert len([line for line in said if "left out" in line]) == len({Path(name) for name in names}) - 1
        here.git("add", "-A")
        assert hook(*order, "-q") == []
        here.git("rm", "-q", "-f", "--cached", f"{Path(best).stem}.summary.md")
        (here.folder / f"{Path(best).stem}.summary.md").unlink()


def test_a_file_that_git_does_not_know_stands_for_nothing(here: Repository) -> None:
    here.add("a.srt", srt(1))
    here.write("a.vtt", talk(1))  # of nobody's clone but this
    hook("a.srt", check=1)
    here.git("add", "a.summary.md")
    assert hook("a.srt", "--cached-only") == []
    here.git("add", "a.vtt")
    assert "a.summary.md is stale" in hook("a.srt", "--cached-only", check=1)[1]


ODD = [
    "-m.vtt",
    "--model=x.vtt",
    "-opts.vtt",
    "a b.vtt",
    "quote'\".vtt",
    "[a]*.vtt",
    ":!x.vtt",
    "two\nlines.vtt",
]


@pytest.mark.slow
def test_names_of_every_kind_are_committed_with_their_summaries(here: Repository) -> None:
    here.install("pre-commit")
    names = [*ODD, *(["caf\udce9.vtt"] if sys.platform == "linux" else [])]
    for n, name in enumerate(names):
        path = here.write(name, talk(n))
        assert path.exists()
    here.git("add", "-A")
    first = here.commit("-m", "odd")
    assert first.returncode == 1
    for name in names:
        assert os.path.lexists(Path(name).with_name(Path(name).stem + ".summary.md")), name
    assert "is not staged" in here.commit("-m", "odd").stderr
    here.git("add", "-A")
    second = here.commit("-m", "odd")
    assert second.returncode == 0, second.stderr
    assert not here.git("status", "--porcelain").stdout


@pytest.mark.parametrize("name", ["-m.vtt", "--model=x.vtt", "-opts.vtt", "--cached-only.vtt"])
def test_a_name_like_an_option_is_a_file_without_being_told(here: Repository, name: str) -> None:
    here.write(name, talk(1))
    said = hook("-m", "extractive", name, check=1)
    assert f"{Path(name).stem}.summary.md was refreshed - git add it" in said


@pytest.mark.slow
def test_links_submodules_and_files_that_go_are_no_hindrance(here: Repository, tmp_path: Path) -> None:
    here.install("pre-commit")
    (tmp_path / "secret.vtt").write_text(talk(5))
    (here.folder / "link.vtt").symlink_to(tmp_path / "secret.vtt")
    (here.folder / "broken.vtt").symlink_to("nowhere")
    inner = Repository(tmp_path / "inner", tmp_path / "more-tools")
    inner.add("x", "1")
    inner.git("commit", "-q", "-m", "x")
    here.git("-c", "protocol.file.allow=always", "submodule", "-q", "add", str(inner.folder), "sub.vtt")
    here.git("add", "-A")
    done = here.commit("-m", "links")
    assert done.returncode == 0, done.stderr
    assert "link.vtt: left out, is a link" in done.stderr
    assert "sub.vtt: left out, is a submodule" in done.stderr
    assert list(here.folder.glob("*.summary.md")) == []
    here.add("a.vtt", talk(1))
    here.commit("-m", "a")
    here.git("add", ".")
    assert here.commit("-m", "a").returncode == 0
    here.git("mv", "a.vtt", "b.vtt")
    here.git("mv", "a.summary.md", "b.summary.md")
    moved = here.commit("-m", "moved with its summary")
    assert moved.returncode == 0, moved.stderr
    here.git("rm", "-q", "b.vtt", "b.summary.md")
    assert here.commit("-m", "gone").returncode == 0
