"""The user's own names: a file that is read here, whoever wants what is in it or a catalogue with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llm_summarise.domain.errors import SettingsError
from llm_summarise.readers.digest import with_line_feeds

if TYPE_CHECKING:
    from llm_summarise.names import Catalogue


def read_glossary(path: Path) -> bytes:
    """What is in a glossary. Raises SettingsError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from error


def load_names(glossary: Path | None) -> Catalogue:
    """The catalogue, with the user's own names on top. Raises SettingsError for an unreadable glossary."""
    from llm_summarise.names import load_catalogue  # late: a run from the cache needs no names

    catalogue = load_catalogue()
    if glossary is None:
        return catalogue
    try:
        text = with_line_feeds(read_glossary(glossary)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{glossary}: cannot be read: {error}") from error
    return catalogue.with_glossary(text, str(glossary))
