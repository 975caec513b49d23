"""A cache directory that somebody else could write to runs no code and deletes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sqlite3
import struct
import zlib
from pathlib import Path

import diskcache
import pytest

from llm_summarise.asking.store.admin import verify
from llm_summarise.asking.store.entry import pack
from llm_summarise.asking.store.store import Store
from tests.cache_samples import key_of, sample

ENTRY = sample()
KEY = key_of(ENTRY)


class Bomb:
    """Unpickling this makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache with one answer in it."""
    with Store(tmp_path / "cache", warn=pytest.fail) as store:
        assert store.put(KEY, ENTRY)
    return tmp_path / "cache"


@pytest.fixture
def boom(tmp_path: Path) -> Path:
    """What would exist if any code of the attacker's had run."""
    path = tmp_path / "boom"
    yield path
    assert not path.exists()


def sql(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(folder / "cache.db", isolation_level=None)
    connection.execute(statement, values)
    connection.close()


def use(folder: Path) -> list[str]:
    """Everything one can do with a cache; the warnings it gave."""
    warnings: list[str] = []
    with Store(folder, warn=warnings.append) as store:
        assert store.get(KEY) in (ENTRY, None)
        list(store.iterate())
        verify(store, repair=True)
        assert store.get_memo("m") is None
        if store.put(KEY, ENTRY):
            assert store.get(KEY) == ENTRY
        store.delete(KEY)
        store.clear()
        store.compact()
    return warnings


def test_a_pickled_value_is_never_unpickled(folder: Path, boom: Path) -> None:
    data = pickle.dumps(Bomb(boom))
    sql(folder, "UPDATE Cache SET mode = 4, value = ? WHERE key = ?", data, KEY)
    assert any("cache verify" in warning for warning in use(folder))


def test_a_pickled_key_is_never_unpickled(folder: Path, boom: Path) -> None:
    insert = "INSERT INTO Cache(key, raw, mode, value, access_count) VALUES (?, 0, 1, ?, 0)"
    sql(folder, insert, pickle.dumps(Bomb(boom)), b"x")
    sql(folder, "INSERT INTO Cache(key, raw, mode, value) VALUES (?, 0, 1, ?)", KEY, pickle.dumps(Bomb(boom)))
    with Store(folder, warn=pytest.fail) as store:
        assert store.all_keys() == [KEY]
        assert verify(store, repair=True).strange == 2
        assert verify(store).sound
    use(folder)


@pytest.mark.parametrize("mode", [1, 2, 3, 4])
def test_a_row_with_a_file_name_neither_reads_nor_deletes_the_file(
    folder: Path, tmp_path: Path, mode: int
) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_bytes(pack(KEY, ENTRY))
    sql(
        folder,
        "UPDATE Cache SET mode = ?, filename = ?, value = NULL WHERE key = ?",
        mode,
        str(precious),
        KEY,
    )
    with Store(folder, warn=lambda _: None) as store:
        assert store.get(KEY) is None
    use(folder)
    assert precious.read_bytes() == pack(KEY, ENTRY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("get", "x"),
        ("_sql", 1),
        ("disk_put", "x"),
        ("disk_directory", "/"),
        ("sqlite_temp_store_directory", "'/'"),
        ("sqlite_journal_mode", "wal; DROP TABLE Cache"),
        ("sqlite_synchronous", b"\xff\xfe"),
        ("eviction_policy", "no-such-policy"),
        ("eviction_policy", "least-recently-used"),
        ("size_limit", 0),
        ("statistics", 1),
        ("count", "many"),
        (b"\xff\xfe", None),
    ],
)
def test_a_settings_row_is_not_obeyed(folder: Path, name: object, value: object) -> None:
    sql(folder, "INSERT OR REPLACE INTO Settings VALUES (?, ?)", name, value)
    with Store(folder, warn=lambda _: None) as store:
        assert store.get(KEY) == ENTRY
        assert store.put(KEY, ENTRY)
    use(folder)


def test_eviction_by_another_opener_is_switched_off_and_reported(folder: Path) -> None:
    diskcache.Cache(str(folder), size_limit=1, eviction_policy="least-recently-used", cull_limit=10).close()
    warnings: list[str] = []
    with Store(folder, warn=warnings.append) as store:
        for number in range(20):
            entry = sample(number)
            assert store.put(key_of(entry), entry)
        assert len(store.all_keys()) == 20
    assert len(warnings) == 1
    assert "throw answers away" in warnings[0]
    with Store(folder, warn=pytest.fail) as store:
        assert store.get(KEY) == ENTRY


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON Cache BEGIN DELETE FROM Cache; END",
        "CREATE TRIGGER t AFTER UPDATE ON Settings BEGIN DELETE FROM Cache; END",
        "CREATE TABLE other(x)",
        "CREATE VIEW v AS SELECT * FROM Cache",
    ],
)
def test_a_database_with_more_in_it_than_a_cache_is_left_alone(folder: Path, statement: str) -> None:
    sql(folder, statement)
    before = (folder / "cache.db").read_bytes()
    warnings = []
    with Store(folder, warn=warnings.append) as store:
        assert store.get(KEY) is None
        assert not store.put(KEY, ENTRY)
    assert len(warnings) == 1
    assert "not a cache" in warnings[0]
    assert (folder / "cache.db").read_bytes() == before


def test_a_counting_trigger_that_does_something_else_is_not_run(folder: Path) -> None:
    sql(folder, "DROP TRIGGER Settings_count_insert")
    sql(folder, "CREATE TRIGGER Settings_count_insert AFTER INSERT ON Cache BEGIN DELETE FROM Cache; END")
    warnings: list[str] = []
    with Store(folder, warn=warnings.append) as store:
        assert store.put("0" * 64, ENTRY)
        assert set(store.all_keys()) == {"0" * 64, KEY}
        assert verify(store, repair=True).salvaged == 1
        assert store.get(KEY) == ENTRY
    assert len(warnings) == 1
    assert "set aside" in warnings[0]


@pytest.mark.parametrize("name", ["cache.db", "cache.db-wal", "cache.db-shm", "cache.db-journal"])
def test_a_symbolic_link_is_not_followed(folder: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / "somebody-elses.db"
    connection = sqlite3.connect(target)
    connection.execute("CREATE TABLE precious(x)")
    connection.close()
    before = target.read_bytes()
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(target)
    warnings = use(folder)
    assert any("has no business" in warning for warning in warnings)
    assert target.read_bytes() == before
    with Store(folder, warn=pytest.fail) as store:
        assert store.put(KEY, ENTRY)


def plant_journal(database: Path, victim: Path) -> None:
    """A hot journal of no pages whose super-journal is `victim` (sqlite.org/fileformat2.html, section 3)."""
    name, magic = str(victim).encode(), bytes.fromhex("d9d505f920a163d7")
    pages = database.stat().st_size // 4096
    head = magic + b"".join(n.to_bytes(4, "big") for n in (0, 0, pages, 512, 4096))
    checksum = sum(byte if byte < 128 else byte - 256 for byte in name) & 0xFFFFFFFF
    tail = (2**30 // 4096 + 1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big")
    tail += checksum.to_bytes(4, "big") + magic
    Path(f"{database}-journal").write_bytes(head.ljust(512, b"\0") + tail)


def test_a_journal_that_names_a_file_does_not_delete_it(folder: Path, tmp_path: Path) -> None:
    unguarded, victim = tmp_path / "plain.db", tmp_path / "victim.txt"
    connection = sqlite3.connect(unguarded)
    connection.execute("CREATE TABLE t(x)")
    connection.close()
    victim.write_text("x")
    plant_journal(unguarded, victim)
    connection = sqlite3.connect(unguarded)
    connection.execute("SELECT * FROM t")
    connection.close()
    assert not victim.exists(), "the attack works on an unguarded database"

    victim.write_text("x")
    plant_journal(folder / "cache.db", victim)
    warnings = use(folder)
    assert victim.read_text() == "x"
    assert any("cache.db-journal" in warning for warning in warnings)


def test_a_pipe_in_the_place_of_the_database_does_not_block(folder: Path) -> None:
    (folder / "cache.db").unlink()
    os.mkfifo(folder / "cache.db")
    assert any("has no business" in warning for warning in use(folder))


def with_checksum(body: bytes) -> bytes:
    """What an attacker who knows the format keeps under KEY."""
    return b"LSa2" + hashlib.sha256(b"LSa2" + KEY.encode() + b"\0" + body).digest() + body


def test_the_checksum_is_what_a_forger_would_compute() -> None:
    packed = pack(KEY, ENTRY)
    assert with_checksum(packed[36:]) == packed


def test_a_forged_value_with_a_right_checksum_is_no_answer(folder: Path) -> None:
    for body in (
        b"",
        b"\0" * 16,
        b"\xff" * 16,
        (2).to_bytes(4, "big") + bytes(12) + b"{}",
        (2000).to_bytes(4, "big") + bytes(12) + b"[" * 2000,
        pack(KEY, ENTRY)[36:].replace(b"100", b'"a"'),
    ):
        sql(folder, "UPDATE Cache SET value = ? WHERE key = ?", with_checksum(body), KEY)
        with Store(folder, warn=lambda _: None) as store:
            assert store.get(KEY) is None
            assert not list(store.iterate())
            assert [bad.key for bad in verify(store).bad] == [KEY]


def test_a_compressed_prompt_that_pretends_to_be_small_is_no_answer(folder: Path) -> None:
    facts = json.dumps(["m", None, 0, None, None, None, 1.0, 1, "", None]).encode()
    packed = zlib.compress(b"{}" + bytes(10_000_000))
    body = struct.pack(">IIII", len(facts), len(packed), 2, 10) + facts + packed + b"{}"
    sql(folder, "UPDATE Cache SET value = ? WHERE key = ?", with_checksum(body), KEY)
    with Store(folder, warn=lambda _: None) as store:
        assert not list(store.iterate())
        assert len(verify(store).bad) == 1


def test_a_directory_others_can_write_to_is_warned_of(folder: Path) -> None:
    folder.chmod(0o777)
    warnings = []
    with Store(folder, warn=warnings.append) as store:
        assert store.get(KEY) == ENTRY
        assert store.get(KEY) == ENTRY
    assert len(warnings) == 1
    assert "chmod go-rwx" in warnings[0]
