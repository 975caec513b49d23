"""The example that is not about software, with a careful reader's answers, replayed over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_summarise import read_transcript
from llm_summarise.domain.replies import MentionKind, Owner
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.evaluation.gold_text import load_gold
from llm_summarise.evaluation.scores.episode_scores import score_episode
from tests.command import EXAMPLE
from tests.fault_server import FaultServer
from tests.inprocess import inside

pytestmark = pytest.mark.xdist_group("recorded salt marsh")

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
MARSH = EXAMPLE.with_name("salt-marsh.vtt")
GOLD = EXAMPLE.parent / "gold" / "salt-marsh.json"

_made: list[EpisodeSummary] = []


@pytest.fixture
def replayed(fault_server: FaultServer) -> EpisodeSummary:
    if not _made:
        notes, episode = ((RECORDED / f"salt-marsh.{part}.json").read_text() for part in ("notes", "episode"))
        fault_server.respond = lambda request: episode if "[1] topic" in request.prompt else notes
        done = inside(MARSH, "-m", "fault", "-f", "json", "--length", "long")
        assert fault_server.calls == 2
        _made.append(EpisodeSummary.model_validate_json(done.stdout))
    return _made[0]


def test_nothing_the_reader_noted_is_lost(replayed: EpisodeSummary) -> None:
    noted = json.loads((RECORDED / "salt-marsh.notes.json").read_text())["answer"]
    assert replayed.coverage.dropped == {}
    assert replayed.coverage.kept == sum(map(len, noted.values()))


def test_what_an_editor_would_list_is_found_with_its_kind(replayed: EpisodeSummary) -> None:
    named = {item.name: item for item in replayed.mentions}
    assert named["The Edge of the Sea"].kind is MentionKind.BOOK
    assert named["Four Sea Interludes"].kind is MentionKind.MUSIC
    assert named["Tollard Staithe"].kind is MentionKind.PLACE
    assert named["The Mud Ledger"].owner is Owner.GUEST
    assert named["mudledger.example.org/birds"].url == "https://mudledger.example.org/birds"
    assert {p.name for p in replayed.people} & set(named) == set()
    assert not replayed.tools


def test_misheard_names_are_printed_right_and_found_as_they_were_said(replayed: EpisodeSummary) -> None:
    said = {item.name: {m.surface for m in item.mentions} for item in replayed.mentions}
    assert "Rachel Carlson" in said["Rachel Carson"]
    assert "Benjamin Britain" in said["Benjamin Britten"]


def test_the_advert_has_its_code_and_address_and_ends_at_the_return(replayed: EpisodeSummary) -> None:
    long = max(replayed.sponsors, key=lambda s: (s.end or 0) - (s.start or 0))
    assert (long.name, long.code, long.url) == ("Pellow Boots", "KETTLE", "pellowboots.example.com/kettle")
    back = next(
        topic for topic in replayed.topics if topic.start is not None and topic.start >= (long.end or 0)
    )
    cues = read_transcript(MARSH).cues
    assert cues[back.first_cue].text.startswith("All right, back to the marsh")


def test_scores_against_its_labels_are_those_of_a_careful_reader(replayed: EpisodeSummary) -> None:
    transcript = read_transcript(MARSH)
    scores = score_episode(replayed, load_gold(GOLD.read_text(), "gold"), transcript).metrics()
    assert (scores["mentions.recall"] or 0) >= 0.95
    assert scores["mentions.false"] is not None
    assert scores["mentions.false"] <= 0.05
    assert (scores["sponsors.f1"] or 0) >= 0.9
    assert scores["sponsors.named"] == scores["sponsors.offers_right"] == 1
    assert scores["sponsors.statements"] == 0
    assert scores["people.roles"] == 1
    assert (scores["chapters.pk"] or 1) <= 0.15
