"""Addresses that are said: how they are written, and whether a model's follows from the words."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.names.addresses import agrees, find_addresses, written_address
from llm_summarise.names.addresses.address_words import address_words


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("ada berg dot com", "adaberg.com"),
        ("Ada Berg dot com.", "adaberg.com"),
        ("moss dot tech slash ada", "moss.tech/ada"),
        ("moss dot tech slash Ada", "moss.tech/ada"),
        ("moss.org slash MSG", "moss.org/MSG"),
        ("letters at moss garden hour dot com", "letters@mossgardenhour.com"),
        ("Letters at MossGardenHour.com", "letters@mossgardenhour.com"),
        ("at M G H hour", "@MGHhour"),
        ("at ada underscore berg on X", "@ada_berg"),
        ("w w w dot ada berg dot com", "www.adaberg.com"),
        ("dub dub dub dot ada berg dot com", "www.adaberg.com"),
        ("https colon slash slash ada dash berg dot org", "https://ada-berg.org"),
        ("ada, all one word, dot I O", "ada.io"),
        ("A-D-A-B dot com slash Moss", "adab.com/moss"),
        ("A-D-A-B.com/moss", "adab.com/moss"),
        ("A.D.A.B. dot com", "adab.com"),
        ("go to moss map dot ai", "mossmap.ai"),
        ("ada berg dot co dot uk slash books slash new dash ones", "adaberg.co.uk/books/new-ones"),
        ("ada berg, dot com, forward slash, books", "adaberg.com/books"),
        ("adaberg punto com barra libros", "adaberg.com/libros"),
        ("contacto arroba adaberg punto es", "contacto@adaberg.es"),
        ("ada Bindestrich berg Punkt de Schrägstrich moos", "ada-berg.de/moos"),
        ("ada tiret berg point fr", "ada-berg.fr"),
        ("ada chiocciola moss punto it", "ada@moss.it"),
        ("ада точка рф", "ада.рф"),
        ("ada berg's garden dot com", "adabergsgarden.com"),
    ],
)
def test_an_address_is_written_as_it_was_said(said: str, written: str) -> None:
    assert written_address(said) == written


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("adaberg.com", "adaberg.com"),
        ("AdaBerg.com.", "adaberg.com"),
        ("https://moss.example/Map?leaf=2", "https://moss.example/Map?leaf=2"),
        ("moss.example/Map", "moss.example/Map"),
        ("Ada.B@moss.example", "Ada.B@moss.example"),
        ("@AdaBerg", "@AdaBerg"),
        ("@ada@moss.social", "@ada@moss.social"),
    ],
)
def test_what_is_written_already_stays(given: str, kept: str) -> None:
    assert written_address(given) == kept


@pytest.mark.parametrize(
    "said", ["", "the moss book", "look at this", "dot com", "slash", "...", "@", "moss"]
)
def test_other_words_are_no_address(said: str) -> None:
    assert written_address(said) in (None, "@this")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("adaberg.com", "ada berg dot com"),
        ("https://www.adaberg.com/", "go to ada berg dot com"),
        ("adaberg.com", "adaberk dot com"),
        ("moss360.com", "moss three sixty dot com"),
        ("@MGHhour", "MGHhour on X"),
        ("slashdot.example", "slash dot dot example"),
        ("gotomoss.com", "go to moss dot com"),
        ("moss.org/MSG", "moss org slash MSG"),
        ("moss.org", "moss dot org slash MSG"),
        ("letters@mossgardenhour.com", "Letters at MossGardenHour.com"),
    ],
)
def test_an_address_agrees_with_the_words_that_say_it(name: str, said: str) -> None:
    assert agrees(name, said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("adaberg.org", "ada berg dot com"),
        ("berg.com", "ada berg dot com"),
        ("adaberg.co", "ada berg dot co dot uk"),
        ("adaberg.com/books", "ada berg dot com"),
        ("mossgardenhour.com", "letters at mossgardenhour.com"),
        ("moss.com", "boss dot com"),
        ("adaberg.com", "her site"),
        ("adaberg.com", ""),
        ("", "ada berg dot com"),
    ],
)
def test_another_address_does_not_agree(name: str, said: str) -> None:
    assert not agrees(name, said)


def _apart(word: str) -> bool:
    """Whether a word is read as itself: no sign, and nothing that leads to an address."""
    known = address_words()
    parts = {part for phrase in (*known.signs, *known.letters, *known.asides) for part in phrase}
    return word not in parts | known["said_leads"] | known["leads"] | known["schemes"] | known["domains"]


WORD = st.text(string.ascii_lowercase, min_size=2, max_size=8).filter(_apart)
DOMAIN = st.sampled_from(["com", "org", "io", "de", "news"])


@st.composite
def said_and_written(draw: st.DrawFn) -> tuple[str, str]:
    """Words of an address, spelled or whole, and the address."""
    host = draw(st.lists(WORD, min_size=1, max_size=3))
    domain = draw(DOMAIN)
    hyphen = draw(st.booleans())
    path = draw(st.lists(st.lists(WORD, min_size=1, max_size=2), max_size=2))
    spoken = [" ".join(word) if draw(st.booleans()) else word for word in host]
    said = (" dash " if hyphen else " and then ".replace("and then ", "")).join(spoken) + f" dot {domain}"
    written = ("-" if hyphen else "").join(host) + f".{domain}"
    for part in path:
        said += " slash " + " ".join(part)
        written += "/" + "".join(part)
    if draw(st.booleans()):
        box = draw(WORD)
        return f"{box} at {said}", f"{box}@{written}"
    return said, written


@given(said_and_written())
def test_what_a_writer_says_aloud_is_read_back(case: tuple[str, str]) -> None:
    said, written = case
    assert written_address(said) == written
    assert agrees(written, said)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Learn more at ada berg dot com slash random moss for 10% off.", "adaberg.com/randommoss"),
        ("Shop at mossmobile.com slash Tim Berg. I tell you.", "mossmobile.com/timberg"),
        ("Find me on Twitter at ada underscore berg or at the office.", "@ada_berg"),
        ("Please email us at hello at ada berg dot com today.", "hello@adaberg.com"),
        ("It is called Moss dot AI. So people like it.", "moss.ai"),
        ("Head over to M-O-S-A dot I-O slash Ada, to sign up.", "mosa.io/ada"),
        ("Visita adaberg punto com barra libros.", "adaberg.com/libros"),
        ("Write to letters@mossgarden.example, or @adaberg.", "letters@mossgarden.example"),
        ("It is on moss.tech/ada if you like.", "moss.tech/ada"),
    ],
)
def test_addresses_are_found_in_running_text(text: str, written: str) -> None:
    found = find_addresses(text)
    assert [a.written for a in found][:1] == [written]
    assert all(0 <= a.start < a.end <= len(text) for a in found)


@pytest.mark.parametrize(
    "text",
    [
        "We use dot net core, ASP.NET and node dot js.",
        "Look at this: at Google they are good at it.",
        "I was on Twitter at the time, and at Harvard later.",
        "In the end.In the morning it was.So it is in setup.py, main.rs and readme.md.",
        "El punto es que, desde el punto de vista de la barra, no hay nada.",
        "Un point de vue, et der Punkt ist der Punkt.",
        "He is his own boss slash owner, and we met at 10.30.",
        "Version 3.11.7 costs $4.50, e.g. in the U.S. and at 5 p.m. today.",
        "She dashed to the dot on the map, dot by dot.",
    ],
)
def test_ordinary_speech_holds_no_addresses(text: str) -> None:
    assert find_addresses(text) == []


@given(st.text(max_size=200))
def test_addresses_lie_in_order_within_any_text(text: str) -> None:
    end = 0
    for address in find_addresses(text):
        assert end <= address.start < address.end <= len(text)
        assert address.written
        end = address.end


@pytest.mark.parametrize("part", [".com ", "dot com ", "@", "a.", "at ", "slash ", "[", " ", "a-", "www."])
def test_a_long_line_of_signs_is_read_in_time(part: str) -> None:
    find_addresses(part * (20_000 // len(part)))
    written_address(part * 100_000)
