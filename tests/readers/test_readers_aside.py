"""Sounds, gaps, lyrics and credits are set aside and counted; the words around them stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.transcript import AsideKind, Cue, Heading
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.speech.credits import is_credit, without_credits
from llm_summarise.readers.speech.sounds import without_sounds
from tests.deadline import comes_to_an_end


def rest(*texts: str) -> list[str]:
    """What is left of cues with these texts."""
    return [cue.text for cue in without_sounds(Parsed("srt", [Cue(text) for text in texts])).cues]


SOUNDS = (
    "[laughs]|\\[laughs\\]|[unintelligible 00:17:06.12]|[inaudible]|(crosstalk)|[crosstalk 00:12:03]|♪|♪♪|"
    "*laughs*|<laughter>|[MUSIC PLAYING]|(SOUNDBITE OF MUSIC)|((laughter))|{cough}|【拍手】|（笑）|[Risas]|"
    "[Applaus]|[аплодисменты]|[音楽]|[__]|[ __ ]|[BLANK_AUDIO]|(no audio)|[end of recording]|[pause]|"
    "[00:12:03]|♪ la la ♪|[Gelächter]|[rires]|(risos)|[risate]|[smích]|[gülüşmeler]|[ضحك]|[웃음]|"
    "[inaudible @ 12:03]|_[laughs]_|**[applause]**|(both laughing)|[SPEAKING SPANISH]|[door slams]|"
    "[Clears throat]|(phone ringing)|[...]|[??]"
)


def sounds() -> list[str]:
    return [*SOUNDS.split("|"), "<|nospeech|>"]


@pytest.mark.parametrize("sound", sounds())
def test_a_sound_alone_in_its_caption_is_no_speech(sound: str) -> None:
    parsed = without_sounds(Parsed("srt", [Cue("How deep?"), Cue(sound), Cue("Six metres.")]))
    assert [cue.text for cue in parsed.cues] == ["How deep?", "Six metres."]
    assert [(kind.kind, kind.count) for kind in parsed.aside.kinds()] == [(AsideKind.SOUND, 1)]


SURE = [sound for sound in sounds() if sound not in ("♪", "♪♪", "[door slams]")]


@given(
    st.lists(
        st.sampled_from(["How deep is it?", "Six metres.", "And then?", "It rose!"]), min_size=1, max_size=5
    ),
    st.lists(st.sampled_from(SURE), max_size=3),
    st.data(),
)
def test_sounds_between_sentences_vanish_and_words_stay(
    sentences: list[str], marks: list[str], data: st.DataObject
) -> None:
    pieces = list(sentences)
    for mark in marks:
        pieces.insert(data.draw(st.integers(0, len(pieces))), mark)
    assert " ".join(rest(" ".join(pieces))) == " ".join(sentences)


@pytest.mark.parametrize(
    "text",
    [
        "He said [the company] would pay.",
        "They was [sic] late.",
        "It is [of] the essence.",
        "I gave it to [Ada] and left.",
        "a[0] and list[int] and [x](https://example.org/laughs)",
        "(by then) it rains",
        "The signal (with much noise) is weak.",
        "I laughed (I was laughing at that) all day.",
        "*Music* is what feelings sound like.",
        "We call f(x) and {stuff} and <key> here.",
        "C# and # are signs, 2 * 3 * 4 is 24, snake_case_name too.",
        "He likes [the music] very much.",
        "[Ada] How deep is it?",
        "（ナミ）行こう",
        "比如说（这是你最喜欢的钱包）很好",
        "[X] is a letter.",
        "I think [inaudible",
    ],
)
def test_what_editors_and_speakers_put_in_brackets_stays(text: str) -> None:
    assert rest(text) == [text]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One [laughs], two.", "One, two."),
        ("Yes. [laughs]. Then no.", "Yes. Then no."),
        ("[Music]. Hello.", "Hello."),
        ("すごい（笑）ですね", "すごいですね"),
        ("霜(しも)は怖(こわ)いですね", "霜は怖いですね"),
        ("♪ la la ♪ Welcome back. ♪ la ♪", "Welcome back."),
        ("♪ one ♪ ♪ two ♪ Now then.", "Now then."),
        ("♪ Welcome back.", "Welcome back."),
        ("I was [unintelligible 00:17:06] at sea", "I was at sea"),
        ("That is *bleep* good", "That is good"),
    ],
)
def test_the_text_closes_where_a_sound_stood(text: str, left: str) -> None:
    assert rest(text) == [left]


def test_a_transcript_of_songs_keeps_its_words() -> None:
    assert rest("♪ The tide is high ♪", "♪ and I hold on ♪", "Yes.") == [
        "The tide is high",
        "and I hold on",
        "Yes.",
    ]


def test_who_begins_to_speak_is_handed_on_by_a_caption_that_goes() -> None:
    cues = [
        Cue("How deep?"),
        Cue("[laughs]", turn=True),
        Cue("Six."),
        Cue("[laughs]", 1.0, speaker="Ada"),
        Cue("No."),
    ]
    parsed = without_sounds(Parsed("srt", cues, outline=[Heading("Depth", 1), Heading("End", 4)]))
    assert [(cue.text, cue.turn) for cue in parsed.cues] == [
        ("How deep?", False),
        ("Six.", True),
        ("No.", False),
    ]
    assert [heading.cue for heading in parsed.outline] == [1, 2]


def test_nothing_is_made_anew_where_there_is_nothing_to_set_aside() -> None:
    parsed = Parsed("srt", [Cue("How deep?"), Cue("[Ada] six (or so) metres.")])
    assert without_sounds(parsed) is parsed


@given(st.lists(st.text(alphabet="ab [](){}<>*_♪#|\\（）【】.,漢か1:-", min_size=1, max_size=30), max_size=6))
def test_no_marks_crash_and_no_words_are_invented(texts: list[str]) -> None:
    left = "".join(rest(*texts))
    assert all(left.count(char) <= "".join(texts).count(char) for char in set(left) - {" "})


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", ["[", "(", "*", "♪", "_", "<", "{", "（", "[a", "(a) ", "♪ a ", "# a ", "\\["]
)
def test_the_time_for_many_signs_is_linear(sign: str) -> None:
    with comes_to_an_end():
        rest(sign * (2 * 10**5 // len(sign)))


CREDITS = (
    "Transcribed by https://otter.ai|Transcribed by Ada Berg|Subtitles by the Amara.org community|"
    "Untertitel der Amara.org-Community|Untertitel von Stephanie Geiges|Sous-titrage Société Radio-Canada|"
    "Captions by GetTranscribed.com|Transcript provided by Rev|Recording stopped|Translated by: Jo Fern|"
    "This transcript was exported on Apr 01, 2026 - view latest version here.|[End of transcript]|-END-|"
    "Advertise your product or brand here contact www.OpenSubtitles.org today|END PLAYBACK|"
    "Subtítulos realizados por la comunidad de Amara.org|Субтитры сделал DimaTorzok|"
    "字幕由 Amara.org 社区提供|"
    "*Transcribed by Rev.com*|Ondertiteld door Jo|Sottotitoli creati dalla comunità Amara.org|"
    "Altyazı M.K.|"
    "This transcript was generated automatically and may contain errors.|[Transcription by CastingWords]"
)


@pytest.mark.parametrize("text", CREDITS.split("|"))
def test_who_transcribed_it_is_set_aside_at_the_end(text: str) -> None:
    said = [Cue(f"And so on, {n}.") for n in range(20)]
    parsed = without_credits(Parsed("srt", [*said, Cue(text)]))
    assert parsed.cues == said
    assert [(kind.kind, kind.samples) for kind in parsed.aside.kinds()] == [(AsideKind.CREDIT, (text[:80],))]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for watching!",
        "Transcribed by hand, it took us two years of work.",
        "Subtitles by themselves are not enough for deaf people.",
        "In the end.",
        "End.",
        "Translation is hard.",
        "We started transcription in 2011: it was fun.",
        "This transcript is what we all read in school.",
        "Otter.ai paid for this show.",
    ],
)
def test_what_people_say_about_transcripts_is_speech(text: str) -> None:
    parsed = Parsed("srt", [Cue("Hello."), Cue(text)])
    assert without_credits(parsed) is parsed


def test_credits_are_looked_for_at_the_edges_and_remarks_of_meetings_everywhere() -> None:
    said = [Cue(f"And so on, {n}.") for n in range(20)]
    cues = [*said[:10], Cue("Translated by Jo Fern"), Cue("Ada Berg stopped transcription"), *said[10:]]
    assert without_credits(Parsed("srt", cues)).cues == [*said[:10], Cue("Translated by Jo Fern"), *said[10:]]
    assert not is_credit("x" * 10**6, last=True)


def test_a_credit_behind_the_last_sentence_is_cut_off() -> None:
    parsed = without_credits(
        Parsed("plain", [Cue("Good night. Transcribed by https://otter.ai")], aside=Aside())
    )
    assert parsed.cues == [Cue("Good night.")]
