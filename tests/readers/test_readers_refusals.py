"""What is no transcript is refused by its name, and nothing that was said is."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.errors import InputError
from llm_summarise.readers import parse
from llm_summarise.readers.refusals import refused
from tests.deadline import comes_to_an_end

DATA = Path(__file__).parents[1] / "data" / "transcripts"

EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "refusals.json").read_text(encoding="utf-8"))
FOREIGN: dict[str, str] = EXAMPLES["formats"]
CODE: dict[str, str] = EXAMPLES["code"]
SAID: list[str] = EXAMPLES["speech"]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_known_format_that_is_no_transcript_is_named(name: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(FOREIGN[name].encode(), "x")
    assert caught.value.reason == f"is {name}, not a transcript"
    assert caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("language", CODE)
def test_source_code_is_refused_in_common_languages(language: str) -> None:
    with pytest.raises(InputError, match=r"is (?:source|minified|a style sheet).* not a transcript"):
        parse(CODE[language].encode(), "x")


@pytest.mark.parametrize("text", SAID)
def test_what_was_said_is_never_refused(text: str) -> None:
    assert refused(text) is None
    assert parse(text.encode(), "x").cues


@pytest.mark.parametrize("path", sorted(DATA.glob("*.[tm][xd]*")), ids=lambda path: path.name)
def test_no_example_of_a_transcript_in_text_is_refused(path: Path) -> None:
    assert refused(path.read_text(encoding="utf-8")) is None


def test_no_real_transcript_in_text_is_refused(shared_dir: Path) -> None:
    paths = (shared_dir / "episodes").glob("*.txt")
    found = {path.name: refused(path.read_text(encoding="utf-8-sig")) for path in paths}
    assert {name: refusal for name, refusal in found.items() if refusal} == {}


PIECES = (
    "<?xml |<a>|</a>|key: |  - |a,b\n|\t|= 1\n|{|}|;\n|# |00:01 |\n|[x]\n|@book{|.TH |From: |BEGIN:".split(
        "|"
    )
)


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_text_crashes_the_judges(text: str) -> None:
    refused(text)


WORD = st.from_regex(r"[a-z]{2,9}", fullmatch=True)
SENTENCE = st.lists(WORD, min_size=4, max_size=12).map(lambda words: " ".join(words).capitalize())


@given(
    st.lists(SENTENCE, min_size=1, max_size=40),
    st.sampled_from([". ", ".\n", "\n", ".\n\n", ", ", " ", "!\n- "]),
)
def test_sentences_pass_whatever_stands_between_them(sentences: list[str], between: str) -> None:
    assert refused(between.join(sentences)) is None


@pytest.mark.slow
@pytest.mark.parametrize("text", "[|(|*|♪| |<|<!--|- |a: |a,|{|\t|x = 1\n|# a\n|a;\n".split("|"))
@pytest.mark.parametrize(
    "read", [refused, lambda text: parse(f"word {text}".encode(), "x")], ids=["judge", "read"]
)
def test_the_time_of_many_equal_signs_is_linear(text: str, read: Callable[[str], object]) -> None:
    with comes_to_an_end(), contextlib.suppress(InputError):
        read(text * (3 * 10**5 // len(text)))


PAGES = {
    "an option": "--depth-limit=N  Stop measure_depth() below N metres, see /etc/tide.conf for $TIDE_HOME.\n",
    "a script of an editor": '" Depth\nsyn match tideDepth /\\d\\+m/\nhi def link tideDepth Number\n',
    "a licence": (
        "Redistribution of this software is permitted provided that the copyright notice is retained.\n"
        "The licence grants no warranty, and the holder of the copyright is not liable.\n"
    ),
    "a build": "set(TIDE_SOURCES depth.c mole.c)\n  target_link_libraries(tide PRIVATE ${MOLE_LIBS})\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_what_nobody_says_does_not_look_like_speech(name: str) -> None:
    with pytest.raises(InputError, match="not a transcript"):
        parse((PAGES[name] * 12).encode(), "x")


@pytest.mark.parametrize(
    "text",
    [
        "So I typed git push --force, you know, and my whole src/main/app.py was gone. ",
        "<tide_log> and then we rowed out to the mole\n<jo_fern> yes, and nobody saw us\n",
        "tide_log: and then we rowed out to the mole\njo_fern: yes, and nobody saw us\n",
        "__Nora Quist__: And then we rowed out to the mole.\n\n__Jo__: Yes, and nobody saw us.\n\n",
        "Und dann haben wir tide_depth() aufgerufen, das war falsch. ",
    ],
)
def test_people_who_talk_about_code_are_heard(text: str) -> None:
    assert refused(text * 20) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT AUTHOR=""><TIER/></ANNOTATION_DOCUMENT>', "ELAN"),
        ('<?xml version="1.0"?>\n<!DOCTYPE Trans SYSTEM "t.dtd">\n<Trans scribe="x"></Trans>', "Transcriber"),
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n12.5\n"The tide."\n', "TextGrid"),
        ("@UTF8\n@Begin\n*ADA:\tthe tide is early . \x150_2500\x15\n@End\n", "CHAT"),
        ("".join(f"pier 1 {n}.00 0.35 tide 0.98\n" for n in range(9)), "CTM"),
        ("".join(f"SPEAKER pier 1 {n}.0 0.9 <NA> <NA> s1 <NA> <NA>\n" for n in range(9)), "RTTM"),
    ],
)
def test_annotations_of_research_programs_are_named(text: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        parse(text.encode(), "x")


@pytest.mark.parametrize("title", ["Untitled", "boats_final.mp3", "New Recording 12", "Low water"])
def test_a_title_that_nobody_gave_is_no_title(title: str) -> None:
    said = [{"start": 0, "end": 2, "text": "The tide is early."}]
    about = parse(json.dumps({"title": title, "segments": said}).encode(), "x").about
    assert about.title == (title if title == "Low water" else None)
