"""The options that several commands share, each declared once, and the groups they come in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from llm_summarise.cli.option_groups import Flags, Several


def filled(value: Any) -> Any:
    """Names of transcripts as they were typed, one or a list. Raises a usage error if one is empty."""
    if "" in (value if isinstance(value, list) else [value]):
        raise typer.BadParameter("a path cannot be empty.")
    return value


Model = Annotated[
    str | None, typer.Option("-m", "--model", help="Any model or alias that llm knows. Default: see README.")
]
Options = Annotated[
    list[str] | None,
    typer.Option("-o", "--option", metavar="KEY VALUE", help="Option of the model. Repeatable."),
]
LongOptions = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="KEY VALUE", help="Option of the model. Repeatable."),
]
Params = Annotated[
    list[str] | None,
    typer.Option("-p", "--param", metavar="KEY VALUE", help="Parameter of the recipe. Repeatable."),
]
Key = Annotated[str | None, typer.Option("--key", help="API key, or the name of one stored with `llm keys`.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Which sample of the model's answers. Default 0.")]
Samples = Annotated[int | None, typer.Option("--samples", help="Seeds to ask with and merge. Default 1.")]
MinSupport = Annotated[
    float | None, typer.Option("--min-support", help="Share of samples that must agree. Default 0.5.")
]
Length = Annotated[str | None, typer.Option("--length", metavar="short|medium|long", help="Default medium.")]
Language = Annotated[str | None, typer.Option("--language", help="Language to write in, such as German.")]
ChunkTokens = Annotated[
    int | None, typer.Option("--chunk-tokens", help="Largest chunk in tokens; 0 sends all at once.")
]
PromptFolder = Annotated[Path | None, typer.Option("--prompts", help="Folder with prompts of your own.")]
Glossary = Annotated[Path | None, typer.Option("--glossary", help="File with names of your own.")]
Concurrency = Annotated[int | None, typer.Option("--concurrency", help="Calls at a time. Default 8.")]
Timeout = Annotated[float | None, typer.Option("--timeout", help="Seconds one call may take. Default 180.")]
MaxCost = Annotated[float | None, typer.Option("--max-cost", help="Stop before spending more US dollars.")]
KeepGoing = Annotated[
    bool | None, typer.Option("--keep-going", help="Summarise what could be read if chunks fail.")
]
Log = Annotated[bool | None, typer.Option("--log", help="Log calls to llm's own logs.db.")]
CacheDir = Annotated[Path | None, typer.Option("--cache-dir", help="Where answers are kept.")]
NoCache = Annotated[bool | None, typer.Option("--no-cache", help="Neither read nor keep answers.")]
Refresh = Annotated[bool | None, typer.Option("--refresh", help="Ask again, and replace kept answers.")]
CachedOnly = Annotated[bool | None, typer.Option("--cached-only", help="Never ask a model.")]
MediaUrl = Annotated[
    str | None, typer.Option("--media-url", help="Address of the recording, to link times to.")
]
Sponsors = Annotated[bool, typer.Option("--sponsors/--no-sponsors", help="List advertisements, apart.")]
MaxChars = Annotated[int, typer.Option("--max-chars", help="Largest feed-html in characters; 0: any.")]
Disclosure = Annotated[
    bool, typer.Option("--disclosure/--no-disclosure", help="Say that the text was generated, and how.")
]
Models = Annotated[
    list[str] | None, typer.Option("-m", "--model", help="Model to compare. Repeatable; options follow it.")
]
OwnOptions = Annotated[
    list[str] | None,
    typer.Option("-o", "--option", metavar="KEY VALUE", help="Option of the model before it. Repeatable."),
]
PromptFolders = Annotated[
    list[Path] | None,
    typer.Option("--prompts", help="Folder of prompts to compare; `shipped` are our own. Repeatable."),
]
ReportFormat = Annotated[str | None, typer.Option("-f", "--format", help="terminal, markdown, json or html.")]
Output = Annotated[Path | None, typer.Option("--output", help="Write to this file instead of stdout.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing on stderr but errors.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked and what it would cost.")]

_SHAPING = {
    "seed": Seed,
    "samples": Samples,
    "min_support": MinSupport,
    "length": Length,
    "language": Language,
    "chunk_tokens": ChunkTokens,
}
CALLING = {"concurrency": Concurrency, "timeout": Timeout, "max_cost": MaxCost}
KEEPING = {"cache_dir": CacheDir, "no_cache": NoCache, "refresh": Refresh, "cached_only": CachedOnly}

Who = Annotated[Flags, Several(model=Model, options=Options, key=Key)]
WhoLong = Annotated[Flags, Several(model=Model, options=LongOptions, key=Key)]
What = Annotated[Flags, Several(**_SHAPING, prompts=PromptFolder, glossary=Glossary)]
How = Annotated[Flags, Several(**CALLING, keep_going=KeepGoing, log=Log, **KEEPING)]
Compared = Annotated[Flags, Several(key=Key, **_SHAPING, glossary=Glossary, **CALLING, log=Log, **KEEPING)]
"""What is the same for all the systems that are compared."""
