"""Who speaks: voice tags, marks where the speaker changes, and names with a colon before the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from llm_summarise.domain.sentences import STOPS
from llm_summarise.domain.transcript import Cue
from llm_summarise.readers.speech.cleaning import MARKED, clean, folded

SOMEBODY: Final = ""
"""Who begins to speak after a mark of change that gives no name; `name_speakers` makes it None and a
turn."""

_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>", re.IGNORECASE)
# `>> ` where a sentence may begin, `- ` only at the start of a line: both are also used inside sentences.
_CHANGE: Final = re.compile(
    r"(?:^|(?<=\n)|(?<=[.?!,;:…\"'”’)\]♪-][ \n]))[ \t]*(?:>>+|(?:&gt;){2,})(?=[\s\w\"'“‘(\[♪]|$)[ \t]*"
    r"|(?:^|(?<=\n))[ \t]*[-–—](?=[ \t]+\S)[ \t]*"
)
_DASH_AFTER_SENTENCE: Final = re.compile(rf"(?<=[{STOPS}\"”])[ \t]+[-–—][ \t]+(?=[\w\"'“‘(\[])")
_HYPHEN_BEFORE_CAPITAL: Final = re.compile(rf"(?<=[{STOPS}\"”])[ \t]+-[ \t]+(?=[\"“]?[A-Z])")
_ANY_CHANGE: Final = re.compile(r">>|&gt;|[-–—][ \t]")


def bare(payload: str) -> str | None:
    """The words of a caption that is nothing but words, as most are; None (or "") if it is to be looked at:
    `turns` would give the same, and takes three times as long."""
    if MARKED.search(payload) or "- " in payload or ("\n" in payload and ":" in payload):
        return None
    return folded(payload)


def turns(payload: str, speaker: str | None) -> list[tuple[str | None, str]]:
    """The pieces of a caption as (speaker, text), split where the speaker changes.

    `speaker` is who spoke last. After a mark without a name (`>> `, `- `) it is SOMEBODY. The text of a
    piece may be empty: then only the speaker changed.
    """
    if "<" not in payload:
        return _changes(payload, speaker, None)
    first, *parts = _VOICE.split(payload)
    result = _changes(first, speaker, None) if first.strip() else []
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        voice = clean(name) or None
        result += _changes(part, voice, voice)
    return result


def _changes(text: str, speaker: str | None, named: str | None) -> list[tuple[str | None, str]]:
    """`text` split at marks of change; one at the very start of what a voice tag named changes nothing."""
    if words := bare(text):
        return [(speaker, words)]
    if not _ANY_CHANGE.search(text):
        if "\n" in text and ":" in text and len(parts := _named_lines(text)) > 1:
            return [(speaker, clean(part)) for part in parts]
        return [(speaker, clean(text))]
    first, *others = _CHANGE.split(text)
    dashed = text.lstrip()[:1] in "-–—"
    result = _sentences_of_others(first, speaker, dashed) if first.strip() else []
    for index, piece in enumerate(others):
        speaker = named if named and index == 0 and not first.strip() else SOMEBODY
        result += _sentences_of_others(piece, speaker, dashed)
    return result


def _sentences_of_others(text: str, speaker: str | None, dashed: bool) -> list[tuple[str | None, str]]:
    """`text` split at dashes between sentences: `Yes. - From whom?`"""
    first, *others = (_DASH_AFTER_SENTENCE if dashed else _HYPHEN_BEFORE_CAPITAL).split(text)
    return [(speaker, clean(first)), *((SOMEBODY, clean(part)) for part in others)]


def _named_lines(text: str) -> list[str]:
    """The lines of `text`, joined but for those that begin with a name and a colon."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if parts[-1] and (pair := label(line)) and name_like(pair[0]):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


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
