"""What counts as a content word: stop words of a few languages, light stemming, weights of words."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from llm_summarise.domain.text import words
from llm_summarise.extractive.vocabulary import parts, shares

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENGLISH = """
a an the and or but nor so if then than as at by for from in into of off on onto out over to up with
without about after before during between through under again once here there when where why how all any
both each few more most other some such no not only own same too very can will just should would could
may might must shall am is are was were be been being have has had having do does did doing i me my mine
we us our ours you your yours he him his she her hers it its they them their theirs this that these
those what which who whom whose i'm i've i'd i'll you're you've you'd you'll he's she's it's we're we've
we'd we'll they're they've they'd they'll that's that'll there's here's what's who's how's let's don't
doesn't didn't can't couldn't won't wouldn't isn't aren't wasn't weren't haven't hasn't hadn't shouldn't
ain't gonna wanna gotta yeah yes yep yup no nope oh ah uh um hmm hm huh ok okay right well like know
mean think guess say said says saying thing things stuff kind sort lot lots bit really actually
basically literally obviously definitely absolutely totally probably maybe pretty quite also even still
yet ever never always sometimes anyway though although because since while whether either else get gets
getting got gotten go goes going went gone come comes came coming make makes made making take takes took
taken taking put see sees saw seen look looks looking want wants wanted need needs try trying tried use
used using let give gives gave given way ways one two three ones something anything everything nothing
someone anyone everyone somebody anybody everybody good great nice cool awesome interesting amazing
super fun much many little big new old first last next now today back around sure exactly course happen
happens happened talk talked talking tell told feel feels guys folks people time times day days year
years week month people's part end point able different hear ask asked whole start started thank thanks
welcome hello hi hey please sorry wow gosh et cetera etc show episode podcast
"""
_GERMAN = """
der die das den dem des ein eine einen einem einer eines und oder aber doch denn wenn dann weil dass ob
als wie wo was wer wen wem ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn ihnen mein
meine dein deine sein seine unser unsere euer eure ist sind war waren bin bist seid wird werden wurde
wurden worden hat haben habe hatte hatten hast kann können konnte muss müssen soll sollen will wollen
mag möchte darf nicht kein keine keinen nur auch noch schon mal ja nein so sehr mehr viel viele hier da
dort jetzt heute immer ganz gar eben halt eigentlich natürlich genau also vielleicht einfach wirklich
etwas nichts man sagen gesagt gibt machen macht gemacht geht gehen kommt kommen auf an in im am um zu
zum zur mit von vom bei beim für gegen ohne über unter nach vor aus bis durch zwischen diese dieser
dieses diesen jede jeder jedes andere anderen äh ähm hallo danke willkommen bitte gut okay ne
"""
_FRENCH = """
le la les un une des du de et ou mais donc or ni car que qui quoi dont où je tu il elle on nous vous ils
elles me te se lui leur leurs mon ma mes ton ta tes son sa ses notre nos votre vos ce cet cette ces est
sont était être avoir ai as a avons avez ont avait fait faire va vais aller pas ne plus très aussi bien
alors quand comme si pour par avec sans sur sous dans en au aux oui non c'est j'ai qu'il qu'on d'un
d'une voilà euh bon tout tous toute toutes
"""
_SPANISH = """
el la los las un una unos unas y o pero porque que qué quien cual cuando como cómo donde si no sí yo tú
él ella nosotros ustedes ellos me te se lo le les mi tu su nuestro es son era ser estar está están fue
ha han hay tener tiene hacer hace ir va muy más también ya así bien pues entonces para por con sin sobre
en de del al a este esta esto estos estas ese esa eso todo todos bueno
"""
_SENTINELS = {
    "en": frozenset("the and that you it is of to".split()),
    "de": frozenset("der die das und ich nicht ist wir".split()),
    "fr": frozenset("le les des est que et pas vous".split()),
    "es": frozenset("el los que es y una por no".split()),
}
_MEANINGFUL = frozenset("die car man son des mal ton ma bin war".split())
"""Stop words of one language that are words with a meaning in another."""
STOP_WORDS = frozenset(" ".join((_ENGLISH, _GERMAN, _FRENCH, _SPANISH)).split()) - _MEANINGFUL


def is_wide(text: str) -> bool:
    """Whether `text` holds characters of a script written without blanks (Japanese, Chinese, Korean)."""
    return not text.isascii() and _WIDE.search(text) is not None


def guess_language(text: str) -> str:
    """ "ja", "en", "de", "fr" or "es": by script, else by the commonest words of the first 20,000
    characters."""
    sample = text[:20_000].lower()
    if len(_WIDE.findall(sample)) > len(sample) // 10:
        return "ja"
    said = sample.split()
    counts = {code: sum(word in known for word in said) for code, known in _SENTINELS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "en"


_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without its commonest endings, so that "caches", "cached" and "caching" agree."""
    word = word.split("'")[0] if word.endswith("'s") else word
    if len(word) <= 3 or not word.isascii():
        return word
    for ending, rest in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("ly", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + rest
            break
    return word[:-1] if len(word) > 3 and word[-1] in "ey" else word


@lru_cache(maxsize=50_000)
def content(word: str) -> str | None:
    """The stem of a folded word that carries content; None for stop words, numbers and single letters."""
    if word in STOP_WORDS or len(word) < 2 or word.isdigit():
        return None
    return stem(word)


def focus(title: str) -> frozenset[str]:
    """The content stems of a title."""
    return frozenset(stem for _, _, word in words(title) if (stem := content(word)) is not None)


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """How telling a folded word is in any talk, 0.1 (said everywhere) to 1 (not a common word), from the
    share p of talks it occurs in: ln(1/p) / ln(1/0.05)."""
    share = shares().get(word, 0.05)
    part = parts().get(word)
    telling = min(1.0, max(0.1, math.log(1 / share) / math.log(1 / 0.05)))
    return telling * (0.6 if part in {"verb", "other", "vague"} else 1.0)


def tokens(text: str, folded: tuple[str, ...]) -> list[str]:
    """The content words of a sentence as stems; for scripts without blanks, runs of kanji or katakana
    and pairs within them."""
    if is_wide(text):
        return [run[i : i + 2] for run in _RUNS.findall(text) for i in range(0, max(1, len(run) - 1))]
    return [found for word in folded if (found := content(word)) is not None]


_RUNS = re.compile(r"[\u30a0-\u30ff]{2,}|[\u4e00-\u9fff]{2,}|[\uac00-\ud7af]{2,}|[A-Za-z0-9]{2,}")
