"""`llm-summarise FILE` as a shell sees it: stdout, stderr, exit codes, files and pipes."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from llm_summarise import summarise
from llm_summarise.domain.result import EpisodeSummary
from tests.command import EXAMPLE, lines, program, run, sh
from tests.inprocess import inside


def test_notes_go_to_stdout_and_one_finish_line_to_stderr() -> None:
    done = run(EXAMPLE)
    assert done.stdout.startswith(b"# ")
    assert b"## Topics" in done.stdout
    stderr = lines(done.stderr)
    assert len(stderr) == 2
    assert "baseline" in stderr[0]
    assert re.fullmatch(
        r"extractive · [\d.]+ s · 2 calls · 0 cached · [\d,]+ tokens in, [\d,]+ out · \$0", stderr[1]
    )


def test_quiet_says_nothing_on_stderr() -> None:
    assert inside(EXAMPLE, "--quiet").stderr == b""


def test_a_second_run_makes_no_calls_and_gives_the_same() -> None:
    first = json.loads(inside(EXAMPLE, "-f", "json").stdout)
    second = json.loads(inside(EXAMPLE, "-f", "json").stdout)
    assert (first["usage"]["calls"], first["usage"]["cached"]) == (2, 0)
    assert (second["usage"]["calls"], second["usage"]["cached"]) == (0, 2)
    for result in (first, second):
        del result["usage"], result["provenance"]["created"], result["coverage"]["cached"]
    assert first == second


def test_json_is_a_whole_result_with_evidence_for_everything() -> None:
    result = EpisodeSummary.model_validate_json(inside(EXAMPLE, "-f", "json", "-q").stdout)
    said = " ".join(re.sub(r"<v [^>]*>", "", EXAMPLE.read_text()).split("\n\n", 1)[1].split())
    said = re.sub(r" ?[\d:.]+ --> [\d:.]+ ", " ", said)
    assert len(result.topics) >= 3
    assert len(result.takeaways) >= 3
    quotes = [e.quote for s in (*result.summary, *result.takeaways) for e in s.evidence]
    quotes += [m.quote for t in result.tools for m in t.mentions] + [q.quote for q in result.quotes]
    assert len(quotes) > 10
    assert [q for q in quotes if q not in said] == []
    assert {(p.name, p.role.value) for p in result.people} >= {
        ("Mara Lindqvist", "host"),
        ("Tomas Okafor", "guest"),
    }


def test_a_pipe_in_is_read_without_any_argument() -> None:
    assert inside("-q", stdin=EXAMPLE.read_bytes()).stdout == inside(EXAMPLE, "-q").stdout
    assert inside("-", "-q", stdin=EXAMPLE.read_bytes()).stdout == inside(EXAMPLE, "-q").stdout


def test_the_source_of_a_pipe_is_stdin() -> None:
    done = inside("-f", "json", "-q", stdin=b"We moved the data from MySQL to SQLite last year.\n")
    assert json.loads(done.stdout)["source"]["path"] == "<stdin>"


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    inside(EXAMPLE, "-q", "-f", "json")
    done = sh(f'llm-summarise "{EXAMPLE}" -q -f json | head -1; echo "${{PIPESTATUS[0]}}"')
    assert lines(done.stdout)[0] == "{"
    assert lines(done.stdout)[1] in ("0", "141")
    assert done.stderr == b""


def test_output_is_a_file_and_nothing_is_on_stdout(tmp_path: Path) -> None:
    done = inside(EXAMPLE, "-q", "--output", tmp_path / "notes.json")
    assert done.stdout == b""
    assert json.loads((tmp_path / "notes.json").read_bytes())["schema_version"] == "1.1"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.json"]


def test_an_output_that_cannot_be_written_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    done = inside(EXAMPLE, "-q", "--output", tmp_path / "no" / "notes.md", check=1)
    assert lines(done.stderr) == [
        f"llm-summarise: {tmp_path / 'no' / 'notes.md'}: cannot be written: no such folder"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03PNG\x00\x00\xff", "binary"),
        (b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n", "no speech"),
    ],
)
def test_an_unusable_file_is_one_line_that_names_it_and_no_model_is_asked(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "bad.vtt"
    file.write_bytes(content)
    done = inside(file, "-m", "no-such-model", check=1)
    assert len(lines(done.stderr)) == 1
    assert f"{file}: " in lines(done.stderr)[0]
    assert said in lines(done.stderr)[0]
    assert done.stdout == b""


def test_a_missing_file_is_named() -> None:
    done = inside("nowhere.vtt", check=1)
    assert lines(done.stderr)[0].startswith("llm-summarise: nowhere.vtt: ")


def test_wrong_options_end_with_2_before_anything_is_asked(tmp_path: Path) -> None:
    assert b"length" in inside(EXAMPLE, "--length", "huge", check=2).stderr
    assert b"No such option" in inside(EXAMPLE, "--no-such", check=2).stderr
    assert b"no-such" in inside(EXAMPLE, "-f", "no-such", check=2).stderr
    assert b"temperature" in inside(EXAMPLE, "-m", "extractive", "-o", "temperature", "0", check=2).stderr


def test_cached_only_never_asks() -> None:
    assert b"not in the cache" in inside(EXAMPLE, "--cached-only", check=1).stderr
    inside(EXAMPLE, "-q")
    assert inside(EXAMPLE, "--cached-only", "-q").stdout.startswith(b"# ")


def test_no_cache_leaves_nothing_behind(tmp_path: Path) -> None:
    inside(EXAMPLE, "-q", "--no-cache", "--cache-dir", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.slow
def test_refresh_asks_again() -> None:
    inside(EXAMPLE, "-q")
    assert json.loads(inside(EXAMPLE, "-f", "json", "--refresh").stdout)["usage"]["calls"] == 2


@pytest.mark.slow
def test_a_dry_run_asks_nothing_and_says_what_is_cached() -> None:
    before = inside(EXAMPLE, "--dry-run", "--chunk-tokens", "600", "-q").stdout.decode()
    assert "calls: " in before
    assert ", of them 0 cached" in before
    inside(EXAMPLE, "--chunk-tokens", "600", "-q")
    after = inside(EXAMPLE, "--dry-run", "--chunk-tokens", "600", "-q").stdout.decode()
    calls = re.search(r"calls: +(\d+), of them (\d+) cached", after)
    assert calls
    assert calls[1] == calls[2]
    assert int(calls[1]) > 4
    assert "about 0 in, 0 out" in after


def test_on_a_terminal_it_draws_and_alone_it_shows_help() -> None:
    inside(EXAMPLE, "-q")
    shown = on_terminal(program(EXAMPLE, "-q"))
    assert "\x1b[" in shown
    assert "Usage: " in on_terminal(program())
    assert "\x1b[" not in on_terminal(program(EXAMPLE, "-q"), NO_COLOR="1")


def test_a_screen_shows_a_warning_once(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("Ada: The tide comes in at six.\n\nTom: And it goes out again at noon.\n")
    shown = on_terminal(program(file, "-m", "extractive", "--speaker", "Bo=Bob"), COLUMNS="200")
    assert shown.count("no speaker is called Bo") == 1
    assert b"no speaker is called Bo" in inside(file, "-m", "extractive", "--speaker", "Bo=Bob").stderr


def on_terminal(command: list[str], **environment: str) -> str:
    """What the command prints when stdin and stdout are a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm", **environment}
    )
    os.close(slave)
    printed = b""
    while True:
        try:
            some = os.read(master, 65536)
        except OSError:
            break
        if not some:
            break
        printed += some
    process.wait(30)
    os.close(master)
    return printed.decode(errors="replace")


@pytest.mark.slow
def test_a_terminal_of_unknown_size_is_not_taken_for_a_narrow_one() -> None:
    shown = on_terminal(program(EXAMPLE, "-q"), NO_COLOR="1")
    assert 60 < max(map(len, shown.splitlines())) <= 80


@pytest.mark.slow
def test_the_program_is_a_command_of_llm() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "llm", "summarise", str(EXAMPLE), "-q"], capture_output=True, timeout=60
    )
    assert done.stdout == inside(EXAMPLE, "-q").stdout
    assert done.returncode == 0


def test_a_result_never_replaces_the_transcript_it_is_made_of(tmp_path: Path) -> None:
    episode = tmp_path / "talk.vtt"
    episode.write_bytes(EXAMPLE.read_bytes())
    done = inside(episode, "-q", "--output", f"{tmp_path}/./talk.vtt", check=2)
    assert "is the transcript itself" in lines(done.stderr)[0]
    assert b"is no export" in inside("cache", "export", episode, check=2).stderr
    assert episode.read_bytes() == EXAMPLE.read_bytes()


@pytest.mark.parametrize(
    ("command", "stdout"),
    [
        (f'"{EXAMPLE}" -q', "/dev/full"),
        pytest.param(f'"{EXAMPLE}" -q', "&-", marks=pytest.mark.slow),
        ("--help", "/dev/full"),
        ("--help", "&-"),
        ("prompts list", "/dev/full"),
        ("schema", "&-"),
    ],
)
def test_an_output_that_takes_nothing_is_one_line_and_exit_1(command: str, stdout: str) -> None:
    done = sh(f"llm-summarise {command} >{stdout}")
    assert done.returncode == 1
    assert len(lines(done.stderr)) == 1
    assert b"the output cannot be written" in done.stderr


def test_without_stderr_the_result_is_still_all_there_is_on_stdout() -> None:
    assert json.loads(sh(f'llm-summarise "{EXAMPLE}" -f json 2>&-').stdout)["schema_version"] == "1.1"


@pytest.mark.slow
def test_a_glossary_that_is_gone_is_said_also_when_the_result_is_kept(tmp_path: Path) -> None:
    inside(EXAMPLE, "-q")
    assert b"cannot be read" in inside(EXAMPLE, "-q", "--glossary", tmp_path / "none.txt", check=2).stderr


@pytest.mark.slow
def test_a_configuration_of_llm_that_is_broken_is_one_line_that_names_it() -> None:
    folder = Path(os.environ["LLM_USER_PATH"])
    folder.mkdir(parents=True)
    (folder / "extra-openai-models.yaml").write_text("a: [")
    for command in ([EXAMPLE, "-m", "some-model", "-q"], ["doctor"], ["models"]):
        (line,) = lines(inside(*command, check=2).stderr)
        assert "extra-openai-models.yaml" in line


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.chapters.json", '{\n  "version"'),
        ("a.youtube.txt", "0:00 "),
        ("a.chapters.vtt", "WEBVTT"),
        ("a.ffmetadata", ";FFMETADATA1"),
        ("episode.41.json", '{\n  "schema_version"'),
        ("episode.41.md", "# "),
    ],
)
def test_a_file_is_written_in_the_format_that_a_batch_would_give_its_name(
    tmp_path: Path, name: str, start: str
) -> None:
    inside(EXAMPLE, "-q", "--output", tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


@pytest.mark.slow
def test_one_is_not_said_in_the_plural(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside(EXAMPLE, "-q")
    kept = json.loads(lines(inside("cache", "list", "--json").stdout)[-1])["key"]
    exported = inside("cache", "export", "--episode", "no-such-*").stderr.decode()
    assert "0 answers exported" in exported
    one = [line for line in lines(inside("cache", "export").stdout) if kept in line]
    assert (
        "1 answer added, 0 known"
        in inside("cache", "import", "-", "--cache-dir", "other", stdin=one[0].encode()).stderr.decode()
    )
    assert "\n1 answer, " in inside("cache", "stats", "--cache-dir", "other").stdout.decode()
    assert " · 1 call · 1 cached · " in inside(EXAMPLE, "--cache-dir", "other").stderr.decode()


@pytest.mark.slow
def test_doctor_says_where_the_model_was_set() -> None:
    assert "model: extractive (built in)" in lines(inside("doctor").stdout)
    assert "model: extractive (set by -m)" in lines(inside("doctor", "-m", "extractive").stdout)


@pytest.mark.slow
def test_the_embedded_model_does_not_claim_to_have_translated() -> None:
    asked = (EXAMPLE, "-m", "extractive", "--language", "German", "-f", "json")
    for _ in range(2):  # done, and found again
        done = inside(*asked)
        said = [line for line in lines(done.stderr) if "does not translate" in line]
        assert said == ["extractive does not translate: the result is in the language of the transcript"]
        result = EpisodeSummary.model_validate_json(done.stdout)
        assert result.language is None
        assert result.warnings == said
        assert "language" not in result.provenance.settings
    assert "does not translate" not in inside(EXAMPLE, "-m", "extractive").stderr.decode()


def test_the_library_warns_that_the_embedded_model_does_not_translate() -> None:
    with pytest.warns(UserWarning, match="extractive does not translate"):
        result = summarise(EXAMPLE, model="extractive", language="German")
    assert result.language is None
    assert len(result.warnings) == 1
