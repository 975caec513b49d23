"""A real Chromium, driven by Playwright; tests that need it are skipped where either is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ORIGIN = "http://notes.test"


@dataclass
class Visit:
    """An open page, and what it did behind the reader's back: `requests` besides the page itself,
    `complaints` of the console, uncaught errors included."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def quiet(self) -> bool:
        return not self.requests and not self.complaints


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    if path is None:
        pytest.skip("no chromium here")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=sandbox, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Opens HTML as a page of a web server that has nothing else, or as a file; see `Visit`."""
    contexts = []

    def open_page(
        html: str, *, files: dict[str, Path] | None = None, as_file: bool = False, **options: Any
    ) -> Visit:
        context = chromium.new_context(**({"viewport": {"width": 1400, "height": 900}} | options))
        contexts.append(context)
        seen = Visit(context.new_page())
        address = f"{ORIGIN}/page.html"
        if as_file:
            path = tmp_path / "page.html"
            path.write_text(html, encoding="utf-8")
            address = path.as_uri()
        served = {name: path.read_bytes() for name, path in (files or {}).items()}

        def answer(route: Any) -> None:
            url = route.request.url
            name = url.removeprefix(f"{ORIGIN}/")
            if url.split("#")[0] == address:
                route.fulfill(body=html, content_type="text/html") if not as_file else route.continue_()
                return
            seen.requests.append(url)
            if name in served:
                route.fulfill(**_part(served[name], route.request.headers.get("range")))
            else:
                route.abort()

        context.route(lambda url: not url.startswith("data:"), answer)
        seen.page.on("console", lambda m: seen.complaints.append(m.text) if m.type != "log" else None)
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on("dialog", lambda d: (seen.complaints.append(f"dialog {d.message}"), d.dismiss()))
        seen.page.goto(address)
        return seen

    yield open_page
    for context in contexts:
        context.close()


def _part(body: bytes, wanted: str | None) -> dict[str, Any]:
    """The answer to a request for a range, without which a browser cannot jump in a recording."""
    first, last = 0, len(body) - 1
    if wanted:
        begin, end = wanted.removeprefix("bytes=").split("-")
        first, last = int(begin), int(end or last)
    headers = {"Accept-Ranges": "bytes", "Content-Type": "audio/mpeg"}
    headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return {"status": 206 if wanted else 200, "headers": headers, "body": body[first : last + 1]}


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched with npm into a temporary folder."""
    if not shutil.which("npm"):
        pytest.skip("no npm here")
    folder = tmp_path_factory.mktemp("axe")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--cache", str(folder / "cache")]
    done = subprocess.run([*command, "--prefix", str(folder), "axe-core@4"], capture_output=True, timeout=120)
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if done.returncode != 0 or not source.is_file():
        pytest.skip("axe-core cannot be fetched here")
    return source.read_text(encoding="utf-8")
