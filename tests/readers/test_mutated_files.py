"""20,000 files that were broken on the way: each is read or refused by name; nothing invalid is kept."""

from __future__ import annotations

import math
import random
import resource
import sys
from pathlib import Path

import pytest

from llm_summarise import summarise
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.text import strip_controls
from llm_summarise.domain.transcript import Transcript
from llm_summarise.readers import parse
from tests.deadline import computes_no_longer_than

SAMPLES = sorted(Path(__file__).parents[1].joinpath("data", "transcripts").iterdir())
FILES = 20_000
PARTS = 20
SUMMARISED = 40
"""One in so many files goes through the whole pipeline."""

SIGNS = (
    b"\x00",
    b"\xff",
    b"\r",
    b"\n\n",
    b"-->",
    b"<",
    b"&",
    b"{",
    b"[",
    b'"',
    b"9" * 30,
    b":",
    b"\xe2\x80\xae",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, put in, taken out, repeated or swapped."""
    data = data[: chance.choice((300, 1_500, 4_000))]
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        piece = data[at : min(end, at + 200)]
        kind = chance.randrange(6)
        if kind == 0 and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + chance.choice(SIGNS) * chance.choice((1, 3, 50)) + data[at:]
        elif kind == 2:
            data = data[:at] + data[at + len(piece) :]
        elif kind == 3:
            data = data[:at] + piece * chance.randint(2, 20) + data[at:]
        elif kind == 4:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            data = b"\n".join(lines)
        else:
            data = data[:at] + data[end:] + piece
    return data or b"x"


def check(transcript: Transcript) -> None:
    last = -math.inf
    for cue in transcript.cues:
        assert cue.text == strip_controls(cue.text).strip() != ""
        if cue.start is not None:
            assert 0 <= cue.start < math.inf
            assert cue.start >= last
            last = cue.start
        if cue.end is not None:
            assert cue.start is not None
            assert cue.start <= cue.end < math.inf


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_files_are_read_or_refused_by_name(part: int) -> None:
    chance = random.Random(part)
    for n in range(FILES // PARTS):
        data = mutated(SAMPLES[n % len(SAMPLES)].read_bytes(), chance)
        with computes_no_longer_than(5):
            try:
                transcript = parse(data, "x")
                check(transcript)
                if n % SUMMARISED == 0:
                    result = summarise(transcript, model="extractive")
                    said = " ".join(" ".join(cue.text for cue in transcript.cues).split())
                    assert all(" ".join(quote.quote.split()) in said for quote in result.quotes)
            except SummariseError:
                continue  # refused by name
    if sys.platform == "linux":
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 500 * 1024
