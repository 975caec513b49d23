"""Tables, settings, mail, calendars, addresses, playlists, keys and other files of data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.reasons import CONVERT, TRANSCRIPT, NotATranscript

_BEGINNINGS: Final = (
    ("BEGIN:VCALENDAR", "a calendar (iCalendar)"),
    ("BEGIN:VCARD", "an address card (vCard)"),
    ("#EXTM3U", "a playlist (M3U)"),
    ("[playlist]", "a playlist (PLS)"),
    ("-----BEGIN ", "a key or a certificate"),
    ("%!PS", "a PostScript document"),
    ("ISO-10303-21", "a drawing (STEP)"),
)
_ENCODED: Final = (
    (("Scenarist_SCC",), "closed captions in codes (Scenarist SCC)"),
    (("File Format=MacCaption_MCC",), "closed captions in codes (MacCaption MCC)"),
    (("*Timecode type", "*PART 1*"), "encoded captions (Cheetah CAP)"),
    (("# VobSub index file", "VobSub index file"), "an index of subtitles in pictures (VobSub)"),
)
"""Captions that are no text, though their files are."""

_BIBTEX: Final = re.compile(
    r"\s*@(?:article|book|misc|in\w+|phdthesis|techreport|online|string|comment)\s*[{(]", re.I
)
_SQL: Final = re.compile(
    r"\s*(?:create (?:or replace )?(?:unique )?(?:table|index|view|database|temp|function|procedure|trigger|"
    r"type|schema|role|extension|aggregate|operator|sequence|user)|insert into|drop table|"
    r"alter table|select .+ from|update \w+ set|"
    r"delete from|begin(?: transaction)?;|"
    r"alter \w+ |drop \w+ |grant |comment on |commit;|pragma |use \w+;|set @|lock tables|\) values|"
    r"values\s*\()",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(
    r"(From|To|Cc|Subject|Date|Message-I[dD]|MIME-Version|Received|Return-Path|Content-[\w-]+|X-[\w-]+): "
)
_MAIL_ONLY: Final = frozenset(
    {"Message-ID", "Message-Id", "MIME-Version", "Received", "Return-Path", "Content-Type"}
)
_SECTION: Final = re.compile(r"\s*\[{1,2}[\w.:/\" -]+\]{1,2}\s*(?:[#;].*)?$")
_SETTING: Final = re.compile(
    r"\s*(?:export )?[\w.\-/\"']+(?: [\w.]+)?\s*=(?!=)\s*\S?|\s*[}\]],?$|\s+[\"'\d{\[].*,$"
)
_REMARK: Final = re.compile(r"\s*(?:[#;]|//)")
_KEY: Final = re.compile(r"(\s*)(?:- )?([\w./\"'$@-]+):(?:\s+(.*))?$")
_ITEM: Final = re.compile(r"\s*- \S|\s*---\s*$|\s*[}\]],?$")
_PACKED: Final = re.compile(r"[A-Za-z0-9+/=_-]{40,}\s*$")
_DUMP: Final = re.compile(r"\s*(?:0x)?[0-9a-fA-F]{4,16}[:|]?\s+(?:[0-9a-fA-F]{2,8}\s+){4,}")
_LOG_LEVEL: Final = re.compile(
    r".{0,80}?\b(?:INFO|DEBUG|WARN|WARNING|ERROR|TRACE|FATAL|CRITICAL|NOTICE|SEVERE|info|debug|warn|"
    r"error)\b[\]: |-]"
)
_LOG: Final = re.compile(
    r"\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\w{3} +\d{1,2} \d\d:\d\d:\d\d |"
    r"\d{1,3}(?:\.\d{1,3}){3} \S+ \S+ \[|"
    r"\w{3} \w{3} +\d{1,2} \d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:\d\d|\[ *\d+\.\d{6}\])"
)
_LOG_SENDER: Final = re.compile(r".{0,60}?[\w./-]+(?:\[\d+\])?: |.{0,60}?\"(?:GET|POST|PUT|HEAD) ")
_LEVEL_FIRST: Final = re.compile(r"\[?(?:INFO|DEBUG|WARN|WARNING|ERROR|TRACE|FATAL|CRITICAL)\]?[: \t]")
_PO: Final = re.compile(r"msg(?:id|str)(?:\[\d\])? \"")
_COLUMN: Final = re.compile(
    r"(?:start|end|begin|time|timestamp|duration|speaker|text|name|id|title|date|in|out)\b", re.I
)


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """What file of data `excerpt` is from."""
    for beginnings, what in _ENCODED:
        if excerpt.head.startswith(beginnings):
            return NotATranscript(what, CONVERT)
    for beginning, what in _BEGINNINGS:
        if excerpt.head.startswith(beginning):
            return NotATranscript(what)
    if excerpt.count(_BIBTEX) and re.search(r"^[^\S\n]*\w+\s*=\s*[{\"\d]", excerpt.head, re.MULTILINE):
        return NotATranscript("a bibliography (BibTeX)")
    if excerpt.count(_PO) >= 4:
        return NotATranscript("a translation (gettext)")
    if _is_mail(excerpt):
        return NotATranscript("an e-mail", "save the text of the transcript from it")
    return _of_many_lines(excerpt) if len(excerpt.lines) >= 3 else _packed(excerpt)


def _of_many_lines(excerpt: Excerpt) -> NotATranscript | None:
    if excerpt.count(_SQL) >= 2 and _is_sql(excerpt):
        return NotATranscript("SQL")
    if _is_log(excerpt):
        return NotATranscript("a log file")
    if _is_settings(excerpt):
        return NotATranscript("a file of settings")
    if _is_yaml(excerpt):
        return NotATranscript("YAML")
    return _table(excerpt) or _packed(excerpt)


def _is_sql(excerpt: Excerpt) -> bool:
    """Many lines end statements or parts of a list."""
    lines = [line.rstrip() for line in excerpt.lines if not line.lstrip().startswith("--")]
    ended = sum(line.endswith((";", ",")) for line in lines)
    return ended * 4 >= len(lines) and any(line.endswith(";") for line in lines)


def _is_mail(excerpt: Excerpt) -> bool:
    """A block of headers of which some only stand in mail (a talk may begin with "Subject:")."""
    names = []
    for line in excerpt.raw:
        if match := _MAIL.match(line):
            names.append(match[1])
        elif not line.strip() or not (
            line[:1].isspace() or line.startswith("From ") or re.match(r"[\w-]+: ", line)
        ):
            break
    return len(set(names)) >= 3 and any(name in _MAIL_ONLY for name in names)


def _is_log(excerpt: Excerpt) -> bool:
    if len(excerpt.lines) < 4:
        return False
    if excerpt.share(_LEVEL_FIRST) >= 0.6:
        return True
    if excerpt.share(_LOG) < 0.5:
        return False
    return excerpt.share(_LOG_LEVEL) >= 0.3 or (
        excerpt.share(re.compile(r"\w{3} +\d{1,2} \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?: ")) >= 0.5
        or excerpt.share(re.compile(r"\d{1,3}(?:\.\d{1,3}){3} \S+ \S+ \[.*\"[A-Z]+ ")) >= 0.5
        or excerpt.share(re.compile(r"\[ *\d+\.\d{6}\]")) >= 0.5
    )


def _is_settings(excerpt: Excerpt) -> bool:
    lines = [line for line in excerpt.lines if not _REMARK.match(line)]
    values = sum(_SETTING.match(line) is not None for line in lines)
    assigned = sum("=" in line for line in lines)
    sections = sum(_SECTION.match(line) is not None for line in lines)
    return assigned >= 2 and (assigned >= 4 or sections > 0) and values + sections >= 0.75 * len(lines)


def _is_yaml(excerpt: Excerpt) -> bool:
    """Keys in lower case that differ, some of them above lines that stand further in. (A talk has names
    before colons, which recur, at the margin.)"""
    lines = [line for line in excerpt.lines if not _REMARK.match(line)]
    keys = [match for line in lines if (match := _KEY.match(line))]
    items = [line for line in lines if _ITEM.match(line)]
    listed = [len(line.split()) - 1 for line in items if not _KEY.match(line)]
    if len(keys) < max(4, 0.8 * len(lines) - len(listed)):
        return False
    if len(listed) > len(keys) and sorted(listed)[len(listed) // 2] > 4:
        return False  # front matter above a list of sentences
    nested = sum(map(_is_above_its_own, lines, lines[1:]))
    return _are_settings(keys) and nested >= 1 and len(items) + nested >= 2


def _is_above_its_own(line: str, below: str) -> bool:
    """Whether `line` is a key without a value, and the line below stands further in."""
    match = _KEY.match(line)
    return match is not None and not match[3] and len(below) - len(below.lstrip()) > len(match[1])


def _are_settings(keys: list[re.Match[str]]) -> bool:
    """Whether half of the values are short, and most keys in lower case."""
    words = sorted(len((match[3] or "").split()) for match in keys)
    lower = sum(match[2].lstrip("\"'")[:1].islower() for match in keys)
    return words[len(words) // 2] <= 4 and lower >= 0.6 * len(keys)


def _table(excerpt: Excerpt) -> NotATranscript | None:
    lines = excerpt.lines
    for sign, name in (("\t", "TSV"), (",", "CSV"), (";", "CSV"), ("|", "columns")):
        if not _in_columns(lines, sign):
            continue
        header = [cell.strip(" \"'*`") for cell in lines[0].split(sign)]
        titled = all(len(cell.split()) <= 3 for cell in header) and any(map(_COLUMN.match, header))
        spoken = _holds_sentences(lines[1:], sign)
        if titled or not spoken:
            hint = "export it as WebVTT, SRT or text" if spoken or titled else TRANSCRIPT
            return NotATranscript(f"a table ({name})", hint)
    return None


def _in_columns(lines: Sequence[str], sign: str) -> bool:
    """Whether `sign` cuts nearly all lines into as many cells, and is not the comma of prose."""
    if sign == "|" and not lines[0].startswith("|"):
        return False
    number, often = Counter(_cut(line, sign) for line in lines).most_common(1)[0]
    if number < (1 if sign == "\t" else 2) or often < 0.9 * len(lines):
        return False
    joined = "\n".join(lines)
    prose = sign in ",;" and joined.count(f"{sign} ") > 0.3 * joined.count(sign) and '"' not in joined
    return not prose


def _holds_sentences(rows: Sequence[str], sign: str) -> bool:
    """Whether the longest cell of half of the rows has four words at least."""
    longest = sorted(max(len(cell.split()) for cell in row.split(sign)) for row in rows)
    return longest[len(longest) // 2] >= 4


def _cut(line: str, sign: str) -> int:
    """How often `line` is cut at `sign`, but for what stands in quotes."""
    if '"' not in line:
        return line.count(sign)
    return sum(part.count(sign) for part in line.split('"')[::2])


def _packed(excerpt: Excerpt) -> NotATranscript | None:
    if excerpt.share(_DUMP) >= 0.7:
        return NotATranscript("a dump of bytes")
    if excerpt.share(_PACKED) >= 0.6 and not excerpt.head[:200].isalpha():
        return NotATranscript("packed data (base64)", "unpack it first")
    return None
