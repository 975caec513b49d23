"""What is said in the middle of a long cue has the time of its words, and everybody who shows it says so."""

from __future__ import annotations

import pytest

from llm_summarise.domain.replies import EpisodeNotes, TopicNote
from llm_summarise.domain.result import Evidence
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.assembly.chapters import chapters
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes, evidence
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.prompts.questions import most_chapters
from llm_summarise.grounding import Grounder, Span
from llm_summarise.index.tables import rows_of
from llm_summarise.render import render
from llm_summarise.render.view import View
from llm_summarise.render.wording import place_of
from tests.samples import sample_result

LONG = (
    "We began with nets. " * 20
    + "Then came the sensors and the salt. "
    + "It never rained in all that time. " * 20
)


def talk() -> Transcript:
    return Transcript((Cue("Welcome.", 0.0), Cue(LONG, 10.0), Cue("Bye.", 90.0, 91.0)), "x", "x", "")


def found(words: str, transcript: Transcript) -> Span:
    span = Grounder(transcript).quote(words)
    assert span is not None
    return span


def test_evidence_has_the_time_of_its_words() -> None:
    piece = evidence(found("came the sensors and the salt", talk()), talk())
    assert piece.approximate
    assert 10 + 80 * 405 / len(LONG) == pytest.approx(piece.start, abs=1)


def test_evidence_at_the_start_of_a_cue_is_exact() -> None:
    piece = evidence(found("We began with nets", talk()), talk())
    assert (piece.start, piece.approximate) == (10.0, False)


def test_a_chapter_that_begins_within_a_cue_has_the_time_of_its_words() -> None:
    transcript = talk()
    given = [
        NumberedNote((), span, Grounded(TopicNote(cue=1, quote=words, title=words), span))
        for words in ("Welcome", "Then came the sensors")
        for span in [found(words, transcript)]
    ]
    answer = EpisodeNotes(title="", headline="", summary=[], takeaways=[], quotes=[], people=[], chapters=[])
    first, second = chapters(answer, given, GroundedNotes(), transcript)
    assert (first.start, first.approximate) == (0.0, False)
    assert first.end == second.start
    assert second.approximate
    assert 36 < (second.start or 0) < 41
    assert (first.first_cue, first.last_cue, second.first_cue, second.last_cue) == (0, 0, 1, 2)


@pytest.mark.parametrize(
    ("minutes", "most"), [(1, (1, 1, 2)), (12, (2, 7, 11)), (60, (6, 17, 26)), (120, (12, 31, 47))]
)
def test_how_many_chapters_there_are_at_most_is_chosen(minutes: int, most: tuple[int, int, int]) -> None:
    talk = Transcript((Cue("So.", 0.0), Cue("Bye.", minutes * 60.0)), "x", "x", "")
    few, normal, many = (most_chapters(talk, wanted) for wanted in ("few", "normal", "many"))
    assert (few, normal, many) == most


def test_prompts_show_the_stamps_of_the_source_alone() -> None:
    cues = (
        Cue("One.", 0.0),
        Cue("Two.", 50.0, approximate=True),
        Cue("Three.", 60.0),
        Cue("Four.", 900.0, approximate=True),
    )
    transcript = Transcript(cues, "x", "x", "")
    assert [transcript.stamp(n) for n in range(4)] == [0, 0, 60, 60]
    assert (transcript.stamped_duration, transcript.duration) == (60, 900)
    stamped = Transcript(tuple(c for c in cues if not c.approximate), "x", "x", "")
    assert most_chapters(transcript, "normal") == most_chapters(stamped, "normal")


def test_results_of_older_versions_are_exact() -> None:
    assert not Evidence.model_validate({"cue": 1, "start": 4.0, "quote": "x"}).approximate


def test_approximate_times_are_shown_with_a_tilde_by_people_and_not_by_machines() -> None:
    result = sample_result()
    topics = [t.model_copy(update={"approximate": True}) for t in result.topics]
    rough = result.model_copy(update={"topics": topics})
    assert place_of(topics[0]).startswith("~")
    view = View(media_url="https://example.org/episode.mp3")
    for name in ("terminal", "markdown", "feed-html"):
        assert render(rough, name, view).count("~") >= len([t for t in topics if not t.sponsor]), name
        assert "~" not in render(result, name, view).replace("https://", ""), name
    assert "data-t" in render(rough, "html", view)
    for name in ("chapters", "vtt-chapters", "ffmetadata", "youtube"):
        assert render(rough, name, view) == render(result, name, view), name


def test_rows_of_an_index_tell_what_is_approximate() -> None:
    result = sample_result()
    topics = [t.model_copy(update={"approximate": True}) for t in result.topics]
    rows = rows_of(result.model_copy(update={"topics": topics})).parts
    assert {row["approximate"] for row in rows["topics"]} == {True}
    assert {row["approximate"] for row in rows["mentions"]} == {False}
