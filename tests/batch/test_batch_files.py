"""Which files a batch reads, what their results are called, and who does which share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.errors import InputError, SettingsError
from llm_summarise.readers.folders import FoundFiles, Item, find, shard
from tests.batch_samples import talk


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current directory with a few transcripts."""
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(
        ["in/a.vtt", "in/sub/b.srt", "in/sub/deep/c.txt", "in/d.json", "other/e.vtt"]
    ):
        write(name, talk(number))
    for name in ("in/readme.md", "in/.hidden.vtt", "in/.git/x.vtt", "in/sound.mp3"):
        write(name, "x")
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)


def stems(found: FoundFiles) -> dict[str, str]:
    return {item.name: item.stem for item in found.items}


def test_a_folder_is_read_with_all_below_it_and_its_tree_is_mirrored(here: Path) -> None:
    assert stems(find(["in"])) == {
        "in/a.vtt": "a",
        "in/d.json": "d",
        "in/sub/b.srt": "sub/b",
        "in/sub/deep/c.txt": "sub/deep/c",
    }


def test_several_paths_are_mirrored_below_the_folder_they_share(here: Path) -> None:
    found = stems(find(["in/sub", "other/e.vtt"]))
    assert found == {
        "in/sub/b.srt": "in/sub/b",
        "in/sub/deep/c.txt": "in/sub/deep/c",
        "other/e.vtt": "other/e",
    }
    assert stems(find(["in/a.vtt", "in/d.json"])) == {"in/a.vtt": "a", "in/d.json": "d"}


def test_a_pattern_is_mirrored_below_the_folder_before_its_first_star(here: Path) -> None:
    assert stems(find(["in/**/*.srt"])) == {"in/sub/b.srt": "sub/b"}
    assert stems(find(["*/*.vtt"])) == {"in/a.vtt": "in/a", "other/e.vtt": "other/e"}
    assert stems(find(["in/*.m[d]"])) == {"in/readme.md": "readme"}


def test_a_file_named_twice_is_one_episode(here: Path) -> None:
    assert len(find(["in", "in/a.vtt", str(here / "in" / "a.vtt"), "in/*.vtt"]).items) == 4


def test_the_output_folder_is_not_read_as_input(here: Path) -> None:
    write("in/notes/a.json", '{"segments": []}')
    assert "in/notes/a.json" in stems(find(["in"]))
    assert "in/notes/a.json" not in stems(find(["in"], output=Path("in/notes")))
    own = [str(here / "in" / "d.json")]
    assert "in/d.json" not in stems(find(["in"], output=Path("in"), own=own))


def test_what_cannot_be_read_is_told_and_is_not_in_the_way(here: Path) -> None:
    Path("in/dangling.vtt").symlink_to("nowhere")
    Path("in/x.txt").mkdir()
    os.mkfifo("in/pipe.vtt")
    found = find(["in", "gone.vtt", "none/*.vtt"])
    assert len(found.items) == 4
    assert [(told.name, told.reason) for told in found.unusable] == [
        ("gone.vtt", "no such file"),
        ("in/dangling.vtt", "is a link to nowhere, which does not exist"),
        ("in/pipe.vtt", "is no regular file - llm-summarise FILE reads a pipe"),
        ("in/x.txt", "is a directory"),
        ("none/*.vtt", "matches no file"),
    ]


def test_a_folder_called_like_a_transcript_is_read_if_it_holds_some(here: Path) -> None:
    write("in/season.txt/f.vtt", talk(9))
    assert stems(find(["in"]))["in/season.txt/f.vtt"] == "season.txt/f"


def test_a_file_without_permission_is_named(here: Path) -> None:
    Path("in/a.vtt").chmod(0)
    if os.access("in/a.vtt", os.R_OK):
        pytest.skip("this user may read everything")
    assert ("in/a.vtt", "no permission to read it") in [(t.name, t.reason) for t in find(["in"]).unusable]


def test_links_in_circles_end(here: Path) -> None:
    Path("in/sub/up").symlink_to("..", target_is_directory=True)
    assert len(find(["in"]).items) == 4


def test_of_two_files_with_one_name_the_richer_one_is_taken(here: Path) -> None:
    write("in/a.txt", "We moved everything to SQLite.")
    write("in/a.srt", "1\n00:00:01,000 --> 00:00:02,000\nWe moved everything to SQLite.\n")
    found = find(["in"])
    (item,) = (item for item in found.items if item.stem == "a")
    assert item.name == "in/a.vtt"
    assert [told.name for told in found.passed_over] == ["in/a.srt", "in/a.txt"]
    assert "the same name as in/a.vtt, which is the better of them" in found.passed_over[0].reason


def test_a_broken_file_loses_against_any_other(here: Path) -> None:
    write("in/a.vtt", "")
    write("in/a.txt", "We moved everything to SQLite.")
    assert "in/a.txt" in stems(find(["in"]))


def test_only_the_suffix_of_a_transcript_is_taken_off(here: Path) -> None:
    write("odd/ep. 12 - a talk", talk(1))
    write("odd/ep.en.vtt", talk(2))
    assert stems(find(["odd/ep. 12 - a talk", "odd/ep.en.vtt"])) == {
        "odd/ep. 12 - a talk": "ep. 12 - a talk",
        "odd/ep.en.vtt": "ep.en",
    }


def test_nothing_to_read_at_all_is_an_error_that_says_what_is_read(here: Path) -> None:
    Path("empty").mkdir()
    with pytest.raises(InputError, match=r"empty: no transcripts in it - .*\*\.vtt, \*\.srt"):
        find(["empty"])


@given(names=st.lists(st.sampled_from(["..", ".", "in", "sub", "a.vtt", "*", "**"]), min_size=1, max_size=6))
def test_no_path_gives_a_name_outside_of_the_output_folder(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = tmp_path_factory.mktemp("world")
    (world / "in" / "sub").mkdir(parents=True)
    (world / "in" / "a.vtt").write_text("x")
    (world / "in" / "sub" / "a.vtt").write_text("y")
    path = "/".join([str(world), "in", *names]).replace("in/../..", "in")
    if "../../.." in path:
        return
    try:
        found = find([path])
    except InputError:
        return
    for item in found.items:
        assert not item.stem.startswith(("/", "../"))
        assert "/../" not in f"/{item.stem}/"


@given(
    hashes=st.sets(st.binary(min_size=32, max_size=32), max_size=60),
    count=st.integers(min_value=1, max_value=12),
)
def test_the_shards_are_disjoint_and_together_everything(hashes: set[bytes], count: int) -> None:
    items = [Item(h.hex(), h.hex(), h.hex(), h.hex()) for h in hashes]
    shares = [shard(items, f"{n}/{count}") for n in range(1, count + 1)]
    assert sorted(i.name for share in shares for i in share) == sorted(i.name for i in items)
    for number, share in enumerate(shares, 1):
        assert shard(share[::-1], f"{number}/{count}") == share[::-1]


@pytest.mark.parametrize("part", ["0/3", "4/3", "3", "a/b", "1/", "/2", "-1/2", "1/0", "¹/3"])
def test_a_shard_that_is_none_is_refused(part: str) -> None:
    with pytest.raises(SettingsError, match="--shard"):
        shard([], part)


def test_other_json_is_not_meant_by_a_folder_but_may_be_named(here: Path) -> None:
    write("in/result.json", '{"schema_version": "1.0", "coverage": {"chunks": 3}, "topics": []}')
    assert "in/result.json" not in stems(find(["in"]))
    assert "in/result.json" in stems(find(["in/result.json"]))
