"""Which of the files a git hook is given are summarised: of several files of one talk the best.

Whisper writes `talk.vtt`, `talk.srt` and more, of which there is one summary. Which one it is made of must be
the same whatever part of them a commit has, and in every clone: git is asked which others it knows.
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from llm_summarise.domain.text import readable
from llm_summarise.hooks.safe_git import staged
from llm_summarise.readers.folders import SUFFIXES

CAPTIONS: Final = tuple(".vtt .srt .sbv .ttml .dfxp .ass .ssa .smi".split())
"""Endings of files that hold nothing but a transcript: such a file may stand for one that was given."""

_AT_ONCE: Final = 500
_LINK: Final = "120000"
_SUBMODULE: Final = "160000"


@dataclass(frozen=True)
class GivenFiles:
    """The transcripts to look at, and files that are left out, each with the reason."""

    transcripts: list[Path]
    left_out: list[tuple[Path, str]]


def one_of_each(files: Sequence[Path]) -> GivenFiles:
    """One transcript for each summary: of files called alike the one whose format comes first in SUFFIXES. A
    file that git knows counts although it was not given. Links and submodules hold no transcript."""
    given = {_whole(path): path for path in files}
    nearby = [path for path in _beside(given.values()) if _whole(path) not in given]
    modes = _modes([*given.values(), *nearby])
    left_out: list[tuple[Path, str]] = []
    talks: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for whole, path in given.items():
        if path.is_symlink() or modes.get(whole) == _LINK:
            left_out.append((path, "is a link, and what it leads to is in no commit"))
        elif modes.get(whole) == _SUBMODULE:
            left_out.append((path, "is a submodule"))
        else:
            talks[_talk(path)].append(path)
    for path in nearby:
        if modes.get(_whole(path), _LINK) not in (_LINK, _SUBMODULE) and _talk(path) in talks:
            talks[_talk(path)].append(path)
    transcripts = []
    for twins in talks.values():
        best = min(twins, key=_rank)
        transcripts.append(best)
        reason = f"the summary is made of {readable(best.name)}"
        left_out += [(path, reason) for path in twins if path != best and _whole(path) in given]
    return GivenFiles(transcripts, left_out)


def _rank(path: Path) -> tuple[int, str]:
    suffix = path.suffix.lower()
    return SUFFIXES.index(suffix) if suffix in SUFFIXES else len(SUFFIXES), path.name


def _talk(path: Path) -> tuple[str, str]:
    """What files of one talk share: their folder and their name, whose case not every file system tells."""
    return _whole(path.parent), path.stem.casefold()


def _whole(path: Path) -> str:
    return os.path.normpath(path.absolute())


def _beside(files: Iterable[Path]) -> Iterator[Path]:
    """Captions that are called like one of `files` and lie beside it."""
    stems: dict[Path, set[str]] = defaultdict(set)
    for path in files:
        stems[path.parent].add(path.stem.casefold())
    for folder, wanted in stems.items():
        try:
            there = sorted(folder.iterdir())
        except OSError:
            continue
        yield from (p for p in there if p.suffix.lower() in CAPTIONS and p.stem.casefold() in wanted)


def _modes(paths: Sequence[Path]) -> dict[str, str]:
    """How git keeps each of `paths`, as six digits, by its whole path; what it does not know is left out, and
    outside of a repository all is."""
    modes: dict[str, str] = {}
    for start in range(0, len(paths), _AT_ONCE):
        names = list(map(str, paths[start : start + _AT_ONCE]))
        try:
            modes |= {_whole(Path(name)): mode for mode, _, name in staged(names)}
        except (OSError, ValueError, subprocess.CalledProcessError):
            continue
    return modes
