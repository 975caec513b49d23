"""`llm-summarise label FILE`: gold labels, made with a few keys."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from llm_summarise.cli import options as o
from llm_summarise.cli.option_groups import Flags, Several, grouped, pairs

if TYPE_CHECKING:
    from llm_summarise.evaluation.systems import Asked

Given = Annotated[
    Flags,
    Several(
        key=o.Key,
        chunk_tokens=o.ChunkTokens,
        prompts=o.Prompts,
        glossary=o.Glossary,
        speakers=o.Speakers,
        **o.CALLING,
        cache_dir=o.CacheDir,
        refresh=o.Refresh,
        cached_only=o.CachedOnly,
    ),
]


@grouped
def label(
    file: Annotated[str, o.sources("Transcript to label.")],
    model: o.Model = None,
    option: o.Options = None,
    from_models: Annotated[
        str | None, o.text("--from-models", metavar="A,B", help="Show only what these models disagree about.")
    ] = None,
    output: Annotated[
        Path | None, o.path("-O", "--output", help="Gold file. Default: beside the transcript.")
    ] = None,
    *,
    given: Given,
    quiet: o.Quiet = False,
) -> None:
    """Walk through the tools, chapters, people, mentions and adverts a model found, and write a gold file.

    Everything is saved after every key; the same command goes on where it was left.
    """
    from llm_summarise.cli.keyboard import Terminal
    from llm_summarise.cli.show import run_with_bar, warner
    from llm_summarise.config import load_settings
    from llm_summarise.domain.errors import SettingsError
    from llm_summarise.evaluation.labels.labelling import begin, gold_path, walk
    from llm_summarise.evaluation.systems import systems_of
    from llm_summarise.readers.sources import read_transcript

    if not sys.stdin.isatty():
        raise SettingsError("labels are made with a keyboard: standard input must be a terminal")
    names = _several_models(from_models, model)
    base = load_settings({"model": model} | given)
    transcript = read_transcript(file).renamed(base.speakers)
    path = gold_path(transcript, output)
    systems = systems_of(base, _asked(names or [model], option), [])
    warn = warner(quiet)
    session = run_with_bar(
        lambda bar: begin(transcript, systems, path, disputed=bool(names), warn=warn, listener=bar), quiet
    )
    session = walk(session, path, Terminal(transcript))
    left = sum(item.status == "open" for item in session.items)
    warn(f"{path}: {left} still open; the same command goes on" if left else f"{path}: done")


def _asked(names: Sequence[str | None], options: Sequence[str] | None) -> list[Asked]:
    """The models, each with the same options."""
    from llm_summarise.evaluation.systems import Asked

    given = pairs(options or ())
    return [Asked(name, given) for name in names]


def _several_models(listed: str | None, model: str | None) -> list[str]:
    """The names in --from-models, none if it is not given. Raises SettingsError for one alone, or with -m."""
    from llm_summarise.domain.errors import SettingsError

    names = [name.strip() for name in (listed or "").split(",") if name.strip()]
    if listed is not None and (len(names) < 2 or model is not None):
        raise SettingsError("--from-models needs two models or more, and no -m", hint="--from-models A,B")
    return names
