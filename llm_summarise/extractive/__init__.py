"""`extractive`, the embedded model: answers with sentences and names taken from its prompt.

No network, no weights, no randomness: a baseline other models are compared with. It answers the same prompts
under the same schemas as any model, so nothing downstream has a branch for it.

It cannot translate: whatever `Language:` asks for, it answers in the words of the transcript, whose language
it recognises by itself. Titles of its own making ("Introduction", "Final thoughts") are English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_summarise.names import Catalogue

__all__ = ["UnknownSchema", "answer"]

_KINDS = {
    "chunk": frozenset({"topics", "points", "mentions"}),
    "episode": frozenset({"headline", "takeaways", "chapters"}),
    "keep": frozenset({"notes"}),
    "verify": frozenset({"statements"}),
}
"""Properties by which each known schema is recognised."""


class UnknownSchema(ValueError):
    """A schema asks for something that cannot be taken from the prompt's lines."""


def answer(
    system: str, prompt: str, schema: Mapping[str, Any] | None = None, catalogue: Catalogue | None = None
) -> str:
    """The answer to `prompt` as JSON text valid under `schema`, or a plain summary without a schema. Tools
    are those of `catalogue`, None: the shipped one.

    The schemas of `domain.replies.ChunkReply`, `EpisodeNotes`, `NotesToKeep` and `Verification` are
    recognised by their properties, also when they are written into the system prompt or the prompt.
    Deterministic. Raises UnknownSchema for any other.
    """
    from llm_summarise.extractive.speech.prompt import note_lines, speech_lines, split_prompt

    wanted = _asked_by(schema) if schema is not None else _written_in(system) or _written_in(prompt)
    if wanted is None:
        from llm_summarise.extractive.plain_summary import summary_of

        return summary_of(prompt)
    header, numbered, rest = split_prompt(prompt)
    if wanted == "chunk":
        from llm_summarise.domain.replies import ChunkReply
        from llm_summarise.extractive.chunk_notes import notes_on

        notes = notes_on(header, speech_lines(header, numbered), catalogue)
        return ChunkReply(answer=notes).model_dump_json()
    if wanted == "verify":
        from llm_summarise.extractive.statement_check import verdicts_on

        return verdicts_on(header.values.values(), numbered, rest).model_dump_json()
    from llm_summarise.extractive.reduce.episode_notes import episode_of, notes_to_keep

    given = note_lines(numbered)
    if wanted == "episode":
        return episode_of(header, given).model_dump_json()
    most = re.search(r"at most (\d+)", system)
    return notes_to_keep(given, int(most[1]) if most else len(given)).model_dump_json()


def _asked_by(schema: Mapping[str, Any]) -> str:
    """Which of the known answers `schema` asks for."""
    keys = frozenset(schema.get("properties", ()))
    if keys == {"answer"}:
        either = (schema["properties"]["answer"] or {}).get("anyOf") or ()
        parts = (*either, *(schema.get("$defs") or {}).values())
        keys = frozenset().union(*(part.get("properties", ()) for part in parts if isinstance(part, Mapping)))
        if _KINDS["chunk"] <= keys:
            return "chunk"
    for kind, known in _KINDS.items():
        if known <= keys and (len(known) > 1 or known == keys):
            return kind
    raise UnknownSchema(
        f"the embedded model 'extractive' cannot answer {_title_of(schema, keys)}: it knows ChunkReply "
        "(notes on numbered lines of speech), EpisodeNotes (an episode from numbered notes), NotesToKeep and "
        "Verification (what of it was said); "
        "choose another model with -m"
    )


def _title_of(schema: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Its title, else the name it refers to itself by (then it is all in $defs), else its `keys`."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return schema.get("title") or name or ", ".join(sorted(keys)) or "an unnamed schema"


def _written_in(text: str) -> str | None:
    """Which of the known schemas is written into `text`, None without one."""
    if '"properties"' not in text:
        return None
    for kind in ("episode", "chunk", "verify"):
        if all(f'"{name}"' in text for name in _KINDS[kind]):
            return kind
    return "keep" if '"notes"' in text else None
