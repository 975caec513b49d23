"""What is sent for each character of speech: instructions, schema, names, numbers of lines and all.

Counted with default settings for a model that takes schemas, over every chunk of every transcript; a file's
time stamps are no speech. What is the same in every prompt (instructions, schema) comes first, so that the
prompt caches of providers apply to it.
"""

from __future__ import annotations

import json
from pathlib import Path

from common import Row, transcripts

from llm_summarise.asking.answers import form_for
from llm_summarise.domain.replies import ChunkReply
from llm_summarise.domain.settings import Settings
from llm_summarise.episode.chunking import DEFAULT_CHUNK_TOKENS, chunked
from llm_summarise.episode.prompts.questions import chunk_prompt
from llm_summarise.episode.prompts.template_files import load_prompts
from llm_summarise.episode.prompts.templates import Prompt
from llm_summarise.names import load_catalogue
from llm_summarise.readers import parse


def rows(folder: Path | None, quick: bool) -> list[Row]:
    paths = transcripts(folder)
    schema = len(json.dumps(form_for(ChunkReply).schema, ensure_ascii=False, separators=(",", ":")))
    sent = said = stable = count = 0
    worst, name, schemas = 0.0, "", 0
    for path in paths[:2] if quick else paths:
        data = path.read_bytes()
        asked = prompts_of(data, path.name)
        speech = sum(len(cue.text) + 1 for cue in parse(data, path.name).cues)
        first = sum(len(prompt.system) + schema for prompt in asked)
        whole = first + sum(len(prompt.user) for prompt in asked)
        if whole / speech > worst:
            worst, name = whole / speech, path.name
        sent, said, stable, count = sent + whole, said + speech, stable + first, count + len(asked)
        schemas += schema * len(asked)
    systems = {prompt.system for prompt in asked}
    note = f"{count} prompts, {sent / count:,.0f} characters each; worst {worst:.3f} ({name[:30]})"
    first_note = f"{stable / count:,.0f} characters of each prompt, the first ones; they are all sent again"
    without = f"as above, but without the schema, which is {schema:,} characters of each prompt"
    return [
        Row("characters sent / characters of speech", sent / said, 1.35, note=note),
        Row("the words of the prompts / characters of speech", (sent - schemas) / said, note=without),
        Row("the same part of all prompts / all that is sent", stable / sent, note=first_note),
        Row("different instructions in an episode", len(systems), 1, note="1: a provider's cache applies"),
    ]


def prompts_of(data: bytes, name: str) -> list[Prompt]:
    """What a model is asked about each chunk of a transcript."""
    transcript, catalogue, prompts = parse(data, name), load_catalogue(), load_prompts()
    return [
        chunk_prompt(
            chunk, transcript, prompts, Settings(), catalogue.hints("\n".join(chunk.texts(transcript)))
        )
        for chunk in chunked(transcript, DEFAULT_CHUNK_TOKENS)
    ]
