"""The words of a command line as Typer is to read them: the one place where they are changed before that."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

DEFAULT_COMMAND = "episode"

_MODEL = ("-m", "--model")
_OPTION = ("-o", "--option")
_PAIRS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("episode", "run", "hook"), (*_OPTION, "-p", "--param")),
    **dict.fromkeys(("batch", "index"), ("--option",)),  # -o is where they write
}
"""The options that take a key and a value as two words, by command."""
_COMPARING = ("compare", "eval")


def prepared(words: Sequence[str], commands: Mapping[str, Any]) -> list[str]:
    """`words` with the name of a command before them, and rewritten as that command needs it.

    `llm-summarise FILE` is `llm-summarise episode FILE`. Without any word it is help on a terminal, and
    a pipe is read otherwise.
    """
    if not words:
        return ["--help"] if sys.stdin.isatty() else [DEFAULT_COMMAND]
    named = words[0] in commands or words[0] in ("--help", "--version")
    name, *rest = words if named else [DEFAULT_COMMAND, *words]
    if name in _PAIRS:
        rest = joined(rest, _PAIRS[name])
    elif name in _COMPARING:
        rest = numbered(rest)
    elif name == "search":
        options = [option for option in commands[name].params if not getattr(option, "is_flag", True)]
        rest = unwanted_last(rest, {flag for option in options for flag in option.opts})
    return [name, *rest]


def joined(words: Sequence[str], flags: Sequence[str]) -> list[str]:
    """`words` with each `-o KEY VALUE` as `-o KEY=VALUE`, as `llm` has it, for the options in `flags`."""
    result: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        result.append(word)
        if word == "--":
            return [*result, *rest]
        if word in flags and len(rest) >= 2 and "=" not in rest[0]:
            result.append(f"{rest.pop(0)}={rest.pop(0)}")
    return result


def numbered(words: Sequence[str]) -> list[str]:
    """`words` with each `-o KEY VALUE` or `-o KEY=VALUE` as `-o N:KEY=VALUE`, where N counts the models named
    before it, 0 before the first: so an option belongs to the model before it."""
    result: list[str] = []
    models = 0
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*result, word, *rest]
        models += _is(word, _MODEL)
        if word in _MODEL and rest:
            result += [word, rest.pop(0)]
        elif word in _OPTION and rest:
            pair = joined([word, *rest[:2]], _OPTION)
            rest = [*pair[2:], *rest[2:]]
            result += [word, f"{models}:{pair[1]}"]
        elif _is(word, _OPTION):
            flag, value = ("--option=", word[9:]) if word.startswith("--") else ("-o", word[2:])
            result.append(f"{flag}{models}:{value}")
        else:
            result.append(word)
    return result


def unwanted_last(words: Sequence[str], with_value: set[str]) -> list[str]:
    """`words` in which -word is a word that must not occur, and no bundle of short options: such words come
    last, after `--`. A single letter is none: what is typed so was meant as an option. Options in
    `with_value` keep the word after them."""
    kept: list[str] = []
    unwanted: list[str] = []
    rest = list(words)
    while rest and rest[0] != "--":
        word = rest.pop(0)
        excludes = len(word) > 2 and word[0] == "-" and word[1] != "-"
        (unwanted if excludes else kept).append(word)
        if word in with_value and rest:
            kept.append(rest.pop(0))
    return [*kept, "--", *unwanted, *rest[1:]]


def _is(word: str, flags: tuple[str, str]) -> bool:
    """Whether `word` is one of an option's `flags`, alone or with its value."""
    short, long = flags
    return word == long or (word.startswith((f"{long}=", short)) and not word.startswith("--" + short))
