"""Merging samples: what is kept, and with which support, worked out by hand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.domain.replies import Role, ToolKind
from llm_summarise.domain.result import (
    Coverage,
    EpisodeSummary,
    Evidence,
    Mention,
    Person,
    Provenance,
    Quote,
    Source,
    Sponsor,
    Statement,
    Tool,
    Topic,
    Usage,
)
from llm_summarise.episode.samples.agreement import Agreement, agreement, evidence_overlap, mean_agreement
from llm_summarise.episode.samples.clusters import clustered
from llm_summarise.episode.samples.merge import medoid, merge_samples
from llm_summarise.episode.samples.voting import is_supported

WORDS = "amber birch cedar delta ember fjord grove haven inlet jetty".split()


def said(cue: int, text: str | None = None) -> Evidence:
    """What is said in a cue: by default ten words that no other cue has."""
    return Evidence(cue=cue, start=10.0 * cue, quote=text or " ".join(f"{word}{cue}" for word in WORDS))


def point(text: str, *cues: int) -> Statement:
    return Statement(text=text, evidence=[said(cue) for cue in cues])


def tool(
    name: str, *cues: int, kind: ToolKind = ToolKind.OTHER, url: str | None = None, ad: bool = False
) -> Tool:
    places = [Mention(cue=c, start=10.0 * c, surface=name, quote=name, sponsor=ad) for c in cues]
    return Tool(name=name, kind=kind, url=url, sponsor=ad, mentions=places)


def topics(
    *starts: tuple[int, str], timed: bool = True, ads: tuple[int, ...] = (), cues: int = 100
) -> list[Topic]:
    """Topics that start in the cues given; a cue lasts ten seconds."""
    ends = [cue for cue, _ in starts[1:]] + [cues]
    return [
        Topic(
            title=title,
            start=10.0 * cue if timed else None,
            end=10.0 * end if timed else None,
            first_cue=cue,
            last_cue=end - 1,
            sponsor=cue in ads,
        )
        for (cue, title), end in zip(starts, ends, strict=True)
    ]


def sample(
    seed: int,
    *,
    headline: str = "",
    summary: list[Statement] | None = None,
    takeaways: list[Statement] | None = None,
    starts: list[Topic] | None = None,
    tools: list[Tool] | None = None,
    quotes: list[Quote] | None = None,
    people: list[Person] | None = None,
    coverage: Coverage | None = None,
    usage: Usage | None = None,
    warnings: list[str] | None = None,
) -> EpisodeSummary:
    return EpisodeSummary(
        source=Source(path="talk", sha256="0", format="plain", cues=100, speakers=[], duration=1000.0),
        title=headline,
        headline=headline,
        summary=summary or [],
        takeaways=takeaways or [],
        topics=starts or [],
        tools=tools or [],
        quotes=quotes or [],
        people=people or [],
        sponsors=[],
        coverage=coverage or Coverage(chunks=1, ok=1),
        usage=usage or Usage(),
        provenance=Provenance(generator="test", model="none", seed=seed, created=f"2025-01-0{seed + 1}"),
        warnings=warnings or [],
    )


def merge(*samples: EpisodeSummary, min_support: float = 0.5) -> EpisodeSummary:
    merged = merge_samples(samples, min_support=min_support)
    EpisodeSummary.model_validate(merged.model_dump())
    return merged


def support(items: list[Tool]) -> dict[str, float]:
    return {item.name: item.support for item in items}


def test_one_sample_stays_as_it_is() -> None:
    only = sample(0, tools=[tool("Fog", 3)], starts=topics((0, "Fog")))
    assert merge_samples([only], min_support=0.5) is only


def test_no_samples_or_samples_of_two_transcripts_are_refused() -> None:
    with pytest.raises(ValueError, match="no sample"):
        merge_samples([], min_support=0.5)
    other = sample(1)
    other.source.sha256 = "1"
    with pytest.raises(ValueError, match="different transcripts"):
        merge_samples([sample(0), other], min_support=0.5)


@pytest.mark.parametrize(
    ("found", "samples", "least", "kept"),
    [
        (1, 2, 0.5, False),
        (2, 3, 0.5, True),
        (1, 3, 0.5, False),
        (3, 5, 0.6, True),
        (1, 4, 0.25, True),
        (3, 4, 1, False),
    ],
)
def test_support_is_at_least_the_share_and_half_is_no_majority(
    found: int, samples: int, least: float, kept: bool
) -> None:
    assert is_supported(found, samples, least) is kept


# --- tools


def three_with_tools() -> list[EpisodeSummary]:
    return [
        sample(0, tools=[tool("Lantern", 1, 5), tool("Fog", 2), tool("Buoy", 3)]),
        sample(1, tools=[tool("lantern", 1), tool("Buoy", 3, 4, kind=ToolKind.LIBRARY)]),
        sample(
            2,
            tools=[tool("Lantern", 9, url="https://lantern.example"), tool("BUOY", 3, kind=ToolKind.LIBRARY)],
        ),
    ]


def test_tools_of_most_samples_are_kept_with_their_support() -> None:
    samples = three_with_tools()
    samples[2].tools.pop()
    assert support(merge(*samples).tools) == {"Lantern": 1.0, "Buoy": pytest.approx(2 / 3)}


def test_a_lower_threshold_keeps_what_one_sample_found() -> None:
    assert support(merge(*three_with_tools(), min_support=0.1).tools)["Fog"] == pytest.approx(1 / 3)


def test_a_merged_tool_has_the_common_name_and_kind_and_all_mentions() -> None:
    lantern, buoy = merge(*three_with_tools()).tools
    assert lantern.url == "https://lantern.example"
    assert [m.cue for m in lantern.mentions] == [1, 5, 9]
    assert (buoy.name, buoy.kind) == ("Buoy", ToolKind.LIBRARY)


def test_two_mentions_in_one_cue_stay_two() -> None:
    made = merge(*(sample(s, tools=[tool("Fog", 3, 3)]) for s in range(2))).tools[0]
    assert [m.cue for m in made.mentions] == [3, 3]


def test_a_tool_is_of_sponsors_only_if_all_its_merged_mentions_are() -> None:
    ads = [tool("Fog", 3, ad=True), tool("Fog", 3, ad=True), tool("Fog", 3, 8)]
    first, second = merge(*(sample(s, tools=[t]) for s, t in enumerate(ads))).tools[0].mentions
    assert (first.sponsor, second.sponsor) == (True, False)
    assert merge(*(sample(s, tools=[t]) for s, t in enumerate(ads))).tools[0].sponsor is False
    assert merge(*(sample(s, tools=[ads[0]]) for s in range(2))).tools[0].sponsor is True


def test_a_tool_named_twice_by_one_sample_counts_once() -> None:
    made = merge(sample(0, tools=[tool("Fog", 1), tool("FOG", 2)]), sample(1), min_support=0.1)
    assert support(made.tools) == {"Fog": 0.5}


# --- topics


def three_with_topics(timed: bool = True) -> list[EpisodeSummary]:
    return [
        sample(0, starts=topics((0, "Intro"), (20, "Lantern and light"), (50, "Fog"), timed=timed)),
        sample(1, starts=topics((0, "Welcome"), (21, "The Lantern"), (70, "Buoys"), timed=timed)),
        sample(2, starts=topics((0, "Intro"), (20, "The Lantern tool"), (72, "All buoys"), timed=timed)),
    ]


@pytest.mark.parametrize("timed", [True, False])
def test_topics_that_most_samples_start_at_about_the_same_place_are_kept(timed: bool) -> None:
    made = merge(*three_with_topics(timed)).topics
    assert [(t.first_cue, t.last_cue) for t in made] == [(0, 19), (20, 69), (70, 99)]
    assert [t.support for t in made] == [1.0, 1.0, pytest.approx(2 / 3)]
    assert [t.end for t in made] == ([200.0, 700.0, 1000.0] if timed else [None] * 3)


def test_the_title_of_a_topic_is_the_one_closest_to_all_others() -> None:
    assert [t.title for t in merge(*three_with_topics()).topics] == ["Intro", "The Lantern tool", "Buoys"]


def test_starts_are_one_topic_up_to_thirty_seconds_apart() -> None:
    def starts(later: int) -> list[int]:
        made = merge(
            sample(0, starts=topics((0, "a"), (20, "b"))),
            sample(1, starts=topics((0, "a"), (20 + later, "b"))),
        )
        return [t.first_cue for t in made.topics]

    assert starts(3) == [0, 20]
    assert starts(4) == [0]


def test_two_topics_of_one_sample_never_support_each_other() -> None:
    near = topics((0, "a"), (2, "b"))
    made = merge(sample(0, starts=near), sample(1), min_support=0.1).topics
    assert [t.support for t in made] == [0.5, 0.5]


def test_the_first_topic_reaches_back_to_the_beginning() -> None:
    made = merge(
        sample(0, starts=topics((0, "a"), (20, "b"))), sample(1, starts=topics((8, "a"), (20, "b")))
    ).topics
    assert [(t.title, t.first_cue, t.start) for t in made] == [("b", 0, 0.0)]


def test_an_advertisement_is_what_most_samples_take_for_one() -> None:
    ad = topics((0, "Intro"), (20, "Sponsor: Fog"), (30, "On"), ads=(20,))
    plain = topics((0, "Intro"), (20, "Fog"), (30, "On"))
    tools = [tool("Fog", 22, ad=True), tool("Lantern", 25, 40)]
    spot = Sponsor(name="Fog", start=200.0, end=300.0, first_cue=20, last_cue=29, tools=["Fog"])
    other = spot.model_copy(update={"name": "Mist", "first_cue": 21})
    rare = spot.model_copy(update={"name": "Rain", "first_cue": 40, "last_cue": 44})
    spots = [[spot, rare], [], [other]]
    samples = [sample(s, starts=starts, tools=tools) for s, starts in enumerate([ad, plain, ad])]
    made = merge(*(s.model_copy(update={"sponsors": ads}) for s, ads in zip(samples, spots, strict=True)))
    assert [t.sponsor for t in made.topics] == [False, True, False]
    assert [(s.first_cue, s.last_cue, s.tools) for s in made.sponsors] == [(20, 29, ["Fog"])]


# --- summary, takeaways, quotes, people


def test_headline_and_summary_are_of_the_sample_closest_to_the_others() -> None:
    samples = [
        sample(0, headline="odd", summary=[point("odd", 90)], tools=[tool("Fog", 1)]),
        sample(1, headline="first", summary=[point("a", 1), point("b", 2)], tools=[tool("Buoy", 1)]),
        sample(2, headline="second", summary=[point("A", 1), point("C", 50)], tools=[tool("Buoy", 1)]),
    ]
    assert medoid(samples) == 1
    made = merge(*samples)
    assert made.headline == made.title == "first"
    assert [(s.text, s.support) for s in made.summary] == [
        ("a", pytest.approx(2 / 3)),
        ("b", pytest.approx(1 / 3)),
    ]


def test_takeaways_that_rest_on_the_same_passages_are_one() -> None:
    samples = [
        sample(0, takeaways=[point("fog lifts", 10), point("light helps", 20, 21)]),
        sample(1, takeaways=[point("lights help", 20, 40), point("nothing", 70)]),
        sample(2, takeaways=[point("fog goes", 10), point("use light", 20, 21)]),
    ]
    made = merge(*samples).takeaways
    assert [(t.text, t.support) for t in made] == [("light helps", 1.0), ("fog lifts", pytest.approx(2 / 3))]


def test_quotes_of_one_passage_are_one_even_if_they_begin_a_line_apart() -> None:
    def quote(cue: int, text: str) -> Quote:
        return Quote(cue=cue, start=None, end=None, quote=text)

    samples = [
        sample(0, quotes=[quote(30, "the fog comes on little cat feet"), quote(7, "so it goes")]),
        sample(1, quotes=[quote(31, "comes on little cat feet"), quote(60, "so it goes")]),
    ]
    made = merge(*samples).quotes
    assert [(q.cue, q.quote, q.support) for q in made] == [(30, "the fog comes on little cat feet", 1.0)]


def test_people_are_one_by_name_and_have_the_role_of_most() -> None:
    def person(name: str, role: Role) -> Person:
        return Person(name=name, role=role, evidence=[said(1)])

    samples = [
        sample(0, people=[person("Ada", Role.GUEST), person("Bo Lund", Role.HOST)]),
        sample(1, people=[person("Ada Moss", Role.GUEST), person("bo lund", Role.GUEST)]),
        sample(
            2, people=[person("Ada Moss", Role.GUEST), person("Bo Lund", Role.HOST), person("Kit", Role.HOST)]
        ),
    ]
    made = merge(*samples).people
    assert [(p.name, p.role, p.support) for p in made] == [
        ("Bo Lund", Role.HOST, 1.0),
        ("Ada Moss", Role.GUEST, 1.0),
    ]


def test_when_nothing_of_a_kind_is_common_a_warning_says_so() -> None:
    made = merge(*(sample(s, takeaways=[point("x", 10 * s)], warnings=["short"]) for s in range(3)))
    assert made.takeaways == []
    assert made.warnings == [
        "short",
        "takeaways: the 3 samples have nothing in common that enough of them found",
    ]


# --- sums


def test_coverage_and_usage_are_sums_and_a_cue_missing_is_so_in_all() -> None:
    made = merge(
        sample(
            0,
            coverage=Coverage(
                chunks=3, ok=2, cached=1, failed=1, missing=[(0, 9)], dropped={"tool": 1}, kept=5
            ),
            usage=Usage(
                calls=1,
                answers=1,
                cached=1,
                input_tokens=10,
                output_tokens=1,
                cost=0.5,
                saved=0.25,
                seconds=1,
            ),
        ),
        sample(
            1,
            coverage=Coverage(
                chunks=3, ok=2, failed=1, missing=[(5, 14)], dropped={"tool": 2, "quote": 1}, kept=6
            ),
            usage=Usage(
                calls=3,
                answers=2,
                input_tokens=20,
                output_tokens=2,
                estimated=True,
                cost=0.5,
                saved=0.0,
                seconds=2,
            ),
        ),
    )
    assert made.coverage == Coverage(
        chunks=6, ok=4, cached=1, failed=2, missing=[(5, 9)], dropped={"tool": 3, "quote": 1}, kept=11
    )
    assert made.usage == Usage(
        calls=4,
        answers=3,
        cached=1,
        input_tokens=30,
        output_tokens=3,
        estimated=True,
        cost=1.0,
        saved=0.25,
        seconds=3,
    )


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    made = merge(sample(0, usage=Usage(calls=1, cost=0.5)), sample(1, usage=Usage(calls=1)))
    assert made.usage.cost is None


def test_the_merged_result_says_how_many_samples_it_is_of() -> None:
    made = merge(*(sample(s) for s in range(3))).provenance
    assert (made.samples, made.seed, made.created) == (3, 0, "2025-01-03")


# --- properties


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_merging_is_deterministic_and_supports_are_counts_of_samples(seed: int, k: int) -> None:
    rng = random.Random(seed)
    samples = [
        sample(
            s,
            starts=topics(*((cue, f"t{cue}") for cue in sorted({0, *rng.sample(range(1, 100), 6)}))),
            tools=[tool(name, rng.randrange(100)) for name in rng.sample(WORDS, 4)],
            takeaways=[point(str(c), c) for c in rng.sample(range(8), 3)],
        )
        for s in range(k)
    ]
    made = merge(*samples, min_support=0.01)
    assert made == merge(*samples, min_support=0.01)
    counts = {name: sum(any(t.name == name for t in s.tools) for s in samples) for name in WORDS}
    assert support(made.tools) == {name: count / k for name, count in counts.items() if count}
    assert (made.topics[0].first_cue, made.topics[-1].last_cue) == (0, 99)
    for before, after in zip(made.topics, made.topics[1:], strict=False):
        assert (before.last_cue + 1, before.end) == (after.first_cue, after.start)
    strict = merge(*samples, min_support=1)
    assert all(t.support == 1 for t in [*strict.topics, *strict.tools, *strict.takeaways])


@given(st.lists(st.lists(st.integers(0, 30), max_size=6), max_size=5))
def test_every_item_is_in_one_cluster_and_each_sample_at_most_once(parts: list[list[int]]) -> None:
    clusters = clustered(parts, lambda a, b: max(0.0, 1 - abs(a - b) / 4))
    places = [(s, rank) for c in clusters for s, rank, _ in c.members]
    assert sorted(places) == [(s, rank) for s, part in enumerate(parts) for rank in range(len(part))]
    for cluster in clusters:
        assert len({s for s, _, _ in cluster.members}) == len(cluster.members)
        assert all(abs(item - cluster.centre) < 4 for item in cluster.items)


# --- agreement


def test_agreement_by_hand() -> None:
    one = sample(
        0,
        tools=[tool("Fog", 1), tool("Buoy", 1)],
        starts=topics((0, "a"), (20, "b"), (50, "c")),
        summary=[point("x", 1, 2)],
    )
    other = sample(
        1,
        tools=[tool("fog", 1), tool("Reef", 1), tool("Kelp", 1)],
        starts=topics((0, "a"), (21, "b"), (80, "c")),
        summary=[point("y", 2), point("z", 9)],
    )
    made = agreement(one, other)
    assert made.tools == 1 / 4
    assert made.boundaries == 1 / 2
    assert made.summary == 2 / 4
    assert made.overall == pytest.approx((1 / 4 + 1 / 2 + 1 / 2) / 3)
    assert made.pk is not None
    assert 0 < made.pk < 1
    assert agreement(other, one) == made


def test_a_result_agrees_fully_with_itself() -> None:
    one = sample(0, tools=[tool("Fog", 1)], starts=topics((0, "a"), (20, "b")), summary=[point("x", 1)])
    made = agreement(one, one)
    assert (made.tools, made.boundaries, made.pk, made.summary, made.overall) == (1, 1, 0, 1, 1)


def test_what_neither_result_has_is_not_compared() -> None:
    one = sample(0)
    one.source.duration = None
    made = agreement(one, one)
    assert (made.tools, made.boundaries, made.pk, made.summary) == (None, None, None, None)
    assert made.overall == 1.0


def test_a_mean_agreement_leaves_out_what_is_not_defined() -> None:
    pairs = [Agreement(0.5, None, None, None), Agreement(1.0, 0.25, None, None)]
    assert mean_agreement(pairs) == Agreement(0.75, 0.25, None, None)
    assert mean_agreement([]) is None


def test_evidence_of_different_words_in_one_cue_is_not_shared() -> None:
    assert evidence_overlap([said(4)], [said(4, "entirely different speech")]) == 0.0
    assert evidence_overlap([said(4)], []) == 0.0
    assert evidence_overlap([], []) is None
