"""What is written is checked against what was said: passages shown, verdicts applied, corrections refused."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise.domain.replies import CheckedStatement, SupportVerdict, Verification
from llm_summarise.domain.result import EpisodeSummary, Evidence, Statement
from llm_summarise.domain.text import fold_space
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.verification.claims import Claim, ClaimKind, claims_of, packed
from llm_summarise.episode.verification.corrections import objection
from llm_summarise.episode.verification.passages import (
    AROUND,
    SpokenText,
    Window,
    joined_windows,
    numbers_of,
)
from llm_summarise.episode.verification.verdicts import ClaimJudgement, applied, problem
from tests.samples import sample_result, sample_transcript

WORDS = st.lists(st.sampled_from("tide gull pump sensor wall harbour".split()), min_size=1, max_size=60)
TALKS = st.lists(
    st.tuples(st.sampled_from(["Ada", "Ben", None]), WORDS.map(" ".join)), min_size=1, max_size=30
)


def talk(*said: tuple[str | None, str]) -> Transcript:
    return Transcript(tuple(Cue(text, speaker=speaker) for speaker, text in said), "talk", "plain", "0")


def verdict(number: int, verdict: str, text: str = "") -> CheckedStatement:
    return CheckedStatement(statement=number, verdict=SupportVerdict(verdict), text=text)


# --- passages


@given(TALKS, st.data())
def test_every_quote_is_shown_whole_with_its_neighbours(
    said: list[tuple[str | None, str]], data: st.DataObject
) -> None:
    transcript = talk(*said)
    whole = " ".join(text for _, text in said)
    cue = data.draw(st.integers(0, len(said) - 1))
    rest = " ".join(text for _, text in said[cue:]).split()
    quote = " ".join(rest[: data.draw(st.integers(1, len(rest)))])
    window = SpokenText(transcript).window(Evidence(cue=cue, start=None, quote=quote))
    assert quote in whole[window.start : window.end]
    assert window.end - window.start <= len(quote) + 2 * AROUND
    (passage,) = SpokenText(transcript).passages([window])
    assert fold_space(whole[window.start : window.end]) == " ".join(text for _, text in passage.turns)
    cut = whole[: window.start][-1:], whole[window.end :][:1]
    assert all(sign in ("", " ") for sign in cut)


def test_what_stands_around_the_words_is_shown_with_who_says_it() -> None:
    transcript = talk(("Ada", "Did it work?"), ("Ben", "Never. It was dead by noon."), ("Ada", "Why?"))
    speech = SpokenText(transcript)
    window = speech.window(Evidence(cue=1, start=None, quote="It was dead by noon."))
    (passage,) = speech.passages([window])
    assert passage.turns == (("Ada", "Did it work?"), ("Ben", "Never. It was dead by noon."), ("Ada", "Why?"))


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 900)), min_size=1, max_size=12))
def test_passages_do_not_overlap_and_each_window_is_in_the_one_named(spans: list[tuple[int, int]]) -> None:
    windows = [Window(start, start + length) for start, length in spans]
    shown = joined_windows(windows)
    assert all(a.end < b.start for a, b in pairwise(shown))
    for window in windows:
        (number,) = numbers_of([window], windows)
        assert shown[number - 1].start <= window.start < window.end <= shown[number - 1].end


# --- claims


def test_headline_sentences_and_takeaways_are_claims_in_printed_order() -> None:
    result, speech = sample_result(), SpokenText(sample_transcript())
    claims = claims_of(result, speech, 0)
    assert [claim.text for claim in claims] == [
        result.headline,
        *(s.text for s in result.summary),
        *(s.text for s in result.takeaways),
    ]
    assert all(claim.windows for claim in claims)


@pytest.mark.parametrize("budget", [0, 120, 400, 8000])
def test_claims_are_packed_in_order_and_none_is_lost(budget: int) -> None:
    speech = SpokenText(sample_transcript())
    claims = claims_of(sample_result(), speech, budget)
    parts = packed(claims, speech, budget)
    assert [claim for part in parts for claim in part] == claims
    assert all(parts)
    if budget in (0, 8000):
        assert len(parts) == 1
    if budget == 400:
        assert len(parts) > 1
        assert all(speech.tokens(w for claim in part for w in claim.windows) <= budget for part in parts)


# --- answers that cannot be used


CLAIMS = [Claim(ClaimKind.SUMMARY, index, f"Sentence {index}.", ()) for index in range(3)]


def test_an_answer_that_skips_a_sentence_cannot_be_used() -> None:
    answer = Verification(statements=[verdict(1, "supported"), verdict(3, "unsupported")])
    assert problem(answer, CLAIMS) == "no verdict on [2]; every statement needs one"
    whole = Verification(statements=[*answer.statements, verdict(2, "supported"), verdict(9, "supported")])
    assert problem(whole, CLAIMS) is None


def test_a_correction_without_a_text_cannot_be_used() -> None:
    answer = Verification(statements=[verdict(n, "corrected", "" if n == 2 else "So.") for n in (1, 2, 3)])
    assert problem(answer, CLAIMS) == "[2] is `corrected`, but its `text` is empty"


# --- corrections

SAID = "Ben: We lost two stations in the storm, and the harbour paid twelve hundred crowns. Ada's DuckDB ran."


@pytest.mark.parametrize(
    "text",
    [
        "The storm took two stations.",
        "The storm took two stations, says Ben.",
        "The storm cost 1200 crowns.",
        "Ben lost 2 stations in the storm.",
        "Ada lost stations in the storm.",
        "DuckDB ran in the storm.",
    ],
)
def test_a_correction_may_use_what_was_said(text: str) -> None:
    assert objection(text, "The storm took all of the stations.", SAID) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The storm took three stations.", "3 is in no passage"),
        ("The storm took 25 stations.", "25 is in no passage"),
        ("The storm took two hundred stations.", "200 is in no passage"),
        ("The storm took stations from Oslo.", "Oslo is in no passage"),
        ("iPads were lost in the storm.", "iPads is in no passage"),
        ("The storm took two of the stations, and this is told at length, again and again.", "at most"),
    ],
)
def test_a_correction_may_bring_nothing_new(text: str, why: str) -> None:
    said = objection(text, "The storm took all of the stations.", SAID)
    assert said is not None
    assert why in said


def test_nouns_of_german_are_no_names() -> None:
    claim = Claim(
        ClaimKind.SUMMARY, 0, "Die Flut hat an der Mole alle Boote und die Messstation zerstört.", ()
    )
    fixed = "Die Flut hat an der Mole ein paar Kähne zerstört."
    result = sample_result().model_copy(
        update={"headline": "", "summary": [Statement(text=claim.text, evidence=[])], "takeaways": []}
    )
    checked = applied(
        result, [ClaimJudgement(claim, verdict(1, "corrected", fixed), "the tide took some boats")]
    )
    assert [s.text for s in checked.summary] == [fixed]


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_claim_is_never_objected_to_as_its_own_correction(claim: str, known: str) -> None:
    assert objection(claim, claim, known) is None


# --- verdicts


def judged(result: EpisodeSummary, given: Mapping[str, CheckedStatement]) -> EpisodeSummary:
    """The result with verdicts by text, all other claims supported."""
    transcript = sample_transcript()
    claims = claims_of(result, SpokenText(transcript), 0)
    said = " ".join(cue.text for cue in transcript.cues)
    return applied(
        result,
        [ClaimJudgement(claim, given.get(claim.text, verdict(1, "supported")), said) for claim in claims],
    )


def test_what_is_supported_stays_as_it_is_and_is_counted() -> None:
    result = sample_result()
    checked = judged(result, {})
    claims = 1 + len(result.summary) + len(result.takeaways)
    assert checked.coverage.verified == {"supported": claims}
    assert checked.model_copy(update={"coverage": result.coverage}) == result


def test_a_correction_takes_the_place_of_the_sentence_with_its_evidence() -> None:
    result = sample_result()
    before = result.summary[0]
    checked = judged(result, {before.text: verdict(1, "corrected", "It measured everything wrong.")})
    assert checked.summary[0].text == "It measured everything wrong."
    assert checked.summary[0].evidence == before.evidence
    assert checked.coverage.verified["corrected"] == 1


def test_a_correction_with_a_new_name_goes_with_its_sentence() -> None:
    result = sample_result()
    gone = result.takeaways[0].text
    checked = judged(result, {gone: verdict(1, "corrected", "It was built in Reykjavik.")})
    assert gone not in [s.text for s in checked.takeaways]
    assert len(checked.takeaways) == len(result.takeaways) - 1
    assert checked.coverage.verified["dropped"] == 1


def test_a_headline_that_goes_is_replaced_by_the_first_sentence_that_stays() -> None:
    result = sample_result()
    given = {text: verdict(1, "unsupported") for text in (result.headline, result.summary[0].text)}
    checked = judged(result, given)
    assert checked.headline == (checked.summary or checked.takeaways)[0].text
    assert "dropped the headline" in checked.warnings[-1]


def test_a_summary_without_a_sentence_left_is_empty_and_says_so() -> None:
    result = sample_result()
    checked = judged(result, {s.text: verdict(1, "unsupported") for s in result.summary})
    assert checked.summary == []
    (warning,) = (w for w in checked.warnings if "sentences of the summary" in w)
    assert f"all {len(result.summary)} sentences" in warning
    assert checked.headline == result.headline


def test_nothing_left_at_all_is_no_result_without_a_warning() -> None:
    result = sample_result()
    texts = [result.headline, *(s.text for s in (*result.summary, *result.takeaways))]
    checked = judged(result, {text: verdict(1, "unsupported") for text in texts})
    assert (checked.headline, checked.summary, checked.takeaways) == ("", [], [])
    assert len(checked.warnings) == len(result.warnings) + 3
