"""A talk of which the source tells more than its words."""

from __future__ import annotations

from llm_summarise.domain.transcript import About, Cue, Heading, Transcript

ABOUT = About(
    show="Garden Hour",
    title="Beans that survive",
    number="12",
    date="2025-10-23",
    hosts=("Ada Berg",),
    guests=("Tom Reed",),
    description="Two growers talk about frost.",
)

OUTLINE = (Heading("Frost in the garden", 0, 2), Heading("How to cover young plants", 6, 2))

SAID = (
    ("Ada", "Which of the beans survived the frost in May, and which of them did you lose in that night?"),
    ("Tom", "Only the broad beans survived, all the runner beans went black overnight in the open bed."),
    ("Ada", "And the frost came back a week later, so the second sowing was lost as well in the end."),
    ("Tom", "The second frost was worse because the ground had dried and gave no warmth to the beans."),
    ("Ada", "So water the ground before a cold night, that is what I would tell everybody with a bed."),
    ("Tom", "Wet ground holds twice the warmth of dry ground, I measured that with four thermometers."),
    ("Ada", "Then let us speak about covers, what do you put over the young plants when it gets cold?"),
    ("Tom", "Fleece costs four coins a metre and saves a whole bed of beans through a cold spring night."),
    ("Ada", "Some people put plastic right on the leaves, and then they wonder why the plants rot away."),
    ("Tom", "Never put plastic on the leaves, the water that collects below it freezes before the air does."),
)


def told(about: About = ABOUT, outline: tuple[Heading, ...] = OUTLINE, *, timed: bool = True) -> Transcript:
    cues = (
        Cue(text, i * 20.0 if timed else None, i * 20.0 + 19 if timed else None, speaker)
        for i, (speaker, text) in enumerate(SAID)
    )
    return Transcript(tuple(cues), "beans.md", "dialogue", "0" * 64, (), about, outline)
