"""Passages as the embedded model reads them from a prompt."""

from __future__ import annotations

from llm_summarise.extractive.analysis import Passage
from llm_summarise.extractive.speech.prompt import speech_lines, split_prompt


def passage_in(prompt: str) -> Passage:
    header, numbered, _ = split_prompt(prompt)
    return Passage(header, speech_lines(header, numbered))


def passage_of(*lines: str, speakers: str = "", names: str = "") -> Passage:
    """A passage of these lines, with what a prompt says about it."""
    head = [f"Speakers: {speakers}"] * bool(speakers) + [f"Names: {names}"] * bool(names)
    numbered = [f"[{n}] {line}" for n, line in enumerate(lines, 1)]
    return passage_in("\n".join([*head, "Length: medium", "", *numbered]))
