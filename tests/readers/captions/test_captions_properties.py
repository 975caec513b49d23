"""For each format a writer makes random captions, and the reader gives them back; and nothing takes long."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.errors import InputError
from llm_summarise.readers import parse
from tests.deadline import comes_to_an_end

Caption = tuple[int, int, str]
"""Start and end in hundredths of a second, and the words."""

WORD = st.from_regex(r"[a-zäé]{2,9}|[\u0915-\u0930]{2,5}|[\u0430-\u044f]{2,7}", fullmatch=True)
TEXT = st.lists(WORD, min_size=2, max_size=9).map(lambda words: " ".join(words).capitalize() + ".")


@st.composite
def captions(draw: st.DrawFn) -> list[Caption]:
    """Two captions and more, which neither overlap nor repeat, some of them hours later."""
    now, made = 0, []
    for number, text in enumerate(draw(st.lists(TEXT, min_size=2, max_size=12))):
        start = now + draw(st.integers(0, 3000) | st.integers(300_000, 400_000))
        now = start + draw(st.integers(50, 900))
        made.append((start, now, f"{text} No {number}z"))
    return made


def clock(hundredths: int, decimal: str = ".", digits: int = 3, hours: str = "02") -> str:
    seconds, rest = divmod(hundredths, 100)
    fraction = f"{rest:02}0"[:digits]
    return f"{seconds // 3600:{hours}}:{seconds // 60 % 60:02}:{seconds % 60:02}{decimal}{fraction}"


def lines(found: Sequence[Caption], form: str) -> str:
    return "".join(form.format(a=clock(a), b=clock(b), t=text) for a, b, text in found)


def odd(arrow: str, decimal: str, gap: str = "\n\n") -> Callable[[Sequence[Caption]], str]:
    return lambda found: gap.join(f"{clock(a, decimal)}{arrow}{clock(b, decimal)}\n{t}" for a, b, t in found)


def words_ttml(found: Sequence[Caption]) -> str:
    body = "".join(
        f'<p begin="{a / 100}" end="{b / 100}">'
        + "".join(f'<span begin="{a / 100}" end="{b / 100}">{w}</span> ' for w in text.split())
        + "</p>\n"
        for a, b, text in found
    )
    return f"<tt><body><div>{body}</div></body></tt>"


def table(found: Sequence[Caption], delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["start", "end", "text"])
    writer.writerows([f"{a / 100:.2f}", f"{b / 100:.2f}", text] for a, b, text in found)
    return out.getvalue()


def ass(found: Sequence[Caption]) -> str:
    rows = "".join(
        f"Dialogue: 0,{clock(a, digits=2, hours='')},{clock(b, digits=2, hours='')},"
        f"Default,,0,0,0,,{{\\i1}}{t}\n"
        for a, b, t in found
    )
    return f"[Script Info]\n\n[Events]\n{rows}"


WRITERS: dict[str, Callable[[Sequence[Caption]], str]] = {
    "vtt": lambda found: "WEBVTT\n\n" + lines(found, "{a} --> {b}\n{t}\n\n"),
    "srt": odd(" --> ", ","),
    "arrow": odd(" → ", ","),
    "short arrow": odd(" -> ", "."),
    "colons": odd(" --> ", ":"),
    "entities": odd(" --&gt; ", ","),
    "blanks": odd("\u00a0-->\u2009", ","),
    "no blank lines": odd(" -> ", ",", gap="\n"),
    "console": lambda found: lines(found, "[{a} --> {b}]  {t}\n"),
    "sbv": lambda found: lines(found, "{a},{b}\n{t}\n\n"),
    "ttml": lambda found: "<tt><body>" + lines(found, '<p begin="{a}" end="{b}">{t}</p>') + "</body></tt>",
    "ttml words": words_ttml,
    "ass": ass,
    "microdvd": lambda found: "{1}{1}100\n" + "".join(f"{{{a}}}{{{b}}}{t}\n" for a, b, t in found),
    "tsv": lambda found: "start\tend\ttext\n" + "".join(f"{a}0\t{b}0\t{t}\n" for a, b, t in found),
    "csv": lambda found: table(found, ","),
    "semicolons": lambda found: table(found, ";"),
    "labels": lambda found: "".join(f"{a / 100:.6f}\t{b / 100:.6f}\t{t}\n" for a, b, t in found),
    "youtube": lambda found: (
        "<transcript>"
        + "".join(f'<text start="{a / 100}" dur="{(b - a) / 100}">{escape(t)}</text>' for a, b, t in found)
        + "</transcript>"
    ),
    "sami": lambda found: (
        "<SAMI><BODY>" + "".join(f"<SYNC Start={a}0><P>{t}<SYNC Start={b}0><P>&nbsp;" for a, b, t in found)
    ),
}


@pytest.mark.parametrize("name", WRITERS)
@given(found=captions())
def test_what_a_writer_of_the_format_makes_comes_back(name: str, found: list[Caption]) -> None:
    cues = parse(WRITERS[name](found).encode(), "x").cues
    if name == "ttml words":  # cut at ends of sentences, with the times of the caption
        assert " ".join(cue.text for cue in cues) == " ".join(text for _, _, text in found)
        starts = {cue.start for cue in cues if not cue.approximate}
        assert starts == {start / 100 for start, _, _ in found}
        return
    assert [cue.text for cue in cues] == [text for _, _, text in found]
    times = [time for cue in cues for time in (cue.start, cue.end)]
    assert times == pytest.approx([t / 100 for start, end, _ in found for t in (start, end)], abs=0.0011)


GOOD = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n"
SIZE = 250_000
PIECES = (
    "-",
    "<",
    "[",
    "00:00:01,000 -",
    "00:00:01,000\n",
    "-->",
    "--&gt;",
    "1 ",
    "1:",
    "\u200e",
    "\u00a0",
    "{1}{",
    "&",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "beginning", ["", GOOD, "WEBVTT\n\n" + GOOD, "<tt><body><p begin='1s'>", "<sami><sync start=1>"]
)
@pytest.mark.parametrize("piece", PIECES)
def test_a_million_of_anything_is_read_in_linear_time(beginning: str, piece: str) -> None:
    data = (beginning + piece * (SIZE // len(piece))).encode()
    with comes_to_an_end(), suppress(InputError):
        parse(data, "x")
