"""The embedded model `extractive` behind the same seam as any other."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Final

from llm_summarise.asking.failures import BadOption, SchemaUnknown
from llm_summarise.asking.models.protocol import EXTRACTIVE, Answer, ResolvedModel
from llm_summarise.readers.digest import with_line_feeds

if TYPE_CHECKING:
    from llm_summarise.names import Catalogue


def resolve_embedded(
    options: Mapping[str, Any] | None = None, *, asked: str = EXTRACTIVE, glossary: str = ""
) -> ResolvedModel:
    """The embedded model as it will be asked. `glossary` is a digest of the user's own names, on which its
    answers depend although no prompt shows them. Raises BadOption for any option: it has none."""
    if options:
        raise BadOption(
            f"{EXTRACTIVE} has no option {next(iter(options))}", hint=f"leave -o out with -m {EXTRACTIVE}"
        )
    return ResolvedModel(
        asked=asked,
        id=EXTRACTIVE,
        api_name="-".join(part for part in (EXTRACTIVE, version(), glossary) if part),
        supports_schema=True,
        is_async=True,
        provider=None,
        chunk_tokens=0,
        translates=False,
        in_process=True,
    )


def announced_adverts(text: str) -> Sequence[tuple[int, int, str]]:
    """The advertisements in a talk that are announced as such: characters from, inclusive, and to, exclusive,
    and who pays."""
    from llm_summarise.extractive.entities.announced_reads import announced_reads

    return announced_reads(text)


_DOMAIN: Final = ("folding", "replies", "sentences", "text")
SOURCES: Final = (EXTRACTIVE, "names", "domain/scripts", *(f"domain/{name}.py" for name in _DOMAIN))
"""The parts of the package that the answers come from."""


@cache
def version() -> str:
    """8 hex digits that change with the code and the data the answers come from, so that an answer of an
    older version is not taken for one of this. Costs about 5 ms."""
    package = resources.files("llm_summarise")
    digest = hashlib.sha256()
    for name in SOURCES:
        for path in _files(package / name):
            digest.update(path.name.encode() + b"\0" + with_line_feeds(path.read_bytes()))
    return digest.hexdigest()[:8]


def _files(path: Traversable) -> list[Traversable]:
    """The code and data at or below `path`, in order of their names; documentation changes no answer."""
    if not path.is_dir():
        return [path] if path.name.endswith((".py", ".txt", ".json")) else []
    return [file for each in sorted(path.iterdir(), key=lambda each: each.name) for file in _files(each)]


class EmbeddedModel:
    """Answers on the event loop: it is pure computation. Names are those of `catalogue`, None: as shipped."""

    def __init__(self, resolved: ResolvedModel | None = None, catalogue: Catalogue | None = None) -> None:
        self._resolved = resolved or resolve_embedded()
        self._catalogue = catalogue

    @property
    def resolved(self) -> ResolvedModel:
        return self._resolved

    async def answer(
        self,
        system: str,
        prompt: str,
        schema: Mapping[str, Any] | None,
        seed: int,  # noqa: ARG002
        timeout: float,  # noqa: ARG002
    ) -> Answer:
        """The answer to one of this program's own questions. Raises SchemaUnknown for any other schema."""
        from llm_summarise import extractive
        from llm_summarise.domain.text import estimate_tokens

        started = time.monotonic()
        try:
            await asyncio.sleep(0)
            text = extractive.answer(system, prompt, schema, self._catalogue)
        except extractive.UnknownSchema as error:
            raise SchemaUnknown(str(error)) from error
        return Answer(
            text,
            input_tokens=estimate_tokens(system) + estimate_tokens(prompt),
            output_tokens=estimate_tokens(text),
            finish="complete",
            seconds=time.monotonic() - started,
        )

    async def aclose(self) -> None:
        """There is nothing to give back."""
