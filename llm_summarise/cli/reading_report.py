"""What `llm-summarise chunks` tells of a transcript: its three parts, what was set aside, how it is cut."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from llm_summarise.cli.printing import out

if TYPE_CHECKING:
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.episode.chunking import Chunk

MOST_ROWS: Final = 40
"""Headings and speakers that are printed; `--json` has all."""

LONGEST_WORD: Final = 12
"""Characters between blanks on average, from which on a text is of a script without blanks."""

LONGEST: Final = 600
"""Characters of a description that are printed."""


def overview(transcript: Transcript, cut: Sequence[Chunk]) -> dict[str, Any]:
    """What was read, and how it is cut: of each chunk the first and last cue, where they start, and its
    tokens. Times are in seconds; words are counted at white space."""
    from llm_summarise.domain.clock import ApproximateSeconds
    from llm_summarise.domain.result import AboutEpisode

    cues = transcript.cues

    def shown(cue: int) -> float | None:
        start = cues[cue].start
        return ApproximateSeconds(start) if cues[cue].approximate and start is not None else start

    ends = [(chunk.cues[0], chunk.cues[-1], chunk.tokens) for chunk in cut]
    return {
        **{name: getattr(transcript, name) for name in ("name", "format", "sha256")},
        "cues": len(cues),
        "words": sum(len(cue.text.split()) for cue in cues),
        "characters": sum(len(cue.text) for cue in cues),
        **{name: getattr(transcript, name) for name in ("speakers", "inferred", "duration", "warnings")},
        "about": AboutEpisode.of(transcript.about).model_dump(exclude_defaults=True),
        "outline": _headings(transcript, shown),
        "set_aside": [
            {"kind": str(aside.kind), "count": aside.count, "samples": list(aside.samples)}
            for aside in transcript.set_aside
        ],
        "speaking": _speaking(transcript),
        "chunks": [
            {"first_cue": a, "last_cue": b, "start": shown(a), "end": shown(b), "tokens": tokens}
            for a, b, tokens in ends
        ],
    }


def _headings(transcript: Transcript, shown: Callable[[int], float | None]) -> list[dict[str, Any]]:
    """The outline; `chapter` tells whether a heading begins one."""
    from llm_summarise.episode.source.outline import author_chapters

    used = set(author_chapters(transcript))
    return [
        {
            "title": heading.title,
            "cue": heading.cue,
            "level": heading.level,
            "start": heading.start if heading.start is not None else shown(heading.cue),
            "chapter": heading in used,
        }
        for heading in transcript.outline
        if 0 <= heading.cue < len(transcript.cues)
    ]


def _speaking(transcript: Transcript) -> list[dict[str, Any]]:
    """Of each speaker, None where nobody is named, turns, words and characters, in order of appearance."""
    turns: Counter[str | None] = Counter()
    words: Counter[str | None] = Counter()
    characters: Counter[str | None] = Counter()
    before = None
    for cue in transcript.cues:
        turns[cue.speaker] += before is None or cue.changes_voice(before)
        words[cue.speaker] += len(cue.text.split())
        characters[cue.speaker] += len(cue.text)
        before = cue
    return [
        {"name": name, "turns": turns[name], "words": count, "characters": characters[name]}
        for name, count in words.items()
    ]


def _counted_in(facts: Mapping[str, Any]) -> str:
    """What speech is counted in for people: words, or characters where there are hardly any blanks."""
    return "characters" if facts["characters"] > LONGEST_WORD * facts["words"] else "words"


def print_overview(facts: Mapping[str, Any]) -> None:
    """The overview for people: lines that fit the terminal, tables that a pipe gets with tabs."""
    from llm_summarise.domain.clock import timestamp

    unit = _counted_in(facts)
    _line("", f"{facts['name']}: {facts['format']}, {facts['cues']:,} cues, {facts[unit]:,} {unit}")
    _line("speakers", ", ".join(facts["speakers"]) or "none named")
    for label, name in facts["inferred"].items():
        quoted = f'"{label}"' if " " in label else label
        _line("", f'{label} may be {name} (inferred; --speaker {quoted}="{name}" to use it)')
    _line("duration", "no times" if facts["duration"] is None else timestamp(facts["duration"]))
    for name, value in facts["about"].items():
        _line(
            "people" if name == "speakers" else name,
            _shortened(", ".join(value) if isinstance(value, list) else value),
        )
    for warning in facts["warnings"]:
        _line("warning", warning)
    _tables(facts)


def _tables(facts: Mapping[str, Any]) -> None:
    from llm_summarise.cli.text_tables import table
    from llm_summarise.domain.clock import timestamp

    if facts["speakers"]:
        unit = _counted_in(facts)
        rows = [[s["name"] or "nobody named", f"{s['turns']:,}", f"{s[unit]:,}"] for s in facts["speaking"]]
        table(["speaker", "turns>", f"{unit}>"], rows[:MOST_ROWS])
        _rest(rows, "speakers")
    if facts["outline"]:
        rows = [
            [
                str(h["cue"]),
                timestamp(h["start"]),
                "chapter" if h["chapter"] else "",
                f"{'#' * h['level']} {h['title']}",
            ]
            for h in facts["outline"]
        ]
        table(["cue>", "at>", "used as", "heading"], rows[:MOST_ROWS])
        _rest(rows, "headings")
    if facts["set_aside"]:
        rows = [[a["kind"], f"{a['count']:,}", " · ".join(a["samples"])] for a in facts["set_aside"]]
        table(["not speech", "times>", "such as"], rows)
    rows = []
    for n, c in enumerate(facts["chunks"], 1):
        times = timestamp(c["start"]), timestamp(c["end"])
        rows.append([str(n), f"{c['first_cue']}-{c['last_cue']}", *times, f"{c['tokens']:,}"])
    table(["chunk>", "cues", "from>", "to>", "tokens>"], rows)


def _rest(rows: Sequence[object], noun: str) -> None:
    if len(rows) > MOST_ROWS:
        _line("", f"and {len(rows) - MOST_ROWS:,} more {noun} (--json has all)")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def _line(name: str, value: str) -> None:
    """`name: value` without what a terminal would obey, wrapped to a terminal's width."""
    from llm_summarise.cli.show import clean

    text = clean(f"{name}: {value}" if name else value)
    if sys.stdout.isatty():
        width = max(20, shutil.get_terminal_size().columns)
        text = textwrap.fill(text, width, subsequent_indent="  ", break_on_hyphens=False)
    out(text)
