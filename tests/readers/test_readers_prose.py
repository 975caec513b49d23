"""Text and Markdown: titles, headings and links are no speech; names and times stand anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.transcript import AsideKind, Transcript
from llm_summarise.readers import parse

TURNS = (
    ("Ada Brook", "How deep do beans go?"),
    ("Tom Reed", "Two inches."),
    ("Ada Brook", "And in the frost?"),
)


def of(text: str) -> Transcript:
    return parse(text.encode(), "test")


def rows(text: str) -> list[tuple[float | None, str | None, str]]:
    return [(cue.start, cue.speaker, cue.text) for cue in of(text).cues]


def aside(text: str) -> dict[AsideKind, int]:
    return {one.kind: one.count for one in of(text).set_aside}


SAID = [(5.0, "Ada Brook", TURNS[0][1]), (72.0, "Tom Reed", TURNS[1][1]), (90.0, "Ada Brook", TURNS[2][1])]
CLOCKS = ("0:05", "1:12", "1:30")
LONG_CLOCKS = ("00:00:05", "00:01:12", "00:01:30")


@pytest.mark.parametrize(
    "form",
    [
        "[{name}] [{time}] {words}\n",
        "[{time}] [{name}] {words}\n",
        "{name} ({time}): {words}\n\n",
        "{name} ({time}) {words}\n\n",
        "{name} [{time}]\n{words}\n\n",
        "**{name}** ({time})\n{words}\n\n",
        "**{name}:** \\[{time}\\] {words}\n\n",
        "{name}: {time}\n\n{words}\n\n",
        "{name}: {time} {words}\n\n",
        "{name}  {time}\n{words}\n\n",
        "{name}\t{time}\t{words}\n",
        "{name}\n{time}\n{words}\n\n",
        "{time}\n{name}: {words}\n",
        "[{time}] - {name}\n{words}\n\n",
        "### [{time}] {name}\n\n{words}\n\n",
        "{name} - {time} - {words}\n",
        "{name}: {words} [[{time}](https://example.org/?t=1)]\n\n",
        "* **{name}:** {words} [[{time}](https://example.org/?t=1)]\n",
    ],
)
@pytest.mark.parametrize("clocks", [CLOCKS, LONG_CLOCKS], ids=["short", "long"])
def test_names_and_times_are_read_wherever_they_stand(form: str, clocks: tuple[str, ...]) -> None:
    pairs = zip(TURNS, clocks, strict=True)
    text = "".join(form.format(name=name, words=words, time=time) for (name, words), time in pairs)
    assert rows(text) == SAID


def test_a_time_inside_a_paragraph_splits_it_there() -> None:
    text = (
        "**Ada:** \\[04:04\\] We use fleece, and then \\[05:10\\] the frost came.\n\n"
        "**Tom:** \\[06:00\\] It did.\n\n**Ada:** Yes.\n"
    )
    assert rows(text)[:3] == [
        (244, "Ada", "We use fleece, and then"),
        (310, "Ada", "the frost came."),
        (360, "Tom", "It did."),
    ]
    after = of(text).cues[3]
    assert after.approximate
    assert 360 < (after.start or 0) < 362


def test_words_before_the_first_time_begin_the_recording() -> None:
    cues = of("**Ada:** Welcome.\n\n**Tom:** [0:40] Thanks.\n\n**Ada:** [1:00] So.\n").cues
    assert [(cue.start, cue.approximate) for cue in cues] == [(0, True), (40, False), (60, False)]


def test_a_time_of_day_that_is_talked_about_is_no_stamp() -> None:
    text = (
        "Ada: We met at 10:30 in the garden.\n\nTom: The bus (9:15 it was) was late.\n\n"
        "Ada: So (10:30) was a lie.\n\nTom: 10:45 is nearer.\n"
    )
    assert [cue.start for cue in of(text).cues] == [None] * 4
    assert "(10:30)" in of(text).cues[2].text


def test_times_at_the_end_of_lines_may_tell_when_the_line_ends() -> None:
    lengths = [3, 30, 5, 24, 2, 18, 9, 27, 4, 33]
    now, lines = 0, []
    for length in lengths:
        now += length
        lines.append(f"{'bean ' * length}[00:{now // 60:02}:{now % 60:02}]\n")
    cues = of("\n".join(lines)).cues
    assert [cue.start for cue in cues] == [0, 3, 33, 38, 62, 64, 82, 91, 118, 122]


def test_headings_are_the_outline_and_never_said() -> None:
    text = (
        "# Garden hour\n\n## Frost\n\nAda: It is cold.\n\nTom: It is.\n\n## Fleece\n\nAda: So cover them.\n\n"
        "Tom: With what?\n\n### More of it\n\nAda: Fleece.\n"
    )
    transcript = of(text)
    assert transcript.about.title == "Garden hour"
    assert [(h.title, h.cue, h.level) for h in transcript.outline] == [
        ("Frost", 0, 2),
        ("Fleece", 2, 2),
        ("More of it", 4, 3),
    ]
    assert [cue.text for cue in transcript.cues] == [
        "It is cold.",
        "It is.",
        "So cover them.",
        "With what?",
        "Fleece.",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Frost at night\n--------------",
        "Frost at night\n===",
        "<h2>Frost at night</h2>",
        "**Frost at night**",
    ],
)
def test_a_heading_is_one_however_it_is_written(heading: str) -> None:
    text = f"Ada: Welcome.\n\nTom: Thanks.\n\n{heading}\n\nAda: It is cold.\n\nTom: It is.\n"
    assert [(h.title, h.cue) for h in of(text).outline] == [("Frost at night", 2)]
    assert len(of(text).cues) == 4


def test_a_heading_may_have_a_time_of_its_own() -> None:
    text = (
        "## [0:00] Welcome\n\nAda: Hello.\n\nTom: Hi.\n\n## The late frost [2:40]\n\nAda: So.\n\nTom: Yes.\n"
    )
    assert [(h.title, h.start) for h in of(text).outline] == [("Welcome", 0), ("The late frost", 160)]
    cues = of(text).cues
    assert [(int(cue.start or 0), cue.approximate) for cue in cues] == [
        (0, False),
        (0, True),
        (160, False),
        (160, True),
    ]


def test_a_table_of_contents_is_no_speech_and_tells_headings() -> None:
    text = (
        "Table of contents\n\n0:00 – Welcome all\n1:10 – The frost\n1:20 – Fleece\n\n"
        "Ada (0:00) Welcome, everybody, to the garden.\n\nTom (1:12) It froze.\n\nAda (1:30) So cover them.\n"
    )
    transcript = of(text)
    assert [(h.title, h.cue, h.start) for h in transcript.outline] == [
        ("Welcome all", 0, 0),
        ("The frost", 1, 70),
        ("Fleece", 2, 80),
    ]
    assert len(transcript.cues) == 3


FRONT = {
    "yaml": "---\ntitle: 'Beans: the frost'\npodcast: Garden hour\nepisode: 12\npub_date: 2024-05-03\n"
    "guest: Ada Brook + Tom Reed\nhosts: [Jo Fern]\nmedia: https://example.org/12\n"
    "transcript_by: Nobody\n---\n",
    "toml": '+++\ntitle = "Beans: the frost"\nshow = "Garden hour"\nnumber = 12\ndate = 2024-05-03\n'
    'guests = ["Ada Brook", "Tom Reed"]\nhost = "Jo Fern"\nurl = "https://example.org/12"\n+++\n',
    "broken": "---\ntitle: Beans: the frost\nseries: Garden hour\nepisode: 12\npublished: 2024-05-03\n"
    'guests: Ada Brook, Tom Reed\nhost: "Jo Fern\nlink: https://example.org/12\ntags: [a, b\n---\n',
}


@pytest.mark.parametrize("front", FRONT.values(), ids=FRONT)
def test_front_matter_tells_about_the_episode(front: str) -> None:
    transcript = of(f"{front}\nWelcome to the garden. It is cold here.\n")
    about = transcript.about
    assert (about.title, about.show, about.number, about.date) == (
        "Beans: the frost",
        "Garden hour",
        "12",
        "2024-05-03",
    )
    assert about.guests == ("Ada Brook", "Tom Reed")
    assert about.hosts == ("Jo Fern",)
    assert about.url == "https://example.org/12"
    assert [cue.text for cue in transcript.cues] == ["Welcome to the garden. It is cold here."]


def test_title_lines_tell_about_the_episode() -> None:
    text = (
        "Title: Beans\nDate: May 3rd 2024\nSpeakers: Ada Brook and Tom Reed\nSlides: https://example.org/s\n"
        "Transcribed by: a friend\nVideo: https://example.org/v\n\nGood morning. It is cold.\n"
    )
    about = of(text).about
    assert (about.title, about.date, about.url) == ("Beans", "May 3rd 2024", "https://example.org/v")
    assert about.speakers == ("Ada Brook", "Tom Reed")
    assert [cue.text for cue in of(text).cues] == ["Good morning. It is cold."]
    assert aside(text) == {AsideKind.METADATA: 3, AsideKind.LINK: 2, AsideKind.CREDIT: 1}


def test_a_talk_that_begins_with_a_colon_loses_no_word() -> None:
    text = "I have one thing to say: beans are cold.\n\nNote: that is all. Question: why?\n"
    assert " ".join(cue.text for cue in of(text).cues).split() == text.split()


EXPORTS = {
    "meet": "Garden call (2025-11-02 10:02 GMT+1) - Transcript\nAttendees\n"
    "Ada Brook, Tom Reed\n\nTranscript\n"
    "This editable transcript was computer generated and might contain errors.\n\n00:00:05\n\n"
    "Ada Brook: How deep do beans go?\n\n00:01:12\n\nTom Reed: Two inches.\n\n00:01:30\n\n"
    "Ada Brook: And in the frost?\n\nMeeting ended after 00:02:00\n",
    "otter": "Garden call\n\nSun, Nov 02, 2025 10:02AM • 2:00\n\nSUMMARY KEYWORDS\nbeans, frost\n\nSPEAKERS\n"
    "Ada Brook, Tom Reed\n\nAda Brook  00:05\nHow deep do beans go?\n\nTom Reed  01:12\nTwo inches.\n\n"
    "Ada Brook  01:30\nAnd in the frost?\n\nTranscribed by https://otter.ai\n",
    "teams": "Garden call\n\nNovember 2, 2025, 10:02AM\n\n2m 0s\n\nAda Brook started transcription\n\n"
    "Ada Brook   0:05\nHow deep do beans go?\n\nTom Reed   1:12\nTwo inches.\n\nAda Brook   1:30\n"
    "And in the frost?\n\nAda Brook stopped transcription\n",
    "notes": "# Garden call\n\nTwo growers talk about beans, what the frost did to them, and what helps.\n\n"
    "## Links\n\n"
    "- [Seeds](https://example.org)\n\n## Transcript\n\n[0:05] Ada Brook: How deep do beans go?\n\n"
    "[1:12] Tom Reed: Two inches.\n\n[1:30] Ada Brook: And in the frost?\n",
}


@pytest.mark.parametrize("text", EXPORTS.values(), ids=EXPORTS)
def test_headers_and_footers_of_exports_are_no_speech(text: str) -> None:
    assert rows(text) == SAID
    assert (of(text).about.title or "").startswith("Garden call")


def test_links_comments_pictures_and_marks_are_not_read_aloud() -> None:
    text = (
        "**Ada:** See [my *garden*](https://example.org/a_(b)) and `beans`, _really_. <!-- cut -->\n\n"
        "![a bean](bean.png)\n\n<https://example.org/x>\n\nPaper: https://example.org/p\n\n---\n\n"
        "**Tom:** A \\*star\\* and snake_case stay.\n\n**Ada:** Yes.\n"
    )
    assert [cue.text for cue in of(text).cues] == [
        "See my garden and beans, really.",
        "A *star* and snake_case stay.",
        "Yes.",
    ]
    assert aside(text) == {AsideKind.COMMENT: 1, AsideKind.LINK: 3}


def test_headings_in_brackets_name_who_speaks() -> None:
    front = "---\nspeakers: [Ada Brook]\n---\n"
    text = f"{front}# 开场（Ada Brook）\n\n豆子很怕冷。\n\n# 结束\n\n谢谢大家。\n"
    assert [cue.speaker for cue in of(text).cues] == ["Ada Brook", "Ada Brook"]
    assert [h.title for h in of(text).outline] == ["开场（Ada Brook）", "结束"]


def test_a_slip_in_one_time_moves_nothing() -> None:
    text = "".join(
        f"[{time}] Ada: {words}\n"
        for time, words in [("1:00", "One."), ("1:10", "Two."), ("11:20", "Three."), ("1:30", "Four.")]
    )
    assert [(int(cue.start or 0), cue.approximate) for cue in of(text).cues] == [
        (60, False),
        (70, False),
        (70, True),
        (90, False),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["[", "*", "`", "<", "[a](", "1:02 ", "[1:02] ", "a: ", "# ", "\\[", " ", "**a"]
)
def test_a_very_long_line_takes_no_long_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    talk = "Ada: One word of beans.\n\nTom: Two words of corn.\n\n" * 200
    whole = f"{talk}Ada: {text}\n\nTom: Three.\n\nAda: Four.\n"
    assert of(whole).cues[-1].text == "Four."


NAMES = st.sampled_from(
    ["Ada Brook", "ada brook", "ADA BROOK", "Jörg Weiß", "田中", "Анна", "María Cruz", "SPEAKER_00"]
)
WORDS = st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=2, max_size=9).map(" ".join)
LABELS = st.sampled_from(["**{}:** ", "**{}**: ", "[{}] "])
STAMPS = st.sampled_from(["", "[{}] ", "\\[{}\\] "])


@given(
    st.lists(st.tuples(NAMES, WORDS), min_size=6, max_size=20),
    LABELS,
    STAMPS,
    st.sets(st.integers(1, 5)),
    st.sampled_from(["", "---\ntitle: Beans\n---\n", "# Beans\n\n"]),
)
def test_what_a_writer_of_transcripts_wrote_comes_back(
    turns: list[tuple[str, str]], label: str, stamp: str, headed: set[int], front: str
) -> None:
    turns = [turn for one in turns for turn in (one, ("Tom Reed", f"{one[1]} too"))]
    parts = []
    for index, (name, words) in enumerate(turns):
        if index in headed:
            parts.append(f"## Part of {index} beans")
        time = stamp.format(f"{index // 6:02}:{index % 6}0") if stamp else ""
        parts.append(f"{label.format(name)}{time}{words}.")
    transcript = of(front + "\n\n".join(parts) + "\n")
    assert [cue.text for cue in transcript.cues] == [f"{words}." for _, words in turns]
    assert [h.cue for h in transcript.outline] == sorted(headed)
    if stamp:
        assert [cue.start for cue in transcript.cues] == [10.0 * i for i in range(len(turns))]
    same = [cue.speaker for cue in transcript.cues]
    assert all((a == "Tom Reed") == (b == "Tom Reed") for a, (b, _) in zip(same, turns, strict=True))
