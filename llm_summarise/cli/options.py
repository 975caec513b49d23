"""The options that several commands share, each declared once, and the groups they come in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from llm_summarise.cli.option_groups import Flags, Several
from llm_summarise.domain.text import readable

MOST = 10**9
"""The largest number of anything that can be asked for."""

LONGEST = 10**6
"""Seconds to wait for something, at most."""


def as_text(typed: str) -> str:
    """`typed` as it is. Raises a usage error if its bytes are no UTF-8."""
    if readable(typed) != typed:
        raise typer.BadParameter("is no text in UTF-8.")
    return typed


def as_name(typed: str) -> str:
    """Name of a file, an address, or `-`, as it was typed. Raises a usage error if it is empty."""
    if not typed:
        raise typer.BadParameter("a path cannot be empty.")
    return typed


def as_path(typed: str | Path) -> Path:
    """`typed` as a path. Raises a usage error if it is empty."""
    return Path(as_name(typed)) if isinstance(typed, str) else typed


def text(*flags: str, help: str, metavar: str | None = None) -> Any:
    """An option that takes a text."""
    return typer.Option(*flags, help=help, metavar=metavar, parser=as_text)


def path(*flags: str, help: str, metavar: str | None = "<path>") -> Any:
    """An option that takes a path."""
    return typer.Option(*flags, help=help, metavar=metavar, parser=as_path)


def count(*flags: str, help: str, least: int = 0) -> Any:
    """An option that takes a whole number, `least` or more."""
    return typer.Option(*flags, help=help, min=least, max=MOST)


def as_seconds(typed: str | float) -> float:
    """A time to wait. Raises a usage error for what is no time."""
    with suppress(ValueError):
        seconds = float(typed)
        if 0.1 <= seconds <= LONGEST:
            return seconds
    raise typer.BadParameter(f"--timeout {typed}: is no number of seconds from 0.1 to {LONGEST:,}.")


def sources(help: str, **more: Any) -> Any:
    """An argument that names what is read, one or several."""
    return typer.Argument(help=help, parser=as_name, **{"show_default": False, **more})


Model = Annotated[
    str | None, text("-m", "--model", help="Any model or alias that llm knows. Default: see README.")
]
Options = Annotated[
    list[str] | None, text("-o", "--option", metavar="KEY VALUE", help="Option of the model. Repeatable.")
]
Params = Annotated[
    list[str] | None, text("-p", "--param", metavar="KEY VALUE", help="Parameter of the recipe. Repeatable.")
]
Key = Annotated[str | None, text("--key", help="API key, or the name of one stored with `llm keys`.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Which sample of the model's answers. Default 0.")]
Samples = Annotated[int | None, typer.Option("--samples", help="Seeds to ask with and merge. Default 1.")]
MinSupport = Annotated[
    float | None, typer.Option("--min-support", help="Share of samples that must agree. Default 0.5.")
]
Length = Annotated[str | None, text("--length", metavar="short|medium|long", help="Default medium.")]
Language = Annotated[str | None, text("--language", help="Language to write in, such as German.")]
Mentions = Annotated[
    str | None,
    text(
        "--mentions", metavar="tools|all", help="What to list: tools alone, or books, people, links ... too."
    ),
]
Chapters = Annotated[
    str | None,
    text("--chapters", metavar="few|normal|many", help="How many: few are at most six an hour."),
]
ChunkTokens = Annotated[
    int | None, typer.Option("--chunk-tokens", help="Largest chunk in tokens; 0 sends all at once.")
]
Verify = Annotated[
    bool | None,
    typer.Option("--verify/--no-verify", help="Check each sentence once more, and drop what was not said."),
]
SkipSponsors = Annotated[
    bool | None,
    typer.Option("--skip-sponsors/--no-skip-sponsors", help="Send no adverts that are announced as such."),
]
Prompts = Annotated[Path | None, path("--prompts", help="Folder with prompts of your own.")]
Glossary = Annotated[Path | None, path("--glossary", help="File with names of your own.")]
Speakers = Annotated[
    list[str] | None,
    text(
        "--speaker", metavar="LABEL=NAME", help='Who a label is, such as SPEAKER_00="Ada Berg". Repeatable.'
    ),
]
Concurrency = Annotated[int | None, typer.Option("--concurrency", help="Calls at a time. Default 8.")]
Timeout = Annotated[float | None, typer.Option("--timeout", help="Seconds one call may take. Default 180.")]
MaxCost = Annotated[float | None, typer.Option("--max-cost", help="Stop before spending more US dollars.")]
TokensPerMinute = Annotated[
    int | None, typer.Option("--tokens-per-minute", help="Send and receive no more tokens a minute.")
]
RequestsPerMinute = Annotated[
    int | None, typer.Option("--requests-per-minute", help="Start no more calls a minute.")
]
KeepGoing = Annotated[
    bool | None, typer.Option("--keep-going", help="Summarise what could be read if chunks fail.")
]
Log = Annotated[bool | None, typer.Option("--log", help="Log calls to llm's own logs.db.")]
CacheDir = Annotated[Path | None, path("--cache-dir", help="Where answers are kept.")]
NoCache = Annotated[bool | None, typer.Option("--no-cache", help="Neither read nor keep answers.")]
Refresh = Annotated[bool | None, typer.Option("--refresh", help="Ask again, and replace kept answers.")]
CachedOnly = Annotated[bool | None, typer.Option("--cached-only", help="Never ask a model.")]
MediaUrl = Annotated[str | None, text("--media-url", help="Address of the recording, to link times to.")]
Sponsors = Annotated[bool, typer.Option("--sponsors/--no-sponsors", help="List advertisements, apart.")]
MaxChars = Annotated[int, count("--max-chars", help="Largest feed-html in characters; 0: any.")]
Disclosure = Annotated[
    bool, typer.Option("--disclosure/--no-disclosure", help="Say that the text was generated, and how.")
]
Models = Annotated[
    list[str] | None, text("-m", "--model", help="Model to compare. Repeatable; options follow it.")
]
OwnOptions = Annotated[
    list[str] | None,
    text("-o", "--option", metavar="KEY VALUE", help="Option of the model before it. Repeatable."),
]
PromptFolders = Annotated[
    list[Path] | None,
    path("--prompts", metavar=None, help="Folder of prompts to compare; `shipped` are our own. Repeatable."),
]
Output = Annotated[Path | None, path("-O", "--output", help="Write to this file instead of stdout.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing on stderr but errors.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked and what it would cost.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_SHAPING = {
    "seed": Seed,
    "samples": Samples,
    "min_support": MinSupport,
    "length": Length,
    "language": Language,
    "mentions": Mentions,
    "chapters": Chapters,
    "chunk_tokens": ChunkTokens,
    "verify": Verify,
    "skip_sponsors": SkipSponsors,
}
CALLING = {
    "concurrency": Concurrency,
    "timeout": Timeout,
    "max_cost": MaxCost,
    "tokens_per_minute": TokensPerMinute,
    "requests_per_minute": RequestsPerMinute,
}
_KEEPING = {"cache_dir": CacheDir, "no_cache": NoCache, "refresh": Refresh, "cached_only": CachedOnly}

Who = Annotated[Flags, Several(model=Model, options=Options, key=Key)]
What = Annotated[Flags, Several(**_SHAPING, prompts=Prompts, glossary=Glossary, speakers=Speakers)]
How = Annotated[Flags, Several(**CALLING, keep_going=KeepGoing, log=Log, **_KEEPING)]
Compared = Annotated[
    Flags,
    Several(key=Key, **_SHAPING, glossary=Glossary, speakers=Speakers, **CALLING, log=Log, **_KEEPING),
]
"""What is the same for all the systems that are compared."""


@dataclass(eq=False)
class ViewOptions:
    """What is shown of a result."""

    sponsors: Sponsors = True
    max_chars: MaxChars = 4000
    disclosure: Disclosure = True


@dataclass(eq=False)
class RunOptions:
    """How much is done, and said."""

    dry_run: DryRun = False
    quiet: Quiet = False


@dataclass(eq=False)
class SystemOptions:
    """The models that are compared; an option belongs to the model before it."""

    model: Models = None
    option: OwnOptions = None


@dataclass(eq=False)
class ReportOptions:
    """What a comparison is written as, and where."""

    format: Annotated[str | None, text("-f", "--format", help="terminal, markdown, json or html.")] = None
    output: Output = None
