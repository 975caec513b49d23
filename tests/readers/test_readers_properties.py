"""Whatever comes in: an InputError or a transcript in order, whose words stand in the input."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.readers import parse
from llm_summarise.readers.speech import cleaning, turns

DATA = Path(__file__).parents[1] / "data" / "transcripts"
SAMPLES = [path.read_bytes() for path in sorted(DATA.iterdir())]


def read(data: bytes) -> Transcript | None:
    try:
        return parse(data, "x")
    except InputError as error:
        if "\n" in str(error):
            raise AssertionError("a message of more than one line") from error
        return None


def check(transcript: Transcript | None) -> None:
    """What holds for every transcript."""
    if transcript is None:
        return
    assert transcript.cues
    for cue in transcript.cues:
        assert cue.text
        assert cue.text == " ".join(cue.text.split())
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cue.text)
        assert cue.speaker is None or cue.speaker.strip()
        assert cue.start is None or cue.start >= 0
        assert cue.start is None or cue.end is None or cue.end >= cue.start
    starts = [cue.start for cue in transcript.cues if cue.start is not None]
    assert all(a <= b for a, b in pairwise(starts))


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace())


@given(st.binary(max_size=300))
@example(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
@example(b"\xff\xfe\x00\x00")
def test_no_bytes_crash_a_reader(data: bytes) -> None:
    check(read(data))


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300))
@example("Name: \n\nName: \n\nName:")
@example("[0:00] \n[0:01] ")
@example("<v >\n<v  >x")
@example("<!doctype html><![x")
def test_no_text_crashes_a_reader_and_no_character_is_invented(text: str) -> None:
    transcript = read(text.encode("utf-8", "surrogatepass"))
    check(transcript)
    if transcript and transcript.format in ("plain", "dialogue", "talkpython", "srt", "webvtt"):
        source = letters(html.unescape(text)) | letters(text)
        assert not letters("".join(cue.text for cue in transcript.cues)) - source


PIECES = st.sampled_from(
    "00:00:01.000 --> 00:00:02.000|00:02,5 --> 00:01,5|WEBVTT|NOTE x|STYLE|1|2|<v Nora>|</v>|<c>|&amp;|"
    "&gt;&gt; |>> |- |Nora: |Tomas: |**Nora:** |[0:01] |(1:02:03) |Nora 0:12|00:00:07 |[Music]|*music*|one|"
    "two three.|List<int>|♪|。|田中：|\t|\n|\n\n|\n \n| ".split("|")
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_mixture_of_what_formats_are_made_of_crashes_a_reader(text: str) -> None:
    check(read(text.encode()))


@given(st.data())
def test_no_mutation_of_a_transcript_crashes_a_reader(data: st.DataObject) -> None:
    sample = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(sample)))
        cut = data.draw(st.integers(0, 8))
        sample[at : at + cut] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b"\n", b"\n\n", b"<v X>", b"-->"])
        )
    check(read(bytes(sample)))


WORD = st.from_regex(r"[a-z]{2,9}", fullmatch=True)
SPEECH = st.lists(st.lists(WORD, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=12)


@given(SPEECH, st.sampled_from(["\n\n", "\n\n\n", "\n \n"]), st.booleans())
def test_every_caption_comes_back_as_it_was_written(texts: list[str], gap: str, numbered: bool) -> None:
    # Repeated lines would be taken for rolling captions, rightly.
    texts = [f"{text} {index}x" for index, text in enumerate(texts)]
    blocks = [
        (f"{i + 1}\n" if numbered else "") + f"00:{i:02}:00.000 --> 00:{i:02}:30.500\n{text}"
        for i, text in enumerate(texts)
    ]
    expected = tuple(Cue(text, i * 60.0, i * 60 + 30.5) for i, text in enumerate(texts))
    assert parse(gap.join(["WEBVTT", *blocks]).encode(), "x").cues == expected
    assert parse(gap.join(blocks).replace(".", ",").encode(), "x").cues == expected


@given(SPEECH)
def test_every_word_of_plain_text_comes_back_in_order(texts: list[str]) -> None:
    paragraphs = [[f"{text.capitalize()} {n}." for n in range(7)] for text in texts]
    text = "\n\n".join(" ".join(sentences) for sentences in paragraphs)
    cues = parse(text.encode(), "x").cues
    assert " ".join(cue.text for cue in cues).split() == text.split()


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9), st.lists, max_leaves=5
    )
)
def test_no_value_in_json_crashes_a_reader(value: object) -> None:
    for key, text in (("segments", "body"), ("segments", "text"), ("words", "word")):
        for name in ("start", "startTime", "end", "speaker", "timestamp", "offsets", text, "words"):
            segments = [{text: "One", name: value}, {text: "two"}, value]
            check(read(json.dumps({key: segments}).encode()))


CAPTION = st.text(alphabet=list("ab Z.,:;!?-–—>&<[](){}*\\'’“…é日 \n\t\x0b\xa0\u200b♪"), max_size=25)


@given(st.one_of(CAPTION, st.text(max_size=15)), st.sampled_from([None, "", "Ann"]))
@example("- Yes.\n- No.", None)
@example("Ann: yes\nBob: no", None)
def test_the_short_way_through_a_caption_ends_where_the_long_one_does(
    payload: str, speaker: str | None
) -> None:
    words = turns.bare(payload)
    short = turns.turns(payload, speaker)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "bare", lambda payload: None)
        patch.setattr(cleaning, "MARKED", re.compile(""))
        long = turns.turns(payload, speaker)
    assert short == long
    assert not words or [(speaker, words)] == long
