"""The model that a run asks: the embedded one by its name, any other as `llm` knows it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from llm_summarise.asking.models.resolve import open_model, resolve
from llm_summarise.domain.errors import SettingsError

if TYPE_CHECKING:
    from llm_summarise.asking.logbook import Logbook
    from llm_summarise.asking.models.protocol import Model, ResolvedModel
    from llm_summarise.asking.models.resolve import Memo
    from llm_summarise.domain.settings import Settings
    from llm_summarise.names import Catalogue


def resolve_model(settings: Settings, *, memo: Memo | None = None) -> ResolvedModel:
    """The model that these settings mean. `memo` keeps what was found for the next run.

    Raises UnknownModel naming the nearest ones, BadOption, SettingsError.
    """

    def embedded(options: Mapping[str, Any], name: str) -> ResolvedModel:
        from llm_summarise.extractive.embedded_model import resolve_embedded

        return resolve_embedded(options, asked=name, glossary=_glossary_digest(settings))

    return resolve(settings.model, settings.options, embedded=embedded, memo=memo)


def open_resolved(
    resolved: ResolvedModel, settings: Settings, catalogue: Catalogue | None, log: Logbook | None
) -> Model:
    """The model, ready to be asked. `catalogue` is for the embedded one, which no prompt shows any names."""
    if resolved.in_process:
        from llm_summarise.extractive.embedded_model import EmbeddedModel

        return EmbeddedModel(resolved, catalogue)
    return open_model(resolved, key=settings.key, log=log)


def _glossary_digest(settings: Settings) -> str:
    """8 hex digits of the user's own names, empty without any."""
    if settings.glossary is None:
        return ""
    try:
        return hashlib.sha256(settings.glossary.read_bytes()).hexdigest()[:8]
    except OSError as error:
        raise SettingsError(f"{settings.glossary}: cannot be read: {error.strerror or error}") from error
