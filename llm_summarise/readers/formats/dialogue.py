"""Text or Markdown whose paragraphs begin with a name, a time or both.

`Name: text`, `**Name:** text`, `[Name] [1:02] text`, `[00:01:02] text`, `(1:02) Name: text`,
`text [[1:02](url)]`, `[00:01.000 --> 00:02.500] text`, and lines of their own above the words: `Name 0:12`,
`**Name** (0:12)`, `00:01:02 Name`, `## Name [0:12]`, `00:01:02`. How it is read stands in `readers.prose`.
"""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.parsed import Parsed
from llm_summarise.readers.prose.surveying import spoken, surveyed

FORMAT: Final = "dialogue"

_SOON: Final = 8000
"""Characters in which the habit mostly shows."""

_DIFF: Final = re.compile(
    r"^(?:diff --git |--- a/|\+\+\+ b/|@@ -\d|Index: |commit [0-9a-f]{7,40}$)", re.MULTILINE
)


def looks(sample: str) -> bool:
    """Whether paragraphs of `sample` begin with names or times as a habit."""
    if _DIFF.search(sample, 0, 2000):
        return False
    # Most texts show it soon; the whole sample is for those that begin with something else.
    return any(_marks_turns(part) for part in (sample[:_SOON], sample)[len(sample) <= _SOON :])


def _marks_turns(text: str) -> bool:
    habits = surveyed(text).habits
    return habits.timed or habits.named > 0


def read(text: str) -> Parsed:
    """The turns. All sentences of a paragraph have the time it begins with."""
    return spoken(surveyed(text), FORMAT)
