"""No part of a result is lost on its way: what a model finds is merged over samples and shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

import pytest

from llm_summarise import Answer, EpisodeSummary, ResolvedModel, read_transcript, render_result, summarise

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tide-station.vtt"
RECORDED = ROOT / "tests" / "data" / "recorded"

LISTS = [
    name
    for name, field in EpisodeSummary.model_fields.items()
    if get_origin(field.annotation) is list and name != "warnings"
]


class CarefulReader:
    """Answers that a careful reader gave to the prompts for the example."""

    resolved = ResolvedModel("careful-reader", "careful-reader", supports_schema=True)

    async def answer(
        self, system: str, prompt: str, schema: Mapping[str, Any] | None, seed: int, timeout: float
    ) -> Answer:
        part = "episode" if "[1] topic" in prompt else "notes"
        return Answer((RECORDED / f"tide-station.{part}.json").read_text(), 1, 1, finish="complete")

    async def aclose(self) -> None:
        pass


@pytest.fixture(scope="module", params=[1, 2], ids=["one sample", "two samples"])
def result(request: pytest.FixtureRequest) -> EpisodeSummary:
    return summarise(EXAMPLE, model=CarefulReader(), no_cache=True, samples=request.param)


@pytest.mark.parametrize("name", LISTS)
def test_a_field_is_filled_from_what_a_model_answers(result: EpisodeSummary, name: str) -> None:
    assert getattr(result, name)


@pytest.mark.parametrize("name", LISTS)
def test_a_field_is_shown_on_the_page(result: EpisodeSummary, name: str) -> None:
    page = render_result(result, "html", transcript=read_transcript(EXAMPLE), length="long")
    item = getattr(result, name)[0]
    shown = next(getattr(item, key) for key in ("title", "name", "text", "quote") if hasattr(item, key))
    notes, _, _transcript = page.partition('class="turn')
    assert shown.split(".")[0].split("'")[0] in notes
