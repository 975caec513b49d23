"""What the pages say of reading: they tell of every format, step and list of words, and it is so."""

from __future__ import annotations

import re

import pytest

from llm_summarise.api import summarise
from llm_summarise.domain.transcript import About
from llm_summarise.episode.source.about_lines import about_lines
from llm_summarise.readers import parse
from llm_summarise.readers.folders import SUFFIXES
from llm_summarise.readers.shared_steps import STEPS
from tests.documentation.pages import ARCHITECTURE, README, in_code
from tests.documentation.test_pages import COMMANDS, EXAMPLES, PROMPTS

READERS = ARCHITECTURE.parent / "readers"

IN_README = {
    "WebVTT": "webvtt",
    "SRT": "srt",
    "SBV": "sbv",
    "TTML": "ttml",
    "ASS": "substation",
    "SAMI": "sami",
    "YouTube's XML": "timed-xml",
    "`json3`": "youtube-json3",
    "MicroDVD": "microdvd",
    "MPL2": "mpl2",
    "TMPlayer": "tmplayer",
    "Whisper": "whisper-json",
    "AssemblyAI": "assemblyai",
    "Deepgram": "deepgram",
    "AWS": "aws-transcribe",
    "Google": "google-speech",
    "Azure": "azure-speech",
    "Speechmatics": "speechmatics",
    "Rev": "rev",
    "Watson": "watson",
    "Soniox": "soniox",
    "Otter": "otter-json",
    "Spotify": "spotify",
    "any other JSON": "json",
    "tables": "table",
    "Premiere": "time-codes",
    "LRC": "lrc",
    "Markdown": "dialogue",
    "plain text": "plain",
    "web pages": "html",
    "Podcasting 2.0": "podcast-json",
}
"""What the README calls each format."""

SAME_FAMILY = {"youtube", "talkpython"}
"""Kinds of WebVTT and of text with times, which the README does not name apart."""


def test_every_format_there_is_a_reader_for_is_in_the_pages() -> None:
    source = "".join(path.read_text() for path in (READERS / "formats").rglob("*.py"))
    named = set(re.findall(r'^_?[A-Z_]*FORMAT\w*: Final = "([\w-]+)"', source, re.MULTILINE))
    assert len(named) > 20
    assert named - set(IN_README.values()) - SAME_FAMILY == set()
    assert set(IN_README.values()) | SAME_FAMILY <= set(in_code(EXAMPLES / "podcasters.md"))
    (table,) = re.findall(r"^\| family \|.*?\n\n", README.read_text(), re.DOTALL | re.MULTILINE)
    assert [name for name in IN_README if name not in table] == []


def test_every_shared_step_is_in_the_architecture_in_its_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `readers/", ARCHITECTURE.read_text(), re.MULTILINE)
    assert rows == [step.__name__ for step in STEPS]


def test_every_list_of_words_of_languages_is_in_the_architecture() -> None:
    lists = {path.relative_to(ARCHITECTURE.parent).as_posix() for path in READERS.rglob("*.txt")}
    assert lists - {"readers/data/encodings.txt"} - set(in_code(ARCHITECTURE)) == set()


def test_every_line_about_the_episode_is_in_the_page_of_prompts() -> None:
    full = About(**{name: (name,) if name in ("hosts", "guests", "speakers") else name for name in FIELDS})
    shown = {f"{name}:" for name, _ in about_lines(full)}
    assert len(shown) == 8
    assert shown | {"Heading:", "Under:"} <= set(in_code(PROMPTS / "README.md"))


FIELDS = tuple(About.__dataclass_fields__)


def test_every_ending_a_folder_is_searched_for_is_in_the_page_for_researchers() -> None:
    assert set(SUFFIXES) <= set(in_code(EXAMPLES / "researchers.md"))


def test_the_transcript_of_the_pages_has_all_three_parts() -> None:
    path = EXAMPLES / "old-orchard.md"
    transcript = parse(path.read_bytes(), path.name)
    assert transcript.about.show == "Field Notes"
    assert [heading.title for heading in transcript.outline][1] == "Pruning in three winters"
    assert all(cue.start is not None for cue in transcript.cues)
    assert any(cue.approximate for cue in transcript.cues)
    assert set(transcript.inferred.values()) == {"Jutta Brandl", "Ivo Marek"}
    said = " ".join(cue.text for cue in transcript.cues)
    assert not re.search(r"Transcribed|laugh|music|https?:|[\\*#\[\]]|SPEAKER|Break", said)


SPANISH = (
    "Buenas tardes y bienvenidos a la charla de hoy. Hoy vamos a hablar de los manzanos viejos y de las "
    "personas que los cuidan. Los manzanos viejos no mueren de edad, sino de su propio peso. Por eso hay que "
    "podar un poco cada invierno. La gente del pueblo recoge las manzanas y hace zumo con ellas."
)
ENGLISH = (
    "Good evening and welcome to our talk. Today we speak about old apple trees and the people who look "
    "after them. An old tree does not die of age, it dies of its own weight. So you take a little out of it "
    "in each winter. The people of the village pick the apples and make juice of them."
)


@pytest.mark.parametrize(("said", "warned"), [(SPANISH, True), (ENGLISH, False)], ids=["Spanish", "English"])
def test_the_embedded_models_result_says_that_it_judges_english(said: str, warned: bool) -> None:
    result = summarise(parse(said.encode(), "talk"), model="extractive")
    assert result.topics
    assert any("knows English" in warning for warning in result.warnings) is warned


def test_commands_that_messages_tell_to_run_exist() -> None:
    source = "".join(path.read_text() for path in ARCHITECTURE.parent.rglob("*.py"))
    told = set(re.findall(r"\bllm-summarise ([a-z]+)\b", source)) - NO_COMMANDS
    assert len(told) > 8
    assert {word for word in told if f"llm-summarise {word}" not in COMMANDS} == set()


NO_COMMANDS = {"call", "log", "makes"}
"""Words behind the name of the program that are none: names of threads, a sentence."""
