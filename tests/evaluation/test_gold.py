"""Gold files: what is accepted, and that each fault is named by place and by what is allowed there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.errors import InputError
from llm_summarise.domain.folding import fold_name
from llm_summarise.evaluation.gold import Gold, seconds_of
from llm_summarise.evaluation.gold_text import check_gold, dump_gold, load_gold


def labels() -> dict[str, Any]:
    return {
        "episode": "7",
        "tools": [
            {
                "name": "Lantern",
                "kind": "library",
                "url": None,
                "pypi": "lantern",
                "required": True,
                "sponsor": False,
                "surface": ["land turn"],
                "mentions": ["00:00:10", "01:02:03"],
            },
            {"name": "Harbour", "kind": "service", "required": False, "sponsor": True},
        ],
        "chapters": [[{"start": "00:00:00", "title": "Intro"}, {"start": "00:05:00", "title": "Lantern"}]],
        "people": [{"name": "Ada Moss", "role": "host"}],
    }


def only_fault(data: object) -> str:
    with pytest.raises(InputError) as caught:
        load_gold(json.dumps(data), "7.json")
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("7.json: ")
    return message.removeprefix("7.json: ")


def test_labels_come_back_with_times_in_seconds() -> None:
    gold = load_gold(json.dumps(labels()), "7.json")
    assert gold.tools[0].times == (10.0, 3723.0)
    assert gold.readers == [[0.0, 300.0]]
    assert gold.tools[1].mentions == []


def test_a_gold_file_survives_loading_and_dumping() -> None:
    gold = load_gold(json.dumps(labels()), "7.json")
    assert load_gold(dump_gold(gold), "again.json") == gold


def test_the_real_gold_files_are_valid_and_dump_to_the_same_json(shared_dir: Path) -> None:
    files = sorted((shared_dir / "gold").glob("*.json"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert json.loads(dump_gold(load_gold(text, file.name))) == json.loads(text)


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (("tools", 0, "kind"), "libary", 'tools[0].kind: "libary" is not known; allowed: library, framework'),
        (("tools", 0, "mentions", 1), "1:2", 'tools[0].mentions[1]: "1:2" must be a time as HH:MM:SS'),
        (("tools", 0, "mentions", 1), "00:60:00", 'tools[0].mentions[1]: "00:60:00" must be a time'),
        (("tools", 0, "mentions", 1), 12, "tools[0].mentions[1]: 12 must be text in quotes"),
        (("tools", 0, "mention"), [], "tools[0].mention: unknown key; allowed: name, kind, url"),
        (("tools", 0, "sponsor"), True, "tools[0]: required and sponsor are both true; allowed:"),
        (("tools", 0, "required"), "yes", 'tools[0].required: "yes" must be true or false'),
        (("tools", 0, "name"), "--", 'tools[0].name: "--" must hold a letter or a digit'),
        (
            ("tools", 1, "name"),
            "LAN-tern",
            "tools[1].name: 'LAN-tern' is tools[0] again; names must be unique",
        ),
        (("chapters", 0, 1, "start"), "00:00:00", "chapters[0][1].start: 00:00:00 is not after 00:00:00"),
        (("chapters", 0, 1, "title"), "", 'chapters[0][1].title: "" must be text that is not empty'),
        (("chapters", 0), [], "chapters[0]: a reader's list is empty"),
        (("chapters", 0), {}, "chapters[0]: {} must be a list"),
        (
            ("people", 0, "role"),
            "boss",
            'people[0].role: "boss" is not known; allowed: host, guest or mentioned',
        ),
        (("people", 0), "Ada", 'people[0]: "Ada" must be an object'),
        (("guests",), [], "guests: unknown key; allowed: episode, tools, chapters, people"),
    ],
)
def test_each_fault_names_its_place_and_what_is_allowed(
    place: tuple[str | int, ...], value: object, fault: str
) -> None:
    data: Any = labels()
    node = data
    for part in place[:-1]:
        node = node[part]
    node[place[-1]] = value
    assert only_fault(data).startswith(fault)


def test_a_missing_key_is_named() -> None:
    data = labels()
    del data["tools"][0]["required"]
    assert only_fault(data) == "tools[0].required: missing; it must be given"


def test_several_faults_are_counted_in_the_message_and_all_are_listed() -> None:
    data = labels()
    data["tools"][0]["kind"] = "libary"
    data["people"][0]["role"] = "boss"
    assert only_fault(data).endswith("(and 1 more)")
    gold, faults = check_gold(json.dumps(data))
    assert gold is None
    assert [fault.split(":")[0] for fault in faults] == ["tools[0].kind", "people[0].role"]


def test_text_that_is_not_json_is_reported_with_line_and_column() -> None:
    with pytest.raises(InputError, match=r"7.json: line 2, column 1: not JSON"):
        load_gold('{"episode":\n', "7.json")


def test_json_that_is_no_object_is_refused() -> None:
    assert only_fault([1]).startswith("file: [1] must be an object")


def test_the_json_schema_describes_every_field() -> None:
    schema = Gold.model_json_schema()
    parts = [schema, *schema["$defs"].values()]
    fields = [field for part in parts for field in part.get("properties", {}).items()]
    assert len(fields) == 9 + 8 + 2 + 4 + 7 + 5 + 3 + 2
    assert [name for name, field in fields if "description" not in field] == []


@given(st.integers(min_value=0, max_value=359_999))
def test_whole_seconds_survive_being_written_as_a_time(seconds: int) -> None:
    assert seconds_of(timestamp(seconds)) == seconds


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.text(max_size=60) | json_values.map(json.dumps))
@example("1" * 5000)
@example("[" * 100_000)
def test_any_text_is_labels_or_faults_of_one_line(text: str) -> None:
    gold, faults = check_gold(text)
    assert (gold is None) == bool(faults)
    assert all(len(fault.splitlines()) == 1 for fault in faults)


@given(st.sampled_from(["tools", "chapters", "people", "episode", "a\nb"]), json_values)
def test_a_wrong_part_in_a_good_file_is_a_fault_of_one_line(key: str, value: object) -> None:
    data = labels() | {key: value}
    gold, faults = check_gold(json.dumps(data))
    assert (gold is None) == bool(faults)
    assert all(len(fault.splitlines()) == 1 for fault in faults)


times = st.integers(min_value=0, max_value=359_990).map(timestamp)
names = st.text(alphabet="abcdefgh ü", min_size=1, max_size=12).filter(lambda text: text.strip() != "")
remarks = st.none() | names


@given(
    st.lists(st.tuples(names, times, remarks), max_size=4, unique_by=lambda row: fold_name(row[0])),
    st.sampled_from([None, "exact", "estimated", 12, 0.5]),
    st.booleans(),
)
def test_any_labels_survive_being_written_and_read(
    rows: list[tuple[str, str, str | None]], sure: Any, absent: bool
) -> None:
    gold = Gold(
        episode="e",
        tools=[],
        chapters=[],
        people=[{"name": n, "role": "guest", "surface": [n], "note": r} for n, _, r in rows],
        times=sure,
        mentions=None
        if absent
        else [
            {"name": n, "kind": "concept", "required": True, "by": r, "times": [t], "note": r}
            for n, t, r in rows
        ],
        sponsors=[
            {"name": n, "start": t, "end": timestamp(seconds_of(t) + 5), "code": r} for n, t, r in rows
        ],
        quotable=[{"time": t, "text": n, "speaker": r} for n, t, r in rows],
        key_points=[{"text": n, "time": t} for n, t, _ in rows],
    )
    assert load_gold(dump_gold(gold), "e.json") == gold
    assert ("mentions" in json.loads(dump_gold(gold))) is not absent


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("times", "about", 'times: "about" must be exact, estimated, or the number of seconds'),
        ("times", -1, "times: -1 must be exact, estimated, or the number of seconds"),
        (
            "mentions",
            [{"name": "A", "kind": "boot", "required": True}],
            'mentions[0].kind: "boot" is not known',
        ),
        ("mentions", [{"name": "A", "kind": "book"}], "mentions[0].required: missing"),
        (
            "mentions",
            [{"name": n, "kind": "book", "required": True} for n in ("A b", "a-B")],
            "mentions[1].name: 'a-B' is mentions[0] again",
        ),
        (
            "sponsors",
            [{"name": "A", "start": "00:00:09", "end": "00:00:09"}],
            "sponsors[0].end: 00:00:09 is not after the start",
        ),
        (
            "sponsors",
            [{"name": "A", "start": "9", "end": "00:00:09"}],
            'sponsors[0].start: "9" must be a time',
        ),
        ("quotable", [{"time": "00:00:09"}], "quotable[0].text: missing"),
        ("key_points", [{"text": "..."}], 'key_points[0].text: "..." must hold a letter'),
    ],
)
def test_faults_in_labels_of_other_kinds_are_named_as_well(key: str, value: object, fault: str) -> None:
    assert only_fault(labels() | {key: value}).startswith(fault)


def test_gold_of_whole_episodes_is_read_as_it_is(shared_dir: Path) -> None:
    files = sorted((shared_dir / "gold/shows").glob("*.json"))
    if not files:
        pytest.skip("no whole episodes here")
    for file in files:
        text = file.read_text(encoding="utf-8")
        gold = load_gold(text, file.name)
        assert gold.mentions
        assert gold.key_points
        assert json.loads(dump_gold(gold)) == json.loads(text)
