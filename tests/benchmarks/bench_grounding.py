"""Planted quotes, true and false, against the grounder.

    python tests/benchmarks/bench_grounding.py [FOLDER]

True quotes are runs of words of an episode, as they stand or with one word in six changed; false ones are
words nobody said there. Numbers and negations are left alone in the true ones: changing them makes a false
one. Seeded; the same folder gives the same table (times aside).
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from llm_summarise.domain.transcript import Transcript
from llm_summarise.grounding import Grounder, Span
from llm_summarise.readers import parse

ROOT = Path(__file__).parents[2]
NEGATIVE = re.compile(r"not|no|never|none|nothing|cannot|without|neither|nor|nobody|\w+n['’]?t", re.I)
NUMBERS = "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
FIRST = re.compile(
    r"zero|\w+teen|\w+ty|hundreds?|thousands?|[mb]illions?|half|twice|dozen|hardly|barely", re.I
)


@dataclass
class Episode:
    """The words of an episode as written, and the cue of each."""

    key: str
    transcript: Transcript
    said: list[str]
    cue: list[int]
    plain: str

    def holds(self, quote: str) -> bool:
        """Whether the words of `quote` stand in the episode in a row."""
        return plain(quote) in self.plain


def plain(text: str) -> str:
    return " " + " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", ""))) + " "


def episode(path: Path) -> Episode:
    transcript = parse(path.read_bytes(), path.name)
    said, cue = [], []
    for number, one in enumerate(transcript.cues):
        for word in one.text.split():
            if re.search(r"\w", word):
                said.append(word)
                cue.append(number)
    return Episode(path.name[:3], transcript, said, cue, plain(" ".join(said)))


def steady(word: str) -> bool:
    """Whether a word may be changed without changing what is true: no number, no negation."""
    bare = word.strip(".,;:!?\"'()").lower()
    return not (
        re.search(r"\d", bare) or bare in NUMBERS or NEGATIVE.fullmatch(bare) or FIRST.fullmatch(bare)
    )


# --- true quotes: (words, number of the first word in the episode)

Planted = tuple[list[str], int]


def run(e: Episode, rng: random.Random, size: int) -> Planted:
    at = rng.randrange(len(e.said) - size)
    return e.said[at : at + size], at


def verbatim(e: Episode, rng: random.Random) -> Planted:
    return run(e, rng, 12)


def short(e: Episode, rng: random.Random) -> Planted:
    return run(e, rng, rng.randint(3, 6))


def across(e: Episode, rng: random.Random) -> Planted:
    while True:
        said, at = run(e, rng, 12)
        if e.cue[at] != e.cue[at + 11]:
            return said, at


def messy(e: Episode, rng: random.Random) -> Planted:
    said, at = run(e, rng, 12)
    return [messed(word, rng) for word in said], at


def messed(word: str, rng: random.Random) -> str:
    change = rng.randrange(6)
    if change == 0:
        return word.upper()
    if change == 1:
        return word.lower()
    if change == 2:
        return word.replace("'", "’").replace("-", " ")
    if change == 3:
        return word.strip(".,;:!?") + rng.choice([",", " -", "\n", "  ", "!"])
    return word


def changed(how: str) -> Callable[[Episode, random.Random], Planted]:
    def plant(e: Episode, rng: random.Random) -> Planted:
        size = rng.choice([8, 10, 12, 14, 16, 20])
        said, at = run(e, rng, size)
        places = [i for i in range(size) if steady(said[i])]
        chosen = sorted(rng.sample(places, min(round(size / 6), len(places))), reverse=True)
        for place in chosen:
            other = rng.choice(e.said)
            while not steady(other):
                other = rng.choice(e.said)
            if how == "substituted":
                said[place] = other
            elif how == "inserted":
                said.insert(place, other)
            else:
                del said[place]
        first = next(i for i in range(size) if i not in chosen) if how == "dropped" else 0
        return said, at + first

    return plant


# --- false quotes


def shuffled(e: Episode, rng: random.Random) -> list[str]:
    said, _ = run(e, rng, rng.randint(8, 20))
    rng.shuffle(said)
    return said


def stitched(e: Episode, rng: random.Random) -> list[str]:
    """Two halves from places at least 100 words apart."""
    size = rng.randint(4, 10)
    while True:
        (one, at), (other, there) = run(e, rng, size), run(e, rng, size)
        if abs(at - there) > 100:
            return one + other


def flipped(e: Episode, rng: random.Random) -> list[str]:
    while True:
        said, _ = run(e, rng, rng.randint(8, 20))
        lone = [re.sub(r"\W", "", word).lower() for word in said]
        drop = [i for i in range(1, len(said) - 1) if lone[i] in ("not", "never") and lone[i] not in lone[:i]]
        put = [
            i + 1 for i in range(len(said) - 1) if lone[i] in ("is", "are", "was", "can", "should", "would")
        ]
        contracted = [
            i for i in range(len(said)) if re.fullmatch(r"(do|does|is|are|was|would)n['’]t", said[i], re.I)
        ]
        if contracted:
            said[contracted[0]] = re.sub(r"n['’]t", "", said[contracted[0]], flags=re.I)
            return said
        if drop:
            del said[drop[0]]
            return said
        if put and rng.random() < 0.3 and "not" not in lone:
            said.insert(rng.choice(put), "not")
            return said


def renumbered(e: Episode, rng: random.Random) -> list[str]:
    for _ in range(5000):
        said, _ = run(e, rng, rng.randint(8, 20))
        places = [i for i, word in enumerate(said) if re.search(r"\d", word) or word.lower() in NUMBERS[1:]]
        if places:
            place = rng.choice(places)
            word = said[place]
            if word.lower() in NUMBERS:
                said[place] = rng.choice([n for n in NUMBERS if n != word.lower()])
            else:
                said[place] = re.sub(r"\d", lambda m: str((int(m.group()) + 1) % 10), word, count=1)
            return said
    return shuffled(e, rng)


TRUE: dict[str, Callable[[Episode, random.Random], Planted]] = {
    "verbatim, 12 words": verbatim,
    "verbatim, 3-6 words": short,
    "across cues, 12 words": across,
    "space, case, punctuation": messy,
    "1 in 6 substituted": changed("substituted"),
    "1 in 6 dropped": changed("dropped"),
    "1 in 6 inserted": changed("inserted"),
}
FALSE: dict[str, Callable[[Episode, random.Random], list[str]]] = {
    "shuffled": shuffled,
    "stitched halves": stitched,
    "negation flipped": flipped,
    "number changed": renumbered,
}


def right(e: Episode, at: int, size: int, span: Span) -> bool:
    """The planted cue, or another place where the same words were said."""
    return span.first_cue == e.cue[at] or plain(" ".join(e.said[at : at + size])).strip() in plain(span.text)


def alike(quote: str, text: str) -> bool:
    """Whether at most one word in six differs, counted plainly: a phrase of the show said here too."""
    one, other = plain(quote).split(), plain(text).split()
    return Levenshtein.distance(one, other) <= max(round(max(len(one), len(other)) / 6), 1)


def measure(episodes: list[Episode], each: int, seed: int, show: bool) -> None:
    rng = random.Random(seed)
    tally: Counter[tuple[str, str]] = Counter()
    for e in episodes:
        grounder = Grounder(e.transcript)
        for name, plant in TRUE.items():
            for _ in range(each):
                said, at = plant(e, rng)
                for column, near in (("alone", None), ("near", max(0, e.cue[at] + rng.randint(-2, 2)))):
                    span = grounder.locate(" ".join(said), near=near)
                    tally[name, "all"] += column == "near"
                    tally[name, f"{column} found"] += span is not None
                    good = span is not None and right(e, at, len(said), span)
                    tally[name, f"{column} right"] += good
                    if show and not good and column == "near":
                        there = " ".join(e.said[at : at + len(said)])
                        print(
                            f"{name}\n  quote {' '.join(said)}\n  there {there}\n  found {span and span.text}"
                        )
        false: dict[str, list[str]] = {}
        for name, make in FALSE.items():
            false[name] = [" ".join(make(e, rng)) for _ in range(each)]
        others = [other for other in episodes if other.key != e.key]
        for name, low, high in (("foreign, 8-20 words", 8, 20), ("foreign, 5-7 words", 5, 7)):
            if others:
                picks = [(rng.choice(others), rng.randint(low, high)) for _ in range(each)]
                false[name] = [" ".join(run(other, rng, size)[0]) for other, size in picks]
        for name, quotes in false.items():
            for quote in quotes:
                if e.holds(quote):
                    tally[name, "truly there"] += 1
                    continue
                span = grounder.locate(quote)
                tally[name, "all"] += 1
                tally[name, "accepted"] += span is not None
                tally[name, "alike"] += span is not None and alike(quote, span.text)
                if show and span:
                    print(f"{name}\n  quote {quote}\n  found {span.text}")
    print(f"{'true quotes':28}{'planted':>8}{'found':>9}{'right cue':>11}{'... with near':>15}")
    for name in TRUE:
        count = tally[name, "all"]
        shares = [tally[name, key] / count for key in ("alone found", "alone right", "near right")]
        print(f"{name:28}{count:8}{shares[0]:9.2%}{shares[1]:11.2%}{shares[2]:15.2%}")
    print(
        f"{'false quotes':28}{'planted':>8}{'accepted':>9}{'of these alike':>16}{'left out, said there':>22}"
    )
    for name in [*FALSE, "foreign, 8-20 words", "foreign, 5-7 words"]:
        count = tally[name, "all"]
        share = tally[name, "accepted"] / max(count, 1)
        print(f"{name:28}{count:8}{share:9.2%}{tally[name, 'alike']:16}{tally[name, 'truly there']:22}")


def clock(e: Episode, others: list[Episode], seed: int) -> None:
    """300 notes of one episode: 60 % verbatim, 30 % with differences, 10 % foreign."""
    rng = random.Random(seed)
    makers = [verbatim] * 4 + [across] * 2 + [changed(how) for how in ("substituted", "dropped", "inserted")]
    quotes = [" ".join(makers[i % 9](e, rng)[0]) for i in range(270)]
    quotes += [" ".join(run(rng.choice(others), rng, 14)[0]) for _ in range(30)]
    begin = time.perf_counter()
    grounder = Grounder(e.transcript)
    built = time.perf_counter()
    for quote in quotes:
        grounder.locate(quote, near=0)
    done = time.perf_counter()
    print(
        f"{e.transcript.name}: {len(e.said):,} words indexed in {1000 * (built - begin):.0f} ms "
        f"({1e6 * (built - begin) / len(e.said):.1f} us a word), 300 notes in {1000 * (done - built):.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    shared = ROOT.parent / "shared" / "episodes"
    parser.add_argument(
        "folder", nargs="?", type=Path, default=shared if shared.is_dir() else ROOT / "examples"
    )
    parser.add_argument("--each", type=int, default=100, help="quotes of a kind per episode")
    parser.add_argument("--episodes", type=int, default=40, help="at most so many, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    args = parser.parse_args()
    paths = sorted(p for p in args.folder.iterdir() if p.suffix in (".txt", ".vtt"))
    random.Random(args.seed).shuffle(paths)
    episodes = [e for e in map(episode, paths[: args.episodes]) if len(e.said) > 200]
    if not episodes:
        raise SystemExit(f"{args.folder}: no transcripts (.txt, .vtt) of more than 200 words")
    words = sum(len(e.said) for e in episodes)
    print(f"{len(episodes)} transcripts, {words:,} words, seed {args.seed}")
    measure(episodes, args.each, args.seed, args.show)
    longest = max(episodes, key=lambda e: len(e.said))
    clock(longest, [e for e in episodes if e.key != longest.key] or [longest], args.seed)


if __name__ == "__main__":
    main()
