"""Summaries, chapters and tool mentions of spoken episodes, each tied to a line of the transcript.

    >>> from llm_summarise import read_transcript, summarise
    >>> result = summarise(read_transcript("episode.vtt"))
    >>> result.topics[0].title, result.topics[0].start

Names are imported when they are first used, so that `import llm_summarise` costs next to nothing.
"""

from llm_summarise.safe_path import keep_out_of_program

keep_out_of_program()  # before anything is imported that the current folder might have under the same name

from importlib import import_module  # noqa: E402
from typing import TYPE_CHECKING, Any  # noqa: E402

from llm_summarise.version import __version__  # noqa: E402

if TYPE_CHECKING:
    from llm_summarise.api import asummarise as asummarise
    from llm_summarise.api import compare_models as compare_models
    from llm_summarise.api import render_result as render_result
    from llm_summarise.api import search_index as search_index
    from llm_summarise.api import summarise as summarise
    from llm_summarise.api import summarise_folder as summarise_folder
    from llm_summarise.asking.models.protocol import Answer as Answer
    from llm_summarise.asking.models.protocol import Model as Model
    from llm_summarise.asking.models.protocol import ResolvedModel as ResolvedModel
    from llm_summarise.asking.store.store import AnswerStore as AnswerStore
    from llm_summarise.domain.errors import SummariseError as SummariseError
    from llm_summarise.domain.result import EpisodeSummary as EpisodeSummary
    from llm_summarise.domain.transcript import Cue as Cue
    from llm_summarise.domain.transcript import Transcript as Transcript
    from llm_summarise.episode.progress_listener import Progress as Progress
    from llm_summarise.single_question import ask as ask

_HOMES = {
    name: f"llm_summarise.{home}"
    for home, names in {
        "api": "summarise asummarise summarise_folder render_result search_index compare_models",
        "asking.models.protocol": "Model ResolvedModel Answer",
        "asking.store.store": "AnswerStore",
        "episode.progress_listener": "Progress",
        "single_question": "ask aask",
        "readers.sources": "read_transcript",
        "domain.errors": "SummariseError",
        "domain.result": "EpisodeSummary",
        "domain.transcript": "Cue Transcript",
    }.items()
    for name in names.split()
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
