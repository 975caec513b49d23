"""An invented episode: a host and a guest talk about building a weather-station app.

`sample_transcript()` and `sample_result()` belong together: every quote of the result stands in the
transcript. Both take `timed=False` for a transcript without times. Everything here is made up.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from llm_summarise.domain.replies import MentionKind, Owner, Prominence, Role, ToolKind
from llm_summarise.domain.result import (
    Coverage,
    EpisodeSummary,
    Evidence,
    Mention,
    MentionedItem,
    Person,
    Provenance,
    Quote,
    Source,
    Sponsor,
    Statement,
    Tool,
    Topic,
    Usage,
)
from llm_summarise.domain.transcript import Cue, Transcript

HOST, GUEST = "Mara Lindqvist", "Tomás Okafor"

# (seconds, speaker, text): one caption each, seconds apart as in a real recording.
LINES: tuple[tuple[int, str, str], ...] = (
    (0, HOST, "Welcome back to Tinker Hour, the show about small machines and the people who build them."),
    (
        7,
        HOST,
        "Today Tomás Okafor is here, who put a weather station on his roof and then on four hundred others.",
    ),
    (15, GUEST, "Thanks for having me, Mara. I should say the first one was mostly a lunch box and hope."),
    (24, HOST, "Let us begin with the lunch box. What was inside?"),
    (
        29,
        GUEST,
        "A Raspberry Pi, a cheap pressure sensor and a wind vane that I printed on a friend's machine.",
    ),
    (38, GUEST, "It measured everything wrong for about three weeks, and I loved it."),
    (45, GUEST, "The temperature was the board heating itself, so every sunny day was thirty-eight degrees."),
    (55, HOST, "When did you notice?"),
    (58, GUEST, "When my mother asked why my roof had its own climate."),
    (66, GUEST, "So rule one: put the sensor in the shade and away from anything that thinks."),
    (78, HOST, "That ought to be on a shirt. How did the readings get off the roof?"),
    (
        90,
        GUEST,
        "At first a script in Python wrote a line to a file every minute, and I copied the file on Sundays.",
    ),
    (102, GUEST, "Then I moved to MQTT, because the neighbours wanted to see the numbers too."),
    (113, GUEST, "MQTT is wonderful when the network is bad, and on a roof the network is always bad."),
    (124, HOST, "A short word from the people who pay for the microphones."),
    (129, HOST, "This hour is brought to you by Cloudberry Hosting, the servers with a human on the phone."),
    (
        138,
        HOST,
        "Cloudberry gives listeners three months for nothing: cloudberry dot example, code ROOF.",
    ),
    (147, HOST, "And we are back. Tomás, four hundred stations is no longer a file on Sunday."),
    (
        158,
        GUEST,
        "No. We went through two databases before we found something that fit in one person's head.",
    ),
    (170, GUEST, "The first was a big time series cluster, and I was its full-time nurse."),
    (181, GUEST, "Now it is SQLite on every station and Duck DB on my laptop for the questions."),
    (193, GUEST, "Each station keeps its own year, and at night it sends one small Parquet file."),
    (205, HOST, "So the stations are the database."),
    (209, GUEST, "The stations are the database, and the server is only a post office."),
    (219, HOST, "I want to stay with Duck DB. What do you ask it?"),
    (
        226,
        GUEST,
        "Last winter in Bergen I asked which stations had frozen wind vanes, over two years of data.",
    ),
    (236, GUEST, "DuckDB read eleven gigabytes of Parquet in nine seconds, and I had not even sat down."),
    (247, HOST, "And people see this through the app."),
    (252, GUEST, "The app is a small FastAPI service, and the charts are drawn in the browser."),
    (262, GUEST, "I wrote it three times: once too clever, once too slow, and once properly."),
    (272, HOST, "What made the third one proper?"),
    (276, GUEST, "I deleted the live view. Nobody needs the wind of this very second."),
    (285, GUEST, "Once I accepted a delay of five minutes, everything could be a file behind a cache."),
    (296, GUEST, "The bill went from ninety dollars a month to four."),
    (304, HOST, "Four dollars for four hundred stations. How do you know when one is lying?"),
    (
        314,
        GUEST,
        "Every station is compared with its three nearest neighbours, and the odd one gets a letter.",
    ),
    (
        325,
        GUEST,
        "A polite letter. Ines Brandt wrote it, who knows owners: your thermometer may be in the sun.",
    ),
    (334, GUEST, "Half of all faults were a spider in the rain gauge."),
    (342, HOST, "It sounds like an episode of Storm Room. How does one debug a spider?"),
    (346, GUEST, "With pytest, believe it or not. I recorded the signal and it is a test case now."),
    (357, GUEST, "There is a fixture called spider, and it has caught more bugs than I have."),
    (367, HOST, "If someone wants to start this weekend, what do they buy?"),
    (
        374,
        GUEST,
        "One sensor from Halden, one board, and The Patient Sky by Ines Brandt. I give it to everyone.",
    ),
    (382, GUEST, "Read of dew point in it, write down what you see, and compare. That is the whole science."),
    (393, GUEST, "Measure something you can check with your own eyes before you measure anything else."),
    (
        404,
        HOST,
        "And do not put it near anything that thinks. We are at tinkerhour dot example. Tomás, thank you.",
    ),
    (
        412,
        GUEST,
        "Thank you, Mara. The plans are at roofs dot example, or come to Roof Days. Mind the spiders.",
    ),
)
DURATION = 420.0


def sample_transcript(*, timed: bool = True) -> Transcript:
    """47 cues, 7 minutes, two speakers."""
    ends = [line[0] for line in LINES[1:]] + [int(DURATION)]
    cues = tuple(
        Cue(text, float(start) if timed else None, float(end) if timed else None, speaker)
        for (start, speaker, text), end in zip(LINES, ends, strict=True)
    )
    return Transcript(
        cues, "weather-station.vtt", "webvtt" if timed else "plain", hashlib.sha256(b"x").hexdigest()
    )


def sample_result(*, timed: bool = True) -> EpisodeSummary:
    """The notes of `sample_transcript()`: 8 topics (one a sponsor's), 8 tools and a sponsor's, 10 mentions
    (some in every group), 3 quotes."""
    cues = sample_transcript(timed=timed).cues

    def cue_of(words: str) -> int:
        return next(i for i, cue in enumerate(cues) if words in cue.text)

    def seen(words: str) -> Evidence:
        i = cue_of(words)
        return Evidence(cue=i, start=cues[i].start, speaker=cues[i].speaker, quote=words)

    def said(text: str, *words: str) -> Statement:
        return Statement(text=text, evidence=[seen(w) for w in words])

    def quote(words: str) -> Quote:
        i = cue_of(words)
        return Quote(cue=i, start=cues[i].start, end=cues[i].end, speaker=cues[i].speaker, quote=words)

    def named(*surfaces: str, sponsor: bool = False) -> list[Mention]:
        return [
            Mention(cue=i, start=c.start, speaker=c.speaker, surface=s, quote=c.text, sponsor=sponsor)
            for i, c in enumerate(cues)
            for s in surfaces
            if s in c.text
        ]

    def tool(name: str, kind: ToolKind, url: str | None, *surfaces: str, sponsor: bool = False) -> Tool:
        mentions = named(*surfaces, sponsor=sponsor)
        prominent = Prominence.DISCUSSED if name in _DISCUSSED else Prominence.PASSING
        return Tool(name=name, kind=kind, url=url, prominence=prominent, sponsor=sponsor, mentions=mentions)

    starts = [cue_of(words) for words, *_ in _TOPICS]
    topics = [
        Topic(
            title=title,
            start=cues[first].start,
            end=(cues[after].start if after < len(cues) else DURATION) if timed else None,
            first_cue=first,
            last_cue=after - 1,
            summary=summary,
            points=[said(text, words) for words, text in _POINTS if first <= cue_of(words) < after],
            sponsor=title.startswith("Sponsor"),
            evidence=[seen(words)],
        )
        for (words, title, summary), first, after in zip(
            _TOPICS, starts, [*starts[1:], len(cues)], strict=True
        )
    ]
    ad = next(t for t in topics if t.sponsor)
    return EpisodeSummary(
        source=Source(
            path="weather-station.vtt",
            sha256=hashlib.sha256(b"x").hexdigest(),
            format="webvtt" if timed else "plain",
            cues=len(cues),
            speakers=[HOST, GUEST],
            duration=DURATION if timed else None,
        ),
        title="Four Hundred Roofs: A Weather Network for Four Dollars a Month",
        headline="A lunch box on a roof grew into four hundred weather stations that cost less than a meal.",
        language="en",
        summary=[
            said(
                "Tomás Okafor began with a Raspberry Pi in a lunch box that measured its own heat.",
                "A Raspberry Pi, a cheap pressure sensor",
                "The temperature was the board heating itself",
            ),
            said(
                "Today every station keeps its own year in SQLite and sends one small file at night.",
                "SQLite on every station",
                "at night it sends one small Parquet file",
            ),
            said(
                "Giving up the live view made the app a set of files behind a cache: four dollars a month.",
                "I deleted the live view",
                "The bill went from ninety dollars a month to four.",
            ),
            said(
                "Faulty stations are found by comparing neighbours, and half of the faults were spiders.",
                "compared with its three nearest neighbours",
                "Half of all faults were a spider in the rain gauge.",
            ),
        ],
        takeaways=[
            said("Keep a sensor in the shade and away from warm electronics.", "put the sensor in the shade"),
            said(
                "Let the devices keep the data, and let the server only pass it on.",
                "The stations are the database, and",
            ),
            said(
                "Ask whether anyone needs live data: a delay of five minutes made everything cacheable.",
                "Once I accepted a delay of five minutes",
            ),
            said(
                "Turn every odd fault into a recorded test case.",
                "I recorded the signal and it is a test case now",
            ),
        ],
        topics=topics,
        tools=[
            tool("Raspberry Pi", ToolKind.HARDWARE, "https://www.raspberrypi.com", "Raspberry Pi"),
            tool("Python", ToolKind.LANGUAGE, "https://www.python.org", "Python"),
            tool("MQTT", ToolKind.STANDARD, "https://mqtt.org", "MQTT"),
            tool("SQLite", ToolKind.APPLICATION, "https://sqlite.org", "SQLite"),
            tool("DuckDB", ToolKind.APPLICATION, "https://duckdb.org", "Duck DB", "DuckDB"),
            tool("Apache Parquet", ToolKind.STANDARD, "https://parquet.apache.org", "Parquet"),
            tool("FastAPI", ToolKind.FRAMEWORK, "https://fastapi.tiangolo.com", "FastAPI"),
            tool("pytest", ToolKind.LIBRARY, "https://docs.pytest.org", "pytest"),
            tool("Cloudberry Hosting", ToolKind.SERVICE, None, "Cloudberry", sponsor=True),
        ],
        mentions=[
            MentionedItem(
                name=name, kind=kind, prominence=prominent, owner=owner, url=url, mentions=named(surface)
            )
            for name, kind, prominent, owner, surface, url in _MENTIONED
        ],
        quotes=[
            quote("So rule one: put the sensor in the shade and away from anything that thinks."),
            quote("The stations are the database, and the server is only a post office."),
            quote("There is a fixture called spider, and it has caught more bugs than I have."),
        ],
        people=[
            Person(name=HOST, role=Role.HOST, evidence=[]),
            Person(name=GUEST, role=Role.GUEST, evidence=[seen("Today Tomás Okafor is here")]),
        ],
        sponsors=[
            Sponsor(
                name="Cloudberry Hosting",
                start=ad.start,
                end=ad.end,
                first_cue=ad.first_cue,
                last_cue=ad.last_cue,
                code="ROOF",
                url="cloudberry.example",
                tools=["Cloudberry Hosting"],
            )
        ],
        coverage=Coverage(chunks=3, ok=3, cached=1, dropped={"tool": 1}, kept=27),
        usage=Usage(calls=3, cached=1, input_tokens=4210, output_tokens=1380, cost=0.0031, seconds=4.2),
        provenance=Provenance(
            generator="llm-summarise 0.1.0", model="gpt-sample", seed=0, created="2025-11-21T09:30:00+00:00"
        ),
    )


def with_text(result: EpisodeSummary, text: str) -> EpisodeSummary:
    """`result` with `text` in every field that a model or a transcript fills."""
    filled = result.model_copy(deep=True)
    filled.title = filled.headline = text
    for statement in (*filled.summary, *filled.takeaways):
        statement.text = text
        for evidence in statement.evidence:
            evidence.quote = text
            evidence.speaker = text
    for topic in filled.topics:
        topic.title = topic.summary = text
        for point in topic.points:
            point.text = text
    for tool in filled.tools:
        tool.name = text
        tool.url = text
        for mention in tool.mentions:
            mention.surface = mention.quote = text
    for item in filled.mentions:
        item.name = item.url = text
        for mention in item.mentions:
            mention.surface = mention.quote = text
    for quote in filled.quotes:
        quote.quote = text
        quote.speaker = text
    for person in filled.people:
        person.name = text
    for sponsor in filled.sponsors:
        sponsor.name = sponsor.code = sponsor.url = text
        sponsor.tools = [text]
    filled.provenance.model = filled.provenance.generator = text
    filled.warnings = [text]
    return filled


def with_lines(transcript: Transcript, text: str) -> Transcript:
    """`transcript` with every second line, and its speaker, replaced by `text`."""
    if not text.strip():
        return transcript
    cues = tuple(
        replace(cue, text=text, speaker=text) if i % 2 else cue for i, cue in enumerate(transcript.cues)
    )
    return replace(transcript, cues=cues)


def long_transcript(hours: float) -> Transcript:
    """The sample over and over, in captions of about three seconds, as recordings of that length have."""
    cues: list[Cue] = []
    while len(cues) * 2.6 < hours * 3600:
        for _, speaker, text in LINES:
            words = text.split()
            for part in (words[:9], words[9:]):
                if part:
                    start = len(cues) * 2.6
                    cues.append(Cue(" ".join(part), start, start + 2.6, speaker))
    return Transcript(tuple(cues), "long.vtt", "webvtt", hashlib.sha256(b"y").hexdigest())


# (words of the first cue, title, summary)
_TOPICS: tuple[tuple[str, str, str], ...] = (
    (
        "Welcome back to Tinker Hour",
        "A station in a lunch box",
        "The first station was a board, a sensor and a printed vane.",
    ),
    (
        "So rule one",
        "Where a sensor must not be",
        "Sensors belong in the shade and far from warm electronics.",
    ),
    (
        "At first a script",
        "From Sunday copies to messages",
        "Readings moved from a copied file to messages that survive a bad network.",
    ),
    ("A short word from", "Sponsor: Cloudberry Hosting", "Hosting with three free months."),
    (
        "four hundred stations is no longer",
        "Stations that are their own database",
        "Each station keeps a year of data; the server only passes files on.",
    ),
    (
        "And people see this through",
        "The app, written three times",
        "Dropping the live view made caching possible and cut the bill.",
    ),
    (
        "How do you know when one is lying",
        "Finding stations that lie",
        "Neighbours are compared and odd readings get a polite letter.",
    ),
    (
        "If someone wants to start",
        "How to begin this weekend",
        "Buy one sensor and check it with your own eyes.",
    ),
)

# (words of the cue, what they say): in the topic that the cue belongs to
_POINTS: tuple[tuple[str, str], ...] = (
    (
        "The temperature was the board heating itself",
        "A warm board beside the sensor reports its own temperature.",
    ),
    ("MQTT is wonderful when the network is bad", "MQTT copes with networks that fail all the time."),
    ("The first was a big time series cluster", "A time series cluster took one person all day to nurse."),
    ("DuckDB read eleven gigabytes", "DuckDB read eleven gigabytes of Parquet in nine seconds."),
    ("Nobody needs the wind of this very second", "A live view is what nobody needs."),
    ("The bill went from ninety dollars", "Files behind a cache cut the bill from ninety dollars to four."),
    ("Half of all faults were a spider", "Half of all faults were spiders in the rain gauge."),
)

_DISCUSSED = ("MQTT", "SQLite", "DuckDB", "FastAPI", "pytest")

# (name, kind, prominence, owner, how it is said, address)
_MENTIONED: tuple[tuple[str, MentionKind, Prominence, Owner, str, str | None], ...] = (
    ("The Patient Sky", MentionKind.BOOK, Prominence.RECOMMENDED, Owner.OTHER, "The Patient Sky", None),
    ("Ines Brandt", MentionKind.PERSON, Prominence.DISCUSSED, Owner.OTHER, "Ines Brandt", None),
    (
        "roofs.example",
        MentionKind.LINK,
        Prominence.DISCUSSED,
        Owner.GUEST,
        "roofs dot example",
        "https://roofs.example",
    ),
    ("Roof Days", MentionKind.EVENT, Prominence.PASSING, Owner.GUEST, "Roof Days", None),
    ("Storm Room", MentionKind.SERIES, Prominence.PASSING, Owner.OTHER, "Storm Room", None),
    ("Halden", MentionKind.COMPANY, Prominence.PASSING, Owner.OTHER, "Halden", None),
    ("Bergen", MentionKind.PLACE, Prominence.PASSING, Owner.OTHER, "Bergen", None),
    ("dew point", MentionKind.CONCEPT, Prominence.PASSING, Owner.OTHER, "dew point", None),
    ("Tinker Hour", MentionKind.PODCAST, Prominence.PASSING, Owner.SHOW, "Tinker Hour", None),
    (
        "tinkerhour.example",
        MentionKind.LINK,
        Prominence.PASSING,
        Owner.SHOW,
        "tinkerhour dot example",
        "https://tinkerhour.example",
    ),
)
