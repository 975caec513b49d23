"""Speakers of a result under their full names."""

from __future__ import annotations

from llm_summarise import EpisodeSummary, summarise
from llm_summarise.domain.transcript import About
from llm_summarise.episode.source.full_speakers import full_names
from tests.episode.told_samples import ABOUT, told


def test_a_label_that_is_part_of_one_name_is_printed_in_full() -> None:
    assert full_names(["Ada", "Tom"], ["Ada Berg", "Tom Reed"]) == {"Ada": "Ada Berg", "Tom": "Tom Reed"}


def test_a_label_that_may_be_two_people_stays() -> None:
    assert full_names(["Ada", "Tom Reed"], ["Ada Berg", "Ada Moor", "Tom Reed"]) == {}
    assert full_names(["Ada", "Ada Moor"], ["Ada Berg"]) == {}


def test_a_label_is_completed_by_another_label() -> None:
    assert full_names(["Ada Berg", "Ada", "SPEAKER_00"], []) == {"Ada": "Ada Berg"}


def test_a_label_that_is_no_part_of_a_name_stays() -> None:
    assert full_names(["Adda Berg", "Host", "A. Lind"], ["Ada Berg"]) == {}


def speakers(result: EpisodeSummary) -> set[str | None]:
    pieces = [e for s in (*result.summary, *result.takeaways, *result.topics) for e in s.evidence]
    pieces += [e for topic in result.topics for point in topic.points for e in point.evidence]
    return {piece.speaker for piece in (*pieces, *result.quotes)}


def test_a_result_names_speakers_in_full_and_keeps_the_labels() -> None:
    result = summarise(told(ABOUT), model="extractive", no_cache=True)
    assert speakers(result) == {"Ada Berg", "Tom Reed"}
    assert result.source.speakers == ["Ada", "Tom"]


def test_where_no_full_name_is_known_labels_stay() -> None:
    assert speakers(summarise(told(About()), model="extractive", no_cache=True)) == {"Ada", "Tom"}
