"""Who speaks: voice tags, marks where the speaker changes, and names with a colon before the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from llm_summarise.core.readers.cleaning import clean
from llm_summarise.core.transcript import Cue

SOMEBODY: Final = ""
"""The speaker after a mark of change that gives no name; `name_speakers` turns it into None."""

_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]*)>", re.IGNORECASE)
# `>> ` where a sentence may begin, `- ` only at the start of a line: both are also used inside sentences.
_CHANGE: Final = re.compile(
    r"(?:^|(?<=\n)|(?<=[.?!,;:…\"'”’)\]♪-][ \n]))[ \t]*(?:>>+|(?:&gt;){2,})(?=[\s\w\"'“‘(\[♪]|$)[ \t]*"
    r"|(?:^|(?<=\n))[ \t]*[-–—](?=[ \t]+\S)[ \t]*"
)
_DASH_AFTER_SENTENCE: Final = re.compile(r"(?<=[.?!…\"”])[ \t]+[-–—][ \t]+(?=[\w\"'“‘(\[])")
_MAY_CHANGE: Final = (">>", "&gt;", "- ", "– ", "— ")


def turns(payload: str, speaker: str | None) -> Iterator[tuple[str | None, str]]:
    """The pieces of a caption as (speaker, text), split where the speaker changes.

    `speaker` is who spoke last. After a mark without a name (`>> `, `- `) it is SOMEBODY. The text of a
    piece may be empty: then only the speaker changed.
    """
    if "<v" not in payload and "<V" not in payload:
        yield from _changes(payload, speaker, None)
        return
    parts = _VOICE.split(payload)
    if parts[0].strip():
        yield from _changes(parts[0], speaker, None)
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        voice = clean(name) or None
        yield from _changes(part, voice, voice)


def _changes(text: str, speaker: str | None, named: str | None) -> Iterator[tuple[str | None, str]]:
    """`text` split at marks of change; one at the very start of what a voice tag named changes nothing."""
    if not any(mark in text for mark in _MAY_CHANGE) and not text.endswith(">"):
        yield speaker, clean(text)
        return
    pieces = _CHANGE.split(text)
    dashed = text.lstrip()[:1] in "-–—"
    for index, piece in enumerate(pieces):
        if index == 0 and not piece.strip():
            continue
        if index:
            speaker = named if named and index == 1 and not pieces[0].strip() else SOMEBODY
        for number, part in enumerate(_DASH_AFTER_SENTENCE.split(piece) if dashed else [piece]):
            if number:
                speaker = SOMEBODY
            yield speaker, clean(part)


# A name before a colon: "Michael Kennedy", "Dr. J. O'Neil", "MARÍA CRUZ", "SPEAKER_00", "田中".
_LABEL: Final = re.compile(r"[\[(]?([^\W_][^:：\[\]()<>*\n]{0,39}?)[\])]?(?::(?=\s|$)|：)\s*")
_PARTICLES: Final = frozenset(
    "de la le du des da do dos das del della di van von der den ter ten zu zur zum el al bin ibn of the and & "
    "y und e".split()
)
# Words with a capital that stand before a colon at the start of a paragraph and are not names.
_NOT_NAMES: Final = frozenset(
    "note notes warning caution tip hint example examples question answer summary todo fixme update edit ps "
    "pros cons from to cc bcc subject date sent re fwd aw reply-to author authors title description usage "
    "license licence version name installation requirements features feature changelog fix fixes bug chore "
    "docs test tests refactor step steps output input returns return raises args parameters default type "
    "see source sources link links url website email phone address time duration location topic topics "
    "chapter part section figure table important attention disclaimer spoiler remember result results error "
    "info debug trace disclosure transcript references reference signed-off-by co-authored-by "
    "hinweis achtung beispiel frage antwort betreff datum von an zusammenfassung wichtig warnung "
    "http https ftp file kind language region style".split()
)
MAX_NAME_WORDS: Final = 5


def name_like(name: str) -> bool:
    """Whether `name` could be a person's: at most 5 words, capitalised (or of a script without capitals)."""
    parts = name.split()
    if not 1 <= len(parts) <= MAX_NAME_WORDS or name.casefold() in _NOT_NAMES:
        return False
    if parts[0].casefold() in _NOT_NAMES or parts[0].casefold() in _PARTICLES - {
        "de",
        "la",
        "von",
        "van",
        "el",
    }:
        return False
    capitals = [part for part in parts if part.casefold() not in _PARTICLES]
    return bool(capitals) and all(_capitalised(part) for part in capitals) and name[-1] not in ".,;!?"


def _capitalised(part: str) -> bool:
    first = part.lstrip("'\"“‘(")[:1]
    return first.isdigit() or (first.isalpha() and not first.islower())


def label(text: str) -> tuple[str, int] | None:
    """The name before a colon at the start of `text`, and the offset where the words begin."""
    match = _LABEL.match(text)
    return (match[1].strip(), match.end()) if match else None


def speaking(labels: Counter[str], paragraphs: int) -> frozenset[str]:
    """Those of `labels` (name before a colon -> how often) that are speakers; none where colons mean
    something else.

    A transcript names its speakers as a habit: either two of them recur, or most paragraphs carry a name.
    (Recognisers put a lone wrong `Name:` before lines now and then; that is no habit.)
    """
    names = Counter({name: n for name, n in labels.items() if name_like(name)})
    recurring = [name for name, n in names.items() if n > 1]
    total = names.total()
    habit = len(recurring) > 1 or (total > 1 and total * 2 >= paragraphs)
    return frozenset(names) if habit else frozenset()


def name_speakers(cues: list[Cue]) -> list[Cue]:
    """The cues with `Name: ` moved from the text to the speaker and carried forward, if names are a habit,
    and SOMEBODY made None."""
    names: frozenset[str] = frozenset()
    if not any(cue.speaker for cue in cues):
        labels = (label(cue.text) for cue in cues if ":" in cue.text[:48] or "：" in cue.text[:48])
        found = Counter(pair[0] for pair in labels if pair)
        names = speaking(found, len(cues))
    if names:
        return list(_renamed(cues, names))
    if any(cue.speaker == SOMEBODY for cue in cues):
        return [replace(cue, speaker=None) if cue.speaker == SOMEBODY else cue for cue in cues]
    return cues


def _renamed(cues: Iterable[Cue], names: frozenset[str]) -> Iterator[Cue]:
    speaker: str | None = None
    change = None
    for cue in cues:
        pair = label(cue.text)
        if pair and pair[0] in names:
            speaker = pair[0]
            if text := cue.text[pair[1] :]:
                yield replace(cue, text=text, speaker=speaker)
        else:
            if cue.speaker == SOMEBODY and cue.speaker is not change:
                speaker = None
            yield replace(cue, speaker=speaker)
