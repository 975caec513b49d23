"""Who hosts and who is a guest, found in what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import Role
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.transcript import About, Cue, Transcript
from llm_summarise.episode.chunking import chunked
from llm_summarise.episode.prompts.questions import chunk_prompt, episode_prompt
from llm_summarise.episode.prompts.template_files import load_prompts
from llm_summarise.episode.source.about_lines import probable_line
from llm_summarise.episode.source.found_people import found_people

TALK = "So we spoke about the tide, and about boats, and how the harbour was built by the whole village."


def talk(*said: str, speakers: tuple[str | None, ...] = (None,), about: About | None = None) -> Transcript:
    cues = tuple(Cue(text, speaker=speakers[n % len(speakers)]) for n, text in enumerate((*said, TALK, TALK)))
    return Transcript(cues, "x.txt", "plain", "0" * 64, (), about or About())


def found(transcript: Transcript) -> dict[str, str]:
    return {person.name: person.role.value for person in found_people(transcript)}


BOTH = {"Ada Berg": "host", "Jo Fern": "guest"}


@pytest.mark.parametrize(
    "opening",
    [
        "I'm Ada Berg, welcome to Tide Talk. My guest today is Jo Fern.",
        "Welcome back to Tide Talk. I’m your host, Ada Berg, and joining me is Jo Fern.",
        "This is Tide Talk with your host, Ada Berg. Jo Fern, welcome to the show.",
        "Hello and welcome to Tide Talk. My name is Ada Berg, and I'm here with the sailor Jo Fern. Hi Jo.",
        "I'm Ada Berg. Here's my conversation with Jo Fern.",
        "Welcome to Tide Talk, I'm Ada Berg. With me is the author of Low Water, Jo Fern. Jo, how are you?",
        "Welcome to Tide Talk with me. I'm Ada Berg. She built the pier of Mirlo. It's Jo Fern. Hi, Jo.",
        "Hello everyone, I'm Ada Berg. Jo, welcome to the show. They call Jo Fern the mother of piers.",
        "Willkommen zu Gezeiten. Ich bin Ada Berg, und mein Gast heute ist Jo Fern.",
        "Bienvenue dans Marées. Je suis Ada Berg, et mon invitée du jour est Jo Fern.",
        "Bienvenidos a Mareas. Soy Ada Berg, y hoy nos acompaña Jo Fern.",
        "Benvenuti a Maree. Io sono Ada Berg, e la mia ospite è Jo Fern.",
        "Olá, pessoal. Eu sou a Ada Berg e minha convidada de hoje é Jo Fern.",
        "Welkom bij Getijden. Mijn naam is Ada Berg, en te gast is Jo Fern.",
        "Добро пожаловать. Меня зовут Ada Berg, у нас в гостях Jo Fern.",
    ],
)
def test_a_welcome_names_host_and_guest(opening: str) -> None:
    assert found(talk(opening)) == BOTH


def test_several_guests_are_named_in_a_list() -> None:
    assert found(talk("I'm joined by Jo Fern, Bo Hill, and Cy Moor.")) == dict.fromkeys(
        ("Jo Fern", "Bo Hill", "Cy Moor"), "guest"
    )


def test_a_first_name_is_completed_by_the_full_one_that_is_said() -> None:
    said = "Jo, welcome to the show.", "Thanks.", "Your book says: by Jo Fern, keeper of tides."
    assert found(talk(*said)) == {"Jo Fern": "guest"}


def test_two_hosts_who_name_themselves_host_together() -> None:
    assert found(talk("I'm Ada Berg.", "And I'm Jo Fern.")) == dict.fromkeys(BOTH, "host")


def test_a_guest_answers_the_host_by_name() -> None:
    assert found(talk("Jo Fern, welcome to the show.", "Thanks, Ada. Good to see you.")) == {
        "Ada": "host",
        "Jo Fern": "guest",
    }


def test_those_who_are_thanked_at_the_end_are_guests() -> None:
    middle = [TALK] * 400
    assert found(talk(*middle, "Jo Fern, thank you so much for being here.")) == {"Jo Fern": "guest"}


@pytest.mark.parametrize(
    "said",
    [
        "I'm Canadian, welcome to my world.",
        "Last week my guest was great; in an earlier episode we talked with Jo Fern.",
        "Next week I talk to Jo Fern.",
        "I'm excited to chat with Bo Hill, the founder of Tide Works, one of our sponsors. Hi, Bo.",
        "Tide Works is here to help you.",
        "My guest is Great.",
        "When we talk to people about Low Water, they know Low Water.",
        "Welcome to the Virtual Harbour Podcast.",
        "WELCOME TO TIDE TALK. MY GUEST IS JO FERN.",
        "i'm ada berg and my guest is jo fern",
        "That book is by Jo Fern, and Jo Fern knows tides.",
    ],
)
def test_what_presents_nobody_of_this_talk_names_nobody(said: str) -> None:
    assert found(talk(said)) == {}


def test_a_sponsors_voice_is_nobody_even_when_greeted() -> None:
    said = "I'm happy to chat with Bo Hill, from our sponsor Tide Works."
    assert found(talk(said, TALK, "Bo, thank you for joining us.")) == {}


def test_passages_of_advertisements_present_nobody() -> None:
    transcript = talk("Please welcome Bo Hill.", "My guest is Jo Fern.")
    assert [p.name for p in found_people(transcript)] == ["Bo Hill", "Jo Fern"]
    assert [p.name for p in found_people(transcript, [(0, 0)])] == ["Jo Fern"]


def test_labels_tell_the_names_and_the_speech_the_roles() -> None:
    said = "Welcome to Tide Talk. I talk to Jo today.", "Thanks for having me."
    assert found(talk(*said, speakers=("Ada Berg", "Jo Fern"))) == BOTH


def test_who_has_no_voice_among_named_speakers_is_no_guest() -> None:
    said = "Welcome to Tide Talk. My guest is Jo Fern. We had a conversation with Bo Hill.", "Thanks, Ada."
    assert found(talk(*said, speakers=("Ada Berg", "Jo Fern"))) == BOTH


def test_a_lecture_has_no_host() -> None:
    assert found(talk("Welcome to this lecture, my name is Ada Berg.", speakers=("Ada Berg",))) == {}


def test_what_the_source_tells_is_not_found_again() -> None:
    said = "I'm Ada Berg, welcome to Tide Talk. My guest today is Jo Fern."
    assert found(talk(said, about=About(hosts=("Ada Berg",), guests=("Jo Fern",)))) == {}
    assert found(talk(said, about=About(guests=("Jo Fern",)))) == {"Ada Berg": "host"}
    assert found(talk(said, about=About(speakers=("Ada M. Berg", "Jo Fern")))) == {
        "Ada M. Berg": "host",
        "Jo Fern": "guest",
    }


def test_every_part_of_an_episode_is_asked_about_with_the_same_line() -> None:
    transcript = talk("I'm Ada Berg, welcome to Tide Talk. My guest today is Jo Fern.", *[TALK] * 300)
    own = load_prompts()
    prompts = [chunk_prompt(c, transcript, own, Settings(), ()) for c in chunked(transcript, 700)]
    prompts.append(episode_prompt([], transcript, own, Settings()))
    assert len(prompts) > 3
    for prompt in prompts:
        assert "Probably: Ada Berg (host); Jo Fern (guest)" in prompt.user.splitlines()
        assert "The line `Probably:`" in prompt.system
    bare = chunk_prompt(chunked(talk(TALK), 700)[0], talk(TALK), own, Settings(), ())
    assert "Probably" not in bare.system + bare.user


@given(st.text(max_size=300), st.sampled_from(["my guest is ", "i'm ", "{name}, welcome to "]))
def test_whatever_is_said_the_line_is_one_line(text: str, phrase: str) -> None:
    said = f"Welcome to Tide. {phrase.replace('{name}', text)}{text} My guest is Jo; \x1b[31m{text}."
    for _, value in probable_line(talk(said)):
        assert len(value.splitlines()) == 1
        assert "\x1b" not in value


def test_the_same_people_are_found_however_a_transcript_is_cut() -> None:
    words = "I'm Ada Berg and welcome to Tide Talk. My guest today is Jo Fern, welcome Jo.".split()
    whole = talk(" ".join(words))
    assert found(replace(whole, cues=tuple(Cue(word) for word in words))) == found(whole) == BOTH
    assert {Role.HOST, Role.GUEST} == {person.role for person in found_people(whole)}
