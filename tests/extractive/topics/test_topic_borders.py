"""Where the embedded model sees one subject end and the next begin, and what it calls them."""

from __future__ import annotations

import json
import random
from pathlib import Path

from llm_summarise.domain.replies import ChunkNotes, ChunkReply, TopicNote
from llm_summarise.domain.transcript import Transcript
from llm_summarise.extractive import answer
from llm_summarise.extractive.speech.prompt import Header, SpokenLine, speech_lines, split_prompt
from llm_summarise.extractive.speech.speech import Speech
from llm_summarise.extractive.topics.borders import Block, divide
from llm_summarise.extractive.topics.discourse_markers import border_cues
from llm_summarise.readers import parse
from tests.extractive.passages import passage_in
from tests.talk_samples import harbour_parts, harbour_talk, prompt_of


def answered(prompt: str) -> list[TopicNote]:
    reply = ChunkReply.model_validate_json(answer("", prompt, ChunkReply.model_json_schema())).answer
    assert isinstance(reply, ChunkNotes)
    return reply.topics


def blocks_of_subjects(*subjects: str, blocks: int = 12) -> list[Block]:
    """`blocks` blocks of 50 words on each subject, of a dozen words each."""
    rng = random.Random(1)
    made: list[Block] = []
    for subject in subjects:
        vocabulary = [f"{subject}{n}" for n in range(12)]
        for _ in range(blocks):
            at = len(made)
            made.append(Block(at, at, 50, tuple(rng.choices(vocabulary, k=20)), 0.0, False))
    return made


def test_borders_fall_where_the_words_change() -> None:
    assert divide(blocks_of_subjects("sea", "rail", "milk")) == [0, 12, 24]


def test_a_forced_border_is_kept_where_the_words_do_not_change() -> None:
    blocks = blocks_of_subjects("sea", "rail")
    forced = blocks[5]
    blocks[5] = Block(forced.first, forced.last, forced.size, forced.terms, forced.cue, True)
    assert 5 in divide(blocks)


def test_a_talk_on_one_subject_is_divided_into_usual_topics_too() -> None:
    starts = divide(blocks_of_subjects("sea", blocks=84), words_per_topic=700)
    assert 4 <= len(starts) <= 8


def test_nothing_to_divide_gives_no_borders() -> None:
    assert divide([]) == []


def test_the_frame_of_a_show_is_found() -> None:
    passage = passage_in(prompt_of(harbour_talk()))
    parts = harbour_parts()
    lines = [passage.sentences[first].line for first, _ in passage.topics]
    greeting = parts["floats"] - 2
    assert greeting in lines
    assert parts["read"] in lines
    assert parts["data"] in lines
    assert len(harbour_talk()) - 1 in lines


def test_an_advertisement_is_noted_as_one_and_makes_no_topic_or_point() -> None:
    prompt = prompt_of(harbour_talk())
    notes = json.loads(answer("", prompt, ChunkReply.model_json_schema()))["answer"]
    kelpline, northlamp = notes["sponsors"]
    assert (kelpline["name"], kelpline["address"]) == ("Kelpline", "kelpline.com/notes")
    assert (northlamp["name"], northlamp["cue"]) == ("Northlamp", harbour_parts()["read"] + 1)
    assert northlamp["last_cue"] == northlamp["cue"] + 3
    assert not any("Sponsor" in topic["title"] for topic in notes["topics"])
    assert not any("Northlamp" in point["text"] or "Kelpline" in point["text"] for point in notes["points"])


def test_opening_and_closing_have_plain_titles() -> None:
    titles = [topic.title for topic in answered(prompt_of(harbour_talk()))]
    assert titles[0] == "Introduction"
    assert titles[-1] == "Closing"


def test_titles_are_short_start_with_a_capital_and_none_comes_twice() -> None:
    titles = [topic.title for topic in answered(prompt_of(harbour_talk()))]
    assert all(0 < len(title) <= 40 and title[0].isupper() for title in titles)
    assert len(set(titles)) == len(titles)


def test_no_two_topics_start_in_one_line() -> None:
    whole = [
        (None, " ".join(text for _, text in harbour_talk())),
        (None, "And the tide turned again at noon."),
    ]
    cues = [topic.cue for topic in answered(prompt_of(whole))]
    assert len(set(cues)) == len(cues)


def test_a_question_and_an_announcement_suggest_a_border() -> None:
    lines = [
        "The pipe is full of mud.",
        "Let's talk about batteries.",
        "How long do they last in the cold?",
        "Yes.",
    ]
    talk = Speech([SpokenLine(n, text) for n, text in enumerate(lines, 1)])
    mud, announced, asked, yes = border_cues(talk, talk.sentences)
    assert announced > asked > mud > yes


def test_idle_words_without_end_cost_no_time_beyond_reason() -> None:
    talk = Speech([SpokenLine(1, "so - " * 3000 + "x")])
    assert border_cues(talk, talk.sentences)


def test_speech_without_full_stops_is_cut_at_lines() -> None:
    talk = Speech(
        [SpokenLine(n, "and then the water rises up to the second mark on the wall") for n in range(40)]
    )
    assert len(talk.sentences) > 5
    assert all(len(sentence.words) <= 80 for sentence in talk.sentences)


def test_a_speaker_is_only_who_the_header_names() -> None:
    header, numbered, _ = split_prompt("Speakers: Ann\n\n[1] Ann: Note: it rains.\n[2] Bob: no.\n")
    assert speech_lines(header, numbered) == [
        SpokenLine(1, "Note: it rains.", "Ann"),
        SpokenLine(2, "Bob: no.", "Ann"),
    ]


def test_header_lines_end_with_the_first_numbered_line() -> None:
    header, numbered, rest = split_prompt("Length: long\n\n[1] One.\nLength: short\n[2] Two.\n[2] Twice.")
    assert header == Header({"length": "long"})
    assert numbered == [(1, "One."), (2, "Two.")]
    assert "Length: short" in rest


def transcript(path: Path) -> Transcript:
    return parse(path.read_bytes(), path.name)


def starts_of(read: Transcript) -> list[float]:
    talk = [(cue.speaker, cue.text) for cue in read.cues]
    cues = [topic.cue - 1 for topic in answered(prompt_of(talk))]
    return [read.cues[cue].start or 0.0 for cue in cues]


def test_text_and_vtt_of_one_episode_agree_on_topics_within_30_seconds(shared_dir: Path) -> None:
    name = "467-pycon-data-sci-panel"
    text, vtt = (starts_of(transcript(shared_dir / "episodes" / f"{name}.{kind}")) for kind in ("txt", "vtt"))
    near = sum(any(abs(a - b) <= 30 for b in vtt) for a in text)
    assert near >= 0.9 * len(text)
    assert abs(len(text) - len(vtt)) <= 2
