"""What a document tells about itself: its title and when it was made."""

from __future__ import annotations


class Properties:
    """Takes the elements of `docProps/core.xml` or `meta.xml`."""

    def __init__(self) -> None:
        self.title = ""
        self.date = ""
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        del attributes
        self._inside = tag

    def end(self, tag: str) -> None:
        del tag
        self._inside = ""

    def data(self, text: str) -> None:
        if self._inside == "title":
            self.title = " ".join((self.title + text).split())[:300]
        elif self._inside in ("created", "creation-date"):
            self.date = (self.date + text).strip()[:10]
