"""Sounds that captions describe in brackets, `[Music]`, `(both laughing)`, `*outro music*`: not speech."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.sentences import STOPS

_SOUND: Final = (
    r"(?:music|musik|musique|música|applause|applaus|applaudissements|laughter|laughing|laughs?|chuckles|"
    r"chuckling|gelächter|lachen|lacht|rires?|risas|noise|noises|silence|stille|inaudible|unverständlich|"
    r"crosstalk|indistinct|cheering|cheers|sighs?|coughs?|coughing|clears\sthroat|blank_audio|"
    r"音楽|拍手|笑い声|笑い?|♪)"
)
_GOES_ON: Final = r"(?:\s+(?:playing|plays|continues|starts|begins|stops|ends|fades|fading|in|out))*"
_SQUARE: Final = re.compile(rf"\[\s*(?:[\w'-]+\s+){{0,3}}{_SOUND}{_GOES_ON}\s*\]", re.IGNORECASE)
# In round brackets people write prose too: longer ones are sounds only where a sentence ends and begins.
_ROUND: Final = re.compile(
    rf"[(（]\s*{_SOUND}\s*[)）]|(?:^\s*|(?<=[{STOPS}>]\s))\(\s*(?:[\w'-]+\s+){{1,3}}{_SOUND}{_GOES_ON}\s*\)",
    re.IGNORECASE,
)
# Between asterisks Markdown stresses words: "*Music* is" is speech, "*outro music* Thank you." is not.
_STARS: Final = re.compile(
    rf"(?:^\s*|(?<=[{STOPS}>]\s))\*(?:[\w'-]+\s+){{0,2}}{_SOUND}{_GOES_ON}\*(?=\s*$|\s+(?-i:[A-Z\"“(\[*]))",
    re.IGNORECASE,
)


def without_sounds(text: str) -> str:
    """`text` with a blank for each description of a sound."""
    return _STARS.sub(" ", _ROUND.sub(" ", _SQUARE.sub(" ", text)))
