"""How much of an episode the notes rest on, in one line: what was read, kept, dropped, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from llm_summarise.render.wording import clean, plural

if TYPE_CHECKING:
    from llm_summarise.domain.result import Coverage

_UNCITED: Final = ("summary", "takeaways")
"""What is dropped because it cites nothing, not because it is not found."""


def dropped_notes(coverage: Coverage) -> str:
    """How many notes were dropped, and of which kinds: "3 not found in the transcript (2 points, 1 quotes), 1
    sentence without evidence"; empty if none were."""
    lost = {kind: count for kind, count in coverage.dropped.items() if count and kind not in _UNCITED}
    uncited = sum(coverage.dropped.get(kind, 0) for kind in _UNCITED)
    kinds = ", ".join(
        f"{count} {clean(kind)}" for kind, count in sorted(lost.items(), key=lambda entry: -entry[1])
    )
    parts = [f"{sum(lost.values())} dropped as not found in the transcript ({kinds})"] if lost else []
    if uncited:
        parts.append(f"{plural(uncited, 'sentence')} dropped without evidence")
    return ", ".join(parts)


def checked_sentences(coverage: Coverage) -> str:
    """What became of the sentences that were verified, such as "12 sentences: 10 supported, 1 corrected,
    1 dropped"; empty if none were."""
    outcomes = ("supported", "corrected", "dropped", "unverified")
    counts = [(coverage.verified.get(outcome, 0), outcome) for outcome in outcomes]
    told = ", ".join(f"{count} {outcome}" for count, outcome in counts if count)
    total = sum(count for count, _ in counts)
    return f"{plural(total, 'sentence')}: {told}" if total else ""
