"""Who may take part: who speaks outside of advertisements, or is named at the beginning or the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from llm_summarise.domain.text import words
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.source.spoken_passage import edges
from llm_summarise.names.person_names import is_same_person, name_parts
from llm_summarise.readers.speech.introductions import is_anonymous

CueRange = tuple[int, int]
"""First and last cue, both inclusive."""

_SPACE: Final = re.compile(r"\s+")


def voices(transcript: Transcript) -> dict[str, str]:
    """The labels of speakers who are known by name, or whose names are inferred, with these names."""
    named = {label: transcript.inferred.get(label, label) for label in transcript.speakers}
    return {label: name for label, name in named.items() if not is_anonymous(name)}


def sellers(transcript: Transcript, adverts: Sequence[CueRange]) -> list[str]:
    """Names of those who speak in advertisements alone: they are nobody of the episode."""
    selling = {number for first, last in adverts for number in range(first, last + 1)}
    if not selling:
        return []
    heard: dict[str, bool] = {}
    for number, cue in enumerate(transcript.cues):
        if cue.speaker:
            heard[cue.speaker] = heard.get(cue.speaker, False) or number not in selling
    return [name for label, name in voices(transcript).items() if not heard.get(label)]


def may_take_part(name: str, transcript: Transcript, adverts: Sequence[CueRange]) -> bool:
    """Whether somebody may be a guest: has a voice where speakers are known by name; else is named, by a part
    of the name at least, at the beginning or the end, where guests are welcomed and thanked. Who is quoted in
    between is none, nor the author of a book."""
    known = [*voices(transcript).values()]
    if len(known) > 1:
        return any(is_same_person(name, one) for one in known)
    parts = name_parts(name)
    passages = edges(transcript, adverts)
    if any("".join(parts) in _SPACE.sub("", passage.lowered) for passage in passages):
        return True
    said = {word for passage in passages for _, _, word in words(passage.text)}
    return any(len(part) > 1 and (part in said or _is_heard(part, said)) for part in parts)


def _is_heard(part: str, said: Iterable[str]) -> bool:
    """Whether a word sounds like a part of a name: recognition writes names as it hears them."""
    if len(part) < 4 or not part.isascii():
        return False
    import jellyfish

    sound = jellyfish.metaphone(part)
    return any(abs(len(word) - len(part)) < 3 and jellyfish.metaphone(word) == sound for word in said)
