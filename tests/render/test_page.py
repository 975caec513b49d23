"""The page and the index as text: complete, escaped, self-contained. (tests/browser opens them.)"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html import escape, unescape
from html.parser import HTMLParser
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.domain.replies import MentionKind, ToolKind
from llm_summarise.domain.result import EpisodeSummary, Mention, MentionedItem, Tool
from llm_summarise.domain.transcript import Cue
from llm_summarise.render import View, render
from llm_summarise.render.html.episodes_page import index_page, index_row
from llm_summarise.render.html.page_links import covering
from llm_summarise.render.html.page_transcript import lines_html, name_marks
from llm_summarise.render.languages import language_code
from tests.mention_samples import chart_result, chart_transcript
from tests.samples import long_transcript, sample_result, sample_transcript, with_lines, with_text

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
PIECES = [
    *("</script>", "<script>", '"><img onerror=x src=y>', "javascript:x", "</style>", "<!--", "-->", "]]>"),
    *("&lt;", "'", '"', "<", "{{ 1 }}", "{% raw %}", "\u2028", "\x00", "\\", "`", "</p>", " onclick=x "),
]
NASTY = st.one_of(TEXT, st.lists(st.sampled_from(PIECES), max_size=5).map("".join))


class Page(HTMLParser):
    """Start tags with their attributes, and the text of each element that may hold none."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, str] = {}
        self.text = ""
        self._in = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._in = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.raw[self._in] = self.raw.get(self._in, "") + data
        else:
            self.text += data

    def all(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.elements if name in attrs]

    def shape(self) -> tuple[set[str], set[str]]:
        return {tag for tag, _ in self.elements}, set(
            chain.from_iterable(attrs for _, attrs in self.elements)
        )


def page_of(result: EpisodeSummary, view: View | None = None, *, bare: bool = False) -> Page:
    return Page(render(result, "html", view or View(), None if bare else sample_transcript()))


PLAIN = page_of(sample_result())


@given(NASTY)
@settings(max_examples=40)
def test_no_text_in_any_field_becomes_a_tag_or_an_attribute(text: str) -> None:
    html = render(with_text(sample_result(), text), "html", View(), with_lines(sample_transcript(), text))
    page = Page(html)
    tags, attributes = page.shape()
    assert tags <= PLAIN.shape()[0] | {"details", "summary"}  # all that is named has one name now
    assert attributes <= PLAIN.shape()[1] | {"data-n"}
    assert page.raw == PLAIN.raw
    assert [tag for tag, _ in page.elements].count("script") == 1
    for link in page.all("href"):
        assert link.startswith(("#", "http://", "https://", "data:,"))


def with_text_in_mentions(text: str) -> EpisodeSummary:
    """The notes on charts with `text` in all that is new in them beside the sample."""
    result = with_text(chart_result(), text)
    for item in result.mentions:
        item.name = item.url = text
        for mention in item.mentions:
            mention.surface = mention.quote = text
    for topic in result.topics:
        for point in topic.points:
            point.text = point.evidence[0].quote = text
    for sponsor in result.sponsors:
        sponsor.code = sponsor.url = text
    return result


@given(NASTY)
@settings(max_examples=40)
def test_no_text_of_a_mention_or_a_point_becomes_a_tag(text: str) -> None:
    plain = Page(chart_page())
    page = Page(chart_page(with_text_in_mentions(text)))
    assert page.shape()[0] <= plain.shape()[0]
    assert page.shape()[1] <= plain.shape()[1] | {"data-n"}
    assert page.raw == plain.raw
    for link in page.all("href"):
        assert link.startswith(("#", "http://", "https://", "data:,"))
    row = index_row(with_text_in_mentions(text), "a.html")
    whole = Page(index_page([index_row(chart_result(), "a.html")]))
    assert Page(index_page([row])).shape()[0] <= whole.shape()[0]


@given(NASTY)
@settings(max_examples=20)
def test_no_text_of_an_index_row_becomes_a_tag(text: str) -> None:
    plain = Page(index_page([index_row(sample_result(), "a.html")]))
    page = Page(index_page([index_row(with_text(sample_result(), text), "a.html")], title=text))
    assert page.shape()[0] <= plain.shape()[0]
    assert page.shape()[1] <= plain.shape()[1]
    assert page.raw == plain.raw


def test_the_policy_admits_nothing_but_the_pages_own_script_and_style() -> None:
    (policy,) = [a["content"] for _, a in PLAIN.elements if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for kind in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(PLAIN.raw[kind].encode()).digest()).decode()
        assert rules[f"{kind}-src"] == f"'sha256-{digest}'"
    assert "media-src" not in rules
    assert "unsafe" not in policy
    assert PLAIN.all("style") == []


def test_every_sentence_leads_to_a_line_that_exists() -> None:
    ids = Counter(PLAIN.all("id"))
    assert max(ids.values()) == 1
    targets = [link[1:] for link in PLAIN.all("href") if link.startswith("#")]
    assert set(targets) <= set(ids)
    evidence = sum(len(s.evidence) for s in (*sample_result().summary, *sample_result().takeaways))
    assert [a.get("class") for _, a in PLAIN.elements].count("ev") >= evidence
    assert sum(bool(re.fullmatch(r"c\d+", i)) for i in ids) == len(sample_transcript().cues)


def test_without_a_transcript_the_cited_lines_stand_in_its_place() -> None:
    page = page_of(sample_result(), bare=True)
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(page.all("id"))
    assert "Cited lines" in page.text
    assert "at night it sends one small Parquet file" in page.text


def test_mentions_are_marked_where_they_stand() -> None:
    html = render(sample_result(), "html", View(), sample_transcript())
    result = sample_result()
    tools = {str(n): t for n, t in enumerate([*result.tools, *result.mentions])}
    marks = re.findall(r'<mark data-k="(\d+)">(.*?)</mark>', html)
    assert Counter(number for number, _ in marks) == {n: len(t.mentions) for n, t in tools.items()}
    assert {text for number, text in marks if tools[number].name == "DuckDB"} == {"Duck DB", "DuckDB"}


def chart_page(result: EpisodeSummary | None = None, view: View | None = None) -> str:
    return render(result or chart_result(), "html", view or View(), chart_transcript())


def sections(html: str) -> dict[str, str]:
    """The sections of the notes, by heading, without tags."""
    found = re.findall(r"<section[^>]*><h2[^>]*>(.*?)</h2>(.*?)</section>", html, re.DOTALL)
    return {heading: " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for heading, text in found}


def test_mentions_stand_in_groups_what_matters_most_first() -> None:
    found = sections(chart_page())
    headings = [name for name in found if name not in ("Summary", "Topics", "Takeaways", "About this page")]
    assert headings[:6] == [
        "Books, films and more",
        "People",
        "Links",
        "Also named",
        "The show",
        "Sponsors",
    ]
    works = found["Books, films and more"]
    assert works.startswith(
        "The Quiet Shoal book recommended 0:50 1:03 The Drowned Meridian book guest's own"
    )
    assert works.endswith("In passing Fathom Line film 1:44")
    assert (
        found["Also named"]
        == "LibreOffice application 1:32 · Halvorsen Mills company 1:32 · Brisund place 1:44"
    )
    assert found["The show"] == "Salt and Paper letter product 2:27"
    assert found["Links"] == "okonjocharts.example guest's own 2:18"


def test_no_link_of_a_mention_leads_into_an_advert() -> None:
    html = chart_page()
    adverts = {"c2", "c3", "c12"}
    named = re.findall(r'<a class="ev" href="#(c\d+)"[^>]*data-k="\d+"', html)
    assert named
    assert not set(named) & adverts
    row = index_row(chart_result(), "a.html")
    assert {item.name: item.href for item in row.mentions}["The Quiet Shoal"] == "a.html#c5"
    assert not {item.name for item in (*row.tools, *row.mentions)} & {
        "Gannet Maps",
        "Brisund",
        "Halvorsen Mills",
    }


def test_every_kind_of_mention_is_marked_in_the_transcript() -> None:
    marks = re.findall(r'<mark data-k="(\d+)">(.*?)</mark>', chart_page())
    result = chart_result()
    named = [*result.tools, *result.mentions]
    assert Counter(int(number) for number, _ in marks) == {n: len(i.mentions) for n, i in enumerate(named)}
    assert "okonjo charts dot example" in {text for _, text in marks}


def test_a_company_that_is_called_like_a_tool_is_lit_up_with_it() -> None:
    result = chart_result()
    (place,) = result.tools[0].mentions
    other = MentionedItem(name="LibreOffice", kind=MentionKind.COMPANY, mentions=[place])
    html = chart_page(result.model_copy(update={"mentions": [*result.mentions, other]}))
    (number,) = re.findall(r'<mark data-k="(\d+)">LibreOffice</mark>', html)
    assert sections(html)["Also named"].count("LibreOffice") == 1
    assert f'href="#c9" title="{escape(place.quote)}" aria-label="Evidence at 1:32" data-k="{number}"' in html


def test_a_sponsor_is_named_once_with_code_address_and_all_its_spots() -> None:
    html = chart_page()
    assert sections(html)["Sponsors"] == "Gannet Maps · gannetmaps.example · code SALTY 0:20 2:07"
    assert 'href="https://gannetmaps.example" rel="sponsored' in html
    assert "Sponsors" not in sections(chart_page(view=View(sponsors=False)))


def test_what_is_no_address_of_a_sponsor_is_no_link() -> None:
    for said in (
        "the usual place",
        "mail@gannetmaps.example",
        "javascript:alert(1)",
        "ftp://x.org",
        "localhost",
    ):
        result = chart_result()
        result.sponsors[0].url = said
        assert 'rel="sponsored' not in chart_page(result)


def test_points_stand_under_their_chapter_the_strongest_first() -> None:
    html = chart_page()
    (chapter,) = re.findall(r"Learning to read a coast</span></a>(.*?)</details></li>", html, re.DOTALL)
    shown, _, folded = chapter.partition("<details")
    assert "A coast on a chart is a rumour." in shown
    assert re.findall(r'href="#(c\d+)"', shown) == ["c6"]
    assert "2 more points" in folded
    assert re.findall(r'href="#(c\d+)"', folded) == ["c5", "c7"]
    assert sections(html)["Topics"].count("A coast on a chart is a rumour.") == 1
    assert '<details class="more" open' not in html


def test_chapters_without_points_keep_their_sentence() -> None:
    result = chart_result()
    result.topics[0].summary = "He mends charts in a lighthouse."
    assert "He mends charts in a lighthouse." in sections(chart_page(result))["Topics"]


def test_what_only_points_and_mentions_cite_is_shown_without_a_transcript() -> None:
    html = render(chart_result(), "html", View(), None)
    for words in ("a coast is a rumour with a scale bar", "and I print it on paper from Halvorsen Mills"):
        assert words in html


def test_a_name_that_runs_into_the_next_line_is_marked_in_both() -> None:
    cues = {0: Cue("we ran it on o"), 1: Cue("llama and liked o llama")}
    mention = Mention(cue=0, start=None, surface="o llama", quote="on o llama")
    marks = name_marks(cues, [Tool(name="Ollama", kind=ToolKind.APPLICATION, mentions=[mention, mention])])
    texts = {i: [cues[i].text[m.start : m.end] for m in found] for i, found in marks.items()}
    assert texts == {0: ["o"], 1: ["llama"]}


def test_a_name_said_over_three_short_captions_is_marked_in_all_of_them() -> None:
    cues = {0: Cue("I like Visual"), 1: Cue("Studio"), 2: Cue("Code, the Studio")}
    mention = Mention(cue=0, start=None, surface="Visual Studio Code", quote="I like Visual Studio Code")
    marks = name_marks(cues, [Tool(name="VS Code", mentions=[mention])])
    texts = {i: [cues[i].text[m.start : m.end] for m in found] for i, found in marks.items()}
    assert texts == {0: ["Visual"], 1: ["Studio"], 2: ["Code"]}


def test_somebody_nobody_names_begins_a_turn_of_the_page() -> None:
    cues = {0: Cue("Is it open?"), 1: Cue("There you go.", turn=True), 2: Cue("Thanks.", turn=True)}
    html = lines_html(cues, sample_result().model_copy(update={"topics": [], "tools": []}), kinds={}, out={})
    assert html.count('<div class="turn') == 3


def test_a_quote_over_several_lines_highlights_all_of_them() -> None:
    cues = dict(enumerate([Cue("one two"), Cue("three  four"), Cue("five")]))
    assert [covering(cues, 0, q) for q in ("two", "two three four", "one two three four five", "six")] == [
        1,
        2,
        3,
        1,
    ]
    assert covering(cues, 9, "one") == 1


def test_sponsors_can_be_left_out_of_the_notes_not_of_what_was_said() -> None:
    page = page_of(sample_result(), View(sponsors=False))
    assert page.text.count("Cloudberry Hosting") == 1


def test_the_recording_is_loaded_when_played_never_from_the_page() -> None:
    with_file = page_of(sample_result(), View(media_url="https://x.org/a.mp3"))
    (audio,) = [attrs for tag, attrs in with_file.elements if tag == "audio"]
    assert audio["preload"] == "none"
    assert audio["src"] == "https://x.org/a.mp3"
    with_page = page_of(sample_result(), View(media_url="https://youtu.be/abc"))
    assert not {"audio", "video", "iframe"} & with_page.shape()[0]
    assert "https://youtu.be/abc?t=15" in with_page.all("href")


def test_disclosure_is_left_out_when_asked() -> None:
    assert "Generated from" in PLAIN.text
    assert "Generated from" not in page_of(sample_result(), View(disclosure=False)).text


def test_a_page_of_two_hours_stays_under_a_megabyte_and_a_half() -> None:
    transcript = long_transcript(hours=2)
    assert len(transcript.cues) > 2500
    assert len(render(sample_result(), "html", View(), transcript).encode()) < 1_500_000


def test_the_page_names_its_language() -> None:
    result = sample_result()
    for language, code in (("German", "de"), ("pt-BR", "pt-br"), (None, "en"), ("Klingon!", "en")):
        result.language = language
        assert dict(page_of(result).elements)["html"]["lang"] == code
    assert language_code("日本語") is None


def test_the_index_leads_to_the_first_mention_and_counts_episodes_by_tool() -> None:
    rows = [index_row(sample_result(), f"notes/ep {n}.html") for n in range(3)]
    page = Page(index_page(rows))
    assert "notes/ep%201.html#c20" in page.all("href")
    assert "DuckDB" in page.all("data-name")
    assert "Cloudberry Hosting" not in page.text
    assert "3 episodes" in page.text
    assert "with gpt-sample, on 2025-11-21" in page.text
    assert "gpt-sample" not in index_page(rows, disclosure=False)
