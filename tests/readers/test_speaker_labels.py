"""Which labels of a file are speakers: whole casts written as text, and what must stay speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.readers.speech.speaker_labels import Voices, label, voices
from tests.deadline import comes_to_an_end

Said = list[tuple[str | None, str]]


def heard(text: str) -> Said:
    """The lines of `text` with who says them: None for nobody and before the first label."""
    lines = [line for line in text.split("\n") if line.strip()]
    decided = decide(text)
    said: Said = []
    speaker = None
    for line in lines:
        one = label(line)
        if one and one.name in decided:
            speaker = decided.speaker(one.name)
            line = line[one.end :]
        said.append((speaker, line))
    return said


def decide(text: str) -> Voices:
    lines = [line for line in text.split("\n") if line.strip()]
    return voices([one for line in lines if (one := label(line))], len(lines), text=text)


def who(text: str) -> list[str | None]:
    return [speaker for speaker, _ in heard(text)]


LATIN = [
    "Ada Berg",
    "Tom Reed",
    "María Cruz",
    "Jo O'Neil",
    "Dr. Ines Vogt",
    "Prof. Dr. Uwe Lang",
    "Li van Dam",
]
LOWER = ["kushla", "tmz.org", "jo fern", "qz()", "anon_br"]
OTHERS = ["Анна Берг", "王小明", "エイダ", "김민수", "आदा", "المذيع", "SPEAKER_00", "Speaker 1", "S2", "Host"]
FORMS = ["{}: ", "**{}:** ", "**{}**: ", "[{}]: ", "*{}:* ", ">> {}: ", "__{}__: "]
WORDS = st.sampled_from(["We cover the beans.", "Why is that?", "Yes, at noon.", "The frost: it came early."])


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Said]:
    cast = draw(st.lists(st.sampled_from(LATIN + LOWER + OTHERS), min_size=2, max_size=5, unique=True))
    form = draw(st.sampled_from(FORMS))
    rounds = draw(st.integers(2, 4))
    said = [(name, draw(WORDS)) for _ in range(rounds) for name in cast]
    return "\n".join(form.format(name) + words for name, words in said), [*said]


@given(written())
def test_a_cast_written_as_labelled_text_comes_back(case: tuple[str, Said]) -> None:
    text, said = case
    assert heard(text) == said


@pytest.mark.parametrize("form", FORMS)
def test_one_bold_or_plain_name_among_others_is_one_too(form: str) -> None:
    lines = [("Ada Berg", "Hello."), ("Tom Reed", "Hi."), ("Ada Berg", "So."), ("Tom Reed", "Well.")] * 2
    text = "\n".join(form.format(name) + words for name, words in [*lines, ("Ines Vogt", "Me too.")])
    assert who(text)[-1] == "Ines Vogt"


def test_a_role_behind_a_name_is_remembered_and_not_printed() -> None:
    text = "Ada Berg (host): Hello.\nTom Reed (guest): Hi.\nAda Berg: So.\nTom Reed: Well.\n"
    assert who(text) == ["Ada Berg", "Tom Reed"] * 2
    about = decide(text).about
    assert (about.hosts, about.guests) == (("Ada Berg",), ("Tom Reed",))


def test_a_surname_in_capitals_is_the_person_who_was_named_in_full() -> None:
    text = "ADA BERG, HOST: Hello.\nTOM REED: Hi.\nBERG: So.\nREED: Well.\nBERG: Fine.\n"
    assert who(text) == ["ADA BERG", "TOM REED", "ADA BERG", "TOM REED", "ADA BERG"]
    assert decide(text).hosts == ("ADA BERG",)


@pytest.mark.parametrize(
    "top",
    [
        "AB = Ada Berg\nTR = Tom Reed\n",
        "Ada Berg (AB) talks with Tom Reed (TR) here\n",
        "AB: Ada Berg\nTR: Tom Reed\n",
        "AB – Ada Berg\nTR – Tom Reed\n",
    ],
)
def test_initials_that_the_top_explains_are_people(top: str) -> None:
    assert who(f"{top}AB: Hello.\nTR: Hi.\nAB: So.\nTR: Well.\n")[-2:] == ["Ada Berg", "Tom Reed"]


def test_a_first_name_that_two_people_have_is_neither() -> None:
    text = "Ada Berg: Hello.\nAda Reed: Hi.\nAda: So.\nAda Berg: Well.\nAda Reed: Fine.\n"
    assert who(text) == ["Ada Berg", "Ada Reed", "Ada", "Ada Berg", "Ada Reed"]


def test_names_of_meetings_lose_pronouns_and_firms() -> None:
    text = "Ada Berg (she/her): Hello.\nTom Reed | Acme: Hi.\niPhone (2): What?\n" * 2
    assert who(text) == ["Ada Berg", "Tom Reed", "iPhone (2)"] * 2


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Q:", "A:"),
        ("Q.", "A."),
        ("问：", "答："),
        ("Question:", "Answer:"),
        ("P:", "R:"),
        ("Frage:", "Antwort:"),
    ],
)
def test_questions_with_answers_are_two_voices(asks: str, answers: str) -> None:
    text = f"{asks} How deep is it?\n{answers} Six metres.\n{asks} And now?\n{answers} Seven.\n"
    assert who(text) == [asks.rstrip(":.："), answers.rstrip(":.：")] * 2


@pytest.mark.parametrize(
    "name", ["Miembro del público", "Audience member", "Zuschauerfrage", "Голос из зала", "观众"]
)
def test_a_role_that_occurs_once_is_a_voice(name: str) -> None:
    colon = "：" if not name.isascii() and len(name) < 4 else ": "
    text = f"Ada Berg: Hello.\nTom Reed: Hi.\nAda Berg: So.\n{name}{colon}Who pays?\nTom Reed: We do.\n"
    assert who(text)[3] == name


@pytest.mark.parametrize("name", ["Break", "Slides", "Correction", "Music", "Part 2", "Jingle", "幻灯片"])
def test_what_is_no_person_ends_the_turn_and_is_nobody(name: str) -> None:
    text = (
        f"**Ada Berg:** Hello.\n**Tom Reed:** Hi.\n**Ada Berg:** So.\n**{name}:** it\n**Tom Reed:** Well.\n"
    )
    assert who(text) == ["Ada Berg", "Tom Reed", "Ada Berg", None, "Tom Reed"]


@pytest.mark.parametrize(
    "line",
    [
        "Here's the thing: beans are cold.",
        "Remember: never water at noon.",
        "我想先说一个重要的事实：豆子很怕冷。",
        "https://example.org/beans",
        "At 12:30 we left.",
        "3: that is the number.",
        "The two of them said: no.",
        "Next point: the frost.",
    ],
)
def test_a_sentence_with_a_colon_stays_speech(line: str) -> None:
    text = f"Ada Berg: Hello.\nTom Reed: Hi.\nAda Berg: So.\nTom Reed: Well.\n{line}\n"
    assert heard(text)[-1] == ("Tom Reed", line)


def test_a_talk_without_labels_loses_no_words() -> None:
    text = (
        "Remember: water at dawn.\nExample: the broad ones.\nFirst: cover them.\nRemember: wait.\n"
        "**Important:** frost.\nWe went on.\nExample: my garden.\nhttps://example.org\nNote: it rained.\n"
    )
    assert not decide(text)


def test_terms_in_a_list_are_no_speakers() -> None:
    assert not decide(
        "- **Speed:** fast\n- **Price:** low\n- **Best Part:** none\n\nWe like it.\nAnd so on.\n"
    )


def test_only_voices_of_the_audience_are_told_apart() -> None:
    assert decide("I talk.\nAudience: Why?\nBecause.\nI go on.\nAudience: And?\nSo.\n").only_audience
    assert not decide("Ada: Hi.\nTom: Yes.\nAda: So.\nTom: No.\nAudience: Why?\n").only_audience


@pytest.mark.parametrize(
    "piece", ["[", "(", "*", "_", " ", "- ", "a", "A ", ":", "（", "**a", "A(", "<", "a.", "@"]
)
def test_a_long_line_takes_no_longer_than_a_short_one(piece: str) -> None:
    line = piece * 500_000
    with comes_to_an_end():
        for _ in range(20):
            label(line)
