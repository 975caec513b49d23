"""What makes two calls the same call: the key an answer is kept under.

The key covers everything that affects the answer and nothing else: no time-out, no position in the
episode, no file name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KEY_VERSION: Final = 2
"""Counted up whenever the same parts should no longer find the answers kept so far.

2: what version 1 kept may be a draft from the thoughts of a model instead of its answer, and does not say
what was mended in it. Such answers stay where they are and are not found any more.
"""

BESIDE_THE_ANSWER: Final = frozenset(
    "service_tier speed priority inference_geo user metadata store safety_identifier "
    "prompt_cache_key prompt_cache_retention prompt_cache_options cache_control keep_alive".split()
)
"""Options that change how soon an answer comes, what it costs or who is told of it, and not what it says, so
that they do not count in the key.

OpenAI: service_tier, user, metadata, store, safety_identifier, prompt_cache_key and prompt_cache_retention
(platform.openai.com/docs/api-reference/chat/create). Groq and Gemini: service_tier (console.groq.com/docs/
service-tiers, ai.google.dev/gemini-api/docs/optimization). Anthropic: service_tier, speed, inference_geo,
metadata, cache_control (platform.claude.com/docs/en/api/service-tiers). vLLM: priority. Ollama: keep_alive.
"""

_EXACT = 2**53


@dataclass(frozen=True)
class KeyParts:
    """One call in full. `model` is the model's id, never an alias; `endpoint` the address it is asked at,
    None for the provider's own. `settings` holds all else that is sent: system prompt, schema, options,
    mode. `seed` is the index of the sample, whether or not the model takes a seed."""

    model: str
    endpoint: str | None
    settings: Mapping[str, Any]
    prompt: str
    seed: int = 0


def cache_key(parts: KeyParts, version: int = KEY_VERSION) -> str:
    """The key of a call: 64 hexadecimal digits, the SHA-256 of the canonical JSON of its parts.

    The order of mapping keys does not count, the order of everything else does. Raises ValueError or
    TypeError for settings that JSON cannot hold.
    """
    whole = [version, parts.model, parts.endpoint, parts.settings, parts.prompt, parts.seed]
    return hashlib.sha256(canonical_json(whole)).hexdigest()


def content_key(value: object) -> str:
    """A short name for `value`, which JSON can hold."""
    return hashlib.sha256(canonical_json(value)).hexdigest()[:32]


def version_of(key: str, parts: KeyParts) -> int | None:
    """The version of which `key` is the key of `parts`; None if it is of none. Raises as `cache_key`."""
    return next((known for known in range(KEY_VERSION, 0, -1) if cache_key(parts, known) == key), None)


def canonical_json(value: object) -> bytes:
    """`value` as JSON in exactly one way: sorted keys, no blanks, UTF-8.

    A whole float is written like the integer it equals (`1.0` as `1`, as in RFC 8785), a tuple like a list.
    Lone surrogates, which UTF-8 does not have, are written in the three bytes they would take
    (`surrogatepass`), so that different strings always give different bytes. Raises TypeError for what JSON
    cannot hold, keys that are not strings among it, and ValueError for NaN and infinity.
    """
    plain = _plain(value)
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def from_json_bytes(data: bytes) -> Any:
    """The value that `canonical_json` wrote. Raises ValueError for anything that is not JSON."""
    return json.loads(data.decode("utf-8", "surrogatepass"))


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"a key must be a string, not {type(key).__name__}")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"JSON cannot hold a {type(value).__name__}")
