"""The page in a real browser: it works, it stays quiet, and nothing hostile comes alive."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.render import View, render
from llm_summarise.render.html.episodes_page import index_page, index_row
from tests.browser.conftest import ORIGIN, Visit
from tests.mention_samples import chart_result, chart_transcript
from tests.samples import long_transcript, sample_result, sample_transcript, with_lines, with_text

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]

HOSTILE = (
    "</script><script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "javascript:window.pwned=1",
    "' onmouseover='window.pwned=1' x='",
    "<svg/onload=window.pwned=1>",
    "</title></style><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
)


def html_of(view: View | None = None) -> str:
    return render(sample_result(), "html", view or View(), sample_transcript())


def in_view(page: Any, selector: str) -> bool:
    """Whether the middle of the element's first line can be seen (not scrolled away, not covered)."""
    seen: bool = page.evaluate(
        """(selector) => {
          const element = document.querySelector(selector);
          const box = element.getClientRects()[0];
          const y = box.top + Math.min(box.height / 2, 10);
          const top = document.elementFromPoint(box.left + box.width / 2, y);
          return top !== null && (element.contains(top) || top.contains(element));
        }""",
        selector,
    )
    return seen


def counted(seen: Visit, text: str | re.Pattern[str]) -> None:
    """Waits until the count of hits says `text`."""
    from playwright.sync_api import expect

    expect(seen.page.locator("#count")).to_have_text(text)


@pytest.mark.parametrize("as_file", [True, False])
def test_opening_the_page_asks_nothing_and_logs_nothing(visit: Open, as_file: bool) -> None:
    seen = visit(html_of(), as_file=as_file)
    seen.page.wait_for_load_state("networkidle")
    assert seen.quiet()
    assert seen.page.locator(".say span").count() == len(sample_transcript().cues)


def test_evidence_leads_to_its_line_while_the_claim_stays_in_sight(visit: Open) -> None:
    seen = visit(html_of())
    link = seen.page.locator(".summary .ev", has_text="5:34")
    link.click()
    cited = seen.page.locator(".cited")
    assert cited.inner_text() == "Half of all faults were a spider in the rain gauge."
    assert in_view(seen.page, ".cited")
    assert link.is_visible()
    assert seen.page.evaluate("scrollY") == 0
    assert re.search(r"#c\d+$", seen.page.url)
    assert seen.quiet()


def test_the_address_of_a_line_opens_at_it(visit: Open) -> None:
    seen = visit(html_of())
    seen.page.evaluate("location.hash = '#c40'")
    seen.page.wait_for_selector("#c40.cited")
    assert in_view(seen.page, "#c40")


def test_a_tools_mention_is_lit_up_in_its_line(visit: Open) -> None:
    seen = visit(html_of())
    seen.page.locator(".items li", has_text="DuckDB").locator(".ev").nth(2).click()
    assert seen.page.locator("mark.on").all_inner_texts() == ["DuckDB"]


def chart_html() -> str:
    return render(chart_result(), "html", View(), chart_transcript())


def test_a_books_mention_is_lit_up_in_its_line(visit: Open) -> None:
    seen = visit(chart_html())
    seen.page.locator(".items li", has_text="The Quiet Shoal").locator(".ev").first.click()
    assert seen.page.locator("mark.on").all_inner_texts() == ["The Quiet Shoal"]
    assert seen.page.locator(".cited").get_attribute("id") == "c5"
    assert seen.quiet()


def test_points_open_and_lead_to_their_lines(visit: Open) -> None:
    seen = visit(chart_html())
    folded = seen.page.get_by_text("Errors on charts were made in earnest.")
    assert not folded.is_visible()
    seen.page.get_by_text("2 more points").click()
    assert folded.is_visible()
    folded.locator(".ev").click()
    assert seen.page.locator(".cited").inner_text().startswith("Every error on a chart")


def test_points_and_mentions_are_read_without_javascript(visit: Open) -> None:
    seen = visit(chart_html(), java_script_enabled=False)
    seen.page.get_by_text("2 more points").click()
    assert seen.page.get_by_text("Errors on charts were made in earnest.").is_visible()
    seen.page.locator(".passing .ev").first.click()
    assert seen.page.url.endswith("#c10")


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mentions_fit_the_width_and_have_contrast(visit: Open, axe: str, width: int, scheme: str) -> None:
    seen = visit(chart_html(), viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    seen.page.evaluate(axe)
    found = seen.page.evaluate("axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))")
    assert found == []


def test_the_keys_step_through_chapters_not_points(visit: Open) -> None:
    seen = visit(chart_html())
    for _ in range(4):
        seen.page.keyboard.press("j")
    assert seen.page.evaluate("document.activeElement.textContent").strip().endswith("Keeping errors")


def test_the_index_filters_by_a_book(visit: Open) -> None:
    rows = [index_row(chart_result(), "a.html"), index_row(sample_result(), "b.html")]
    seen = visit(index_page(rows))
    seen.page.locator("#chips button", has_text="The Quiet Shoal").click()
    assert seen.page.locator("article:visible h2").all_inner_texts() == ["A Coast Is a Rumour"]
    assert seen.page.locator("bdi.found").all_inner_texts() == ["The Quiet Shoal"]


def test_search_finds_counts_and_steps_over_line_borders(visit: Open) -> None:
    seen = visit(html_of())
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("post  OFFICE")
    counted(seen, "1 of 1")
    assert in_view(seen.page, "p.hit")
    seen.page.fill("#search", "rain gauge. how")
    counted(seen, "no hits")
    seen.page.fill("#search", "own climate. so")
    counted(seen, "no hits")
    seen.page.fill("#search", "about three weeks, and i loved it. the temperature")
    counted(seen, "1 of 1")
    seen.page.fill("#search", "station")
    total = sum(cue.text.lower().count("station") for cue in sample_transcript().cues)
    counted(seen, f"1 of {total}")
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Shift+Enter")
    seen.page.keyboard.press("Shift+Enter")
    assert seen.page.inner_text("#count") == f"{total} of {total}"
    assert seen.page.evaluate("CSS.highlights.get('hit').size") == total
    seen.page.keyboard.press("Escape")
    assert seen.page.evaluate("CSS.highlights.size") == 0
    assert seen.quiet()


def test_signs_with_a_meaning_in_patterns_are_searched_as_they_are(visit: Open) -> None:
    seen = visit(
        render(sample_result(), "html", View(), with_lines(sample_transcript(), "a.b*(c)[d]\\e^f$ -|{1}?/"))
    )
    for text in ("a.b*(c)[d]\\e^f$ -|{1}?/", "*(c", "[d]\\e", "-|{"):
        seen.page.fill("#search", text)
        counted(seen, "1 of 23")
        seen.page.fill("#search", "")
        counted(seen, "")
    assert seen.quiet()


def test_one_speaker_at_a_time_and_evidence_of_the_other_still_opens(visit: Open) -> None:
    seen = visit(html_of())
    seen.page.select_option("#speaker", label="Mara Lindqvist")
    shown = seen.page.locator(".turn:visible .who").all_inner_texts()
    assert set(shown) == {"Mara Lindqvist"}
    seen.page.locator(".summary .ev").first.click()
    assert seen.page.locator(".cited").is_visible()
    assert seen.page.input_value("#speaker") == ""


def test_dark_follows_the_system_and_the_button_wins_and_is_remembered(visit: Open) -> None:
    seen = visit(html_of(), color_scheme="dark")
    dark = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    seen.page.click("#theme")
    light = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    seen.page.reload()
    assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    seen.page.keyboard.press("d")
    assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


@pytest.mark.parametrize("width", [320, 390, 800])
def test_on_a_narrow_screen_nothing_sticks_out_and_the_way_back_is_offered(visit: Open, width: int) -> None:
    seen = visit(html_of(View(media_url="a.mp3")), viewport={"width": width, "height": 700})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    link = seen.page.locator(".summary .ev").nth(4)
    link.click()
    assert in_view(seen.page, ".cited")
    seen.page.click("#back")
    assert link.evaluate("e => e === document.activeElement")
    assert in_view(seen.page, ".summary .ev:focus")


def test_everything_works_from_the_keyboard(visit: Open) -> None:
    seen = visit(html_of())
    seen.page.keyboard.press("Tab")
    assert in_view(seen.page, ".skip")
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "transcript"
    seen.page.keyboard.press("j")
    seen.page.keyboard.press("j")
    assert seen.page.locator(".cited").inner_text().startswith("So rule one")
    seen.page.keyboard.press("?")
    assert seen.page.locator("#help").is_visible()
    seen.page.uncheck("#keys")
    seen.page.keyboard.press("Escape")
    seen.page.keyboard.press("?")
    assert not seen.page.locator("#help").is_visible()
    assert seen.quiet()


def test_a_clicked_line_is_played_and_the_current_line_is_lit(visit: Open, tmp_path: Path) -> None:
    if not shutil.which("ffmpeg"):
        pytest.skip("no ffmpeg here")
    sound = tmp_path / "tone.mp3"
    tone = ["-f", "lavfi", "-i", "sine=frequency=300:duration=420", "-b:a", "8k", str(sound)]
    subprocess.run(["ffmpeg", "-loglevel", "error", *tone], check=True, timeout=60)
    seen = visit(html_of(View(media_url="tone.mp3")), files={"tone.mp3": sound})
    seen.page.wait_for_load_state("networkidle")
    seen.page.locator(".summary .ev", has_text="5:34").click()
    assert seen.page.evaluate("document.querySelector('#media').currentTime") == 334
    assert seen.requests == []
    seen.page.locator("#c8").click()
    seen.page.wait_for_selector("#c8.now")
    assert set(seen.requests) == {f"{ORIGIN}/tone.mp3"}
    seen.page.evaluate("document.querySelector('#media').currentTime = 300")
    seen.page.wait_for_selector("#c33.now")
    assert seen.complaints == []


def test_a_recording_beside_a_page_opened_as_a_file_is_allowed(visit: Open) -> None:
    seen = visit(html_of(View(media_url="tone.mp3")), as_file=True)
    seen.page.locator("#c8").click()
    seen.page.wait_for_selector("#trouble:visible")
    assert len(seen.requests) == 1
    assert not any("Content Security Policy" in text for text in seen.complaints)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(visit: Open, text: str) -> None:
    html = render(with_text(sample_result(), text), "html", View(), with_lines(sample_transcript(), text))
    seen = visit(html)
    page = seen.page
    page.wait_for_load_state("networkidle")
    page.locator(".ev").first.click()
    page.fill("#search", text)
    page.locator(".say span").nth(1).hover()
    page.select_option("#speaker", index=1)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed, form:not([method=dialog])").count() == 0
    assert page.locator("script").count() == 1
    protocols = page.evaluate("[...new Set([...document.links].map((a) => a.protocol))]")
    assert protocols == ["http:"]
    assert text in page.locator("#c1").inner_text()
    assert seen.quiet()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_the_index(visit: Open, text: str) -> None:
    rows = [
        index_row(with_text(sample_result(), text), text),
        index_row(sample_result(), "b.html"),
    ]
    seen = visit(index_page(rows, title=text))
    seen.page.fill("#search", text)
    seen.page.locator("#chips button").first.click()
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.locator("img, iframe, script").count() == 1
    assert set(seen.page.evaluate("[...document.links].map((a) => a.protocol)")) == {"http:"}
    assert seen.quiet()


def test_the_policy_stops_a_script_that_came_in_another_way(visit: Open) -> None:
    seen = visit(html_of())
    seen.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.pwned = 1";
          document.body.append(script);
          const image = '<img src="http://else.test/x" onerror="window.pwned=1">';
          document.body.insertAdjacentHTML("beforeend", image);
        }"""
    )
    seen.page.wait_for_timeout(50)
    assert seen.page.evaluate("window.pwned") is None
    assert seen.requests == []


def test_a_page_of_two_hours_can_be_searched_and_leads_to_its_evidence(visit: Open) -> None:
    html = render(sample_result(), "html", View(), long_transcript(hours=2))
    seen = visit(html)
    assert seen.page.locator(".say span").count() > 2500
    seen.page.locator(".ev").last.click()
    assert in_view(seen.page, ".cited")
    seen.page.fill("#search", "station")
    counted(seen, re.compile(r"^1 of \d+$"))


def test_a_page_without_times_or_transcript_works(visit: Open) -> None:
    for html in (
        render(sample_result(timed=False), "html", View(), sample_transcript(timed=False)),
        render(sample_result(), "html", View(media_url="https://youtu.be/x")),
    ):
        seen = visit(html)
        seen.page.locator(".summary .ev").first.click()
        assert in_view(seen.page, ".cited")
        assert seen.quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["page", "phone", "player", "index"])
def test_axe_finds_nothing_to_object_to(visit: Open, axe: str, scheme: str, kind: str) -> None:
    html = (
        index_page([index_row(sample_result(), "a.html")])
        if kind == "index"
        else html_of(View(media_url="a.mp3" if kind == "player" else None))
    )
    size = {"width": 390, "height": 800} if kind == "phone" else {"width": 1400, "height": 900}
    seen = visit(html, color_scheme=scheme, viewport=size)
    seen.page.fill("#search", "station")
    if kind != "index":
        seen.page.locator(".ev").first.click()
    seen.page.wait_for_timeout(400)
    seen.page.evaluate(axe)
    found = seen.page.evaluate(
        "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    )
    assert found == []


def test_the_index_filters_by_words_and_tools(visit: Open) -> None:
    other = sample_result()
    other.title, other.headline = "Bread", "All about bread."
    other.tools, other.topics = other.tools[:1], other.topics[:1]
    rows = [index_row(sample_result(), name) for name in ("a.html", "c.html")]
    seen = visit(index_page([*rows, index_row(other, "b.html")]))
    seen.page.fill("#search", "station database")
    counted(seen, "2 of 3 episodes")
    assert seen.page.locator("article:visible h2").all_inner_texts() == [sample_result().title] * 2
    assert seen.page.locator("article:visible details").first.get_attribute("open") is not None
    seen.page.fill("#search", "")
    counted(seen, "3 episodes")
    seen.page.locator("#chips button", has_text="DuckDB").click()
    assert seen.page.locator("article:visible").count() == 2
    assert seen.page.locator("article:visible .found").all_inner_texts() == ["DuckDB"] * 2
    assert seen.quiet()
