"""All scores of one episode, and as a flat table row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from llm_summarise.domain.result import EpisodeSummary, Usage
from llm_summarise.domain.segmentation import ChapterScore, score_chapters
from llm_summarise.domain.transcript import Transcript
from llm_summarise.domain.usage import total_cost
from llm_summarise.evaluation.gold import Gold
from llm_summarise.evaluation.scores.evidence_scores import EvidenceScore, score_evidence
from llm_summarise.evaluation.scores.mention_scores import MentionScore, score_mentions
from llm_summarise.evaluation.scores.metrics import METRICS
from llm_summarise.evaluation.scores.people_scores import PeopleScore, score_people
from llm_summarise.evaluation.scores.point_scores import PointScore, score_points
from llm_summarise.evaluation.scores.sponsor_scores import SponsorScore, score_sponsors
from llm_summarise.evaluation.scores.tool_scores import ToolScore, score_tools


@dataclass(frozen=True, slots=True)
class EpisodeScores:
    """The scores of one result; None where gold labels nothing, or the transcript has no times."""

    episode: str
    tools: ToolScore | None
    evidence: EvidenceScore
    chapters: ChapterScore | None
    people: PeopleScore | None
    usage: Usage
    mentions: MentionScore | None = None
    sponsors: SponsorScore | None = None
    points: PointScore | None = None

    def metrics(self) -> dict[str, float | None]:
        """Every metric of `METRICS`, in its order; None where it is not defined for this episode."""
        row: dict[str, float | None] = dict.fromkeys(METRICS)
        for part in (self.tools, self.mentions, self.sponsors, self.evidence, self.points, self.people):
            if part is not None:
                row |= part.row()
        if self.chapters is not None:
            row |= chapter_row(self.chapters)
        return row | {
            "usage.cost": full_cost(self.usage),
            "usage.tokens": float(self.usage.input_tokens + self.usage.output_tokens),
            "usage.seconds": self.usage.seconds if self.usage.calls and not self.usage.cached else None,
        }


def chapter_row(score: ChapterScore) -> dict[str, float | None]:
    """A chapter score by the names of metrics."""
    row: dict[str, float | None] = {f"chapters.f1_{t:g}s": f1 for t, f1 in score.f1.items()}
    return row | {
        "chapters.pk": score.pk,
        "chapters.windowdiff": score.windowdiff,
        "chapters.count_ratio": score.count_ratio,
    }


def score_episode(
    result: EpisodeSummary, gold: Gold, transcript: Transcript, judged: Sequence[bool] | None = None
) -> EpisodeScores:
    """`result` against `gold`; `transcript` is the one the result was made from, `judged` what a judge says
    of each key point."""
    end = scored_end(transcript)
    timed = end is not None
    starts = [topic.start for topic in result.topics if topic.start is not None]
    elsewhere = gold.mentions is not None
    return EpisodeScores(
        episode=gold.episode,
        tools=score_tools(result.tools, gold.tools, timed=timed, slack=gold.slack) if gold.tools else None,
        evidence=score_evidence(result, transcript),
        chapters=score_chapters(starts, gold.readers, end) if gold.chapters and end is not None else None,
        people=score_people(result.people, gold.people, mentioned=not elsewhere) if gold.people else None,
        usage=result.usage,
        mentions=score_mentions(result, gold),
        sponsors=score_sponsors(result, gold, timed=timed),
        points=score_points(result, gold, judged),
    )


def scored_end(transcript: Transcript) -> float | None:
    """Where the grid for chapters ends: the last start that the source gives, in whole seconds, plus 10 s.

    The same whether or not a transcript says when its cues end; None for one without times.
    """
    starts = [cue.start for cue in transcript.cues if cue.start is not None and not cue.approximate]
    return math.floor(starts[-1]) + 10.0 if starts else None


def full_cost(usage: Usage) -> float | None:
    """US dollars of all answers, those from the cache at what they cost once; None if a price is unknown."""
    paid = usage.cost if usage.calls else usage.cost or 0.0
    saved = usage.saved if usage.cached else usage.saved or 0.0
    return total_cost([paid, saved])
