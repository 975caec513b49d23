"""Pages and fragments of HTML, as shows publish them."""

from __future__ import annotations

import contextlib
import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import Transcript
from llm_summarise.readers import parse

WHO = ("Ann", "Bob")
LINES = ("Is the harbour open?", "It is, since six.", "And who says so?", "The harbour master.")


def of(page: str) -> Transcript:
    return parse(page.encode(), "page")


def rows(transcript: Transcript) -> list[tuple[float | None, str | None, str]]:
    return [(cue.start, cue.speaker, cue.text) for cue in transcript.cues]


EXPECTED = [(12.0 * n + 5, WHO[n % 2], line) for n, line in enumerate(LINES)]


def each(template: str) -> str:
    """The talk, each line in `template`: {who}, {clock}, {seconds}, {ms} and {said}."""
    return "".join(
        template.format(
            who=WHO[n % 2], said=line, seconds=12 * n + 5, ms=(12 * n + 5) * 1000, clock=f"0:{12 * n + 5:02}"
        )
        for n, line in enumerate(LINES)
    )


@pytest.mark.parametrize(
    "page",
    [
        each("<cite>{who}:</cite>\n<time>{clock}</time>\n<p>{said}</p>\n"),
        each("<time>{clock}</time><cite>{who}</cite><p>{said}</p>"),
        each('<p data-start="{seconds}"><cite>{who}:</cite> {said}</p>'),
        each('<p><span class="timestamp">{clock}</span> <strong>{who}:</strong> {said}</p>\n'),
        each('<p><a href="#t={seconds}">{clock}</a> <b>{who}:</b> {said}</p>'),
        each('<p>[<a href="https://x.org/?t={seconds}">{clock}</a>] <strong>{who}</strong>: {said}</p>'),
        each('<p><strong>{who}</strong> <span class="time-stamp">({clock})</span></p><p>{said}</p>'),
        each('<div class="speaker">{who}</div><div class="timecode">{clock}</div><p>{said}</p>'),
        each('<div><span class="speaker-name">{who}</span> <time>{clock}</time><p>{said}</p></div>'),
        each('<section data-time="{seconds}" data-speaker="{who}"><p>{said}</p></section>'),
        "<dl>" + each("<dt>{who}</dt><dt>{clock}</dt><dd>{said}</dd>") + "</dl>",
        "<table><tr><th>Time</th><th>Speaker</th><th>Text</th></tr>"
        + each("<tr><td>{clock}</td><td>{who}</td><td>{said}</td></tr>")
        + "</table>",
        "<table>" + each("<tr><td>{who}</td><td>{clock}</td><td><p>{said}</p></td></tr>") + "</table>",
    ],
)
def test_names_and_times_stand_in_many_elements(page: str) -> None:
    assert rows(of(page)) == EXPECTED
    assert (
        rows(of(f"<!DOCTYPE html><html><head><title>T</title></head><body>{page}</body></html>")) == EXPECTED
    )


@pytest.mark.parametrize(
    "page",
    [
        each("<p><strong>{who}:</strong> {said}</p>\n"),
        each("<p><b>{who}: </b>{said}</p>\n"),
        each("<div><p>{who}: {said}</p></div>\n"),
        each("<strong>{who}:</strong> {said}<br><br>\n"),
        "<p>" + each("{who}: {said}<br/>\n") + "</p>",
        "<dl>" + each("<dt>{who}:</dt><dd>{said}</dd>") + "</dl>",
        each('<p><span class="speaker">{who}:</span> {said}</p>'),
    ],
)
def test_fragments_without_times_give_their_speakers(page: str) -> None:
    assert rows(of(page)) == [(None, who, said) for _, who, said in EXPECTED]


PAGE = """<!DOCTYPE html><html lang="en"><head><title>Tides - The Log</title>
<meta property="og:title" content="Tides &amp; Time"><meta property="og:site_name" content="The Log">
<script type="application/ld+json">{"@type": "PodcastEpisode", "name": "Tides", "datePublished": "2024-05-01",
"partOfSeries": {"@type": "PodcastSeries", "name": "The Lighthouse Log"}, "episodeNumber": 7}</script></head>
<body><nav><p>Home</p></nav><header><h1>Tides</h1></header><div class="sidebar"><p>Buy a mug</p></div>
<main><p>In this episode we talk about water.</p><h2>Transcript</h2>SPEECH
<h2>Leave a comment</h2><p>Great show</p></main><aside>More</aside>
<footer><p>Imprint</p></footer></body></html>"""


def test_of_a_page_only_the_transcript_is_speech_and_its_head_tells_about_it() -> None:
    speech = "<h3>Opening hours</h3>" + each("<p><strong>{who}:</strong> {said}</p>") * 3
    transcript = of(PAGE.replace("SPEECH", speech))
    assert [cue.text for cue in transcript.cues] == [*LINES] * 3
    about = transcript.about
    assert (about.title, about.show, about.number) == ("Tides", "The Lighthouse Log", "7")
    assert (about.date, about.language) == ("2024-05-01", "en")
    assert [(h.title, h.cue, h.level) for h in transcript.outline] == [("Opening hours", 0, 3)]


def test_an_element_called_transcript_is_the_transcript() -> None:
    inside = each("<p>{said}</p>") * 3
    element = f'<div id="episode-transcript"><div>{inside}</div></div>'
    page = f"<html><body><p>Buy a mug.</p>{element}<p>Bye</p></body></html>"
    assert [cue.text for cue in of(page).cues] == [*LINES] * 3


def test_words_with_times_of_their_own_give_the_time_of_their_paragraph() -> None:
    page = "".join(
        f'<p><span data-m="{n}000" data-d="200">Low </span><span data-m="{n}500">water.</span></p>'
        for n in (3, 9)
    )
    assert rows(of(page)) == [(3, None, "Low water."), (9, None, "Low water.")]


def test_a_book_cited_once_on_a_page_is_no_speaker() -> None:
    page = "<html><body><p>We read <cite>The Tide</cite> today.</p><p>It is good.</p></body></html>"
    assert of(page).speakers == ()


SAID = st.lists(
    st.text(
        st.characters(categories=["L", "Nd", "Po"], exclude_characters="*_:：;&\\#@%"),
        min_size=3,
        max_size=12,
    )
    .map(lambda text: f"We say {text} here")
    .filter(lambda text: text.isprintable()),
    min_size=2,
    max_size=8,
)


@given(SAID)
def test_every_paragraph_of_podcasting_html_comes_back(said: list[str]) -> None:
    page = "".join(
        f"<cite>{WHO[n % 2]}:</cite><time>{n}:00</time><p>{html.escape(text)}</p>"
        for n, text in enumerate(said)
    )
    assert rows(of(page)) == [(60.0 * n, WHO[n % 2], text) for n, text in enumerate(said)]


@given(st.lists(st.sampled_from(
    "<p>|</p>|<div class=x>|</div>|<b>|</b>|<a href='#t=1'>|</a>|<table>|<tr>|<td>|</td>|</table>|<nav>|"
    "</nav>|one |0:12|<h2>|</h2>|<cite>|</cite>|<time>|</time>|<span data-m='9'>|</span>|<dt>|<script>|"
    "</script>|&amp;|<br>|<p data-start=3>"
    .split("|")
), max_size=40).map("".join))  # fmt: skip
def test_no_mixture_of_tags_crashes(page: str) -> None:
    with contextlib.suppress(InputError):
        of("<html>" + page)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["</div>", "<section>", "<b>", "<a href=x>", "<table>", "<td", "[[", "\ue000", "<cite>"]
)
def test_a_page_made_of_one_tag_takes_no_time(piece: str) -> None:
    with suppress(InputError):  # some of them are no words
        of("<html><p>word</p>" + piece * 60_000 + "<p>word</p>")
