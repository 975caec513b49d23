"""A diff cut to a budget of tokens, at the borders of files and hunks.

Nothing is left out unsaid: the text begins with all files and their counts, and names what was cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from llm_summarise.domain.text import CHARS_PER_TOKEN, estimate_tokens

LOCK_FILES: Final = frozenset(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock "
    "poetry.lock uv.lock pdm.lock pipfile.lock pylock.toml conda-lock.yml pixi.lock cargo.lock "
    "gemfile.lock composer.lock go.sum flake.lock mix.lock pubspec.lock packages.lock.json "
    "gradle.lockfile podfile.lock".split()
)
"""Written by package managers: that they changed is all there is to say."""

_GENERATED = re.compile(r"\.min\.(?:js|css)$|\.(?:js|css)\.map$|\.snap$")
_FILE = re.compile(r"^diff --git ", re.MULTILINE)
_PLAIN_FILE = re.compile(r"^--- .*\n\+\+\+ ", re.MULTILINE)
_HUNK = re.compile(r"^@@", re.MULTILINE)
_BINARY = re.compile(r"^(?:Binary files .* differ|GIT binary patch)$", re.MULTILINE)
_LIST_SHARE: Final = 4
"""The list of files may fill budget / _LIST_SHARE tokens."""


@dataclass
class FileDiff:
    """What happened to one file: the lines before its first hunk, and its hunks. `reason` says why the hunks
    are not worth showing, "" if they are. `shown` is what was chosen: nothing, or the header and hunks."""

    path: str
    header: str
    hunks: list[str]
    reason: str = ""
    added: int = 0
    removed: int = 0
    shown: list[str] = field(default_factory=list)


def cut_diff(text: str, budget: int) -> tuple[str, int]:
    """A diff in about `budget` tokens, and how many of its hunks were left out, wholly or in part.

    A diff that fits is returned whole but for lock files and binary hunks. Of one that does not, every file
    gets its first hunk before any gets its second; a hunk too large for all that is left ends at a line.
    """
    before, files = parse_diff(text)
    if not files:
        return _cut_lines(text, budget)
    listing = _listing(files, budget // _LIST_SHARE)
    left = budget - estimate_tokens(before + listing)
    cut = _choose(files, left)
    parts = [before.strip("\n"), listing, *(_shown(file) for file in files)]
    return "\n".join(part for part in parts if part), cut


def parse_diff(text: str) -> tuple[str, list[FileDiff]]:
    """What stands before the first file, and the files. A text that is no diff has no files."""
    starts = [m.start() for m in _FILE.finditer(text)] or [m.start() for m in _PLAIN_FILE.finditer(text)]
    if not starts:
        return text, []
    return text[: starts[0]], [_file(part) for part in _parts(text, starts)]


def _parts(text: str, starts: Sequence[int]) -> list[str]:
    return [text[a:b] for a, b in pairwise([*starts, len(text)])]


def _file(text: str) -> FileDiff:
    starts = [m.start() for m in _HUNK.finditer(text)]
    header = text[: starts[0]] if starts else text
    hunks = [part.rstrip("\n") for part in _parts(text, starts)]
    path = _path(header)
    binary = _BINARY.search(header)
    lines = [line for hunk in hunks for line in hunk.split("\n")[1:]]
    return FileDiff(
        path,
        (header[: binary.start()] if binary else header).rstrip("\n"),
        [] if binary else hunks,
        "binary" if binary else _reason(path.rpartition("/")[2].lower()),
        sum(line.startswith("+") for line in lines),
        sum(line.startswith("-") for line in lines),
    )


def _reason(name: str) -> str:
    """Why the changes in a file of this name are not worth showing; "" if they are."""
    if name in LOCK_FILES:
        return "lock file"
    return "generated" if _GENERATED.search(name) else ""


def _path(header: str) -> str:
    named = r"^rename to (.+)$", r"^\+\+\+ b/(.+?)\t?$", r"^--- a/(.+?)\t?$", r"^\+\+\+ (.+?)(?:\t.*)?$"
    for pattern in named:
        if found := re.search(pattern, header, re.MULTILINE):
            return found[1]
    found = re.match(r"diff --git a/(.+) b/", header)
    return found[1] if found else "?"


def _listing(files: Sequence[FileDiff], budget: int) -> str:
    lines = [f"{len(files)} files changed:" if len(files) > 1 else "1 file changed:"]
    room = int(budget * CHARS_PER_TOKEN)
    for n, file in enumerate(files):
        line = f"  {file.path} +{file.added} -{file.removed}{f' ({file.reason})' if file.reason else ''}"
        room -= len(line) + 1
        if room < 0 and n:
            lines.append(f"  and {len(files) - n} more files")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _choose(files: Sequence[FileDiff], left: int) -> int:
    """Put the hunks that fit into `shown` of their files, in rounds; how many do not."""
    cut = 0
    ended: set[int] = set()
    for file, hunk in _in_rounds([file for file in files if not file.reason]):
        header = [] if file.shown else [file.header]
        cost = estimate_tokens("\n".join([*header, hunk]))
        if cost <= left and id(file) not in ended:
            file.shown += [*header, hunk] if hunk else header
            left -= cost
            continue
        cut += bool(hunk)
        ended.add(id(file))
        part, _ = _cut_lines(hunk, left - estimate_tokens(file.header) - 10)
        if not file.shown and part.count("\n") > 3:
            file.shown += [file.header, part]
            left = 0
    return cut


def _in_rounds(files: Sequence[FileDiff]) -> Iterator[tuple[FileDiff, str]]:
    """All first hunks, then all second ones, and so on; a file without any has an empty one."""
    for n in range(max((len(file.hunks) for file in files), default=0) or 1):
        for file in files:
            if n < len(file.hunks) or n == 0:
                yield file, file.hunks[n] if file.hunks else ""


def _shown(file: FileDiff) -> str:
    """A file as far as it is shown: its first hunks, in order."""
    if not file.shown:
        return ""
    hidden = len(file.hunks) - len(file.shown) + 1
    note = [f"[{hidden} more hunks of {file.path} are not shown]"] if hidden else []
    return "\n".join([*file.shown, *note])


def _cut_lines(text: str, budget: int) -> tuple[str, int]:
    if estimate_tokens(text) <= budget:
        return text, 0
    room = max(0, int(budget * CHARS_PER_TOKEN))
    end = text.rfind("\n", 0, room)
    kept = text[: end if end > 0 else room]
    return f"{kept}\n[{text.count(chr(10), len(kept)):,} more lines are not shown]", 1
