"""`llm-summarise models` and `doctor`: what can be asked, and whether everything is in place."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from llm_summarise.cli import options as o
from llm_summarise.cli.printing import out, out_json

if TYPE_CHECKING:
    from llm_summarise.asking.models.survey import Setup
    from llm_summarise.domain.settings import Settings


def models(
    query: Annotated[str | None, typer.Argument(help="Only models with this in their name.")] = None,
    as_json: o.AsJson = False,
) -> None:
    """List the models that are installed, what they take and what they cost."""
    from llm_summarise.asking.models.survey import installed_models
    from llm_summarise.cli.text_tables import table

    wanted = (query or "").lower()
    found = [m for m in installed_models() if any(wanted in name.lower() for name in (m.id, *m.aliases))]
    if as_json:
        out_json([asdict(model) for model in found])
        return
    rows = []
    for model in found:
        can = [model.supports_schema, model.is_async, model.seed_option is not None]
        prices = [_price(model.input_price), _price(model.output_price)]
        key = f"{model.needs_key}: {model.key}" if model.needs_key else model.key
        shown = ["yes" if fact else "no" for fact in can]
        rows.append([model.id, ", ".join(model.aliases), *shown, *prices, key])
    table(["model", "aliases", "schema", "async", "seed", "$/M in>", "$/M out>", "key"], rows)


def doctor(
    model: o.Model = None,
    call: Annotated[bool, typer.Option("--call", help="Ask the model one short question.")] = False,
    cache_dir: o.CacheDir = None,
) -> None:
    """Check the set-up: cache, model and where it was set, keys, plugins, configuration. Shows no key."""
    from llm_summarise.asking.models.registry import unknown
    from llm_summarise.asking.models.survey import setup
    from llm_summarise.config import config_path, load_settings, project_file
    from llm_summarise.version import __version__

    settings = load_settings({"model": model, "cache_dir": cache_dir})
    found = setup(model, configured=settings.model)
    out(f"llm-summarise {__version__}, llm {found.llm_version}")
    for path in (config_path(), project_file()):
        if path is not None:
            out(f"configuration: {path}{'' if path.is_file() else ' (none)'}")
    _cache_state(settings)
    _print_llm(found)
    set_by = "" if found.choice.origin == "built in" else "set by "
    out(f"model: {found.choice.name} ({set_by}{found.choice.origin})")
    if found.default is None:
        raise unknown(found.choice.name)
    if call:
        _try_call(found.choice.name)
    else:
        out("the model was not asked; --call asks it")


def _print_llm(found: Setup) -> None:
    out(f"llm's folder: {found.folder}; its log is {'on' if found.logging else 'off'}")
    for name, place in sorted(found.keys.items()):
        hint = f" - llm keys set {name}" if place == "missing" else ""
        out(f"key {name}: {place}{hint}")
    for name, address in found.redirects.items():
        out(f"calls are sent elsewhere: {name}={address}")
    out("plugins: " + (", ".join(f"{p.name} {p.version or ''}".strip() for p in found.plugins) or "none"))


def _cache_state(settings: Settings) -> None:
    import os

    from llm_summarise.asking.store import admin
    from llm_summarise.asking.store.store import Store
    from llm_summarise.cli.show import say
    from llm_summarise.cli.text_tables import size
    from llm_summarise.config import cache_directory
    from llm_summarise.domain.text import plural

    directory = cache_directory(settings)
    if not directory.exists():
        out(f"cache: {directory} (not there yet)")
        return
    store = Store(directory, warn=say)
    try:
        stats = admin.stats(store)
        sound = admin.verify(store).sound
    finally:
        store.close()
    state = "sound" if sound else "damaged - llm-summarise cache verify"
    writable = "" if os.access(directory, os.W_OK) else ", read-only"
    out(f"cache: {directory}: {plural(stats.entries, 'answer')}, {size(stats.bytes)}, {state}{writable}")


def _try_call(model: str) -> None:
    from pydantic import BaseModel

    from llm_summarise.asking.loops import run_interruptible
    from llm_summarise.cli.show import say
    from llm_summarise.single_question import aask

    class Word(BaseModel):
        word: str

    if model == "extractive":
        out("the embedded model needs no test call")
        return
    answer = run_interruptible(aask("Answer with the word 'ready'.", Word, model=model, no_cache=True))
    say("the model answered with a valid instance of a schema")
    out(f"call: {answer.word[:40]}")


def _price(dollars: float | None) -> str:
    return "?" if dollars is None else f"{dollars:g}"
