"""What is named: listed once, where an editor would list it, with a time a listener can begin at."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import MentionGroup, MentionKind, Owner, Prominence, ToolKind
from llm_summarise.domain.result import EpisodeSummary, Mention, MentionedItem, Sponsor, Tool
from llm_summarise.render import View, render
from llm_summarise.render.content import Content, content_of
from llm_summarise.render.labels import known_labels
from llm_summarise.render.links import written_address
from llm_summarise.render.selection.mentioned import mentioned_in, said
from tests.samples import sample_result

LONG = View(length="long")
PRINTED = ("markdown", "feed-html", "terminal")


def place(cue: int, *, sponsor: bool = False) -> Mention:
    return Mention(cue=cue, start=cue * 10.0, surface="x", quote="x", sponsor=sponsor)


def item(name: str, kind: MentionKind = MentionKind.BOOK, *cues: int, **more: Any) -> MentionedItem:
    return MentionedItem(name=name, kind=kind, mentions=[place(cue) for cue in cues or (20,)], **more)


def naming(*items: MentionedItem | Tool, **more: Any) -> EpisodeSummary:
    """The sample with nothing named but `items`."""
    tools = [each for each in items if isinstance(each, Tool)]
    rest = [each for each in items if isinstance(each, MentionedItem)]
    return sample_result().model_copy(update={"tools": tools, "mentions": rest, **more})


def shown(result: EpisodeSummary, view: View = LONG) -> dict[str, tuple[list[str], list[str]]]:
    """Names in rows and names that share a line, by group."""
    groups = content_of(result, view).groups
    return {g.name: ([i.name for i in g.items], [i.name for i in g.also]) for g in groups}


PLACES = st.lists(st.builds(place, st.integers(0, 46), sponsor=st.booleans()), max_size=4)
NAMES = st.sampled_from([f"Name{letter}" for letter in "abcdefghijkl"])
SORTS = {
    "name": NAMES,
    "prominence": st.sampled_from(Prominence),
    "owner": st.sampled_from(Owner),
    "sponsor": st.booleans(),
    "mentions": PLACES.map(lambda places: sorted(places, key=lambda m: m.cue)),
}
ITEMS = st.builds(MentionedItem, kind=st.sampled_from(MentionKind), **SORTS)
TOOLS = st.builds(Tool, kind=st.sampled_from(ToolKind), **SORTS)
RESULTS = st.builds(lambda items: naming(*items), st.lists(ITEMS | TOOLS, max_size=20))


def everything(content: Content) -> list[tuple[str, str, str]]:
    listed = [(g.name, i.kind, i.name) for g in content.groups for i in (*g.items, *g.also)]
    return [*listed, *(("show", i.kind, i.name) for i in content.show)]


@given(RESULTS, st.sampled_from(["short", "medium", "long"]))
def test_nothing_is_printed_twice(result: EpisodeSummary, length: Any) -> None:
    listed = everything(content_of(result, View(length=length)))
    assert len(set(listed)) == len(listed)
    for group in (g for g, _, _ in listed if g == "tools"):
        names = [name for g, _, name in listed if g == group]
        assert len(set(names)) == len(names)


@given(RESULTS)
def test_all_that_is_named_outside_of_adverts_is_printed_in_long(result: EpisodeSummary) -> None:
    named = {each.name for each in (*result.tools, *result.mentions) if said(each)}
    assert {name for _, _, name in everything(content_of(result, LONG))} == named
    for format in PRINTED:
        text = render(result, format, View(length="long", max_chars=0))
        assert set(re.findall(r"Name[a-l]", text)) == named


@given(RESULTS)
def test_rows_stand_by_prominence_and_their_times_in_no_advert(result: EpisodeSummary) -> None:
    rank = [prominence.value for prominence in Prominence]
    adverts = {m.start for i in (*result.tools, *result.mentions) for m in i.mentions if m.sponsor}
    fair = {m.start for i in (*result.tools, *result.mentions) for m in said(i)}
    for group in content_of(result, LONG).groups:
        order = [rank.index(each.prominence) for each in group.items]
        assert order == sorted(order)
        for each in (*group.items, *group.also):
            assert each.at.seconds in fair
            assert not {m.seconds for m in each.mentions} & (adverts - fair)


@given(RESULTS, st.integers(0, 4))
def test_rows_beyond_the_limit_join_the_line_of_the_others(result: EpisodeSummary, limit: int) -> None:
    whole = {g.group: {i.name for i in (*g.rows, *g.also)} for g in mentioned_in(result).groups}
    for group in mentioned_in(result, limit).groups:
        assert len(group.rows) <= limit
        assert {i.name for i in (*group.rows, *group.also)} == whole[group.group]


def test_each_group_has_its_heading_in_every_language() -> None:
    for labels in known_labels().values():
        headings = [labels.heading(group) for group in MentionGroup]
        assert len(set(headings)) == len(MentionGroup)
        assert set(labels.kinds) == {kind.value for kind in MentionKind} - {"other"}
        assert all(labels.kinds.values())
        assert "{names}" in labels.also
        assert "{code}" in labels.code


def test_recommended_stands_before_discussed_and_the_guests_own_is_marked() -> None:
    result = naming(
        item("Tides", prominence=Prominence.DISCUSSED),
        item("Foam", prominence=Prominence.DISCUSSED, owner=Owner.GUEST),
        item("Salt", prominence=Prominence.RECOMMENDED),
        item("Fog", MentionKind.FILM),
    )
    assert shown(result)["works"] == (["Salt", "Foam", "Tides"], ["Fog"])
    notes = render(result, "markdown", View())
    assert "- Foam (book, guest's own) at 3:20" in notes
    assert "Also named: Fog (film)." in notes
    result.language = "German"
    assert "- Foam (Buch, vom Gast selbst) bei 3:20" in render(result, "markdown", View())


def test_a_name_that_falls_twice_in_one_breath_is_a_passing_one() -> None:
    result = naming(
        item("Once", MentionKind.PERSON, 20),
        item("Breath", MentionKind.PERSON, 20, 22),
        item("Twice", MentionKind.PERSON, 20, 40),
    )
    assert shown(result)["people"] == (["Twice"], ["Once", "Breath"])


def test_older_results_that_do_not_judge_have_a_row_for_each_tool() -> None:
    tools = [Tool(name=f"Tool{n}", mentions=[place(20)]) for n in range(25)]
    old = naming(*tools, schema_version="1.0")
    rows, also = shown(old, View())["tools"]
    assert len(rows) == 20
    assert len(also) == 5
    assert shown(naming(*tools), View())["tools"][0] == []


def test_a_group_of_mere_names_is_one_line() -> None:
    result = naming(item("Bergen", MentionKind.PLACE), item("Vardø", MentionKind.PLACE))
    assert "**Places and events:** Bergen, Vardø\n" in render(result, "markdown", View())
    assert "<p><strong>Places and events:</strong> Bergen, Vardø</p>" in render(result, "feed-html", View())
    assert "\nPlaces and events: Bergen, Vardø\n" in render(result, "terminal", View())
    assert "Vardø" not in render(result, "markdown", View(length="short"))


def test_the_shows_own_stands_apart_in_one_line() -> None:
    result = naming(
        item("Tinker Hour", MentionKind.PODCAST, owner=Owner.SHOW, prominence=Prominence.DISCUSSED),
        item("@tinkerhour", MentionKind.LINK, owner=Owner.SHOW),
        Tool(name="Apple Podcasts", owner=Owner.SHOW, mentions=[place(9)]),
    )
    assert shown(result) == {}
    assert "**The show:** Apple Podcasts, Tinker Hour, \\@tinkerhour" in render(result, "markdown", View())
    assert "The show: Apple Podcasts, Tinker Hour, @tinkerhour" in render(result, "terminal", View())


def test_a_show_that_talks_of_itself_is_no_mention() -> None:
    result = naming(item("garden hour", MentionKind.PODCAST))
    result.about.show = "Garden Hour"
    assert shown(result) == {}
    assert [i.name for i in content_of(result, LONG).show] == ["garden hour"]


def test_who_takes_part_is_no_mention() -> None:
    result = naming(item("Tomás Okafor", MentionKind.PERSON, 1, 40), item("Ines Brandt", MentionKind.PERSON))
    assert shown(result) == {"people": ([], ["Ines Brandt"])}


def test_what_a_sponsor_sells_stands_with_the_sponsor_only() -> None:
    result = naming(
        item("Cloudberry Hosting", MentionKind.COMPANY),
        item("https://cloudberry.example/", MentionKind.LINK, prominence=Prominence.DISCUSSED),
        Tool(name="Cloudberry Panel", mentions=[place(15, sponsor=True)]),
        item("Berry Days", MentionKind.EVENT, 15, sponsor=True),
    )
    assert shown(result) == {}
    assert content_of(result, LONG).tools == ()
    assert "Berry Days" not in render(result, "terminal", View())


def test_a_sponsor_that_is_talked_about_is_listed_as_well() -> None:
    result = naming(item("Cloudberry Hosting", MentionKind.COMPANY, prominence=Prominence.DISCUSSED))
    assert shown(result) == {"companies": (["Cloudberry Hosting"], [])}


def test_a_company_called_like_a_tool_is_one_row_with_it() -> None:
    result = naming(
        Tool(name="DuckDB", mentions=[place(20)]),
        item("Duckdb", MentionKind.COMPANY, 2, 40, owner=Owner.GUEST),
    )
    assert shown(result) == {"tools": (["DuckDB"], [])}
    (row,) = content_of(result, LONG).groups[0].items
    assert [m.clock for m in row.mentions] == ["0:20", "3:20", "6:40"]
    assert row.own


def test_a_book_and_a_film_of_one_title_are_two() -> None:
    result = naming(item("Dunes"), item("Dunes", MentionKind.FILM))
    assert "Dunes (book), Dunes (film)" in render(result, "markdown", View())


def test_a_listener_begins_after_the_opening_and_in_no_advert() -> None:
    result = naming(
        Tool(name="DuckDB", mentions=[place(1), place(15, sponsor=True), place(20)]),
        Tool(name="MQTT", mentions=[place(2)]),
    )
    result.topics[0].end, result.topics[1].first_cue = 30.0, 4
    assert [t.at.clock for t in content_of(result, LONG).tools] == ["3:20", "0:20"]
    result.topics[0].end = 90.0  # a chapter, and no opening
    assert [t.at.clock for t in content_of(result, LONG).tools] == ["0:10", "0:20"]


def test_short_notes_have_the_most_prominent_tools() -> None:
    tools = [Tool(name=f"Tool{n}", mentions=[place(cue) for cue in range(n % 4, 40)]) for n in range(15)]
    tools[14].prominence, tools[14].mentions = Prominence.RECOMMENDED, [place(20)]
    content = content_of(naming(*tools), View(length="short"))
    assert len(content.tools) == 10
    assert "Tool14" in {tool.name for tool in content.tools}
    assert [tool.name for tool in content.groups[0].items][:2] == ["Tool14", "Tool0"]


def test_long_notes_name_one_time_a_chapter() -> None:
    result = naming(Tool(name="DuckDB", mentions=[place(cue) for cue in (20, 21, 22, 44, 45)]))
    assert "DuckDB at 3:20, 7:20\n" in render(result, "markdown", LONG)
    assert "DuckDB at 3:20\n" in render(result, "markdown", View())


@pytest.mark.parametrize(
    ("said_so", "printed", "leads_to"),
    [
        ("ada.example/walks", "ada.example/walks", "https://ada.example/walks"),
        ("https://www.ada.example/", "ada.example", "https://www.ada.example/"),
        ("http://ada.example/a?b=1", "ada.example/a?b=1", "http://ada.example/a?b=1"),
        ("ada@berg.example", "ada@berg.example", None),
        ("@ada", "@ada", None),
        ("r/tides", "r/tides", None),
        ("javascript:alert(1)", "javascript:alert(1)", None),
        ("Ada's page", "Ada's page", None),
    ],
)
def test_addresses_are_printed_bare_and_linked_if_of_the_web(
    said_so: str, printed: str, leads_to: str | None
) -> None:
    assert written_address(said_so) == (printed, leads_to)
    notes = render(naming(item(said_so, MentionKind.LINK)), "feed-html", View())
    if leads_to:
        assert f'<a href="{leads_to}">{printed}</a>' in notes
    else:
        assert "<a" not in notes.split("Links")[1].split("Sponsors")[0]


def test_a_link_with_a_name_shows_its_address_too() -> None:
    result = naming(item("Ada's page", MentionKind.LINK, url="https://ada.example/"))
    assert "[Ada's page: ada.example](https://ada.example/)" in render(result, "markdown", View())


@given(st.text(max_size=60) | st.text("abc.:/@-", max_size=40))
def test_any_address_is_text_or_leads_to_the_web(text: str) -> None:
    printed, leads_to = written_address(text)
    assert printed in text
    assert leads_to is None or leads_to.startswith(("http://", "https://"))


def test_a_sponsor_stands_once_with_all_its_spots_and_offers() -> None:
    def spot(name: str, start: float, **more: Any) -> Sponsor:
        return Sponsor(name=name, start=start, end=start + 9, first_cue=0, last_cue=1, **more)

    result = naming(
        sponsors=[
            spot("Hexagon", 60.0, code="LENA", url="hexagon.example/lena"),
            spot("Foam & Co", 90.0),
            spot("hexagon", 300.0, code="lena"),
            spot("Hexagon", 300.5, url="https://hexagon.example/two"),
        ]
    )
    addresses = ("hexagon.example/lena", "hexagon.example/two")
    links = ", ".join(f"[{address}](https://{address})" for address in addresses)
    notes = render(result, "markdown", View()).split("## Sponsors\n\n")[1].splitlines()
    assert notes[0] == f"- Hexagon at 1:00, 5:00: code LENA, {links}"
    assert notes[1].startswith("- Foam")
    assert notes[2] == ""
    (line,) = [line for line in render(result, "terminal", View()).splitlines() if "Hexagon" in line]
    assert line.split("  ")[-1] == "code LENA, hexagon.example/lena, hexagon.example/two"
    assert render(result, "feed-html", View()).count("Hexagon: code LENA, <a") == 1


def test_where_room_is_short_what_is_recommended_stays() -> None:
    tools = [Tool(name=f"Tool{n}", mentions=[place(20), place(40)]) for n in range(20)]
    book = item("Salt", prominence=Prominence.RECOMMENDED)
    result = naming(*tools, book, takeaways=[], quotes=[])
    whole = len(render(result, "feed-html", View(max_chars=0)))
    cut = render(result, "feed-html", View(max_chars=whole - 300))
    assert "Salt" in cut
    assert "Tool19" not in cut


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_many_mentions_fit_the_terminal(width: int) -> None:
    names = [item(f"{kind.value} {'of the long evening ' * 4}", kind, 20, 40) for kind in MentionKind]
    lines = render(naming(*names), "terminal", View(width=width)).splitlines()
    assert max(map(len, lines)) <= width
