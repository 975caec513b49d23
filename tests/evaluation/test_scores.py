"""Scores of tools, evidence, people and whole episodes: by hand, and against the shared scorer."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from types import ModuleType

import pytest

from llm_summarise.domain.folding import fold_name
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
    Statement,
    Tool,
    Topic,
    Usage,
)
from llm_summarise.domain.segmentation import score_chapters
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.evaluation.gold import Gold, GoldPerson, GoldTool
from llm_summarise.evaluation.gold_text import load_gold
from llm_summarise.evaluation.scores.episode_scores import full_cost, score_episode, scored_end
from llm_summarise.evaluation.scores.evidence_scores import score_evidence
from llm_summarise.evaluation.scores.metrics import METRICS
from llm_summarise.evaluation.scores.people_scores import score_people
from llm_summarise.evaluation.scores.tool_scores import score_tools
from llm_summarise.readers import parse

LINES = (
    "Welcome to the  Harbour show,",
    "today we talk about Lantern.",
    "Land turn keeps the lights on.",
    "Lantern is what I use,",
    "and so it goes.",
)
TALK = Transcript(
    tuple(Cue(text, 10.0 * i, 10.0 * i + 9, "Ada") for i, text in enumerate(LINES)), "talk", "plain", "0"
)
GOLD = [
    GoldTool(
        name="Lantern", kind=ToolKind.LIBRARY, required=True, surface=["Land turn"], mentions=["00:00:10"]
    ),
    GoldTool(name="Harbour", kind=ToolKind.SERVICE, required=False, sponsor=True, mentions=["00:00:00"]),
    GoldTool(name="Buoy", kind=ToolKind.LIBRARY, required=True, mentions=["00:00:40"]),
]


def tool(name: str, *starts: float | None, sponsor: bool = False, kind: ToolKind = ToolKind.OTHER) -> Tool:
    places = [Mention(cue=0, start=start, surface=name, quote=name) for start in starts]
    return Tool(name=name, kind=kind, sponsor=sponsor, mentions=places)


def result(
    *,
    tools: list[Tool] | None = None,
    starts: list[float] | None = None,
    quotes: list[tuple[int, str]] | None = None,
    people: list[Person] | None = None,
    usage: Usage | None = None,
    coverage: Coverage | None = None,
) -> EpisodeSummary:
    return EpisodeSummary(
        source=Source(path="talk", sha256="0", format="plain", cues=5, speakers=["Ada"], duration=49),
        title="",
        headline="",
        summary=[
            Statement(text="", evidence=[Evidence(cue=c, start=None, quote=q)]) for c, q in quotes or []
        ],
        takeaways=[],
        topics=[Topic(title="", start=s, end=None, first_cue=0, last_cue=0) for s in starts or []],
        tools=tools or [],
        quotes=[],
        people=people or [],
        sponsors=[],
        coverage=coverage or Coverage(chunks=1, ok=1),
        usage=usage or Usage(),
        provenance=Provenance(generator="test", model="none", created=""),
    )


# --- names


@pytest.mark.parametrize(
    ("one", "other"),
    [("Open Router", "OpenRouter"), ("scikit-learn", "SciKit Learn"), ("Café", "cafe"), ("C++", "c++")],
)
def test_one_name_in_two_spellings_folds_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_names_that_differ_in_a_sign_that_matters_stay_apart() -> None:
    assert (
        len({fold_name("C"), fold_name("C++"), fold_name("C#"), fold_name("Яндекс"), fold_name("...")}) == 5
    )


# --- tools


def test_tools_by_hand() -> None:
    predicted = [
        tool("lantern", 20.0),
        tool("Harbour", 0.0, sponsor=True),
        tool("Fog", 5.0),
        tool("Land turn", 99.0),
    ]
    score = score_tools(predicted, GOLD)
    assert (score.normalised.right, score.normalised.predicted) == (3, 4)
    assert score.normalised.precision == 0.75
    assert score.normalised.recall == 0.5
    assert score.normalised.f1 == pytest.approx(0.6)
    assert score.normalised.missed == ("Buoy",)
    assert score.normalised.wrong == ("Fog",)
    assert score.strict.right == 1
    assert score.strict.missed == ("Lantern", "Buoy")
    assert score.grounded is not None
    assert score.grounded.wrong == ("Fog", "Land turn")
    assert score.named == pytest.approx(2 / 3)


def test_a_mention_is_grounded_within_fifteen_seconds_and_not_beyond() -> None:
    for start, right in [(25.0, 1), (25.1, 0), (None, 0)]:
        grounded = score_tools([tool("Lantern", start)], GOLD).grounded
        assert grounded is not None
        assert grounded.right == right


def test_sponsors_shown_as_content_are_leaked_and_the_reverse_counts() -> None:
    predicted = [tool("Lantern", sponsor=True), tool("Harbour"), tool("Buoy"), tool("Fog", sponsor=True)]
    score = score_tools(predicted, GOLD)
    assert score.leaked == ("Harbour",)
    assert score.sponsors == pytest.approx(1 / 3)


def test_kinds_are_counted_among_the_matches() -> None:
    score = score_tools([tool("Lantern", kind=ToolKind.LIBRARY), tool("Buoy"), tool("Fog")], GOLD)
    assert score.kinds == 0.5


def test_a_gold_name_goes_before_the_spelling_of_another_tool() -> None:
    gold = [
        GoldTool(name="Centre", kind=ToolKind.SERVICE, required=False, surface=["Seer"]),
        GoldTool(name="Seer", kind=ToolKind.SERVICE, required=True),
    ]
    assert score_tools([tool("SEER")], gold).normalised.recall == 1.0


def test_no_prediction_has_no_precision_and_no_requirement_full_recall() -> None:
    assert score_tools([], GOLD).normalised.precision == 0.0
    assert score_tools([], GOLD).normalised.f1 == 0.0
    assert score_tools([], GOLD).sponsors is None
    assert score_tools([tool("Harbour")], GOLD[1:2]).normalised.f1 == 1.0


# --- evidence


def test_quotes_are_looked_up_across_cues_with_their_space_folded() -> None:
    score = score_evidence(
        result(
            quotes=[
                (0, "to the Harbour show, today we"),
                (2, "land turn keeps"),
                (1, "Lantern is what I use"),
                (3, "Lantern is what you use"),
                (9, "so it goes"),
            ],
            coverage=Coverage(chunks=1, ok=1, dropped={"tool": 1, "quote": 2}, kept=9),
        ),
        TALK,
    )
    assert score.quotes == 5
    assert score.verbatim == 0.8
    assert score.exact == pytest.approx(0.6)
    assert score.placed == pytest.approx(0.4)
    assert score.absent == ("Lantern is what you use",)
    assert score.drop_rate == 0.25


def test_quotes_of_all_parts_are_counted() -> None:
    made = result(tools=[tool("Lantern", 1.0, 2.0)], quotes=[(0, "Welcome")])
    made.people.append(
        Person(name="Ada", role=Role.HOST, evidence=[Evidence(cue=0, start=0, quote="Welcome")])
    )
    made.quotes.append(Quote(cue=4, start=40, end=None, quote="and so it goes."))
    assert score_evidence(made, TALK).quotes == 5


def test_a_result_without_quotes_and_notes_has_no_rates() -> None:
    score = score_evidence(result(), TALK)
    assert (score.quotes, score.verbatim, score.exact, score.placed, score.drop_rate) == (0, *[None] * 4)


# --- people


def person(name: str, role: Role = Role.GUEST) -> Person:
    return Person(name=name, role=role)


def test_people_are_scored_by_name_and_by_role() -> None:
    gold = [GoldPerson(name="Ada Moss", role=Role.HOST), GoldPerson(name="Inès Roy", role=Role.GUEST)]
    score = score_people(
        [person("Ada Moss"), person("Ines Roy"), person("Bo"), person("Kit", Role.MENTIONED)], gold
    )
    assert (score.names.precision, score.names.recall) == (pytest.approx(2 / 3), 1.0)
    assert (score.roles.precision, score.roles.recall) == (pytest.approx(1 / 3), 0.5)
    assert score.names.wrong == ("Bo",)


def test_people_only_mentioned_count_where_gold_labels_such_people() -> None:
    gold = [GoldPerson(name="Ada Moss", role=Role.HOST), GoldPerson(name="Ida", role=Role.MENTIONED)]
    score = score_people([person("Kit", Role.MENTIONED)], gold)
    assert score.names.wrong == ("Kit",)


def test_a_person_named_twice_is_right_once() -> None:
    gold = [GoldPerson(name="Ada Moss", role=Role.HOST)]
    score = score_people([person("Ada Moss", Role.HOST), person("ada moss", Role.HOST)], gold)
    assert score.roles.precision == 0.5


# --- the episode


def test_every_metric_is_in_the_row_and_none_where_nothing_is_labelled() -> None:
    row = score_episode(result(), Gold(episode="e", tools=[], chapters=[], people=[]), TALK).metrics()
    assert list(row) == list(METRICS)
    assert {name for name, value in row.items() if value is not None} == {"usage.cost", "usage.tokens"}


def test_a_labelled_episode_has_a_value_for_every_metric() -> None:
    gold = load_gold(
        json.dumps(
            {
                "episode": "e",
                "tools": [t.model_dump(mode="json") for t in GOLD],
                "chapters": [[{"start": "00:00:00", "title": "a"}, {"start": "00:00:20", "title": "b"}]],
                "people": [{"name": "Ada", "role": "host"}],
            }
        ),
        "e.json",
    )
    made = result(
        tools=[tool("Lantern", 10.0)],
        starts=[0.0, 24.0],
        quotes=[(0, "Welcome")],
        people=[person("Ada", Role.HOST)],
        usage=Usage(calls=2, input_tokens=5, output_tokens=6, cost=0.5, saved=0.0, seconds=3.0),
        coverage=Coverage(chunks=1, ok=1, kept=3),
    )
    row = score_episode(made, gold, TALK).metrics()
    others = ("mentions.", "sponsors.", "key_points.", "quotes.")
    assert [name for name, value in row.items() if value is None and not name.startswith(others)] == []
    assert list(row) == list(METRICS)
    assert row["tools.recall"] == 0.5
    assert (row["chapters.f1_3s"], row["chapters.f1_15s"]) == (0.0, 1.0)
    assert row["people.f1"] == 1.0
    assert (row["usage.cost"], row["usage.tokens"], row["usage.seconds"]) == (0.5, 11, 3.0)


def test_without_times_nothing_that_needs_them_is_scored() -> None:
    untimed = Transcript(tuple(Cue(text) for text in LINES), "talk", "plain", "0")
    gold = Gold(episode="e", tools=GOLD, chapters=[[{"start": "00:00:00", "title": "a"}]], people=[])
    row = score_episode(result(tools=[tool("Lantern", None)]), gold, untimed).metrics()
    assert row["tools.precision"] == 1.0
    assert row["tools.grounded_f1"] is None
    assert row["chapters.pk"] is None


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (Usage(calls=1, cost=0.25), 0.25),
        (Usage(calls=1, cost=None), None),
        (Usage(cached=3, saved=0.5), 0.5),
        (Usage(cached=3, saved=None), None),
        (Usage(calls=1, cached=3, cost=0.25, saved=0.5), 0.75),
        (Usage(), 0.0),
    ],
)
def test_the_cost_is_that_of_all_answers_and_unknown_if_one_price_is(
    usage: Usage, cost: float | None
) -> None:
    assert full_cost(usage) == cost


def test_a_run_from_the_cache_tells_nothing_about_latency() -> None:
    gold = Gold(episode="e", tools=[], chapters=[], people=[])
    made = result(usage=Usage(calls=1, cached=1, cost=0.0, seconds=1.0))
    assert score_episode(made, gold, TALK).metrics()["usage.seconds"] is None


# --- the shared scorer on the real episodes


def real(shared_dir: Path, stem: str, ending: str = "txt") -> tuple[Gold, Transcript, str]:
    """The labels, the transcript and its raw text of a real episode."""
    gold_file = shared_dir / "gold" / f"{stem}.json"
    file = next((shared_dir / "episodes").glob(f"{stem}-*.{ending}"))
    gold = load_gold(gold_file.read_text(encoding="utf-8"), gold_file.name)
    return gold, parse(file.read_bytes(), file.name), file.read_text(encoding="utf-8")


def guess(gold: Gold, transcript: Transcript, seed: int) -> EpisodeSummary:
    """A result that is partly right: names as given, respelled, as transcribed, or made up."""
    rng = random.Random(seed)
    tools = []
    for label in gold.tools:
        name = rng.choice([label.name, label.name.upper(), *label.surface, "Fog " + label.name, ""])
        if name:
            tools.append(tool(name, rng.choice(label.times) + rng.uniform(-30, 30)))
    starts = sorted(
        {0.0, *(s + rng.choice([0, 2, 10, 40]) for s in rng.choice(gold.readers) if rng.random() < 0.8)}
    )
    quotes = []
    for _ in range(60):
        cue = rng.randrange(len(transcript.cues) - 1)
        text = f"{transcript.cues[cue].text} {transcript.cues[cue + 1].text}"
        quotes.append((cue, rng.choice([text, text[:40], text.lower(), text[::-1]])))
    return result(tools=tools, starts=starts, quotes=quotes)


@pytest.mark.parametrize("stem", ["351", "528"])
@pytest.mark.parametrize(("ending", "seed"), [("txt", 0), ("txt", 1), ("vtt", 2)])
def test_an_episode_is_scored_as_by_the_shared_scorer(
    shared_dir: Path, scorer: ModuleType, stem: str, ending: str, seed: int
) -> None:
    gold, transcript, text = real(shared_dir, stem, ending)
    raw_gold = json.loads((shared_dir / "gold" / f"{stem}.json").read_text(encoding="utf-8"))
    made = guess(gold, transcript, seed)
    row = score_episode(made, gold, transcript).metrics()
    plain = json.loads(made.model_dump_json())

    tools = scorer.tools_score(plain, raw_gold)
    assert 0 < tools["f1"] < 1
    for name in ("precision", "recall", "f1", "named"):
        assert row[f"tools.{name}"] == pytest.approx(tools[name], abs=1e-9)
    found = score_tools(made.tools, gold.tools).normalised
    assert list(found.missed) == tools["missed"]
    assert list(found.wrong) == tools["wrong"]

    # the reader drops the dash that opens a turn, the shared scorer keeps it
    body, quotes = (
        scorer.fold(re.sub(r"(?m)^(<v [^>]*>|[\d:]+ <v [^>]*>|)- ", r"\1", text)),
        list(scorer.quotes(plain)),
    )
    verbatim = sum(scorer.fold(quote) in body for quote in quotes) / len(quotes)
    assert len(quotes) == score_evidence(made, transcript).quotes
    assert row["evidence.verbatim"] == pytest.approx(verbatim, abs=1e-9)

    end = scorer.last_time(text)
    assert scored_end(transcript) == end
    chapters = scorer.chapter_score([t.start for t in made.topics], raw_gold["chapters"], end)
    for ours, theirs in [
        ("f1_15s", "f1_15s"),
        ("pk", "pk"),
        ("windowdiff", "windowdiff"),
        ("count_ratio",) * 2,
    ]:
        assert row[f"chapters.{ours}"] == pytest.approx(chapters[theirs], abs=1e-9)


def test_readers_own_labels_are_a_perfect_result_against_themselves(shared_dir: Path) -> None:
    gold, transcript, _ = real(shared_dir, "528")
    tools = [tool(t.name, *t.times, sponsor=t.sponsor, kind=t.kind) for t in gold.tools]
    score = score_tools(tools, gold.tools)
    assert score.grounded is not None
    assert (score.strict.f1, score.grounded.f1, score.named, score.kinds, score.sponsors) == (1, 1, 1, 1, 1)
    end = scored_end(transcript)
    assert end is not None
    assert score_chapters(gold.readers[0], gold.readers[:1], end).f1 == {3.0: 1.0, 15.0: 1.0}
