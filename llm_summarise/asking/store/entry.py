"""An answer that was paid for, and the bytes it is kept as.

A kept value is `magic | SHA-256 of (magic, key, body) | body`. The body of an answer is a head of four
lengths, facts about the call (JSON), settings and prompt (compressed together) and the answer as it came. A
hit reads facts and answer only; that way it costs about as much as reading the prompt uncompressed from the
database would, at 40 % of the space.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import struct
import zlib
from dataclasses import dataclass, fields
from typing import Any, Final

from llm_summarise.asking.keys import KeyParts, canonical_json, from_json_bytes

_ANSWER: Final = b"LSa2"
_ANSWER_1: Final = b"LSa1"
"""Answers of key version 1, whose facts lack `mended` and `dropped`."""

_MEMO: Final = b"LSm1"
_DIGEST: Final = 32
_HEAD: Final = len(_ANSWER) + _DIGEST
_LENGTHS: Final = struct.Struct(">IIII")
"""Bytes of the facts, of the compressed part, and of settings and prompt before compression."""

_LARGEST: Final = 2**28
"""Bytes of settings or prompt that are unpacked at most: a few bytes could pretend to be gigabytes."""


class DamagedValue(ValueError):
    """A kept value that is not, or no longer, what was put in under its key."""


@dataclass(frozen=True)
class Entry:
    """A validated answer and the call that gave it.

    `answer` is the raw JSON text of the answer. Tokens are what the model reported, `cost` is US dollars,
    both None where unknown. `seconds` is how long the model took to answer, invalid answers included and
    waits between calls not; `attempts` is the number of times it was asked. `created` is the time of the
    answer (ISO 8601, UTC), `episode` the name of the source that asked first. `mended` names what had to be
    put right in the answer, `dropped` counts the notes left out of it: `answer` is what it became.

    Whoever changes these fields, or how they are packed, raises KEY_VERSION.
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
    mended: tuple[str, ...] = ()
    dropped: int = 0


_FIELDS: Final = tuple(field.name for field in fields(Entry))
_read_json: Final = json.JSONDecoder().raw_decode


class PackedParts(KeyParts):
    """Parts whose settings and prompt are unpacked when they are first looked at.

    That look raises DamagedValue if they cannot be, which takes somebody who knows how to make the checksum.
    """

    @classmethod
    def of(cls, model: str, endpoint: str | None, seed: int, packed: tuple[int, int, bytes]) -> PackedParts:
        """`packed` holds the lengths of settings and prompt in bytes, and both compressed."""
        parts = cls.__new__(cls)
        parts.__dict__.update(model=model, endpoint=endpoint, seed=seed, _packed=packed)
        return parts

    def __getattr__(self, name: str) -> Any:
        if name in ("settings", "prompt") and "_packed" in self.__dict__:
            settings, prompt = _inflate(*self.__dict__["_packed"])
            self.__dict__.update(settings=settings, prompt=prompt)
            return self.__dict__[name]
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyParts) and _fields(self) == _fields(other)

    __hash__ = None  # type: ignore[assignment]


def pack(key: str, entry: Entry) -> bytes:
    """The bytes `entry` is kept as under `key`. Raises ValueError or TypeError for what cannot be kept."""
    parts = entry.parts
    facts: list[object] = [
        parts.model,
        parts.endpoint,
        parts.seed,
        entry.input_tokens,
        entry.output_tokens,
        entry.cost,
    ]
    facts += [entry.seconds, entry.attempts, entry.created, entry.episode, list(entry.mended), entry.dropped]
    _check_facts(facts)
    settings, prompt = canonical_json(parts.settings), _encode(parts.prompt)
    if max(len(settings), len(prompt)) > _LARGEST:
        raise ValueError("a prompt this long cannot be kept")
    first, second = canonical_json(facts), zlib.compress(settings + prompt, 1)
    lengths = _LENGTHS.pack(len(first), len(second), len(settings), len(prompt))
    body = b"".join((lengths, first, second, _encode(entry.answer)))
    return _ANSWER + _digest(_ANSWER, key, body) + body


def unpack(key: str, value: bytes) -> Entry:
    """The entry kept under `key`. Raises DamagedValue if `value` was changed or belongs to another key."""
    # Every hit passes here, so nothing is done twice and no field is set by itself, as `Entry(...)` would.
    magic = _ANSWER_1 if value.startswith(_ANSWER_1) else _ANSWER
    _check(magic, key, value)
    try:
        first, second, settings, prompt = _LENGTHS.unpack_from(value, _HEAD)
        start = _HEAD + _LENGTHS.size
        middle = start + first
        end = middle + second
        if end > len(value):
            raise ValueError("cut short")
        text = _decode(value[start:middle])
        facts, over = _read_json(text)
        if over != len(text):
            raise ValueError("more than the facts")
        if magic == _ANSWER_1:
            facts += [[], 0]
        _check_facts(facts)
        facts[10] = tuple(facts[10])
        parts = PackedParts.of(facts[0], facts[1], facts[2], (settings, prompt, value[middle:end]))
        entry = Entry.__new__(Entry)
        entry.__dict__.update(zip(_FIELDS, (parts, _decode(value[end:]), *facts[3:]), strict=True))
        return entry
    except (struct.error, ValueError, TypeError, RecursionError) as error:
        raise DamagedValue("the checksum is right, the content is not") from error


def pack_memo(key: str, value: bytes) -> bytes:
    """The bytes a memo is kept as under `key`."""
    return _MEMO + _digest(_MEMO, key, value) + value


def unpack_memo(key: str, value: bytes) -> bytes:
    """The memo kept under `key`. Raises DamagedValue."""
    _check(_MEMO, key, value)
    return value[_HEAD:]


def _fields(parts: KeyParts) -> tuple[object, ...]:
    return parts.model, parts.endpoint, dict(parts.settings), parts.prompt, parts.seed


def _inflate(settings: int, prompt: int, packed: bytes) -> tuple[dict[str, Any], str]:
    try:
        if max(settings, prompt) > _LARGEST:
            raise ValueError("too long")
        both = zlib.decompressobj().decompress(packed, settings + prompt + 1)
        if len(both) != settings + prompt:
            raise ValueError("not the length it says")
        mapping = from_json_bytes(both[:settings])
        if not isinstance(mapping, dict):
            raise TypeError("settings are an object")
        return mapping, _decode(memoryview(both)[settings:])
    except (zlib.error, ValueError, TypeError, RecursionError) as error:
        raise DamagedValue("the checksum is right, the content is not") from error


_NONE: Final = type(None)
_FACTS: Final = frozenset(
    itertools.product(
        (str,),  # model
        (str, _NONE),  # endpoint
        (int,),  # seed
        (int, _NONE),  # input_tokens
        (int, _NONE),  # output_tokens
        (float, int, _NONE),  # cost
        (float, int),  # seconds
        (int,),  # attempts
        (str,),  # created
        (str, _NONE),  # episode
        (list,),  # mended, all of them str
        (int,),  # dropped
    )
)


def _check_facts(facts: object) -> None:
    """Raises TypeError unless these are the facts about a call, in their order."""
    if (
        type(facts) is not list
        or tuple(map(type, facts)) not in _FACTS
        or not all(type(name) is str for name in facts[10])
    ):
        raise TypeError("not the facts of a call")


def _check(magic: bytes, key: str, value: bytes) -> None:
    """Raises DamagedValue unless `value` begins with `magic` and its checksum is right."""
    if not value.startswith(magic):
        raise DamagedValue("not written by this program")
    if _digest(magic, key, memoryview(value)[_HEAD:]) != value[len(magic) : _HEAD]:
        raise DamagedValue("the checksum does not match")


def _digest(magic: bytes, key: str, body: bytes | memoryview) -> bytes:
    digest = hashlib.sha256(magic + _encode(key) + b"\0")
    digest.update(body)
    return digest.digest()


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode(data: bytes | memoryview) -> str:
    return str(data, "utf-8", "surrogatepass")
