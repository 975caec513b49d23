"""The program among other programs: real shells, pipes in and out, signals."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.batch_samples import episodes
from tests.command import EXAMPLE, lines, program, sh
from tests.fault_server import FaultServer, Reply, careful, status


def needs(*tools: str) -> pytest.MarkDecorator:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} is not installed")


@pytest.fixture
def website() -> Iterator[str]:
    """The folder of examples on a web server."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(EXAMPLE.parent))) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@needs("jq")
def test_a_transcript_piped_in_and_json_piped_on() -> None:
    done = sh(f'set -o pipefail; cat "{EXAMPLE}" | llm-summarise -f json -q | jq -r ".topics[].title"')
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(lines(done.stdout)) >= 3


@pytest.mark.slow
@needs("curl", "jq")
def test_from_the_web_into_a_json_reader(website: str) -> None:
    download = f'curl -sf "{website}/{EXAMPLE.name}"'
    done = sh(f"set -o pipefail; {download} | llm-summarise -f json -q | jq -e .headline")
    assert (done.returncode, done.stderr) == (0, b"")


@needs("curl")
def test_a_download_that_fails_is_an_empty_input_not_a_summary(website: str) -> None:
    done = sh(f'curl -sf "{website}/no-such.vtt" | llm-summarise -q; echo "${{PIPESTATUS[@]}}"')
    assert lines(done.stdout) == ["22 1"]
    assert lines(done.stderr) == ["llm-summarise: <stdin>: is empty"]


@pytest.mark.slow
@needs("jq")
def test_json_lines_of_a_batch_are_read_one_by_one(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 3)
    (folder / "bad.srt").write_text("")
    script = f'llm-summarise batch "{folder}" --jsonl -q | jq -r "[.status, .result.headline] | @tsv"'
    done = sh(script + '; echo "${PIPESTATUS[@]}"')
    told = [line.split("\t")[0] for line in lines(done.stdout)]
    assert sorted(told) == ["3 0", "done", "done", "done", "failed"]


def test_a_reader_that_goes_away_ends_a_batch_like_any_tool(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 40)
    done = sh(f'llm-summarise batch "{folder}" --jsonl -q --jobs 1 | head -n 1; echo "${{PIPESTATUS[0]}}"')
    assert json.loads(lines(done.stdout)[0])["status"] == "done"
    assert lines(done.stdout)[1] == "141"
    assert done.stderr == b""


@pytest.mark.slow
def test_nothing_in_a_pipe_is_coloured_or_drawn(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 2)
    script = f'llm-summarise "{EXAMPLE}"; llm-summarise batch "{folder}" -O "{tmp_path}/out"'
    done = sh(script, TERM="xterm-256color", FORCE_COLOR="1")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"\r" not in done.stdout + done.stderr


def test_success_in_a_pipe_can_be_silent(tmp_path: Path) -> None:
    done = sh(f'llm-summarise -q < "{EXAMPLE}" > "{tmp_path}/notes.md"')
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "notes.md").read_text().startswith("# ")


@pytest.mark.slow
def test_a_run_that_fails_on_the_way_prints_nothing_on_stdout(fault_server: FaultServer) -> None:
    fault_server.respond = careful
    fault_server.react = lambda r: status(400, "no") if "[1] topic" in r.prompt else None
    script = f'llm-summarise "{EXAMPLE}" -m fault --chunk-tokens 800 -f json | wc -c'
    done = sh(script + '; echo "${PIPESTATUS[0]}"')
    assert [line.strip() for line in lines(done.stdout)] == ["0", "1"]


@pytest.mark.slow
def test_terminated_in_a_pipe_it_ends_with_143_and_prints_nothing(fault_server: FaultServer) -> None:
    fault_server.react = lambda r: Reply(hang=True)
    process = subprocess.Popen(
        program("-", "-m", "fault"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(EXAMPLE.read_bytes())
    process.stdin.close()
    process.stdin = None
    assert fault_server.hanging.acquire(timeout=60)
    process.terminate()
    stdout, stderr = process.communicate(timeout=10)
    assert (process.returncode, stdout) == (143, b"")
    assert lines(stderr)[-1].startswith("llm-summarise: interrupted")


@pytest.mark.slow
def test_exit_codes_tell_what_to_do_next(tmp_path: Path, fault_server: FaultServer) -> None:
    fault_server.respond = lambda r: "no JSON"
    folder = episodes(tmp_path / "in", 1)
    (folder / "bad.vtt").write_text("")
    script = f"""
        llm-summarise nowhere.vtt; echo $?
        llm-summarise batch "{folder}"; echo $?
        llm-summarise batch "{folder}" -O "{tmp_path}/out"; echo $?
        llm-summarise "{EXAMPLE}" -m fault; echo $?
    """
    assert lines(sh(script).stdout) == ["1", "2", "3", "4"]


@pytest.mark.slow
@needs("parallel")
def test_the_example_of_gnu_parallel_does_every_share_once(tmp_path: Path) -> None:
    folder = episodes(tmp_path / "in", 6)
    tools = tmp_path / "tools"
    tools.mkdir()
    command = tools / "llm-summarise"
    command.write_text("#!/bin/sh\nexec " + " ".join(f'"{word}"' for word in program()) + ' "$@"\n')
    command.chmod(0o755)
    example = EXAMPLE.parent / "parallel" / "shards.sh"
    done = sh(f'PATH="{tools}:$PATH"; "{example}" "{folder}" "{tmp_path}/out" 3 -f json --jobs 1')
    assert done.returncode == 0, done.stderr
    assert sum(line.count("] done ") for line in lines(done.stderr)) == 6
    names = sorted(path.name for path in (tmp_path / "out").rglob("talk*.json"))
    assert names == [f"talk0{n}.json" for n in range(6)]
