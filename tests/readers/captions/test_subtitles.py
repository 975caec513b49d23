"""Subtitles with markup of their own: TTML, SubStation, SAMI, YouTube's XML."""

from __future__ import annotations

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import AsideKind, Cue, Transcript
from llm_summarise.readers import parse
from tests.deadline import comes_to_an_end


def read(text: str) -> Transcript:
    return parse(text.encode(), "test")


def rows(transcript: Transcript) -> list[tuple[float | None, float | None, str]]:
    return [(cue.start, cue.end, cue.text) for cue in transcript.cues]


def ttml(body: str, attributes: str = "", head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" '
        'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        f'xmlns:podcasts="urn:p" xmlns:tts="urn:s" xml:lang="en-GB" {attributes}><head>{head}</head>'
        f"<body><div>{body}</div></body></tt>"
    )


WORDS = "".join(
    f'<span podcasts:unit="word" begin="{5 + i / 2}" end="{5.5 + i / 2}">{word}</span>'
    for i, word in enumerate("The tide is early. We will row.".split())
)


def test_apple_podcasts_has_names_and_a_time_for_each_word() -> None:
    head = (
        '<metadata><ttm:title>Low water</ttm:title><ttm:agent xml:id="SPEAKER_1" type="person">'
        '<ttm:name type="full">Nora Quist</ttm:name></ttm:agent></metadata>'
    )
    body = f'<p begin="5.0" end="8.5" ttm:agent="SPEAKER_1"><span begin="5.0" end="8.5">{WORDS}</span></p>'
    later = "".join(
        f'<span podcasts:unit="word" begin="{9 + i / 2}" end="{9.5 + i / 2}">{word}</span>'
        for i, word in enumerate("The tide is early. We will row.".split())
    )
    other = f'<p begin="9.0" end="12.5" ttm:agent="SPEAKER_2"><span begin="9.0">{later}</span></p>'
    transcript = read(ttml(body + other, head=head))
    assert transcript.cues == (
        Cue("The tide is early.", 5, 7, "Nora Quist"),
        Cue("We will row.", 7, 8.5, "Nora Quist"),
        Cue("The tide is early.", 9, 11, "SPEAKER_2"),
        Cue("We will row.", 11, 12.5, "SPEAKER_2"),
    )
    assert (transcript.about.title, transcript.about.language) == ("Low water", "en-GB")


def test_words_in_spans_keep_the_blanks_that_are_written() -> None:
    spans = '<span begin="0s">un</span><span begin="1s">kind</span> <span begin="2s">tide</span>\n'
    assert rows(read(ttml(f'<p begin="3s" end="9s">{spans * 2}</p>')))[0][2] == "unkind tide unkind tide"
    japanese = (
        '<span begin="1s">潮が</span>\n  <span begin="2s">早い。</span>\n  <span begin="3s">本当。</span>'
    )
    assert rows(read(ttml(f'<p begin="1s" end="4s">{japanese}</p>')))[0][2] == "潮が早い。本当。"


@pytest.mark.parametrize(
    ("timing", "attributes", "start", "end"),
    [
        ('begin="12.3s" end="15s"', "", 12.3, 15),
        ('begin="500ms" dur="1500ms"', "", 0.5, 2),
        ('begin="1:02:03.4" end="01:02:05"', "", 3723.4, 3725),
        ('begin="2:03.4" end="2:05"', "", 123.4, 125),
        ('begin="12.5" end="13"', "", 12.5, 13),
        ('begin="20000000t" end="35000000t"', 'ttp:tickRate="10000000"', 2, 3.5),
        ('begin="00:00:02:12" end="00:00:03:00"', 'ttp:frameRate="24"', 2.5, 3),
        ('begin="48f" end="72f"', 'ttp:frameRate="24"', 2, 3),
        ('begin="30f" end="60f"', 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', 1.001, 2.002),
        ('begin="1m" end="0.5h"', "", 60, 1800),
        ('begin="3s"', "", 3, None),
    ],
)
def test_times_are_read_in_every_unit(timing: str, attributes: str, start: float, end: float | None) -> None:
    assert rows(
        read(ttml(f"<p {timing}>One<br/>two &amp; <span tts:color='red'>three</span></p>", attributes))
    ) == [(start, end, "One two & three")]


def test_times_within_each_other_add_up_unless_they_cannot() -> None:
    spans = '<span begin="{}s" end="{}s">One and two.</span><span begin="{}s">And three.</span>'
    added = f'<p begin="100s" end="110s">{spans.format(0, 4, 4)}</p>'
    assert [start for start, _, _ in rows(read(ttml(added)))] == [100, 104]
    absolute = f'<p begin="5s" end="9s">{spans.format(5, 7, 7)}</p>'
    assert [start for start, _, _ in rows(read(ttml(absolute)))] == [5, 7]


def test_a_line_break_is_one_blank() -> None:
    transcript = read(ttml("<p begin='1s' end='2s'>word<br/>word and<br/> more <br/><br/>last</p>"))
    assert [cue.text for cue in transcript.cues] == ["word word and more last"]


def test_xml_that_breaks_off_gives_what_stands_before() -> None:
    text = ttml('<p begin="1s" end="2s">One.</p><p begin="3s" end="4s">Two.</p>')
    transcript = read(text[: text.index("Two")])
    assert rows(transcript) == [(1, 2, "One.")]
    assert "is broken" in transcript.warnings[0]
    assert rows(read(ttml('<p begin="1s">R&D &nbsp;&copy &#0;x</p>'))) == [(1, None, "R&D &copy x")]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><tt><body><p begin="1s">&b;</p></body></tt>',
        '<!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/passwd">]><tt><body><p begin="1s">&x;</p></body></tt>',
        "<tt><body>" + "<div>" * 100_000,
        '<timedtext><p t="1" d="1">' + "<body>" * 100_000,
    ],
    ids=["laughs", "outside", "deep", "deep captions"],
)
def test_xml_that_is_not_safe_is_refused_at_once(text: str) -> None:
    with comes_to_an_end(), pytest.raises(InputError, match="is XML"):
        read(text)


ASS = (
    "[Script Info]\nTitle: Low water\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\n"
    "Style: Default,Arial\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


def dialogue(start: int, text: str, name: str = "", style: str = "Default", kind: str = "Dialogue") -> str:
    return f"{kind}: 0,0:00:{start:02}.00,0:00:{start + 1:02}.50,{style},{name},0,0,0,,{text}\n"


def test_substation_has_speakers_and_no_signs_songs_or_drawings() -> None:
    transcript = read(
        ASS
        + dialogue(5, "{\\i1}Well,{\\i0} the tide\\Nis early.", "Nora")
        + dialogue(1, "Good\\hmorning, all.", "Tomas")
        + dialogue(7, "Nobody home", kind="Comment")
        + dialogue(8, "{\\p1}m 0 0 l 100 0 100 100{\\p0}")
        + dialogue(9, "HARBOUR", style="Signs")
        + dialogue(10, "{\\k20}la {\\k30}la")
        + dialogue(11, "So we {a note}row.")
        + "Dialogue: 0,broken\n"
    )
    assert transcript.cues == (
        Cue("Good morning, all.", 1, 2.5, "Tomas"),
        Cue("Well, the tide is early.", 5, 6.5, "Nora"),
        Cue("So we row.", 11, 12.5, "Nora"),
    )
    assert (transcript.format, transcript.about.title, transcript.warnings) == ("substation", "Low water", ())
    kinds = {s.kind: s.count for s in transcript.set_aside}
    assert kinds == {AsideKind.COMMENT: 1, AsideKind.OTHER: 2, AsideKind.BROKEN: 1}


def test_substation_that_colours_word_after_word_says_each_line_once() -> None:
    text = ASS + "".join(
        f"Dialogue: 0,0:00:0{i}.00,0:00:0{i + 1}.00,Default,,0,0,0,,{line}\n"
        for i, line in enumerate(["{\\c&H1&}The{\\r} tide", "The {\\c&H1&}tide{\\r}", "Ebb now"])
    )
    assert rows(read(text)) == [(0, 2, "The tide"), (2, 3, "Ebb now")]


def test_old_ssa_and_files_without_a_format_line_are_read() -> None:
    ssa = "[Script Info]\nScriptType: v4.00\n\n[Events]\nFormat: Marked, Start, End, Style, Name, Text\n"
    text = ssa + "Dialogue: Marked=0,0:00:01.00,0:00:02.00,*Default,Nora,Yes, of course.\n"
    assert read(text).cues == (Cue("Yes, of course.", 1, 2, "Nora"),)
    assert read("[Events]\n" + dialogue(1, "Yes, of course.")).cues == (Cue("Yes, of course.", 1, 2.5),)


def test_sami_gives_the_language_with_the_most_words() -> None:
    transcript = read(
        "<SAMI><HEAD><TITLE>Low water</TITLE><STYLE TYPE='text/css'><!-- P {color: white} -->"
        "</STYLE></HEAD><BODY>\n<SYNC Start=1000><P Class=EN>The tide<br>is early.\n<P Class=DE>Ebbe.\n"
        "<SYNC Start=3000><P Class=EN>&nbsp;\n"
        "<SYNC Start='4000'><P Class='EN'><font color=red>So we row.</font></P>"
        "</SYNC></BODY></SAMI>"
    )
    assert rows(transcript) == [(1, 3, "The tide is early."), (4, None, "So we row.")]
    assert (transcript.about.title, transcript.set_aside[0].samples) == ("Low water", ("Ebbe.",))


def test_youtube_xml_is_read_in_all_its_versions() -> None:
    expected = [(0.16, 2.28, "the tide isn't early"), (2.28, 4, "so we row")]
    first = (
        '<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0.16" dur="4.08">'
        "the tide isn&amp;#39;t "
        'early</text><text start="2.28" dur="1.72">so we row</text></transcript>'
    )
    third = (
        '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><head><ws id="0"/></head><body>'
        '<p t="160" d="4080" w="1"><s>the</s><s t="300"> tide isn&#39;t</s><s t="900"> early</s></p>'
        '<p t="2270" d="10" w="1" a="1">\n</p><p t="2280" d="1720" w="1"><s>so we</s><s> row</s></p>'
        "</body></timedtext>"
    )
    assert rows(read(first)) == rows(read(third)) == expected


def test_xml_of_others_has_speakers_and_times_in_either_unit() -> None:
    text = (
        '<?xml version="1.0"?>\n<transcripts><transcript start="00:00:01.500" start_ms="1500" '
        'end="00:00:03.000" end_ms="3000" speaker="1" voice="Nora">The tide.</transcript>\n<transcript '
        'start="00:00:04.000" end="00:00:05.000" voice="Tomas">So we row.</transcript></transcripts>'
    )
    assert read(text).cues == (Cue("The tide.", 1.5, 3, "Nora"), Cue("So we row.", 4, 5, "Tomas"))
