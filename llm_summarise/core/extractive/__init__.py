"""`extractive`, the embedded model: answers with sentences and names taken from its prompt.

No network, no weights, no randomness: a baseline other models are compared with. It answers the same prompts
under the same schemas as any model, so nothing downstream has a branch for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["UnknownSchema", "answer"]


class UnknownSchema(ValueError):
    """A schema asks for something that cannot be taken from the prompt's lines."""


def answer(system: str, prompt: str, schema: Mapping[str, Any] | None = None) -> str:
    """The answer to `prompt` as JSON text valid under `schema`, or a plain summary without a schema.

    The schemas of `core.replies.ChunkReply` and `EpisodeNotes` are recognised by their properties, also when
    they are written into the prompt or the system prompt. Deterministic. Raises UnknownSchema for any other.
    """
    from llm_summarise.core.extractive.prompt import note_lines, speech_lines, split_prompt

    wanted = _wanted(system, prompt, schema)
    if wanted is None:
        from llm_summarise.core.extractive.plain import summary_of

        return summary_of(prompt)
    header, numbered, _ = split_prompt(prompt)
    if wanted == "episode":
        from llm_summarise.core.extractive.episode import episode_of

        return episode_of(header, note_lines(numbered)).model_dump_json()
    from llm_summarise.core.extractive.chunk import notes_on
    from llm_summarise.core.replies import ChunkReply

    return ChunkReply(answer=notes_on(header, speech_lines(header, numbered))).model_dump_json()


def _wanted(system: str, prompt: str, schema: Mapping[str, Any] | None) -> str | None:
    """ "chunk", "episode" or None for plain text."""
    if schema is not None:
        keys = set(schema.get("properties", ()))
        if {"headline", "takeaways", "chapters"} <= keys:
            return "episode"
        if keys == {"answer"} and "ChunkNotes" in str(schema.get("$defs", schema)):
            return "chunk"
        if {"topics", "points", "tools"} <= keys:
            return "chunk"
        asked = schema.get("title") or ", ".join(sorted(keys)) or "an unnamed schema"
        raise UnknownSchema(
            f"the embedded model 'extractive' cannot answer {asked}: it knows ChunkReply (notes on numbered "
            "lines of speech) and EpisodeNotes (an episode from numbered notes); choose another model with -m"
        )
    for text in (system, prompt):
        if '"takeaways"' in text and '"chapters"' in text:
            return "episode"
        if '"topics"' in text and '"points"' in text:
            return "chunk"
    return None
