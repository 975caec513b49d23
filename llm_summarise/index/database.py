"""The database of an index as it is written: its tables, and the rows of one episode after the other."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from llm_summarise.domain.text import readable
from llm_summarise.index.lookup import APPLICATION, IN_USE, VERSION, open_database
from llm_summarise.index.searchable import FUNCTION, TOKENS, searchable, trigger_statements
from llm_summarise.index.tables import COLUMNS, EPISODE, NAMED, REFERENCES, SEARCHED, EpisodeRows
from llm_summarise.index.views import VIEWS
from llm_summarise.readers.digest import content_digest
from llm_summarise.render.output import OutputError

if TYPE_CHECKING:
    from sqlite_utils import Database

PARTS: Final = tuple(name for name, columns in COLUMNS.items() if EPISODE in columns and name != "files")
"""Tables whose rows belong to one episode."""


@contextmanager
def opened(path: Path) -> Iterator[IndexWriter]:
    """An index to write into, made if it is not there.

    Raises InputError for another kind of file, OutputError when it cannot be written.
    """
    from sqlite_utils import Database

    if not path.exists():
        _make(path)
    try:
        connection = open_database(path, write=True)
        connection.create_function(FUNCTION, 1, searchable, deterministic=True)
        try:
            yield IndexWriter(Database(connection), path.resolve().parent)
        finally:
            connection.close()
    except sqlite3.Error as error:
        hint = IN_USE if "locked" in str(error) else ""
        raise OutputError(f"{path}: cannot be written: {error}", hint=hint) from error


def _make(path: Path) -> None:
    """An empty index at `path`, all or nothing; if somebody else makes one meanwhile, theirs."""
    from sqlite_utils import Database

    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(temporary, isolation_level=None)
        try:
            _create(Database(connection))
        finally:
            connection.close()
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
        temporary.unlink()
    except (sqlite3.Error, OSError) as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise OutputError(f"{path}: cannot be written: {error}") from error


def _create(database: Database) -> None:
    """Tables, indexes, full-text search and views."""
    for name, columns in COLUMNS.items():
        references = [(column, REFERENCES[column], "id") for column in columns if column in REFERENCES]
        key = "path" if name == "files" else "id"
        table = database.table(name)
        table.create(dict(columns), pk=key, foreign_keys=references, not_null=_not_null(name))
        for column, _, _ in references:
            table.create_index([column, EPISODE, "sponsor"] if column == "item" else [column])
    for name, known_by in NAMED.items():
        database.table(name).create_index([known_by], unique=True)
    database.table("episodes").create_index(["sha256"], unique=True)
    database.table("episodes").create_index(["date"])
    for name, searched in SEARCHED.items():
        database.table(name).enable_fts(searched, tokenize=TOKENS)
        for statement in trigger_statements(name, searched):
            database.execute(statement)
    for name, query in VIEWS.items():
        database.create_view(name, query)
    database.execute(f"pragma application_id = {APPLICATION}")
    database.execute(f"pragma user_version = {VERSION}")


def _not_null(table: str) -> set[str]:
    return {column for column in (EPISODE, "name", "identity", "sha256") if column in COLUMNS[table]}


class IndexWriter:
    """Writes the rows of episodes. People and items are looked up once, and again when another
    process has written."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._db: Any = database
        self._folder = folder
        self._ids: dict[str, dict[str, int]] = {}
        self._seen: int | None = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        connection = self._db.conn
        connection.execute("begin immediate")
        (written,) = connection.execute("pragma data_version").fetchone()
        if written != self._seen:
            self._seen = written
            for table, known_by in NAMED.items():
                rows = connection.execute(f"select {known_by}, id from {table}")  # noqa: S608 - our own names
                self._ids[table] = dict(rows.fetchall())
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def knows(self, path: str, data: bytes, made_with: str) -> str | None:
        """The SHA-256 of the transcript of the episode in a file, if it is in the index just so."""
        found = self._db.execute(
            "select episodes.sha256 from files join episodes on episodes.id = files.episode"
            " where files.path = ? and files.sha256 = ? and files.made_with = ?",
            [self._place(path), content_digest(data), made_with],
        ).fetchone()
        return found[0] if found else None

    def write(self, path: str, data: bytes, made_with: str, rows: EpisodeRows) -> bool:
        """Put an episode into the index in the place of what was known of it; whether it is new."""
        place = self._place(path)
        before = self._known(place, rows.episode["sha256"])
        if before is None:
            episode = self._insert("episodes", rows.episode)
        else:
            episode = before
            self._update("episodes", episode, rows.episode)
            for table in PARTS:
                self._db.execute(f"delete from {table} where episode = ?", [episode])  # noqa: S608 - our own names
        for table, named in rows.named.items():
            for known_by, row in named.items():
                self._ids[table][known_by] = self._named(table, known_by, row)
        for table, part in rows.parts.items():
            self._insert_all(table, [{EPISODE: episode, **self._resolved(row)} for row in part])
        sha256 = content_digest(data)
        file = {"path": place, "sha256": sha256, "made_with": made_with, EPISODE: episode}
        self._db.execute("delete from files where path = ?", [place])
        self._insert_all("files", [file])
        return before is None

    def tidy(self) -> None:
        """Forget people and items that no episode has any more, and let the query planner know the tables."""
        used = {
            "items": "select item from episode_items",
            "people": " union ".join(
                f"select {column} from {table} where {column} is not null"  # noqa: S608 - our own names
                for table in PARTS
                for column in ("speaker", "person")
                if column in COLUMNS[table]
            ),
        }
        with self.transaction():
            self._seen = None
            for table, query in used.items():
                self._db.execute(f"delete from {table} where id not in ({query})")  # noqa: S608 - our own names
        self._db.execute("analyze")

    def _place(self, path: str) -> str:
        """A file as seen from the database: both may move together, and no index tells of a home."""
        whole = Path(path).resolve()
        try:
            return readable(Path(os.path.relpath(whole, self._folder)).as_posix())
        except ValueError:  # on another drive
            return readable(str(whole))

    def _known(self, place: str, sha256: str) -> int | None:
        """The episode of the same content; else the one that this very file, and no other, held before."""
        same = self._db.execute("select id from episodes where sha256 = ?", [sha256]).fetchone()
        alone = (
            "select episode from files where path = ? and episode not in"
            " (select episode from files where path != ?)"
        )
        same = same or self._db.execute(alone, [place, place]).fetchone()
        return same[0] if same else None

    def _named(self, table: str, known_by: str, row: dict[str, Any]) -> int:
        known = self._ids[table].get(known_by)
        if known is None:
            return self._insert(table, row)
        given = {column: value for column, value in row.items() if value is not None}
        self._update(table, known, given)
        return known

    def _resolved(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            column: self._ids[REFERENCES[column]][value] if column in REFERENCES and value else value
            for column, value in row.items()
        }

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        return int(self._db.execute(_insertion(table, row), list(row.values())).lastrowid)

    def _insert_all(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._db.conn.executemany(_insertion(table, rows[0]), [list(row.values()) for row in rows])

    def _update(self, table: str, id_: int, row: dict[str, Any]) -> None:
        """Change what differs: a row that stays as it is need not be written, nor searched anew."""
        columns = ", ".join(f'"{column}" = ?' for column in row)
        same = " and ".join(f'"{column}" is ?' for column in row)
        query = f"update {table} set {columns} where id = ? and not ({same})"  # noqa: S608 - our own names
        self._db.execute(query, [*row.values(), id_, *row.values()])


def _insertion(table: str, row: dict[str, Any]) -> str:
    columns = ", ".join(f'"{column}"' for column in row)
    return f"insert into {table} ({columns}) values ({', '.join('?' * len(row))})"  # noqa: S608 - our own names
