"""Names at the start of cues moved from the words to the speaker, where they are labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from llm_summarise.domain.transcript import AsideKind, Cue
from llm_summarise.readers.parsed import Aside, Parsed
from llm_summarise.readers.speech.speaker_labels.caption_brackets import (
    has_readings,
    has_tunes,
    is_description,
    is_sound,
    is_tune,
    without_readings,
)
from llm_summarise.readers.speech.speaker_labels.label_forms import Label, label, labelled
from llm_summarise.readers.speech.speaker_labels.label_words import function_words
from llm_summarise.readers.speech.speaker_labels.voices import Voices, voices

SOMEBODY: Final = ""
"""Who begins to speak after a mark of change that gives no name; `named` makes it None and a turn."""

_DECIDED: Final = frozenset(("dialogue", "plain"))
"""Formats whose readers decide about labels themselves, before they cut paragraphs."""


def named(parsed: Parsed) -> Parsed:
    """The cues with `Name: ` moved from the text to the speaker and carried forward, if names are a habit,
    and SOMEBODY made None. For formats that decide nothing about labels themselves."""
    if parsed.format in _DECIDED:
        return parsed
    cues = parsed.cues
    texts = [cue.text for cue in cues]
    text = "\n".join(texts)
    speakers = {cue.speaker for cue in cues}
    changes = SOMEBODY in speakers or (not text.isascii() and has_tunes(text))
    if not text.isascii() and has_readings(text):
        changes = True
        cues = [_without_readings(cue, parsed.aside) for cue in cues]
        texts = [cue.text for cue in cues]
        text = "\n".join(texts)
    labels = _labels([] if any(speakers) else texts, len(cues))
    sounds = _sounds(cues, labels)
    found = [one for one in labels if one and one.name not in sounds]
    if not found and not sounds and not changes:
        return parsed
    decided = voices(found, len(cues), text=text) if found else Voices()
    about = parsed.about.completed_by(decided.about)
    parsed = replace(parsed, about=about)
    if not decided and not sounds and not changes:
        return parsed
    renaming = _Renaming(decided, sounds, parsed.aside)
    return parsed.rebuilt(renaming.cues(cues, labels))


def _labels(texts: list[str], count: int) -> list[Label | None]:
    """What may be a label before each of `texts`, for `count` cues."""
    labels: list[Label | None] = [None] * count
    for i in labelled(texts):
        labels[i] = label(texts[i])
    return labels


def _sounds(cues: list[Cue], labels: list[Label | None]) -> frozenset[str]:
    """What stands in brackets and describes a sound: it says so, or it is always alone in its cue."""
    if not any(one and one.marked for one in labels):
        return frozenset()
    alone: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for cue, one in zip(cues, labels, strict=True):
        if one and one.marked and not one.colon:
            (before if one.end < len(cue.text) else alone)[one.name] += 1
    described = alone.total() > 1
    sounds = {name for name in alone if not before[name] and is_description(name)}
    return frozenset(sounds | {name for name, n in before.items() if _is_heard(name, n, described=described)})


def _is_heard(name: str, times: int, *, described: bool) -> bool:
    """Whether what stands in brackets before words so many `times` is a sound. If sounds are `described` in
    the file, what is in lower case, has no word of a sentence and does not recur is one."""
    if times == 1:
        return is_sound(name) or (described and name.islower() and function_words().isdisjoint(name.split()))
    return not name.isascii() and is_sound(name)


def _without_readings(cue: Cue, aside: Aside) -> Cue:
    if cue.text.isascii() or not has_readings(cue.text):
        return cue
    aside.add(AsideKind.OTHER, cue.text)
    return replace(cue, text=without_readings(cue.text))


class _Renaming:
    """Goes through the cues of a file whose speakers are decided."""

    def __init__(self, decided: Voices, sounds: frozenset[str], aside: Aside) -> None:
        self._decided = decided
        self._sounds = sounds
        self._aside = aside

    def cues(self, cues: list[Cue], labels: list[Label | None]) -> Iterator[tuple[Cue, ...]]:
        """For each cue what becomes of it. Without labels speakers stay as they are."""
        speaker: str | None = None
        for cue, one in zip(cues, labels, strict=True):
            text, turn = cue.text, cue.turn
            speaker = cue.speaker if not self._decided else speaker
            if one and one.name in self._decided:
                speaker = self._decided.speaker(one.name)
                text = self._behind(text, one, speaker)
            elif cue.speaker == SOMEBODY:
                speaker, turn = None, True
            if one and self._sounds and one.marked and not one.colon and one.name in self._sounds:
                self._aside.add(AsideKind.SOUND, text[: one.end])
                text = text[one.end :]
            if not text.isascii():
                text = self._spoken(text)
            if not text:
                yield ()
            elif text is cue.text and speaker == cue.speaker and turn == cue.turn:
                yield (cue,)
            else:
                yield (Cue(text, cue.start, cue.end, speaker, turn, cue.approximate),)

    def _behind(self, text: str, one: Label, speaker: str | None) -> str:
        if speaker is None and one.end >= len(text):
            self._aside.add(AsideKind.OTHER, text)
        return text[one.end :]

    def _spoken(self, text: str) -> str:
        if is_tune(text):
            self._aside.add(AsideKind.SOUND, text)
            return ""
        return text
