"""The result of a recipe, and how it is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from llm_summarise.domain.clock import clock
from llm_summarise.domain.escaped_json import json_text
from llm_summarise.domain.result import Coverage, Provenance, Source, Usage
from llm_summarise.domain.text import fold_space
from llm_summarise.recipes.recipe import Recipe
from llm_summarise.recipes.recipe_answer import EVIDENCE, SUPPORT
from llm_summarise.render.markdown import escape


@dataclass
class RecipeResult:
    """What a recipe gave. `data` has the fields of its schema; each item with quotes has `evidence`.
    `dropped` counts by list, or by field, what was thrown away because its quote is not in the text."""

    recipe: Recipe
    source: Source
    data: dict[str, Any]
    dropped: dict[str, int]
    coverage: Coverage
    usage: Usage
    provenance: Provenance
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As the recipe wants it printed, or as a list if it does not say; ends with a line feed. Raises
        PromptError."""
        own = self.recipe.output(**{"data": self.data, "dropped": self.dropped, **self.data})
        text = "\n".join(_listed(self.data)) if own is None else own
        return text.strip("\n") + "\n"

    def as_json(self) -> str:
        """The fields of the schema, and beside them those of `recipe_schema.RESERVED`."""
        whole = {
            **self.data,
            "recipe": {"name": self.recipe.name, "version": self.recipe.version},
            "source": self.source.model_dump(),
            "dropped": self.dropped,
            "coverage": self.coverage.model_dump(),
            "usage": self.usage.model_dump(),
            "provenance": self.provenance.model_dump(),
            "warnings": self.warnings,
        }
        return json_text(whole, indent=2) + "\n"

    def losses(self) -> list[str]:
        """What was thrown away, a line each."""
        return [
            f"{count} {name} dropped: their quotes are not in the text"
            if name in self.data
            else f"{name} dropped: it is not in the text"
            for name, count in self.dropped.items()
        ]


def _listed(data: Mapping[str, Any]) -> Iterator[str]:
    """Fields by name, and lists with an item a line: the time it was said at, and what it says."""
    for name, value in data.items():
        if name == EVIDENCE:
            continue
        if not isinstance(value, list):
            yield f"**{escape(name)}:** {escape(_short(value))}"
            continue
        if len(data) > 1:
            yield f"\n**{escape(name)}:**\n"
        for item in value:
            yield f"- {escape(_item(item))}"


def _item(item: Any) -> str:
    if not isinstance(item, Mapping):
        return _short(item)
    places = item.get(EVIDENCE)
    start = places[0]["start"] if places else None
    parts = [_short(value) for key, value in item.items() if key not in (EVIDENCE, SUPPORT)]
    return " · ".join([*([clock(start)] if start is not None else []), *(part for part in parts if part)])


def _short(value: Any) -> str:
    if value is None:
        return ""
    return fold_space(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
