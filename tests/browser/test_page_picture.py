"""The picture of the page in the README is what the page looks like.

`UPDATE_README=1 pytest -m slow tests/browser/test_page_picture.py` takes it anew.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import run
from tests.documentation.conftest import place
from tests.documentation.pages import ROOT, UPDATE
from tests.fault_server import fault_server

__all__ = ["fault_server", "place"]

PICTURE = ROOT / "examples" / "pictures" / "page.png"
SIZE = {"width": 1100, "height": 540}

DIFFERENCE = """async (pictures) => {
  const pixels = await Promise.all(pictures.map(async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  }));
  if (pixels[0].length !== pixels[1].length) return 1;
  let different = 0;
  for (let i = 0; i < pixels[0].length; i += 4)
    if (Math.abs(pixels[0][i] - pixels[1][i]) > 64) different += 1;
  return different / (pixels[0].length / 4);
}"""
"""The share of pixels in which two pictures differ; 1 if their sizes do."""


@pytest.mark.slow
def test_the_picture_of_the_page_is_what_it_looks_like(place: Path, visit: Callable[..., Any]) -> None:
    example = Path("examples", "tide-station.vtt")
    html = run(example, "-m", "careful-reader", "-f", "html", "-q", "--no-disclosure", cwd=place).stdout
    page = visit(html.decode(), viewport=SIZE, color_scheme="light").page
    page.get_by_text("2:08", exact=True).first.click()
    page.wait_for_timeout(1000)  # it scrolls to the words
    taken = page.screenshot()
    if UPDATE:
        PICTURE.write_bytes(taken)
    pictures = [base64.b64encode(data).decode() for data in (taken, PICTURE.read_bytes())]
    # Another font moves words about; another page differs in more than these.
    assert page.evaluate(DIFFERENCE, pictures) < 0.1
