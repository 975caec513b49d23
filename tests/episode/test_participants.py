"""Who takes part: the source's word on roles counts."""

from __future__ import annotations

import pytest

from llm_summarise import EpisodeSummary, summarise
from llm_summarise.domain.replies import CitedPerson, EpisodeNotes, PersonNote, Role
from llm_summarise.domain.transcript import About, AsideKind, SetAside, Transcript
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
