"""What an episode is about in one line: the subject its host announces, else its main topics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from llm_summarise.domain.scripts.graphemes import before
from llm_summarise.extractive.selection.spoken_phrases import tidy
from llm_summarise.extractive.speech.lexicon import ENGLISH, focus
from llm_summarise.extractive.speech.vocabulary import known_terms, parts, single_subjects
from llm_summarise.extractive.topics.subjects import BROAD, singular
from llm_summarise.extractive.topics.titles import FRAME_TITLES

LONGEST_EPISODE_TITLE = 70
"""Characters."""
_OFTEN_NAMED = 12
"""Mentions from which on a tool is what an episode is about."""


def titled(subject: str, guests: Sequence[str], *, language: str = ENGLISH) -> str:
    """A title of the subject and the guests, of at most `LONGEST_EPISODE_TITLE` characters."""
    if language != ENGLISH:
        whole = f"{subject} – {', '.join(guests)}" if guests else subject
        return whole if len(whole) <= LONGEST_EPISODE_TITLE else shortened(subject, LONGEST_EPISODE_TITLE)
    subject = tidy(re.sub(r"^(?:the|a|an|your|his|her|their) ", "", subject))
    fresh = [guest for guest in guests if guest.lower() not in subject.lower()]
    for named in (listed(fresh), fresh[0] if len(fresh) == 1 else ""):
        title = f"{subject} with {named}" if named else subject
        if len(title) <= LONGEST_EPISODE_TITLE:
            return title
    return shortened(subject, LONGEST_EPISODE_TITLE)


def main_topics(
    titles: Sequence[str],
    texts: Sequence[str],
    tools: Sequence[tuple[str, int]] = (),
    most: int = 3,
    language: str = ENGLISH,
) -> str:
    """The up to `most` topics that come up most in what is noted, as a list: "A, B and C" ("A, B, C" in other
    languages than English). Of the `tools`, as (name, number of mentions), the one that is named most stands
    among them."""
    said = Counter(stem for text in texts for stem in focus(text, language))
    weights = {title: _weight(title, said, language) for title in titles if _is_subject(title, language)}
    count, name = max(((count, name) for name, count in tools if name.lower() not in BROAD), default=(0, ""))
    if count >= _OFTEN_NAMED:
        weights[name] = max([float(count), *weights.values()])
    best = _unlike(sorted(weights, key=lambda t: (-weights[t], t)), language)[:most]
    best.sort(key=lambda title: _last_place(title, titles))
    if language != ENGLISH:
        return ", ".join(best)
    named = {name for name, _ in tools}
    return listed([title if i == 0 or title in named else _lowered(title) for i, title in enumerate(best)])


def _last_place(title: str, titles: Sequence[str]) -> int:
    return max((at for at, other in enumerate(titles) if other == title), default=-1)


def _unlike(titles: Sequence[str], language: str) -> list[str]:
    """The titles that share no content word with one before."""
    kept: list[str] = []
    for title in titles:
        if not any(focus(title, language) & focus(other, language) for other in kept):
            kept.append(title)
    return kept


def _is_subject(title: str, language: str) -> bool:
    """Whether the title of a topic names one subject: no frame, question, pair or greeting."""
    framed = title in FRAME_TITLES or _GREETS.match(title) is not None
    return not framed and not title.endswith("?") and " and " not in title and bool(focus(title, language))


def _weight(title: str, said: Mapping[str, int], language: str) -> float:
    """How often the words of a title come up, more for a known term. `said` counts stems."""
    stems = focus(title, language)
    known = singular(title.lower()) in known_terms() or title.lower() in single_subjects()
    return (sum(said[s] for s in stems) / len(stems) + len(stems)) * (1.5 if known else 1.0)


_GREETS = re.compile(r"(?:Meet |Welcome$|Announcement$|Sponsor)")


def _lowered(title: str) -> str:
    """A title within a sentence: a word that is no name loses its capital, unless others keep theirs."""
    first, _, rest = title.partition(" ")
    if any(word[:1].isupper() for word in rest.split()):
        return title
    name = not first[1:].islower() or parts().get(first.lower()) == "name"
    return title if name else title[:1].lower() + title[1:]


def listed(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def shortened(text: str, most: int) -> str:
    """`text` cut at a word so that it has at most `most` characters."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most + 1]
    return cut.rsplit(" ", 1)[0].rstrip(" ,;:-") if " " in cut else text[: before(text, most)]
