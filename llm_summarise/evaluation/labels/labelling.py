"""Drives the making of gold labels: proposals of models, decisions from a keyboard, a file after each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from pydantic import ValidationError

from llm_summarise.domain.errors import InputError, SettingsError, SummariseError
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.composition import Warn
from llm_summarise.episode.progress_listener import ProgressListener
from llm_summarise.evaluation.compare import compare
from llm_summarise.evaluation.gold_files import read_gold_text
from llm_summarise.evaluation.gold_text import dump_gold, load_gold
from llm_summarise.evaluation.labels.labelling_proposals import session_of
from llm_summarise.evaluation.labels.labelling_session import Action, Session, gold_of, step
from llm_summarise.evaluation.systems import System
from llm_summarise.files import read_regular
from llm_summarise.readers.folders import MOST_BYTES
from llm_summarise.readers.sources import STDIN_NAME
from llm_summarise.render.output import write_file

STATE_SUFFIX: Final = ".labelling"
"""What is open stands beside the gold file, under its name with this added, until the walk is over."""


class Keyboard(Protocol):
    """Somebody who decides."""

    def decide(self, session: Session) -> Action | None:
        """What to do where the walk stands; None to stop for now."""


def gold_path(transcript: Transcript, given: Path | None) -> Path:
    """The gold file: as given, or beside the transcript. Raises SettingsError where there is no beside: for a
    pipe, and for a name that is no UTF-8, which a transcript does not keep."""
    if given is not None:
        return given
    path = Path(transcript.name)
    if not path.is_file():
        piped = transcript.name == STDIN_NAME or path.exists()
        what = "of a pipe" if piped else f"beside {transcript.name}: its name is no UTF-8"
        raise SettingsError(f"there is no place for labels {what}", hint="name a gold file with -O GOLD.json")
    return path.with_suffix(".json")


async def begin(
    transcript: Transcript,
    systems: Sequence[System],
    path: Path,
    *,
    disputed: bool,
    warn: Warn,
    listener: ProgressListener,
) -> Session:
    """The session that was left, or a new one with the proposals of `systems`.

    Raises InputError for a session about another transcript or a gold file that is none, and the models'
    failures.
    """
    state = state_path(path)
    if state.exists():
        return _resumed(state, transcript)
    earlier = load_gold(read_gold_text(path), str(path)) if path.exists() else None
    (made,), _ = await compare([transcript], systems, warn=warn, listener=listener)
    failed = [outcome for outcome in made.outcomes if outcome.result is None]
    if failed:
        raise SummariseError(f"{failed[0].facts.name}: {failed[0].failures[0]}")
    results = [(o.facts.name, o.result) for o in made.outcomes if o.result is not None]
    return session_of(path.stem, transcript, results, earlier=earlier, disputed=disputed)


def walk(session: Session, path: Path, keyboard: Keyboard) -> Session:
    """Go on until the walk is over or stopped. The gold file and the state are written after every step, so
    that nothing is lost however it ends; the state goes when the walk is over."""
    save(session, path)
    while session.stop is not None:
        action = keyboard.decide(session)
        if action is None:
            return session
        session = step(session, action)
        save(session, path)
    state_path(path).unlink(missing_ok=True)
    return session


def save(session: Session, path: Path) -> None:
    """The gold file, as far as it is accepted, and the state. Raises OutputError."""
    write_file(state_path(path), session.model_dump_json(indent=1) + "\n")
    write_file(path, dump_gold(gold_of(session)))


def state_path(path: Path) -> Path:
    """Where the state of the walk for a gold file is kept."""
    return path.with_name(path.name + STATE_SUFFIX)


def _resumed(state: Path, transcript: Transcript) -> Session:
    try:
        session = Session.model_validate_json(read_regular(state, MOST_BYTES).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise InputError(str(state), f"cannot be read: {first}", hint="remove it to begin anew") from error
    if session.sha256 != transcript.sha256:
        raise InputError(
            str(state), f"is about another transcript than {transcript.name}", hint="remove it to begin anew"
        )
    return session
