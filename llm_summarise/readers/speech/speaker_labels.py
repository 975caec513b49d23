"""Names before the words of a turn, `Ada Berg: ...`: which of them are speakers, told from the whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from llm_summarise.domain.transcript import Cue

SOMEBODY: Final = ""
"""Who begins to speak after a mark of change that gives no name; `name_speakers` makes it None and a
turn."""

# A name before a colon: "Michael Kennedy", "Dr. J. O'Neil", "MARÍA CRUZ", "SPEAKER_00", "田中".
_LABEL: Final = re.compile(r"[\[(]?([^\W_][^:：\[\]()<>*\n]{0,39}?)[\])]?(?::(?=\s|$)|：)\s*")
_PARTICLES: Final = frozenset(
    "de la le du des da do dos das del della di van von der den ter ten zu zur zum el al bin ibn of the and "
    "& y und e".split()
)
_FIRST_PARTICLES: Final = frozenset("de la von van el".split())
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
    if parts[0].casefold() in _NOT_NAMES | (_PARTICLES - _FIRST_PARTICLES):
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
    if not any(cue.speaker for cue in cues):
        labels = [label(cue.text) if ":" in cue.text or "：" in cue.text else None for cue in cues]
        if names := speaking(Counter(pair[0] for pair in labels if pair), len(cues)):
            return list(_renamed(cues, labels, names))
    return [Cue(c.text, c.start, c.end, turn=True) if c.speaker == SOMEBODY else c for c in cues]


def _renamed(
    cues: Iterable[Cue], labels: Iterable[tuple[str, int] | None], names: frozenset[str]
) -> Iterator[Cue]:
    speaker: str | None = None
    for cue, pair in zip(cues, labels, strict=True):
        text, turn = cue.text, False
        if pair and pair[0] in names:
            speaker = pair[0]
            text = text[pair[1] :]
        elif cue.speaker == SOMEBODY:
            speaker, turn = None, True
        if text:
            yield Cue(text, cue.start, cue.end, speaker, turn)
