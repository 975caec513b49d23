"""Every benchmark runs, at a small size: what it prints is there, and it has done what it measures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.readers.sources import read_transcript

BENCHMARKS = Path(__file__).parent / "benchmarks"

pytestmark = pytest.mark.slow


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a benchmark as its command does."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))

    def load(name: str) -> ModuleType:
        from importlib import import_module

        return import_module(name)

    return load


def rows(bench: Any, part: str) -> dict[str, Any]:
    found = {row.what: row for row in bench("run").measured(part, None, True)}
    assert all(row.measured >= 0 for row in found.values())
    return found


def test_start_up_is_measured_against_llm(bench: Any) -> None:
    found = rows(bench, "start")
    assert [row.limit for row in found.values()] == [0.30, 0.20]
    assert all(row.measured > 0 for row in found.values())


def test_throughput_asks_all_over_no_more_connections_than_places(bench: Any) -> None:
    found = rows(bench, "throughput")
    calls = 12 + 2  # a summary for each of two episodes
    assert f"{calls} calls / ideal" in found
    assert "the same, one of ten 10 x slower / ideal" in found
    assert found["the same / bound, worst place"].measured >= 1
    assert found["connections opened"].met
    assert all(row.measured >= 1 for name, row in found.items() if name.endswith("/ ideal"))


def test_a_pool_without_gaps_is_simulated_as_it_would_go(bench: Any) -> None:
    served = bench("bench_throughput").Served
    even = served([1.0] * 10, 0.0, 0, 0)
    assert even.ideal(4) == 2.5
    assert even.bound(4, [4, 4]) == 3.0  # the first summary beside the second episode, the second alone
    assert even.bound(8, [4, 4]) == 2.0
    assert served([1.0, 10.0, 1.0], 0.0, 0, 0).bound(2, [2]) == 11.0


def test_the_embedded_model_is_measured_for_longer_and_longer_talk(bench: Any) -> None:
    found = rows(bench, "offline")
    assert "0.2 h " in found["extractive, 0.1 h of talk"].note
    assert "0.2 h / 0.1 h, as a share of n log n" in found


def test_a_batch_is_run_twice(bench: Any) -> None:
    found = bench("run").measured("batch", None, True)
    assert [row.what for row in found] == ["batch, first", "batch, memory", "batch, again"]
    assert not any("exit code" in row.note for row in found)
    assert all(row.note.startswith("4 episodes") and row.limit is None for row in found)


def test_episodes_that_are_made_up_are_as_long_as_said_and_no_two_alike(bench: Any, tmp_path: Path) -> None:
    from llm_summarise.readers import parse

    offline, common = bench("bench_offline"), bench("common")
    folder = offline.made_up(tmp_path, common.transcripts(None), True)
    said = [parse(path.read_bytes(), path.name) for path in sorted(folder.iterdir())]
    assert {one.format for one in said} == {"talkpython"}
    assert len({one.cues[0].text for one in said}) == len(said) == 4
    words = 0.05 * offline.WORDS_PER_HOUR
    assert all(words <= sum(len(cue.text.split()) for cue in one.cues) < words + 100 for one in said)


def test_an_archive_of_episodes_is_unpacked_for_as_long_as_it_is_needed(bench: Any, tmp_path: Path) -> None:
    import tarfile

    (tmp_path / "one.txt").write_text("Words.")
    with tarfile.open(tmp_path / "many.tar.xz", "w:xz") as archive:
        archive.add(tmp_path / "one.txt", "one.txt")
    with bench("run").opened(tmp_path / "many.tar.xz") as folder:
        assert (folder / "one.txt").read_text() == "Words."
    assert not folder.exists()


def test_reading_is_measured_for_each_format(bench: Any) -> None:
    found = rows(bench, "reading")
    names = {name.split(" / ")[0].removeprefix("reading ") for name in found if name.startswith("reading")}
    formats = "WebVTT, YouTube's captions, SRT, Whisper JSON, Podcasting 2.0 JSON, Podcasting 2.0 HTML"
    assert names == {*formats.split(", "), "dialogue", "plain text"}  # the example is no text with times
    assert found["memory to read WebVTT / its size"].measured > 1
    assert found["memory to read WebVTT and find quotes in it / its size"].measured > 1


def test_every_format_holds_the_same_talk_and_is_known_for_what_it_is(bench: Any) -> None:
    from llm_summarise.readers import parse

    known = {
        "WebVTT": "webvtt",
        "YouTube's captions": "youtube",
        "SRT": "srt",
        "Whisper JSON": "whisper-json",
        "Podcasting 2.0 JSON": "podcast-json",
        "Podcasting 2.0 HTML": "html",
        "dialogue": "dialogue",
        "plain text": "plain",
    }
    said = {}
    for form in bench("bench_reading").forms(bench("common").transcripts(None)):
        for text in form.texts:
            one = parse(text.encode(), "x")
            assert one.format == known[form.name]
            said[form.name] = " ".join(cue.text for cue in one.cues).split()
    assert set(said) == set(known)
    assert {" ".join(words) for words in said.values()} == {" ".join(said["WebVTT"])}


def test_the_readers_of_others_are_given_the_same_captions(bench: Any) -> None:
    from llm_summarise.readers import parse

    path = bench("common").transcripts(None)[0]
    said = parse(path.read_bytes(), path.name)
    as_srt = parse(bench("bench_reading").srt_of(said).encode(), "x")
    assert as_srt.format == "srt"
    assert [(cue.start, cue.speaker) for cue in as_srt.cues] == [
        (cue.start, cue.speaker) for cue in said.cues
    ]


def test_the_cache_loses_nothing_among_four_writers(bench: Any) -> None:
    found = rows(bench, "cache")
    assert {f"cache hit, {size} kB / plain diskcache" for size in (5, 50)} <= set(found)
    assert found["4 processes x 50 entries"].met


def test_what_is_sent_is_counted_and_starts_with_what_stays_the_same(bench: Any) -> None:
    found = rows(bench, "tokens")
    whole = found["characters sent / characters of speech"].measured
    words = found["the words of the prompts / characters of speech"].measured
    assert whole > words > 1
    assert 0 < found["the same part of all prompts / all that is sent"].measured < 1
    assert found["different instructions in an episode"].met


def test_the_table_says_what_was_met(bench: Any) -> None:
    common = bench("common")
    Row = common.Row
    lines = common.table([Row("a", 0.5, 1.0), Row("b", 2.0, 1.0, " s", "note"), Row("c", 3.0)]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert [cells.split("|")[4].strip() for cells in lines[2:]] == ["met", "missed", ""]


SHOWS = {
    "formats/oxide/one.md": (
        "# A talk about tides\n\n"
        "[Ada Berg] [0:01] Good evening and welcome to the harbour.\n\n"
        "[Tom Reed] [0:09] The sea comes twice a day, and nobody asked it to.\n\n"
        "[Ada Berg] [0:31] Who writes down when?\n\n"
        "[Tom Reed] [0:35] I do, in a book with a blue cover.\n"
    ),
    "formats/lectures-sbv/one.sbv": (
        "0:00:01.000,0:00:04.000\nToday we speak about waves.\n\n"
        "0:00:04.500,0:00:09.000\nA wave is water that goes up\nand down, and stays where it is.\n"
    ),
    "guests/one.md": (
        "---\ntitle: A talk about nets\nguest: Tom Reed\n---\n\n# A talk about nets\n\n## The nets\n\n"
        "Ada Berg (00:00:02):\nHow do you mend a net that is longer than the pier?\n\n"
        "Tom Reed (00:00:07):\nKnot by knot, and never on a Sunday.\n\n"
        "Ada Berg (00:00:20):\nAnd who taught you that?\n\nTom Reed (00:00:24):\nMy aunt, who fished alone.\n"
    ),
}
"""Our own text in the layouts of three sources, as they stand in the folder of many shows."""


@pytest.fixture
def shows(tmp_path: Path) -> Path:
    for name, text in SHOWS.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def shares(score: Any) -> tuple[float, float, float, float]:
    """Words kept, junk, words under the right name, and times, as shares."""
    named = score.right / score.named if score.named else 1
    return score.kept / score.words, score.junk / score.read, named, score.timed / score.stamps


def test_transcripts_of_shows_are_read_as_their_layouts_say(bench: Any, shows: Path) -> None:
    scores = bench("reading_shows").measured(shows)
    assert set(scores) == {"oxide", "lectures-sbv", "guests"}
    for source, score in scores.items():
        assert shares(score) == (1, 0, 1, 1), (source, score)
        assert score.refused == score.untimed == 0


def wrongly(change: Callable[[Cue], Cue]) -> Callable[[Path], Transcript]:
    """A reader that changes every cue."""

    def read(path: Path) -> Transcript:
        transcript = read_transcript(path)
        return replace(transcript, cues=tuple(map(change, transcript.cues)))

    return read


@pytest.mark.parametrize(
    ("change", "worse"),
    [
        (lambda cue: replace(cue, text=cue.text.split(" ", 1)[1]), 0),
        (lambda cue: replace(cue, text=f"{cue.text} 00:01:02 heading"), 1),
        (lambda cue: replace(cue, speaker="Somebody Else"), 2),
        (lambda cue: replace(cue, start=(cue.start or 0.0) + 2.0), 3),
    ],
    ids=["a word of each cue is lost", "a stamp is spoken", "the wrong mouth", "two seconds late"],
)
def test_a_reader_that_is_wrong_gets_a_worse_figure_for_it(
    bench: Any, shows: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Cue], Cue], worse: int
) -> None:
    module = bench("reading_shows")
    monkeypatch.setattr(module, "read_transcript", wrongly(change))
    found = shares(module.measured(shows)["oxide"])
    assert found[worse] > 0.05 if worse == 1 else found[worse] < 0.95
    good = (1, 0, 1, 1)
    others = [i for i in range(4) if i != worse and not (worse == 0 and i == 3)]  # a time is its first word's
    assert [found[i] for i in others] == [good[i] for i in others]


def test_what_is_refused_and_what_begins_without_a_time_is_counted(
    bench: Any, shows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shows / "guests" / "feed.md").write_text('<rss version="2.0"><channel></channel></rss>')
    module = bench("reading_shows")
    untimed = [True]
    monkeypatch.setattr(
        module,
        "read_transcript",
        wrongly(lambda cue: replace(cue, start=None) if untimed and untimed.pop() else cue),
    )
    score = module.measured(shows, "guests")["guests"]
    assert (score.files, score.refused, score.untimed) == (2, 1, 1)


@pytest.mark.parametrize(
    "name", ["bench_grounding", "bench_extractive", "bench_batch", "bench_tools", "reading_shows"]
)
def test_a_benchmark_with_a_table_of_its_own_can_be_started(bench: Any, name: str) -> None:
    assert callable(bench(name).main)
    assert (sys.modules[name].__doc__ or "").strip()
