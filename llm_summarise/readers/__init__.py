"""Transcripts of every format from bytes. The format is recognised by content, never by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm_summarise.domain.transcript import Transcript


def parse(data: bytes, name: str) -> Transcript:
    """The transcript in `data`; `name` is what messages call it ("-" is for the caller to replace).

    Raises InputError if the data is empty, binary, not decodable (the message says which byte), broken, too
    much (`readers.bounds`, `readers.unpacking`, `readers.time_limit` say what that is), or holds no speech.
    """
    # Late: a run that finds its result in the cache reads the file and parses nothing.
    from llm_summarise.domain.errors import InputError
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.readers.about.true_titles import with_true_title
    from llm_summarise.readers.decoding import decode
    from llm_summarise.readers.digest import content_digest
    from llm_summarise.readers.formats import reader_for
    from llm_summarise.readers.shared_steps import finished
    from llm_summarise.readers.speech.introductions import introduced
    from llm_summarise.readers.time_limit import time_limit

    with time_limit(len(data), name):
        text, mended = decode(data, name)
    try:
        with time_limit(len(text), name):
            parsed = finished(reader_for(text)(text))
    except ValueError as error:
        raise InputError(name, str(error), hint=getattr(error, "hint", None)) from None
    if not parsed.cues:
        hint = "llm-summarise chunks shows what was read"
        raise InputError(name, f"holds no speech (read as {parsed.format})", hint=hint)
    return Transcript(
        tuple(parsed.cues),
        name,
        parsed.format,
        content_digest(data),
        (*mended, *parsed.warnings),
        with_true_title(parsed.about),
        tuple(parsed.outline),
        parsed.aside.kinds(),
        introduced(parsed.cues),
    )
