"""An `-o` that was meant as `-O`: it is an option of the model, as in `llm`; many programs write to it."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterator, Sequence

from llm_summarise.domain.errors import SettingsError

OPTION = ("-o", "--option")
_OUTPUT = ("-O", "--output")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_FREQUENT = frozenset(
    "temperature max_tokens max_output_tokens num_predict num_ctx top_p top_k seed stop presence_penalty "
    "frequency_penalty reasoning_effort thinking thinking_budget json_object verbosity timeout".split()
)
"""Options of models that nobody calls a file by."""


def split(word: str, flags: Sequence[str]) -> tuple[str, list[str]] | None:
    """Which of `flags` a word is, and the value written on to it (`-oNAME`, `--option=NAME`), if any. None if
    it is none of them."""
    for flag in flags:
        if word == flag:
            return flag, []
        long = flag.startswith("--")
        if long and word.startswith(f"{flag}="):
            return flag, [word[len(flag) + 1 :]]
        if not long and word.startswith(flag):
            return flag, [word[len(flag) :]]
    return None


def refuse_misplaced(
    words: Sequence[str], *, typed: Sequence[str], known: Collection[str], episodes: bool
) -> None:
    """Raises SettingsError if an -o in `words`, those after the name of a command, names a place to write to.

    `typed` is what stands before these words on the command line that is shown, `known` the options of the
    command. With `episodes` the command reads many files, so that a file may stand where a value would.
    """
    placed = any(split(word, _OUTPUT) for word in words)
    places = [place for place in _with_values(words) if _is_output(*place[1:], known, placed, episodes)]
    if not places:
        return
    at = {index: attached for index, attached, _ in places}
    meant = [*typed]
    for index, word in enumerate(words):
        meant += ["-O", *at[index]] if index in at else [word]
    _, attached, following = places[0]
    name = [*attached, *following][0]
    raise SettingsError(
        f"-o {name}: -o sets an option of the model, as -o temperature 0 does; where to write is -O",
        hint=shlex.join(_without_key(meant)),
    )


def is_flag(word: str, known: Collection[str]) -> bool:
    """Whether a word is an option of the command, alone or with a value written on to it."""
    return word == "--" or word.partition("=")[0] in known


def _with_values(words: Sequence[str]) -> Iterator[tuple[int, list[str], list[str]]]:
    """Where each -o stands, what is written on to it, and the words after it that may belong to it."""
    index = 0
    while index < len(words) and words[index] != "--":
        parted = split(words[index], OPTION[:1])
        if parted is not None:
            attached = parted[1]
            following = list(words[index + 1 : index + 3 - len(attached)])
            yield index, attached, following
            index += len(following) if "=" not in "".join([*attached, *following][:1]) else 1 - len(attached)
        index += 1


def _is_output(
    attached: list[str], following: list[str], known: Collection[str], placed: bool, episodes: bool
) -> bool:
    name, value = [*attached, *following, "", ""][:2]
    if not name or is_flag(name, known):
        return False
    if not _NAME.match(name) or ("=" not in name and not _NAME.fullmatch(name)):
        return re.search(r"[^\d.+-]", name) is not None or name in (".", "..")
    if placed or "=" in name or name.lower() in _FREQUENT:
        return False
    return not value or is_flag(value, known) or (episodes and _is_path(value))


def _is_path(word: str) -> bool:
    return os.path.lexists(word) or any(sign in word for sign in "/\\*?")


def _without_key(words: Sequence[str]) -> list[str]:
    """`words` as they may be shown: a key is no matter for a screen."""
    shown: list[str] = []
    for word in words:
        hidden = bool(shown) and shown[-1] == "--key"
        shown.append("KEY" if hidden else "--key=KEY" if word.startswith("--key=") else word)
    return shown
