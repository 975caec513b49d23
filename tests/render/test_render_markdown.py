"""Show notes in Markdown: what they hold, and that text stays text."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.result import EpisodeSummary, Evidence, Statement
from llm_summarise.render import FORMATS, View, render, render_template
from llm_summarise.render.content import content_of
from llm_summarise.render.labels import known_labels
from llm_summarise.render.links import at_moment, media_reference, player_of, web_url
from llm_summarise.render.markdown import escape
from llm_summarise.render.wording import clean, clock, shorten
from tests.samples import sample_result, sample_transcript, with_text

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
PIECES = [
    *r"* _ ` [ ]( ) < > &amp; &#60; ~~ $ a \ | ![ == --- *** # - + > 1. 1)".split(),
    *("http://x.org", "www.x.org", "a@b.org", "x y", "# ", "- ", "+ ", "> ", "1. ", "1) ", " #", "\t", "\n"),
]
MARKUP = st.one_of(TEXT, st.lists(st.sampled_from(PIECES), max_size=9).map("".join))


class _Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def _shown(markdown: str) -> _Text:
    return _Text(MarkdownIt().render(markdown))


def test_bare_addresses_are_not_left_for_a_dialect_to_link() -> None:
    assert (
        escape("http://x.org www.x.org a@b.org 3:05 U.S.") == r"http\://x.org www\.x.org a\@b.org 3:05 U.S."
    )
    assert (
        escape("see tide.com or Node.js, U.S. 3.5 e.g. so.")
        == r"see tide\.com or Node\.js, U.S. 3.5 e.g. so."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{process.exit()}", r"\{process.exit()\}"),
        ("<!-- gone -->", r"\<!-- gone --\>"),
        ("<script>", r"\<script\>"),
        (":::danger", r"\:::danger"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("| a | b |", r"\| a \| b \|"),
        ("```", r"\`\`\`"),
        ("WWW.x", r"WWW\.x"),
    ],
)
def test_what_some_dialect_would_obey_is_text(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_no_paragraph_is_a_statement_of_javascript() -> None:
    result = sample_result()
    for word in ("import", "export"):
        for statement in result.summary:
            statement.text = f"{word} fs from 'fs'."
        notes = render(result, "markdown", View())
        assert not [line for line in notes.splitlines() if line.startswith(word)]
        assert f"{word} fs from" in _shown(notes).text


@given(MARKUP)
def test_any_text_in_a_list_item_is_shown_as_it_is(text: str) -> None:
    text = clean(text)
    shown = _shown(f"- x{escape(text)}\n- {escape(text)}")
    assert set(shown.tags) <= {"ul", "li", "p"}
    assert " ".join(shown.text.split()) == f"x{text} {text}".strip()


@given(MARKUP)
def test_any_text_as_heading_paragraph_and_quote_is_shown_as_it_is(text: str) -> None:
    text = clean(text)
    shown = _shown(f"# {escape(text)}\n\n{escape(text)}\n\n> “{escape(text)}”")
    assert set(shown.tags) <= {"h1", "p", "blockquote"}
    assert " ".join(shown.text.split()) == " ".join(f"{text} {text} “{text}”".split())


@given(MARKUP)
def test_any_text_in_any_field_adds_no_tag_to_the_show_notes(text: str) -> None:
    plain = _shown(render(sample_result(), "markdown", View()))
    filled = _shown(render(with_text(sample_result(), text), "markdown", View()))
    assert set(filled.tags) <= set(plain.tags)


def test_the_hook_has_two_or_three_sentences_and_sponsors_stand_apart() -> None:
    notes = render(sample_result(), "markdown", View())
    hook = notes.split("\n\n")[1]
    assert 2 <= len(re.findall(r"\.(?: |$)", hook)) <= 3
    topics, sponsors = notes.split("## Topics")[1].split("## Sponsors")
    assert "Cloudberry" not in topics
    assert "Cloudberry Hosting" in sponsors


def test_sponsors_are_left_out_when_asked() -> None:
    assert "Cloudberry" not in render(sample_result(), "markdown", View(sponsors=False))


def test_first_mentions_link_to_their_moment_when_the_recording_is_known() -> None:
    notes = render(sample_result(), "markdown", View(media_url="https://youtu.be/abc?si=1"))
    assert "- [DuckDB](https://duckdb.org) (application) at [3:01](https://youtu.be/abc?si=1&t=181)" in notes
    assert "](https://youtu" not in render(sample_result(), "markdown", View())


def test_a_longer_length_says_more() -> None:
    sizes = [len(render(sample_result(), "markdown", View(length=n))) for n in ("short", "medium", "long")]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3


def test_headings_and_disclosure_speak_the_language_of_the_notes() -> None:
    result = sample_result()
    result.language = "German"
    notes = render(result, "markdown", View())
    assert "## Themen" in notes
    assert "Erzeugt aus dem Transkript" in notes
    assert "<strong>Zitate</strong>" in render(result, "feed-html", View())
    result.language = "Klingon"
    assert "## Topics" in render(result, "markdown", View())


@pytest.mark.parametrize("code", known_labels())
def test_every_language_has_all_labels_with_their_fields(code: str) -> None:
    labels = known_labels()[code]
    assert all(asdict(labels).values())
    assert {"{generator}", "{model}", "{seed}", "{day}"} == set(re.findall(r"{\w+}", labels.generated))
    assert {"{failed}", "{chunks}"} == set(re.findall(r"{\w+}", labels.incomplete))
    assert "{time}" in labels.at


def test_many_topics_are_listed_by_title_alone() -> None:
    result = sample_result()
    result.topics[0].points = []
    summary = result.topics[0].summary
    assert summary in render(result, "markdown", View())
    result.topics *= 2
    assert summary not in render(result, "markdown", View())
    assert summary in render(result, "markdown", View(length="long"))


def test_one_line_discloses_model_day_and_seed_unless_told_not_to() -> None:
    (line,) = [n for n in render(sample_result(), "markdown", View()).splitlines() if "Generated" in n]
    assert all(part in line for part in ("gpt-sample", "2025-11-21", "seed 0", "llm-summarise 0.1.0"))
    assert "Generated" not in render(sample_result(), "markdown", View(disclosure=False))


def test_a_transcript_without_times_gives_notes_without_times() -> None:
    notes = render(sample_result(timed=False), "markdown", View(media_url="https://x.org/a.mp3"))
    assert not re.search(r"\d:\d\d", notes)
    assert "- **A station in a lunch box**" in notes


def test_passages_that_failed_are_named() -> None:
    result = sample_result()
    result.coverage.failed, result.coverage.ok = 1, 2
    for name in ("markdown", "terminal", "html", "feed-html"):
        assert "1 of 3 passages could not be summarised" in render(result, name, View())


def test_an_empty_result_renders_in_every_format_that_needs_no_chapters() -> None:
    empty = sample_result().model_copy(
        update={k: [] for k in ("summary", "takeaways", "topics", "tools", "quotes", "people", "sponsors")}
        | {"title": "", "headline": ""}
    )
    for name in ("terminal", "markdown", "json", "html", "feed-html"):
        assert render(empty, name, View()).endswith("\n")


def test_json_is_the_whole_result_readable_and_loadable() -> None:
    text = render(sample_result(), "json", View(disclosure=False, sponsors=False, length="short"))
    assert EpisodeSummary.model_validate_json(text) == sample_result()
    assert "Tomás" in text


def test_an_unknown_format_or_length_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="vtt-chapters"):
        render(sample_result(), "docx", View())
    with pytest.raises(SettingsError, match="medium"):
        View(length="huge")  # type: ignore[arg-type]


def test_every_format_ends_in_one_line_break_and_has_its_own_suffix() -> None:
    assert len({f.suffix for f in FORMATS.values()}) == len(FORMATS)
    for name in FORMATS:
        text = render(sample_result(), name, View(), sample_transcript())
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


@pytest.mark.parametrize(
    ("url", "moment"),
    [
        ("https://www.youtube.com/watch?v=abc&t=9", "https://www.youtube.com/watch?v=abc&t=61"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=61"),
        ("https://open.spotify.com/episode/x", "https://open.spotify.com/episode/x?t=61"),
        ("https://cdn.example.org/a.mp3?token=1", "https://cdn.example.org/a.mp3?token=1#t=61"),
        ("https://vimeo.com/1#t=3", "https://vimeo.com/1#t=61"),
        ("my episode #1.mp3", "my%20episode%20%231.mp3#t=61"),
        ("//host/a.mp3", "/host/a.mp3#t=61"),
        (r"C:\talks\a.mp3", "file:///C:/talks/a.mp3#t=61"),
    ],
)
def test_a_moment_is_addressed_as_the_host_wants_it(url: str, moment: str) -> None:
    assert at_moment(media_reference(url), 61.9) == moment


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", " ", "ftp://x.org/a.mp3", "vbscript:x"]
)
def test_a_media_address_of_another_scheme_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="media address"):
        View(media_url=url)


@given(st.one_of(TEXT, TEXT.map("https://x.org/".__add__), TEXT.map(lambda t: f"https://{t}.org/")))
def test_a_web_address_can_neither_end_an_attribute_nor_a_link(text: str) -> None:
    url = web_url(text)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert not re.search(r"[\s<>\"'`\\]", url)


def test_what_plays_a_recording_is_told_from_its_address() -> None:
    assert player_of("https://x.org/a.MP4?x=1") == "video"
    assert player_of("https://x.org/play/123") == "audio"
    assert player_of("episode.opus") == "audio"
    assert player_of("https://www.youtube.com/watch?v=a") is None


def test_times_are_cut_not_rounded() -> None:
    assert [clock(s) for s in (0, 59.99, 60, 3599.9, 3600, 36000)] == [
        "0:00",
        "0:59",
        "1:00",
        "59:59",
        "1:00:00",
        "10:00:00",
    ]


@given(TEXT, st.integers(2, 50))
def test_a_shortened_title_fits_and_is_a_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert text.startswith(short.removesuffix("…"))


def test_a_quote_is_chosen_by_support_and_stands_in_order() -> None:
    result = sample_result()
    result.quotes[1].support = 0.1
    texts = [q.text for q in content_of(result, View(length="short")).quotes]
    assert texts == [result.quotes[0].quote]


def test_a_users_template_gets_content_result_view_and_transcript() -> None:
    source = "{{ content.guests[0] }}|{{ result.topics[1].start | clock }}|{{ view.length }}"
    source += "|{{ transcript.cues | length }}"
    text = render_template(source, sample_result(), View(), sample_transcript(), name="mine.md.j2")
    assert text == "Tomás Okafor|1:06|medium|47"


def test_a_users_html_template_escapes_and_a_markdown_one_can() -> None:
    result = with_text(sample_result(), "<b>*")
    assert render_template("{{ result.title }}", result, View(), name="a.html.j2") == "&lt;b&gt;*"
    assert render_template("{{ result.title | md }}", result, View(), name="a.md") == r"\<b\>\*"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("line\n{% for %}", "mine, line 2"),
        ("{{ nobody }}", "nobody"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 / 0 }}", "division"),
        ("{{ result.model_dump() }}", "model_dump"),
        ("{{ result.parse_raw('x', allow_pickle=True) }}", "parse_raw"),
        ("{{ result.topics[0].model_validate_json('{}') }}", "model_validate_json"),
    ],
)
def test_a_broken_or_unsafe_template_is_one_line_for_its_author(source: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        render_template(source, sample_result(), View(), name="mine")


def test_markdown_costs_neither_rich_nor_jinja() -> None:
    code = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.samples import sample_result
from llm_summarise.render import View, render
for name in ("markdown", "feed-html", "youtube", "json"):
    render(sample_result(), name, View())
print([m for m in ("rich", "jinja2") if m in sys.modules])
"""
    command = [sys.executable, "-c", code, str(Path(__file__).parents[2])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_evidence_without_quotes_or_speakers_is_no_obstacle() -> None:
    result = sample_result()
    result.summary = [Statement(text="Nothing is known.", evidence=[Evidence(cue=999, start=None, quote="")])]
    for name in FORMATS:
        assert render(result, name, View(), sample_transcript())
