"""The walk through proposals as a state machine: whatever is decided, what is written is valid gold."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.domain.replies import Role, ToolKind
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.evaluation.gold import Gold, GoldChapter, GoldPerson, GoldTool
from llm_summarise.evaluation.gold_text import check_gold, dump_gold
from llm_summarise.evaluation.labels.labelling_proposals import cues_saying, session_of, times_of
from llm_summarise.evaluation.labels.labelling_session import (
    Accept,
    Action,
    Add,
    Back,
    Fix,
    Reject,
    Session,
    gold_of,
    step,
)
from tests.samples import GUEST, sample_result, sample_transcript

TALK = sample_transcript()


def begun(**changes: object) -> Session:
    return session_of("roof", TALK, [("A", sample_result().model_copy(update=changes))])


def walked(session: Session, *actions: Action) -> Session:
    for action in actions:
        session = step(session, action)
    return session


def all_accepted(session: Session) -> Session:
    while session.stop is not None:
        session = step(session, Accept())
    return session


def without(result: EpisodeSummary, *names: str) -> EpisodeSummary:
    return result.model_copy(update={"tools": [t for t in result.tools if t.name not in names]})


def tool(name: str, *mentions: str, required: bool = True) -> GoldTool:
    return GoldTool(name=name, kind=ToolKind.OTHER, required=required, mentions=list(mentions))


def test_accepting_everything_gives_the_result_as_gold() -> None:
    result = sample_result()
    gold = gold_of(all_accepted(begun()))
    assert {t.name for t in gold.tools} == {t.name for t in result.tools}
    duck = next(t for t in gold.tools if t.name == "DuckDB")
    assert duck.surface == ["Duck DB"]
    assert duck.mentions == ["00:03:01", "00:03:39", "00:03:56"]
    assert [c.seconds for c in gold.chapters[0]] == [t.start for t in result.topics]
    assert [(p.name, p.role) for p in gold.people] == [(p.name, p.role) for p in result.people]


def test_tools_come_in_the_order_they_are_named_then_all_the_rest_by_kind() -> None:
    session = begun()
    kinds = [session.items[s].kind if isinstance(s, int) else f"end of {s}" for s in session.stops]
    assert list(dict.fromkeys(kinds)) == [
        *("tools", "end of tools", "chapters", "end of chapters", "people", "end of people"),
        *("mentions", "end of mentions", "sponsors", "end of sponsors"),
    ]
    tools = [i for i in session.items if i.kind == "tools"]
    assert [i.cues for i in tools] == sorted(i.cues for i in tools)


def test_each_key_does_what_it_says() -> None:
    session = walked(begun(), Accept(), Reject(), Accept(required=False), Accept(sponsor=True))
    names = [i.title for i in session.items[:4]]
    gold = {t.name: t for t in gold_of(session).tools}
    assert list(gold) == [names[0], names[2], names[3]]
    assert [(t.required, t.sponsor) for t in gold.values()] == [(True, False), (False, False), (False, True)]
    assert session.item is not None
    assert session.item.title == session.items[4].title


def test_back_returns_and_another_decision_replaces_the_first() -> None:
    session = walked(begun(), Reject(), Back())
    assert session.at == 0
    assert session.items[0].status == "rejected"
    session = step(session, Accept())
    assert session.items[0].status == "accepted"
    assert session.at == 1
    assert walked(begun(), Back(), Back()).at == 0


def test_after_going_back_the_walk_goes_on_where_something_is_open() -> None:
    session = walked(begun(), Accept(), Accept(), Accept(), Back(), Back(), Reject())
    assert session.item == begun().items[3]


def test_a_fix_takes_the_place_of_the_proposal_and_keeps_who_found_it() -> None:
    session = step(begun(), Fix(tool("Cloudberry", "00:00:29")))
    assert session.items[0].by == ("A",)
    assert [t.name for t in gold_of(session).tools] == ["Cloudberry"]
    unchanged = step(session, Fix(GoldPerson(name="X", role=Role.HOST)))
    assert unchanged == session


def test_what_is_added_is_accepted_and_the_walk_stays_where_it_is() -> None:
    session = walked(begun(), Accept())
    added = step(session, Add(tool("Grafana"), (3,)))
    assert added.item == session.item
    assert [t.name for t in gold_of(added).tools][-1] == "Grafana"
    at_end = session
    while at_end.stop != "tools":
        at_end = step(at_end, Reject())
    more = step(at_end, Add(tool("Grafana")))
    assert more.stop == "tools"
    assert [t.name for t in gold_of(more).tools][-1] == "Grafana"
    assert step(at_end, Reject()) == at_end


def test_two_tools_fixed_to_one_name_are_one_tool() -> None:
    session = walked(begun(), Fix(tool("Rasp", "00:00:29")), Fix(tool("rasp", "00:00:10", required=False)))
    (merged,) = gold_of(session).tools
    assert (merged.name, merged.mentions, merged.required) == ("Rasp", ["00:00:10", "00:00:29"], True)


def test_with_several_models_only_what_they_disagree_about_is_open() -> None:
    ours, theirs = sample_result(), without(sample_result(), "MQTT", "pytest")
    theirs.topics = theirs.topics[:3] + theirs.topics[4:]
    session = session_of("roof", TALK, [("A", ours), ("B", theirs)], disputed=True)
    open_items = [(i.title, i.by) for i in session.items if i.status == "open"]
    assert open_items == [("MQTT", ("A",)), ("pytest", ("A",)), ("Sponsor: Cloudberry Hosting", ("A",))]
    assert session.item is not None
    assert session.item.title == "MQTT"
    seen: list[object] = []
    while session.stop is not None:
        at_item = isinstance(session.stop, int)
        seen.append(session.items[int(session.stop)].title if at_item else session.stop)
        session = step(session, Reject() if at_item else Accept())
    ends = ["chapters", "people", "mentions", "sponsors"]
    assert seen == ["MQTT", "pytest", "tools", "Sponsor: Cloudberry Hosting", *ends]
    advertised = next(t for t in gold_of(session).tools if t.name == "Cloudberry Hosting")
    assert (advertised.required, advertised.sponsor) == (False, True)


def test_an_earlier_gold_file_is_kept_and_only_what_it_lacks_is_shown() -> None:
    earlier = Gold(
        episode="roof",
        tools=[GoldTool(name="Duck", kind=ToolKind.OTHER, required=False, surface=["Duck DB", "DuckDB"])],
        chapters=[[GoldChapter(start="00:00:00", title="All of it")]],
        people=[GoldPerson(name=GUEST, role=Role.GUEST)],
    )
    session = session_of("roof", TALK, [("A", sample_result())], earlier=earlier)
    shown = [i.title for i in session.items if i.status == "open"]
    assert "DuckDB" not in shown
    assert "MQTT" in shown
    assert GUEST not in shown
    gold = gold_of(session)
    assert (gold.tools, gold.chapters, gold.people) == (earlier.tools, earlier.chapters, earlier.people)


def test_without_times_there_are_no_chapters_and_tools_lack_mentions() -> None:
    talk = sample_transcript(timed=False)
    gold = gold_of(all_accepted(session_of("roof", talk, [("A", sample_result(timed=False))])))
    assert gold.chapters == []
    assert {tuple(t.mentions) for t in gold.tools} == {()}
    assert check_gold(dump_gold(gold))[1] == ()


def test_a_session_survives_being_written_down() -> None:
    session = walked(begun(), Accept(), Reject(), Fix(tool("X")))
    assert Session.model_validate_json(session.model_dump_json()) == session


def test_what_is_said_is_found_as_whole_words() -> None:
    assert len(cues_saying("duck db", TALK)) == 2
    assert cues_saying("uck DB", TALK) == ()
    assert cues_saying("  ", TALK) == ()
    assert times_of(cues_saying("Parquet", TALK), TALK) == ["00:03:13", "00:03:56"]


NAMES = st.sampled_from(["Duck", "duck", "MQTT", "C++", "C", "Ünïcode"])
SECONDS = st.integers(0, 500).map(lambda s: f"00:{s // 60:02d}:{s % 60:02d}")
LABELS = st.one_of(
    st.builds(tool, NAMES, SECONDS, required=st.booleans()),
    st.builds(GoldChapter, start=SECONDS, title=st.sampled_from(["x", "y"])),
    st.builds(GoldPerson, name=NAMES, role=st.sampled_from(list(Role))),
)
ACTIONS = st.one_of(
    st.builds(Accept, st.booleans(), st.booleans()),
    st.just(Reject()),
    st.just(Back()),
    st.builds(Fix, LABELS),
    st.builds(Add, LABELS),
)


@given(st.lists(ACTIONS, max_size=40), st.booleans())
@settings(max_examples=60)
def test_whatever_is_decided_what_is_written_is_valid_gold(actions: list[Action], disputed: bool) -> None:
    results = [("A", sample_result()), ("B", without(sample_result(), "MQTT"))]
    session = session_of("roof", TALK, results, disputed=disputed)
    for action in actions:
        before = session
        session = step(session, action)
        assert 0 <= session.at <= len(session.stops)
        assert len(session.items) - len(before.items) == isinstance(action, Add)
        gold, faults = check_gold(dump_gold(gold_of(session)))
        assert faults == ()
        assert gold == gold_of(session)
