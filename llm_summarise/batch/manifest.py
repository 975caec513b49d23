"""The folder that a batch writes into: what was made of what, and whose files are whose.

Beside the results, in `.llm-summarise`, lies one small file an episode. So two batches, or the parts of one
that were copied together from several machines, cannot harm each other's, and a look at one costs nothing.
A file is only ever replaced if its content is known to be ours.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final

from llm_summarise.files import try_lock
from llm_summarise.render.output import OutputError

FOLDER: Final = ".llm-summarise"
OVER_ALL: Final = "/"
"""What is called the stem of the page over all episodes; that of an episode never begins so."""
_TEMPORARY: Final = ".tmp"


@dataclass(frozen=True, slots=True)
class Record:
    """What an episode's results were made of. `source` is the place of its file, `input` the SHA-256 of its
    bytes, `fingerprint` that of everything else that shapes a result. `outputs` are the results, path to
    SHA-256; `before` are results they replace, which may still be there if the process died meanwhile.
    `rivals` are the files that would have given these results, place to SHA-256. Without `complete`, parts
    are missing and it is to be done again. `entry` is the episode's entry on the page over all, as JSON."""

    stem: str
    source: str
    input: str
    fingerprint: str
    outputs: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    rivals: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    entry: str | None = None


class OutputFolder:
    """The results of a batch in `root`, which is made when there is something to write.

    Paths of results are relative to it, with "/".
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.records = root / FOLDER

    def record(self, stem: str) -> Record | None:
        """What is written down about an episode; None if nothing is, or nothing that can be read."""
        return _read(self.records / _file_name(stem))

    def winner(self, stem: str, rivals: Mapping[str, str]) -> str | None:
        """The place of the file that was read last time, if the files to choose from are still the same."""
        record = self.record(stem)
        return record.source if record is not None and dict(record.rivals) == dict(rivals) else None

    def own(self) -> Iterator[str]:
        """The absolute paths of all results that are written down."""
        root = self.root.absolute()
        for record in self.all_records():
            yield from (os.path.normpath(root / name) for name in record.outputs)

    def all_records(self) -> Iterator[Record]:
        """What is written down about any episode, in no order."""
        with contextlib.suppress(OSError):
            for path in self.records.glob("*.json"):
                if record := _read(path):
                    yield record

    def is_current(self, record: Record | None, input_: str, fingerprint: str, outputs: list[str]) -> bool:
        """Whether all `outputs` are there and would be made of the same again. Results that were edited since
        count as current: nothing new is known that they should say."""
        if record is None or not record.complete:
            return False
        if (record.input, record.fingerprint) != (input_, fingerprint):
            return False
        for name in outputs:
            if name not in record.outputs:
                return False
            there = self._digest(name)
            if there is None or there == record.before.get(name) != record.outputs[name]:
                return False
        return True

    def objection(
        self, name: str, stem: str, *, inputs: Collection[str] = (), force: bool | None = False
    ) -> str | None:
        """Why the result `name` of an episode must not be written, None if it may. `force` lets files of
        others be replaced, but no transcript (`inputs` are the SHA-256 of those with this stem), and nothing
        be written outside; None is what cannot be forced. An episode may replace the page over all."""
        path = self.root / name
        if not path.parent.resolve().is_relative_to(self.root.resolve()):
            return f"{path} leads out of the output folder through a link"
        if not os.path.lexists(path):
            return None
        if path.is_symlink() or not path.is_file():
            return f"{path} is there already, and is no file"
        if self._digest(name) in inputs:
            return f"{path} is a transcript, and would be replaced - write to another folder"
        if force or not (why := self._why_not_ours(name, stem)):
            return None
        return f"{path} {why}" + ("" if force is None else " - --force replaces it")

    def _why_not_ours(self, name: str, stem: str) -> str | None:
        """Why the file `name` is none that a batch wrote for these results, or as the page over all."""
        own = [record for key in (stem, OVER_ALL) if (record := self.record(key))]
        known = {digest for record in own for digest in (record.outputs.get(name), record.before.get(name))}
        if self._digest(name) in known - {None}:
            return None
        changed = any(record.stem == stem and name in record.outputs for record in own)
        return "was changed since it was written" if changed else "is there already, and not from a batch"

    def write(self, record: Record, texts: Mapping[str, str]) -> None:
        """Put the results `texts` (by path) in place and write down `record`, whose outputs are filled in.
        Each file is complete or not there, and a process that dies leaves nothing it would not recognise.

        Raises OutputError.
        """
        data = {name: text.encode("utf-8", errors="replace") for name, text in texts.items()}
        made = {name: hashlib.sha256(content).hexdigest() for name, content in data.items()}
        facts = asdict(self._after(record, made))
        try:
            self.records.mkdir(parents=True, exist_ok=True)
            with contextlib.ExitStack() as stack:
                staged = {name: stack.enter_context(self._staged(content)) for name, content in data.items()}
                noted = stack.enter_context(self._staged(json.dumps(facts).encode()))
                noted.replace(self.records / _file_name(record.stem))
                for name, temporary in staged.items():
                    target = self.root / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    temporary.replace(target)
        except OSError as error:
            where = error.filename2 or error.filename or self.root
            raise OutputError(f"{where}: cannot be written: {error.strerror or error}") from error

    def _after(self, record: Record, made: Mapping[str, str]) -> Record:
        """`record` when the results `made` (path to SHA-256) are in place, in view of what was there before.

        Results in other formats were not made now: ours still, and out of date if the input changed."""
        old = self.record(record.stem) or replace(record, outputs={}, before={}, entry=None)
        there = {name: digest for name in made if (digest := self._digest(name))}
        kept = {name: digest for name, digest in old.outputs.items() if name not in made}
        if (old.input, old.fingerprint) == (record.input, record.fingerprint):
            entry = record.entry or old.entry
            return replace(record, outputs={**made, **kept}, before={**old.before, **there}, entry=entry)
        return replace(record, outputs=made, before={**old.before, **kept, **there})

    def tidy(self) -> None:
        """Remove what processes that died have left behind: a temporary file that nobody holds locked."""
        with contextlib.suppress(OSError):
            for path in list(self.records.glob(f"*{_TEMPORARY}")):
                with contextlib.suppress(OSError), path.open("rb") as file:
                    if try_lock(file.fileno()):
                        path.unlink()

    @contextlib.contextmanager
    def _staged(self, content: bytes) -> Iterator[Path]:
        """A temporary file, locked as long as this process lives and gone at the end if still there."""
        path, file = self._locked()
        try:
            file.write(content)
            file.flush()
            yield path
        finally:
            path.unlink(missing_ok=True)
            file.close()

    def _locked(self) -> tuple[Path, BinaryIO]:
        """A new file that `tidy` leaves alone. It may have taken it between its making and its locking."""
        while True:
            path = self.records / f"{secrets.token_hex(8)}{_TEMPORARY}"
            file = path.open("xb")
            try:
                if try_lock(file.fileno()) and os.fstat(file.fileno()).st_nlink:
                    return path, file
            except OSError:  # where nothing can be locked, `tidy` takes nothing either
                return path, file
            file.close()

    def _digest(self, name: str) -> str | None:
        try:
            with (self.root / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None


def _file_name(stem: str) -> str:
    return hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:32] + ".json"


def _read(path: Path) -> Record | None:
    try:
        record = Record(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    tables = (record.outputs, record.before, record.rivals)
    return record if all(isinstance(table, dict) for table in tables) else None
