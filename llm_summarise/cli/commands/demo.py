"""`llm-summarise demo`: a first look, without a transcript of one's own."""

from __future__ import annotations

import typer

demo = typer.Typer(add_completion=False, rich_markup_mode=None)
EXAMPLE = "tide-station.vtt"


@demo.command("demo", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def run_demo(context: typer.Context) -> None:
    """Summarise the example episode that comes along. Takes the options of `episode`."""
    from llm_summarise.episode.prompts.template_files import shipped_folder

    example = str(shipped_folder("examples") / EXAMPLE)
    whole = context.find_root()
    whole.command.main(["episode", example, *context.args], prog_name=whole.info_name)
