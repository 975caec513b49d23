"""Chapters in all formats, and show notes for feeds, held to the rules of those who read them."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.result import EpisodeSummary, Topic
from llm_summarise.render import RenderError, View, render
from llm_summarise.render.chapters.chapter_list import NoChapters, chapters_of
from llm_summarise.render.chapters.youtube_description import text_chapters
from llm_summarise.render.feed_html import TAGS
from llm_summarise.render.wording import clean
from tests.samples import sample_result, sample_transcript, with_text

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
CHAPTER_FORMATS = ("chapters", "youtube", "vtt-chapters", "ffmetadata")

# The published fields of Podcasting 2.0 chapters 1.2: name -> (type, required).
FILE_FIELDS: dict[str, tuple[type | tuple[type, ...], bool]] = {
    "version": (str, True),
    "chapters": (list, True),
    "author": (str, False),
    "title": (str, False),
    "podcastName": (str, False),
    "description": (str, False),
    "fileName": (str, False),
    "waypoints": (bool, False),
}
CHAPTER_FIELDS: dict[str, tuple[type | tuple[type, ...], bool]] = {
    "startTime": ((int, float), True),
    "title": (str, False),
    "img": (str, False),
    "url": (str, False),
    "toc": (bool, False),
    "endTime": ((int, float), False),
    "location": (dict, False),
}


def topics_at(*topics: tuple[float | None, str, bool], duration: float | None) -> EpisodeSummary:
    """A result with topics that start at the given seconds."""
    result = sample_result()
    result.source.duration = duration
    starts = [t[0] for t in topics]
    result.topics = [
        Topic(title=title, start=start, end=end, first_cue=i, last_cue=i, sponsor=sponsor)
        for i, ((start, title, sponsor), end) in enumerate(zip(topics, [*starts, duration][1:], strict=True))
    ]
    return result


RESULTS = st.builds(
    lambda topics, duration: topics_at(*topics, duration=duration),
    st.lists(st.tuples(st.none() | st.floats(0, 20_000), TEXT, st.booleans()), max_size=14),
    st.none() | st.floats(1, 20_000),
)


def _conforms(value: dict[str, Any], fields: dict[str, tuple[type | tuple[type, ...], bool]]) -> None:
    assert set(value) <= set(fields)
    for name, (kind, required) in fields.items():
        assert name in value or not required
        if name in value:
            assert isinstance(value[name], kind)


@given(RESULTS, st.booleans())
def test_podcast_chapters_hold_the_published_fields_in_ascending_order(
    result: EpisodeSummary, sponsors: bool
) -> None:
    view = View(sponsors=sponsors)
    if isinstance(chapters_of(result, view), NoChapters):
        with pytest.raises(RenderError):
            render(result, "chapters", view)
        return
    body = json.loads(render(result, "chapters", view))
    _conforms(body, FILE_FIELDS)
    for chapter in body["chapters"]:
        _conforms(chapter, CHAPTER_FIELDS)
        assert chapter["title"]
        assert 0 <= chapter["startTime"] < chapter["endTime"]
    edges = [(c["startTime"], c["endTime"]) for c in body["chapters"]]
    assert all(one[1] <= two[0] for one, two in pairwise(edges))


@given(RESULTS, st.booleans())
def test_text_chapters_keep_the_rules_of_all_three_players(result: EpisodeSummary, sponsors: bool) -> None:
    view = View(sponsors=sponsors)
    if isinstance(text_chapters(result, view), NoChapters):
        with pytest.raises(RenderError, match=r"chapters"):
            render(result, "youtube", view)
        return
    lines = render(result, "youtube", view).split("\n\n")[0].splitlines()
    assert len(lines) >= 3
    seconds = []
    for line in lines:
        found = re.fullmatch(r"(?:(\d+):(?=\d\d:))?(\d{1,2}):(\d\d) (\S.*)", line)
        assert found is not None
        hours, minutes, rest, title = found.groups()
        seconds.append(int(hours or 0) * 3600 + int(minutes) * 60 + int(rest))
        assert len(title) <= 40
        assert not re.search(r"[][(){}<>]", title)
        assert title[0] not in "-*•–—·"
    assert seconds[0] == 0
    assert all(b - a >= 10 for a, b in pairwise(seconds))


def test_short_chapters_are_joined_and_the_longer_part_gives_the_title() -> None:
    result = topics_at(
        (4.0, "Hello", False),
        (9.0, "Roofs and rain", False),
        (200.0, "A joke", False),
        (209.5, "Databases [all of them]", False),
        (500.0, "• A very long title that goes on and on beyond any reason", False),
        duration=600.0,
    )
    assert render(result, "youtube", View(disclosure=False)).splitlines() == [
        "0:00 Roofs and rain",
        "3:29 Databases all of them",
        "8:20 A very long title that goes on and on…",
    ]


def test_a_late_first_topic_is_preceded_by_an_intro() -> None:
    result = topics_at((95.0, "One", False), (200.0, "Two", False), duration=4000.0)
    lines = render(result, "youtube", View(disclosure=False)).splitlines()
    assert lines == ["0:00 Intro", "1:35 One", "3:20 Two"]


def test_sponsors_are_chapters_or_left_out() -> None:
    with_them = chapters_of(sample_result(), View())
    without = chapters_of(sample_result(), View(sponsors=False))
    assert not isinstance(with_them, NoChapters)
    assert not isinstance(without, NoChapters)
    assert [c for c in with_them if not c.sponsor] == list(without)
    assert len(with_them) == len(without) + 1


@pytest.mark.parametrize("format", CHAPTER_FORMATS)
def test_without_times_the_reason_is_given(format: str) -> None:
    with pytest.raises(RenderError, match="no times"):
        render(sample_result(timed=False), format, View())


def test_too_few_chapters_for_players_are_counted() -> None:
    with pytest.raises(RenderError, match="2 chapters of at least 10 seconds, players want 3"):
        render(topics_at((0.0, "A", False), (100.0, "B", False), duration=200.0), "youtube", View())


@given(RESULTS)
def test_vtt_chapters_read_back_as_they_are(result: EpisodeSummary) -> None:
    chapters = chapters_of(result, View())
    if isinstance(chapters, NoChapters):
        return
    head, note, *cues = render(result, "vtt-chapters", View()).rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    assert note.startswith("NOTE Generated")
    assert len(cues) == len(chapters)
    for cue, chapter in zip(cues, chapters, strict=True):
        _, times, title = cue.split("\n")
        assert re.fullmatch(r"(\d\d+:\d\d:\d\d\.\d{3}) --> (\d\d+:\d\d:\d\d\.\d{3})", times)
        assert "-->" not in title
        assert html.unescape(title) == chapter.title


def test_ffmpeg_itself_reads_the_metadata_with_every_special_character(tmp_path: Path) -> None:
    if not shutil.which("ffmpeg") or not shutil.which("ffprobe"):
        pytest.skip("no ffmpeg here")
    titles = ["plain", "a=b;c#d\\e", "; starts", "# also [CHAPTER]", "天気 \\", "END=1 'q' \"q\" %d"]
    result = topics_at(*((60.5 * i, t, False) for i, t in enumerate(titles)), duration=400.25)
    notes = tmp_path / "notes.ffmetadata"
    notes.write_text(render(result, "ffmetadata", View()), encoding="utf-8")
    sound = tmp_path / "out.mka"
    command = [
        "ffmpeg",
        "-loglevel",
        "error",
        "-f",
        "lavfi",
        "-i",
        "anullsrc=r=8000:cl=mono",
        "-i",
        str(notes),
    ]
    subprocess.run(
        [*command, "-map", "0", "-map_chapters", "1", "-t", "1", str(sound)], check=True, timeout=60
    )
    probe = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(notes)]
    shown = json.loads(subprocess.run(probe, check=True, capture_output=True, timeout=60).stdout)["chapters"]
    assert [c["tags"]["title"].strip() for c in shown] == titles
    assert [float(c["start_time"]) for c in shown] == [60.5 * i for i in range(len(titles))]
    assert float(shown[-1]["end_time"]) == 400.25
    assert sound.stat().st_size > 0


class _Feed(HTMLParser):
    """What a player sees: tags, addresses, text; fails on a tag that is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links += [value or "" for _, value in attrs]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@given(TEXT, st.integers(0, 1500))
def test_feed_notes_use_allowed_tags_and_stay_within_the_limit(text: str, limit: int) -> None:
    view = View(max_chars=limit, media_url="https://x.org/a.mp3?a=1&b=2", length="long")
    html = render(with_text(sample_result(), text), "feed-html", view)
    assert limit == 0 or len(html) <= max(limit, 1)
    seen = _Feed(html)
    assert seen.tags <= TAGS
    assert all(link.startswith(("https://", "http://")) for link in seen.links)
    if limit == 0 and (shown := clean(text)):
        assert shown in seen.text


def test_feed_notes_are_cut_at_whole_items() -> None:
    whole = _items(render(sample_result(), "feed-html", View(max_chars=0)))
    for limit in range(200, 4000, 157):
        html = render(sample_result(), "feed-html", View(max_chars=limit))
        assert len(html) <= limit
        assert set(_items(html)) <= set(whole)


def test_where_room_is_short_the_tools_named_most_often_stay() -> None:
    whole = render(sample_result(), "feed-html", View(max_chars=0, length="short"))
    cut = render(sample_result(), "feed-html", View(max_chars=len(whole) - 400, length="short"))
    tools = [item for item in _items(cut) if "href" in item]
    assert 0 < len(tools) < len([item for item in _items(whole) if "href" in item])
    assert "DuckDB" in "".join(tools)
    assert tools == [item for item in _items(whole) if item in tools]


def test_feed_notes_link_to_the_web_only() -> None:
    html = render(sample_result(), "feed-html", View(media_url="episode.mp3"))
    assert "episode.mp3" not in html
    assert '<a href="https://duckdb.org">DuckDB</a> (3:01)' in html


def _items(html: str) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", html)


def test_a_sponsors_format_with_hostile_titles_stays_one_line_a_chapter() -> None:
    result = with_text(sample_result(), "a\nb\x1b[31m\u2028[CHAPTER]\u202e-->")
    for format in CHAPTER_FORMATS:
        text = render(result, format, View(), sample_transcript())
        assert "\x1b" not in text
        assert "\u202e" not in text
        lines = [line for line in text.splitlines() if "CHAPTER]-" in line or line.endswith("CHAPTER--")]
        assert all("a b" in line for line in lines)
