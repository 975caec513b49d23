"""How fast each format is read, against the fastest other library on the same text, and in how much memory.

The others are given text; our reader is given bytes, tells the format, the encoding and the speakers itself,
and cleans the words. Transcripts are written anew in each format, so that all are of the same talk. Without
webvtt-py, pysubs2 and srt only our own speed is shown: pip install webvtt-py pysubs2 srt

Where a library does only a part of what our reader does (`json` and `html.parser` find no cues, `sentencex`
no paragraphs), our time is given as a multiple of that part's, without a target.
"""

from __future__ import annotations

import html
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

from common import ROOT, Row, medians, took, transcripts

from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.readers import parse

Read = Callable[[str], Any]

SCRIPT = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
READ = SCRIPT + (
    "from llm_summarise.readers import parse\nsaid = parse(open(sys.argv[1], 'rb').read(), 'x')\n"
)
GROUND = READ + (
    "from llm_summarise.grounding import Grounder\n"
    "grounder, found = Grounder(said), 0\n"
    "for at in range(0, len(said.cues) - 3, len(said.cues) // 100 + 1):\n"
    "    words = ' '.join(cue.text for cue in said.cues[at : at + 3]).split()[:14]\n"
    "    words[len(words) // 2] = 'otherwise'\n"
    "    found += grounder.quote(' '.join(words), near=at) is not None\n"
    "sys.exit(not found)\n"
)


@dataclass(frozen=True)
class Form:
    """A format: how it is called, the same talks in it, and who else reads it. `parts` are libraries that our
    reader stands on, which do only a part of its work."""

    name: str
    texts: Sequence[str]
    others: Mapping[str, Read] = field(default_factory=dict)
    parts: Mapping[str, Read] = field(default_factory=dict)


def rows(folder: Path | None, quick: bool) -> list[Row]:
    rounds = 1 if quick else 5
    paths = transcripts(folder)
    found = [_against(form, rounds) for form in forms(paths)]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "long"
        captions, plain = _whole(paths)
        size = 5 if quick else 10
        _repeated(path, "WEBVTT\n\n", captions, size)
        found.append(_memory(path, "read WebVTT", READ))
        found.append(_memory(path, "read WebVTT and find quotes in it", GROUND))
        _repeated(path, "", plain, size)
        found.append(_memory(path, "read plain text", READ))
    return found


def forms(paths: Sequence[Path]) -> list[Form]:
    """Every format that is read, as far as there are transcripts for it."""
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in paths}
    captions = [text for name, text in texts.items() if name.endswith(".vtt")]
    timed = [text for name, text in texts.items() if name.endswith(".txt")]
    said = [parse(text.encode(), "captions") for text in captions]
    paragraphs = [*map(plain_of, said)]
    vtt = {"webvtt-py": _webvtt, "pysubs2": _pysubs2("vtt")}
    known = [
        Form("WebVTT", captions, vtt),
        Form("YouTube's captions", [*map(youtube_of, said)], vtt),
        Form("SRT", [*map(srt_of, said)], {"srt": _srt, "pysubs2": _pysubs2("srt")}),
        Form("Whisper JSON", [*map(whisper_of, said)], {"pysubs2": _whisper}, {"json": json.loads}),
        Form("Podcasting 2.0 JSON", [*map(podcast_json_of, said)], parts={"json": json.loads}),
        Form("Podcasting 2.0 HTML", [*map(html_of, said)], parts={"html.parser": _html}),
        Form("time and text", timed),
        Form("dialogue", [*map(dialogue_of, said)]),
        Form("plain text", paragraphs, parts={"sentencex": _sentencex}),
    ]
    return [form for form in known if form.texts]


def _turns(said: Transcript) -> Iterator[tuple[str, list[Cue]]]:
    """What one person says at a time."""
    for who, cues in groupby(said.cues, key=lambda cue: cue.speaker or "Somebody"):
        yield who, list(cues)


def srt_of(said: Transcript) -> str:
    """The same captions as SRT."""
    blocks = []
    for n, cue in enumerate(said.cues, 1):
        who = f"{cue.speaker}: " if cue.speaker else ""
        times = f"{_time(cue.start, ',')} --> {_time(cue.end or cue.start, ',')}"
        blocks.append(f"{n}\n{times}\n{who}{cue.text}\n")
    return "\n".join(blocks)


def youtube_of(said: Transcript) -> str:
    """As captions that roll: each line is shown a second time below, its words with times of their own."""
    blocks, before = ["WEBVTT\nKind: captions\nLanguage: en\n"], " "
    for cue in said.cues:
        start, end = _time(cue.start), _time(cue.end or cue.start)
        first, *others = cue.text.split()
        tagged = first + "".join(f"<{start}><c> {word}</c>" for word in others)
        blocks.append(f"{start} --> {end} align:start position:0%\n{before}\n{tagged}\n")
        blocks.append(f"{end} --> {end} align:start position:0%\n{cue.text}\n \n")
        before = cue.text
    return "\n".join(blocks)


def whisper_of(said: Transcript) -> str:
    segments = [
        {"id": n, "start": cue.start, "end": cue.end, "text": f" {cue.text}", "tokens": [50364, 400, 264]}
        for n, cue in enumerate(said.cues)
    ]
    return json.dumps({"text": " ".join(cue.text for cue in said.cues), "segments": segments})


def podcast_json_of(said: Transcript) -> str:
    segments = [
        {"speaker": cue.speaker or "", "startTime": cue.start, "endTime": cue.end, "body": cue.text}
        for cue in said.cues
    ]
    return json.dumps({"version": "1.0.0", "segments": segments})


def html_of(said: Transcript) -> str:
    """`<cite>`, `<time>` and `<p>` for each turn."""
    parts = [
        f"<cite>{html.escape(who)}:</cite>\n<time>{timestamp(cues[0].start)}</time>\n"
        f"<p>{html.escape(' '.join(cue.text for cue in cues))}</p>\n"
        for who, cues in _turns(said)
    ]
    return "".join(parts)


def dialogue_of(said: Transcript) -> str:
    """`**Name** (00:00:12): words` for each turn."""
    parts = [
        f"**{who}** ({timestamp(cues[0].start)}): {' '.join(cue.text for cue in cues)}\n"
        for who, cues in _turns(said)
    ]
    return "\n".join(parts)


def plain_of(said: Transcript) -> str:
    """A paragraph for each turn, without names and times."""
    return "\n\n".join(" ".join(cue.text for cue in cues) for _, cues in _turns(said))


def _time(seconds: float | None, point: str = ".") -> str:
    whole, milliseconds = divmod(round(1000 * (seconds or 0.0)), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{milliseconds:03d}"


def _webvtt(text: str) -> Any:
    import webvtt

    return list(webvtt.from_buffer(io.StringIO(text)))


def _srt(text: str) -> Any:
    import srt

    return list(srt.parse(text))


def _pysubs2(format: str) -> Read:
    def read(text: str) -> Any:
        import pysubs2

        return pysubs2.SSAFile.from_string(text, format_=format)

    return read


def _whisper(text: str) -> Any:
    import pysubs2

    return pysubs2.load_from_whisper(json.loads(text))


def _html(text: str) -> Any:
    """The least that Python's own parser can be asked for: the words between the tags."""
    words: list[str] = []

    class Words(HTMLParser):
        def handle_data(self, data: str) -> None:
            words.append(data)

    parser = Words()
    parser.feed(text)
    parser.close()
    return words


def _sentencex(text: str) -> Any:
    import sentencex

    return [list(sentencex.segment("en", paragraph)) for paragraph in text.split("\n\n")]


PACKAGES = {"webvtt-py": "webvtt"}
"""Names of modules that differ from those of their packages."""


def _against(form: Form, rounds: int) -> Row:
    """Our time as a multiple of the fastest other; where nobody else reads a format, our speed."""
    datas = [text.encode() for text in form.texts]
    size = sum(map(len, datas)) / 1e6
    present = {
        name: read
        for name, read in {**form.others, **form.parts}.items()
        if find_spec(PACKAGES.get(name, name))
    }
    works = [lambda read=read: [read(text) for text in form.texts] for read in present.values()]
    ours, *theirs = medians(rounds, lambda: [parse(data, "x") for data in datas], *works)
    spent = dict(zip(present, theirs, strict=True))
    note = f"MB/s: ours {size / ours:.1f}" + "".join(f", {name} {size / spent[name]:.1f}" for name in spent)
    others = [spent[name] for name in form.others if name in spent]
    if others:
        return Row(f"reading {form.name} / the fastest other, in time", ours / min(others), 1.0, note=note)
    if spent:
        (part,) = spent
        return Row(f"reading {form.name} / {part}, a part of it, in time", ours / spent[part], note=note)
    return Row(f"reading {form.name}", size / ours, unit=" MB/s", note="nobody else reads it")


def _whole(paths: Sequence[Path]) -> tuple[str, str]:
    """The captions of all talks, and their words as plain text: one talk over and over again would have far
    fewer different words than long talk has."""
    texts = [path.read_text(encoding="utf-8-sig") for path in paths if path.suffix == ".vtt"]
    said = [parse(text.encode(), "captions") for text in texts]
    captions = "".join(text.partition("\n\n")[2] + "\n\n" for text in texts)
    return captions, "".join("\n\n".join(cue.text for cue in one.cues) + "\n\n" for one in said)


def _repeated(path: Path, head: str, body: str, megabytes: int) -> None:
    """Write a file of about that size."""
    data = body.encode()
    with path.open("wb") as file:
        file.write(head.encode())
        for _ in range(max(1, round(1e6 * megabytes / len(data)))):
            file.write(data)


def _memory(path: Path, what: str, script: str) -> Row:
    """The largest memory of a process that does that with the file, as a multiple of the file's size."""
    size = path.stat().st_size / 1e6
    run = took([sys.executable, "-c", script, path])
    note = f"{run.peak:,.0f} MB for {size:,.0f} MB, {run.wall:.0f} s, whole process"
    limit = 12.0 if size >= 9 else None
    return Row(f"memory to {what} / its size", run.peak * 1.048576 / size, limit, note=note)
