"""Headings and fixed sentences of published notes, in the languages we can write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from llm_summarise.render.languages import language_code


@dataclass(frozen=True, slots=True)
class Labels:
    """`generated` has the fields generator, model, seed, day; `incomplete` has failed and chunks;
    `at` has time."""

    topics: str
    takeaways: str
    quotes: str
    tools: str
    sponsors: str
    guest: str
    guests: str
    host: str
    hosts: str
    intro: str
    at: str
    generated: str
    incomplete: str


_ENGLISH: Final = Labels(
    "Topics",
    "Takeaways",
    "Quotes",
    "Tools and links",
    "Sponsors",
    "Guest",
    "Guests",
    "Host",
    "Hosts",
    "Intro",
    "at {time}",
    "Generated from the transcript by {generator} with {model} (seed {seed}) on {day}.",
    "Incomplete: {failed} of {chunks} passages could not be summarised.",
)
LABELS: Final[Mapping[str, Labels]] = MappingProxyType(
    {
        "en": _ENGLISH,
        "de": Labels(
            "Themen",
            "Das Wichtigste",
            "Zitate",
            "Werkzeuge und Links",
            "Sponsoren",
            "Gast",
            "Gäste",
            "Moderation",
            "Moderation",
            "Einleitung",
            "bei {time}",
            "Erzeugt aus dem Transkript von {generator} mit {model} (Seed {seed}) am {day}.",
            "Unvollständig: {failed} von {chunks} Abschnitten konnten nicht zusammengefasst werden.",
        ),
        "es": Labels(
            "Temas",
            "Ideas clave",
            "Citas",
            "Herramientas y enlaces",
            "Patrocinadores",
            "Invitado",
            "Invitados",
            "Presenta",
            "Presentan",
            "Introducción",
            "en {time}",
            "Generado a partir de la transcripción por {generator} con {model} (semilla {seed}) el {day}.",
            "Incompleto: no se pudieron resumir {failed} de {chunks} fragmentos.",
        ),
        "fr": Labels(
            "Sujets",
            "À retenir",
            "Citations",
            "Outils et liens",
            "Partenaires",
            "Avec",
            "Avec",
            "Présentation",
            "Présentation",
            "Introduction",
            "à {time}",
            "Généré à partir de la transcription par {generator} avec {model} (graine {seed}) le {day}.",
            "Incomplet : {failed} passages sur {chunks} n'ont pas pu être résumés.",
        ),
    }
)


def labels_of(language: str | None) -> Labels:
    """Labels for a language given by name or tag; English where it is not among `LABELS`."""
    code = language_code(language) or "en"
    return LABELS.get(code.split("-")[0], _ENGLISH)
