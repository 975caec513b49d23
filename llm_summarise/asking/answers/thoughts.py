"""Setting aside what a model thought before it answered, in the forms in which it may be seen.

Servers are to cut thoughts off and often do not, or cut off their opening marker alone. Everything before the
last closing marker is thought; a marker inside a text of a complete JSON object is somebody's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from llm_summarise.asking.answers.checked import Invalid
from llm_summarise.asking.answers.structures import Effort, structures

Kind = Literal["open", "close", "close if open"]


@dataclass(frozen=True)
class _Marker:
    kind: Kind
    start: int
    end: int


_MOST_MARKERS: Final = 5_000
_NAMES: Final = (
    r"(?:ant)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflect(?:ion)?|analysis|scratch[_-]?pad|rationale"
    r"|(?:inner|internal)[_-]?(?:thoughts?|monologue|prefix)|monologue|chain[_-]?of[_-]?thoughts?|cot"
    r"|deliberation|draft|plan(?:ning)?|pensées?|réflexions?|raisonnement|pensamientos?|razonamiento|gedanken"
    r"|überlegung(?:en)?"
    r"|мысли|размышлени[ея]|рассуждени[ея]|思考|思维链?|推理|反思|草稿|思考过程|推理过程|생각|추론)"
    r"(?:[_-]?(?:process|content|block|text))?"
)
_NAME = re.compile(
    rf"(?P<before>(?:[a-z]\w{{0,20}}[:_-]){{0,3}}?){_NAMES}(?P<after>(?:[:_-]\w{{1,20}}){{0,2}})(?:\s.*)?",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETED = re.compile(r"(?:think(?:ing)?|thoughts?|reasoning|analysis)", re.IGNORECASE)
_MARKER = re.compile(
    # gpt-oss: a channel with its name, recipient and format, or what is left of it without special tokens
    r"(?P<channel><\|channel\|>\s*(?P<name>\w*)(?P<to>[^<{\[]{0,200}(?:<\|constrain\|>[^<{\[]{0,50})?)"
    r"(?:<\|message\|>)?)"
    r"|(?P<mangled>assistant\s?(?P<said>final|analysis|commentary(?:\s?to=)?))"
    r"|(?P<bare>\A\s*analysis(?![:.,*]))"
    r"|(?P<gemma><\|channel>\s*(?:thought|analysis)|<channel\|>)"
    r"|(?P<phrase>\bhere(?:'s|’s|\ is)\ my\ (?:thought\ process|response):?|\.\.\.\s?done\ thinking\.?"
    r"|\A\s*thinking\.\.\.(?=\s))"
    r"|(?P<open_end><\|end\|>|</details>|<unused95>|<\|inner_suffix\|>)"
    r"|(?P<details><details[^<>]{0,200}reasoning[^<>]{0,200}>|<unused94>)"
    r"|(?P<comment><!--|-->)"
    r"|(?P<token>(?:[<◁【＜]"
    r"|&lt;)[|｜]?\s{0,3}(?P<slash>/?)\s{0,3}(?P<body>[^\W\d_][^<>◁▷【】＜＞|｜&]{0,200}?)"
    r"\s{0,3}(?P<alone>/?)[|｜]?(?:[>▷】＞]|&gt;))"
    r"|(?P<bracket>\[(?P<closing>/?)(?P<word>[A-Za-z]{5,9})\])",
    re.IGNORECASE,
)
_HOLDS_JSON = re.compile(r"[{\[]")


def without_thoughts(text: str, effort: Effort) -> str:
    """What a model said when it had thought. Raises Invalid if it never came to an end of thinking."""
    events = _visible(text, _markers(text), effort)
    if not events:
        return text
    sections = _spoken(text, events)
    if events[-1].kind == "open":
        raise Invalid("the answer ends before its thoughts do", incomplete=True)
    alternating = all(one.kind != other.kind for one, other in pairwise(events))
    if alternating and not _HOLDS_JSON.search(sections[-1]):
        # Said first, thought about afterwards: what is said stands outside of every pair of markers.
        return next((said for said in reversed(sections) if _HOLDS_JSON.search(said)), sections[-1])
    return sections[-1]


def _spoken(text: str, events: list[_Marker]) -> list[str]:
    """What stands outside of thoughts; last what follows the last closing marker."""
    sections, at = [], 0
    for event in events:
        if event.kind == "open":
            sections.append(text[at : event.start])
        at = event.end
    return [*sections, text[at:]]


def _markers(text: str) -> list[_Marker]:
    """All that looks like a marker. Raises Invalid if there are too many."""
    found: list[_Marker] = []
    for match in _MARKER.finditer(text):
        kind = _kind(match)
        if kind is not None:
            if len(found) == _MOST_MARKERS:
                raise Invalid(f"the answer holds more than {_MOST_MARKERS:,} marks of thoughts")
            found.append(_Marker(kind, match.start(), match.end()))
    return found


def _kind(match: re.Match[str]) -> Kind | None:
    form = next(name for name, value in match.groupdict().items() if value is not None)
    said = match.group().lower()
    if form == "channel":
        to = match["to"].lower()
        return _of_channel(match["name"].lower() + (" to=" if "to=" in to or "constrain" in to else ""))
    if form == "mangled":
        return _of_channel(match["said"].lower())
    if form in ("bare", "details"):
        return "open" if form == "details" or said.strip() == match.group().strip() else None
    if form == "comment":
        return "open" if said == "<!--" else "close if open"
    if form == "gemma":
        return "close" if said == "<channel|>" else "open"
    if form == "phrase":
        return "close" if "done" in said else "close if open" if "response" in said else "open"
    if form == "open_end":
        return "close if open"
    if form == "bracket":
        named = _BRACKETED.fullmatch(match["word"])
        return None if named is None else "close" if match["closing"] else "open"
    return _of_token(match)


def _of_channel(name: str) -> Kind:
    """Only the last channel, and what is handed to a tool, is meant for others."""
    return "close" if name.startswith("final") or "to=" in name else "open"


def _of_token(match: re.Match[str]) -> Kind | None:
    """The kind of `<think>`, `</seed:think>`, `<|end_of_thought|>`, `◁/think▷`; None for other tags."""
    if match["alone"]:
        return None
    body = match["body"].strip().replace("▁", "_")
    named = _NAME.fullmatch(body)
    if named is None:
        return None
    words = re.split(r"[:_-]", f"{named['before']}{named['after']}".lower())
    return "close" if match["slash"] or "end" in words or "stop" in words else "open"


def _visible(text: str, markers: list[_Marker], effort: Effort) -> list[_Marker]:
    """The markers that are not inside of a complete object, with those left out that close nothing."""
    seen: list[_Marker] = []
    spans = structures(text, 0, effort)
    span = next(spans, None) if markers else None
    for marker in markers:
        while span is not None and span.end is not None and span.end <= marker.start:
            span = next(spans, None)
        if span is not None and span.verdict == "whole" and span.start < marker.start:
            continue
        if marker.kind == "close if open":
            if not seen or seen[-1].kind != "open":
                continue
            marker = _Marker("close", marker.start, marker.end)
        seen.append(marker)
        if marker.kind == "close" and (span is None or span.start < marker.end):
            spans = structures(text, marker.end, effort)
            span = next(spans, None)
    return seen
