"""JSON of speech services gives every word, its time and its speaker."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import Transcript
from llm_summarise.readers import parse
from tests.readers.service_writers import WRITERS, Talk, lines_of, s, talk_of

TURNS = [
    (0, "Welcome to the harbour, where the tide comes twice a day."),
    (1, "Thanks, and it never comes late."),
    (0, "How do you measure it?"),
    (2, "With a stick, a float and patience. The float is a barrel, the stick is painted in red and white."),
    (1, "Mostly patience."),
]


def of(data: object) -> Transcript:
    return parse((data if isinstance(data, str) else json.dumps(data)).encode(), "x")


def said(transcript: Transcript) -> list[tuple[str, str | None]]:
    """Each word with who says it."""
    return [(word, cue.speaker) for cue in transcript.cues for word in cue.text.split()]


def expected(talk: Talk, names: tuple[str | None, ...]) -> list[tuple[str, str | None]]:
    return [(word.text, names[turn.speaker]) for turn in talk for word in turn.words]


def starts(transcript: Transcript) -> list[float | None]:
    """When each turn begins: the start of the first cue that holds it."""
    return [cue.start for cue in transcript.cues]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_a_service_gives_every_word_its_speaker_and_the_exact_times(write: Callable[[Talk], Any]) -> None:
    talk = talk_of(TURNS)
    transcript = of(write(talk))
    name, people = WRITERS[write]
    assert transcript.format == name
    assert said(transcript) == expected(talk, people)
    assert not transcript.warnings
    firsts = {s(word.start) for turn in talk for word in turn.words}
    assert {cue.start for cue in transcript.cues} <= firsts
    assert {s(turn.start) for turn in talk} <= {cue.start for cue in transcript.cues}
    assert transcript.duration in (s(talk[-1].end), s(talk[-1].start))
    assert not any(cue.approximate for cue in transcript.cues)


SAID = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=2, max_size=30, unique=True).map(
            lambda words: f"{' '.join(words).capitalize()}."
        ),
    ),
    min_size=2,
    max_size=12,
)


@given(SAID, st.sampled_from(list(WRITERS)))
def test_whatever_is_said_comes_back_from_every_service(
    turns: list[tuple[int, str]], write: Callable[[Talk], Any]
) -> None:
    talk = talk_of(turns)
    transcript = of(write(talk))
    assert said(transcript) == expected(talk, WRITERS[write][1])
    assert transcript.cues[0].start == s(talk[0].start)


@given(SAID, st.integers(0, 11))
def test_a_broken_line_of_json_lines_costs_that_line_alone(turns: list[tuple[int, str]], at: int) -> None:
    talk = talk_of([(who, f"{words} {n}") for n, (who, words) in enumerate(turns * 3)])
    lines = lines_of(talk).split("\n")[:-1]
    at %= len(lines)
    lines[at] = lines[at][: len(lines[at]) // 2]
    transcript = of("\n".join(lines))
    kept = [turn for n, turn in enumerate(talk) if n != at]
    assert said(transcript) == expected(kept, ("Nora Quist", "Tomas Reyes", "Ines Vold"))
    assert transcript.warnings == ("1 broken line of JSON left out",)
    assert transcript.set_aside[0].count == 1


@given(SAID)
def test_json_that_is_cut_off_gives_what_is_whole(turns: list[tuple[int, str]]) -> None:
    talk = talk_of([(who, f"{words} {n}") for n, (who, words) in enumerate(turns * 3)])
    text = json.dumps({"title": "Tides", "segments": [json.loads(x) for x in lines_of(talk).splitlines()]})
    transcript = of(text[:-9])
    assert said(transcript) == expected(talk[:-1], ("Nora Quist", "Tomas Reyes", "Ines Vold"))
    assert transcript.about.title == "Tides"
    assert "cut off at line 1" in transcript.warnings[0]


def test_json_in_a_row_and_one_answer_a_line_are_read() -> None:
    vosk = [
        {"result": [{"conf": 1.0, "start": n + i / 9, "end": n + (i + 1) / 9, "word": w}
                    for i, w in enumerate(words.split())], "text": words}
        for n, words in enumerate(["low water at noon", "high water at six"])
    ]  # fmt: skip
    pretty = "\n".join(json.dumps(part, indent=2) for part in vosk)
    assert [c.text for c in of(pretty).cues] == ["low water at noon", "high water at six"]
    assert of("\n".join(map(json.dumps, vosk))).cues == of(pretty).cues
    rows = json.dumps([{"start": 1, "end": 2, "text": "Low water."}])
    assert len(of(f"{rows}\n{rows.replace('1', '4').replace('2', '5')}").cues) == 2


def test_lines_with_a_text_each_have_no_times() -> None:
    assert [c.text for c in of('{"text": "Low water at noon."}\n{"text": "High at six."}\n').cues] == [
        "Low water at noon.",
        "High at six.",
    ]


def test_commas_and_line_breaks_too_many_are_read_with_a_warning() -> None:
    transcript = of('{"segments": [{"start": 1, "end": 2, "text": "Low\nwater."},]}')
    assert [c.text for c in transcript.cues] == ["Low water."]
    assert "broken JSON" in transcript.warnings[0]


def test_numbers_of_speakers_get_the_names_of_the_table() -> None:
    rows = [{"start": n, "end": n + 1, "text": f"Line {n} is said.", "speaker": n % 2} for n in range(4)]
    for table in (
        [{"id": 0, "name": "Ada"}, {"id": 1, "name": "Tom"}],
        ["Ada", "Tom"],
        {"0": "Ada", "1": "Tom"},
    ):
        transcript = of({"speakers": table, "segments": rows})
        assert transcript.speakers == ("Ada", "Tom")
        assert transcript.about.speakers == ("Ada", "Tom")


def test_what_json_tells_about_the_episode_is_kept() -> None:
    data = {
        "podcast": {"title": "The Lighthouse Log"},
        "episode": {
            "title": "Tides",
            "number": 7,
            "hosts": ["Nora Quist"],
            "guests": [{"name": "Tomas Reyes"}],
        },
        "language": "en",
        "segments": [{"start": 1, "end": 2, "text": "Low water."}],
        "chapters": [{"startTime": 1, "title": "Water"}],
    }
    transcript = of(data)
    about = transcript.about
    assert (about.show, about.title, about.number) == ("The Lighthouse Log", "Tides", "7")
    assert (about.hosts, about.guests, about.language) == (("Nora Quist",), ("Tomas Reyes",), "en")
    assert [(h.title, h.cue, h.start) for h in transcript.outline] == [("Water", 0, 1.0)]


def test_a_transcript_that_is_one_text_in_json_is_read_as_text() -> None:
    text = "Ada: Is it open?\n\nTom: It is.\n\nAda: And now?\n\nTom: Still."
    assert of({"title": "Tides", "transcript": text}).speakers == ("Ada", "Tom")
    assert of({"vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nLow water."}).duration == 2.0


def test_long_segments_are_cut_where_their_words_are() -> None:
    talk = talk_of([(0, "".join(f"The water falls for {n} hours and nobody minds it. " for n in range(12)))])
    words = [{"word": f" {w.text}", "start": s(w.start), "end": s(w.end)} for w in talk[0].words]
    transcript = of({"segments": [{"start": 1.24, "end": 60, "text": talk[0].text, "words": words}]})
    assert [cue.start for cue in transcript.cues] == [s(w.start) for w in talk[0].words[::10]]


def test_moments_of_the_day_count_from_the_first() -> None:
    rows = [{"text": f"Line {n} here.", "start_timestamp": f"2024-05-01T10:00:0{n}.500Z"} for n in range(3)]
    assert starts(of({"transcript": rows})) == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"name": "x", "version": "1", "dependencies": {}}, "a package's manifest"),
        ({"nbformat": 4, "cells": [{"source": ["text"]}]}, "a notebook"),
        ({"version": "https://jsonfeed.org/version/1.1", "items": [{"content_text": "x"}]}, "a feed"),
        ({"type": "FeatureCollection", "features": []}, "GeoJSON"),
        ({"version": "1.2.0", "chapters": [{"startTime": 0, "title": "x"}]}, "a file of chapters"),
        (
            {"schema_version": "1.0", "summary": "x", "topics": [{"title": "x", "start": 1}]},
            "a result of llm-",
        ),
        ([{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}], "a chat"),
        ({"id": "x", "status": "processing", "text": None, "words": None}, "not finished"),
        ({"id": "x", "status": "error", "error": "no speech"}, "failed: no speech"),
        ([[0.0, 1.5, "Low water."], [1.5, 3.0, "High."]], "JSON of bare lists"),
    ],
)
def test_json_that_is_no_transcript_is_refused_by_name(data: object, what: str) -> None:
    with pytest.raises(InputError, match=what):
        of(data)


def test_what_python_prints_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="how Python prints"):
        of(str([{"text": "Low water.", "start": 1}]))


@pytest.mark.parametrize(
    "text", ["[Ada] [0:12] Hello.\n", "[[00:00:05](https://x.org)] Hello.\n", "[1] Hello.\n"]
)
def test_text_in_brackets_is_not_taken_for_json(text: str) -> None:
    assert "json" not in of(text * 3).format


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("id name text 0".split()), inner)
    ),
    max_leaves=6,
)


@given(st.sampled_from(list(WRITERS)), st.randoms(use_true_random=False), VALUES)
def test_no_value_anywhere_crashes_the_reader_of_a_service(
    write: Callable[[Talk], Any], random: Any, value: object
) -> None:
    data = json.loads(json.dumps(write(talk_of(TURNS[:2]))))
    place = data
    while isinstance(place, dict | list) and place:
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if random.random() < 0.3 or not isinstance(place[key], dict | list):
            place[key] = value
            break
        place = place[key]
    with contextlib.suppress(InputError):
        of(data)


def test_numbers_of_thousands_of_digits_and_deep_nests_are_no_crash() -> None:
    assert of('{"segments": [{"start": 1, "id": ' + "9" * 5000 + ', "text": "Low water."}]}').cues
    with pytest.raises(InputError, match="nested too deeply"):
        of('{"a": ' * 100_000 + "1")


@pytest.mark.parametrize("key", ["lines", "texts", "words", "sentences"])
def test_words_may_be_a_list_of_lines(key: str) -> None:
    fragments = [
        {"begin": "0.000", "end": "2.680", "id": "f1", "children": [], key: ["The tide is early."]},
        {"begin": "2.680", "end": "5.000", "id": "f2", "children": [], key: ["So what", "did you do?"]},
    ]
    transcript = of({"fragments": fragments})
    assert [cue.text for cue in transcript.cues] == ["The tide is early.", "So what did you do?"]
    assert starts(transcript) == [0.0, 2.68]


@pytest.mark.parametrize(
    "data", ["[1, 2, 3]", "[1.5,\n -2]", "[true, false]", "[null]", "[3]", "null", "true"]
)
def test_json_without_words_is_refused_as_such(data: str) -> None:
    with pytest.raises(InputError, match="is JSON without words"):
        parse(data.encode(), "x")


@pytest.mark.parametrize("text", ["[1, 2] That is what they say.", "[1] Boats float.", "[- and so on] Yes."])
def test_numbers_in_brackets_before_words_are_no_json(text: str) -> None:
    assert parse(text.encode(), "x").format == "plain"


@pytest.mark.parametrize("value", [[], {}])
@pytest.mark.parametrize(
    "data", ['{"results": [{"type": @, "alternatives": []}]}', '{"messages": [{"role": @}]}']
)
def test_a_list_in_the_place_of_a_word_is_no_crash(data: str, value: object) -> None:
    with pytest.raises(InputError):
        of(data.replace("@", json.dumps(value)))
