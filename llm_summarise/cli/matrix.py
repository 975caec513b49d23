"""`-m A -o temperature 0 -m A -o temperature 1`: options that belong to the model before them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from llm_summarise.cli.option_groups import pairs

if TYPE_CHECKING:
    from llm_summarise.evaluation.systems import Asked

_MODEL = ("-m", "--model")
_OPTION = ("-o", "--option")


class MatrixCommand(TyperCommand):
    """A command in which an `-o` goes to the `-m` before it; before the first `-m`, to all of them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, numbered(args))


def numbered(args: Sequence[str]) -> list[str]:
    """`args` with each `-o KEY VALUE` or `-o KEY=VALUE` as `-o N:KEY=VALUE`, where N counts the models named
    before it, 0 before the first."""
    result: list[str] = []
    models = 0
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*result, word, *rest]
        models += _is(word, _MODEL)
        if word in _OPTION and rest:
            value = rest.pop(0)
            if "=" not in value and rest:
                value = f"{value}={rest.pop(0)}"
            result += [word, f"{models}:{value}"]
        elif word in _MODEL and rest:
            result += [word, rest.pop(0)]
        elif _is(word, _OPTION):
            flag, value = ("--option=", word[9:]) if word.startswith("--") else ("-o", word[2:])
            result.append(f"{flag}{models}:{value}")
        else:
            result.append(word)
    return result


def asked(models: Sequence[str], options: Sequence[str]) -> list[Asked]:
    """The models with their options, as `numbered` wrote them. Raises SettingsError for an `-o` without a
    value."""
    from llm_summarise.evaluation.systems import Asked

    owned: dict[int, list[str]] = {}
    for text in options:
        number, _, pair = text.partition(":")
        owned.setdefault(int(number), []).append(pair)
    common = owned.get(0, [])
    names: Sequence[str | None] = models or [None]
    return [Asked(name, pairs([*common, *owned.get(n, [])])) for n, name in enumerate(names, 1)]


def _is(word: str, flags: tuple[str, str]) -> bool:
    short, long = flags
    return (
        word in flags or word.startswith(f"{long}=") or (word.startswith(short) and not word.startswith("--"))
    )
