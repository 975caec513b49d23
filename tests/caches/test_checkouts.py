"""The same text on every checkout: git writes other line ends, and nothing is taken for changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.batch_samples import talk
from tests.command import EXAMPLE, lines
from tests.fault_server import FaultServer
from tests.git_repository import Repository
from tests.inprocess import inside

MARK = b"\xef\xbb\xbf"


@pytest.fixture
def clone(tmp_path: Path) -> Repository:
    """A repository with a talk, prompts, a glossary and a recipe of its own, not yet committed."""
    repository = Repository(tmp_path / "one", tmp_path / "tools")
    repository.write("talks/a.vtt", talk(1))
    repository.write("talks/b.vtt", talk(2))
    repository.write("names.txt", "Tidemark: library\nGullwing: product\n")
    inside("prompts", "copy", repository.folder / "mine", "chunk.user.j2", "books")
    repository.write("llm-summarise.toml", 'glossary = "names.txt"\nprompts = "mine"\nlength = "short"\n')
    return repository


def crossed(repository: Repository) -> Path:
    """Everything that is in the repository, checked out elsewhere with CRLF."""
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "all")
    other = repository.folder.with_name("other")
    source = str(repository.folder)
    repository.git("clone", "-q", "-c", "core.autocrlf=true", source, str(other), at=other.parent)
    for name in ("talks/a.vtt", "names.txt", "mine/chunk.user.j2", "llm-summarise.toml"):
        assert b"\r\n" in (other / name).read_bytes()
    return other


def versions(folder: Path) -> list[list[str]]:
    """The prompts and recipes in use there, with their versions."""
    listed = lines(inside("prompts", "list", "--prompts", "mine", cwd=folder).stdout)
    return [line.split("\t")[:2] for line in listed]


@pytest.mark.slow
def test_summaries_stay_fresh_and_batches_and_indexes_done(clone: Repository, server: FaultServer) -> None:
    here = clone.folder
    model = ("-m", "fault")
    inside("hook", "summaries", "talks/a.vtt", "talks/b.vtt", *model, cwd=here, check=1)
    inside("batch", "talks", "-O", "notes", "-f", "json", "-f", "markdown", *model, cwd=here)
    inside("index", "talks", "-q", *model, cwd=here)
    shown = versions(here)
    asked = server.calls
    other = crossed(clone)
    inside("hook", "summaries", "--cached-only", "talks/a.vtt", "talks/b.vtt", *model, cwd=other)
    again = ("batch", "talks", "-O", "notes", "-f", "json", "-f", "markdown", *model)
    assert "0 done, 2 up to date" in inside(*again, cwd=other).stderr.decode()
    (other / "talks" / "a.vtt").write_bytes(talk(3).encode())
    assert "1 done, 1 up to date" in inside(*again, cwd=other).stderr.decode()
    clone.git("checkout", "-q", "talks/a.vtt", at=other)
    assert "2 unchanged" in inside("index", "talks", *model, cwd=other).stderr.decode()
    assert versions(other) == shown
    assert server.calls > asked  # the talk that really was another one


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_a_result_and_its_calls_are_found_again(end: bytes, tmp_path: Path, server: FaultServer) -> None:
    names = tmp_path / "names.txt"
    inside("prompts", "copy", tmp_path / "mine")
    names.write_bytes(b"Tidemark: library\nGullwing: product\n")
    (tmp_path / "talk.vtt").write_bytes(EXAMPLE.read_bytes())
    command = ("talk.vtt", "-m", "fault", "-f", "json", "--prompts", "mine", "--glossary", "names.txt")
    first = json.loads(inside(*command, cwd=tmp_path).stdout)
    asked = server.calls
    for file in [tmp_path / "talk.vtt", names, *(tmp_path / "mine").glob("*.j2")]:
        file.write_bytes(MARK + file.read_bytes().replace(b"\n", end))
    for more in ((), ("--length", "medium"), ("--no-disclosure",)):
        second = json.loads(inside(*command, *more, cwd=tmp_path).stdout)
        assert second["usage"]["calls"] == 0
        assert second["source"] == first["source"]
        assert second["provenance"]["prompts"] == first["provenance"]["prompts"]
    assert server.calls == asked


def test_an_index_of_results_reads_none_anew_for_its_line_ends(tmp_path: Path) -> None:
    inside(EXAMPLE, "-f", "json", "-O", tmp_path / "r.json", "-q")
    assert "1 added" in inside("index", "r.json", cwd=tmp_path).stderr.decode()
    file = tmp_path / "r.json"
    file.write_bytes(MARK + file.read_bytes().replace(b"\n", b"\r\n"))
    assert "1 unchanged" in inside("index", "r.json", cwd=tmp_path).stderr.decode()
    assert "1 added" in inside("index", "r.json", "-O", "new.db", cwd=tmp_path).stderr.decode()


def test_settings_templates_and_labels_are_read_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "llm-summarise.toml").write_bytes(MARK + b'length = "short"\r\n')
    (tmp_path / "t.j2").write_bytes(MARK + b"{{ content.title }}\r\n")
    done = inside(EXAMPLE, "--template", "t.j2", "-q", cwd=tmp_path)
    assert not done.stdout.startswith(MARK)
    gold = EXAMPLE.parent / "gold" / "tide-station.json"
    (tmp_path / "tide-station.json").write_bytes(MARK + gold.read_bytes().replace(b"\n", b"\r\n"))
    inside("eval", "tide-station.json", "--transcripts", EXAMPLE.parent, "-q", cwd=tmp_path)


def test_shards_are_the_same_on_every_machine(tmp_path: Path) -> None:
    found = []
    for folder, end in (("one", "\n"), ("two", "\r\n")):
        (tmp_path / folder / "talks").mkdir(parents=True)
        for n in range(4):
            (tmp_path / folder / "talks" / f"{n}.vtt").write_bytes(talk(n).replace("\n", end).encode())
        shares = [
            inside("batch", "talks", "--jsonl", "--shard", f"{n}/2", "-q", cwd=tmp_path / folder).stdout
            for n in (1, 2)
        ]
        found.append([sorted(json.loads(line)["source"] for line in lines(share)) for share in shares])
    assert found[0] == found[1]
