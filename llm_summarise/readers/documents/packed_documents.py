"""Documents that are ZIP archives of XML, `.docx` and `.odt`, as Markdown with front matter and headings.

What is not read: headers and footers, comments, footnotes, what was deleted, pictures.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO, Final
from xml.parsers import expat

from llm_summarise.readers.documents.office_open import WordText
from llm_summarise.readers.documents.open_document import WriterText
from llm_summarise.readers.documents.properties import Properties
from llm_summarise.readers.safe_xml import Target, parser_for

_STEP: Final = 2**16
_WORD: Final = "word/document.xml"
_WRITER: Final = "content.xml"
_PROPERTIES: Final = ("docProps/core.xml", "meta.xml")
_JUNK_TITLE: Final = re.compile(r"(?:Microsoft Word - .*|untitled|document ?\d*|unbenannt.*)", re.I)


def markdown_of(data: bytes, limit: int) -> str | None:
    """The text of a document; None for another archive. `limit`: bytes its parts may unpack to.

    Raises ValueError with a reason for one that is broken, encrypted or unpacks to more.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if _WORD in names:
                body = WordText()
                if "word/styles.xml" in names:
                    _parse(archive, "word/styles.xml", body.styles, limit)
                _parse(archive, _WORD, body, limit)
            elif _WRITER in names and _is_writer(archive, names):
                body = WriterText()
                _parse(archive, _WRITER, body, limit)
            else:
                return None
            told = Properties()
            for name in _PROPERTIES:
                if name in names:
                    _parse(archive, name, told, limit)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise ValueError(f"is a broken or encrypted document ({error})") from None
    return _front_matter(told) + "\n\n".join(body.paragraphs) + "\n"


def _is_writer(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "mimetype" not in names:
        return False
    with archive.open("mimetype") as file:
        return file.read(100).startswith(b"application/vnd.oasis.opendocument.text")


def _parse(archive: zipfile.ZipFile, name: str, into: Target, limit: int) -> None:
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("is a document packed in a way that documents are not")
    with archive.open(name) as file:
        _feed(file, name, into, limit)


def _feed(file: IO[bytes], name: str, into: Target, limit: int) -> None:
    parser = parser_for(into)
    parser.StartDoctypeDeclHandler = _no_declarations
    size = 0
    try:
        while piece := file.read(_STEP):
            size += len(piece)
            if size > limit:
                raise ValueError(f"is a document that unpacks to more than {limit // 2**20} MB")
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(f"is a broken document ({name}: {error})") from None


def _no_declarations(*_: object) -> None:
    """Documents have no document type; one with entities may unpack to any size."""
    raise ValueError("is a document with declarations in its XML, which none should have")


def _front_matter(told: Properties) -> str:
    rows = [("title", told.title if not _JUNK_TITLE.fullmatch(told.title) else ""), ("date", told.date)]
    lines = [f'{key}: "{value}"' for key, value in rows if value and '"' not in value]
    return "---\n{}\n---\n\n".format("\n".join(lines)) if lines and rows[0][1] else ""
