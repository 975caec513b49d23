"""Names, sounds and readings in the brackets of captions."""

from __future__ import annotations

import pytest

from llm_summarise.domain.transcript import AsideKind, Transcript
from llm_summarise.readers import parse


def captions(*texts: str) -> Transcript:
    blocks = [f"{n + 1}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{text}\n" for n, text in enumerate(texts)]
    return parse("\n".join(blocks).encode(), "made up")


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(cue.speaker, cue.text) for cue in transcript.cues]


def test_names_in_brackets_speak_and_sounds_do_not() -> None:
    found = captions("（ノラ）潮が来る", "（ボブ）ええ\n（ノラ）早く", "（波の音）", "（ボブ）行こう")
    assert said(found) == [("ノラ", "潮が来る"), ("ボブ", "ええ"), ("ノラ", "早く"), ("ボブ", "行こう")]
    assert [one.samples for one in found.set_aside if one.kind is AsideKind.SOUND] == [("（波の音）",)]


def test_a_reading_in_brackets_is_not_spoken_twice() -> None:
    found = captions("（ノラ）潮(しお)が来る", "（ボブ）岬（みさき）へ", "（ノラ）(本当に)")
    assert said(found) == [("ノラ", "潮が来る"), ("ボブ", "岬へ"), ("ノラ", "(本当に)")]


def test_a_thought_that_stands_in_brackets_is_speech() -> None:
    assert (
        said(captions("（ノラ）来る", "（ボブ）ええ", "（何だ これは…）", "（ノラ）波", "（ボブ）雨"))[2][1]
        == "（何だ これは…）"
    )


@pytest.mark.parametrize(
    "form", ["[{}] {}", "({}) {}", "[{}]: {}", "- [{}] {}", "[{}:] {}", "{}: {}", ">> {}: {}"]
)
def test_a_name_before_words_is_a_speaker_in_every_form(form: str) -> None:
    lines = [("NORA", "The tide is here."), ("BOB", "It is early."), ("NORA", "Run."), ("BOB", "Yes.")]
    assert said(captions(*(form.format(name, words) for name, words in lines))) == lines


def test_what_is_heard_in_brackets_is_no_speaker() -> None:
    found = captions(
        "[Nora] Hello.", "[door opens]", "[Bob] Hi.", "[phone rings] Yes?", "[Nora] Who?", "[Bob] Me."
    )
    assert said(found)[2] == ("Bob", "Yes?")
    assert found.speakers == ("Nora", "Bob")
    assert [one.count for one in found.set_aside] == [2]


def test_signs_for_music_alone_are_not_spoken() -> None:
    lines = [("ノラ", "来る"), ("ボブ", "ええ")] * 2
    texts = [f"（{name}）{words}" for name, words in lines]
    assert said(captions("♪～", *texts, "～♪")) == lines
