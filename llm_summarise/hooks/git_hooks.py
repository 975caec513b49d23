"""What git hooks do: keep a summary beside each transcript, and propose a message for a commit.

A summary says in its last line what it was made of, so whether it is stale shows without a cache, a key or a
model: also in CI, and in anybody's clone.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from llm_summarise.caches.fingerprint import content_hash, fingerprint, result_facts
from llm_summarise.domain.errors import SummariseError
from llm_summarise.domain.result import Usage
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.text import readable
from llm_summarise.episode.composition import Warn, open_run
from llm_summarise.episode.summarise import sampled
from llm_summarise.files import leads_out, read_regular
from llm_summarise.hooks.safe_git import git, staged
from llm_summarise.readers.sources import read_source
from llm_summarise.render import View, render
from llm_summarise.render.output import write_file
from llm_summarise.safe_path import safe_environment

SUFFIX: Final = ".summary.md"
_MARK = re.compile(r"<!-- llm-summarise: transcript ([0-9a-f]{16}), settings ([0-9a-f]{16}) -->\s*\Z")
_MOST_BYTES: Final = 16 * 2**20
_DIFF: Final = ("diff", "--cached", "--no-color", "--no-ext-diff", "--no-textconv", "--submodule=short")
_SCISSORS = re.compile(r"^.? ?-+ >8 -+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Beside:
    """A transcript and the summary beside it. `state`: nothing to do, to be made, or `reason` why not; what
    is `elsewhere` is none of this repository's."""

    transcript: Path
    summary: Path
    state: Literal["fresh", "stale", "refused", "elsewhere"]
    reason: str = ""
    mark: str = ""


def summary_of(transcript: Path) -> Path:
    """Where the summary of a transcript lies: `talk.vtt` has `talk.summary.md`."""
    return transcript.with_name(transcript.stem + SUFFIX)


def look_at(transcripts: Sequence[Path], settings: Settings) -> list[Beside]:
    """Which summaries are stale: missing, or made of another transcript or with other settings or prompts.

    The model counts by the name that was set, if one was: it need not be installed. Raises PromptError,
    SettingsError.
    """
    shape = fingerprint(result_facts(settings, settings.model))[:16]
    return [_beside(path, shape) for path in transcripts]


def _beside(transcript: Path, shape: str) -> Beside:
    summary = summary_of(transcript)
    if _leads_elsewhere(transcript):
        reason = f"{transcript} is skipped: it is a link that leads out of the folder"
        return Beside(transcript, summary, "elsewhere", reason)
    try:
        content = content_hash(read_source(transcript)[0])
    except SummariseError as error:
        return Beside(transcript, summary, "refused", str(error))
    mark = f"<!-- llm-summarise: transcript {content}, settings {shape} -->"
    if not os.path.lexists(summary):
        return Beside(transcript, summary, "stale", "there is none", mark)
    try:
        link = summary.is_symlink()
        found = None if link else _MARK.search(read_regular(summary, _MOST_BYTES).decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Beside(transcript, summary, "refused", f"{summary}: cannot be read: {error}")
    if found is None:
        why = f"{summary} was not written by this hook - rename it, or remove it to have one written"
        return Beside(transcript, summary, "refused", why)
    if found[1] != content:
        return Beside(transcript, summary, "stale", "the transcript has changed", mark)
    if found[2] != shape:
        return Beside(transcript, summary, "stale", "settings or prompts have changed", mark)
    return Beside(transcript, summary, "fresh")


def _leads_elsewhere(transcript: Path) -> bool:
    """Whether links lead from a path in the current folder, or from a link beside others, out of there."""
    here = Path(os.path.normpath(transcript.absolute())).is_relative_to(Path.cwd())
    return leads_out(transcript, Path.cwd() if here else transcript.parent)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one stale summary, and what it took: `failure` tells why it was not written."""

    beside: Beside
    usage: Usage | None = None
    failure: str | None = None


async def refresh(stale: Sequence[Beside], settings: Settings, *, warn: Warn) -> list[Refreshed]:
    """Write the stale summaries anew, each when it is done. Raises what concerns all of them, such as
    UnknownModel."""
    from dataclasses import replace

    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.readers import parse

    async with open_run(settings, warn) as run:

        async def one(beside: Beside) -> Refreshed:
            try:
                data, _ = read_source(beside.transcript)
                # Named without its folder: the same text in every clone.
                transcript: Transcript = parse(data, str(beside.transcript)).renamed(settings.speakers)
                result = await sampled(replace(transcript, name=readable(beside.transcript.name)), run)
                text = render(result, "markdown", View(length=settings.length), transcript)
                write_file(beside.summary, f"{text.rstrip()}\n\n{beside.mark}\n")
            except SummariseError as error:
                return Refreshed(beside, failure=str(error))
            return Refreshed(beside, result.usage)

        return list(await asyncio.gather(*(one(beside) for beside in stale)))


def unstaged(paths: Sequence[Path]) -> list[Path]:
    """Those of `paths` whose content git would leave out of a commit: new, or changed since they were added.
    Outside of a repository none.

    The content is compared here, for `git status` runs whatever filters the repository names."""
    if not paths:
        return []
    names = list(map(str, paths))
    try:
        root = Path(os.fsdecode(git("rev-parse", "--show-toplevel")).rstrip("\n"))
        indexed = list(staged(names, "--full-name"))
        new = os.fsdecode(
            git("ls-files", "--full-name", "--others", "--exclude-standard", "-z", "--", *names)
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    left = {(root / name).resolve() for name in new.split("\0") if name}
    for _, digest, name in indexed:
        if not _is_blob(root / name, digest):
            left.add((root / name).resolve())
    return [path for path in paths if path.resolve() in left]


def _is_blob(path: Path, digest: str) -> bool:
    """Whether a file has the content that git knows by `digest`, whatever ends its lines."""
    try:
        data = read_regular(path, _MOST_BYTES)
    except OSError:
        return False
    kind = "sha1" if len(digest) == 40 else "sha256"
    both = (data, data.replace(b"\r\n", b"\n"))
    return any(hashlib.new(kind, b"blob %d\0%b" % (len(each), each)).hexdigest() == digest for each in both)


def propose_message(
    file: Path, source: str | None, *, arguments: Sequence[str] = (), seconds: float
) -> str | None:
    """Write a proposed message above what git has put into the message file of a commit.

    Nothing is done when a message is there already (`source` is what git calls its origin: a merge, an
    amended commit, -m, a template) or nothing is staged. `arguments` are passed on to `llm-summarise run`.
    Returns why there is no proposal where there should be one; raises OutputError, OSError.
    """
    if source or _says_something(file):
        return None
    try:
        diff = git(*_DIFF, f"-O{os.devnull}")  # an order that a repository names may be any file
    except subprocess.CalledProcessError:
        return None
    if not diff.strip():
        return None
    # -P: the work tree is other people's, and a module in it must not stand in for one of ours.
    command = [sys.executable, "-P", "-m", "llm_summarise", "run", "commit-message", "-", "-q", *arguments]
    # A process of its own: whatever goes wrong in there, and however long it hangs, a commit goes on.
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, **safe_environment()},
    )
    try:
        stdout, stderr = process.communicate(diff, timeout=seconds)
    except subprocess.TimeoutExpired:
        return f"no answer within {seconds:g} s"
    finally:
        _end(process)
    message = stdout.decode("utf-8", "replace").strip()
    if process.returncode != 0 or not message:
        said = stderr.decode("utf-8", "replace").strip().splitlines()
        return said[-1].removeprefix("llm-summarise: ") if said else f"exit code {process.returncode}"
    write_file(file, f"{message}\n{file.read_text(encoding='utf-8', errors='surrogateescape')}")
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _says_something(file: Path) -> bool:
    """Whether the message file holds more than comments, as git understands them."""
    text = file.read_text(encoding="utf-8", errors="replace")
    scissors = _SCISSORS.search(text)  # below them `git commit -v` shows the diff
    above = text[: scissors.start()] if scissors else text
    try:
        return bool(git("stripspace", "--strip-comments", stdin=above.encode()).strip())
    except subprocess.CalledProcessError:
        return False
