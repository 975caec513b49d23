"""What an episode is about in one line: the subject its host announces, else its main topics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from llm_summarise.domain.text import fold_word
from llm_summarise.extractive.selection.spoken_phrases import tidy
from llm_summarise.extractive.speech.lexicon import content, focus
from llm_summarise.extractive.speech.vocabulary import known_terms, parts, single_subjects
from llm_summarise.extractive.topics.subjects import BROAD, singular
from llm_summarise.extractive.topics.titles import FRAME_TITLES

LONGEST_TITLE = 70
"""Characters of an episode's title."""
_SUBJECT = re.compile(
    r"(?:\b(?:talk|talking|talked|speak|speaking|chat|chatting|chatted|conversation|discussion|interview)\b"
    r"[^.!?]{0,60}?\b(?:about|on)|"
    r"\b(?:learn|hear|story|joined|here|back|show|podcast|tell|book|course|know|joins)\b[^.!?]{0,50}?\babout|"
    r"\breport on|\b(?:discuss|discussing|explore|exploring|dive (?:deep )?into|dig into|cover|unpack|"
    r"walk us through|brave new world of))\s+(?P<what>[^.!?;]{6,})",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r",|\s-|\s(?:with (?=[A-Z])|along with|as well as|and (?:how|what|why|more|much|where|it|he|she|they|we|"
    r"i'm|about|deciding)|but|because|so that|that|which|who|where|when|if you|called|at (?=[A-Z])|coming|"
    r"from (?=[A-Z])|right now|today|this (?:week|time)|these days|what (?=[a-z]+ (?:found|did|has|are))|"
    r"in general|for you|by )",
    re.IGNORECASE,
)
_UNCLEAR = frozenset(
    "it this that these those them they their his her him he she everything something things thing stuff all "
    "us me ton tons lot bunch couple show episode podcast topics topic one ones us you story".split()
)
_LEFT_OPEN = frozenset("on of for in to with a an the and or at from into by how your its".split())
_OFTEN_NAMED = 12
"""Mentions from which on a tool is what an episode is about."""
_OF_THE_SHOW = re.compile(r"\btalk python|mastodon|twitter|youtube|bluesky|\.(?:fm|com|org)\b", re.IGNORECASE)


_FILLERS = re.compile(r"^(?:all |just |really |a (?:little )?bit |more )*(?:about |on |of |the topic of )?")


def subject_in(text: str) -> str | None:
    """The subject a host announces in a sentence: "I'm talking with Ann about gauges in harbours" holds
    "gauges in harbours". None if the sentence announces none that stands alone."""
    for match in _SUBJECT.finditer(text):
        what = match["what"]
        if deeper := subject_in(what):
            return deeper
        if cut := _ENDS.search(what):
            what = what[: cut.start()]
        what = re.sub(
            r"^(?:all |just |really |a (?:little )?bit |more )*(?:about |on |of |the topic of )?",
            "",
            what.strip(),
        )
        said = [fold_word(word) for word in re.findall(r"[\w'’]+", what)]
        if not 1 <= len(said) <= 12 or len(what) > LONGEST_TITLE or _OF_THE_SHOW.search(what):
            continue
        if said[-1] in _LEFT_OPEN or {"is", "are", "was", "were", "will"} & set(said):
            continue
        if (
            _UNCLEAR & set(said[:4])
            or {"this", "that", "it", "these", "those"} & set(said)
            or not any(content(word) for word in said)
        ):
            continue
        return what.strip(" ,'\"")
    return None


def titled(subject: str, guests: Sequence[str]) -> str:
    """A title of the subject and the guests, of at most `LONGEST_TITLE` characters."""
    subject = tidy(re.sub(r"^(?:the|a|an|your|his|her|their) ", "", subject))
    fresh = [guest for guest in guests if guest.lower() not in subject.lower()]
    for named in (listed(fresh), fresh[0] if len(fresh) == 1 else ""):
        title = f"{subject} with {named}" if named else subject
        if len(title) <= LONGEST_TITLE:
            return title
    return _cut(subject)


def main_topics(
    titles: Sequence[str], texts: Sequence[str], tools: Sequence[tuple[str, int]] = (), most: int = 3
) -> str:
    """The up to `most` topics that come up most in what is noted, as a list: "A, B and C". Of the `tools`, as
    (name, number of mentions), the one that is named most stands among them."""
    said = Counter(stem for text in texts for stem in focus(text))
    named = {name for name, _ in tools}
    weights: dict[str, float] = {}
    for title in titles:
        if title in FRAME_TITLES or title.endswith("?") or " and " in title or _GREETS.match(title):
            continue
        stems = focus(title)
        if not stems:
            continue
        term = singular(title.lower()) in known_terms() or title.lower() in single_subjects()
        weights[title] = (sum(said[s] for s in stems) / len(stems) + len(stems)) * (1.5 if term else 1.0)
    often = [(count, name) for name, count in tools if count >= _OFTEN_NAMED and name.lower() not in BROAD]
    if often:
        count, name = max(often)
        weights[name] = max(float(count), *weights.values()) if weights else float(count)
    best: list[str] = []
    for title in sorted(weights, key=lambda t: (-weights[t], t)):
        if len(best) < most and not any(focus(title) & focus(other) for other in best):
            best.append(title)
    order = {title: at for at, title in enumerate(titles)}
    best.sort(key=lambda title: order.get(title, -1))
    return listed([title if i == 0 or title in named else _lowered(title) for i, title in enumerate(best)])


_GREETS = re.compile(r"(?:Meet |Welcome$|Announcement$|Sponsor)")


def _lowered(title: str) -> str:
    """A title within a sentence: a word that is no name loses its capital."""
    first = title.partition(" ")[0]
    name = not first[1:].islower() or parts().get(first.lower()) == "name"
    return title if name else title[:1].lower() + title[1:]


def listed(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _cut(text: str) -> str:
    """`text` cut at a word so that it has at most `LONGEST_TITLE` characters."""
    if len(text) <= LONGEST_TITLE:
        return text
    return text[: LONGEST_TITLE + 1].rsplit(" ", 1)[0].rstrip(" ,;:-")
