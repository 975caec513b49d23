"""`--skip-sponsors`: adverts that are announced are not sent, and stand in the result with name and time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_summarise import read_transcript, summarise
from llm_summarise.domain.settings import Settings
from llm_summarise.domain.transcript import Cue, Transcript
from llm_summarise.episode.chunking import chunked
from llm_summarise.episode.gathering.adverts import spoken_in
from llm_summarise.episode.gathering.skipped_adverts import skipped_adverts
from tests.command import EXAMPLE
from tests.fault_server import FaultServer, careful
from tests.inprocess import inside

SKIPPING = Settings(skip_sponsors=True)

BEFORE = "So we measured the tide every ten minutes and wrote it down. It took all winter to see a pattern."
ADVERT = (
    "This portion of the show is brought to you by Lampwick Cloud. Lampwick runs your servers while you "
    "sleep, and tells you what happened. Go to lampwick.example/tide and get a month for free. "
    "Thank you to Lampwick Cloud for supporting the show."
)
AFTER = (
    "Now back to the wall. What did the gulls think of it? They sat on the sensor and looked like high water."
)


OFFERED = "pay for the minutes they are awake"
"""Words of the advert in the example, which has credits of the same sponsor as well."""


def shown(transcript: Transcript, settings: Settings, budget: int = 0) -> str:
    kept = skipped_adverts(transcript, settings).kept
    chunks = chunked(transcript, budget, kept=kept)
    return joined(text for chunk in chunks for text in chunk.texts(transcript))


def joined(texts: Iterable[str]) -> str:
    """Texts without blanks: a long cue is cut within its words."""
    return "".join("".join(texts).split())


@given(st.lists(st.integers(1, 120), max_size=30), st.sampled_from([0, 40, 200]))
def test_the_advert_is_left_out_wherever_captions_are_cut(cuts: list[int], budget: int) -> None:
    words = f"{BEFORE} {ADVERT} {AFTER}".split()
    borders = [0, *sorted({cut for cut in cuts if cut < len(words)}), len(words)]
    texts = [" ".join(words[a:b]) for a, b in pairwise(borders)]
    transcript = Transcript(tuple(map(Cue, texts)), "talk", "plain", "0")
    assert shown(transcript, SKIPPING, budget) == joined([BEFORE, AFTER])
    (advert,) = skipped_adverts(transcript, SKIPPING).adverts
    assert spoken_in(advert, transcript) == ADVERT
    assert advert.note.name == "Lampwick Cloud"
    assert shown(transcript, Settings(), budget) == joined([BEFORE, ADVERT, AFTER])


@given(
    st.lists(st.text("abc dé。", min_size=1, max_size=40), min_size=1, max_size=8),
    st.dictionaries(st.integers(0, 7), st.tuples(st.integers(0, 40), st.integers(0, 40))),
    st.sampled_from([0, 12, 60]),
)
def test_what_is_left_of_cues_is_in_chunks_once(
    texts: list[str], parts: Mapping[int, tuple[int, int]], budget: int
) -> None:
    transcript = Transcript(tuple(map(Cue, texts)), "talk", "plain", "0")
    kept = {cue: [(min(part), max(part))] for cue, part in parts.items() if max(part) > min(part)}
    kept = {cue: [(a, b)] for cue, [(a, b)] in kept.items() if cue < len(texts) and b <= len(texts[cue])}
    pieces = [
        piece for c in chunked(transcript, budget, kept=kept) for line in c.lines for piece in line.pieces
    ]
    for cue, text in enumerate(texts):
        (start, end) = kept.get(cue, [(0, len(text))])[0]
        assert "".join(p.text(transcript) for p in pieces if p.cue == cue) == text[start:end]


def test_a_credit_and_what_names_nobody_again_are_sent() -> None:
    credit = "This episode is brought to you by Lampwick Cloud."
    transcript = Transcript((Cue(f"{credit} {BEFORE} {AFTER}"),), "talk", "plain", "0")
    assert not skipped_adverts(transcript, SKIPPING).adverts
    assert not skipped_adverts(Transcript((), "talk", "plain", "0"), SKIPPING).adverts


def test_an_advert_ends_with_the_last_sentence_that_is_of_it() -> None:
    talk = ADVERT.replace(" Thank you to Lampwick Cloud for supporting the show.", "")
    transcript = Transcript((Cue(f"{BEFORE} {talk} {AFTER}"),), "talk", "plain", "0")
    assert shown(transcript, SKIPPING) == joined([BEFORE, AFTER])


def test_nothing_of_an_advert_is_sent_and_its_name_and_times_are_kept(fault_server: FaultServer) -> None:
    fault_server.respond = careful
    result = summarise(EXAMPLE, model="fault", skip_sponsors=True)
    assert not [r for r in fault_server.requests if OFFERED in r.prompt]
    assert result.provenance.settings["skip_sponsors"] is True
    (sponsor,) = (s for s in result.sponsors if (s.start or 0) > 300)
    assert (sponsor.name, sponsor.code, sponsor.url) == ("Lanternfish Hosting", None, None)
    assert sponsor.start is not None
    assert sponsor.end is not None
    assert 300 < sponsor.start < sponsor.end < 400
    cues = range(sponsor.first_cue, sponsor.last_cue + 1)
    said = " ".join(read_transcript(EXAMPLE).cues[cue].text for cue in cues)
    assert OFFERED in said
    assert not [e for s in (*result.summary, *result.takeaways) for e in s.evidence if e.quote in said]


def test_it_is_off_by_default_and_prompts_stay_as_they_are(fault_server: FaultServer) -> None:
    fault_server.respond = careful
    summarise(EXAMPLE, model="fault")
    assert [r for r in fault_server.requests if OFFERED in r.prompt]


@pytest.mark.parametrize("many", [False, True])
def test_a_dry_run_says_how_much_is_left_out(many: bool) -> None:
    command = ["batch", EXAMPLE, "--jsonl"] if many else [EXAMPLE]

    def planned(*options: str) -> tuple[str, int]:
        printed = inside(*command, "-m", "extractive", "--dry-run", *options).stdout.decode()
        tokens = re.search(r"about ([\d,]+) in", printed)
        assert tokens
        return printed, int(tokens[1].replace(",", ""))

    plain, whole = planned()
    skipping, rest = planned("--skip-sponsors")
    saved = re.search(r"adverts: +about ([\d,]+) tokens are left out", skipping)
    assert saved
    assert "adverts" not in plain
    assert 50 < int(saved[1]) <= whole - rest < 2 * int(saved[1])


def test_chunks_without_an_advert_are_the_same(fault_server: FaultServer) -> None:
    fault_server.respond = careful
    small = (EXAMPLE, "-m", "fault", "--chunk-tokens", "800", "-q")
    inside(*small)
    calls = fault_server.calls
    inside(*small, "--skip-sponsors")
    assert fault_server.calls - calls == 2, "the chunk with the advert and the summary"


def test_the_chunks_command_shows_what_is_sent() -> None:
    assert OFFERED in inside("chunks", EXAMPLE, "--show").stdout.decode()
    assert OFFERED not in inside("chunks", EXAMPLE, "--show", "--skip-sponsors").stdout.decode()
