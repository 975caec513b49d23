"""The page over all episodes that `batch -f html` writes, in real folders."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.batch_samples import episodes, files, talk
from tests.command import lines
from tests.inprocess import inside

HTML = ("-f", "html", "-m", "extractive", "-q")


def batch(folder: Path, out: Path, *options: str) -> list[str]:
    """What a batch says on stderr."""
    return lines(inside("batch", folder, "-O", out, *(options or HTML)).stderr)


def links(out: Path) -> set[str]:
    """The files that the page links to, without the places in them."""
    found = re.findall(r'<a [^>]*href="([^"]+)"', (out / "index.html").read_text())
    return {unquote(link.partition("#")[0]) for link in found if not link.startswith("#")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return episodes(tmp_path / "in", 2)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_page_links_every_episode_by_a_relative_path(tmp_path: Path, out: Path, jobs: str) -> None:
    folder = episodes(tmp_path / "many", 3)
    (folder / "a talk & more.vtt").write_text(talk(9))
    batch(folder, out, *HTML, "--jobs", jobs)
    made = {name for name in files(out) if name != "index.html"}
    assert len(made) == 4
    assert links(out) == made
    assert "4 episodes" in (out / "index.html").read_text()


def test_the_page_lists_the_episodes_of_an_earlier_batch_too(folder: Path, out: Path, tmp_path: Path) -> None:
    batch(folder, out)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "new.vtt").write_text(talk(7))
    batch(tmp_path / "later", out)
    assert links(out) == {"talk01.html", "more/talk00.html", "new.html"}


def test_the_page_is_no_result_and_no_transcript(folder: Path, out: Path) -> None:
    options = ("-f", "html", "-m", "extractive")
    first = batch(folder, folder, *options)
    assert "episodes: 2 done, 0 up to date, 0 failed" in first
    done = inside("batch", f"{folder}/**/*.vtt", f"{folder}/*.html", "-O", folder, *options)
    assert "episodes: 0 done, 2 up to date, 0 failed" in lines(done.stderr)


def test_a_page_that_is_missing_comes_back_with_the_next_batch(folder: Path, out: Path) -> None:
    batch(folder, out)
    before = (out / "index.html").read_text()
    (out / "index.html").unlink()
    batch(folder, out)
    assert (out / "index.html").read_text() == before


def test_an_episode_whose_page_was_removed_is_not_linked(folder: Path, out: Path, tmp_path: Path) -> None:
    batch(folder, out)
    (out / "more" / "talk00.html").unlink()
    (folder / "more" / "talk00.vtt").unlink()
    batch(folder, out)
    assert links(out) == {"talk01.html"}


def test_other_formats_add_no_page_and_forget_no_episode(folder: Path, out: Path) -> None:
    batch(folder, out, "-m", "extractive", "-q")
    assert not (out / "index.html").exists()
    batch(folder, out)
    batch(folder, out, "-f", "json", "-m", "extractive", "-q")
    (out / "index.html").unlink()
    batch(folder, out)
    assert links(out) == {"talk01.html", "more/talk00.html"}


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_an_index_of_the_users_own_is_never_replaced(folder: Path, out: Path, force: tuple[str, ...]) -> None:
    out.mkdir()
    (out / "index.html").write_text("my own")
    said = batch(folder, out, "-f", "html", "-m", "extractive", *force)
    assert (out / "index.html").read_text() == "my own"
    told = f"{out}/index.html is there already, and not from a batch, so there is no page over all episodes"
    assert told in said


def test_a_page_that_somebody_edited_stays_as_it_is(folder: Path, out: Path) -> None:
    batch(folder, out)
    (out / "index.html").write_text("edited")
    said = batch(folder, out, "-f", "html", "-m", "extractive")
    assert (out / "index.html").read_text() == "edited"
    assert any("index.html was changed since it was written, so there is no page" in line for line in said)


def test_an_episode_called_index_has_the_name_to_itself(folder: Path, out: Path) -> None:
    batch(folder, out)
    (folder / "index.vtt").write_text(talk(8))
    for done in (3, 0):
        said = batch(folder, out, "-f", "html", "-m", "extractive")
        assert any(f"{1 if done else 0} done" in line for line in said)
        assert any("index.html is the page of an episode" in line for line in said)
        assert "<title>Episodes</title>" not in (out / "index.html").read_text()


def test_a_link_in_the_place_of_the_page_leads_nowhere(folder: Path, out: Path, tmp_path: Path) -> None:
    out.mkdir()
    (tmp_path / "mine.html").write_text("mine")
    (out / "index.html").symlink_to(tmp_path / "mine.html")
    batch(folder, out)
    assert (tmp_path / "mine.html").read_text() == "mine"


def test_the_page_says_how_it_was_made_unless_told_not_to(folder: Path, out: Path) -> None:
    batch(folder, out)
    assert "Generated from the transcripts" in (out / "index.html").read_text()
    batch(folder, out, *HTML, "--no-disclosure")
    assert "Generated from the transcripts" not in (out / "index.html").read_text()
