"""An episode that is not about software, and its notes: books, people, a company, an advert, a link."""

from __future__ import annotations

import hashlib

from llm_summarise.domain.replies import MentionKind, Owner, Prominence, Role, ToolKind
from llm_summarise.domain.result import (
    Coverage,
    EpisodeSummary,
    Evidence,
    Mention,
    MentionedItem,
    Person,
    Provenance,
    Source,
    Sponsor,
    Statement,
    Tool,
    Topic,
    Usage,
)
from llm_summarise.domain.transcript import Cue, Transcript

PATRON, AUTHOR = "Edda Moorcroft", "Silvan Okonjo"

SAID = (
    (0, PATRON, "This is Salt and Paper, and today Silvan Okonjo is here, who mends old charts."),
    (9, AUTHOR, "Thank you, Edda. I brought The Drowned Meridian, which I wrote in a lighthouse."),
    (20, PATRON, "First our friends at Gannet Maps, the atlas that is printed when you order it."),
    (31, PATRON, "Gannet Maps binds The Quiet Shoal for nothing with the code SALTY at gannetmaps.example."),
    (44, PATRON, "Silvan, who taught you to read a chart?"),
    (50, AUTHOR, "Oriel Fanshawe did, with The Quiet Shoal. If you read one book this year, read that."),
    (63, AUTHOR, "The Quiet Shoal says that a coast is a rumour with a scale bar."),
    (74, AUTHOR, "Every error on a chart was somebody's best day at sea."),
    (85, PATRON, "And how do you keep the errors now?"),
    (92, AUTHOR, "In a spreadsheet, in LibreOffice, and I print it on paper from Halvorsen Mills."),
    (104, AUTHOR, "I once saw a film about that, Fathom Line, on a train to Brisund."),
    (115, AUTHOR, "Keep the wrong sheet beside the right one, or you will draw the error again."),
    (127, PATRON, "Gannet Maps is with us to the end, by the way: the code is SALTY."),
    (138, AUTHOR, "My repairs are at okonjo charts dot example."),
    (147, PATRON, "And we are in the Salt and Paper letter. Until next week."),
)
END = 160.0


def chart_transcript() -> Transcript:
    """15 cues, 2:40 minutes, two speakers."""
    ends = [float(line[0]) for line in SAID[1:]] + [END]
    cues = tuple(
        Cue(text, float(start), end, who) for (start, who, text), end in zip(SAID, ends, strict=True)
    )
    return Transcript(cues, "charts.vtt", "webvtt", hashlib.sha256(b"charts").hexdigest())


def chart_result() -> EpisodeSummary:
    """The notes of `chart_transcript()`: two adverts of one sponsor; two books, one of them recommended and
    named in the advert before, one the guest's own; and names in passing."""
    return EpisodeSummary(
        source=Source(
            path="charts.vtt",
            sha256=hashlib.sha256(b"charts").hexdigest(),
            format="webvtt",
            cues=len(SAID),
            speakers=[PATRON, AUTHOR],
            duration=END,
        ),
        title="A Coast Is a Rumour",
        headline="Silvan Okonjo mends old charts and keeps their errors.",
        language="en",
        summary=[
            _statement(
                "Okonjo learned to read charts from a book.", "Oriel Fanshawe did, with The Quiet Shoal"
            )
        ],
        takeaways=[
            _statement(
                "Keep a wrong sheet beside the right one.", "Keep the wrong sheet beside the right one"
            )
        ],
        topics=_topics(),
        tools=[
            Tool(
                name="LibreOffice",
                kind=ToolKind.APPLICATION,
                url="https://www.libreoffice.org",
                mentions=_places("LibreOffice"),
            )
        ],
        mentions=_mentions(),
        quotes=[],
        people=[Person(name=PATRON, role=Role.HOST), Person(name=AUTHOR, role=Role.GUEST)],
        sponsors=[
            _sponsor(2, 3, code="SALTY", url="gannetmaps.example"),
            _sponsor(12, 12, code="SALTY"),
        ],
        coverage=Coverage(chunks=1, ok=1, kept=20),
        usage=Usage(calls=1),
        provenance=Provenance(
            generator="llm-summarise 0.1.0", model="gpt-sample", created="2025-11-21T09:30:00+00:00"
        ),
    )


def _mentions() -> list[MentionedItem]:
    def item(name: str, kind: MentionKind, *surfaces: str, **more: object) -> MentionedItem:
        places = [place for surface in surfaces or (name,) for place in _places(surface)]
        return MentionedItem(name=name, kind=kind, mentions=places, **more)  # type: ignore[arg-type]

    recommended, discussed = Prominence.RECOMMENDED, Prominence.DISCUSSED
    return [
        item("The Quiet Shoal", MentionKind.BOOK, prominence=recommended, url="https://example.org/shoal"),
        item("The Drowned Meridian", MentionKind.BOOK, prominence=discussed, owner=Owner.GUEST),
        item("Oriel Fanshawe", MentionKind.PERSON, prominence=discussed),
        item("Fathom Line", MentionKind.FILM),
        item("Halvorsen Mills", MentionKind.COMPANY),
        item("Brisund", MentionKind.PLACE),
        item(
            "okonjocharts.example",
            MentionKind.LINK,
            "okonjo charts dot example",
            prominence=discussed,
            owner=Owner.GUEST,
            url="https://okonjocharts.example",
        ),
        item("Salt and Paper letter", MentionKind.PRODUCT, owner=Owner.SHOW),
        item("Gannet Maps", MentionKind.COMPANY, sponsor=True),
    ]


def _topics() -> list[Topic]:
    borders = [("Charts and a lighthouse", 0), ("Gannet Maps", 2), ("Learning to read a coast", 4)]
    borders += [("Keeping errors", 8), ("Gannet Maps", 12), ("Where to find him", 13)]
    points = {
        4: [
            _statement("A coast on a chart is a rumour.", "a coast is a rumour with a scale bar"),
            _statement("One book taught him.", "Oriel Fanshawe did, with The Quiet Shoal"),
            _statement(
                "Errors on charts were made in earnest.", "Every error on a chart was somebody's best day"
            ),
        ],
        8: [_statement("Errors are kept in a spreadsheet.", "In a spreadsheet, in LibreOffice")],
    }
    return [
        Topic(
            title=title,
            start=float(SAID[first][0]),
            end=float(SAID[after][0]) if after < len(SAID) else END,
            first_cue=first,
            last_cue=after - 1,
            points=points.get(first, []),
            summary=points[first][0].text if first in points else "",
            sponsor=title == "Gannet Maps",
        )
        for (title, first), after in zip(borders, [b for _, b in borders[1:]] + [len(SAID)], strict=True)
    ]


def _statement(text: str, words: str) -> Statement:
    cue = next(i for i, (_, _, said) in enumerate(SAID) if words in said)
    evidence = Evidence(cue=cue, start=float(SAID[cue][0]), speaker=SAID[cue][1], quote=words)
    return Statement(text=text, evidence=[evidence])


def _places(surface: str) -> list[Mention]:
    return [
        Mention(cue=i, start=float(start), speaker=who, surface=surface, quote=text, sponsor=i in (2, 3, 12))
        for i, (start, who, text) in enumerate(SAID)
        if surface in text
    ]


def _sponsor(first: int, last: int, *, code: str | None = None, url: str | None = None) -> Sponsor:
    end = float(SAID[last + 1][0])
    return Sponsor(
        name="Gannet Maps",
        start=float(SAID[first][0]),
        end=end,
        first_cue=first,
        last_cue=last,
        code=code,
        url=url,
    )
