"""When a model's name is changed, and when its right answer stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import MentionKind
from llm_summarise.names import RightName, load_catalogue
from llm_summarise.names.matching import key_of
from llm_summarise.names.spellings import projects, shipped_entries

CATALOGUE = load_catalogue()


def right(name: str, said: str, context: str, kind: MentionKind = MentionKind.LIBRARY) -> RightName:
    return CATALOGUE.right_name(name, said, context, kind)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("OpenAI API", MentionKind.SERVICE),
        ("Claude Agent SDK", MentionKind.LIBRARY),
        ("Mossgarden CLI", MentionKind.APPLICATION),
        ("TCP/IP", MentionKind.STANDARD),
        ("Stockfish", MentionKind.APPLICATION),
        ("Daft", MentionKind.LIBRARY),
        ("Kubernets", MentionKind.SERVICE),
        ("Pydanntic", MentionKind.LIBRARY),
        ("Copilot", MentionKind.SERVICE),
    ],
)
def test_a_name_that_stands_in_the_transcript_is_kept(name: str, kind: MentionKind) -> None:
    assert right(name, name, f"and then {name} came up, you know", kind).name == name


def test_a_product_is_not_taken_for_another_one_that_is_like_it() -> None:
    for said in ("openai API", "open AI API", "the API"):
        assert right("OpenAI API", said, f"they sell {said} to us").name == "OpenAI API"


def test_what_stands_before_a_generic_word_is_written_as_its_entry() -> None:
    found = right("Fast API SDK", "Fast API SDK", "there is a Fast API SDK now")
    assert (found.name, found.entry) == ("FastAPI SDK", None)


@pytest.mark.parametrize(
    ("name", "said", "context", "printed"),
    [
        ("fast API", "fast API", "we serve it with fast API", "FastAPI"),
        ("Fast API", "Fast API", "we serve it with Fast API", "FastAPI"),
        ("Open Router", "open router", "via open router", "OpenRouter"),
        ("Postgres", "Postgres", "it is all in Postgres", "PostgreSQL"),
        ("VS Code", "VS Code", "I open VS Code for it", "Visual Studio Code"),
        ("sklearn", "sklearn", "import sklearn and go", "scikit-learn"),
        ("Jupiter", "Jupiter", "in a Jupiter notebook", "Jupyter"),
        ("Pydantic", "PyDonic", "we use PyDonic", "Pydantic"),
        ("Polars", "Polaris", "with Polaris", "Polars"),
        ("PyDanntic", "pie dantic", "the pie dantic library", "Pydantic"),
        ("Kubernets", "coober netties", "deploy it on coober netties", "Kubernetes"),
    ],
)
def test_a_mangled_or_loosely_written_name_is_repaired(
    name: str, said: str, context: str, printed: str
) -> None:
    found = right(name, said, context)
    assert found.name == printed
    assert found.entry is not None


@pytest.mark.parametrize("name", ["Polaris", "space", "perfect", "York", "work", "Spark Plug", "Sandra"])
def test_a_good_name_is_not_corrected_to_its_neighbour(name: str) -> None:
    assert right(name, name, f"and then {name} came up") == RightName(name)


def test_a_word_like_a_name_is_repaired_in_its_context_only() -> None:
    assert right("jupiter", "jupiter", "as big as jupiter or saturn").name == "jupiter"
    assert right("Jupiter", "Jupiter", "as big as Jupiter or Saturn").name == "Jupiter"


def test_a_package_gives_a_link_in_its_context_and_no_name_or_kind() -> None:
    project = "aiohttp-retry" if key_of("aiohttp-retry") in projects() else next(iter(projects().values()))
    name = project.title()
    linked = right(name, name, f"we pip install {name} on the server")
    assert linked.name == name
    assert linked.entry is not None
    assert (linked.entry.pypi, linked.entry.kind) == (project, MentionKind.OTHER)
    assert right(name, name, f"and then {name} ate a whole cake") == RightName(name)
    assert right(name, name, f"we pip install {name} here", MentionKind.HARDWARE) == RightName(name)


def test_an_entry_states_the_kind_and_the_link() -> None:
    entry = right("pydantic", "pydantic", "we use pydantic", MentionKind.SERVICE).entry
    assert entry is not None
    assert entry.kind is MentionKind.LIBRARY
    assert entry.url


def test_the_glossary_wins_over_every_row() -> None:
    mine = CATALOGUE.with_glossary("Moss API = OpenAI API, Daft | service | https://moss.example", "mine.txt")
    for name in ("OpenAI API", "Daft", "moss api"):
        found = mine.right_name(name, name, f"we call {name} here", MentionKind.LIBRARY)
        assert found.name == "Moss API"
        assert found.entry is not None
        assert found.entry.url == "https://moss.example"


ENTRIES = list(shipped_entries())
CURATED = {key_of(s): e.name for e in ENTRIES for s in (e.name, *e.spellings)}
NAMES = st.one_of(
    st.sampled_from([s for e in ENTRIES for s in (e.name, *e.spellings)]),
    st.sampled_from(sorted(projects().values())).map(str.title),
    st.text("abcdefghijklmnoprstuvyzABCDEFKLMNOPST -/.", min_size=2, max_size=14),
)
ENDS = st.sampled_from(["", "", " API", " SDK", " Cloud", "s", "y", "er"])


@given(NAMES, ENDS, st.sampled_from(["we use {} here", "{}", "the {} library in Python", "so {} it is"]))
def test_a_verbatim_name_is_only_changed_to_what_is_called_the_same(name: str, end: str, talk: str) -> None:
    name = " ".join((name + end).split())
    name = name[:1].upper() + name[1:]
    if not any(c.isupper() for c in name):
        return
    printed = right(name, name, talk.format(name)).name
    assert fold_name(printed) == fold_name(name) or CURATED.get(key_of(name)) == printed
