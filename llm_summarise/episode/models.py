"""The model that a run asks: the embedded one by its name, any other as `llm` knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llm_summarise.asking.models.resolve import open_model, resolve
from llm_summarise.episode.glossary import load_names, read_glossary
from llm_summarise.readers.digest import content_digest

if TYPE_CHECKING:
    from llm_summarise.asking.logbook import Logbook
    from llm_summarise.asking.models.protocol import Model, ResolvedModel
    from llm_summarise.asking.models.resolve import Memo
    from llm_summarise.domain.settings import Settings
    from llm_summarise.domain.transcript import Transcript
    from llm_summarise.names import Catalogue


def resolve_model(settings: Settings, *, memo: Memo | None = None) -> ResolvedModel:
    """The model that these settings mean. `memo` keeps what was found for the next run.

    Raises UnknownModel naming the nearest ones, BadOption, SettingsError.
    """

    def embedded(options: Mapping[str, Any], name: str) -> ResolvedModel:
        from llm_summarise.extractive.embedded_model import resolve_embedded

        names = settings.glossary and content_digest(read_glossary(settings.glossary))[:8]
        return resolve_embedded(options, asked=name, glossary=names or "")

    return resolve(settings.model, settings.options, embedded=embedded, memo=memo)


def language_caveats(resolved: ResolvedModel, transcript: Transcript) -> tuple[str, ...]:
    """What a result has to say of the language of a transcript: that the embedded model knows the wordings of
    English alone."""
    if not resolved.in_process:
        return ()
    from llm_summarise.domain.scripts.language_detection import SAMPLE, is_english, language_name, language_of

    text = " ".join(cue.text for cue in transcript.cues[:SAMPLE])[:SAMPLE]
    if is_english(text):
        return ()
    code = language_of(text).code
    named = (
        f"this {language_name(code)} transcript" if code else "a transcript in a language it does not know"
    )
    return (f"{resolved.id} knows English: of {named} it gives chapters and sentences, no adverts or guests",)


def announced_adverts(text: str) -> Sequence[tuple[int, int, str]]:
    """The advertisements in a talk as the embedded model finds them, whatever model is asked: characters
    from, inclusive, and to, exclusive, and who pays."""
    from llm_summarise.extractive import embedded_model

    return embedded_model.announced_adverts(text)


def open_resolved(
    resolved: ResolvedModel, settings: Settings, catalogue: Catalogue | None, log: Logbook | None
) -> Model:
    """The model, ready to be asked. The embedded one, which no prompt shows any names, is handed `catalogue`;
    None: it is loaded as the settings say."""
    if resolved.in_process:
        from llm_summarise.extractive.embedded_model import EmbeddedModel

        return EmbeddedModel(resolved, catalogue or load_names(settings.glossary))
    return open_model(resolved, key=settings.key, log=log)
