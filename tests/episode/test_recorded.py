"""The example episode with a careful reader's answers, replayed over HTTP: what a capable model gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_summarise import read_transcript
from llm_summarise.domain.result import EpisodeSummary
from tests.command import EXAMPLE
from tests.fault_server import FaultServer
from tests.inprocess import inside

pytestmark = pytest.mark.xdist_group("recorded")

RECORDED = Path(__file__).parents[1] / "data" / "recorded"


_made: list[EpisodeSummary] = []
"""The result, once it is made: every test looks at the same one."""


@pytest.fixture
def replayed(fault_server: FaultServer) -> EpisodeSummary:
    if _made:
        return _made[0]
    notes, episode = ((RECORDED / f"tide-station.{part}.json").read_text() for part in ("notes", "episode"))
    fault_server.respond = lambda request: episode if "[1] topic" in request.prompt else notes
    done = inside(EXAMPLE, "-m", "fault", "-f", "json")
    assert fault_server.calls == 2
    _made.append(EpisodeSummary.model_validate_json(done.stdout))
    return _made[0]


def test_nothing_the_reader_noted_is_dropped(replayed: EpisodeSummary) -> None:
    noted = json.loads((RECORDED / "tide-station.notes.json").read_text())["answer"]
    assert replayed.coverage.dropped == {}
    assert replayed.coverage.kept == sum(map(len, noted.values()))


def test_chapters_start_where_their_subject_is_announced(replayed: EpisodeSummary) -> None:
    transcript = read_transcript(EXAMPLE)
    opening = {topic.title: transcript.cues[topic.first_cue].text for topic in replayed.topics}
    assert opening["Why SQLite replaced InfluxDB"].startswith("Let's move on to storage")
    assert opening["Sponsor: Lanternfish Hosting"].startswith("Before we go on, let me tell you")
    assert opening["How to start: one sensor, one file"].startswith("Before we finish, if somebody")
    assert [t.start for t in replayed.topics] == sorted(t.start or 0.0 for t in replayed.topics)
    assert all(a.end == b.start for a, b in zip(replayed.topics, replayed.topics[1:], strict=False))


def test_mangled_names_stand_under_their_right_ones(
    replayed: EpisodeSummary,
) -> None:
    spoken = {tool.name: tool.mentions[0].surface for tool in replayed.tools}
    assert spoken["DuckDB"] == "duck DB"
    assert spoken["scikit-learn"] == "scikit learn"
    assert spoken["FastAPI"] == "fast API"
    assert spoken["Jinja"] == "Ginger two"
    assert spoken["Ollama"] == "Olama"
    assert spoken["DiskCache"] == "disk cache"
    assert spoken["pytest"] == "py test"


def test_the_sponsor_is_kept_apart(replayed: EpisodeSummary) -> None:
    assert [(s.name, s.tools) for s in replayed.sponsors] == [
        ("Lanternfish Hosting", ["Lanternfish Hosting"])
    ]
    assert [tool.name for tool in replayed.tools if tool.sponsor] == ["Lanternfish Hosting"]


def test_every_sentence_rests_on_words_of_the_transcript(replayed: EpisodeSummary) -> None:
    said = " ".join(cue.text for cue in read_transcript(EXAMPLE).cues)
    for statement in (*replayed.summary, *replayed.takeaways):
        assert statement.evidence
        assert all(piece.quote in said for piece in statement.evidence)
