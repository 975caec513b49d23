"""Loops of a recogniser are kept once; people who repeat themselves are not cut short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.transcript import AsideKind, Cue, Heading
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.timing.repetition import without_loops
from tests.deadline import comes_to_an_end


def looked_through(*texts: str, speakers: str = "") -> Parsed:
    who = [*speakers, *[None] * (len(texts) - len(speakers))]
    return without_loops(Parsed("x", [Cue(t, n * 2.0, n * 2.0 + 1, who[n]) for n, t in enumerate(texts)]))


def texts(parsed: Parsed) -> list[str]:
    return [cue.text for cue in parsed.cues]


def test_a_line_repeated_forty_times_is_kept_once() -> None:
    parsed = looked_through("So we went home.", *["Thank you."] * 40, "And slept.")
    assert texts(parsed) == ["So we went home.", "Thank you.", "And slept."]
    assert parsed.warnings == ["the recogniser repeated itself, kept once: “Thank you.” 40 times at 0:02"]
    (aside,) = parsed.aside.kinds()
    assert (aside.kind, aside.count, aside.samples) == (AsideKind.REPETITION, 39, ("Thank you.",))


def test_two_lines_in_turn_are_kept_once() -> None:
    parsed = looked_through("Well.", *["Okay.", "All right then."] * 9, "Off we go.")
    assert texts(parsed) == ["Well.", "Okay.", "All right then.", "Off we go."]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("and " + "so on and so forth " * 10 + "we went", "and so on and so forth we went"),
        ("no " * 30 + "that is not it", "no that is not it"),
        ("we left and " + "thank you very much. " * 12, "we left and thank you very much."),
        ("はい、" + "ご視聴ありがとうございました。" * 12, "はい、ご視聴ありがとうございました。"),
    ],
)
def test_a_phrase_repeated_within_a_cue_is_kept_once(text: str, left: str) -> None:
    parsed = looked_through("Hello.", text.strip())
    assert texts(parsed) == ["Hello.", left]
    assert parsed.aside.kinds()[0].count == 1


@pytest.mark.parametrize(
    "said",
    [
        ["No no no no, I mean it."],
        ["no, no, no, no, no, no, no, no, I mean it, no, no."],
        ["Yes we can! " * 6 + "And we did, all of us."],
        ["Thank you."] * 6,
        ["We shall go home tonight."] * 3,
        ["Yeah.", "Right."] * 4,
        ["Very very very very very very very very good indeed, they said."],
        ["1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20"],
    ],
)
def test_people_may_repeat_themselves(said: list[str]) -> None:
    said = [text.strip() for text in said]
    parsed = looked_through("Well.", *said, "Good.")
    assert texts(parsed) == ["Well.", *said, "Good."]
    assert parsed.warnings == []


def test_two_people_who_repeat_each_other_are_no_loop() -> None:
    said = ["Yes you did.", "No I did not."] * 8
    assert texts(looked_through(*said, speakers="AB" * 8)) == said


def test_a_heading_behind_a_loop_stays_above_its_words() -> None:
    cues = [*[Cue("Thank you.")] * 12, Cue("Next.")]
    parsed = without_loops(Parsed("x", cues, outline=[Heading("Questions", 12)]))
    assert parsed.outline == [Heading("Questions", 1)]


@given(
    st.lists(st.lists(st.sampled_from("a b c d".split()), min_size=1, max_size=30).map(" ".join), max_size=30)
)
def test_nothing_is_invented_and_nothing_moves(said: list[str]) -> None:
    parsed = looked_through(*said)
    left = iter(word for text in said for word in text.split())
    assert all(word in left for text in texts(parsed) for word in text.split())


def test_very_long_cues_and_many_of_them_take_linear_time() -> None:
    with comes_to_an_end():
        looked_through("na " * 300_000, *[f"{'la ' * 30}{n}" for n in range(2000)], "ab" * 300_000)
