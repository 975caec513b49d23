"""`--speaker LABEL=NAME`: people under labels get their names wherever a transcript is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_summarise import read_transcript, render_result, summarise
from llm_summarise.domain.transcript import About, Cue, Transcript
from llm_summarise.index.tables import rows_of
from tests.fault_server import FaultServer
from tests.inprocess import inside

TEXT = """\
SPEAKER_00: Hello and welcome to the tide hour. I'm Nora Lind, and with me today is Bob Vale.

SPEAKER_01: Thanks for having me. We measure the tide at the old station every morning at six.

SPEAKER_00: How do you measure the tide when the storm takes the station away?

SPEAKER_01: With a float and a long rope, because the float goes up when the water does.
"""

NAMES = {"SPEAKER_00": "Nora Lind", "SPEAKER_01": "Bob Vale"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "talk.txt"
    path.write_text(TEXT)
    return path


def chunks(*args: object) -> dict[str, object]:
    read: dict[str, object] = json.loads(inside("chunks", *args, "--json").stdout)
    return read


def test_names_may_be_typed_set_in_a_file_or_both(file: Path) -> None:
    Path("llm-summarise.toml").write_text('[speakers]\nSPEAKER_00 = "Nora"\nSPEAKER_01 = "Bob"\n')
    assert chunks(file)["speakers"] == ["Nora", "Bob"]
    assert chunks(file, "--speaker", "SPEAKER_01=Al Orr")["speakers"] == ["Nora", "Al Orr"]


def test_a_label_that_does_not_exist_is_said_with_those_that_do(file: Path) -> None:
    warnings = chunks(file, "--speaker", "SPEAKER_07=Nora")["warnings"]
    assert warnings == [
        "no speaker is called SPEAKER_07; those in the transcript are: SPEAKER_00, SPEAKER_01"
    ]


def test_a_pair_without_a_name_is_a_mistake(file: Path) -> None:
    stderr = inside("chunks", file, "--speaker", "SPEAKER_00", check=2).stderr
    assert b"--speaker SPEAKER_00: needs a label and a name: --speaker LABEL=NAME" in stderr


def test_chunks_tells_names_that_what_is_said_suggests(file: Path) -> None:
    assert chunks(file)["inferred"] == {"SPEAKER_00": "Nora Lind", "SPEAKER_01": "Bob Vale"}
    shown = inside("chunks", file).stdout.decode()
    assert 'SPEAKER_00 may be Nora Lind (inferred; --speaker SPEAKER_00="Nora Lind" to use it)' in shown
    assert chunks(file, "--speaker", "SPEAKER_00=N. Lind")["inferred"] == {"SPEAKER_01": "Bob Vale"}


def test_results_and_prompts_have_the_names_and_no_labels(file: Path) -> None:
    given = ["--speaker", "SPEAKER_00=Nora Lind", "--speaker", "SPEAKER_01=Bob Vale"]
    assert "SPEAKER_0" not in inside("chunks", file, "--show", *given).stdout.decode()
    for form in ("json", "html"):
        shown = inside(file, "-f", form, "-q", "-m", "extractive", *given).stdout.decode()
        assert "Nora Lind" in shown
        assert ">SPEAKER_0" not in shown


def test_the_library_takes_names_and_tells_which_are_inferred(file: Path) -> None:
    named = summarise(file, model="extractive", no_cache=True, speakers={"SPEAKER_00": "Nora L."})
    assert named.provenance.settings["speakers"] == {"SPEAKER_00": "Nora L."}
    assert {e.speaker for s in named.takeaways for e in s.evidence} <= {"Nora L.", "SPEAKER_01"}
    guessed = summarise(file, model="extractive", no_cache=True)
    assert {p.name for p in guessed.people} <= {"Nora Lind", "Bob Vale"}
    assert render_result(guessed, "markdown")


def test_to_name_twice_changes_nothing(file: Path) -> None:
    names = {"speaker_00": "Nora", "SPEAKER_01": "Bob"}
    once = read_transcript(file).renamed(names)
    assert once.speakers == ("Nora", "Bob")
    assert once.renamed(names) == once


def test_people_known_by_a_label_are_named_as_well() -> None:
    about = About(hosts=("S1",), guests=("S2",))
    read = Transcript((Cue("Hi.", speaker="S1"), Cue("Yes.", speaker="S2")), "x", "plain", "0", about=about)
    assert read.renamed({"S1": "Nora"}).about == About(hosts=("Nora",), guests=("S2",))


def test_a_label_that_names_nobody_is_no_guest(file: Path) -> None:
    file.write_text(TEXT.replace("I'm Nora Lind, and with me today is Bob Vale.", "Let us begin."))
    result = summarise(file, model="extractive", no_cache=True)
    assert result.source.speakers == ["SPEAKER_00", "SPEAKER_01"]
    assert result.people == []
    assert "SPEAKER" not in result.title + result.headline


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "feed-html"])
def test_an_inferred_name_is_marked_wherever_it_is_printed(file: Path, form: str) -> None:
    guessed = summarise(file, model="extractive", no_cache=True)
    shown = render_result(guessed, form, transcript=read_transcript(file))
    assert "Bob Vale (inferred)" in shown
    named = summarise(file, model="extractive", no_cache=True, speakers=NAMES)
    assert "(inferred)" not in render_result(named, form, transcript=read_transcript(file))


def test_a_name_that_the_source_gives_is_not_inferred(file: Path) -> None:
    file.write_text(f"---\nhosts: [Nora Lind]\n---\n\n{TEXT}")
    people = summarise(file, model="extractive", no_cache=True).people
    assert [(p.name, p.inferred) for p in people] == [("Nora Lind", False), ("Bob Vale", True)]


def test_an_index_tells_which_names_are_inferred(file: Path) -> None:
    rows = rows_of(summarise(file, model="extractive", no_cache=True)).parts["appearances"]
    assert [(row["person"], row["inferred"]) for row in rows] == [("Nora Lind", 1), ("Bob Vale", 1)]


def test_a_model_is_told_who_may_stand_behind_a_label(file: Path, server: FaultServer) -> None:
    result = summarise(file, model="fault", no_cache=True)
    line = "Speakers: SPEAKER_00 (may be Nora Lind), SPEAKER_01 (may be Bob Vale)"
    assert len(server.requests) == 2
    assert all(line in request.prompt and "(may be NAME)" in request.system for request in server.requests)
    assert {(p.name, p.role.value, p.inferred) for p in result.people} == {
        ("Nora Lind", "host", True),
        ("Bob Vale", "guest", True),
    }
    server.requests.clear()
    summarise(file, model="fault", no_cache=True, speakers=NAMES)
    assert all("Speakers: Nora Lind, Bob Vale\n" in request.prompt for request in server.requests)
    assert not any("may be NAME" in request.system for request in server.requests)
