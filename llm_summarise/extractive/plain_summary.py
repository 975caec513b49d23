"""A summary of any text, for a prompt that asks for no schema."""

from __future__ import annotations

from llm_summarise.extractive.analysis import Passage
from llm_summarise.extractive.selection.ranking import pick, rank
from llm_summarise.extractive.speech.prompt import Header, SpokenLine, speech_lines, split_prompt

_SENTENCES = {"short": 2, "medium": 4, "long": 8}


def summary_of(prompt: str) -> str:
    """The sentences of `prompt` that say most, in their order; the text itself where it is short."""
    header, numbered, _ = split_prompt(prompt)
    lines = speech_lines(header, numbered) if numbered else _as_lines(prompt)
    passage = Passage(header if numbered else Header(), [line for line in lines if line.text])
    if len(passage.sentences) <= 2:
        return " ".join((prompt if not numbered else passage.talk.text).split())
    chosen = [i for i in range(len(passage.sentences)) if passage.frame.spoken(i)]
    ranked = rank(passage.talk, passage.sentences, chosen, passage.host)
    best = pick(ranked, _SENTENCES[passage.header.length], gap=1)
    if not best:
        return passage.shown(0)
    return " ".join(passage.shown(r.index) for r in best)


def _as_lines(prompt: str) -> list[SpokenLine]:
    return [
        SpokenLine(n, " ".join(raw.split())) for n, raw in enumerate(prompt.splitlines(), 1) if raw.strip()
    ]
