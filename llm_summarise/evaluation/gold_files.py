"""Gold labels on disk, and the transcript that belongs to each file of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from llm_summarise.domain.errors import InputError
from llm_summarise.domain.transcript import Transcript
from llm_summarise.evaluation.gold import Gold
from llm_summarise.evaluation.gold_text import load_gold
from llm_summarise.files import leads_out, read_regular
from llm_summarise.readers.folders import MOST_BYTES
from llm_summarise.readers.sources import read_transcript

SUFFIXES: Final = (".vtt", ".srt", ".txt", ".json", ".html", ".htm", ".md")
"""Names of transcripts end so; of two equally good ones the earlier is taken."""

SIBLINGS: Final = ("transcripts", "episodes")
"""Folders beside that of the gold files in which transcripts are looked for."""


@dataclass(frozen=True)
class GoldEpisode:
    """An episode with labels. `name` is the stem of the gold file, `note` says which of several transcripts
    was taken, "" where there was no choice."""

    name: str
    gold: Gold
    transcript: Transcript
    note: str = ""


def load_episodes(place: Path, transcripts: Path | None = None) -> list[GoldEpisode]:
    """The gold files `*.json` in the folder `place`, or the one file it is, each with its transcript from
    `transcripts`; else from beside it, or a folder `transcripts` or `episodes` beside its own.

    Raises InputError for a file that is no gold file, and where there is none or no transcript for one.
    """
    found = sorted(place.glob("*.json")) if place.is_dir() else []
    files = [file for file in found if not leads_out(file, place)] if place.is_dir() else [place]
    if transcripts is not None and not transcripts.is_dir():
        raise InputError(str(transcripts), "no such folder of transcripts")
    if not files:
        hint = "llm-summarise label TRANSCRIPT makes one"
        raise InputError(str(place), "holds no gold file (*.json)", hint=hint)
    golds = {path: load_gold(read_gold_text(path), str(path)) for path in files}
    return [_episode(path, gold, transcripts, {p.absolute() for p in files}) for path, gold in golds.items()]


def _episode(path: Path, gold: Gold, transcripts: Path | None, golds: set[Path]) -> GoldEpisode:
    beside = path.absolute().parent
    places = [transcripts] if transcripts else [beside, *(beside.parent / name for name in SIBLINGS)]
    for folder in filter(Path.is_dir, places):
        inside = (file for file in sorted(folder.iterdir()) if not leads_out(file, folder))
        files = (file for file in inside if file.absolute() not in golds)
        if found := candidates(path.stem, gold.episode, files):
            best, note = _richest(path.stem, [read_transcript(file) for file in found])
            return GoldEpisode(path.stem, gold, best, note)
    raise InputError(
        str(path),
        f"no transcript is called {path.stem} or begins with {path.stem}- in {transcripts or beside}",
        hint="--transcripts DIR says where they are",
    )


def _richest(stem: str, read: Sequence[Transcript]) -> tuple[Transcript, str]:
    """The transcript with times and speakers, if any has them, and what is to be said of the choice."""
    best = max(read, key=lambda t: (t.duration is not None, bool(t.speakers)))
    others = ", ".join(Path(t.name).name for t in read if t is not best)
    return best, f"{stem}: {Path(best.name).name} is taken, not {others}" if others else ""


def candidates(stem: str, episode: str, files: Iterable[Path]) -> list[Path]:
    """The files with the name of the gold file, else those with the episode's, else those that begin with
    either and a dash; the best kinds of files first."""
    known = [p for p in files if p.suffix.lower() in SUFFIXES and p.is_file()]
    known.sort(key=lambda p: (SUFFIXES.index(p.suffix.lower()), p.name))
    for wanted in (stem, episode):
        if same := [p for p in known if p.stem == wanted]:
            return same
    return [p for p in known if p.name.startswith((f"{stem}-", f"{episode}-"))]


def read_gold_text(path: Path) -> str:
    """What is in a gold file. Raises InputError."""
    try:
        return read_regular(path, MOST_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(str(path), "no such file or folder") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read: {error}") from error
