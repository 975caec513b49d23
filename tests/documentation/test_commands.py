"""The pages are true: every command in them runs, every output shown is what comes out.

`UPDATE_README=1 pytest -m 'slow or not slow' tests/documentation` writes outputs and pictures anew.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.command import sh
from tests.documentation.pages import OUTPUT, PAGES, README, UPDATE, Block, blocks, name_of

RUN_ELSEWHERE = re.compile(r"pip install|pytest\b|python tests/benchmarks")
"""Commands that .ci/run executes, or the tests of the benchmarks."""

PROBE = "ffprobe -v error -show_format -show_chapters with-chapters.mp3"


def script(block: Block) -> str:
    """The commands of a block that are run here, one after the other."""
    lines = [line for line in block.text.splitlines() if not RUN_ELSEWHERE.match(line)]
    if not shutil.which("ffmpeg"):
        lines = [line for line in lines if not line.startswith("ffmpeg ")]
    # The models answer on this machine, where nobody sells tokens: a limit cannot be kept and is refused.
    return "\n".join(lines).replace(" --max-cost 10", "")


WITH_STEPS = [
    page
    for page in PAGES
    if any(b.file or b.language == "python" or (b.language == "console" and script(b)) for b in blocks(page))
]


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_STEPS, ids=name_of)
def test_what_a_page_tells_to_do_works_from_top_to_bottom(page: Path, place: Path) -> None:
    if "ffmpeg" in page.read_text() and shutil.which("ffmpeg"):
        silence = "ffmpeg -v error -f lavfi -i anullsrc -t 720 -metadata artist=Mara episode.mp3"
        assert sh(silence, cwd=place).returncode == 0
    llm = f'llm() {{ "{sys.executable}" -m llm "$@"; }}\n'
    for block in blocks(page):
        if block.file:
            (place / block.file).write_text(block.text)
        elif block.language == "console":
            done = sh(f"{llm}set -euo pipefail\n{script(block)}", cwd=place)
            assert done.returncode == 0, f"{block.text}\n{done.stderr.decode()}"
        elif block.language == "python":
            (place / "block.py").write_text(block.text)
            done = sh(f'"{sys.executable}" block.py', cwd=place)
            assert done.returncode == 0, f"{block.text}\n{done.stderr.decode()}"
    if (place / "with-chapters.mp3").exists():
        probe = sh(PROBE, cwd=place).stdout.decode()
        assert "TAG:artist=Mara" in probe
        assert probe.count("[CHAPTER]") > 5


SHOWN = [
    pytest.param(page, id=name_of(page), marks=() if page == README else pytest.mark.slow)
    for page in PAGES
    if OUTPUT.search(page.read_text())
]


@pytest.mark.parametrize("page", SHOWN)
def test_the_outputs_shown_are_what_comes_out(page: Path, place: Path) -> None:
    text = page.read_text()

    def actual(match: re.Match[str]) -> str:
        done = sh(f"set -o pipefail\n{match[2]}", cwd=place)
        assert done.returncode == 0, done.stderr.decode()
        return match[1] + done.stdout.decode().rstrip("\n") + "\n" + match[4]

    true = OUTPUT.sub(actual, text)
    if UPDATE:
        page.write_text(true)
    assert true == page.read_text()
