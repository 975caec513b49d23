"""The embedded model on talk that is not in English: less is said, and nothing that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_summarise import summarise
from llm_summarise.domain.replies import ChunkNotes, ChunkReply
from llm_summarise.domain.result import EpisodeSummary
from llm_summarise.extractive import answer
from llm_summarise.extractive.speech.lexicon import content, guess_language, tokens
from llm_summarise.names import load_catalogue
from tests.extractive.passages import passage_of

SPANISH = [
    "Hoy hablamos del mareógrafo del puerto, que se lee dos veces al día.",
    "El mareógrafo mide el nivel del agua con un flotador de madera.",
    "Los dos guardias apuntan la marea en un cuaderno cuando sube.",
    "Simplemente miran el mareógrafo y esperan a que baje la marea.",
    "Cuando hay viento, el mareógrafo del puerto mide mal, para qué negarlo.",
    "La marea más alta del año llega siempre en octubre con la luna llena.",
]
FRENCH = [
    "Aujourd'hui, on parle du marégraphe du port, qu'on lit deux fois par jour.",
    "Le marégraphe mesure le niveau de l'eau avec un flotteur en bois.",
    "Vite, dit le gardien, il faut aider les pêcheurs, la vue est belle.",
    "Il se trompe quand il y a du vent, et le marégraphe descend trop bas.",
    "Voilà pourquoi l'eau de la marée est notée dans ses cahiers.",
    "La marée la plus haute de l'année vient toujours avec le vent d'octobre.",
]
HINDI = [
    "बंदरगाह में ज्वारमापी दिन में दो बार पढ़ा जाता है और लोग इसी का इंतज़ार करते हैं।",
    "ज्वारमापी पानी का स्तर लकड़ी के तैरते टुकड़े से मापता है।",
    "हवा चलने पर ज्वारमापी गलत स्तर बताता है और पहरेदार उसे ठीक करते हैं।",
    "साल का सबसे ऊँचा ज्वार अक्टूबर में पूरे चाँद के साथ आता है।",
]
CHINESE = [
    "今天我们谈谈港口的验潮仪，它每天要读两次。",
    "验潮仪用木头浮子来测量港口的水位，风大的时候会出错。",
    "守卫把水位写在本子里，然后再看一次验潮仪。",
    "一年里最高的潮水总是在十月和满月一起到来，港口会被淹没。",
]


def notes_on(lines: list[str]) -> ChunkNotes:
    prompt = "Length: medium\n\n" + "\n".join(f"[{n}] {line}" for n, line in enumerate(lines, 1))
    reply = ChunkReply.model_validate_json(answer("", prompt, ChunkReply.model_json_schema()))
    assert isinstance(reply.answer, ChunkNotes)
    return reply.answer


def summary_of(folder: Path, lines: list[str]) -> EpisodeSummary:
    file = folder / "talk.txt"
    file.write_text("\n\n".join(lines), encoding="utf-8")
    return summarise(file, model="extractive", no_cache=True)


@pytest.mark.parametrize("lines", [SPANISH, FRENCH], ids=["Spanish", "French"])
def test_everyday_words_of_another_language_are_no_tools(lines: list[str]) -> None:
    assert notes_on(lines).mentions == []
    assert load_catalogue().hints("\n".join(lines)) == []


def test_a_tool_with_its_capital_is_one_in_any_language() -> None:
    lines = [*SPANISH, "Escribimos el programa del mareógrafo en Python y lo guardamos en SQLite."]
    assert [tool.name for tool in notes_on(lines).mentions] == ["Python", "SQLite"]
    assert [tool.name for tool in notes_on([*CHINESE, "我们用 python 来读验潮仪。"]).mentions] == ["Python"]


@pytest.mark.parametrize(
    ("lines", "good"),
    [
        (SPANISH, {"mareógrafo", "mareógrafo del puerto", "marea"}),
        (FRENCH, {"marégraphe", "marée", "eau", "vent"}),
        (HINDI, {"ज्वारमापी", "स्तर"}),
        (CHINESE, {"验潮仪", "港口"}),
    ],
    ids=["Spanish", "French", "Hindi", "Chinese"],
)
def test_the_title_is_a_word_that_is_repeated_and_means_something(lines: list[str], good: set[str]) -> None:
    assert {topic.title.lower() for topic in notes_on(lines).topics} <= good


def test_nouns_of_german_have_their_capital_in_titles() -> None:
    lines = [
        "Wir reden heute über den Pegel im Hafen, und der Pegel ist sehr alt.",
        "Gemessen wird der Pegel mit einem Schwimmer, und gemessen wird immer.",
        "Wenn der Wind weht, dann ist der Pegel falsch, und das merkt man nicht.",
    ]
    assert notes_on(lines).topics[0].title == "Pegel"


@pytest.mark.parametrize("lines", [SPANISH, HINDI, CHINESE], ids=["Spanish", "Hindi", "Chinese"])
def test_points_and_quotes_are_whole_sentences_of_the_talk(lines: list[str]) -> None:
    notes = notes_on(lines)
    assert notes.points
    assert {point.text for point in notes.points} <= set(lines)
    assert {quote.quote for quote in notes.quotes} <= set(lines)


def test_a_result_says_that_only_english_is_known(tmp_path: Path) -> None:
    (warning,) = summary_of(tmp_path, HINDI).warnings
    assert "of this Hindi transcript it gives chapters and sentences" in warning
    english = ["The gauge in the harbour is read twice a day, and it is wrong when there is wind."] * 3
    assert summary_of(tmp_path, english).warnings == []


def test_a_title_of_several_topics_needs_no_english_and(tmp_path: Path) -> None:
    result = summary_of(tmp_path, FRENCH)
    assert " and " not in result.title
    assert " with " not in result.title


def test_english_formulas_mean_nothing_in_another_language() -> None:
    passage = passage_of(*SPANISH, "This portion of the show is brought to you by Kelp.", *SPANISH)
    assert passage.talk.language == "es"
    assert passage.frame.reads == ()
    assert passage.people == []


def test_words_of_other_languages_are_compared_without_their_endings() -> None:
    assert content("l'intégrale", "fr") == content("intégrales", "fr")
    assert content("데이터를", "ko") == content("데이터는", "ko") == "데이터"
    assert content("के", "hi") is None
    assert tokens("ระดับน้ำในท่าเรือ", (), "th")


@pytest.mark.parametrize(
    ("text", "code"),
    [(" ".join(SPANISH), "es"), (" ".join(HINDI), "hi"), ("ngicabanga futhi kakhulu namuhla " * 10, "und")],
)
def test_a_language_is_known_or_said_to_be_unknown(text: str, code: str) -> None:
    assert guess_language(text) == code
