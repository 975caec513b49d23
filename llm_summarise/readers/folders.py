"""What a batch has to do: which files are meant, and what each one's results are called."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from llm_summarise.domain.errors import InputError, SettingsError
from llm_summarise.files import leads_out, open_regular, read_regular
from llm_summarise.readers.digest import BLOCK, content_digest

SUFFIXES: Final = tuple(".vtt .srt .json .txt .sbv .ttml .dfxp .ass .ssa .smi .tsv .docx .odt".split())
"""What is read of a folder, and, of files that are otherwise equal, which goes first. Other files are read
if they are named, or matched by a glob."""

MOST_BYTES: Final = 256 * 2**20
"""What a file may have that is found in a folder."""

_SPEECH: Final = re.compile(
    rb'"(?:segments|transcription|chunks|words|utterances|monologues|recognizedPhrases|sentences)"\s*:\s*\['
)
"""What the JSON of a transcript has and that of other things has not."""

_STRIPPED: Final = (*SUFFIXES, ".md", ".html", ".htm", ".text")


@dataclass(frozen=True, slots=True)
class Item:
    """One episode to summarise. `name` is what messages call its file, and opens it; `place` is the file's
    path below the folder that all inputs have in common, `stem` that of its results, without their suffix
    (both with "/"). `rivals` are all files that would give these results, place to SHA-256."""

    name: str
    place: str
    stem: str
    sha256: str
    rivals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A file about which there is something to say, and nothing to do."""

    name: str
    reason: str


@dataclass(frozen=True)
class FoundFiles:
    """The episodes in order of their names; files that cannot be read; those left for a better one; and links
    that lead out of the folder they were found in, which are not followed."""

    items: tuple[Item, ...]
    unusable: tuple[Told, ...] = ()
    passed_over: tuple[Told, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def notice(self) -> str | None:
        """What is to be said of the links."""
        if not self.links:
            return None
        more = f" and {len(self.links) - 3} more" if len(self.links) > 3 else ""
        return f"skipped, for they are links that lead out of the folder: {', '.join(self.links[:3])}{more}"


class Known(Protocol):
    """What earlier batches into the same folder have written down."""

    def winner(self, stem: str, rivals: Mapping[str, str]) -> str | None:
        """The place of the file that was read last time, if the files to choose from are still the same."""


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    place: str
    stem: str
    sha256: str


def find(
    paths: Sequence[str], *, output: Path | None = None, own: Iterable[str] = (), known: Known | None = None
) -> FoundFiles:
    """The episodes in files, folders (with all below them) and globs.

    `output` is not searched for transcripts, nor are the files `own`, absolute paths of earlier results.
    Results are named by the file's path below the deepest folder that everything in `paths` shares.
    Raises InputError if there is nothing at all to read, or nothing that is named exists.
    """
    unusable: list[Told] = []
    skip = {output.resolve()} if output is not None else set()
    links: list[str] = []
    seen = _looked_at(paths, skip, set(map(Path, own)), unusable, links)
    if not seen and [told.name for told in unusable] == list(paths):
        reasons = "; ".join(dict.fromkeys(told.reason for told in unusable))
        raise InputError(", ".join(paths), reasons, hint="name files or folders; a pattern goes in quotes")
    unusable += [told for told in seen if isinstance(told, Told)]
    if not seen and not unusable:
        what = "holds only links that lead out of it" if links else "no transcripts in it"
        raise InputError(", ".join(paths), what, hint=f"a folder is read for *{', *'.join(SUFFIXES)}")
    items, passed = _choose([file for file in seen if isinstance(file, _File)], known)
    told = tuple(sorted(unusable, key=lambda told: told.name))
    return FoundFiles(tuple(items), told, tuple(passed), tuple(sorted(links)))


def _looked_at(
    paths: Sequence[str], skip: set[Path], own: set[Path], unusable: list[Told], links: list[str]
) -> list[_File | Told]:
    """What `paths` mean, each file once; what means nothing goes to `unusable`, and to `links` what leads out
    of where it was found. What a user names is meant wherever it leads."""
    base = Path(os.path.commonpath([_root(path) for path in paths]))
    named: dict[Path, Path] = {}
    for path in paths:
        found = _expand(path, unusable)
        for each in (
            _staying(found, _root(path), links) if not os.path.lexists(Path(path).expanduser()) else found
        ):
            inside = _staying(_walk(each, skip, unusable), each, links) if each.is_dir() else [each]
            for name in inside:
                named.setdefault(_whole(name), name)
    files = {os.path.realpath(whole) for whole in named if not whole.is_symlink()}
    seen: list[_File | Told] = []
    for whole, name in named.items():
        real = os.path.realpath(whole)
        if whole in own or (whole.is_symlink() and real in files):
            continue  # a link to what is read anyway
        files.add(real)
        seen.append(_look_at(name, base))
    return seen


def _staying(paths: Iterable[Path], folder: Path, links: list[str]) -> Iterator[Path]:
    """Those of `paths` that are in `folder` with all links followed; the others go to `links`. A link to
    nowhere stays, to be told of."""
    for path in paths:
        if path.exists() and leads_out(path, folder):
            links.append(str(path))
        else:
            yield path


def shard(items: Sequence[Item], part: str) -> tuple[Item, ...]:
    """The items of the shard `part`, such as "3/10": by content, so that the same file is in the same shard
    on every machine. Raises SettingsError."""
    number, _, count = part.partition("/")
    if not (number.isascii() and number.isdigit() and count.isascii() and count.isdigit()):
        raise SettingsError(f"--shard {part}: is not like 3/10")
    if not 1 <= int(number) <= int(count):
        raise SettingsError(f"--shard {part}: shards are numbered from 1/{count} to {count}/{count}")
    return tuple(item for item in items if int(item.sha256[:16], 16) % int(count) == int(number) - 1)


def _root(path: str) -> Path:
    """The folder that the results of what `path` names are named below."""
    named = _whole(Path(path).expanduser())
    if glob.has_magic(path) and not named.exists():
        return _fixed(Path(path).expanduser())[0]
    return named if named.is_dir() else named.parent


def _fixed(pattern: Path) -> tuple[Path, str]:
    """The folder before the first `*` of a pattern, and the rest."""
    first = next(n for n, part in enumerate(pattern.parts) if glob.has_magic(part))
    return _whole(Path(*pattern.parts[:first])), "/".join(pattern.parts[first:])


def _whole(path: Path) -> Path:
    """`path` from the root, without ".."; links stay what they are."""
    return Path(os.path.normpath(path.absolute()))


def _expand(text: str, unusable: list[Told]) -> list[Path]:
    path = Path(text).expanduser()
    if os.path.lexists(path):
        return [path]
    if not glob.has_magic(text):
        unusable.append(Told(text, "no such file"))
        return []
    folder, rest = _fixed(path)
    try:
        matches = sorted(folder.glob(rest))
    except (ValueError, OSError) as error:
        unusable.append(Told(text, f"is no pattern for files ({error})"))
        return []
    visible = [m for m in matches if not any(part.startswith(".") for part in m.relative_to(folder).parts)]
    if not visible:
        unusable.append(Told(text, "matches no file"))
    shown = Path(os.path.relpath(folder)) if not path.is_absolute() else folder
    return [shown / match.relative_to(folder) for match in visible]


def _walk(folder: Path, skip: set[Path], unusable: list[Told]) -> Iterator[Path]:
    """The transcripts below a folder. Hidden ones are not meant, and links to folders may lead in circles."""

    def fail(error: OSError) -> None:
        unusable.append(Told(str(error.filename), error.strerror or str(error)))

    if _is_no_folder(folder):
        unusable.append(Told(str(folder), "is a directory"))
        return
    for place, folders, files in os.walk(folder, onerror=fail):
        here = Path(place)
        real = [name for name in _visible(folders) if not (here / name).is_symlink()]
        inside = [name for name in real if (here / name).resolve() not in skip]
        folders[:] = [name for name in inside if not _is_no_folder(here / name)]
        unusable += [Told(str(here / name), "is a directory") for name in inside if name not in folders]
        named = [here / name for name in _visible(files) if _suffix(name) in SUFFIXES]
        yield from filter(_may_hold_speech, named)


def _visible(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if not name.startswith("."))


def _may_hold_speech(file: Path) -> bool:
    """False for JSON that is something else, such as an earlier result: a folder holds many of these."""
    if _suffix(file.name) != ".json":
        return True
    try:
        data = read_regular(file, MOST_BYTES)
    except OSError:
        return True  # to be reported when it is opened
    return not data.lstrip().startswith(b"{") or _SPEECH.search(data) is not None


def _is_no_folder(folder: Path) -> bool:
    """Whether a folder is called like a transcript and holds none."""
    if _suffix(folder.name) not in SUFFIXES:
        return False
    return not any(_suffix(name) in SUFFIXES for _, _, files in os.walk(folder) for name in files)


def _look_at(path: Path, base: Path) -> _File | Told:
    """A file with its content's hash, or why there is none."""
    name = str(path)
    try:
        there = path.stat()
        if not stat.S_ISREG(there.st_mode):
            return Told(name, "is no regular file - llm-summarise FILE reads a pipe")
        if there.st_size > MOST_BYTES:
            return Told(name, f"has more than {MOST_BYTES:,} bytes, which no transcript has")
        with open_regular(path) as file:
            digest = content_digest(iter(lambda: file.read(BLOCK), b""))
    except FileNotFoundError:
        target = path.readlink() if path.is_symlink() else None
        return Told(name, f"is a link to {target}, which does not exist" if target else "no such file")
    except PermissionError:
        return Told(name, "no permission to read it")
    except OSError as error:
        return Told(name, f"cannot be read ({error.strerror or error})")
    place = _whole(path).relative_to(base).as_posix()
    suffix = _suffix(place)
    return _File(name, place, place[: -len(suffix)] if suffix in _STRIPPED else place, digest)


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _choose(files: Sequence[_File], known: Known | None) -> tuple[list[Item], list[Told]]:
    """One file for each stem, the best one; of the others, why not."""
    rivals: dict[str, list[_File]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.place):
        rivals[file.stem].append(file)
    items, passed = [], []
    for stem, group in rivals.items():
        hashes = {file.place: file.sha256 for file in group}
        before = known.winner(stem, hashes) if known is not None and len(group) > 1 else None
        chosen = next((file for file in group if file.place == before), None) or _best(group)
        items.append(Item(chosen.path, chosen.place, stem, chosen.sha256, hashes if len(group) > 1 else {}))
        reason = f"gives the same name as {chosen.path}, which is the better of them and is taken"
        passed += [Told(file.path, reason) for file in group if file is not chosen]
    return items, passed


def _best(group: Sequence[_File]) -> _File:
    """The file with times and speakers; failing that with times, then with speakers."""
    return group[0] if len(group) == 1 else max(group, key=_worth)


def _worth(file: _File) -> tuple[bool, bool, bool, int]:
    from llm_summarise.readers import parse

    suffix = _suffix(file.path)
    order = -SUFFIXES.index(suffix) if suffix in SUFFIXES else -len(SUFFIXES)
    try:
        transcript = parse(Path(file.path).read_bytes(), file.path)
    except (InputError, OSError):
        return False, False, False, order
    return True, transcript.duration is not None, bool(transcript.speakers), order
