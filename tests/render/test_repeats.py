"""No sentence of the notes says again what another has said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.result import EpisodeSummary, Statement, Topic
from llm_summarise.render import View, render
from llm_summarise.render.content import content_of
from llm_summarise.render.selection.repeats import REPEATED, kept_sentences, overlap
from llm_summarise.render.wording import opened
from tests.samples import sample_result

SAME = [
    (
        "Start with one sensor and write down what it is for.",
        "Write down what a sensor is for, and start with one.",
    ),
    (
        "Never cut more than a fifth of an old tree in one winter.",
        "An old tree should never lose more than a fifth of its crown in one winter, Marek says.",
    ),
    ("Schreibt auf, wozu jeder Sensor da ist.", "Wozu ein Sensor da ist, schreibt man auf."),
    ("センサーを日陰に置くことが大切です。", "大切なのは、センサーを日陰に置くことです。"),
    ("Ставьте датчик в тень, подальше от тепла.", "Датчик ставьте подальше от тепла, в тень."),
]
DIFFERENT = [
    ("The bill went from 90 dollars to 4.", "The bill went from 90 dollars a month to 400."),
    ("Half of the faults were spiders.", "Half of the stations stand on roofs."),
    ("Each station sends 4 files at night.", "Each station sends 7 files at night."),
    ("センサーを日陰に置く。", "データベースは各局にあります。"),
]
WORDS = st.lists(st.sampled_from("tide roof moon lamp iron salt fern gate crow 7 12".split()), max_size=9)


def told(text: str) -> Statement:
    return Statement(text=text, evidence=[])


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words_is_a_repetition(one: str, other: str) -> None:
    assert overlap(one, other) >= REPEATED
    assert kept_sentences([one, other]) == [0]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_in_what_counts_is_none(one: str, other: str) -> None:
    assert overlap(one, other) < REPEATED
    assert kept_sentences([one, other]) == [0, 1]


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_overlap_has_no_order_and_is_whole_with_itself(one: str, other: str) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert 0 <= overlap(one, other) <= 1
    assert not one or overlap(one, one) == 1


@given(st.lists(WORDS.map(" ".join), max_size=9), st.integers(0, 4))
def test_of_sentences_kept_none_repeats_another(texts: list[str], fewest: int) -> None:
    kept = kept_sentences(texts)
    assert kept == sorted(set(kept))
    assert all(overlap(texts[a], texts[b]) < REPEATED for a in kept for b in kept if a < b)
    more = kept_sentences(texts, at_least=fewest)
    assert set(kept) <= set(more)
    assert len(more) >= min(fewest, len({text for text in texts if text}))


def printed(**changed: object) -> EpisodeSummary:
    return sample_result().model_copy(update=changed)


def test_a_headline_that_the_summary_repeats_is_left_out() -> None:
    sentence = sample_result().summary[0].text
    result = printed(headline=f"{sentence.rstrip('.')}, he says.")
    for format in ("markdown", "terminal", "feed-html"):
        assert "he says" not in render(result, format, View())
    assert content_of(result, View()).hook[0] == sentence


def test_a_headline_that_is_the_title_is_left_out() -> None:
    result = printed(title="Roofs, rain and the price of salt", headline="Roofs, rain and the price of salt.")
    assert render(result, "markdown", View()).count("price of salt") == 1
    assert render(result, "terminal", View()).count("price of salt") == 1
    alone = result.model_copy(update={"summary": []})
    assert content_of(alone, View()).hook == ("Roofs, rain and the price of salt.",)


def test_takeaways_repeat_neither_each_other_nor_the_summary() -> None:
    fresh = [t.text for t in sample_result().takeaways]
    again = ["Put a sensor in the shade and away from warm electronics.", sample_result().summary[1].text]
    result = printed(takeaways=[told(text) for text in (*fresh, *again)])
    assert list(content_of(result, View()).takeaways) == fresh
    assert again[0] not in render(result, "terminal", View())


def test_three_takeaways_are_left_whatever_they_repeat() -> None:
    result = printed(takeaways=list(sample_result().summary))
    assert len(content_of(result, View()).takeaways) == 3


def test_long_notes_have_ten_takeaways() -> None:
    names = "fern gate crow lamp iron salt moon tide roof harbour anchor lantern".split()
    result = printed(takeaways=[told(f"{name.title()} alone matters.") for name in names])
    assert [len(content_of(result, View(length=n)).takeaways) for n in ("short", "medium", "long")] == [
        3,
        6,
        10,
    ]


def test_points_stand_under_their_chapters_in_long_notes_only() -> None:
    topic = sample_result().topics[4]
    texts = [point.text for point in topic.points]
    notes = render(sample_result(), "markdown", View(length="long"))
    assert f"**{topic.title}**\n  - {texts[0]}\n  - {texts[1]}\n" in notes
    assert topic.summary not in notes
    assert texts[0] not in render(sample_result(), "markdown", View())
    feed = render(sample_result(), "feed-html", View(length="long", max_chars=0))
    assert f"{topic.title}<ul><li>{texts[0]}</li>" in feed
    assert f"• {texts[0]}" in render(sample_result(), "terminal", View(length="long"))
    assert f"• {texts[0]}" not in render(sample_result(), "terminal", View())


def test_points_of_a_feed_stand_where_there_is_room() -> None:
    whole = render(sample_result(), "feed-html", View(length="long", max_chars=0))
    short = render(sample_result(), "feed-html", View(length="long", max_chars=len(whole) - 200))
    last = sample_result().topics[6].points[0].text
    assert last in whole
    assert last not in short
    assert sample_result().topics[0].points[0].text in short
    assert all(f"{topic.title}" in short for topic in sample_result().topics if not topic.sponsor)


def test_a_point_that_is_a_takeaway_is_not_printed_again() -> None:
    result = sample_result()
    point = result.topics[4].points[0]
    result.takeaways.append(point)
    for format in ("markdown", "terminal", "feed-html"):
        assert render(result, format, View(length="long", width=200, max_chars=0)).count(point.text) == 1


def test_a_point_said_twice_in_a_chapter_is_printed_once() -> None:
    result = sample_result()
    result.topics = [
        Topic(title="T", start=0, end=9, first_cue=0, last_cue=9, points=[told(a) for a in SAME[0]])
    ]
    notes = render(result, "markdown", View(length="long"))
    assert SAME[0][0] in notes
    assert SAME[0][1] not in notes


@pytest.mark.parametrize(
    ("verbatim", "shown"),
    [
        ("and then it rained.", "And then it rained."),
        (", so we left.", "So we left."),
        ("– nobody knew.", "Nobody knew."),
        ("éclairs, all day.", "Éclairs, all day."),
        ("«ничего» не было.", "«Ничего» не было."),
        ("iPhone owners know.", "iPhone owners know."),
        ("pytest is enough.", "pytest is enough."),
        ("90 percent is luck.", "90 percent is luck."),
        ("彼は言った。", "彼は言った。"),
        ("…", "…"),
    ],
)
def test_a_quote_begins_as_a_sentence_does(verbatim: str, shown: str) -> None:
    assert opened(verbatim, {"pytest"}) == shown


def test_quotes_are_printed_with_a_capital_and_kept_verbatim() -> None:
    result = sample_result()
    said = "and a very long sentence follows, " * 20 + "which is shown whole."
    result.quotes[0].quote = said
    for format in ("markdown", "feed-html"):
        assert f"“A{said[1:]}”" in render(result, format, View())
    assert "“And a very" in render(result, "terminal", View())
    assert said in render(result, "json", View())
