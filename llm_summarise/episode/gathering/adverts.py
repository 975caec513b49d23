"""Advertisements of an episode: where each begins and ends, and what it offers.

A model notes how one begins, the line it ends with, and who pays. One that goes on over the border between
two chunks is noted twice, and is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from llm_summarise.domain.folding import fold_name
from llm_summarise.domain.replies import SponsorNote
from llm_summarise.domain.result import Evidence, Sponsor
from llm_summarise.domain.text import first_words, fold_space
from llm_summarise.domain.transcript import Transcript
from llm_summarise.names.addresses import agrees, find_addresses, written_address

Place = tuple[int, int]
"""A cue and a character of its text."""

CLOSE: Final = 200
"""Characters between two notes of one sponsor within which they are one advertisement."""


@dataclass(frozen=True, slots=True)
class Advert:
    """An advertisement: from `start` (inclusive) to `end` (exclusive), a character of its last cue."""

    note: SponsorNote
    start: Place
    end: Place

    @property
    def last_cue(self) -> int:
        """The last cue that it stands in, at least in part."""
        return self.end[0] if self.end[1] else self.end[0] - 1


def within(place: Place, adverts: Sequence[Advert]) -> bool:
    """Whether a place is in one of the advertisements."""
    return any(advert.start <= place < advert.end for advert in adverts)


def joined_adverts(noted: Sequence[Advert], returns: Sequence[Place], transcript: Transcript) -> list[Advert]:
    """The advertisements in order, without overlap but for those that share their words. Of two notes of one
    sponsor that overlap or follow each other closely, one is made; else the earlier ends where the later
    begins. The conversation goes on at `returns`: one that starts in the last cue of an advertisement ends
    it."""
    found: list[Advert] = []
    for advert in sorted(noted, key=lambda a: (a.start, a.end)):
        last = found[-1] if found else None
        if last and _same_sponsor(last.note, advert.note) and _near(last.end, advert.start, transcript):
            note = _fuller(last.note, advert.note)
            found[-1] = replace(last, note=note, end=max(last.end, advert.end))
            continue
        if last and last.start == advert.start:  # "brought to you by Kelp and Moss"
            advert = replace(advert, end=max(last.end, advert.end))
            found[-1] = replace(last, end=advert.end)
        elif last and last.end > advert.start:
            found[-1] = replace(last, end=advert.start)
        found.append(advert)
    return [_cut(advert, returns) for advert in found]


def _same_sponsor(a: SponsorNote, b: SponsorNote) -> bool:
    one, other = fold_name(a.name), fold_name(b.name)
    return bool(one and other) and (one in other or other in one)


def _near(end: Place, start: Place, transcript: Transcript) -> bool:
    """Whether not much is said between two places."""
    if start <= end:
        return True
    between = -end[1] + start[1]
    for cue in range(end[0], min(start[0], len(transcript.cues))):
        between += len(transcript.cues[cue].text)
        if between > CLOSE:
            return False
    return between <= CLOSE


def _fuller(a: SponsorNote, b: SponsorNote) -> SponsorNote:
    """The first note, with what the second alone knows."""
    return a.model_copy(update={"code": a.code or b.code, "address": a.address or b.address})


def _cut(advert: Advert, returns: Sequence[Place]) -> Advert:
    """Up to the first return in its last cue, if there is one behind its beginning."""
    ends = [place for place in returns if advert.start < place < advert.end and place[0] == advert.last_cue]
    return replace(advert, end=min(ends)) if ends else advert


def sponsor_of(advert: Advert, tools: Sequence[str], transcript: Transcript) -> Sponsor:
    """The advertisement as results have it. Code and address are given only if they are said in it; `tools`
    are the names of those that stand in it, of which the sponsor's own are kept."""
    start, approximate = transcript.moment(*advert.start)
    said = spoken_in(advert, transcript)
    own = fold_name(advert.note.name)
    return Sponsor(
        name=fold_space(advert.note.name),
        start=start,
        approximate=approximate,
        end=_end(advert.end, transcript),
        first_cue=advert.start[0],
        last_cue=advert.last_cue,
        code=_offer_code(advert.note, said),
        url=_address(advert.note, said),
        tools=[name for name in tools if (folded := fold_name(name)) and (folded in own or own in folded)],
    )


def opening_of(place: Place, transcript: Transcript) -> Evidence:
    """The first words of an advertisement that begins at a place."""
    cue, character = place
    shown = first_words(transcript.cues[cue].text[character:])
    start, approximate = transcript.moment(cue, character)
    speaker = transcript.cues[cue].speaker
    return Evidence(cue=cue, start=start, approximate=approximate, speaker=speaker, quote=fold_space(shown))


def _end(place: Place, transcript: Transcript) -> float | None:
    """When an advertisement has ended: where the source tells no ends, when what follows begins."""
    cue, character = place
    end = transcript.end_of(cue, character)
    if end is not None or transcript.cues[cue].start is None:
        return end
    if character >= len(transcript.cues[cue].text) and cue + 1 < len(transcript.cues):
        return transcript.moment(cue + 1).start
    return transcript.moment(cue, character).start


def spoken_in(advert: Advert, transcript: Transcript) -> str:
    """The words of an advertisement."""
    cues = transcript.cues[advert.start[0] : advert.last_cue + 1]
    texts = [cue.text for cue in cues]
    if advert.last_cue == advert.end[0]:
        texts[-1] = texts[-1][: advert.end[1]]
    texts[0] = texts[0][advert.start[1] :]
    return " ".join(texts)


def _offer_code(note: SponsorNote, said: str) -> str | None:
    """The code, if letters and digits of it stand in a row in what is said."""
    code = fold_space(note.code)
    return code if code and fold_name(code) and fold_name(code) in fold_name(said) else None


def _address(note: SponsorNote, said: str) -> str | None:
    """The address that is said, written as one; a model's alone only if its words stand in what is said."""
    address = fold_space(note.address)
    if not address:
        return None
    wanted = re.sub(r"^https?://(?:www\.)?", "", written_address(address) or address)
    for spoken in find_addresses(said):
        if agrees(wanted, said[spoken.start : spoken.end]):
            return spoken.written
    return wanted if fold_name(address) in fold_name(said) or fold_name(wanted) in fold_name(said) else None
