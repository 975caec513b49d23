"""The forms that the shapes of answers are read with."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, Field

from llm_summarise.asking.answers import Form, form_for, form_of_schema
from llm_summarise.domain.replies import ChunkReply, EpisodeNotes, NotesToKeep, Verification


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark blue"


class Part(BaseModel):
    n: int


class Whole(BaseModel):
    name: str
    parts: list[Part] = Field(default_factory=list)
    colour: Colour = Colour.RED
    remark: str | None = None
    share: float = 0.0
    sure: bool = True


BOOKS: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "year": {"type": "integer"},
                    "kind": {"enum": ["novel", "non-fiction"]},
                    "remark": {"type": "string"},
                },
                "required": ["title"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["items"],
    "additionalProperties": False,
}

FORMS: Final[dict[str, Form[Any]]] = {
    "whole": form_for(Whole),
    "answer": form_for(Whole | Part),
    "chunk": form_for(ChunkReply),
    "episode": form_for(EpisodeNotes),
    "keep": form_for(NotesToKeep),
    "verdicts": form_for(Verification),
    "books": form_of_schema(BOOKS),
}
