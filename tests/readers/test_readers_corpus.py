"""Real transcripts: every word comes back, in order, and text and captions of one episode agree."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

from llm_summarise.domain.text import words
from llm_summarise.domain.transcript import Transcript
from llm_summarise.readers.sources import read_transcript

# What captions put in brackets is no speech.
SOUNDS = re.compile(r"\[[A-Za-z ]+\]|\((?:both )?(?:laughing|[a-z]+ music)\)")
MARKUP = re.compile(r"<v [^>]*>|^\d+:\d\d:\d\d(?:\.\d+ --> \S+)?|^WEBVTT$", re.MULTILINE)


def folded(text: str) -> list[str]:
    return [word for _, _, word in words(text)]


def of_cues(transcript: Transcript) -> list[str]:
    return [word for cue in transcript.cues for word in folded(cue.text)]


def test_every_word_of_every_real_file_comes_back(shared_dir: Path) -> None:
    files = sorted((shared_dir / "episodes").iterdir())
    assert len(files) > 10
    for path in files:
        transcript = read_transcript(path)
        assert transcript.format == {".vtt": "webvtt", ".txt": "talkpython"}[path.suffix]
        spoken = SOUNDS.sub(" ", MARKUP.sub(" ", path.read_text()))
        assert of_cues(transcript) == folded(spoken), path.name


def test_text_and_captions_of_one_episode_agree(shared_dir: Path) -> None:
    pairs = [(p, p.with_suffix(".vtt")) for p in sorted((shared_dir / "episodes").glob("*.txt"))]
    assert len(pairs) > 3
    for text, captions in pairs:
        one, two = read_transcript(text), read_transcript(captions)
        assert one.speakers == two.speakers
        # Some were edited after they had been split in two: up to an eighth of the words differ.
        assert SequenceMatcher(None, of_cues(one), of_cues(two), autojunk=False).quick_ratio() > 0.875
        assert one.duration is not None
        assert two.duration is not None
        assert abs(one.duration - two.duration) < 60
