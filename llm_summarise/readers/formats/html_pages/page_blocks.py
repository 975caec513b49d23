"""The blocks of a page in their order: paragraphs, headings, names, times, rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from llm_summarise.domain.clock import clock_seconds, number
from llm_summarise.readers.documents.marked_text import BOLD, rows_as_lines
from llm_summarise.readers.speech.cleaning import speech, unescape

# A scan of our own: html.parser before Python 3.13.6 takes a minute for 400 kB of `<?` (quadratic).
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[\s/][^<>]*)?)>|<\?[^<>]*>", re.I)
SILENT: Final = frozenset(
    "script style head title noscript template svg nav footer aside form button select textarea audio video "
    "iframe object menu dialog".split()
)
_NESTED: Final = frozenset("div section article main ul ol dl details".split())
_CONTAINERS: Final = _NESTED | frozenset(("li", "td", "p"))
_BLOCKS: Final = frozenset(
    "p div section article header main body html li ul ol dl dt dd tr td th table blockquote thead tbody "
    "tfoot pre h1 h2 h3 h4 h5 h6 hr figure figcaption address details summary cite time caption".split()
)
_INLINE: Final = frozenset(
    "a abbr b bdi bdo br code data del dfn em font i img input ins kbd label mark q s samp small span strike "
    "strong sub sup tt u var wbr meta link source picture track".split()
)
_PLAIN: Final = {"p": "text", "cite": "speaker", "time": "time", "dt": "dt", "dd": "text", "li": "text"}
_KNOWN: Final = _BLOCKS | _INLINE | SILENT
_ATTRIBUTE: Final = re.compile(
    r"([a-z][a-z0-9_:-]{0,99}+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I
)
_SPEAKER_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:speaker|speaker-?name|voice-name|participant)(?:$|[\s_-])", re.I
)
_TIME_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:time-?stamp|time-?code|start-?time|cue-?time)(?:$|[\s_-])", re.I
)
CALLED_TRANSCRIPT: Final = re.compile(r"transcript|transkript|transcripci|trascrizion|transcri[cç]", re.I)
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|menu|footer|sidebar|breadcrumbs?|cookies?|share|social|comments|related|"
    r"newsletter|subscribe|skip-link|screen-reader-text|sr-only)(?:$|[\s_-])",
    re.I,
)
_SECONDS: Final = (
    "data-start",
    "data-time",
    "data-timestamp",
    "data-start-time",
    "data-seconds",
    "data-begin",
)
_LINKED_CLOCK: Final = re.compile(r"[\[(]?\s*((?:\d{1,3}:)?\d{1,3}:\d\d(?:[.,]\d{1,3})?)\s*[\])]?")
_CLOCK_STARTS: Final = frozenset(f"0123456789[({BOLD} ")
_LONGEST: Final = 2000
_BREAK: Final = "\ue001"
_BREAKS: Final = re.compile(r"\n{3,}")
_DOUBLED: Final = re.compile(r"[\[(]\s*(\[[\d:.,]+\])\s*[\])]")


@dataclass(slots=True)
class PageBlock:
    """One block. `kind` is "text", "heading", "speaker", "time", or "start" for one without words; `start` in
    seconds, where it has one of its own; `inside`: it is in an element called a transcript, `main`: in
    that of the page's matter."""

    kind: str
    text: str
    level: int = 0
    start: float | None = None
    inside: bool = False
    main: bool = False


def blocks_of(text: str) -> list[PageBlock]:
    """The blocks of a page. What looks like a tag and is none, as in `List<int>`, stays."""
    scan = _Scan()
    text = without_declarations(text)
    position = 0
    for match in _TAG.finditer(text):
        closing, name, raw = match.groups()
        if name and (name := name.lower()) not in _KNOWN:
            continue
        if position < match.start():
            scan.words(text[position : match.start()])
        if name:
            scan.tag(name, raw if "=" in raw else "", closing=bool(closing))
        position = match.end()
    scan.words(text[position:])
    scan.flush()
    return scan.blocks


def without_declarations(text: str) -> str:
    """`text` without comments and declarations such as the document type."""
    kept = []
    position = 0
    while (start := text.find("<!", position)) >= 0:
        kept.append(text[position:start])
        close = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(close, start + 2)
        if end < 0:
            return "".join(kept)
        position = end + len(close)
    return "".join([*kept, text[position:]])


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag, their names in lower case."""
    return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(raw[:_LONGEST])}


class _Scan:
    """Collects the words of blocks."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._words: list[str] = []
        self._kind, self._level = "text", 0
        self._start: float | None = None
        self._silent, self._depth = "", 0
        self._open: list[tuple[str, bool, bool]] = []
        self._counts: Counter[str] = Counter()
        self._inline: list[tuple[str, str, int]] = []
        self._rows: list[list[str]] | None = None

    def words(self, text: str) -> None:
        if not self._silent and (self._words or (text and not text.isspace())):
            self._words.append(text)

    def tag(self, name: str, raw: str, *, closing: bool) -> None:
        if self._silent:
            self._in_silence(name, closing=closing)
        elif not raw and name in _PLAIN and self._rows is None:
            self._begin("text" if closing else _PLAIN[name])
        elif not closing and self._is_silent(name, raw):
            self.flush()
            self._silent, self._depth = name, 1
        elif name == "br":
            self._words.append(_BREAK)
        elif name in ("b", "strong"):
            self._words.append(BOLD)
        elif name in ("a", "span"):
            self._phrase(name, raw, closing=closing)
        elif name in _BLOCKS:
            self._block(name, raw, closing=closing)

    def _in_silence(self, name: str, *, closing: bool) -> None:
        if name == self._silent:
            self._depth += -1 if closing else 1
            # What is said in scripts and the like holds no tags that count.
            if self._depth <= 0 or (closing and name in ("script", "style", "head", "title")):
                self._silent = ""
        elif name == "body" and not closing and self._silent in ("head", "title"):
            self._silent = ""  # the body ends a head that is not closed

    def _begin(self, kind: str) -> None:
        """Begin a block of a kind."""
        if self._words:
            self.flush()
        self._kind, self._level, self._start = kind, 0, None
        if self._inline:
            self._inline.clear()

    def _is_silent(self, name: str, raw: str) -> bool:
        return name in SILENT or (bool(raw) and name in _CONTAINERS and self._furniture(raw))

    def _furniture(self, raw: str) -> bool:
        found = attributes(raw)
        name = f"{found.get('class', '')} {found.get('id', '')}"
        return found.get("role") == "navigation" or (
            _FURNITURE.search(name) is not None and CALLED_TRANSCRIPT.search(name) is None
        )

    def _phrase(self, name: str, raw: str, *, closing: bool) -> None:
        """A link or a span: it may be a time or a name."""
        if not closing:
            kind = _phrase_kind(name, attributes(raw)) if raw else ""
            if kind.startswith("@"):
                self._words_at(float(kind[1:]))
                kind = ""
            if kind == "speaker" and self._rows is None:
                self.flush()
                self._kind = "speaker"
            self._inline.append((name, kind, len(self._words)))
        elif self._inline and self._inline[-1][0] == name:
            _, kind, place = self._inline.pop()
            if kind == "speaker" and self._rows is None:
                self.flush()
            elif kind in ("link", "time"):
                inside = "".join(self._words[place:])
                if match := _LINKED_CLOCK.fullmatch(unescape(inside).replace(BOLD, "").strip()):
                    self._words[place:] = [f" [{match[1]}] "]

    def _words_at(self, start: float) -> None:
        """Words with a time of their own: those at the head of a block tell when it starts."""
        if self._start is None and not "".join(self._words).strip():
            self._start = start

    def _block(self, name: str, raw: str, *, closing: bool) -> None:
        if name == "table" or self._rows is not None:
            self._table(name, closing=closing)
            return
        self._begin("text")
        if name in _NESTED:
            self._contain(name, raw, closing=closing)
        if closing:
            return
        if name[0] == "h" and name[1:].isdigit():
            self._kind, self._level = "heading", int(name[1])
        elif name in ("cite", "time", "dt"):
            self._kind = _PLAIN[name]
        if raw and (found := attributes(raw)):
            self._told(found)

    def _told(self, found: dict[str, str]) -> None:
        """What the attributes of a block tell: its time, its speaker, or that it is one of these."""
        if (start := start_of(found)) is not None:
            self.blocks.append(PageBlock("start", "", 0, start, *self._place()))
        names = found.get("class", "")
        if _SPEAKER_CLASS.search(names):
            self._kind = "speaker"
        elif _TIME_CLASS.search(names):
            self._kind = "time"
        if who := found.get("data-speaker"):
            self.blocks.append(PageBlock("speaker", speech(who), 0, None, *self._place()))

    def _contain(self, name: str, raw: str, *, closing: bool) -> None:
        if not closing:
            inside, main = self._place()
            found = attributes(raw) if raw else {}
            inside = (
                inside
                or CALLED_TRANSCRIPT.search(f"{found.get('id', '')} {found.get('class', '')}") is not None
            )
            self._open.append((name, inside, main or name in ("main", "article")))
            self._counts[name] += 1
        elif self._counts[name]:
            while self._open:
                top = self._open.pop()[0]
                self._counts[top] -= 1
                if top == name:
                    break

    def _place(self) -> tuple[bool, bool]:
        return self._open[-1][1:] if self._open else (False, False)

    def _table(self, name: str, *, closing: bool) -> None:
        if name == "table":
            self._cell()
            if self._rows:
                for line in rows_as_lines(self._rows):
                    self.blocks.append(PageBlock("text", line, 0, None, *self._place()))
            self._rows = None if closing else []
        elif name == "tr" and not closing and self._rows is not None:
            self._cell()
            self._rows.append([])
        elif name in ("td", "th"):
            if closing:
                self._cell(always=True)
            else:
                self._cell()
        else:
            self._words.append(" ")

    def _cell(self, *, always: bool = False) -> None:
        if self._rows is None:
            self.flush()
            return
        text = speech(unescape("".join(self._words)).replace(_BREAK, " "))
        self._words.clear()
        if (text or always) and self._rows:
            self._rows[-1].append(text)

    def flush(self) -> None:
        """End the block."""
        kind, level, start = self._kind, self._level, self._start
        self._kind, self._level, self._start = "text", 0, None
        if self._rows is not None or not self._words:
            return
        text = self._words[0] if len(self._words) == 1 else "".join(self._words)
        self._words.clear()
        text = unescape(text) if "&" in text else text
        text = _in_lines(text) if _BREAK in text else speech(text)
        if "[" in text:
            text = _DOUBLED.sub(r"\1", text)
        if text and (text[0] not in BOLD or text.strip(BOLD + " ")):
            self.blocks.append(PageBlock(kind, text, level, start, *self._place()))


def _in_lines(text: str) -> str:
    """`text` with its line breaks, two of which end a paragraph."""
    return _BREAKS.sub("\n\n", "\n".join(map(speech, text.split(_BREAK)))).strip()


def _phrase_kind(name: str, found: dict[str, str]) -> str:
    """What a link or a span is: "speaker", "time", "link", or "@12.5" for a time in an attribute."""
    names = found.get("class", "")
    if (start := start_of(found)) is not None and name == "span" and not _TIME_CLASS.search(names):
        return f"@{start}"
    if _SPEAKER_CLASS.search(names):
        return "speaker"
    if name == "a":
        return "link"
    return "time" if _TIME_CLASS.search(names) or "time" in names else ""


def start_of(found: dict[str, str]) -> float | None:
    """The time an element has in an attribute, in seconds (`data-m` counts milliseconds)."""
    for key in _SECONDS:
        if (value := found.get(key)) and (start := clock_seconds(value)) is not None:
            return start
    value = found.get("data-m") or found.get("data-start-ms")
    milliseconds = number(value) if value else None
    return None if milliseconds is None else round(milliseconds / 1000, 3)


def clock_of(text: str) -> float | None:
    """The time a block consists of, in seconds; None if it is more or something else."""
    if not text or text[0] not in _CLOCK_STARTS:
        return None
    match = _LINKED_CLOCK.fullmatch(text.strip(BOLD + " "))
    return clock_seconds(match[1]) if match else clock_seconds(text.strip("[]() "))
