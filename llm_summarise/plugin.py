"""What `llm` sees of this package: the model `extractive` and the command `llm summarise`.

A plugin that fails to import breaks the whole of `llm`, so this imports nothing of ours before it is used.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Any

import click
import llm

NAME = "extractive"


def _answer(prompt: Any) -> str:
    from llm_summarise import extractive

    schema = prompt.schema if isinstance(prompt.schema, dict) else None
    try:
        return extractive.answer(prompt.system or "", prompt.prompt or "", schema)
    except extractive.UnknownSchema as error:
        raise llm.ModelError(str(error)) from error


class Extractive(llm.Model):
    """The embedded model: sentences and names taken from the prompt, no key, no network.

    `in_process` tells the survey of models that it costs nothing.
    """

    model_id = NAME
    supports_schema = True
    in_process = True

    def execute(
        self,
        prompt: llm.Prompt,
        stream: bool,  # noqa: ARG002 - `llm` passes these by name
        response: llm.Response,  # noqa: ARG002
        conversation: llm.Conversation | None,  # noqa: ARG002
    ) -> Iterator[Any]:
        yield _answer(prompt)


class AsyncExtractive(llm.AsyncModel):
    """The same for asyncio."""

    model_id = NAME
    supports_schema = True
    in_process = True

    async def execute(
        self,
        prompt: llm.Prompt,
        stream: bool,  # noqa: ARG002
        response: llm.AsyncResponse,  # noqa: ARG002
        conversation: llm.AsyncConversation | None,  # noqa: ARG002
    ) -> AsyncGenerator[Any, None]:
        yield _answer(prompt)


@llm.hookimpl
def register_models(register: Any) -> None:
    """Add `extractive` to the models of `llm`."""
    register(Extractive(), AsyncExtractive())


@llm.hookimpl
def register_commands(cli: Any) -> None:
    """Add `llm summarise ...`, which hands all its arguments on."""

    @cli.command(  # type: ignore[untyped-decorator]
        name="summarise",
        short_help="Summarise transcripts; every statement tied to a line",
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        add_help_option=False,
    )
    @click.argument("args", nargs=-1, type=click.UNPROCESSED)
    def summarise(args: tuple[str, ...]) -> None:
        # Typer brings its own click: its exits mean nothing to the click `llm` runs in, so it stands alone.
        from llm_summarise.cli import main

        main(list(args), prog_name="llm summarise")
