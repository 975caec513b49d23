"""Sounds, gaps and lyrics set aside: a step that all formats share."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.speech.signs import with_signs

_MARKS: Final = "[(<{*_#（【［〔♩♪♫♬🎵🎶"
"""Any sign by which a sound may be marked."""


def without_sounds(parsed: Parsed) -> Parsed:
    """The cues without descriptions of sounds (`[laughs]`), gaps (`[inaudible 0:12]`), lyrics between notes
    and readings of Japanese signs. A cue of nothing else goes, and hands on that somebody else speaks."""
    marked = with_signs([cue.text for cue in parsed.cues], _MARKS)
    if not marked:
        return parsed
    from llm_summarise.readers.speech.sound_removal import Remover

    remover = Remover(parsed.cues, marked, parsed.aside)
    changed = {i: text for i in marked if (text := remover.rest(i)) != parsed.cues[i].text}
    return _with(parsed, changed) if changed else parsed


def _with(parsed: Parsed, changed: dict[int, str]) -> Parsed:
    """The cues with other texts; those without words are left out."""
    parts: list[tuple[Cue, ...]] = []
    turning: Cue | None = None
    for index, cue in enumerate(parsed.cues):
        text = changed.get(index)
        if text is not None and not any(map(str.isalnum, text)):
            turning = cue if cue.turn else turning if turning and turning.speaker == cue.speaker else None
            parts.append(())
            continue
        if text is not None:
            cue = replace(cue, text=text)
        if turning is not None:
            if turning.speaker == cue.speaker and not cue.turn:
                cue = replace(cue, turn=True)
            turning = None
        parts.append((cue,))
    return parsed.rebuilt(parts)
