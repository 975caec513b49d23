"""What an advertisement offers: the code to be given, and the address to go to, in the words that are said."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.extractive.mentions.spoken_links import said_links

_CODE: Final = re.compile(
    r"\b(?:(?:promo|offer|coupon|discount|referral)\s+code|(?:use|with|enter|using|the|my|our)\s+code|code)[,:]?\s+"
    r"[“\"]?(?P<code>[A-Z0-9][A-Z0-9-]{2,19}|[A-Z]+\d+\w*)\b"
)


def offer_code(text: str) -> str | None:
    """The code that is said with an offer, if it is written as one."""
    match = _CODE.search(text)
    return match["code"] if match else None


def offer_address(text: str) -> str | None:
    """The address in an advertisement, the most precise one."""
    said = [text[start:end] for start, end in said_links(text)]
    return max(said, key=lambda words: ("/" in words or " slash " in words, -said.index(words)), default=None)
