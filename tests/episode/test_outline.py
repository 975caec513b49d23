"""The author's outline: which headings are chapters, and what topics make of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import ChapterNote, CitedText, EpisodeNotes, SponsorNote, TopicNote
from llm_summarise.domain.transcript import About, Cue, Heading, Transcript
from llm_summarise.episode.assembly.chapters import chapters
from llm_summarise.episode.gathering.adverts import Advert
from llm_summarise.episode.gathering.headed_topics import at_headings
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes
from llm_summarise.episode.gathering.numbered_notes import numbered_notes
from llm_summarise.episode.source.outline import author_chapters, chapter_title, keeps_title
from llm_summarise.grounding import Grounder, Span
from tests.episode.told_samples import SAID, told


def titles(*headings: Heading, about: About | None = None, times: int = 1) -> list[str]:
    transcript = told(about or About(), headings)
    transcript = replace(transcript, cues=transcript.cues * times)
    return [heading.title for heading in author_chapters(transcript)]


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Transcript",
            "TRANSCRIPT:",
            "Show notes",
            "Shownotes",
            "Intro music",
            "Transkript",
            "目次",
            "Invités",
        ),
        *("Ada", "Tom", "...", "", "Beans that survive", "Garden Hour", "Ada Berg"),
    ],
)
def test_a_heading_of_the_page_or_of_a_person_is_no_chapter(title: str) -> None:
    about = About(title="Beans that survive", show="Garden Hour", hosts=("Ada Berg",))
    assert titles(Heading(title, 0), Heading("Covers", 6), about=about) == ["Covers"]


@pytest.mark.parametrize(
    "title", ["Q&A", "Introduction", "Questions from the audience", "Fragen", "Ada's garden"]
)
def test_a_heading_that_says_what_follows_is_a_chapter(title: str) -> None:
    assert titles(Heading(title, 0), Heading("Covers", 6)) == [title, "Covers"]


def test_a_label_that_comes_again_and_again_is_no_chapter() -> None:
    again = [Heading("Question", i) for i in (0, 3, 5)]
    assert titles(*again, Heading("Covers", 6)) == ["Covers"]


def test_the_title_above_all_others_is_no_chapter() -> None:
    assert titles(Heading("Beans", 0, 1), Heading("Frost", 0, 2), Heading("Covers", 6, 2)) == [
        "Frost",
        "Covers",
    ]
    assert titles(Heading("Beans", 0, 1), Heading("Covers", 6, 1)) == ["Beans", "Covers"]


def test_of_headings_without_words_between_the_highest_counts() -> None:
    assert titles(Heading("Part", 2, 2), Heading("Fleece", 2, 3), Heading("Ice", 6, 2)) == ["Part", "Ice"]
    assert titles(Heading("Empty", 2, 2), Heading("Fleece", 2, 2), Heading("Ice", 6, 2)) == ["Fleece", "Ice"]


def test_levels_that_are_too_fine_for_the_length_are_left_out() -> None:
    fine = [Heading(f"Question {i}", i, 3) for i in range(1, 100)]
    coarse = [Heading("Frost", 0, 2), Heading("Covers", 50, 2)]
    ordered = sorted([*coarse, *fine], key=lambda heading: (heading.cue, heading.level))
    assert titles(*ordered, times=10) == ["Frost", "Covers"]


def test_hundreds_of_headings_of_one_level_are_thinned_out() -> None:
    kept = titles(*(Heading(f"Question {i}", i) for i in range(300)), times=30)
    assert 10 < len(kept) < 80


def test_headings_outside_of_the_cues_are_left_out() -> None:
    assert titles(Heading("Frost", -1), Heading("Covers", 10), Heading("Ice", 9)) == ["Ice"]


@given(st.text(max_size=600))
def test_a_title_is_shown_on_one_line_of_bounded_length(text: str) -> None:
    title = chapter_title(Heading(text, 0))
    assert len(title) <= 160
    assert len(f"x{title}".splitlines()) == 1


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Frost in the garden", True),
        ("frost in the Garden.", True),
        ("Frost in the", True),
        ("The garden frost", True),
        ("Runner beans", False),
        ("Frost", True),
        ("", False),
    ],
)
def test_a_title_is_the_authors_if_it_says_the_same(title: str, kept: bool) -> None:
    assert keeps_title(title, "Frost in the garden") is kept


def noted(cue: int, title: str, *, start: int = 0) -> Grounded[TopicNote]:
    text = SAID[cue][1][start:]
    note = TopicNote(cue=cue + 1, quote=text, title=title)
    return Grounded(note, Span(cue, cue, start, start + len(text), text, True, 1.0))


def begun(
    *topics: Grounded[TopicNote], read: range = range(10), adverts: tuple[Advert, ...] = ()
) -> list[tuple[int, str, str | None]]:
    notes = at_headings(GroundedNotes(topics=topics, adverts=adverts), told(), [read])
    return [(topic.cue, topic.note.title, topic.heading) for topic in notes.topics]


FROST, COVERS = "Frost in the garden", "How to cover young plants"


def test_a_topic_near_a_heading_begins_at_it() -> None:
    assert begun(noted(1, "Broad beans"), noted(5, COVERS)) == [
        (0, "Broad beans", FROST),
        (6, COVERS, COVERS),
    ]


def test_of_topics_near_a_heading_that_with_its_title_begins_there() -> None:
    assert begun(noted(0, FROST), noted(5, "Wet ground"), noted(7, "Cover young plants")) == [
        (0, FROST, FROST),
        (5, "Wet ground", None),
        (6, "Cover young plants", COVERS),
    ]


def test_a_heading_without_a_note_gets_a_topic_of_its_own() -> None:
    assert begun(noted(0, FROST)) == [(0, FROST, FROST), (6, COVERS, COVERS)]


def test_a_heading_in_a_passage_that_was_not_read_gets_none() -> None:
    assert begun(noted(0, FROST), read=range(5)) == [(0, FROST, FROST)]


def test_without_any_note_headings_alone_make_none() -> None:
    assert begun() == []


def test_a_heading_in_an_advertisement_begins_no_topic() -> None:
    note = SponsorNote(cue=7, quote="", last_cue=8, name="Fleece")
    assert begun(noted(0, FROST), adverts=(Advert(note, (6, 0), (7, 90)),)) == [(0, FROST, FROST)]


def chapters_of(*topics: Grounded[TopicNote], chosen: dict[int, str]) -> list[tuple[int, str, bool]]:
    transcript = told(timed=False)
    notes = at_headings(GroundedNotes(topics=topics), transcript, [range(10)])
    given = numbered_notes(notes, [], transcript, Grounder(transcript))
    answer = EpisodeNotes(
        title="Beans",
        headline="Beans.",
        summary=[CitedText(text="Beans.", notes=[1])],
        takeaways=[],
        chapters=[ChapterNote(note=number, title=title) for number, title in chosen.items()],
        people=[],
    )
    return [(t.first_cue, t.title, t.from_outline) for t in chapters(answer, given, notes, transcript)]


def test_a_shortened_title_of_the_author_is_printed_in_full() -> None:
    assert chapters_of(noted(0, FROST), chosen={1: "Frost", 2: "How to cover young"}) == [
        (0, FROST, True),
        (6, COVERS, True),
    ]


def test_a_title_of_the_models_own_stays_and_is_not_the_authors() -> None:
    assert chapters_of(noted(0, "Black leaves"), chosen={1: "Black leaves", 2: COVERS}) == [
        (0, "Black leaves", False),
        (6, COVERS, True),
    ]


def test_a_heading_that_the_model_leaves_out_begins_no_chapter() -> None:
    assert chapters_of(noted(0, FROST), chosen={1: FROST}) == [(0, FROST, True)]


@given(
    st.lists(st.integers(0, 59), max_size=12, unique=True),
    st.lists(st.integers(0, 59), max_size=12, unique=True),
)
def test_no_two_topics_begin_in_one_cue_and_all_are_in_order(places: list[int], headed: list[int]) -> None:
    cues = tuple(
        Cue(f"Bean number {i} came up in the cold bed." + " It rained." * (i % 7)) for i in range(60)
    )
    outline = tuple(Heading(f"Bed {i}", i) for i in sorted(headed))
    transcript = Transcript(cues, "x", "plain", "0" * 64, outline=outline)
    topics = tuple(
        Grounded(
            TopicNote(cue=1, quote="x", title=f"Bean {i}"),
            Span(i, i, 0, 9, cues[i].text[:9], True, 1.0),
        )
        for i in sorted(places)
    )
    starts = [
        topic.cue for topic in at_headings(GroundedNotes(topics=topics), transcript, [range(60)]).topics
    ]
    assert starts == sorted(set(starts))
