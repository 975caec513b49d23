"""Chunks: every cue in exactly one, within the budget, and borders that stay where the words stay."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.text import estimate_tokens
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.chunking import Chunk, chunked, halves
from llm_summarise.readers.sources import read_transcript

TALK = "528-python-apps-with-llm-building-blocks.txt"


def transcript(cues: list[Cue]) -> Transcript:
    return Transcript(tuple(cues), "talk.txt", "plain", "0" * 64)


def talk(n: int, seed: int = 0) -> list[Cue]:
    rng = random.Random(seed)
    vocabulary = [f"{a}{b}" for a in "bdfgklmnprst" for b in ("ana", "eto", "iru", "oma", "uni")]
    cues = []
    for i in range(n):
        words = " ".join(rng.choice(vocabulary) for _ in range(rng.randint(4, 18)))
        cues.append(Cue(words + rng.choice([".", ",", ""]), i * 5.0, i * 5.0 + 5, rng.choice(["Ann", "Bob"])))
    return cues


def sent(cues: list[Cue], budget: int) -> list[str]:
    """What is sent for each chunk: lines and speakers."""
    whole = transcript(cues)
    result = []
    for chunk in chunked(whole, budget):
        lines = zip(chunk.speakers(whole), chunk.texts(whole), strict=True)
        result.append("\n".join(f"{speaker}: {text}" for speaker, text in lines))
    return result


def pieces(chunks: tuple[Chunk, ...], whole: Transcript) -> list[str]:
    joined = [""] * len(whole.cues)
    for chunk in chunks:
        for line in chunk.lines:
            for piece in line.pieces:
                joined[piece.cue] += piece.text(whole)
    return joined


@given(
    texts=st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=60),
    budget=st.integers(min_value=1, max_value=400),
)
def test_every_character_of_every_cue_is_in_exactly_one_chunk(texts: list[str], budget: int) -> None:
    whole = transcript([Cue(text) for text in texts])
    assert pieces(chunked(whole, budget), whole) == texts


@given(st.lists(st.integers(min_value=1, max_value=80), min_size=1, max_size=200), st.integers(60, 500))
def test_no_chunk_exceeds_its_budget(lengths: list[int], budget: int) -> None:
    whole = transcript([Cue("word " * n + str(i)) for i, n in enumerate(lengths)])
    assert all(
        chunk.tokens <= budget or sum(len(line.pieces) for line in chunk.lines) == 1
        for chunk in chunked(whole, budget)
    )


def test_a_cue_longer_than_the_budget_is_split_between_words() -> None:
    text = " ".join(f"word{i}" for i in range(2000))
    whole = transcript([Cue("Before."), Cue(text), Cue("After.")])
    chunks = chunked(whole, 100)
    sizes = [estimate_tokens(text) for chunk in chunks for text in chunk.texts(whole)]
    assert max(sizes) <= 100
    assert all(text.endswith(" ") for chunk in chunks[1:-2] for text in chunk.texts(whole)[-1:])
    assert len(chunks) > 10
    assert pieces(chunks, whole)[1] == text


def test_a_long_cue_without_a_single_blank_is_split_all_the_same() -> None:
    whole = transcript([Cue("語" * 5000)])
    assert pieces(chunked(whole, 300), whole) == ["語" * 5000]
    assert len(chunked(whole, 300)) > 10


def test_zero_puts_the_whole_episode_into_one_chunk() -> None:
    whole = transcript(talk(500))
    assert [chunk.cues for chunk in chunked(whole, 0)] == [range(500)]


def test_a_transcript_without_cues_has_no_chunks() -> None:
    assert chunked(transcript([]), 100) == ()


def edits(cues: list[Cue], rng: random.Random) -> list[Cue]:
    """One word corrected, one line inserted or one line deleted, somewhere."""
    i = rng.randrange(len(cues))
    cue, changed = cues[i], list(cues)
    kind = rng.choice(["correct", "insert", "delete"])
    if kind == "correct":
        words = cue.text.split()
        words[rng.randrange(len(words))] = "corrected"
        changed[i] = Cue(" ".join(words), cue.start, cue.end, cue.speaker)
    elif kind == "insert":
        changed.insert(i, Cue("One line that was missing before.", cue.start, cue.end, cue.speaker))
    else:
        del changed[i]
    return changed


@pytest.mark.slow
def test_an_edit_leaves_nearly_all_chunks_as_they_were() -> None:
    cues = talk(3000)
    before = sent(cues, 2000)
    assert len(before) > 15
    rng = random.Random(7)
    lost = [len(set(before) - set(sent(edits(cues, rng), 2000))) for _ in range(150)]
    assert sum(n <= 2 for n in lost) >= 148
    assert max(lost) <= 4


@pytest.mark.parametrize("where", ["a word in the middle", "a line near the start", "a line less"])
def test_correcting_a_real_episode_changes_at_most_two_chunks(shared_dir: Path, where: str) -> None:
    cues = list(read_transcript(shared_dir / "episodes" / TALK).cues)
    before = sent(cues, 5000)
    middle = len(cues) // 2
    if where == "a word in the middle":
        cue = cues[middle]
        cues[middle] = Cue(f"Indeed {cue.text}", cue.start, cue.end, cue.speaker)
    elif where == "a line near the start":
        cues.insert(5, Cue("A line that somebody forgot.", cues[5].start, cues[5].end, cues[5].speaker))
    else:
        del cues[middle + 100]
    after = sent(cues, 5000)
    assert before != after
    assert len(set(before) - set(after)) <= 2


def test_chunks_begin_where_a_sentence_and_a_speaker_begin_if_they_can() -> None:
    cues = [Cue("and so it went on", speaker="Ann") for _ in range(400)]
    for i in range(0, 400, 20):
        cues[i] = Cue(f"What about number {i}?", speaker="Bob")
        cues[i - 1] = Cue("That was it.", speaker="Ann")
    whole = transcript(cues)
    starts = [chunk.cues[0] for chunk in chunked(whole, 500)]
    assert len(starts) > 5
    assert {start % 20 for start in starts} <= {0, 1}


def test_halves_split_a_chunk_in_two_and_always_at_the_same_line() -> None:
    whole = transcript(talk(100))
    (chunk,) = chunked(whole, 0)
    both = halves(chunk, whole)
    assert both is not None
    assert both[0].lines + both[1].lines == chunk.lines
    assert both == halves(chunk, whole)
    assert min(half.tokens for half in both) * 4 > chunk.tokens


def test_one_line_has_no_halves() -> None:
    whole = transcript([Cue("Only this.")])
    assert halves(chunked(whole, 0)[0], whole) is None
