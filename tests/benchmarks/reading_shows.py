"""How well transcripts of many shows are read: a table by source.

    python tests/benchmarks/reading_shows.py FOLDER [--source NAME] [--verbose]

FOLDER holds `formats/` with a folder a source, and `headings/`, `guests/`, `chapters/`, `ads/`. What was said
is found a second time here, by a few lines for each source that know its layout and share no code with the
readers, and compared word by word (longest common subsequence): words kept, junk taken for speech, words
under the right name, stamps whose word has their time within half a second, and first cues without a time
in files with times. What stands in brackets may be there or not: whether it is a sound is a matter of
opinion. `--verbose` shows where each file differs.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.transcript import Transcript
from llm_summarise.readers.sources import read_transcript

TOLERANCE = 0.5
TARGETS = "targets: kept >= 99.9 %, junk <= 1 %, speakers >= 97 %, times >= 99 %, untimed 0, refused 0"
CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d\d(?:[.,]\d+)?"
BRACKETS = re.compile(
    r"\\?\[[^\[\]]{0,80}?\\?\]|\([^()]{0,80}\)|（[^（）]{0,80}）|《[^》]{0,20}》"
    r"|[♪＜<][^♪<>＞]*[♪＞>]|\*[a-z ]{3,30}\*"
)
WIDE = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uff66-\uff9f\u0e00-\u0e7f]")


class Piece(NamedTuple):
    """What one person says behind one stamp (seconds), as the source's own layout has it."""

    speaker: str | None
    stamp: float | None
    text: str


class Word(NamedTuple):
    text: str
    required: bool
    speaker: str | None
    stamp: float | None


LOOP = re.compile(r"(?i)(?<!\w)((?:[\w'’-]+[,.?!]? ){1,8}?)\1{5,}")
"""The same words more than five times in a row: said, or made up by a recogniser: who knows."""


def seconds(clock: str) -> float:
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def tokens(text: str) -> list[str]:
    """Runs of letters, marks and digits, folded; characters of scripts without blanks one by one."""
    kinds = groupby(
        unicodedata.normalize("NFKC", text).casefold(), lambda c: unicodedata.category(c)[0] in "LMN"
    )
    found: list[str] = []
    for kept, run in kinds:
        if kept:
            word = "".join(run)
            found.extend(word if WIDE.search(word) else [word])
    return found


def words_of(pieces: Iterable[Piece]) -> Iterator[Word]:
    for piece in pieces:
        stamp = piece.stamp
        position = 0
        doubtful = sorted(
            [*BRACKETS.finditer(piece.text), *LOOP.finditer(piece.text)], key=lambda match: match.start()
        )
        for match in [*doubtful, None]:
            if match and match.start() < position:
                continue
            until = match.start() if match else len(piece.text)
            for token in tokens(piece.text[position:until]):
                yield Word(token, True, piece.speaker, stamp)
                stamp = None
            if match:
                yield from (Word(token, False, piece.speaker, None) for token in tokens(match[0]))
                position = match.end()


# --- layouts: each gives the pieces of a text


def captions(text: str) -> Iterator[Piece]:
    """WebVTT, SRT and SBV; names with a colon that recur at the start of captions are speakers."""
    timing = re.compile(rf"^({CLOCK})(?:[ \t]*-->[ \t]*|,)({CLOCK}).*$", re.M)
    found = list(timing.finditer(text))
    ends = [m.start() for m in found[1:]] + [len(text)]
    blocks = []
    for match, end in zip(found, ends, strict=True):
        lines = [line.strip() for line in text[match.end() : end].strip().split("\n")]
        if end != len(text) and len(lines) > 1 and lines[-1].isdigit():
            lines.pop()
        blocks.append((seconds(match[1]), lines))
    names = Counter(
        m[1] for _, lines in blocks if (m := re.match(r"([A-Z][\w.]*(?: [A-Z]\w*){0,2}): ", lines[0]))
    )
    blocks.sort(key=lambda block: block[0])
    recurring = {name for name, n in names.items() if n > 1}
    recurring |= {name for name in names if name.split()[0] in recurring}
    japanese = Counter(
        m[1] for _, ls in blocks for line in ls if (m := re.match(r"（([^）]{1,8})）\S", line))
    )
    voices = {name for name, n in japanese.items() if n > 1}
    speaker: str | None = None
    for start, lines in blocks:
        stamp: float | None = start
        for line in lines:
            line = re.sub(r"</?[a-z][^>]*>|\{\\[^{}]*\}", "", line)
            if (m := re.match(r"([^:]+): ", line)) and m[1] in recurring:
                speaker, line = m[1], line[m.end() :]
            if (m := re.match(r"（([^）]+)）", line)) and m[1] in voices:
                speaker, line = m[1], line[m.end() :]
            elif m or line.startswith("♪"):
                speaker = None
            yield Piece(speaker if recurring else None, stamp, line + "\n")
            stamp = None


FRONT = re.compile(r"\A\s*---\n.*?\n---[ \t]*\n", re.S)
URL = re.compile(r"<?https?://\S+>?")
LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
TARGET = re.compile(r"<https?://[^<>\s]*>")
METADATA = re.compile(r"^[^\n:：]{1,30}[:：][ \t]*(?:<?https?://\S+>?)[ \t]*$")


def unmarked(text: str) -> str:
    """Without links' addresses, and escapes of Markdown."""
    text = re.sub(r"</?t[dhr]\b[^<>]*>", " ", TARGET.sub("", text))
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    text = re.sub(r"(?<!\\)(?:\*\*|`|(?<![^\W_])_|_(?![^\W_]))", "", LINK.sub(r"\1", text))
    return re.sub(r"\\([\[\]_*.~#>-])", r"\1", URL.sub(" ", text))


def changelog(text: str) -> Iterator[Piece]:
    speaker: str | None = None
    for line in FRONT.sub("", text).split("\n"):
        if line.startswith("#"):
            continue
        if m := re.match(r"\*\*([^*]+?):?\*\*:? ?", line):
            speaker, line = m[1], line[m.end() :]
        if speaker == "Break":
            speaker = None
        parts = re.split(rf"\\\[({CLOCK})\\\]", LINK.sub(r"\1", line))
        yield Piece(speaker, None, unmarked(parts[0]))
        for stamp, words in zip(parts[1::2], parts[2::2], strict=True):
            yield Piece(speaker, seconds(stamp), unmarked(words))


def oxide(text: str) -> Iterator[Piece]:
    for line in text.split("\n"):
        if m := re.match(rf"\[([^\]]+)\] \[({CLOCK})\] ?", line):
            yield Piece(m[1], seconds(m[2]), line[m.end() :])
        elif not line.startswith("#"):
            yield Piece(None, None, line)


def ergo(text: str) -> Iterator[Piece]:
    if "-->" in text:
        yield from captions(text)
        return
    speaker = None
    for line in text.split("\n"):
        if m := re.match(rf"\[({CLOCK})\] \*\*(.+?)\*\*: ?", line):
            speaker = m[2]
            yield Piece(speaker, seconds(m[1]), line[m.end() :])
        else:
            yield Piece(speaker, None, line)


def lenny(text: str) -> Iterator[Piece]:
    speaker, stamp = None, None
    for line in FRONT.sub("", text).split("\n"):
        if line.startswith("#"):
            continue
        if m := re.fullmatch(rf"(.*?) ?\(({CLOCK})\):", line.strip()):
            speaker, stamp = m[1] or speaker, seconds(m[2])
        elif line.strip():
            yield Piece(speaker, stamp, unmarked(line))
            stamp = None


def talk(text: str) -> Iterator[Piece]:
    """Front matter, title lines, headings, and `Name: words` of who recurs or is named at the top."""
    front = FRONT.match(text)
    body = text[front.end() :] if front else text
    body = re.sub(r"^(Q|A)(?: [-–—]|\.) ", r"\1: ", body, flags=re.M)
    label = re.compile(
        r"^\*{0,2}\[?([^\W_][^:：\n*\[\]]{0,40}?)\]?\*{0,2}[:：]\*{0,2}"
        rf"(?:[ \t]+({CLOCK})$|[ \t]+|$|(?<=：))",
        re.M,
    )
    bare = re.compile(rf"^([A-Z][\w.’'-]*(?: [A-Za-z][\w.’'-]*){{0,3}}):?[ \t]+({CLOCK})[ \t]*$")
    alone = Counter(re.findall(r"(?:\A|\n)[ \t]*\n([A-Z]\w+(?: [A-Z]\w+)?)\n(?=\S)", body))
    alone_names = {name for name, n in alone.items() if n > 2}
    anonymous = "The conversation has been anonymized by default"
    labels = Counter(m[1] for m in label.finditer(body) if "http" not in m[1])
    names = {m[1] for m in label.finditer(body) if m[2]} | {
        n for n, c in labels.items() if c > 1 and len(n.split()) < 5
    }
    names |= {n for n in labels if front and n in front[0]}
    only_audience = bool(names) and all(name.lower().startswith("audience") for name in names)
    opened = bool(re.search(r"^#", body, re.M))
    speaker, spoken = None, not opened
    stamp_below: float | None = None
    for line in body.split("\n"):
        if re.match(r" {0,3}#{1,6}\s|---+$|===+$", line):
            spoken = True
            continue
        if only_audience and not line.strip():
            speaker = None
        if line.startswith(anonymous):
            line = f"[{line[:70]}]"
        if line.strip() in alone_names or (found := bare.match(line)):
            speaker = line.strip() if line.strip() in alone_names else found[1]
            stamp_below = None if line.strip() in alone_names else seconds(found[2])
            continue
        if METADATA.match(line) or re.fullmatch(r"<?https?://\S+>?", line.strip()) or not line.strip():
            continue
        stamp, stamp_below = stamp_below, None
        m = label.match(line)
        if not spoken and m and m[1] not in names and len(line) < 200:
            continue  # a title line: Topic: ..., Location: ...
        spoken = True
        if m and m[1] in names:
            speaker, line = m[1], line[m.end() :]
            stamp = seconds(m[2]) if m[2] else stamp
        elif m and len(m[1].split()) < 4 and m[1][:1].isupper() and not line[m.end() :].strip():
            speaker = None
        yield Piece(speaker, stamp, unmarked(line))


def plain(text: str) -> Iterator[Piece]:
    yield Piece(None, None, unmarked(FRONT.sub("", text)))


LAYOUTS: dict[str, Callable[[str], Iterator[Piece]]] = {
    "changelog": changelog, "guests": lenny, "headings": talk, "spanish-md": talk, "chinese-md": talk,
    "oxide": oxide, "conduit": plain, "lectures-sbv": captions, "languages-srt": captions, "ergo": ergo,
    "japanese-cc": captions, "virtual-coffee": captions, "chapters": captions, "ads": captions,
}  # fmt: skip


# --- comparing


@dataclass
class Score:
    files: int = 0
    words: int = 0
    kept: int = 0
    read: int = 0
    junk: int = 0
    named: int = 0
    right: int = 0
    stamps: int = 0
    timed: int = 0
    untimed: int = 0
    refused: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, pieces: Iterable[Piece], transcript: Transcript) -> None:
        truth = list(words_of(pieces))
        got = [
            (token, i) for i, cue in enumerate(transcript.cues) for n, token in enumerate(tokens(cue.text))
        ]
        cues = transcript.cues
        self.words += sum(word.required for word in truth)
        self.read += len(got)
        optional = Counter(word.text for word in truth if not word.required)
        wrong: Counter[tuple[str | None, str | None]] = Counter()
        for tag, a, b, c, d in LCSseq.opcodes([word.text for word in truth], [token for token, _ in got]):
            if tag == "equal":
                for word, (_, i) in zip(truth[a:b], got[c:d], strict=True):
                    self.kept += word.required
                    if word.speaker is not None and word.required:
                        self.named += 1
                        same = alike(word.speaker, cues[i].speaker)
                        self.right += same
                        wrong[(word.speaker, cues[i].speaker)] += not same
                    if word.stamp is not None:
                        start = cues[i].start
                        self.timed += start is not None and abs(start - word.stamp) <= TOLERANCE
            else:
                lost = [word.text for word in truth[a:b] if word.required]
                extra = [token for token, _ in got[c:d]]
                over = Counter(extra) - optional
                self.junk += over.total()
                if lost or over:
                    self.notes.append(f"    lost {' '.join(lost)[:100]!r} junk {' '.join(extra)[:100]!r}")
        self.stamps += sum(word.stamp is not None for word in truth)
        self.notes += [
            f"    {n} words of {said!r} under {under!r}" for (said, under), n in wrong.most_common(6) if n
        ]
        if transcript.duration is not None and cues[0].start is None:
            self.untimed += 1


def alike(written: str, printed: str | None) -> bool:
    """Whether a printed name stands for a written label: the same but for titles, roles and case."""
    one, two = tokens(written), tokens(printed or "")
    if not two:
        return False
    initials = "".join(word[0] for word in two)
    letters = iter("".join(two))
    spelled = (
        len(one) == 1 and len(one[0]) < 4 and one[0][0] == two[0][0] and all(c in letters for c in one[0])
    )
    return set(one) <= set(two) or set(two) <= set(one) or "".join(one) == initials or spelled


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "-"


def measured(folder: Path, only: str | None = None, verbose: bool = False) -> dict[str, Score]:
    """The score of each source in `folder`."""
    scores: dict[str, Score] = {}
    for path in sorted(folder.rglob("*")):
        source = path.parent.name
        if source not in LAYOUTS or path.suffix == ".json" or (only and source != only):
            continue
        score = scores.setdefault(source, Score())
        score.files += 1
        try:
            transcript = read_transcript(path)
        except SummariseError as error:
            score.refused += 1
            print(f"  refused: {error}")
            continue
        score.notes.clear()
        score.add(LAYOUTS[source](path.read_text("utf-8-sig")), transcript)
        if verbose and score.notes:
            print(f"  {source}/{path.name}", *score.notes[:12], sep="\n")
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--source")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    scores = measured(asked.folder, asked.source, asked.verbose)
    print(TARGETS)
    columns = (
        "source",
        "files",
        "words",
        "kept %",
        "junk %",
        "speakers %",
        "stamps",
        "times %",
        "untimed",
        "refused",
    )
    print("|", " | ".join(columns), "|")
    print("|---|" + "--:|" * (len(columns) - 1))
    for source, s in scores.items():
        said = share(s.kept, s.words), share(s.junk, s.read), share(s.right, s.named)
        when = f"{s.stamps:,}", share(s.timed, s.stamps), str(s.untimed), str(s.refused)
        print("|", " | ".join([source, str(s.files), f"{s.words:,}", *said, *when]), "|")


if __name__ == "__main__":
    main()
