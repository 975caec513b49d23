"""The words around questions, as short as they can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class PlainWording:
    def with_schema(self, schema: Mapping[str, Any]) -> str:
        return f"JSON under {schema}"

    def repair(self, prompt: str, answer: str, error: str) -> str:
        return f"{prompt}\nWRONG {answer}\nBECAUSE {error}"
