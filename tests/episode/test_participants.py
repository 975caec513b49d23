"""Who takes part: the source's word on roles counts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from llm_summarise import EpisodeSummary, summarise
from llm_summarise.domain.replies import CitedPerson, EpisodeNotes, PersonNote, Role, SponsorNote
from llm_summarise.domain.transcript import About, AsideKind, Cue, SetAside, Transcript
from llm_summarise.episode.gathering.adverts import Advert
from llm_summarise.episode.gathering.notes import Grounded, GroundedNotes
from llm_summarise.episode.gathering.numbered_notes import NumberedNote
from llm_summarise.episode.source.participants import people
from llm_summarise.grounding import Span
from tests.episode.told_samples import ABOUT, told

HOST, GUEST, MENTIONED = Role.HOST, Role.GUEST, Role.MENTIONED


def roles(about: About, **said: Role) -> dict[str, str]:
    """Roles in the result where the model says `said`."""
    transcript = told(about)
    span = Span(0, 0, 0, 5, transcript.cues[0].text[:5], True, 1.0)
    names = {name.replace("_", " "): role for name, role in said.items()}
    notes = [Grounded(PersonNote(cue=1, quote="x", name=n, role=r), span) for n, r in names.items()]
    given = [NumberedNote(("person", n, r.value), span) for n, r in names.items()]
    answer = EpisodeNotes(
        title="",
        headline="",
        summary=[],
        takeaways=[],
        chapters=[],
        people=[CitedPerson(name=n, role=r, notes=[i]) for i, (n, r) in enumerate(names.items(), 1)],
    )
    found = people(answer, given, GroundedNotes(people=tuple(notes)), transcript)
    return {person.name: person.role.value for person in found}


@pytest.mark.parametrize("about", [ABOUT, About(guests=("Tom Reed",)), About(hosts=("Ada Berg",))])
def test_a_contradiction_is_decided_by_the_source(about: About) -> None:
    found = roles(about, Ada=GUEST, Tom=HOST) if about.guests else roles(about, Ada=GUEST, Tom=GUEST)
    assert {name.split()[0]: role for name, role in found.items()} == {"Ada": "host", "Tom": "guest"}


def test_a_name_is_printed_in_full_as_the_source_has_it() -> None:
    assert roles(ABOUT, Ada=HOST, Tom=GUEST) == {"Ada Berg": "host", "Tom Reed": "guest"}


def test_whom_the_model_did_not_see_the_source_adds() -> None:
    assert roles(ABOUT) == {"Ada Berg": "host", "Tom Reed": "guest"}


def test_who_is_neither_named_nor_heard_is_no_guest() -> None:
    assert roles(ABOUT, Ada=HOST, Fern_Moor=GUEST)["Fern Moor"] == "mentioned"


def test_one_person_under_two_names_is_one() -> None:
    assert roles(ABOUT, Ada=HOST, Ada_Berg=GUEST, Tom=GUEST) == {"Ada Berg": "host", "Tom Reed": "guest"}


def test_speakers_without_a_role_keep_what_the_model_says() -> None:
    about = About(speakers=("Ada Berg", "Tom Reed"))
    assert roles(about, Ada=HOST, Tom=MENTIONED) == {"Ada Berg": "host", "Tom Reed": "guest"}


def test_two_guests_on_one_line_and_a_second_visit_are_people() -> None:
    assert roles(About(guests=("Tom Reed 2.0", "Fern Moor+Jo Hill"))) == {
        "Ada": "host",
        "Tom Reed": "guest",
        "Fern Moor": "guest",
        "Jo Hill": "guest",
    }


def test_without_a_word_of_the_source_the_model_decides() -> None:
    assert roles(About(), Ada=GUEST, Tom=HOST, Fern=MENTIONED) == {
        "Tom": "host",
        "Ada": "guest",
        "Fern": "mentioned",
    }


def taking_part(
    *lines: tuple[str | None, str], said: Mapping[str, Role], adverts: tuple[Advert, ...] = ()
) -> dict[str, str]:
    """Roles in the result where the model says `said` of a talk of these lines, and cites the first."""
    cues = tuple(Cue(text, speaker=speaker) for speaker, text in lines)
    span = Span(0, 0, 0, 5, cues[0].text[:5], True, 1.0)
    given = [NumberedNote(("person", name, role.value), span) for name, role in said.items()]
    answer = EpisodeNotes(
        title="",
        headline="",
        summary=[],
        takeaways=[],
        chapters=[],
        people=[CitedPerson(name=n, role=r, notes=[i]) for i, (n, r) in enumerate(said.items(), 1)],
    )
    transcript = Transcript(cues, "x.txt", "plain", "0" * 64)
    found = people(answer, given, GroundedNotes(adverts=adverts), transcript)
    return {person.name: person.role.value for person in found}


WELCOME = (None, "I'm Ada Berg, welcome to Tide Talk. My guest today is Jo Fern.")
TALK = [(None, "So we spoke about the tide, and about boats, and how the harbour was built by all.")] * 600


def test_spellings_of_one_person_are_one_in_full() -> None:
    said = {"Ada": HOST, "Jo": GUEST, "Ada Berg": HOST, "Jo Fearn": GUEST, "Jo Fern": GUEST}
    assert taking_part(WELCOME, *TALK, said=said) == {"Ada Berg": "host", "Jo Fern": "guest"}


def test_a_first_name_is_completed_by_what_is_said() -> None:
    assert taking_part(WELCOME, *TALK, said={"Ada": HOST, "Jo": GUEST}) == {
        "Ada Berg": "host",
        "Jo Fern": "guest",
    }


def test_where_the_model_names_nobody_who_is_presented_takes_part() -> None:
    assert taking_part(WELCOME, *TALK, said={}) == {"Ada Berg": "host", "Jo Fern": "guest"}


def test_the_model_overrules_what_was_found() -> None:
    assert taking_part(WELCOME, *TALK, said={"Jo Fern": HOST, "Ada Berg": GUEST}) == {
        "Jo Fern": "host",
        "Ada Berg": "guest",
    }


def test_an_author_who_is_quoted_in_between_is_no_guest() -> None:
    quoted = (None, "Cy Moor writes that the sea is patient.")
    said = {"Ada Berg": HOST, "Jo Fern": GUEST, "Cy Moor": GUEST}
    assert taking_part(WELCOME, *TALK, quoted, *TALK, said=said)["Cy Moor"] == "mentioned"
    assert taking_part(WELCOME, quoted, *TALK, said=said)["Cy Moor"] == "guest"


def test_a_misheard_guest_is_still_one() -> None:
    heard = (None, "Welcome to Tide Talk. I'm so glad that Catharine Lintholm is here.")
    assert taking_part(heard, *TALK, said={"Katharine Lindholm": GUEST}) == {"Katharine Lindholm": "guest"}


def test_who_speaks_in_an_advertisement_alone_is_nobody() -> None:
    advert = Advert(SponsorNote(cue=1, quote="x", last_cue=2, name="Tide Works"), start=(1, 0), end=(3, 0))
    lines = (
        ("Ada Berg", "Welcome to Tide Talk. My guest is Jo Fern."),
        ("Bo Hill", "Please welcome Bo Hill: thanks for having me."),
        ("Bo Hill", "Tide Works makes every boat better."),
        ("Jo Fern", "Thanks for having me."),
    )
    said = {"Ada Berg": HOST, "Jo Fern": GUEST, "Bo Hill": GUEST}
    assert taking_part(*lines, said=said, adverts=(advert,)) == {"Ada Berg": "host", "Jo Fern": "guest"}
    assert "Bo Hill" in taking_part(*lines, said=said)


def summarised(transcript: Transcript) -> EpisodeSummary:
    return summarise(transcript, model="extractive", no_cache=True)


def test_the_result_holds_what_the_source_tells() -> None:
    result = summarised(told())
    assert result.title == result.about.title == "Beans that survive"
    assert (result.about.show, result.about.number, result.about.guests) == (
        "Garden Hour",
        "12",
        ["Tom Reed"],
    )
    assert result.headline
    assert EpisodeSummary.model_validate_json(result.model_dump_json()) == result


def test_a_result_of_before_is_still_read() -> None:
    older = summarised(told(About(), ())).model_dump()
    del older["about"]
    for topic in older["topics"]:
        del topic["from_outline"]
    result = EpisodeSummary.model_validate(older)
    assert result.about.show is None
    assert not any(topic.from_outline for topic in result.topics)


def test_facts_are_kept_without_what_a_terminal_would_obey() -> None:
    result = summarised(told(About(title="Beans\x1b[31m\nred", guests=("Tom\x07 Reed", "\x00"))))
    assert result.title == "Beans[31m red"
    assert result.about.guests == ["Tom Reed"]


@pytest.mark.parametrize(
    ("kind", "count", "warned"),
    [(AsideKind.LAYOUT, 30, True), (AsideKind.LAYOUT, 1, False), (AsideKind.METADATA, 30, False)],
)
def test_a_run_warns_if_much_was_not_taken_for_speech(kind: AsideKind, count: int, warned: bool) -> None:
    transcript = told()
    aside = (SetAside(kind, count, ("12",)),)
    result = summarised(Transcript(**{**vars(transcript), "set_aside": aside}))
    assert any("75% of the lines were not taken for speech" in text for text in result.warnings) is warned
