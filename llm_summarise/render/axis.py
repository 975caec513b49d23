"""Positions along an episode: by time, or by line where the transcript has no times."""

from __future__ import annotations

from dataclasses import dataclass

from llm_summarise.domain.result import EpisodeSummary, Topic


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps a start time (seconds) or a cue index to 0.0 to 1.0, both inclusive."""

    timed: bool
    length: float

    def at(self, start: float | None, cue: int) -> float:
        """A note without a time on a timed axis stands at the beginning."""
        value = (start or 0.0) if self.timed else float(cue)
        return min(1.0, max(0.0, value / self.length))

    def span(self, topic: Topic) -> tuple[float, float]:
        """Begin and end of a topic; never backwards."""
        begin = self.at(topic.start, topic.first_cue)
        if self.timed:
            end = self.at(topic.end, 0) if topic.end is not None else 1.0
        else:
            end = self.at(None, topic.last_cue + 1)
        return begin, max(begin, end)


def axis_of(result: EpisodeSummary) -> Axis:
    """The axis of all notes of `result`."""
    duration = result.source.duration
    if duration is not None and duration > 0:
        return Axis(timed=True, length=duration)
    return Axis(timed=False, length=float(max(1, result.source.cues)))
