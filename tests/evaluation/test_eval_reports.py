"""Reports in every format: complete, and harmless whatever a model says."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from hypothesis import given, settings

from llm_summarise.domain.errors import SettingsError
from llm_summarise.domain.replies import Role, ToolKind
from llm_summarise.evaluation.comparison import SystemOutcome, compared
from llm_summarise.evaluation.figures import (
    Evaluation,
    SystemFacts,
    SystemScores,
    Trial,
    evaluation,
)
from llm_summarise.evaluation.gold import Gold, GoldChapter, GoldPerson, GoldTool
from llm_summarise.evaluation.gold_files import GoldEpisode
from llm_summarise.evaluation.reports import (
    comparison_json,
    comparison_report,
    evaluation_json,
    evaluation_report,
)
from llm_summarise.evaluation.reports.report import (
    Report,
    Section,
    Stretch,
    Table,
    Text,
    Track,
    Tracks,
    render_report,
)
from llm_summarise.evaluation.scores.episode_scores import score_episode
from tests.render.test_page import NASTY, Page
from tests.samples import sample_result, sample_transcript, with_text

GOLD = Gold(
    episode="roof",
    tools=[GoldTool(name=n, kind=ToolKind.OTHER, required=True) for n in ("DuckDB", "MQTT", "Grafana")],
    chapters=[[GoldChapter(start="00:00:00", title="a"), GoldChapter(start="00:02:27", title="b")]],
    people=[GoldPerson(name="Mara Lindqvist", role=Role.HOST)],
)


def found(text: str | None = None, *, episodes: int = 1) -> Evaluation:
    """An evaluation of two systems; `text` replaces everything a model, a path or a label may say."""
    transcript = sample_transcript()
    result = sample_result() if text is None else with_text(sample_result(), text)
    scores = score_episode(result, GOLD, transcript)
    names = [f"{text or 'roof'}{n or ''}" for n in range(episodes)]
    trials = {name: Trial((scores,), (text,) if text else ()) for name in names}
    facts = SystemFacts(
        text or "candidate", text or "model", {"t": text or "0"}, None, text or "shipped", {"x": "y"}
    )
    systems = [
        SystemScores(facts, trials),
        SystemScores(
            SystemFacts("base", "extractive"),
            {n: Trial((score_episode(sample_result(), GOLD, transcript),)) for n in names},
        ),
    ]
    return evaluation([GoldEpisode(n, GOLD, transcript) for n in names], systems, "base")


def comparison(text: str | None = None) -> Report:
    result = sample_result() if text is None else with_text(sample_result(), text)
    outcomes = [
        SystemOutcome(SystemFacts(name, "m"), r, (r,), tuple(r.takeaways), (text,) if text else ())
        for name, r in ((text or "A", result), ("B", sample_result()))
    ]
    return comparison_report.report_of([compared(sample_transcript(), outcomes)])


PLAIN = Page(render_report(comparison(), {}, "html"))


@given(NASTY)
@settings(max_examples=12)
def test_no_text_becomes_a_tag_or_an_attribute_of_the_page(text: str) -> None:
    for report in (comparison(text), evaluation_report.report_of(found(text))):
        page = Page(render_report(report, {}, "html"))
        assert page.shape()[0] <= PLAIN.shape()[0] | {"ul", "li"}
        assert page.shape()[1] <= PLAIN.shape()[1]
        assert page.raw == PLAIN.raw
        assert "script" not in page.shape()[0]


def test_the_page_loads_nothing_and_its_policy_admits_its_own_style_only() -> None:
    (policy,) = [a["content"] for _, a in PLAIN.elements if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    digest = base64.b64encode(hashlib.sha256(PLAIN.raw["style"].encode()).digest()).decode()
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in policy
    assert PLAIN.all("style") == []
    assert PLAIN.all("src") == []
    assert PLAIN.all("href") == ["data:,"]
    assert "url(" not in PLAIN.raw["style"]


@given(NASTY)
@settings(max_examples=12)
def test_a_terminal_obeys_nothing_that_a_model_says(text: str) -> None:
    for report in (comparison(text), evaluation_report.report_of(found(text))):
        shown = render_report(report, {}, "terminal", width=80)
        assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in shown)


def test_cells_of_markdown_stay_cells() -> None:
    report = Report("T", "", (Section("S", (Table(("a", "b>"), (("x | y\n# z", "1.5"),)),)),))
    assert render_report(report, {}, "markdown").splitlines()[-3:] == [
        "| a | b |",
        "|---|--:|",
        "| x \\| y # z | 1.5 |",
    ]


def test_tracks_share_one_axis() -> None:
    half = Track("B", (Stretch(0.5, 1.0, "5:00", "second half"),))
    whole = Track("A", (Stretch(0.0, 1.0, "0:00", "all"),))
    report = Report("T", "", (Section("S", (Tracks((whole, half), "0:00", "10:00"),)),))
    lines = render_report(report, {}, "terminal", width=63).splitlines()
    a, b = (next(line for line in lines if line.strip().startswith(name)) for name in "AB")
    assert len(a) == len(b)
    assert a.count("─") + 1 == 58
    assert b.index("┃") - a.index("┃") == 29
    rects = [attrs for tag, attrs in Page(render_report(report, {}, "html")).elements if tag == "rect"]
    assert [(r["x"], r["width"]) for r in rects] == [("0", "998"), ("500", "498")]


def test_numbers_of_the_evaluation_stand_in_every_format() -> None:
    made = found(episodes=2)
    data = evaluation_json.data_of(made)
    report = evaluation_report.report_of(made)
    f1 = data["systems"][0]["mean"]["tools.f1"]
    assert f1 == pytest.approx(made.systems[0].mean["tools.f1"])
    for format in ("terminal", "markdown", "html"):
        text = render_report(report, data, format, width=140)
        assert f"{f1:.3f}" in text
        assert "n too small" in text
        assert "Grafana" in text
    assert json.loads(render_report(report, data, "json")) == data


def test_nine_equal_wins_are_shown_as_better_and_eight_are_not() -> None:
    def verdicts(episodes: int) -> set[str]:
        transcript = sample_transcript()
        good = score_episode(sample_result(), GOLD, transcript)
        worse = sample_result()
        worse.tools = worse.tools[:1]
        bad = score_episode(worse, GOLD, transcript)
        names = [f"e{n}" for n in range(episodes)]
        made = evaluation(
            [GoldEpisode(n, GOLD, transcript) for n in names],
            [
                SystemScores(SystemFacts("A", "A"), {n: Trial((good,)) for n in names}),
                SystemScores(SystemFacts("B", "B"), {n: Trial((bad,)) for n in names}),
            ],
            "B",
        )
        return {str(made.comparisons["A"]["tools.f1"].verdict)}

    assert verdicts(9) == {"better"}
    assert verdicts(8) == {"n too small"}


def test_the_json_of_a_comparison_holds_whole_results() -> None:
    result = sample_result()
    made = compared(sample_transcript(), [SystemOutcome(SystemFacts("A", "m"), result, (result,))])
    data = json.loads(
        render_report(comparison_report.report_of([made]), comparison_json.data_of([made]), "json")
    )
    assert data["episodes"][0]["results"]["A"]["result"] == result.model_dump(mode="json")


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="terminal, markdown, html, json"):
        render_report(Report("T", "", (Section("S", (Text("x"),)),)), {}, "pdf")
