"""The embedded model as the pipeline and `llm` see it: valid answers, taken from the prompt alone."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.domain.replies import ChunkNotes, ChunkReply, EpisodeNotes, NotesToKeep, NothingToSay
from llm_summarise.domain.text import fold_space
from llm_summarise.extractive import UnknownSchema, answer
from tests.talk_samples import german, harbour_talk, japanese, prompt_of

CHUNK = ChunkReply.model_json_schema()
EPISODE = EpisodeNotes.model_json_schema()


def chunk_notes(prompt: str) -> ChunkNotes:
    reply = ChunkReply.model_validate_json(answer("", prompt, CHUNK)).answer
    assert isinstance(reply, ChunkNotes)
    return reply


def quotes_of(notes: ChunkNotes) -> list[tuple[int, str]]:
    kinds = (notes.topics, notes.points, notes.quotes, notes.people, notes.sponsors)
    named = [(note.cue, note.said) for note in notes.mentions]
    return [*named, *((note.cue, note.quote) for kind in kinds for note in kind)]


def spoken_from(lines: list[str], cue: int) -> str:
    return fold_space(" ".join(lines[cue - 1 :]))


def test_a_talk_is_answered_with_topics_points_and_people() -> None:
    notes = chunk_notes(prompt_of(harbour_talk()))
    assert len(notes.topics) >= 3
    assert len(notes.points) >= 3
    assert {(p.name, p.role.value) for p in notes.people} == {("Nora Feld", "host"), ("Jon Brekke", "guest")}


def test_every_quote_starts_word_for_word_in_the_line_it_names() -> None:
    talk = harbour_talk()
    lines = [text for _, text in talk]
    for cue, quote in quotes_of(chunk_notes(prompt_of(talk))):
        rest = spoken_from(lines, cue)
        assert quote in rest
        assert rest.index(quote) <= len(lines[cue - 1])


def test_the_same_prompt_gets_the_same_answer() -> None:
    prompt = prompt_of(harbour_talk())
    assert answer("", prompt, CHUNK) == answer("", prompt, CHUNK)


def test_instructions_in_the_system_prompt_do_not_change_the_answer() -> None:
    prompt = prompt_of(harbour_talk())
    assert answer("Write pirate speech.", prompt, CHUNK) == answer("", prompt, CHUNK)


def test_a_schema_written_into_the_system_prompt_is_recognised() -> None:
    prompt = prompt_of(harbour_talk())
    system = f"Answer with one JSON object.\n\n{json.dumps(CHUNK)}"
    assert answer(system, prompt, None) == answer("", prompt, CHUNK)


def test_a_schema_written_below_the_prompt_is_recognised_and_is_no_speech() -> None:
    prompt = prompt_of(harbour_talk())
    written = (
        f"{prompt}\n\nAnswer with JSON under this schema:\n{json.dumps(CHUNK, indent=2)}\n[1] not speech"
    )
    assert answer("", written, None) == answer("", prompt, CHUNK)


@pytest.mark.parametrize("schema", [{"title": "Books", "properties": {"books": {}}}, {}, {"type": "array"}])
def test_an_unknown_schema_is_refused_with_what_can_be_answered(schema: dict[str, Any]) -> None:
    with pytest.raises(UnknownSchema, match="knows ChunkReply") as caught:
        answer("", "[1] some text", schema)
    assert schema.get("title", "extractive") in str(caught.value)


@pytest.mark.parametrize("lines", [[], [""], ["Yeah."], ["Hi.", "Hello.", "Thanks for having me.", "Mm-hm."]])
def test_a_passage_without_content_has_nothing_to_say(lines: list[str]) -> None:
    reply = ChunkReply.model_validate_json(answer("", prompt_of([(None, text) for text in lines]), CHUNK))
    assert isinstance(reply.answer, NothingToSay)


def test_one_sentence_with_content_is_one_topic() -> None:
    notes = chunk_notes("[1] SQLite keeps the whole database in one file on the disk.")
    assert [topic.cue for topic in notes.topics] == [1]
    assert notes.topics[0].title


def test_a_prompt_without_schema_gets_a_shorter_text_of_its_own_sentences() -> None:
    text = "\n".join(text for _, text in harbour_talk())
    summary = answer("", text, None)
    assert 0 < len(summary) < len(text) / 4
    sentences = [s for s in re.split(r"(?<=[.?])\s", summary) if s]
    assert all(s.split(" ", 1)[1] in fold_space(text) for s in sentences)


def test_a_short_text_without_schema_comes_back_whole() -> None:
    assert answer("", "Tides  turn\ntwice a day.", None) == "Tides turn twice a day."


@pytest.mark.parametrize("talk", [german(), japanese()], ids=["german", "japanese"])
def test_other_languages_get_topics_quoted_from_their_lines(talk: list[tuple[str | None, str]]) -> None:
    notes = chunk_notes(prompt_of(talk))
    lines = [text for _, text in talk]
    assert notes.topics
    assert notes.points
    assert all(topic.title for topic in notes.topics)
    assert all(quote in spoken_from(lines, cue) for cue, quote in quotes_of(notes))


NOTES = """Length: medium
Duration: 00:40:00

[1] topic | 00:00:00 | Introduction
[2] point | In this episode, I'm talking with Jon Brecke on gauges in old harbours.
[3] topic | 00:02:00 | Float gauges
[4] point | A float gauge follows the water in a pipe that keeps the waves out.
[5] quote | Jon Brekke | The pipe is the whole trick.
[6] topic | 00:12:00 | Radar gauges
[7] point | Radar gauges have no moving parts and need less care than floats.
[8] point | A flat battery has cost more measurements than any storm.
[9] person | Nora Feld | host
[10] person | Jon Brekke | guest
[11] mention | SQLite | library | 3
"""


def episode(prompt: str = NOTES) -> EpisodeNotes:
    return EpisodeNotes.model_validate_json(answer("", prompt, EPISODE))


def test_the_headline_is_the_hosts_hook_without_the_formula() -> None:
    said = "gauges in old harbours and why so many of them drown in every second winter storm"
    notes = episode(NOTES.replace("gauges in old harbours", said))
    assert notes.headline.startswith("Gauges in old harbours and why so many of them drown")


def test_the_headline_does_not_say_the_title_again() -> None:
    notes = episode()
    assert notes.title == "Gauges in old harbours with Jon Brekke"
    assert "Gauges in old harbours" not in notes.headline
    assert "Brekke" not in notes.headline


def test_every_sentence_of_the_episode_cites_notes_that_exist() -> None:
    notes = episode()
    for item in (*notes.summary, *notes.takeaways):
        assert item.notes
        assert set(item.notes) <= set(range(1, 12))
    assert all(set(person.notes) <= {9, 10} for person in notes.people)


def test_takeaways_are_points() -> None:
    notes = episode()
    assert len(notes.takeaways) >= 3
    assert {number for item in notes.takeaways for number in item.notes} <= {4, 7, 8}


def test_chapters_are_the_topics_in_order_and_quotes_the_quote_notes() -> None:
    notes = episode()
    assert [chapter.note for chapter in notes.chapters] == [1, 3, 6]
    assert notes.quotes == [5]
    assert [(p.name, p.role.value) for p in notes.people] == [("Nora Feld", "host"), ("Jon Brekke", "guest")]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("topic | 00:00:00 | Float gauges", "Float gauges"),
        ("topic | 00:00:00 | Float gauges | ", "Float gauges"),
        ("quote | Jon | The pipe is it.", "The pipe is it."),
        ("mention | DuckDB | library | 1", "DuckDB"),
        ("mention | Salt | book | 1", "Salt"),
        ("person | Jon | guest", "Jon"),
    ],
)
def test_notes_that_tell_nothing_are_cited_rather_than_none(note: str, said: str) -> None:
    episode = EpisodeNotes.model_validate_json(answer("", f"Length: medium\n\n[1] {note}", EPISODE))
    for sentences in (episode.summary, episode.takeaways):
        assert [(s.text, s.notes) for s in sentences] == [(said, [1])]


def test_an_episode_without_notes_is_empty_but_valid() -> None:
    notes = episode("Length: medium\n\n")
    assert (notes.headline, notes.summary, notes.takeaways, notes.chapters) == ("", [], [], [])


def test_condensing_keeps_topics_and_no_more_notes_than_asked_for() -> None:
    system = "Choose the notes that matter most, at most 5 of them."
    kept = NotesToKeep.model_validate_json(answer(system, NOTES, NotesToKeep.model_json_schema())).notes
    assert len(kept) == 5
    assert {1, 3, 6} <= set(kept)


said = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([None, "Ann", "Bo Li"]), said), max_size=12))
def test_no_speech_breaks_it_and_nothing_is_quoted_that_was_not_said(
    talk: list[tuple[str | None, str]],
) -> None:
    reply = ChunkReply.model_validate_json(answer("", prompt_of(talk), CHUNK)).answer
    if isinstance(reply, ChunkNotes):
        everything = fold_space(" ".join(text for _, text in talk))
        assert all(fold_space(quote) in everything for _, quote in quotes_of(reply))
        assert all(1 <= cue <= len(talk) for cue, _ in quotes_of(reply))


@settings(max_examples=40)
@given(st.text(max_size=300), st.sampled_from([None, CHUNK, EPISODE, NotesToKeep.model_json_schema()]))
def test_no_prompt_breaks_it(prompt: str, schema: dict[str, Any] | None) -> None:
    text = answer("", prompt, schema)
    if schema is not None:
        json.loads(text)
