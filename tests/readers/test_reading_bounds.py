"""What is read has bounds: of size, of what it unpacks to, of lines, of time."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from contextlib import suppress

import pytest

from llm_summarise.domain.errors import InputError
from llm_summarise.readers import parse, sources, time_limit, unpacking
from llm_summarise.readers.sources import read_source
from tests.deadline import comes_to_an_end

TALK = b"".join(b"Ada: The %d winters before were colder than this one.\n" % n for n in range(20_000))


def reason(data: bytes) -> str:
    with comes_to_an_end(), pytest.raises(InputError) as refused:
        parse(data, "x")
    return refused.value.reason


def test_what_unpacks_to_many_times_its_size_is_refused() -> None:
    packed = gzip.compress(b"a" * 20 * 2**20)
    assert reason(packed) == "unpacks to more than 200 times its size, which no speech does"


def test_a_long_talk_that_is_packed_is_read() -> None:
    assert parse(gzip.compress(TALK), "x").cues == parse(TALK, "x").cues


def test_a_bomb_is_refused_with_little_memory() -> None:
    packed = gzip.compress(bytes(100 * 2**20))
    tracemalloc.start()
    assert "times its size" in reason(packed)
    assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    tracemalloc.stop()


def test_a_million_empty_members_are_unpacked_in_linear_time() -> None:
    empty = gzip.compress(b"", mtime=0)
    assert parse(empty * 200_000 + gzip.compress(b"One line.", mtime=0), "x").cues[0].text == "One line."


def test_members_may_be_padded_with_zeros() -> None:
    assert parse(gzip.compress(b"One line.") + bytes(512), "x").cues[0].text == "One line."


def test_what_is_packed_twice_is_not_unpacked_twice() -> None:
    assert "binary" in reason(gzip.compress(gzip.compress(TALK)))


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 2**20)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:p>" + b" " * 2**22 + b"</w:p>")
    assert reason(file.getvalue()) == "is a document that unpacks to more than 1 MB"


def test_a_file_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_SIZE", 2**20)
    with pytest.raises(InputError, match="has more than 1 MB"):
        read_source("/dev/zero")


def test_more_lines_than_anybody_says_are_refused() -> None:
    assert reason(b"a: b\n" * 300_001) == "has more than 300,000 lines"
    assert reason(b"start,end,text\n" + b"0,1,a\n" * 300_000) == "has more than 300,000 rows"
    assert reason(b"WEBVTT\n\n" + b"a b\n" * 1_000_001) == "has more than 1,000,000 lines"


def test_more_text_than_anybody_says_is_refused() -> None:
    assert reason(b"Ada: hello there my friend. " * 430_000) == "has more than 12 million characters"


@pytest.mark.parametrize(
    ("value", "times"), [("[[[[[1]]]]]", 500_000), ('{"a":1}', 700_000), ("1.5", 2_500_001)]
)
def test_more_json_than_anybody_says_is_refused(value: str, times: int) -> None:
    assert reason(f"[{','.join([value] * times)}]".encode()) == "is JSON of more than 2.5 million values"


def test_one_wide_letter_does_not_make_four_times_the_memory() -> None:
    assert reason(('{"a": "' + "b" * 2**24 + '😀"}').encode()) == "takes more than 64 MB of memory as text"


@pytest.mark.parametrize("sign", ["*", "_", "#", ".", "=", "-", "- ", "* * *\n", "\n", "\r"])
def test_a_file_of_one_sign_takes_little_memory(sign: str) -> None:
    data = f"Hello there\n{sign * (2**17 // len(sign))}".encode()
    parse(data, "x")  # what is read and imported once
    tracemalloc.start()
    try:
        parse(data, "x")
        assert tracemalloc.get_traced_memory()[1] < 60 * len(data)
    finally:
        tracemalloc.stop()


def test_many_loops_in_one_cue_are_cut_in_linear_time() -> None:
    said = "".join(f"{'no ' * 20}w{i} " for i in range(20_000))
    with comes_to_an_end():
        (cue,) = parse(f"WEBVTT\n\n00:00.000 --> 00:09.000\n{said}".encode(), "x").cues
    assert cue.text.split()[:4] == ["no", "w0", "no", "w1"]


def test_blank_lines_are_no_lines_too_many() -> None:
    assert [cue.text for cue in parse(b"one\n" + b"\r\n" * 3_000_000 + b"two", "x").cues] == ["one", "two"]


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.05)
    monkeypatch.setattr(time_limit, "SECONDS_PER_MILLION", 0.0)
    assert "was given up after 0.05 seconds" in reason(TALK * 2)


def test_the_limit_is_gone_when_the_file_is_read() -> None:
    import signal

    parse(b"One line.", "x")
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL


@pytest.mark.parametrize(
    "text", ['[{"a":' * 100_000, "[" * 100_000, '{"segments":' + "[" * 100_000 + "]" * 100_000]
)
def test_deep_json_is_refused_by_name(text: str) -> None:
    assert "nested too deeply" in reason(text.encode())


@pytest.mark.parametrize("fence", ["---", "+++"])
@pytest.mark.parametrize("value", ["[" * 5_000, "9" * 5_000, "{a: " * 1_500, "&a [*a]"])
def test_front_matter_of_any_kind_is_survived(fence: str, value: str) -> None:
    sign = ": " if fence == "---" else " = "
    with comes_to_an_end():
        try:
            read = parse(f"{fence}\ntitle{sign}{value}\n{fence}\n\n".encode() + TALK, "x")
        except InputError:
            return  # more signs than words
        assert read.cues[-1].text.endswith("The 19999 winters before were colder than this one.")


def test_a_line_of_a_style_that_does_not_end_takes_no_time() -> None:
    line = '{"speaker": "Ada", "startTime": 3.0, "body": "Like", ' + '"a": 1, ' * 30
    with comes_to_an_end():
        assert parse(f"Ada: Hello there.\n{line}\nBen: {{ a{': b' * 200}\n".encode(), "x").cues


def test_scripts_of_a_page_that_do_not_end_are_read_in_linear_time() -> None:
    page = "<html><body><p>Hello there</p>" + '<script type="application/ld+json">' * 60_000 + "</p>"
    with comes_to_an_end(), suppress(InputError):
        parse(page.encode(), "x")
