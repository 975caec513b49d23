"""How fast each format is read, against webvtt-py, pysubs2 and srt on the same text, and in how much memory.

The others are given text; our reader is given bytes, tells the format, the encoding and the speakers itself,
and cleans the words. Without those packages only our own speed is shown: pip install webvtt-py pysubs2 srt
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from common import ROOT, Row, medians, took, transcripts

from llm_summarise.core.readers import parse
from llm_summarise.core.transcript import Transcript

READ = "import sys; from llm_summarise.core.readers import parse\nparse(open(sys.argv[1], 'rb').read(), 'x')"


def rows(folder: Path | None, quick: bool) -> list[Row]:
    texts = {path.name: path.read_bytes() for path in transcripts(folder)}
    captions = [data.decode("utf-8-sig") for name, data in texts.items() if name.endswith(".vtt")]
    notes = [data for name, data in texts.items() if name.endswith(".txt")]
    read = [parse(text.encode(), "captions") for text in captions]
    rounds = 1 if quick else 5
    found = _against("WebVTT", captions, {"webvtt-py": "webvtt", "pysubs2": "pysubs2"}, rounds)
    srts = [srt_of(transcript) for transcript in read]
    found += _against("SRT", srts, {"srt": "srt", "pysubs2": "pysubs2"}, rounds)
    plain = ["\n\n".join(cue.text for cue in transcript.cues) for transcript in read]
    for name, datas in (("time and text", notes), ("plain text", [text.encode() for text in plain])):
        if datas:
            found.append(Row(f"reading {name}", _speed(datas, rounds), unit=" MB/s"))
    with tempfile.TemporaryDirectory() as scratch:
        size = 5 if quick else 100
        for name, one in (("WebVTT", captions[0]), ("plain text", plain[0])):
            found.append(_memory(Path(scratch) / "long", name, one, size))
    return found


def srt_of(transcript: Transcript) -> str:
    """The same captions as SRT."""
    blocks = []
    for n, cue in enumerate(transcript.cues, 1):
        who = f"{cue.speaker}: " if cue.speaker else ""
        blocks.append(f"{n}\n{_time(cue.start)} --> {_time(cue.end or cue.start)}\n{who}{cue.text}\n")
    return "\n".join(blocks)


def _time(seconds: float | None) -> str:
    whole, milliseconds = divmod(round(1000 * (seconds or 0.0)), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d},{milliseconds:03d}"


def other(package: str, format: str) -> Callable[[str], Any]:
    """A reader of another package for text."""
    if package == "webvtt":
        import webvtt

        return lambda text: list(webvtt.from_buffer(io.StringIO(text)))
    if package == "srt":
        import srt

        return lambda text: list(srt.parse(text))
    import pysubs2

    return lambda text: pysubs2.SSAFile.from_string(text, format_=format)


def _against(name: str, texts: list[str], packages: dict[str, str], rounds: int) -> list[Row]:
    datas = [text.encode() for text in texts]
    size = sum(map(len, datas)) / 1e6
    format = name.lower().removeprefix("web")
    present = {known: other(package, format) for known, package in packages.items() if find_spec(package)}
    works = [lambda read=read: [read(text) for text in texts] for read in present.values()]
    ours, *theirs = medians(rounds, lambda: [parse(data, "x") for data in datas], *works)
    note = f"MB/s: ours {size / ours:.1f}"
    if not present:
        return [Row(f"reading {name}", size / ours, unit=" MB/s", note="no other reader is installed")]
    note += "".join(f", {known} {size / spent:.1f}" for known, spent in zip(present, theirs, strict=True))
    return [Row(f"reading {name}: ours / the fastest other, in time", ours / min(theirs), 1.0, note=note)]


def _speed(datas: list[bytes], rounds: int) -> float:
    (spent,) = medians(rounds, lambda: [parse(data, "x") for data in datas])
    return sum(map(len, datas)) / 1e6 / spent


def _memory(path: Path, name: str, one: str, megabytes: int) -> Row:
    """The largest memory of a process that reads a file of that size, as a multiple of it."""
    head, _, body = one.partition("\n\n")
    head, body = (head + "\n\n", body + "\n\n") if name == "WebVTT" else ("", one + "\n\n")
    copies = max(1, round(1e6 * megabytes / len(body.encode())))
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for _ in range(copies):
            file.write(body)
    size = path.stat().st_size / 1e6
    run = took([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{READ}", path])
    note = f"{run.peak:,.0f} MB for {size:,.0f} MB, {run.wall:.0f} s, whole process"
    limit = 10.0 if megabytes >= 100 else None
    return Row(f"memory to read {name} / its size", run.peak * 1.048576 / size, limit, note=note)
