"""A passage that begins and ends in the middle of sentences, completed at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from llm_summarise.domain.sentences import CLOSERS, SENTENCE_BREAK, ends_sentence
from llm_summarise.domain.transcript import Cue
from llm_summarise.grounding.passage import Span

LONGEST_ADDITION: Final = 160
"""Characters that are added at one end, at most: what lacks more was quoted in part on purpose."""


def whole_sentences(span: Span, cues: Sequence[Cue]) -> Span:
    """The passage from the beginning of its first sentence to the end of its last, as far as one person says
    them; an end at which more than LONGEST_ADDITION characters are missing stays where it is."""
    first, start = _beginning(span, cues)
    last, end = _ending(span, cues)
    texts = [cue.text for cue in cues[first : last + 1]]
    texts[-1] = texts[-1][:end]
    texts[0] = texts[0][start:]
    return replace(span, first_cue=first, last_cue=last, start=start, end=end, text=" ".join(texts))


def _beginning(span: Span, cues: Sequence[Cue]) -> tuple[int, int]:
    """Cue and character at which the first sentence begins."""
    cue, added, before = span.first_cue, 0, cues[span.first_cue].text[: span.start]
    while True:
        breaks = [
            match.end() for match in SENTENCE_BREAK.finditer(f"{before} ") if match.end() <= len(before)
        ]
        begins = breaks[-1] if breaks else 0
        added += len(before) - begins
        if added > LONGEST_ADDITION:
            return span.first_cue, span.start
        speech_begins = cue == 0 or cues[cue].changes_voice(cues[cue - 1])
        if breaks or speech_begins or ends_sentence(cues[cue - 1].text):
            return cue, begins
        cue -= 1
        before = cues[cue].text


def _ending(span: Span, cues: Sequence[Cue]) -> tuple[int, int]:
    """Cue and character at which the last sentence has ended."""
    cue, text = span.last_cue, cues[span.last_cue].text
    if ends_sentence(text[: span.end]):
        closed = text[span.end :]
        return cue, span.end + len(closed) - len(closed.lstrip(CLOSERS))
    added, begin = 0, span.end
    while True:
        found = SENTENCE_BREAK.search(text, begin)
        end = len(text[: found.end()].rstrip()) if found else len(text)
        added += end - begin
        if added > LONGEST_ADDITION:
            return span.last_cue, span.end
        speech_ends = cue + 1 == len(cues) or cues[cue + 1].changes_voice(cues[cue])
        if found or ends_sentence(text) or speech_ends:
            return cue, end
        cue, begin = cue + 1, 0
        text = cues[cue].text
