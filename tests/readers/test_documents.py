"""Documents of word processors are read as the text they hold."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.readers import parse
from llm_summarise.readers.documents.packed_documents import markdown_of

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f'<w:styles {WORD}><w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/>'
    "</w:style></w:styles>"
)
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:t="t"><dc:title>Tides</dc:title>'
    "<t:created>2024-05-01T10:00:00Z</t:created></cp:coreProperties>"
)


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def docx(body: str, **more: str) -> bytes:
    document = f"<?xml version='1.0'?><w:document {WORD}><w:body>{body}</w:body></w:document>"
    return packed(word__document_dot_xml=document, word__styles_dot_xml=STYLES, **more)


def p(*runs: str, style: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def r(text: str, *, bold: bool = False) -> str:
    return f'<w:r><w:rPr>{"<w:b/>" if bold else ""}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


TALK = (("Ann", "Is it open?"), ("Bob", "It is &amp; was."), ("Ann", "Since when?"), ("Bob", "Since six."))
SAID = [(name, text.replace("&amp;", "&")) for name, text in TALK]


def read(data: bytes) -> list[tuple[str | None, str]]:
    return [(cue.speaker, cue.text) for cue in parse(data, "x").cues]


def test_bold_names_of_a_word_document_are_speakers() -> None:
    body = "".join(p(r(f"{name}: ", bold=True), r(text)) for name, text in TALK)
    assert read(docx(body)) == SAID


def test_a_name_split_over_runs_is_one_name() -> None:
    body = "".join(
        p(r(name[:1], bold=True), r(name[1:] + ":", bold=True), r(" " + text)) for name, text in TALK
    )
    assert read(docx(body)) == SAID


def test_exports_of_meetings_have_times_and_names_above_the_words() -> None:
    body = "".join(
        p(r(f"{name}  0:0{n}"), "<w:r><w:br/></w:r>", r(text)) for n, (name, text) in enumerate(TALK)
    )
    transcript = parse(docx(body), "x")
    assert [(cue.start, cue.speaker, cue.text) for cue in transcript.cues] == [
        (float(n), name, text) for n, (name, text) in enumerate(SAID)
    ]


def test_what_was_deleted_and_footnotes_are_no_speech() -> None:
    gone = "<w:del><w:r><w:delText>never</w:delText></w:r></w:del>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    body = "".join(p(r(f"{name}: {text}"), gone, field) for name, text in TALK)
    footnotes = f"<w:footnotes {WORD}>{p(r('a note'))}</w:footnotes>"
    assert read(docx(body, word__footnotes_dot_xml=footnotes)) == SAID


def test_a_table_of_times_names_and_words_is_read_row_by_row() -> None:
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{p(r(cell))}</w:tc>" for cell in (f"00:00:0{n}", name, text)) + "</w:tr>"
        for n, (name, text) in enumerate(TALK)
    )
    assert read(docx(f"<w:tbl>{rows}</w:tbl>")) == SAID


def test_headings_and_the_title_are_those_of_markdown() -> None:
    body = p(r("Opening hours"), style="berschrift2") + p(r("Low "), r("water", bold=True))
    text = markdown_of(docx(body, docProps__core_dot_xml=CORE), 2**20)
    assert text == '---\ntitle: "Tides"\ndate: "2024-05-01"\n---\n\n## Opening hours\n\nLow **water**\n'


def test_captions_pasted_into_a_document_are_captions() -> None:
    lines = ["WEBVTT", "00:01.000 --> 00:02.000<w:br/>", "Low water."]
    body = p(r(lines[0])) + p(r("00:01.000 --&gt; 00:02.000"), "<w:r><w:br/></w:r>", r("Low water."))
    assert parse(docx(body), "x").format == "webvtt"


def test_an_opendocument_text_is_read_in_the_same_way() -> None:
    spans = "".join(
        f'<text:p><text:span text:style-name="T1">{name}:</text:span><text:s/>{text}</text:p>'
        for name, text in TALK
    )
    content = (
        '<o:c xmlns:o="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f"><style:style style:name="T1">'
        f'<style:text-properties fo:font-weight="bold"/></style:style>{spans}</o:c>'
    )
    data = packed(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml=content)
    assert read(data) == SAID


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed(xl__workbook_dot_xml="<x/>"), "is an Excel table, not a transcript - export it as CSV"),
        (docx("<w:p>"), "is a broken document"),
        (packed(word__document_dot_xml='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "with declarations"),
        (docx(p(r("word"))).replace(b"word/document.xml", b"word/documenu.xml", 1), "is a "),
        (docx("")[:200], "is a broken Word document - fetch it again"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        parse(data, "x")


def test_a_document_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="unpacks to more than 1 MB"):
        markdown_of(docx(p(r("a" * 3_000_000))), 2**20)


@pytest.mark.parametrize("at", range(60, 120, 7))
def test_damaged_documents_are_refused_in_one_line(at: int) -> None:
    data = bytearray(docx("".join(p(r(f"{n} {n * n % 977}")) for n in range(2000))))
    data[at : at + 6] = b"\xff" * 6
    with contextlib.suppress(InputError):
        parse(bytes(data), "talk.docx")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("word/document.xml", "<document>" + "a" * 1000 + "</document>")
    with pytest.raises(ValueError, match="packed in a way"):
        markdown_of(buffer.getvalue(), 2**20)


def test_a_document_unpacks_to_no_more_than_speech_does() -> None:
    with pytest.raises(InputError, match="unpacks to more than 4 MB"):
        parse(docx("<w:p/>" * 1_000_000), "talk.docx")
