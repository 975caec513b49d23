"""What a server is asked without once it has refused a request: schema, system prompt, seed, an option.

What the server names is left out at once and for the rest of the run. A refusal that names nothing is tried
without the schema, without the system prompt, and at last without both and the seed: each try once in a run,
and what helped stays left out. What an answer has shown to be taken is not tried. This is state only;
`negotiation` asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from llm_summarise.asking import failures
from llm_summarise.asking.failures import Failure

Concession = str
"""SCHEMA (it is worded in the prompt), SYSTEM (it is joined to the question), SEED, or `option(name)`."""

SCHEMA: Final = "schema"
SYSTEM: Final = "system"
SEED: Final = "seed"

_OPTION: Final = "-o "
_REFUSALS: Final = (
    failures.BadRequest,
    failures.SchemaRejected,
    failures.SystemRejected,
    failures.SeedRejected,
)
_PARAMETERS: Final = {
    SCHEMA: "responseformat jsonschema schema responseschema responsejsonschema responsemimetype format "
    "outputformat outputconfig toolconfig toolspec inputschema guidedjson guideddecoding grammar"
    " structuredoutputs tools "
    "toolchoice",
    SYSTEM: "system role systeminstruction systemprompt developer developerinstruction instructions",
    SEED: "seed randomseed",
}
"""What servers call what may be left out, without capitals and underscores."""

_MEANS: Final = {name: means for means, names in _PARAMETERS.items() for name in names.split()}


def option(name: str) -> Concession:
    """The option `name` of the user is not sent."""
    return _OPTION + name


def options_in(without: Collection[Concession]) -> frozenset[str]:
    """The names of the options that are not sent."""
    return frozenset(each.removeprefix(_OPTION) for each in without if each.startswith(_OPTION))


def may_help(failure: Failure, possible: Collection[Concession], *, answered: bool) -> bool:
    """Whether the request may be taken in another form. An unknown model is one only until the address has
    `answered`: then a 404 is about something else."""
    if isinstance(failure, _REFUSALS):
        return True
    if isinstance(failure, failures.UnknownModel) and answered:
        return True
    return not (failure.split or failure.slows) and named(failure, possible) is not None


def named(failure: Failure, possible: Collection[Concession]) -> Concession | None:
    """What the failure itself says that the server does not take, if it can be left out."""
    if isinstance(failure, failures.SchemaRejected):
        meant = SCHEMA
    elif isinstance(failure, failures.SystemRejected):
        meant = SYSTEM
    else:
        meant = _parameter(failure.parameter or "", possible)
        if not meant and isinstance(failure, failures.SeedRejected):
            meant = _parameter(SEED, possible) or SEED
    return meant if meant in possible else None


def _parameter(written: str, possible: Collection[Concession]) -> Concession:
    """What a path such as `messages[0].role` or `generationConfig.topP` means, the last part of it that means
    anything; empty for nothing known. An option of the user's goes first: it is what was typed."""
    options = {_plain(each.removeprefix(_OPTION)): each for each in possible if each.startswith(_OPTION)}
    for part in reversed(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", written[:500])):
        if meant := options.get(_plain(part)) or _MEANS.get(_plain(part)):
            return meant
    return ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


class Concessions:
    """What one server and model was found not to take. `made` is left out of every request from now on."""

    def __init__(self) -> None:
        self.made: frozenset[Concession] = frozenset()
        self._in_vain: set[frozenset[Concession]] = set()

    def answered(self, without: frozenset[Concession]) -> None:
        """A request without these was answered."""
        self.made |= without

    def after(
        self,
        failure: Failure,
        without: frozenset[Concession],
        possible: Collection[Concession],
        proven: Collection[Concession] = (),
    ) -> frozenset[Concession] | None:
        """What to leave out after `failure` of a request that was sent `without` these; None if nothing is
        left to try. `possible` is all that could be left out of it; what is `proven` was taken before, and is
        left out only if it is named."""
        if not self.made <= without:
            return self.made  # another question has found out meanwhile
        told = named(failure, possible)
        if told is not None and told not in without:
            self.made |= {told}
            return self.made
        if without != self.made:
            self._in_vain.add(without)
        doubtful = set(possible) - set(proven) - self.made
        return next((each for each in self._tries(doubtful) if each not in self._in_vain), None)

    def _tries(self, doubtful: Collection[Concession]) -> list[frozenset[Concession]]:
        """Each by itself, so that no more is given up than has to be; the last together with all others."""
        left = [each for each in (SCHEMA, SYSTEM, SEED) if each in doubtful]
        if not left:
            return []
        return [*(self.made | {each} for each in left[:-1]), self.made | set(left)]
