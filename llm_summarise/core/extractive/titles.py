"""Chapter titles from what is said: names and noun phrases that are typical of a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from llm_summarise.core.extractive.lexicon import STOP_WORDS, content, rarity
from llm_summarise.core.extractive.talk import Sentence, Talk
from llm_summarise.core.extractive.vocabulary import parts
from llm_summarise.core.text import fold_word, words

LONGEST_TITLE = 40
"""Characters of a title, where that is possible."""


def title_of(
    talk: Talk, sentences: Sequence[Sentence], first: int, last: int, background: Counter[str]
) -> str:
    """A title for sentences `first` to `last` (inclusive); `background` counts phrases of the whole talk."""
    here = Counter(phrases(talk, sentences, first, last))
    scored = sorted(((_score(p, n, background), p) for p, n in here.items()), key=lambda x: (-x[0], x[1]))
    if not scored:
        return ""
    best = scored[0][1]
    for _, other in scored[1:4]:
        joined = f"{best} and {other}"
        if len(joined) <= LONGEST_TITLE and not set(fold_word(other).split()) & set(fold_word(best).split()):
            return joined[:1].upper() + joined[1:]
    return best[:1].upper() + best[1:]


def _score(phrase: str, count: int, background: Counter[str]) -> float:
    size = len(phrase.split())
    typical = count / max(background[phrase], count)
    weight = sum(rarity(fold_word(w)) for w in phrase.split()) / size
    return count * typical * weight * (1.6 if size > 1 else 1.0) * (1.3 if phrase[:1].isupper() else 1.0)


def phrases(talk: Talk, sentences: Sequence[Sentence], first: int, last: int) -> list[str]:
    """Noun phrases of one to three words as they were said, repeated as often as they were."""
    known = parts()
    found: list[str] = []
    for sentence in sentences[first : last + 1]:
        text = talk.text[sentence.start : sentence.end]
        run: list[str] = []
        previous_end = 0
        for n, (start, end, folded) in enumerate(words(text)):
            surface = text[start:end]
            part = known.get(folded, "noun")
            joined = start - previous_end <= 1
            proper = surface[:1].isupper() and n > 0 and not folded.startswith("i'") and folded != "i"
            ok = proper or (
                content(folded) is not None
                and part in {"noun", "adjective"}
                and folded not in STOP_WORDS
                and len(folded) > 2
            )
            if not ok or not joined:
                found.extend(_sub(run, known))
                run = []
            if ok:
                run.append(surface if proper or n > 0 else surface.lower())
            previous_end = end
        found.extend(_sub(run, known))
    return found


def _sub(run: list[str], known: dict[str, str]) -> list[str]:
    while run and known.get(run[-1].lower()) == "adjective":
        run = run[:-1]
    if not run or len(run) > 4:
        return []
    return [" ".join(run[-3:])]
