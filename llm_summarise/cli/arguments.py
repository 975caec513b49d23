"""The words of a command line as Typer is to read them: the one place where they are changed before that."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from llm_summarise.cli.misplaced_output import OPTION, is_flag, refuse_misplaced, split
from llm_summarise.domain.errors import SettingsError

DEFAULT_COMMAND = "episode"

_MODEL = ("-m", "--model")
_PARAM = ("-p", "--param")
_PAIRS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("episode", "demo", "batch", "index", "label"), OPTION),
    **dict.fromkeys(("run", "hook"), (*OPTION, *_PARAM)),
}
"""The options that take a key and a value as two words, by command."""
_COMPARING = ("compare", "eval")
_MANY = ("batch", "index", "label")
"""Commands whose -o was a place to write to."""


def prepared(words: Sequence[str], commands: Mapping[str, Any], program: str) -> list[str]:
    """`words` with the name of a command before them, and rewritten as that command needs it.

    `llm-summarise FILE` is `llm-summarise episode FILE`. Without any word it is help on a terminal, and
    a pipe is read otherwise. Raises SettingsError for an -o that is no option of a model; `program` is the
    name of the program.
    """
    if not words:
        return ["--help"] if sys.stdin.isatty() else [DEFAULT_COMMAND]
    named = words[0] in commands or words[0] in ("--help", "--version")
    name, *rest = words if named else [DEFAULT_COMMAND, *words]
    if name in _PAIRS or name in _COMPARING:
        rest = [part for word in rest for part in _unbundled(word)]
        if name == "hook":
            rest = files_last(rest, commands[name])
        known = _flags(commands["episode" if name == "demo" else name]) if _has_option(rest) else set()
        if known and name != "hook":
            typed = [*program.split(), *words[: int(named)]]
            refuse_misplaced(rest, typed=typed, known=known, episodes=name in _MANY)
        rest = numbered(rest, known) if name in _COMPARING else joined(rest, _PAIRS[name], known)
    elif name == "search":
        options = [option for option in commands[name].params if not getattr(option, "is_flag", True)]
        rest = unwanted_last(rest, {flag for option in options for flag in option.opts})
    return [name, *rest]


def joined(words: Sequence[str], flags: Sequence[str], known: Collection[str] = ()) -> list[str]:
    """`words` with each `-o KEY VALUE` as `-o KEY=VALUE`, as `llm` has it, for the options in `flags`.

    Raises SettingsError where an option in `known` follows instead of a name or a value.
    """
    result: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*result, word, *rest]
        parted = split(word, flags)
        result += [word] if parted is None else [parted[0], _pair(parted[0], [*parted[1]], rest, known)]
    return result


def numbered(words: Sequence[str], known: Collection[str] = ()) -> list[str]:
    """`words` with each `-o KEY VALUE` or `-o KEY=VALUE` as `-o N:KEY=VALUE`, where N counts the models
    named before it, 0 before the first: so an option belongs to the model before it. Raises as `joined`."""
    result: list[str] = []
    models = 0
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*result, word, *rest]
        parted = split(word, OPTION)
        models += split(word, _MODEL) is not None
        if parted is not None:
            result += [parted[0], f"{models}:{_pair(parted[0], [*parted[1]], rest, known)}"]
        else:
            result += [word, *([rest.pop(0)] if word in _MODEL and rest else [])]
    return result


def _pair(flag: str, values: list[str], rest: list[str], known: Collection[str]) -> str:
    """KEY=VALUE of the `values` written on to a flag and of the words after it, taken from `rest`."""
    while len(values) < 2 and "=" not in "".join(values[:1]):
        if not rest or is_flag(rest[0], known):
            raise SettingsError(f"{' '.join([flag, *values])}: needs a key and a value: {flag} KEY VALUE")
        values.append(rest.pop(0))
    return "=".join(values)


def _has_option(words: Sequence[str]) -> bool:
    return any(split(word, (*OPTION, *_PARAM)) for word in words)


def _flags(command: Any) -> set[str]:
    """All options of a command, and of the commands in it."""
    below = [_flags(inner) for inner in getattr(command, "commands", {}).values()]
    return {flag for option in command.params for flag in option.opts if flag[:1] == "-"}.union(*below)


def _unbundled(word: str) -> list[str]:
    """`-qo` as two words: of the short options -q alone takes no value."""
    found = re.fullmatch(r"(-q+)([oOp].*)", word, re.DOTALL)
    return [found[1], f"-{found[2]}"] if found else [word]


def files_last(words: Sequence[str], command: Any) -> list[str]:
    """`words` in which what begins with - and is the name of a file comes last, after `--`: pre-commit puts
    names of files after the options, and a file may be called -m.vtt or --model=x.vtt."""
    flags = _flags(command)
    with_value = {flag for flag in flags if flag not in ("-q", "--quiet", "--cached-only", "-h", "--help")}
    kept: list[str] = []
    files: list[str] = []
    rest = list(words)
    while rest and rest[0] != "--":
        word = rest.pop(0)
        is_file = word[:1] == "-" and word not in flags and os.path.lexists(word)
        (files if is_file else kept).append(word)
        if word in with_value and rest:
            kept.append(rest.pop(0))
    return [*kept, *(["--", *files, *rest[1:]] if files or rest else [])]


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
