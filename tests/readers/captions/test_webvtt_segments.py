"""What WebVTT tells beside its captions, several files in one, and tracks that hold no speech."""

from __future__ import annotations

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import AsideKind, Transcript
from llm_summarise.readers import parse


def read(text: str) -> Transcript:
    return parse(text.encode(), "test")


def rows(transcript: Transcript) -> list[tuple[float | None, str]]:
    return [(cue.start, cue.text) for cue in transcript.cues]


ONE = "00:00:01.000 --> 00:00:02.000\nOne."


@pytest.mark.parametrize(
    "header",
    ["WEBVTT", "webvtt", "WEBVTT FILE", "WEBVTT - made by hand", "WEBVTT\nKind: captions", "WEBVTT:",
     "WEB VTT", "\u200eWEBVTT", "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000",
     "WEBVTT\n\nNOTE by Nora\n\n7"],
)  # fmt: skip
def test_the_header_is_never_speech(header: str) -> None:
    transcript = read(f"{header}\n\n{ONE}\n")
    assert (rows(transcript), transcript.format) == ([(1, "One.")], "webvtt")


def test_the_header_and_comments_tell_what_the_episode_is() -> None:
    transcript = read(
        "WEBVTT\nKind: captions\nLanguage: de-DE\n\nNOTE\nTitle: Wind and weather\nshow: Log\n\n"
        "NOTE by hand\n\n"
        f"STYLE\n::cue {{}}\n\n{ONE}\n\nNOTE later\nmore\n\n00:03.000 --> 00:04.000\nTwo."
    )
    assert rows(transcript) == [(1, "One."), (3, "Two.")]
    about = transcript.about
    assert (about.language, about.title, about.show) == ("de-DE", "Wind and weather", "Log")
    assert [(s.kind, s.count) for s in transcript.set_aside] == [(AsideKind.COMMENT, 3)]


def segment(ticks: int, *blocks: str, local: str = "00:00:00.000") -> str:
    return "\n\n".join([f"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{ticks},LOCAL:{local}", *blocks]) + "\n"


def test_segments_of_a_stream_go_on_where_the_one_before_ended() -> None:
    text = segment(900_000, ONE) + segment(900_000 + 10 * 90_000, ONE.replace("One", "Two"))
    assert rows(read(text)) == [(1, "One."), (11, "Two.")]
    wrapped = segment(2**33 - 90_000, ONE) + segment(9 * 90_000, ONE.replace("One", "Two"))
    assert rows(read(wrapped)) == [(1, "One."), (11, "Two.")]


def test_a_caption_that_two_segments_share_comes_once() -> None:
    two = "00:00:02.000 --> 00:00:03.000\nTwo."
    text = segment(900_000, ONE, two) + segment(900_000, two, "00:00:03.000 --> 00:00:04.000\nThree.")
    assert rows(read(text)) == [(1, "One."), (2, "Two."), (3, "Three.")]


def test_files_put_together_hold_no_header_as_speech() -> None:
    text = f"WEBVTT\n\n{ONE}\nWEBVTT\nKind: captions\nLanguage: en\n\n" + ONE.replace("01", "05")
    assert [text for _, text in rows(read(text))] == ["One.", "One."]


TITLES = ("Welcome", "The tide", "Goodbye")


def timed(payloads: tuple[str, ...], length: int) -> str:
    def at(minutes: int) -> str:
        return f"{minutes // 60:02}:{minutes % 60:02}:00.000"

    return "\n\n".join(f"{at(i * length)} --> {at((i + 1) * length)}\n{p}" for i, p in enumerate(payloads))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("WEBVTT\n\n" + timed(TITLES, 5), "is a list of chapters, not"),
        ("WEBVTT\nKind: chapters\n\n" + ONE, "is a list of chapters, not"),
        (timed(TITLES, 5).replace(".000", ",000"), "is a list of chapters, not"),
        (
            "WEBVTT\n\n" + timed(("sprite.jpg#xywh=0,0,160,90", "sprite.jpg#xywh=160,0,160,90"), 1),
            "is pictures",
        ),
        ("WEBVTT\n\n" + timed(('{"id": 1}', '{"id": 2}'), 1), "is data"),
        ("WEBVTT\nKind: metadata\n\n" + ONE, "is data"),
    ],
)
def test_tracks_without_speech_are_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read(text)


def test_long_captions_full_of_words_are_speech() -> None:
    words = " ".join(["word"] * 90)
    assert len(read("WEBVTT\n\n" + timed((words, words + " two", words + " three"), 1)).cues) == 3


def test_the_same_caption_again_and_again_is_a_loop_and_does_not_roll() -> None:
    said = ["The harbour opens early.", *["Thank you for watching."] * 30]
    lines = (f"00:{i:02}.000 --> 00:{i + 1:02}.000\n{words}" for i, words in enumerate(said))
    transcript = read("WEBVTT\n\n" + "\n\n".join(lines) + "\n")
    assert transcript.format == "webvtt"
    assert [cue.text for cue in transcript.cues] == said[:2]
    assert "repeated itself" in transcript.warnings[0]
