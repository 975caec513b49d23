"""Advertisements: announced or not, with what they offer, and nothing else taken for one."""

from __future__ import annotations

from tests.extractive.passages import passage_of

TALK = (
    "The float hangs in the pipe and follows the tide.",
    "A wire runs from the float over a wheel to the pen.",
    "Every spring we flush the pipe because mussels settle in it.",
) * 12
PITCH = (
    "What if your boat could light its own way?",
    "Northlamp builds lamps that you never have to charge.",
    "With Northlamp, your pier stays bright for a year.",
    "Start your free trial and visit northlamp.com slash harbour for 20% off your first order.",
    "Use code TIDE at checkout. Terms apply.",
)


def test_an_advertisement_that_nobody_announces_is_found() -> None:
    passage = passage_of(*TALK, *PITCH, *TALK)
    (read,) = passage.frame.paid
    said = passage.talk.text[read.start : read.end]
    assert (read.name, said[:12], said[-12:]) == ("Northlamp", "What if your", "Terms apply.")


def test_an_address_of_what_the_talk_is_about_is_no_advertisement() -> None:
    about = ("We built Northlamp for piers.", *TALK[:12]) * 8
    assert (
        passage_of(*about, "You can visit northlamp.com and Northlamp will help you.", *about).frame.paid
        == ()
    )


def test_a_guest_who_gives_an_address_is_no_advertisement() -> None:
    lines = (*TALK, "You can find me at jonbrekke.com, and Jonbrekke is all one word.", *TALK)
    assert passage_of(*lines).frame.paid == ()


def test_a_credit_for_two_sponsors_is_a_note_for_each() -> None:
    passage = passage_of("This episode is brought to you by Kelpline and Northlamp.", *TALK)
    assert [(read.name, read.credit) for read in passage.frame.paid] == [
        ("Kelpline", True),
        ("Northlamp", True),
    ]


def test_an_early_advertisement_of_some_length_is_no_credit() -> None:
    read = (
        "This episode is brought to you by Northlamp. "
        + "Northlamp lamps are bright and your pier needs one. " * 8
    )
    (found,) = passage_of(read, *TALK).frame.paid
    assert not found.credit


def test_an_advertisement_ends_where_the_show_goes_on() -> None:
    passage = passage_of(
        "This part of the show is brought to you by Kelp.", "Kelp ropes your boat.", "And we're back to Kelp."
    )
    (read,) = passage.frame.paid
    assert "back" not in passage.talk.text[read.start : read.end]
