"""The picture of the terminal is what the program shows on one.

`UPDATE_README=1 pytest tests/documentation/test_pictures.py` draws it anew.
"""

from __future__ import annotations

import fcntl
import html
import io
import os
import pty
import re
import struct
import subprocess
import termios

from rich.console import Console
from rich.text import Text

from tests.command import program
from tests.documentation.pages import ROOT, UPDATE

PICTURES = ROOT / "examples" / "pictures"
COLUMNS, ROWS = 80, 44


def on_a_terminal(*args: str) -> str:
    """What the program writes to a terminal of 80 columns, colours and all."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color"}
    with subprocess.Popen(
        program(*args), stdin=its, stdout=its, env=environment, stderr=subprocess.PIPE
    ) as run:
        os.close(its)
        written = bytearray()
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # what Linux says when nobody has the terminal open any more
                part = b""
            if not part:
                break
            written += part
        assert run.stderr is not None
        assert run.wait(60) == 0, run.stderr.read()
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def drawn(written: str, title: str) -> str:
    """The first screen of it as SVG, in whatever font the reader has: nothing is loaded from anywhere."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="256", force_terminal=True)
    console.print(Text.from_ansi("\n".join(written.splitlines()[: ROWS - 2])))
    svg = console.export_svg(title=title, unique_id="terminal")
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return (
        "\n".join(line.rstrip() for line in svg.replace("Fira Code", "DejaVu Sans Mono").splitlines()) + "\n"
    )


def words(svg: str) -> str:
    return html.unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg))).replace("\xa0", " ")


def test_the_picture_of_the_terminal_is_what_it_shows() -> None:
    svg = drawn(on_a_terminal("demo", "--quiet", "--no-disclosure"), "llm-summarise demo")
    picture = PICTURES / "terminal.svg"
    if UPDATE:
        picture.write_text(svg)
    assert words(svg) == words(picture.read_text())
    assert "Topics" in words(svg)


def test_pictures_are_small_and_load_nothing() -> None:
    pictures = sorted(PICTURES.iterdir())
    assert [p.name for p in pictures] == ["page.png", "terminal.svg"]
    assert all(p.stat().st_size < 150_000 for p in pictures)
    assert not re.search(r"url\((?!#)|href|<image|<script", (PICTURES / "terminal.svg").read_text())
