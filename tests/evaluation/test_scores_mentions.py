"""Mentions, sponsors, statements in adverts and key points of an episode that is not about software."""

from __future__ import annotations

from typing import Any

import pytest

from llm_summarise.domain.replies import MentionKind, Role
from llm_summarise.domain.result import EpisodeSummary, MentionedItem, Person, Sponsor
from llm_summarise.evaluation.controls import capitalised_runs, controls, random_advert
from llm_summarise.evaluation.gold import (
    Gold,
    GoldKeyPoint,
    GoldMention,
    GoldPerson,
    GoldQuotable,
    GoldSponsor,
)
from llm_summarise.evaluation.gold_files import GoldEpisode
from llm_summarise.evaluation.judging.judgements import agreement_of, agreement_of_words, judged_sets
from llm_summarise.evaluation.scores.episode_scores import score_episode
from llm_summarise.evaluation.scores.intervals import merged, seconds_in_common
from llm_summarise.evaluation.scores.mention_scores import score_mentions
from llm_summarise.evaluation.scores.metrics import METRICS
from llm_summarise.evaluation.scores.name_matching import KnownName, LabelledNames, spellings
from llm_summarise.evaluation.scores.people_scores import score_people
from llm_summarise.evaluation.scores.point_scores import Saying, covered_points
from llm_summarise.evaluation.scores.sponsor_scores import score_sponsors
from tests.mention_samples import AUTHOR, PATRON, chart_result, chart_transcript


def mention(name: str, kind: MentionKind, *surface: str, required: bool = True, at: str = "") -> GoldMention:
    return GoldMention(
        name=name, kind=kind, required=required, surface=list(surface), times=[at] if at else []
    )


def labels(**changes: Any) -> Gold:
    values: dict[str, Any] = {
        "episode": "charts",
        "tools": [],
        "chapters": [],
        "people": [GoldPerson(name=PATRON, role=Role.HOST), GoldPerson(name=AUTHOR, role=Role.GUEST)],
        "mentions": [
            mention("The Quiet Shoal", MentionKind.BOOK),
            mention("The Drowned Meridian: A Life in Charts", MentionKind.BOOK),
            mention("Oriel Fanshawe", MentionKind.PERSON),
            mention("Fathom Line", MentionKind.FILM, required=False),
            mention("Halvorsen Mills", MentionKind.COMPANY, required=False),
            mention("https://www.okonjocharts.example/", MentionKind.LINK),
            mention("Gannet Maps", MentionKind.COMPANY, required=False, at="00:00:20"),
        ],
        "sponsors": [
            GoldSponsor(
                name="Gannet Maps", start="00:00:20", end="00:00:44", code="SALTY", url="gannetmaps.example"
            )
        ],
        "quotable": [
            GoldQuotable(time="00:01:14", text="Every error on a chart was somebody's best day at sea.")
        ],
        "key_points": [
            GoldKeyPoint(text="Keep the wrong sheet beside the right one.", time="00:01:55"),
            GoldKeyPoint(text="Lighthouses burn less oil in summer than bakers do.", time="00:00:09"),
        ],
    }
    return Gold(**(values | changes))


def with_mentions(*items: MentionedItem, sponsors: list[Sponsor] | None = None) -> EpisodeSummary:
    return chart_result().model_copy(
        update={"tools": [], "mentions": list(items), "people": [], "sponsors": sponsors or []}
    )


def item(name: str, kind: MentionKind = MentionKind.BOOK, **values: Any) -> MentionedItem:
    return MentionedItem(name=name, kind=kind, mentions=[], **values)


# --- names


@pytest.mark.parametrize(
    ("printed", "labelled"),
    [
        ("Quiet Shoal", "The Quiet Shoal"),
        ("The Drowned Meridian", "Drowned Meridian: A Life in Charts"),
        ("okonjocharts.example", "https://www.okonjocharts.example/"),
        ("HLS", "HTTP Live Streaming (HLS)"),
        ("HTTP Live Streaming", "HTTP Live Streaming (HLS)"),
        ("L'Heure bleue", "Heure Bleue"),
    ],
)
def test_one_thing_in_two_spellings_is_the_same_thing(printed: str, labelled: str) -> None:
    assert LabelledNames([KnownName(labelled)]).find([printed])


def test_a_surname_will_do_where_nobody_else_has_it() -> None:
    people = [KnownName("Ada Moss", person=True), KnownName("Kit Moss", person=True)]
    fanshawe = KnownName("Oriel Fanshawe", person=True)
    index = LabelledNames([*people, fanshawe])
    assert index.find(["Fanshawe"], person=True) == (fanshawe,)
    assert index.find(["Moss"], person=True) == ()
    assert index.find(["Fanshawe"]) == ()
    assert index.find(["Jon Fanshawe"], person=True) == ()


def test_a_name_without_letters_has_no_spelling() -> None:
    assert spellings("...") == set()


# --- mentions


def test_recall_is_over_what_is_required_and_precision_over_what_is_listed() -> None:
    made = with_mentions(
        item("Quiet Shoal"), item("Fathom Line", MentionKind.FILM), item("A Book Nobody Named")
    )
    score = score_mentions(made, labels())
    assert score is not None
    assert (score.total.found, score.total.required) == (1, 4)
    assert (score.total.right, score.total.predicted) == (2, 3)
    row = score.row()
    assert row["mentions.false"] == pytest.approx(1 / 3)
    assert row["mentions.works_recall"] == 0.5
    assert row["mentions.people_recall"] == 0.0
    assert row["mentions.places_recall"] is None
    assert row["mentions.kinds"] == 1.0


def test_a_sponsor_a_host_and_the_show_are_not_false() -> None:
    made = with_mentions(item("Gannet Maps", MentionKind.COMPANY), item(PATRON, MentionKind.PERSON))
    score = score_mentions(made, labels())
    assert score is not None
    assert score.total.wrong == ()


def test_what_is_only_advertised_is_judged_by_its_side() -> None:
    hidden = score_mentions(with_mentions(item("Gannet Maps", MentionKind.COMPANY, sponsor=True)), labels())
    shown = score_mentions(with_mentions(item("Gannet Maps", MentionKind.COMPANY)), labels())
    assert hidden is not None
    assert shown is not None
    assert (hidden.sponsors, hidden.leaked, hidden.total.predicted) == (1.0, (), 0)
    assert (shown.sponsors, shown.leaked) == (0.0, ("Gannet Maps",))


def test_people_named_elsewhere_in_the_result_are_found() -> None:
    made = with_mentions()
    made.people = [Person(name="Fanshawe", role=Role.MENTIONED)]
    score = score_mentions(made, labels())
    assert score is not None
    assert "Oriel Fanshawe" not in score.total.missed


# --- people


def test_a_false_guest_is_counted_and_a_first_name_will_do() -> None:
    gold = [GoldPerson(name=PATRON, role=Role.HOST, surface=["Edda"])]
    predicted = [Person(name="Edda", role=Role.HOST), Person(name="Kit", role=Role.GUEST)]
    score = score_people(predicted, gold)
    assert (score.names.right, score.right_roles, score.false_guests) == (1, 1.0, ("Kit",))


def test_people_only_mentioned_need_not_be_among_hosts_and_guests() -> None:
    gold = [GoldPerson(name=PATRON, role=Role.HOST), GoldPerson(name="Kit", role=Role.MENTIONED)]
    predicted = [Person(name=PATRON, role=Role.HOST), Person(name="Kit", role=Role.MENTIONED)]
    score = score_people(predicted, gold, mentioned=False)
    assert (score.roles.required, score.roles.predicted, score.roles.f1) == (1, 1, 1.0)


# --- sponsors


def advert(name: str, start: float, end: float, **values: Any) -> Sponsor:
    return Sponsor(name=name, start=start, end=end, first_cue=0, last_cue=0, **values)


def test_adverts_are_scored_by_their_seconds_their_names_and_what_they_offer() -> None:
    made = with_mentions(sponsors=[advert("Gannet Maps", 32.0, 56.0, code="salty", url="www.gannet.example")])
    score = score_sponsors(made, labels())
    assert score is not None
    assert score.seconds is not None
    assert (score.seconds.precision, score.seconds.recall, score.seconds.iou) == (0.5, 0.5, 12 / 36)
    assert (score.named, score.names, score.offers, score.offers_right) == (1.0, 1.0, 0.5, 0.5)
    assert score.offers_wrong == ("www.gannet.example",)


def test_an_episode_labelled_without_adverts_is_right_without_any() -> None:
    gold = labels(sponsors=[])
    none, some = (
        score_sponsors(with_mentions(), gold),
        score_sponsors(with_mentions(sponsors=[advert("Gannet Maps", 20.0, 44.0)]), gold),
    )
    assert none is not None
    assert some is not None
    assert none.seconds is not None
    assert some.seconds is not None
    assert (none.seconds.f1, some.seconds.f1, some.names) == (1.0, 0.0, 0.0)


def test_a_statement_that_rests_on_an_advert_is_named() -> None:
    made = chart_result()
    said = made.takeaways[0]
    said.evidence[0].start = 33.0
    score = score_sponsors(made, labels())
    assert score is not None
    assert score.leaked == (said.text,)
    assert score.statements


def test_overlapping_adverts_count_their_seconds_once() -> None:
    assert merged([(5.0, 9.0), (0.0, 6.0), (20.0, 20.0)]) == [(0.0, 9.0)]
    assert seconds_in_common([(0.0, 6.0), (5.0, 9.0)], [(0.0, 9.0)]).f1 == 1.0


# --- key points


def test_a_key_point_needs_fewer_of_its_words_near_its_place() -> None:
    point = GoldKeyPoint(text="Old charts keep errors that sailors paid for.", time="00:01:55")
    words = "Charts keep what went wrong."
    assert covered_points([point], [Saying(words, (120.0,))]) == [True]
    assert covered_points([point], [Saying(words, (1000.0,))]) == [False]
    assert covered_points([point], [Saying(words)]) == [False]
    assert covered_points([point], [Saying("Bread is baked early.", (120.0,))]) == [False]


def test_the_measure_by_words_agrees_with_a_reader_better_than_chance() -> None:
    found = agreement_of_words()
    assert found.cases == 36
    assert found.kappa > 0.4


def test_full_agreement_with_the_reader_is_one_and_none_is_below_chance() -> None:
    reader = [one.covered for one in judged_sets()]
    assert agreement_of(reader).kappa == 1.0
    assert agreement_of([[not flag for flag in flags] for flags in reader]).kappa < 0


def test_every_metric_has_a_value_where_everything_is_labelled() -> None:
    made = chart_result()
    row = score_episode(made, labels(), chart_transcript(), [True, False]).metrics()
    assert list(row) == list(METRICS)
    new = ("mentions.", "sponsors.", "key_points.", "quotes.")
    allowed = {"mentions.places_recall", "mentions.concepts_precision", "mentions.concepts_recall"}
    empty = {name for name, value in row.items() if value is None and name.startswith(new)}
    assert empty <= allowed | {"mentions.companies_recall", "quotes.picked"}
    assert row["key_points.judged"] == 0.5
    assert row["people.roles"] == 1.0


# --- controls


def test_chance_and_simple_methods_stand_beside_the_systems() -> None:
    found = controls([GoldEpisode("charts", labels(), chart_transcript())])
    assert set(found) == {"capitalised words", "advert at random", "first sentences of chapters"}
    assert 0 < (found["capitalised words"]["mentions.recall"] or 0) <= 1
    chance = random_advert(labels(), 170.0)["sponsors.recall"]
    assert 0.05 < (chance or 0) < 0.3


def test_words_with_a_capital_only_at_the_start_of_sentences_are_no_names() -> None:
    runs = capitalised_runs(chart_transcript(), 50)
    assert "The Quiet Shoal" in runs or "Quiet Shoal" in runs
    assert "Every" not in runs
    assert "Keep" not in runs
