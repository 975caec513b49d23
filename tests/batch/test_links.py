"""Links leave no folder: neither when it is read nor when something is written into it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.readers.folders import find
from tests.batch_samples import files, talk
from tests.command import lines
from tests.inprocess import inside


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: `in` has an episode, and beside it lies what is none of its business."""
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "a.vtt").write_text(talk(1))
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.vtt").write_text(talk(7))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*paths: str) -> list[str]:
    return [item.name for item in find(paths).items]


def test_links_out_of_a_folder_are_skipped_with_one_warning(here: Path) -> None:
    Path("in/b.vtt").symlink_to(here / "secret" / "s.vtt")
    Path("in/c.vtt").symlink_to("../secret/s.vtt")
    Path("in/sub/d.vtt").symlink_to("../../secret/s.vtt")
    Path("in/e.txt").symlink_to("/etc/passwd")
    Path("in/f.vtt").symlink_to("/dev/zero")
    Path("in/g.json").symlink_to("/proc/self/environ")
    Path("in/h").symlink_to("../secret")
    Path("in/i.vtt").symlink_to("../secret")
    done = inside("batch", "in", "-O", "out")
    assert files(here / "out") == ["a.md"]
    (said,) = [line for line in lines(done.stderr) if "links that lead out" in line]
    assert said.endswith("in/b.vtt, in/c.vtt, in/e.txt and 3 more")


def test_links_within_a_folder_are_read_once(here: Path) -> None:
    Path("in/0.vtt").symlink_to("a.vtt")
    Path("in/sub/z.vtt").symlink_to("../a.vtt")
    Path("in/sub/up").symlink_to("..")
    Path("in/x.vtt").symlink_to("..")
    Path("in/store").write_text(talk(3))
    Path("in/k.vtt").symlink_to("store")
    Path("in/l.vtt").symlink_to("store")
    Path("in/loop.vtt").symlink_to("loop.vtt")
    assert names("in") == ["in/a.vtt", "in/k.vtt"]


def test_patterns_find_nothing_outside_either(here: Path) -> None:
    Path("in/b.vtt").symlink_to("../secret/s.vtt")
    Path("in/out").symlink_to("../secret")
    assert names("in/*.vtt") == ["in/a.vtt"]
    assert names("in/*/*.vtt", "in/a.vtt") == ["in/a.vtt"]
    assert names("in/*") == ["in/a.vtt"]
    with pytest.raises(InputError, match="only links that lead out"):
        find(["in/ou*"])


def test_what_a_user_names_is_read_wherever_it_leads(here: Path) -> None:
    Path("mine").symlink_to("secret")
    Path("in/b.vtt").symlink_to("../secret/s.vtt")
    assert names("mine") == ["mine/s.vtt"]
    assert names("in/b.vtt") == ["in/b.vtt"]


def test_pipes_and_huge_files_are_told_and_not_read(here: Path) -> None:
    for name in ("p.vtt", "q.json"):
        os.mkfifo(Path("in") / name)
    for name in ("r.vtt", "s.json"):
        Path("in", name).touch()
        os.truncate(Path("in") / name, 2**40)
    found = find(["in"])
    assert [item.name for item in found.items] == ["in/a.vtt"]
    reasons = {told.name: told.reason for told in found.unusable}
    assert all("is no regular file" in reasons[f"in/{name}"] for name in ("p.vtt", "q.json"))
    assert all("bytes, which no transcript has" in reasons[f"in/{name}"] for name in ("r.vtt", "s.json"))


@pytest.mark.parametrize("link", [".llm-summarise", ".llm-summarise/locks"])
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_the_folder_of_records_is_no_link(here: Path, link: str, force: tuple[str, ...]) -> None:
    path = here / "out" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(here / "secret")
    done = inside("batch", "in", "-O", "out", "-f", "html", *force, check=1)
    assert lines(done.stderr)[-1].endswith("is a link, which may lead anywhere - remove it")
    assert files(here / "secret") == ["s.vtt"]


def test_nothing_in_an_output_folder_is_waited_for_or_followed(here: Path) -> None:
    inside("batch", "in", "-O", "out")
    records = here / "out" / ".llm-summarise"
    (record,) = records.glob("*.json")
    kept = record.read_text()
    record.unlink()
    record.symlink_to(here / "secret" / "s.vtt")
    os.mkfifo(records / "0123.tmp")
    os.mkfifo(records / "abc.json")
    (records / "def.json").symlink_to("/dev/zero")
    (here / "out" / "a.md").unlink()
    inside("batch", "in", "-O", "out")
    assert not record.is_symlink()
    assert (here / "secret" / "s.vtt").read_text() == talk(7)
    (here / "out" / "a.md").unlink()
    os.mkfifo(here / "out" / "a.md")
    assert json.loads(kept)["outputs"].keys() == {"a.md"}
    assert b"is there already, and is no file" in inside("batch", "in", "-O", "out", check=3).stderr


def test_an_index_reads_no_links_and_waits_for_no_pipe(here: Path) -> None:
    result = inside("in/a.vtt", "-f", "json").stdout
    (here / "secret" / "theirs.json").write_bytes(result)
    Path("in/b.json").symlink_to("../secret/theirs.json")
    Path("in/c.vtt").symlink_to("../secret/s.vtt")
    os.mkfifo("in/pipe.json")
    changed = json.loads(result)
    for name, place in (("d", "in/pipe.json"), ("e", "/dev/zero")):
        changed["source"] |= {"path": place, "sha256": name * 64}
        Path(f"in/{name}.json").write_text(json.dumps(changed))
    done = inside("index", "in", "--with-cues", check=3)
    assert b"skipped, for they are links that lead out of the folder: in/c.vtt" in done.stderr
    assert "episodes.db: 3 added, 0 updated, 0 unchanged" in lines(done.stderr)


def test_an_index_is_not_written_through_a_link(here: Path) -> None:
    inside("index", "in", check=0)
    Path("episodes.db").rename(here / "secret" / "mine.db")
    before = (here / "secret" / "mine.db").read_bytes()
    Path("episodes.db").symlink_to("secret/mine.db")
    Path("in/n.vtt").write_text(talk(4))
    assert b"updated" in inside("index", "in", check=0).stderr  # within its folder
    work = here / "work"
    work.mkdir()
    (work / "episodes.db").symlink_to(here / "secret" / "mine.db")
    now = (here / "secret" / "mine.db").read_bytes()
    assert now != before
    done = inside("index", here / "in", cwd=work, check=1)
    assert b"is a link that leads out of its folder - name it: " in done.stderr
    assert (here / "secret" / "mine.db").read_bytes() == now


def test_a_result_replaces_a_link_and_not_what_it_leads_to(here: Path) -> None:
    Path("notes.md").symlink_to("secret/s.vtt")
    inside("in/a.vtt", "--output", "notes.md")
    assert not Path("notes.md").is_symlink()
    assert Path("secret/s.vtt").read_text() == talk(7)


def test_prompts_are_not_copied_through_a_link(here: Path) -> None:
    Path("p").mkdir()
    Path("p/chunk.system.j2").symlink_to(here / "secret" / "new")
    assert b"is there already" in inside("prompts", "copy", "p", check=2).stderr
    assert files(here / "secret") == ["s.vtt"]


def test_a_hook_skips_links_and_lets_the_commit_go_on(here: Path) -> None:
    subprocess.run(["git", "init", "-q", "in"], check=True)
    Path("in/b.vtt").symlink_to("../secret/s.vtt")
    Path("in/deep").symlink_to("../secret")
    for name, why in (
        ("b.vtt", "left out, is a link, and what it leads to is in no commit"),
        ("deep/s.vtt", "is skipped: it is a link that leads out of the folder"),
    ):
        (said,) = lines(inside("hook", "summaries", name, cwd=here / "in").stderr)
        assert said.startswith(name)
        assert said.endswith(why)
    assert files(here / "secret") == ["s.vtt"]
    Path("in/c.vtt").symlink_to("a.vtt")
    os.mkfifo("in/a.summary.md")
    assert b"cannot be read" in inside("hook", "summaries", "a.vtt", cwd=here / "in", check=1).stderr


def test_an_evaluation_reads_nothing_through_links_out(here: Path) -> None:
    for folder in ("gold", "episodes"):
        Path(folder).mkdir()
    Path("secret/g.json").write_text("{")
    Path("gold/g.json").symlink_to("../secret/g.json")
    assert b"holds no gold file" in inside("eval", "gold", check=1).stderr
    Path("gold/s.json").write_text('{"episode": "s", "tools": [], "chapters": [], "people": []}')
    Path("episodes/s.vtt").symlink_to("../secret/s.vtt")
    assert b"no transcript is called s" in inside("eval", "gold", check=None).stderr
    os.mkfifo("gold/pipe.json")
    assert b"is no regular file" in inside("eval", "gold", check=1).stderr
