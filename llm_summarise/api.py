"""The library's door: what the commands do, as functions.

What the command line would print as a warning is given to Python's `warnings`. Errors are subclasses of
SummariseError, such as InputError, SettingsError, ModelError and AnswerError. All of these work in a
notebook, where an event loop is running already.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from llm_summarise.asking.loops import run_to_end
from llm_summarise.config import PASSED, load_settings
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.settings_arguments import SettingsArguments
from llm_summarise.domain.transcript import Transcript
from llm_summarise.episode.progress_listener import NoProgress, Progress, ProgressCallback
from llm_summarise.episode.summarise import summarise_one
from llm_summarise.readers.sources import read_transcript

if TYPE_CHECKING:
    from llm_summarise.asking.models.protocol import Model
    from llm_summarise.asking.store.store import AnswerStore
    from llm_summarise.batch.job import Counts
    from llm_summarise.evaluation.comparison import EpisodeComparison
    from llm_summarise.index.lookup import SearchResult

TellProgress = Callable[[Progress], object]


def summarise(
    transcript: Transcript | str | Path,
    *,
    model: str | Model | None = None,
    store: AnswerStore | None = None,
    progress: TellProgress | None = None,
    **settings: Unpack[SettingsArguments],
) -> EpisodeSummary:
    """Summarise one episode, given as a transcript or as the path of one.

    `model` is a name as on the command line, or an object that satisfies `Model`. `store` keeps the answers
    (None: the cache on disk) and is left open. `progress` is told how far the run is. Settings are those of
    the command line by their long names with underscores; what is not given comes from the environment and
    the configuration files, as it does there.

    Raises SummariseErrors, and TypeError for what is neither a path nor a transcript.
    """
    return run_to_end(asummarise(transcript, model=model, store=store, progress=progress, **settings))


async def asummarise(
    transcript: Transcript | str | Path,
    *,
    model: str | Model | None = None,
    store: AnswerStore | None = None,
    progress: TellProgress | None = None,
    **settings: Unpack[SettingsArguments],
) -> EpisodeSummary:
    """As `summarise`, awaitable."""
    if not isinstance(transcript, Transcript):
        transcript = read_transcript(transcript)
    result = await summarise_one(
        transcript,
        _settings(settings, model),
        warn=_warn,
        listener=ProgressCallback(progress) if progress else None,
        store=store,
        model=None if model is None or isinstance(model, str) else model,
    )
    for text in result.warnings:
        _warn(text)
    return result


def render_result(
    result: EpisodeSummary, format: str = "markdown", *, transcript: Transcript | None = None, **view: Any
) -> str:
    """`result` in one of the formats of the command line, ending in a line break. `transcript` is what "html"
    shows beside it. `view` are the fields of `render.View`, such as length="short" or sponsors=False.

    Raises SettingsError for an unknown format or option, RenderError when the result lacks what it needs.
    """
    from llm_summarise.domain.errors import SettingsError
    from llm_summarise.render import View, render

    try:
        how = View(**view)
    except TypeError as error:
        known = ", ".join(View.__dataclass_fields__)
        raise SettingsError(f"{', '.join(view)}: no such option of a view", hint=f"known: {known}") from error
    return render(result, format, how, transcript)


def summarise_folder(
    paths: Sequence[str | Path],
    output: str | Path,
    *,
    formats: Sequence[str] = ("markdown",),
    view: Mapping[str, Any] | None = None,
    model: str | None = None,
    **settings: Unpack[SettingsArguments],
) -> Counts:
    """Summarise files, folders and patterns into `output`, as `llm-summarise batch` does: what is up to date
    is skipped, and one bad file does not stop the others. Returns how many came out how, with the reasons of
    failures and what was paid. Raises SummariseErrors for what concerns all of them."""
    from llm_summarise.batch.driver import run_batch
    from llm_summarise.batch.job import Job, NoDisplay
    from llm_summarise.batch.todo import look_through
    from llm_summarise.render.output import check_folder
    from llm_summarise.render.view import View

    known = _settings(settings, model)
    check_folder(Path(output))
    shown = View(**{"length": known.length, **(view or {})})
    job = Job(known, shown, tuple(dict.fromkeys(formats)), Path(output))
    todo = look_through([str(path) for path in paths], job, warn=_warn)
    return run_to_end(run_batch(todo, job, display=NoDisplay(), warn=_warn))


def search_index(
    database: str | Path,
    text: str = "",
    *,
    tool: str | None = None,
    kind: str | None = None,
    speaker: str | None = None,
    since: str | None = None,
    limit: int = 50,
) -> SearchResult:
    """Who mentioned what, and when: places in an index that `llm-summarise index` built, the newest episode
    first. `kind` is a kind of mention ("book") or a group of them ("works"); `limit` 0 gives all. Raises
    InputError, SettingsError."""
    from llm_summarise.index.lookup import search

    return search(Path(database), text, tool=tool, kind=kind, speaker=speaker, since=since, limit=limit)


def compare_models(
    transcripts: Sequence[Transcript | str | Path],
    models: Sequence[str],
    **settings: Unpack[SettingsArguments],
) -> list[EpisodeComparison]:
    """The results of several models side by side, for each transcript in the order given; a model's failure
    is in its outcome. Raises SettingsError, and the first failure if no model has any result."""
    from llm_summarise.evaluation.compare import compare
    from llm_summarise.evaluation.systems import Asked, systems_of

    chosen = _settings(settings, None)
    systems = systems_of(chosen, [Asked(model) for model in models], [])
    read = [t if isinstance(t, Transcript) else read_transcript(t) for t in transcripts]
    read = [transcript.renamed(chosen.speakers) for transcript in read]
    found, _usage = run_to_end(compare(read, systems, warn=_warn, listener=NoProgress()))
    return found


def _settings(given: SettingsArguments, model: str | Model | None) -> Settings:
    values: dict[str, Any] = dict(given)
    if isinstance(model, str):
        values["model"] = model
    return load_settings(values, nearest=PASSED)


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=2)
