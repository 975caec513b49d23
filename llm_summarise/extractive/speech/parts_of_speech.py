"""What part each word of a talk plays, judged by its neighbours and a list of common words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_summarise.domain.text import fold_word, words
from llm_summarise.extractive.speech.lexicon import content
from llm_summarise.extractive.speech.speech import Sentence, Speech
from llm_summarise.extractive.speech.vocabulary import parts, word_set

_DETERMINERS = word_set("determiners")
_VERB_MARKERS = word_set("verb markers")
_LIGHT = word_set("light participles")
_CALENDAR = word_set("calendar and the like")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence with its part: tool (a known name), name, noun, adjective, vague, gerund, verb,
    other or unsure. `glued` tells that only a blank, hyphen or slash separates it from the word before."""

    surface: str
    folded: str
    part: str
    glued: bool


class Lexis:
    """What the words of one talk are, judged by how they are written and what they follow.

    Folded words in `banned` are never part of a phrase. `names` tells where names are known to stand in the
    talk's text: start to (end, right spelling), in characters, the end exclusive.
    """

    def __init__(
        self,
        talk: Speech,
        sentences: Sequence[Sentence],
        banned: frozenset[str] = frozenset(),
        names: Mapping[int, tuple[int, str]] | None = None,
    ) -> None:
        self._talk = talk
        self._banned = banned
        self.names = names or {}
        self._known = parts()
        self._capital: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._nounish: Counter[str] = Counter()
        self._verbish: Counter[str] = Counter()
        self._surfaces: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._raw = [self._read(sentence) for sentence in sentences]
        self._part: dict[str, str] = {}

    def _read(self, sentence: Sentence) -> list[tuple[str, str, bool, bool]]:
        """The words as (surface, folded, glued, known to be a name)."""
        text = self._talk.text[sentence.start : sentence.end]
        found: list[tuple[str, str, bool, bool]] = []
        end, before, covered = 0, "", 0
        for n, (start, stop, folded) in enumerate(words(text)):
            if start < covered:
                continue
            surface, gap = text[start:stop], text[end:start]
            glued = n > 0 and gap in {" ", "-", "/", " -"}
            end = stop
            if known := self.names.get(sentence.start + start):
                end = covered = known[0] - sentence.start
                found.append((known[1], fold_word(known[1]), glued, True))
            else:
                found.append((surface, folded, glued, False))
                self._count(surface, folded, before, first=n == 0, run=not gap.strip(" -,"))
            before = folded
        return found

    def _count(self, surface: str, folded: str, before: str, *, first: bool, run: bool) -> None:
        if first:
            return
        if (surface.isupper() and len(surface) > 1) or (run and not surface.isupper() | surface.islower()):
            self._capital[folded] += 1
        self._seen[folded] += 1
        self._surfaces[folded][surface] += 1
        self._nounish[folded] += before in _DETERMINERS
        self._verbish[folded] += before in _VERB_MARKERS

    def part(self, folded: str) -> str:
        """The part of speech of a folded word in this talk."""
        known = self._part.get(folded)
        if known is None:
            known = self._part[folded] = self._judged(folded)
        return known

    def _judged(self, folded: str) -> str:
        base = folded.removesuffix("'s")
        if base in self._banned or base in _CALENDAR or len(base) < 2 or base.isdigit() or "'" in base:
            return "other"
        known = self._known.get(base)
        if self._has_capital(folded, known):
            return "name"
        if content(base) is None:
            return "other"
        if known == "name":
            return "name"
        if base != folded:
            return "other"
        return self._unlisted(folded) if known is None else self._listed(folded, known)

    def _has_capital(self, folded: str, known: str | None) -> bool:
        """Whether a word is mostly written with a capital, as names are; of a common word more is asked."""
        capital = self._capital[folded]
        most = self._seen[folded] * (0.6 if known is None else 0.75)
        return capital >= most and capital > (0 if known is None else 1)

    def _listed(self, folded: str, known: str) -> str:
        """The part of a common word of which `known` is the usual part."""
        if known in {"noun", "adjective", "vague"}:
            return "other" if folded in _LIGHT else known
        if known == "verb" and self._nounish[folded] > max(1, self._verbish[folded]):
            return "noun"
        return "gerund" if _is_gerund(folded) else known

    def _unlisted(self, folded: str) -> str:
        """The part of a word that is not common, by its ending and its neighbours."""
        if _is_gerund(folded):
            return "gerund"
        nounish = self._nounish[folded]
        if folded.endswith("ly") or self._verbish[folded] > nounish:
            return "verb"
        if folded.endswith("ed"):
            return "adjective" if nounish else "verb"
        return "noun" if nounish or self._seen[folded] > 1 or self._capital[folded] else "unsure"

    def words(self, index: int) -> list[Word]:
        """The words of sentence `index` with their parts, names in their usual spelling."""
        found: list[Word] = []
        for n, (surface, folded, glued, known) in enumerate(self._raw[index]):
            part = "name" if known else self.part(folded)
            if known:
                pass
            elif part == "name" and (n == 0 or surface.islower()):
                surface = self._capitalised(folded, surface)
            elif part not in {"name", "other"} and not surface.isupper():
                surface = surface.lower() if n == 0 else surface
            found.append(Word(surface, folded, "tool" if known else part, glued))
        return found

    def _capitalised(self, folded: str, surface: str) -> str:
        """A name as it is usually written where it has a capital."""
        written = [s for s, _ in self._surfaces[folded].most_common() if not s.islower()]
        if written:
            return written[0]
        return surface.upper() if len(surface) < 4 else surface[:1].upper() + surface[1:]

    def terms(self, index: int) -> list[str]:
        """The content stems of sentence `index`, known names as one."""
        raw = self._raw[index]
        return [
            term for _, folded, _, known in raw if (term := folded if known else content(folded)) is not None
        ]


def _is_gerund(folded: str) -> bool:
    return folded.endswith("ing") and len(folded) > 5 and folded not in _LIGHT


_WIDE_RUN = re.compile(r"[\u30a0-\u30ff]{3,}|[\u4e00-\u9fff]{2,}(?:[\u30a0-\u30ff]+)?|[A-Z][A-Za-z]{2,}")


def wide_runs(text: str) -> list[str]:
    """Runs of kanji or katakana and words in Latin letters, in a script without blanks."""
    return _WIDE_RUN.findall(text)
