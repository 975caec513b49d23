"""What an advertisement offers: the code to be given, and the address to go to, in the words that are
said."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.names.addresses.in_running_text import find_addresses

_CODE: Final = re.compile(
    r"\b(?i:(?:promo|offer|coupon|discount|referral)\s+code|(?:use|with|enter|using|the|my|"
    r"our)\s+code)[,:]?\s+"
    r"[“\"]?(?P<code>[A-Z0-9][A-Z0-9-]{2,19}|[A-Z]+\d+\w*|[a-z]{3,20}(?=[.,;!]|$))\b"
)


def offer_code(text: str) -> str | None:
    """The code that is said with an offer, if it is a single word."""
    match = _CODE.search(text)
    return match["code"] if match else None


def offer_address(text: str) -> str | None:
    """The address in an advertisement, rather one with a path; the first of equals."""
    found = [address for address in find_addresses(text) if "@" not in address.written]
    best = max(found, key=lambda address: ("/" in address.written, -address.start), default=None)
    return text[best.start : best.end] if best else None
