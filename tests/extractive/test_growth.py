"""The work of the embedded model grows with the length of what is said, whatever its shape."""

from __future__ import annotations

import random

import pytest

from llm_summarise.domain.replies import ChunkReply
from llm_summarise.extractive import answer
from llm_summarise.extractive.speech.prompt import SpokenLine
from llm_summarise.extractive.speech.speech import LONGEST_SENTENCE, Speech
from llm_summarise.extractive.topics.borders import LONGEST_TOPIC, Block, divide
from tests.counting import steps

SCHEMA = ChunkReply.model_json_schema()
WORDS = "tide gauge harbour float pipe sensor battery radio database winter storm the in a with and".split()


def answering(prompt: str) -> int:
    return steps(lambda: answer("", prompt, SCHEMA))


def said(kind: str, size: int) -> str:
    rng = random.Random(1)
    some = rng.choices(WORDS, k=size * 8)
    lines = {
        "one sentence again and again": ["The pipe is full of mud. " * size],
        "names in one line": ["Ann Roe uses SQLite with Django. " * size],
        "one sentence without end": [" ".join(some)],
        "a letter again and again": ["x " * size * 8],
        "one word a line": some[: size * 2],
        "advertisements": ["This portion of Notes is brought to you by Kelp. Rope."] * size,
        "a speaker a word": [f"{'Ann' if n % 2 else 'Bo'}: {word}" for n, word in enumerate(some[:size])],
    }[kind]
    return "Speakers: Ann, Bo\n\n" + "\n".join(f"[{n}] {line}" for n, line in enumerate(lines, 1))


KINDS = [
    "one sentence again and again",
    "names in one line",
    "one sentence without end",
    "a letter again and again",
    "one word a line",
    "advertisements",
    "a speaker a word",
]


@pytest.mark.parametrize("kind", KINDS)
def test_four_times_the_speech_is_at_most_five_times_the_work(kind: str) -> None:
    answer("", said(kind, 10), SCHEMA)  # data and caches
    assert answering(said(kind, 800)) < 5 * answering(said(kind, 200))


def test_blocks_without_a_common_word_make_topics_of_bounded_length() -> None:
    blocks = [Block(n, n, 50, (f"w{n}", f"v{n}"), 0.0, False) for n in range(400)]
    starts = divide(blocks)
    ends = [*starts[1:], len(blocks)]
    assert all(50 * (end - start) <= LONGEST_TOPIC for start, end in zip(starts, ends, strict=True))


def test_one_line_without_full_stops_is_cut_into_parts_of_sentences() -> None:
    talk = Speech([SpokenLine(1, " ".join(WORDS * 40))])
    assert [word for s in talk.sentences for word in s.words] == WORDS * 40
    assert max(len(s.words) for s in talk.sentences) <= 2 * LONGEST_SENTENCE
    assert not any(s.whole for s in talk.sentences)


def test_a_sentence_of_usual_length_is_whole() -> None:
    (sentence,) = Speech([SpokenLine(1, "The pipe has to be flushed every spring.")]).sentences
    assert sentence.whole


def test_japanese_is_divided_alike_in_parts_and_at_once() -> None:
    unit = "潮位計は港にあります。"
    talk = Speech([SpokenLine(1, unit * 1000)])
    assert [talk.text[s.start : s.end] for s in talk.sentences] == [unit] * 1000
