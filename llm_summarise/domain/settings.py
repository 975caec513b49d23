"""Every setting of a run with its default, written once. Where values come from is `config`'s business."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Length = Literal["short", "medium", "long"]

Mentions = Literal["tools", "all"]
"""What a model is asked to list: tools alone, or all that a listener may want to look up."""

ChapterCount = Literal["few", "normal", "many"]
"""How many chapters an episode has: at most six an hour, as careful readers make them, or half as many
again."""

SENTENCES: dict[str, str] = {"short": "2", "medium": "3 to 5", "long": "6 to 9"}
TAKEAWAYS: dict[str, str] = {"short": "3", "medium": "4 to 6", "long": "8 to 10"}


class Settings(BaseModel):
    """What a user can choose. None means: not chosen, the model or the place of use decides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    key: str | None = Field(default=None, repr=False, exclude=True)
    seed: int = Field(default=0, ge=-(2**53), le=2**53)
    samples: int = Field(default=1, ge=1, le=99)
    min_support: float = Field(default=0.5, ge=0, le=1, allow_inf_nan=False)
    length: Length = "medium"
    language: str | None = None
    mentions: Mentions = "all"
    chapters: ChapterCount = "normal"
    chunk_tokens: int | None = Field(default=None, ge=0, le=10**9)
    verify: bool = False
    skip_sponsors: bool = False
    prompts: Path | None = None
    glossary: Path | None = None
    speakers: dict[str, Annotated[str, Field(min_length=1)]] = Field(
        default_factory=dict, description="names of people by the labels of the transcript"
    )

    concurrency: int = Field(default=8, ge=1, le=1000)
    timeout: float = Field(
        default=180.0, gt=0, le=10**6, allow_inf_nan=False, description="seconds one call may take"
    )
    max_cost: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="US dollars this run may spend"
    )
    tokens_per_minute: int | None = Field(default=None, ge=1, description="tokens sent and received")
    requests_per_minute: int | None = Field(default=None, ge=1)
    keep_going: bool = False
    log: bool = False

    cache_dir: Path | None = None
    no_cache: bool = False
    refresh: bool = False
    cached_only: bool = False

    @property
    def seeds(self) -> range:
        """The seeds to ask with, one a sample."""
        return range(self.seed, self.seed + self.samples)

    def shaping(self) -> dict[str, Any]:
        """The settings that shape what a result says, as recorded in it."""
        names = (
            "length language mentions chapters chunk_tokens min_support speakers verify skip_sponsors".split()
        )
        chosen = self.model_dump(include=set(names)).items()
        return {k: v for k, v in chosen if v is not None and v is not False and v != {}}
