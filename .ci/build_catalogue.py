"""Makes the counted data files of the catalogue; run by hand when their sources are new.

    python .ci/build_catalogue.py CSV              names of much used projects on PyPI
    python .ci/build_catalogue.py --words FOLDER   common words of spoken English

CSV has the columns download_count and project, most downloads first. FOLDER holds transcripts as .txt files;
only counts leave it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from llm_summarise.names.matching import Ordinary, common_words, key_of
from llm_summarise.names.spellings import shipped_entries

MOST_PROJECTS = 15_000
SHORTEST = 4
LEAST_COUNT = 3
LEAST_FILES = 3
LEAST_SHARE = 0.25
"""Share of a word's places, sentence starts aside, where it must stand uncapitalised to be a common word."""

_NO_WORDS = frozenset("py scikit sklearn ggplot num sci plotlib conda jit async wsgi orm env sql db".split())
"""Parts of names that are often spoken apart."""

_DATA = Path(__file__).parents[1] / "llm_summarise" / "names" / "data"
_TAGS = re.compile(r"<[^>]*>|\d\d:\d\d:\d\d(?:[.,]\d+)?")
_WORD = re.compile(r"(?<!\S)([A-Za-z]{2,})(?=[.,?!;:]*(?:\s|$|'))")


def project_names(rows: Iterable[list[str]]) -> list[str]:
    """The first MOST_PROJECTS names that are no common word, not very short and have no entry by hand."""
    known = {
        key_of(s) for entry in shipped_entries() for s in (entry.name, entry.pypi or "", *entry.spellings)
    }
    names: dict[str, str] = {}
    for rank, row in enumerate(rows):
        if rank > MOST_PROJECTS:
            break
        name = row[-1].strip().lower()
        key = key_of(name)
        if len(key) >= SHORTEST and key not in known and not key.isdigit() and key not in common_words():
            names.setdefault(key, name)
    return sorted(names.values())


def words_in(texts: Iterable[str]) -> list[str]:
    """Words that stand uncapitalised often enough, without the names of the catalogue that are no words, with
    those that are flagged as words."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for text in texts:
        seen = set()
        plain = _TAGS.sub(" ", text)
        for match in _WORD.finditer(plain):
            word = match[1]
            if word.islower():
                lower[word] += 1
                seen.add(word)
            elif plain[max(0, match.start() - 4) : match.start()].rstrip()[-1:] not in tuple(".?!"):
                capital[word.lower()] += 1
        files.update(seen)
    names = {key_of(entry.name) for entry in shipped_entries() if entry.ordinary is Ordinary.NO}
    both = {key_of(e.name) for e in shipped_entries() if Ordinary.NO < e.ordinary < Ordinary.NEVER}
    common = {
        word
        for word, count in lower.items()
        if count >= LEAST_COUNT
        and files[word] >= LEAST_FILES
        and count >= LEAST_SHARE * (count + capital[word])
        and word not in names
    }
    return sorted(common - _NO_WORDS | {word for word in both if len(word) > 2 and word.isalpha()})


def _write(file: Path, title: str, items: list[str]) -> None:
    file.write_text("\n".join(items) + "\n", encoding="utf-8")
    sys.stderr.write(f"{file.name}: {len(items)} {title}\n")


def main(arguments: list[str]) -> int:
    if len(arguments) == 2 and arguments[0] == "--words":
        files = sorted(Path(arguments[1]).glob("*.txt"))
        _write(_DATA / "words.txt", "words", words_in(f.read_text("utf-8", "replace") for f in files))
    elif len(arguments) == 1:
        with Path(arguments[0]).open(encoding="utf-8", newline="") as handle:
            _write(_DATA / "projects.txt", "projects", project_names(csv.reader(handle)))
    else:
        sys.stderr.write(__doc__ or "")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
