"""Each format gives the cues one reads with one's own eyes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.readers import parse
from tests.command import run

DATA = Path(__file__).parents[1] / "data" / "transcripts"


def of_file(name: str) -> Transcript:
    return parse((DATA / name).read_bytes(), name)


def of_text(text: str) -> Transcript:
    return parse(text.encode(), "test")


def rows(transcript: Transcript) -> list[tuple[float | None, str | None, str]]:
    return [(cue.start, cue.speaker, cue.text) for cue in transcript.cues]


FORMATS = {
    "talkpython.txt": "talkpython",
    "voices.vtt": "webvtt",
    "youtube.vtt": "youtube",
    "german.vtt": "webvtt",
    "numbered.srt": "srt",
    "podcast.json": "podcast-json",
    "podcast_words.json": "podcast-json",
    "podcast.html": "html",
    "whisper.json": "whisper-json",
    "dialogue.md": "dialogue",
    "otter.txt": "dialogue",
    "japanese.txt": "dialogue",
    "plain.txt": "plain",
    "edited.sbv": "sbv",
    "apple.ttml": "ttml",
    "styled.ass": "substation",
    "whisper.tsv": "table",
}


def test_every_sample_file_is_in_the_table() -> None:
    assert {path.name for path in DATA.iterdir()} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_is_recognised_by_content_whatever_the_name(name: str) -> None:
    data = (DATA / name).read_bytes()
    assert {parse(data, other).format for other in ("x.txt", "x.vtt", "x.json", "-")} == {FORMATS[name]}


@pytest.mark.parametrize(
    "text",
    [
        "<!-- x -->" * 4000 + "word",
        "<!-- x --> \n " * 4000 + "<p>word",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v" + " " * 40_000 + "word",
    ],
    ids=["comments", "comments and blanks", "a voice that is never closed"],
)
def test_a_small_file_made_to_hang_is_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(text)
    assert b"word" in run("chunks", path, "--show").stdout  # which ends it after two minutes


@pytest.mark.parametrize("name", FORMATS)
def test_line_ends_marks_packing_and_encodings_change_nothing(name: str) -> None:
    data = (DATA / name).read_bytes()
    text = data.decode()
    expected = of_file(name).cues
    variants = {
        "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(),
        "bom": b"\xef\xbb\xbf" + data,
        "utf-16": text.encode("utf-16"),
        "utf-16-be": b"\xfe\xff" + text.encode("utf-16-be"),
        "utf-32": text.encode("utf-32"),
        "gzip": gzip.compress(data),
        "two gzip members": gzip.compress(data[:50]) + gzip.compress(data[50:]),
    }
    assert {k: parse(v, k).cues for k, v in variants.items()} == dict.fromkeys(variants, expected)


def test_talk_python_text_has_starts_voices_and_changes() -> None:
    assert rows(of_file("talkpython.txt")) == [
        (0, "Nora Quist", "Welcome to the Lighthouse Log, the show about small computers in wet places."),
        (6, "Nora Quist", "With me is"),
        (7.354, "Tomas Reyes", "Hello, everybody."),
        (9.569, "Nora Quist", "Tomas, who keeps the buoys talking."),
        (14, "Nora Quist", "And we begin with a list of type List<int>, where a < b && b > c."),
        (23, "Tomas Reyes", "Right."),
        (23.862, None, "Exactly so."),
        (360030, "Nora Quist", "That was a long recording."),
    ]
    assert {cue.end for cue in of_file("talkpython.txt").cues} == {None}


def test_a_line_without_a_time_belongs_to_the_one_before() -> None:
    text = "00:00:01 One\n00:00:02 Two\nand a half.\n00:00:03 Three\n"
    assert rows(of_text(text)) == [
        (1, None, "One"),
        (2, None, "Two"),
        (2.25, None, "and a half."),
        (3, None, "Three"),
    ]


def test_sounds_in_brackets_or_between_stars_are_no_speech() -> None:
    text = (
        "00:00:01 *outro music*\n00:00:02 (both laughing)\n00:00:03 [NOISE]\n00:00:04 (by then) it rains.\n"
    )
    assert rows(of_text(text)) == [(4, None, "(by then) it rains.")]


def test_podcasting_json_carries_the_speaker_forward() -> None:
    assert of_file("podcast.json").cues == (
        Cue("We measure the tide every minute.", 0.5, 4.0, "Nora Quist"),
        Cue("Nobody asked us to.", 4.0, 6.5, "Nora Quist"),
        Cue("Somebody did, in 1911.", 6.5, None, "Tomas Reyes"),
    )


def test_single_words_become_sentences_of_one_speaker() -> None:
    assert of_file("podcast_words.json").cues == (
        Cue("The harbour wall isn't straight.", 0.5, 2.0, "Nora Quist"),
        Cue("It bends", 2.1, 2.9, "Nora Quist"),
        Cue("Like us, then.", 3.0, 3.6, "Tomas Reyes"),
        Cue("Anyway", 9.0, 9.3, "Tomas Reyes"),
    )


def test_words_with_their_own_blanks_are_joined_as_they_are() -> None:
    words = [" Data", "base", " tools", " are", " old", "-", "fashioned", "."]
    segments = [{"word": w, "start": i / 10, "end": i / 10 + 0.1} for i, w in enumerate(words)]
    assert of_text(json.dumps({"words": segments})).cues == (
        Cue("Database tools are old-fashioned.", 0, 0.8),
    )


def test_a_long_run_of_words_without_full_stops_is_cut() -> None:
    segments = [{"startTime": i, "endTime": i + 1, "body": f"word{i}"} for i in range(200)]
    cues = of_text(json.dumps({"segments": segments})).cues
    assert max(len(cue.text) for cue in cues) < 260
    assert " ".join(cue.text for cue in cues).split() == [f"word{i}" for i in range(200)]


def test_whisper_segments_become_cues_and_music_none() -> None:
    assert of_file("whisper.json").cues == (
        Cue("The gauge reads two metres.", 0.0, 2.4),
        Cue("Then it reads three.", 2.4, 4.6, "SPEAKER_00"),
    )


@pytest.mark.parametrize(
    "data",
    [
        {"transcription": [{"offsets": {"from": 500, "to": 2250}, "text": " Low water at noon."}]},
        {"chunks": [{"timestamp": [0.5, 2.25], "text": " Low water at noon."}]},
        [{"text": "Low water at noon.", "start": 0.5, "duration": 1.75}],
        {
            "segments": [
                {"start": "0.5", "end": "2.25", "words": [{"word": "Low water"}, {"word": "at noon."}]}
            ]
        },
    ],
    ids=["whisper.cpp", "transformers", "youtube tools", "words only"],
)
def test_the_kin_of_whisper_is_understood(data: object) -> None:
    assert of_text(json.dumps(data)).cues == (Cue("Low water at noon.", 0.5, 2.25),)


def test_whisper_text_without_segments_has_no_times() -> None:
    assert of_text('{"text": " Low water at noon."}').cues == (Cue("Low water at noon."),)


def test_html_gives_speakers_and_times() -> None:
    assert rows(of_file("podcast.html")) == [
        (0, "Nora Quist", "Salt & electronics: a love story, with a List<int>."),
        (3723, "Tomas Reyes", "It ends badly."),
        (3724, "Tomas Reyes", "Mostly for the electronics."),
    ]


def test_a_page_gives_its_text_and_not_its_script() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>T</title><style>p {}</style></head><body><h1>Tides</h1>"
        "<script>var spoken = 1;</script><p>Water<br>rises.</p><ul><li>and falls</li></ul></body></html>"
    )
    assert [cue.text for cue in of_text(page).cues] == ["Water rises.", "and falls"]
    assert of_text(page).about.title == "T"


def test_named_paragraphs_give_speakers_and_notes_stay_text() -> None:
    assert rows(of_file("dialogue.md")) == [
        (None, "Nora Quist", "How deep is the harbour?"),
        (None, "Tomas Reyes", "Six metres — at low tide."),
        (None, "Tomas Reyes", "Note: that figure is from last year."),
        (None, "Nora Quist", "And at high tide?"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[00:01:02] Nora: How deep?\n[00:01:05] Tomas: Six metres.\n",
        "(1:02) Nora: How deep?\n\n(1:05) Tomas: Six metres.\n",
        "1:02 Nora: How deep?\n\n1:05 Tomas: Six metres.\n",
        "Nora 1:02\nHow deep?\n\nTomas 1:05\nSix metres.\n",
        "Nora (1:02): How deep?\nTomas (1:05): Six metres.\n",
        "**Nora** (1:02)\nHow deep?\n\n**Tomas** (1:05)\nSix metres.\n",
        "**Nora [00:01:02]:** How deep?\n\n**Tomas [00:01:05]:** Six metres.\n",
        "### Nora [1:02]\n\nHow deep?\n\n### Tomas [1:05]\n\nSix metres.\n",
        "**[1:02] Nora:** How deep?\n\n**[1:05] Tomas:** Six metres.\n",
        "Nora: [1:02] How deep?\nTomas: [1:05] Six metres.\n",
        "- **Nora** 00:01:02\n  How deep?\n- **Tomas** 00:01:05\n  Six metres.\n",
        "[1:02] [Nora]: How deep?\n[1:05] [Tomas]: Six metres.\n",
        "00:01:02 - Nora\nHow deep?\n\n00:01:05 - Tomas\nSix metres.\n",
    ],
)
def test_names_and_times_stand_in_many_ways_before_the_words(text: str) -> None:
    assert rows(of_text(text))[:2] == [(62, "Nora", "How deep?"), (65, "Tomas", "Six metres.")]


def test_the_output_of_whisper_on_a_terminal_has_ends_too() -> None:
    text = "[00:00.000 --> 00:02.500]  How deep?\n[00:02.500 --> 00:04.000]  Six metres.\n"
    assert of_text(text).cues == (Cue("How deep?", 0, 2.5), Cue("Six metres.", 2.5, 4))


def test_paragraphs_below_a_time_keep_it() -> None:
    assert rows(of_file("otter.txt")) == [
        (12, "Nora Quist", "How deep is the harbour? I never asked."),
        (14.667, "Nora Quist", "I should have."),
        (3723, "Tomas Reyes", "Six metres."),
    ]


def test_plain_text_is_cut_into_sentences_and_no_time_is_invented() -> None:
    transcript = of_file("plain.txt")
    assert [cue.text for cue in transcript.cues][1:4] == [
        "Note: the stick is still there.",
        'Dr. Amalie Holt wrote in 1911 it was "the most honest tool of the coast"; it was painted twice.',
        "The second gauge was a float in a pipe, connected to a pen that drew the tide on a drum of paper.",
    ]
    assert {(cue.start, cue.end, cue.speaker) for cue in transcript.cues} == {(None, None, None)}
    assert transcript.duration is None


def test_a_full_stop_inside_a_word_ends_no_sentence() -> None:
    text = "We call System.Out here, and then we wait for the tide to turn. " * 6
    assert {cue.text for cue in of_text(text).cues} == {text[:63]}


def test_text_without_full_stops_is_cut_at_blanks() -> None:
    words = [f"word{i}" for i in range(500)]
    cues = of_text(" ".join(words)).cues
    assert max(len(cue.text) for cue in cues) <= 600
    assert " ".join(cue.text for cue in cues).split() == words


def test_japanese_is_cut_at_its_full_stops_and_joined_without_blanks() -> None:
    assert rows(of_file("japanese.txt"))[:2] == [
        (None, "田中", "こんにちは、今日は港の潮位について話します。"),
        (None, "田中", "観測は毎分行われます。"),
    ]
    assert rows(of_file("japanese.txt"))[-1] == (None, "田中", "なるほど、それは大変ですね。")


def test_german_names_and_quotation_marks_stay() -> None:
    assert rows(of_file("german.vtt")) == [
        (0, "Jörg Weiß", "Heute geht es um Gezeiten, d. h. um Ebbe und Flut."),
        (4, "Änne Groß", "Größe spielt eine Rolle: „Übermut“ tut selten gut."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Note: this is prose.\nWarning: it stays prose.\n\nAnd so it goes on.\n",
        "Pros: it is cheap\nCons: it is slow\n",
        "Subject: Tides\nFrom: nora\nTo: tomas\n\nDear Tomas: the tide is high.\n",
        "The ratio is 3:1 and we met at 10:30 at sea.\n\n12:30 was lunch, and then we left.\n\nGood.\n",
        "# Tool\n\nUsage: tool FILE\n\nIt reads SRT:\n\n```\n1\n00:00:01,000 --> 00:00:02,000\nHi\n```\n",
        "WEBVTT is a format for captions.\nIt is simple.\n",
        '<p align="center">\n  A picture\n</p>\n\n# Tool\n\nIt does things.\n',
        "{braces} are not JSON, and [brackets] neither.\n",
        "feat: read captions\n\nThis reads captions.\n\nSigned-off-by: Nora Quist <nora@example.org>\n",
        "An arrow --> is not a time.\n\nNor is 00:01 --> here.\n\nNor --> 00:01 --> 00:02\n",
    ],
)
def test_prose_is_not_taken_for_something_else(text: str) -> None:
    transcript = of_text(text)
    assert (transcript.format, transcript.speakers, transcript.duration) == ("plain", (), None)


def test_a_lone_name_before_a_line_is_not_a_habit() -> None:
    lines = [f"00:00:{i:02} Line {i} of speech without a name." for i in range(40)]
    lines[7] = "00:00:07 Jordan Bell: This label is a mistake of the recogniser."
    lines[9] = "00:00:09 Jordan Bell: And so is this."
    transcript = of_text("\n\n".join(lines))
    assert transcript.speakers == ()
    assert transcript.cues[7].text.startswith("Jordan Bell: This")


def test_list_items_and_diff_lines_of_plain_text_stay_apart() -> None:
    assert [c.text for c in of_text("Buy:\n- salt\n- rope\n\nand a\nlong line\n").cues] == [
        "Buy:",
        "- salt",
        "- rope",
        "and a long line",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            '{"segments": [{"body": "cut o',
            "is broken JSON: Unterminated string starting at at line 1 column 24",
        ),
        ('{"colour": "red"}', "is JSON, but not a transcript"),
        ("[" + '{"a":' * 100_000, "is JSON nested too deeply"),
        ('{"segments": []}', "holds no speech (read as whisper-json)"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n[Music]\n", "holds no speech (read as webvtt)"),
        ("WEBVTT\n\nNOTE nothing yet\n", "holds no speech (read as webvtt)"),
        ("<html><body><script>x</script></body></html>", "holds no speech (read as html)"),
        ("[Music]\n", "holds no speech (read as plain)"),
    ],
)
def test_a_file_without_speech_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        of_text(text)
    assert caught.value.message.startswith(f"test: {reason}")


def test_a_transcript_knows_the_hash_of_the_bytes_as_read() -> None:
    data = gzip.compress(b"One line.", mtime=0)
    import hashlib

    assert parse(data, "x.gz").sha256 == hashlib.sha256(data).hexdigest()


def test_names_before_the_words_of_a_page_are_speakers() -> None:
    said = "<p><b>Ann:</b> Is it open?</p><p>I mean now.</p><p><strong>Bob</strong>: It is.</p>"
    page = parse(f"<html><body><h1>Tides</h1>{said * 2}</body></html>".encode(), "page.html")
    assert [(cue.speaker, cue.text) for cue in page.cues] == [
        *[("Ann", "Is it open?"), ("Ann", "I mean now."), ("Bob", "It is.")] * 2,
    ]
