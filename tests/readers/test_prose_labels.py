"""Ways people write who speaks into text that no program made: dashes, tabs, slips, offices, initials."""

from __future__ import annotations

import pytest

from llm_summarise.domain.transcript import AsideKind, Transcript
from llm_summarise.readers import parse

WORDS = (
    "How deep do beans go in spring?",
    "Two inches, if the soil is warm.",
    "And what if the frost comes late?",
    "Then cover them with fleece.",
    "For how many nights is that?",
    "Until the moon is full again.",
)


def of(text: str) -> Transcript:
    return parse(text.encode(), "test")


def said(text: str) -> list[tuple[str | None, str]]:
    return [(cue.speaker, cue.text) for cue in of(text).cues]


def turns(one: str, other: str) -> list[tuple[str, str]]:
    return [((one, other)[i % 2], words) for i, words in enumerate(WORDS)]


def talk(form: str, one: str, other: str, between: str = "\n\n") -> str:
    return between.join(form.format(name=name, words=words) for name, words in turns(one, other))


@pytest.mark.parametrize(
    "form",
    [
        "{name} - {words}",
        "{name} -- {words}",
        "{name} — {words}",
        "**{name}** – {words}",
        "{name} // {words}",
        "{name} | {words}",
        "{name}\t{words}",
        "{name}: {words}   ",
        "{name}:  \n{words}",
        "{name}:{words}",
        "{name}\u00a0: {words}",
        "{name}\n: {words}",
        "\u200f**{name}:** {words}",
        "> **{name}**: {words}\n>",
        "[{name}]: {words}",
        "**{name}: {words}**",
        "'''{name}:''' {words}",
        "<{name}> {words}",
        "[NEW_PARAGRAPH] [{name}] {words}\n\n[SECTION_BREAK]",
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\n\n\n\n"], ids=["lf", "crlf", "wide"])
def test_a_name_is_a_label_whatever_stands_behind_it(form: str, between: str) -> None:
    assert said(talk(form, "Ada Brook", "Tom Reed", between)) == turns("Ada Brook", "Tom Reed")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moderatorin", "Dr. med. Jörg Weiß"),
        ("Animatrice", "M. Dupont"),
        ("Apresentador", "João da Silva"),
        ("मेज़बान", "अतिथि"),
        ("진행자", "김민수"),
        ("المقدم", "أحمد علي"),
        ("מראיין", "דנה כהן"),
        ("The Speaker", "Hon. Ada Brook"),
        ("THE MINISTER", "April Reed"),
        ("Une auditrice", "Tom R."),
        ("I", "B"),
        ("A", "B"),
        ("J", "JM"),
        ("B", "K"),
    ],
)
def test_people_and_offices_of_many_languages_speak(one: str, other: str) -> None:
    assert said(talk("{name}: {words}", one, other)) == turns(one, other)


def test_what_differs_behind_a_name_and_a_dash_is_never_lost() -> None:
    text = "**Ada Brook** - it froze last night\n\nNo.\n\n**Ada Brook** - the beans are black\n\nOh.\n"
    assert "the beans are black" in " ".join(words for _, words in said(text))


def test_a_slip_behind_a_name_makes_no_words_of_it() -> None:
    text = f"{talk('{name}: {words}', 'Ada Brook', 'Tom Reed')}\n\nAda Brook; Yes.\n\nTom Reed:yes.\n"
    assert said(text)[-2:] == [("Ada Brook", "Yes."), ("Tom Reed", "yes.")]


def test_people_of_the_front_matter_speak_in_any_form() -> None:
    text = (
        "---\nspeakers: [Lena Fromm, Ada Brook]\n---\n\nLF: One bean.\n\nada: Two.\n\nLENA FROMM: Three.\n\n"
        "MF: Four.\n\nLF: Five.\n\nMF: Six.\n"
    )
    assert [name for name, _ in said(text)] == [
        "Lena Fromm",
        "Ada Brook",
        "Lena Fromm",
        "MF",
        "Lena Fromm",
        "MF",
    ]


def test_questions_of_an_audience_in_brackets_are_no_links() -> None:
    text = f"{WORDS[0]} " * 6 + f'\n\n[Audience Max]: "Why is that?"\n\n{WORDS[1]} ' * 2
    assert ("Audience Max", '"Why is that?"') in said(text)


def test_line_numbers_at_the_margin_of_a_short_text_are_not_read() -> None:
    lines = ["Q.  What did you see?", "A.  Black beans.", "Q.  When?", "A.  At noon, in the", "    garden."]
    text = "".join(f"{number:>2}  {line}\n" for number, line in enumerate(lines, 1))
    assert said(f"{text}\n{' ' * 20}Page 3 of 8\n") == [
        ("Q", "What did you see?"),
        ("A", "Black beans."),
        ("Q", "When?"),
        ("A", "At noon, in the garden."),
    ]


def test_a_chat_of_a_meeting_names_who_wrote_and_when() -> None:
    rows = (
        f"10:0{i}:05 From {name} to Everyone:\n\t{words}\n"
        for i, (name, words) in enumerate(turns("Ada", "Tom"))
    )
    transcript = of("".join(rows))
    assert [(cue.speaker, cue.text) for cue in transcript.cues] == turns("Ada", "Tom")
    assert [round((cue.start or 0) - (transcript.cues[0].start or 0)) for cue in transcript.cues[:3]] == [
        0,
        60,
        120,
    ]


def test_times_between_number_signs_are_stamps() -> None:
    rows = (f"{name}: {words} #00:0{i}:05-0#\n\n" for i, (name, words) in enumerate(turns("I", "B")))
    assert [cue.start for cue in of("".join(rows)).cues] == [5, 65, 125, 185, 245, 305]


def test_spaced_capitals_and_lone_numbers_are_no_title() -> None:
    text = f"12\n\nP R O C E E D I N G S\n\n{talk('{name}: {words}', 'Ada Brook', 'Tom Reed')}"
    assert of(text).about.title is None
    assert said(text) == turns("Ada Brook", "Tom Reed")


def test_a_title_in_capitals_above_an_interview_is_no_speaker() -> None:
    rows = "\n\n".join(f"{name.upper()}\n\n{words}" for name, words in turns("Ada Brook", "Tom Reed"))
    transcript = of(f"INTERVIEW WITH TOM REED\nby Ada Brook\n\n{rows}\n")
    assert {cue.speaker for cue in transcript.cues} == {"ADA BROOK", "TOM REED"}
    assert transcript.about.title == "INTERVIEW WITH TOM REED"


def test_a_heading_above_a_table_of_contents_is_no_chapter() -> None:
    rows = talk("**{name}**: {words}", "Ada Brook", "Tom Reed")
    text = f"## Table of Contents\n\n- [Frost](#frost)\n- [Moon](#moon)\n\n## Frost\n\n{rows}\n"
    assert [heading.title for heading in of(text).outline] == ["Frost"]


def test_tags_of_html_in_markdown_are_no_words() -> None:
    text = talk("**{name}**: {words}", "Ada Brook", "Tom Reed")
    text += '\n\n**Ada Brook**: See <a href="https://example.org/a">the list</a>.<br>\n'
    assert said(text)[-1] == ("Ada Brook", "See the list.")


def test_a_described_sound_between_stars_is_set_aside() -> None:
    transcript = of(f"{talk('{name}: {words}', 'Ada Brook', 'Tom Reed')}\n\n*upbeat music fades*\n")
    assert transcript.cues[-1].text == WORDS[-1]
    assert AsideKind.SOUND in {one.kind for one in transcript.set_aside}


@pytest.mark.parametrize(
    "form", ["0{at}:05 {name} - {words}", "0{at}:05\t{name}\t{words}", "{at}. [0{at}:05] {name}: {words}"]
)
def test_a_time_or_a_number_stands_before_the_name(form: str) -> None:
    numbered = enumerate(turns("Ada Brook", "Tom Reed"), 1)
    transcript = of("\n".join(form.format(at=at, name=name, words=words) for at, (name, words) in numbered))
    assert [(cue.speaker, cue.text) for cue in transcript.cues] == turns("Ada Brook", "Tom Reed")
    assert [cue.start for cue in transcript.cues] == [60 * at + 5 for at in range(1, 7)]


def test_only_the_questions_of_a_press_conference_have_a_letter() -> None:
    text = talk("{name}{words}", "THE PRESIDENT:  ", "Q    ")
    assert said(text) == turns("THE PRESIDENT", "Q")


def test_questions_and_answers_at_the_end_of_a_talk_are_told_apart() -> None:
    lecture = "\n\n".join(f"{words} It was so in year {year}." for year in range(9) for words in WORDS)
    text = f"{lecture}\n\n{talk('{name} - {words}', 'Q', 'A')}\n"
    assert said(text)[-6:] == turns("Q", "A")


def test_a_bracketed_name_in_lower_case_may_occur_once() -> None:
    text = "[ada brook] " + talk("[{name}] {words}", "Tom Reed", "Jörg Weiß")
    text = text.replace("[ada brook] ", "[ada brook] Good morning, all.\n\n", 1)
    assert said(text)[0] == ("ada brook", "Good morning, all.")


def test_a_role_with_a_name_in_brackets_is_the_person() -> None:
    text = talk("{name}: {words}", "HOST (Ada Brook)", "GUEST (Tom Reed)")
    assert said(text) == turns("Ada Brook", "Tom Reed")
    assert (of(text).about.hosts, of(text).about.guests) == (("Ada Brook",), ("Tom Reed",))


@pytest.mark.parametrize("form", ["== {}", "== {} ==", "=={}=="])
def test_headings_of_wikis_are_the_outline(form: str) -> None:
    text = f"{form.format('Frost')}\n\n{talk('*{name}:* {words}', 'Ada Brook', 'Tom Reed')}\n"
    assert [heading.title for heading in of(text).outline] == ["Frost"]
    assert said(text) == turns("Ada Brook", "Tom Reed")


def test_short_chapters_have_their_headings_too() -> None:
    text = "## The summer\n\nNobody told us the bakery would close that summer, and nobody asked.\n\n"
    text += "## The loaf\n\nFive hundred grams of flour, and never trust the scale of a stranger.\n"
    transcript = parse(text.encode(), "talk.md")
    assert [heading.title for heading in transcript.outline] == ["The summer", "The loaf"]
    assert not any("The loaf" in cue.text for cue in transcript.cues)


def test_handles_and_bold_tags_before_words_are_talk() -> None:
    said = ["Nobody told us that it would close.", "And did you ever find the recipe?"] * 6
    handles = "\n\n".join(f"{'@nora_q' if i % 2 else '@ivan.p'}: {line}" for i, line in enumerate(said))
    assert parse(handles.encode(), "x").speakers
    tags = "\n\n".join(f"<strong>{'Nora' if i % 2 else 'Ivan'}:</strong> {x}" for i, x in enumerate(said))
    assert set(parse(f"{{% include player.html %}}\n\n{tags}".encode(), "x").speakers) == {"Nora", "Ivan"}
