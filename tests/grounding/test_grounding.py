"""What was said is found where it was said; what was not is refused."""

from __future__ import annotations

from itertools import product

import pytest

from llm_summarise.domain.scripts.graphemes import graphemes
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.grounding import Grounder, Span, grounder
from llm_summarise.grounding.tokens import carries_meaning

LINES = [
    ("Mara", "Welcome back. Today we talk about tide gauges, and why it's hard to read them at night."),
    ("Mara", "My guest built a float out of a lunch box in the dot-com days."),
    ("Jonas", "Well, the first one sank after two hours, and the second one was stolen by a seal."),
    ("Jonas", "We don't recommend the cheap pressure sensors because salt creeps into the housing."),
    ("Jonas", "The firmware is written in C++ and the website in Go, and it costs $5 a month."),
    ("Mara", "So you are good to go after 2,500 readings?"),
    ("Jonas", "We keep every reading in SQLite, version 3.45, because it never loses a single write"),
    ("Jonas", "even when the battery dies in the middle of a storm."),
    ("Mara", "Thank you for coming, and thank you all for listening to the show."),
    ("Mara", "It is a calm harbour where herons stand on the wall and nobody hurries at all."),
    ("Mara", "Thank you for coming, and thank you all for listening to the show."),
]


def transcript(*lines: str | tuple[str, str]) -> Transcript:
    pairs = [(None, line) if isinstance(line, str) else line for line in lines]
    return Transcript(tuple(Cue(text, speaker=speaker) for speaker, text in pairs), "t", "plain", "")


@pytest.fixture(scope="module")
def harbour() -> Grounder:
    return Grounder(transcript(*LINES))


def place(span: Span | None) -> tuple[int, int] | None:
    return (span.first_cue, span.last_cue) if span else None


def test_a_verbatim_quote_is_found_with_its_characters(harbour: Grounder) -> None:
    span = harbour.locate("the second one was stolen by a seal")
    assert span == Span(2, 2, 46, 82, "the second one was stolen by a seal.", True, 1.0)
    assert LINES[2][1][46:82] == span.text


def test_a_quote_across_cues_and_speakers_is_found_in_the_first_of_them(harbour: Grounder) -> None:
    span = harbour.locate("in the dot-com days. Well, the first one sank")
    assert span is not None
    assert (span.first_cue, span.last_cue, span.exact) == (1, 2, True)
    assert span.text == "in the dot-com days. Well, the first one sank"


@pytest.mark.parametrize(
    "quote",
    [
        "IN THE DOT COM DAYS",
        "in  the\n dotcom days",
        "“… in the dot‑com days …”",
        "[2] in the dot-com days",
        "[2] Mara: in the dot-com days",
        "Host: in the dot-com days",
        "00:01:10 in the dot-com days",
        "**Mara:** in the dot-com days!",
    ],
)
def test_space_case_punctuation_and_dressing_do_not_matter(harbour: Grounder, quote: str) -> None:
    span = harbour.locate(quote)
    assert span is not None
    assert (span.text, span.exact) == ("in the dot-com days.", True)


@pytest.mark.parametrize(
    ("quote", "cue"),
    [
        ("why its hard to read them", 0),
        ("why it’s hard to read them", 0),
        ("We do not recommend the cheap pressure sensors", 3),
        ("good to go after 2500 readings", 5),
        ("after 2 hours, and the second one", 2),
    ],
)
def test_other_spellings_of_the_same_words_are_exact(harbour: Grounder, quote: str, cue: int) -> None:
    span = harbour.locate(quote)
    assert span is not None
    assert (span.first_cue, span.exact) == (cue, True)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (
            "My friend built a float out of a steel lunch box",
            "My guest built a float out of a lunch box",
        ),
        (
            "because salt creeps slowly into the housing",
            "because salt creeps into the housing.",
        ),
        (
            "herons stand on wall and nobody hurries at all",
            "herons stand on the wall and nobody hurries at all.",
        ),
        (
            "even when the batterie dies, um, in the middle of a storm",
            "even when the battery dies in the middle of a storm.",
        ),
        (
            "It's a calm harbor where herons stand on the wall",
            "It is a calm harbour where herons stand on the wall",
        ),
    ],
)
def test_one_word_in_six_may_differ_and_what_was_said_is_returned(
    harbour: Grounder, quote: str, text: str
) -> None:
    span = harbour.locate(quote)
    assert span is not None
    assert span.text == text
    assert not span.exact
    assert 0.5 < span.score < 1


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "...",
        "[3]",
        "the price of fish has doubled since last winter",
        "seal a by stolen was one second the and",
        "the first one sank after two hours when the battery dies in the middle",
        "you know, I think it's really hard to say what we all",
        "thank you all for coming to the storm tonight everyone",
    ],
)
def test_what_nobody_said_is_refused(harbour: Grounder, quote: str) -> None:
    assert harbour.locate(quote) is None


@pytest.mark.parametrize(
    "quote",
    [
        "We recommend the cheap pressure sensors because salt creeps into the housing",
        "We do recommend the cheap pressure sensors because salt creeps into the housing",
        "SQLite, version 3.45, because it loses a single write even when the battery dies",
        "SQLite, version 3.45, because it always loses a single write even when the battery dies",
        "herons stand on the wall and everybody hurries at all",
        "herons do not stand on the wall and nobody hurries at all",
        "the first one sank after three hours, and the second one was stolen",
        "We keep every reading in SQLite, version 3.46, because it never loses",
        "We keep every reading in SQLite, version 34.5, because it never loses",
        "you are good to go after 2,501 readings",
        "Today we never talk about tide gauges, and why it's hard to read them",
        "because it loses never a single write even when the battery dies in the middle",
    ],
)
def test_a_changed_negation_or_number_is_refused(harbour: Grounder, quote: str) -> None:
    assert harbour.locate(quote) is None


def test_half_of_a_negated_word_is_not_a_place_to_stop() -> None:
    grounder = Grounder(transcript("These sensors look fine but honestly they aren't"))
    assert grounder.locate("look fine but honestly they are") is None
    assert grounder.locate("look fine but honestly they aren't") is not None


@pytest.mark.parametrize(
    ("quote", "cue"),
    [
        ("Go", 4),
        ("C++", 4),
        ("C", None),
        ("GO", None),
        ("Good", None),
        ("goo", None),
        ("good to", 5),
        ("Good to", None),
        ("welcome back", 0),
        ("$5", 4),
        ("3.45", 6),
        ("45", None),
        ("4", None),
        ("sank two", None),
    ],
)
def test_short_quotes_stand_there_letter_for_letter(harbour: Grounder, quote: str, cue: int | None) -> None:
    span = harbour.locate(quote)
    assert (span.first_cue if span else None) == cue


def test_a_name_is_not_found_in_an_ordinary_word() -> None:
    grounder = Grounder(transcript("You are good to go, with the rust on my car.", "We wrote it in Rust."))
    assert grounder.locate("Go") is None
    assert place(grounder.locate("Rust")) == (1, 1)


def test_of_several_places_the_nearest_to_the_claimed_cue_is_taken(harbour: Grounder) -> None:
    quote = "thank you all for listening to the show"
    assert place(harbour.locate(quote)) == (8, 8)
    assert place(harbour.locate(quote, near=10)) == (10, 10)
    assert place(harbour.locate(quote, near=99)) == (10, 10)
    assert place(harbour.locate(quote, near=-5)) == (8, 8)


def test_a_place_in_the_passage_goes_before_any_outside(harbour: Grounder) -> None:
    quote = "thank you all for listening to the show"
    assert place(harbour.locate(quote, near=0, within=(9, 10))) == (10, 10)
    assert place(harbour.locate(quote, within=(0, 3))) == (8, 8)
    assert place(harbour.locate(quote, within=(40, 50))) == (8, 8)


def test_a_near_place_in_the_passage_goes_before_an_exact_one_outside() -> None:
    lines = [
        "The lighthouse keeper polishes seventeen copper lanterns every evening.",
        "Nothing else happens on this little island of ours in autumn.",
        "The lighthouse keeper polishes seventeen brass lanterns every evening.",
    ]
    grounder = Grounder(transcript(*lines))
    assert place(grounder.locate(lines[0])) == (0, 0)
    span = grounder.locate(lines[0], within=(1, 2))
    assert span is not None
    assert (span.text, span.exact) == (lines[2], False)


def test_a_line_repeated_very_often_is_found_near_the_claim() -> None:
    lines = [
        f"Our harbour newsletter brings tide tables weekly to all {word} subscribers."
        for word in "abcdefghijkl"
    ]
    grounder = Grounder(transcript(*lines))
    quote = "Our harbour newsletter brings us tide tables weekly to all"
    assert [place(grounder.locate(quote, near=cue)) for cue in range(12)] == [(cue, cue) for cue in range(12)]


def test_chatter_that_every_talk_shares_is_no_proof_of_a_place() -> None:
    openings = ["and", "so", "but well", "yeah", "then"]
    middles = ["I think", "you know", "I mean", "we say"]
    others = ["that", "maybe", "really", "just"]
    ends = ["it is a", "it was a", "there is a", "it is the", "we have a"]
    nouns = "gull rope tide seal mast buoy kelp crab pier sail hull knot wave dock reef cove".split()
    lines = [
        " ".join((*parts, nouns[n % 16])) for n, parts in enumerate(product(openings, middles, others, ends))
    ]
    grounder = Grounder(transcript(*lines, "the otter family moved into the blue boathouse last spring"))
    assert grounder.locate("and I think that it is a gull") is not None
    assert grounder.locate("and I think that it is a zebra") is None
    assert grounder.locate("the otter family moved into a blue boathouse") is not None


def test_a_gap_is_located_by_its_longest_part(harbour: Grounder) -> None:
    span = harbour.locate("the first one sank ... the second one was stolen by a seal")
    assert span is not None
    assert (span.text, span.exact) == ("the second one was stolen by a seal.", False)


def test_parts_of_a_gap_must_stand_close_by_and_in_order() -> None:
    filler = [f"Line {n} tells of gulls {n * 7} and ropes {n * 11} in the yard." for n in range(30)]
    grounder = Grounder(transcript("The float was made of cork.", *filler, "The seal took it one morning."))
    assert grounder.locate("The float was made … the seal took it one morning") is None
    assert grounder.locate("Line 3 tells of gulls … the float was made of cork") is None
    assert grounder.locate("The float was made of cork … Line 2 tells of gulls") is not None


def test_a_differing_first_word_does_not_move_the_start_to_another_cue() -> None:
    lines = [
        "The gulls were loud this morning, really.",
        "Salt creeps into the housing of every cheap sensor.",
    ]
    grounder = Grounder(transcript(*lines))
    span = grounder.locate("Because salt creeps into the housing of every cheap sensor")
    assert span is not None
    assert (span.first_cue, span.text) == (1, lines[1])


def test_a_first_word_before_a_missing_one_is_found_where_it_stands() -> None:
    lines = ["We chose cork for the float because", "it resists the salt of our little harbour for years."]
    span = Grounder(transcript(*lines)).locate("because resists the salt of our little harbour")
    assert span is not None
    assert (span.first_cue, span.text) == (0, "because it resists the salt of our little harbour")


def test_a_word_and_its_opposite_are_not_one_word_misspelled() -> None:
    grounder = Grounder(
        transcript("After the storm the old cable by the pier was unsafe to touch with bare hands.")
    )
    assert grounder.locate("the old cable by the pier was safe to touch") is None
    assert grounder.locate("the old cable by the pier was unsave to touch") is not None


def test_japanese_without_blanks_is_compared_by_character() -> None:
    lines = [
        "今日は港の潮位計についてお話しします。",
        "センサーは安いものを使わないでください、塩が入ります。",
    ]
    grounder = Grounder(transcript(*lines))
    assert place(grounder.locate("港の潮位計について")) == (0, 0)
    span = grounder.locate("お話しします。センサーは安いもの")
    assert span is not None
    assert (span.first_cue, span.last_cue) == (0, 1)
    assert grounder.locate("明日は山の天気について話しましょう") is None
    changed = grounder.locate("今日は港の潮位についてお話しします")
    assert changed is not None
    assert changed.text == lines[0]


def test_accents_umlauts_and_their_decomposed_forms_agree() -> None:
    grounder = Grounder(transcript("Das Gerät misst nicht gern im Café am Hafen."))
    assert place(grounder.locate("das Gera\u0308t misst nicht gern im Cafe am Hafen")) == (0, 0)
    assert grounder.locate("das Gerät misst gern im Café am Hafen") is None


def test_hyphens_slashes_and_addresses_count_as_one_word() -> None:
    grounder = Grounder(
        transcript("Get your float at tides.example.org/float-kit and tell the harbour crew.")
    )
    span = grounder.locate("Get your float at and tell the harbour crew")
    assert span is not None
    assert span.text == "Get your float at tides.example.org/float-kit and tell the harbour crew."


def test_a_passage_with_differences_ends_at_the_ends_of_written_words() -> None:
    grounder = Grounder(transcript("We painted the lighthouse door and its rusty iron-work in sea-green."))
    span = grounder.locate("work in painted the lighthouse door and its very rusty iron")
    assert span is None
    span = grounder.locate("we painted the big lighthouse door and its rusty iron")
    assert span is not None
    assert span.text == "We painted the lighthouse door and its rusty iron-work"


def test_an_empty_transcript_holds_nothing() -> None:
    assert Grounder(transcript()).locate("anything that was ever said") is None


def test_the_same_question_has_the_same_answer(harbour: Grounder) -> None:
    quote = "My friend built a float out of a steel lunch box"
    assert harbour.locate(quote) == Grounder(transcript(*LINES)).locate(quote) == harbour.locate(quote)


def test_a_quote_is_one_persons_words() -> None:
    cues = (
        Cue("Is it open, then?", speaker="Ann"),
        Cue("Yes, the whole year,", speaker="Bob"),
        Cue("and at night.", speaker="Bob"),
        Cue("Really?", speaker="Bob", turn=True),
    )
    grounder = Grounder(Transcript(cues, "x", "webvtt", "0"))
    both = grounder.locate("open, then? Yes, the whole year, and at night. Really?")
    one = grounder.quote("open, then? Yes, the whole year, and at night. Really?", near=0, within=(0, 3))
    assert both is not None
    assert (both.first_cue, both.last_cue) == (0, 3)
    assert one is not None
    assert (one.first_cue, one.last_cue, one.text) == (1, 2, "Yes, the whole year, and at night.")


def test_a_chorus_is_looked_for_in_its_own_passage_only(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def counted(key: str) -> bool:
        looked.append(key)
        return carries_meaning(key)

    chorus = Grounder(transcript(*["heave away my jolly herons"] * 1000))
    monkeypatch.setattr(grounder, "carries_meaning", counted)
    assert place(chorus.locate("heave away my jolly herons", near=500, within=(498, 502))) == (500, 500)
    assert len(looked) <= 6 * 5


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        ("วันนี้เราจะพูดถึงน้ำขึ้นน้ำลงในท่าเรือ และลมแรง", "น้ำขึ้นน้ำลงในท่าเรือ"),
        ("ថ្ងៃនេះយើងនិយាយអំពីកំពង់ផែនិងខ្យល់ខ្លាំង។", "និយាយអំពីកំពង់ផែ"),
        ("ဒီနေ့ဆိပ်ကမ်းအကြောင်းပြောပါမယ်။", "ဆိပ်ကမ်းအကြောင်း"),
        ("सेम के पौधे पाले से मर जाते हैं, इसलिए ढक दें।", "पौधे पाले से मर जाते हैं"),
        ("مَرْحَبًا بِكُمْ فِي المِينَاءِ القَدِيمِ", "مرحبا بكم في الميناء"),
        ("می‌خواهم درباره بندر صحبت کنم", "میخواهم درباره بندر"),
        ("cafe\u0301 am alten Hafen trinken", "café am alten Hafen"),
        ("今日は港の潮位についてｶﾞｲﾄﾞします。", "港の潮位についてガイド"),
    ],
    ids=["Thai", "Khmer", "Burmese", "Hindi", "Arabic", "Persian", "decomposed", "half-width"],
)
def test_a_quote_of_any_script_is_found_with_whole_letters(line: str, quote: str) -> None:
    found = Grounder(transcript("nothing", line)).locate(quote)
    assert found is not None
    assert (found.first_cue, found.exact) == (1, True)
    borders = {0, len(line), *(end for _, end in graphemes(line))}
    assert {line.index(found.text), line.index(found.text) + len(found.text)} <= borders
