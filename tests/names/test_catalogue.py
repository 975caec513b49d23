"""The catalogue: what it knows, what it finds, and what it leaves alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.replies import MentionGroup, MentionKind, ToolKind, group_of
from llm_summarise.names import Catalogue, Found, load_catalogue
from llm_summarise.names.catalogue import MOST_HINTS
from llm_summarise.names.entries import read_entries
from llm_summarise.names.matching import Ordinary, common_words, key_of
from llm_summarise.names.spellings import DATA, no_tools, projects, shipped_entries

CATALOGUE = load_catalogue()


def named(*lines: str, catalogue: Catalogue = CATALOGUE) -> list[str]:
    return [hit.entry.name for hit in catalogue.select(catalogue.find(lines), lines)]


def test_no_two_entries_share_a_spelling() -> None:
    owner: dict[str, str] = {}
    clashes = []
    for entry in shipped_entries():
        for key in {key_of(s) for s in (entry.name, *entry.spellings)}:
            if owner.setdefault(key, entry.name) != entry.name:
                clashes.append((key, owner[key], entry.name))
    assert clashes == []


def test_every_entry_is_written_once() -> None:
    counts = Counter(key_of(entry.name) for entry in shipped_entries())
    assert [key for key, count in counts.items() if count > 1] == []


def test_no_misspelling_is_a_common_word_when_its_spaces_are_gone() -> None:
    words = common_words()
    bad = [s for e in shipped_entries() for s in e.spellings if " " in s and key_of(s) in words]
    assert [s for s in bad if CATALOGUE.lookup(s) and not CATALOGUE.lookup(s).ordinary] == []  # type: ignore[union-attr]


def test_the_catalogue_is_broad_and_its_links_are_links() -> None:
    entries = list(shipped_entries())
    assert len(entries) >= 1200
    assert {e.tool_kind for e in entries} >= set(ToolKind) - {ToolKind.OTHER}
    assert [e.name for e in entries if e.url and not e.url.startswith(("https://", "http://"))] == []
    assert [e.name for e in entries if e.url and "pypi" in e.url] == []


def test_projects_of_the_index_have_no_entry_by_hand() -> None:
    by_hand = {key_of(e.name) for e in shipped_entries()}
    assert len(projects()) > 5000
    assert not by_hand & set(projects())
    assert not common_words() & set(projects())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("pydantic", "Pydantic"),
        ("open router", "OpenRouter"),
        ("VS Code", "Visual Studio Code"),
        ("Postgres", "PostgreSQL"),
        ("sklearn", "scikit-learn"),
        ("golang", "Go"),
        ("C sharp", "C#"),
        ("dot net", ".NET"),
    ],
)
def test_a_name_is_looked_up_by_any_spelling(said: str, name: str) -> None:
    entry = CATALOGUE.lookup(said)
    assert entry is not None
    assert entry.name == name


def test_a_project_of_the_index_has_its_pypi_name_and_no_link() -> None:
    name = next(iter(projects().values()))
    entry = CATALOGUE.lookup(name)
    assert entry is not None
    assert (entry.pypi, entry.url) == (name, None)
    assert CATALOGUE.lookup("no such thing anywhere") is None


def test_tools_are_found_under_their_canonical_names_in_order() -> None:
    assert named("We moved from Flask to Fast API,", "with Postgres behind it and Redis.") == [
        "Flask",
        "FastAPI",
        "PostgreSQL",
        "Redis",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "We are good to go and there is rust on my car.",
        "That is perfect, there is plenty of space for requests.",
        "I work in New York and work a lot.",
        "You should all read it if you have not read it yet.",
        "I sort of like to see python eat a mouse? No, a rat.",
        "Just make it click, more or less, it is a rich and basic notion.",
        "The panel will express and render a brilliant prophecy.",
        "Go ahead. Flask in hand. Requests came in.",
        "My friends Julia, Claude Monet and Rich Miller love Ruby Tuesday.",
        "We painted on the canvas at Las Vegas on Black Friday.",
    ],
)
def test_ordinary_speech_names_no_tools(line: str) -> None:
    assert [name for name in named(line) if name != "Python"] == []


def test_a_list_with_a_sure_name_makes_the_others_sure() -> None:
    assert named("It is a bit like tenacity or stamina.") == ["Tenacity", "stamina"]
    assert named("C, Python, R, and Julia") == ["C", "Python", "R", "Julia"]
    assert named("He has a lot of stamina.") == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("We deploy it on Kubernettis every week.", "Kubernetes"),
        ("So the Pydanntic library does that.", "Pydantic"),
        ("I installed Matplotlub and it works.", "Matplotlib"),
        ("We use SQLAlchemi for the database.", "SQLAlchemy"),
    ],
)
def test_a_mangled_name_is_found_by_likeness(line: str, name: str) -> None:
    assert named(line) == [name]


def test_a_name_said_rightly_once_explains_its_mangled_forms() -> None:
    lines = ["We built it with Starlette.", "So Starlit then serves it.", "And Starlat is small."]
    hits = CATALOGUE.select(CATALOGUE.find(lines), lines)
    assert [(h.entry.name, [f.surface for f in h.found]) for h in hits] == [
        ("Starlette", ["Starlette", "Starlit", "Starlat"])
    ] or [f.surface for f in hits[0].found] == ["Starlette", "Starlat"]


def test_a_person_is_not_a_mangled_tool() -> None:
    assert named("Then Marco Rubini said it.", "And Rubini went on.", "I met Jane Pandor there.") == []


def test_products_nobody_listed_are_reported_as_spoken() -> None:
    lines = ["We use a tool called Frobnicator for that.", "I wrote BlubberStore, and BlubberStore is fast."]
    hits = CATALOGUE.select(CATALOGUE.find(lines), lines)
    assert [h.entry.name for h in hits] == ["Frobnicator", "BlubberStore"]
    assert all(h.entry.url is None and f.how == "unlisted" for h in hits for f in h.found)


def test_companies_conferences_and_people_are_no_products() -> None:
    assert (
        named("At PyCon and EuroPython, McDonald from JetBrains spoke.", "PyCon, JetBrains, McDonald.") == []
    )


def test_spelled_out_letters_are_read_together() -> None:
    assert "Giskard" in named("It is G I S K R D, right?")


def test_a_glossary_adds_names_and_wins_over_the_catalogue() -> None:
    text = """
    # ours
    [service]
    Wobbler = wobble server, Wabbler | https://wobbler.example | pypi:wobbler-client
    Flask = | application   # our bottle brand
    """
    mine = CATALOGUE.with_glossary(text, "names.txt")
    entry = mine.lookup("Wabbler")
    assert entry is not None
    assert (entry.name, entry.kind, entry.url, entry.pypi, entry.own) == (
        "Wobbler",
        MentionKind.SERVICE,
        "https://wobbler.example",
        "wobbler-client",
        True,
    )
    assert named("We run the wobble server here.", catalogue=mine) == ["Wobbler"]
    flask = mine.lookup("flask")
    assert flask is not None
    assert flask.kind is MentionKind.APPLICATION
    assert CATALOGUE.lookup("Wobbler") is None


@pytest.mark.parametrize("kind", MentionKind)
def test_a_glossary_holds_names_of_every_kind(kind: MentionKind) -> None:
    text = f"[{kind}]\nSlack Water = slag water | https://example.org/slack\nEbb Table | {kind}"
    mine = CATALOGUE.with_glossary(text, "names.txt")
    for name in ("slag water", "Ebb Table"):
        entry = mine.own(name, kind)
        assert entry is not None
        assert entry.kind is kind
    assert mine.lookup("slag water") == mine.own("Slack Water", kind)
    if kind is not MentionKind.OTHER:
        other = MentionKind.PLACE if group_of(kind) is not MentionGroup.PLACES else MentionKind.BOOK
        assert mine.own("Slack Water", other) is None


def test_a_name_of_the_catalogue_is_nobodys_own() -> None:
    assert CATALOGUE.lookup("DuckDB") is not None
    assert CATALOGUE.own("DuckDB", MentionKind.APPLICATION) is None


def test_a_book_of_the_glossary_is_no_tool_of_the_talk() -> None:
    lines = ["I read the Slack Water Almanac twice, and we run DuckDB on it."]
    mine = CATALOGUE.with_glossary("Slack Water Almanac | book", "names.txt")
    found = mine.find(lines)
    assert "Slack Water Almanac" in {item.entry.name for item in found}
    assert [hit.entry.name for hit in mine.select(found, lines)] == ["DuckDB"]
    assert "Slack Water Almanac" in mine.hints(lines[0])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Fine\nWobbler | gadget", "mine.txt:2"),
        ("[gadget]", "mine.txt:1"),
        ("\n\n= only spellings", "mine.txt:3"),
        ("Wobbler | ftp://somewhere", "mine.txt:1"),
    ],
)
def test_a_wrong_glossary_line_is_named(text: str, place: str) -> None:
    with pytest.raises(SettingsError, match=place) as caught:
        CATALOGUE.with_glossary(text, "mine.txt")
    assert caught.value.hint


def test_flags_and_hash_signs_in_names_are_read() -> None:
    c_sharp, go = read_entries("C# = C sharp | language # not F#\nGo | ambiguous", "x")
    assert (c_sharp.name, c_sharp.spellings, c_sharp.kind) == ("C#", ("C sharp",), MentionKind.LANGUAGE)
    assert go.ordinary is Ordinary.COMMON


def test_hints_are_few_stable_and_depend_on_the_text_alone() -> None:
    text = "We use open router and Pydantic.\nThe Maremo notebook, and good to go."
    assert CATALOGUE.hints(text) == CATALOGUE.hints(text) == ["OpenRouter", "Pydantic", "marimo"]
    everything = "\n".join(f"I use {entry.name} here." for entry in shipped_entries())
    assert len(CATALOGUE.hints(everything)) == MOST_HINTS
    assert CATALOGUE.hints("") == []


def test_jupiter_is_a_planet_where_planets_rise() -> None:
    assert named("We saw Jupiter.", "Then Jupiter and Saturn rose, and Jupiter set.") == []


WORDS = st.sampled_from(
    [
        "Flask",
        "go",
        "Go",
        "PyDonic",
        "open",
        "router",
        "BlubberStore",
        "a tool called",
        "Zeno",
        "and",
        ",",
        ".",
    ]
)


@given(st.lists(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=10).map(" ".join)), max_size=6))
def test_what_is_found_is_the_text_at_its_place_and_none_overlap(lines: list[str]) -> None:
    found = CATALOGUE.find(lines)
    place = (0, 0)
    for item in found:
        assert lines[item.line][item.start : item.end] == item.surface != ""
        assert (item.line, item.start) >= place
        place = (item.line, item.end)
    hits = CATALOGUE.select(found, lines)
    assert len({h.entry.name for h in hits}) == len(hits)
    assert all(f in found for h in hits for f in h.found)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=60))
def test_no_name_breaks_lookup_or_its_right_name(name: str, said: str, context: str) -> None:
    right = CATALOGUE.right_name(name, said, context, MentionKind.OTHER)
    assert right.name or not name.strip()
    entry = CATALOGUE.lookup(name)
    assert entry is None or entry.name


def test_the_shipped_files_are_all_read() -> None:
    folder = Path(__file__).parents[2] / "llm_summarise" / "names" / "data"
    others = {"words", "projects", "no_tools", "software_words", "household", "nicknames"}
    assert {file.stem for file in folder.glob("*.txt")} == set(DATA) | others
    assert no_tools()


def test_found_places_know_how_they_were_found() -> None:
    found: list[Found] = CATALOGUE.find(["FastAPI, Fast API, Postgres and Kubernettis"])
    assert [f.how for f in found] == ["exact", "joined", "spelling", "fuzzy"]
