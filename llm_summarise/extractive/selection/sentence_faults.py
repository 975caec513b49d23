"""What keeps a sentence from standing alone: it leans on others, is chat, or is half a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from llm_summarise.extractive.selection.spoken_phrases import CALLING, CHAT, FINITE, anywhere, first, tidy
from llm_summarise.extractive.speech.vocabulary import listed

_LEANS_BACK = first(listed("leans back"))
_CHATS = first(listed("chats"))
_TELLS = first(listed("tells"))
_ROUGH = (
    *(re.compile(line, re.IGNORECASE) for line in listed("rough").splitlines() if line),
    anywhere(listed("rough words")),
)
_ING = re.compile(r"^\W*\w{2,}ing\b", re.IGNORECASE)
_OF_ING = re.compile(
    r"(?<!that )(?<!you )(?<!they )(?<!it )(?<!which )(?<!we )(?<!there )\b(?:is|are|was|makes?|gives?|can|"
    r"will|lets?|takes?|means?|matters|works|helps?|requires?|isn't|doesn't|has)\b",
    re.IGNORECASE,
)
"""A verb that a participle at the beginning may be the subject of."""
_MORE_VERBS = anywhere(listed("more verbs"))
_REASON = re.compile(r"\bbecause\b|, (?:which|who|where)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"\b(?:that|which|who|if|when|because|where|how|what|why|whether)\b", re.IGNORECASE)
_LIKE = re.compile(r"\blike\b")
_COMPARES = re.compile(
    r"(?:\b(?:looks?|looking|feels?|sounds?|seems?|something|anything|nothing|thing|would|i|you|we|they|"
    r"people|much|more|"
    r"i'd|don't|didn't|exactly|behaves?|works?|acts?)|"
    r"[a-rt-z]s(?<!\bis)(?<!\bas)(?<!\bus)(?<!\bwas)(?<!\bhas)(?<!\bdoes)"
    r"(?<!\bits)),? $",
    re.IGNORECASE,
)
"""What "like" follows where it compares, and is no filler."""
_SPOKEN_OF = first("i  you  we  they  people  nobody  everybody  everyone")
"""A subject that a verb follows, whichever it is."""
CLAUSE = first(listed("clause"))
_MAIN = re.compile(
    r"(?:,|\bthen\b) (?!(?:or|and|if|which|because|like|whatever|especially|even|maybe|who|where)\b)"
    r"(?:\S+ ){2,}|^\W*when \S+ing\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*[A-Z][\w.' ]{1,40}:|\.(?:fm|com|io|org|net)\b|^[A-Z]\w+(?: [A-Z]\w+)?, (?:I|you|we)\b"
)


def leans_back(text: str) -> bool:
    """Whether a sentence begins as one does that needs the one before."""
    return _LEANS_BACK.match(tidy(text)) is not None


def is_faulty(shown: str) -> bool:
    """Whether a tidied sentence with plain apostrophes cannot be printed alone at all."""
    return any(fault(shown) for fault in _FAULTS)


def _verbless(main: str, shown: str) -> bool:
    """Whether a sentence is a noun with a relative clause, by the words before the first clause, `main`."""
    return not (_verbs(main) or _SPOKEN_OF.match(main)) and (main.count(" ") > 4 or _verbs(shown) < 2)


def _verbs(text: str) -> int:
    """How many words may be the verb of a clause."""
    return len(FINITE.findall(text)) + len(_MORE_VERBS.findall(text))


_FAULTS: tuple[Callable[[str], object], ...] = (
    _LEANS_BACK.match,
    _CHATS.match,
    _TELLS.match,
    *(rough.search for rough in _ROUGH),
    _LABEL.search,
    CHAT.search,
    CALLING.match,
    lambda shown: not _SPOKEN_OF.match(shown) and not _verbs(_REASON.split(shown)[0]),
    lambda shown: _verbs(shown) < len(_SUBORDINATE.findall(shown)),
    lambda shown: _verbless(_SUBORDINATE.split(shown)[0], shown),
    lambda shown: any(not _COMPARES.search(shown, 0, at.start()) for at in _LIKE.finditer(shown)),
    lambda shown: _ING.match(shown) and not _OF_ING.search(re.split(",", _SUBORDINATE.split(shown)[0])[0]),
    lambda shown: CLAUSE.match(shown) and not _MAIN.search(shown),
    lambda shown: shown.count(",") * 5 > shown.count(" ") + 5,
)
"""What keeps a sentence from being printed at all."""
