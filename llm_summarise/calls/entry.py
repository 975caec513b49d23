"""An answer that was paid for, and the bytes it is kept as.

A kept value is `magic | SHA-256 of (key, body) | body`, and the body four sections with their lengths in
front: facts about the call (JSON), settings (JSON), prompt and answer (text). Texts are kept as they are:
reading them out of one JSON document would cost more than the database, and so would unpacking them
(70 us for 50 kB).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from llm_summarise.core.keys import KeyParts, canonical_json, from_json_bytes

_ANSWER: Final = b"LSa1"
_MEMO: Final = b"LSm1"
_DIGEST: Final = 32
_LENGTHS: Final = struct.Struct(">III")
_HEAD: Final = len(_ANSWER) + _DIGEST


class DamagedValue(ValueError):
    """A kept value that is not, or no longer, what was put in under its key."""


@dataclass(frozen=True)
class Entry:
    """A validated answer and the call that gave it.

    `answer` is the raw JSON text of the answer. Tokens are what the model reported, `cost` is US dollars,
    both None where unknown. `seconds` is the wall time of the call, re-asking included, `attempts` the number
    of times the model was asked. `created` is the time of the answer (ISO 8601, UTC), `episode` the name of
    the source that asked first.
    """

    parts: KeyParts
    answer: str
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    seconds: float
    attempts: int
    created: str
    episode: str | None


def pack(key: str, entry: Entry) -> bytes:
    """The bytes `entry` is kept as under `key`. Raises ValueError or TypeError for what cannot be kept."""
    parts = entry.parts
    facts = [parts.model, parts.endpoint, parts.seed, entry.input_tokens, entry.output_tokens, entry.cost]
    facts += [entry.seconds, entry.attempts, entry.created, entry.episode]
    _check_facts(facts)
    sections = [canonical_json(facts), canonical_json(parts.settings), _encode(parts.prompt)]
    body = b"".join([_LENGTHS.pack(*map(len, sections)), *sections, _encode(entry.answer)])
    return _ANSWER + _digest(_ANSWER, key, body) + body


def unpack(key: str, value: bytes) -> Entry:
    """The entry kept under `key`. Raises DamagedValue if `value` was changed or belongs to another key."""
    body = _body(_ANSWER, key, value)
    try:
        first, second, third = _LENGTHS.unpack_from(body)
        start = _LENGTHS.size
        settings, prompt, answer = start + first, start + first + second, start + first + second + third
        facts = from_json_bytes(body[start:settings])
        _check_facts(facts)
        model, endpoint, seed, *rest = facts
        parts = KeyParts(
            model, endpoint, PackedMapping(body[settings:prompt]), _decode(body[prompt:answer]), seed
        )
        return Entry(parts, _decode(body[answer:]), *rest)
    except (struct.error, ValueError, TypeError, RecursionError) as error:
        raise DamagedValue("the checksum is right, the content is not") from error


def pack_memo(key: str, value: bytes) -> bytes:
    """The bytes a memo is kept as under `key`."""
    return _MEMO + _digest(_MEMO, key, value) + value


def unpack_memo(key: str, value: bytes) -> bytes:
    """The memo kept under `key`. Raises DamagedValue."""
    return _body(_MEMO, key, value)


class PackedMapping(Mapping[str, Any]):
    """A JSON object that is parsed when it is first looked at: a hit needs the answer, not the settings.

    Raises ValueError on that first look if it is no JSON object (`verify` looks)."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    @cached_property
    def _items(self) -> dict[str, Any]:
        items = from_json_bytes(self._packed)
        if not isinstance(items, dict):
            raise DamagedValue("the settings are not an object")
        return items

    def __getitem__(self, name: str) -> Any:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(self._items)


def _check_facts(facts: object) -> None:
    """The types of the facts about a call. Raises TypeError or ValueError."""
    if not isinstance(facts, list) or len(facts) != len(_FACTS):
        raise TypeError("not the facts of a call")
    for (name, kinds), fact in zip(_FACTS, facts, strict=True):
        if not isinstance(fact, kinds) or isinstance(fact, bool):
            raise TypeError(f"{name} cannot be a {type(fact).__name__}")


_FACTS: Final[tuple[tuple[str, tuple[type, ...]], ...]] = (
    ("model", (str,)),
    ("endpoint", (str, type(None))),
    ("seed", (int,)),
    ("input_tokens", (int, type(None))),
    ("output_tokens", (int, type(None))),
    ("cost", (int, float, type(None))),
    ("seconds", (int, float)),
    ("attempts", (int,)),
    ("created", (str,)),
    ("episode", (str, type(None))),
)


def _body(magic: bytes, key: str, value: bytes) -> bytes:
    if not value.startswith(magic):
        raise DamagedValue("not written by this program")
    body = value[_HEAD:]
    if _digest(magic, key, body) != value[len(magic) : _HEAD]:
        raise DamagedValue("the checksum does not match")
    return body


def _digest(magic: bytes, key: str, body: bytes) -> bytes:
    digest = hashlib.sha256(magic + _encode(key) + b"\0")
    digest.update(body)
    return digest.digest()


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
