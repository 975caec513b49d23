"""Every pattern of the package costs in proportion to what it reads, whatever that is."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.patterns.collecting import Found, collect

_ROOT = Path(__file__).parents[2]
_AT_ONCE = 2
_PATIENCE = 900
"""Seconds for a part of the patterns, which take a twentieth of them on an idle machine."""

BUILT_OF_ARGUMENTS = {
    "asking.understanding.parameters:_each": "its patterns stand in a table of its module, which is read",
    "asking.understanding.rules:_names": "as above",
    "asking.understanding.wordings:_any_of": "as above",
    "domain.scripts.language_detection:": "as above",
    "extractive.selection.sentence_faults:": "as above",
    "index.episode_date:": "as above",
    "extractive.selection.spoken_phrases:first": "as above: it makes the tables of others",
    "extractive.selection.spoken_phrases:anywhere": "as above",
    "episode.source.presenting_phrases:_pattern": "as above",
    "extractive.analysis:Passage._sponsors": "names, escaped",
    "extractive.entities.sponsors:spelled": "a name, escaped",
    "extractive.topics.repeated_terms:_runs": "words, escaped",
    "extractive.reduce.host_announcement:_names_right": "a name, escaped",
    "episode.gathering.spoken_places:_pattern": "words of a name, escaped",
    "episode.source.found_people:_begun_with": "a first name, escaped, and at most three words",
    "episode.source.presented:_is_ordinary": "a name, escaped",
    "episode.source.presented:_shows": "a name, escaped",
    "episode.source.presenting_phrases:said": "phrases, escaped",
    "grounding.grounder:Grounder.__init__": "names of speakers, escaped",
    "names.repairing:NotedName.verbatim": "a name, escaped",
    "readers.speech.signs:with_signs": "a class of characters, escaped",
    "recipes.diff:_path": "a name of a field, escaped",
    "recipes.schema_mistakes:_check_short": "a field of a schema, escaped",
}
"""Functions whose patterns nobody can collect: what they are built of, which cannot make them dear."""


BOUNDED = {
    "readers.refusals.": "an Excerpt has a bounded number of lines, each of a bounded length",
    "readers.formats.json_text:": "the first 1,000 characters",
    "episode.source.presenting_phrases:_BEHIND": "the 120 characters before a phrase",
    "names.finding:": "what stands between two names, at most 24 characters",
}
"""Patterns that grow, on what the code has made short before."""


def measured(found: Sequence[Found]) -> list[dict[str, object] | None]:
    """What each pattern grows on, or None, from a process of its own."""
    asked = "".join(
        json.dumps({"pattern": each.pattern, "flags": each.flags, "uses": sorted(each.uses)}) + "\n"
        for each in found
    )
    command = [sys.executable, "-m", "tests.patterns.growth"]
    try:
        done = subprocess.run(
            command, input=asked, text=True, capture_output=True, cwd=_ROOT, timeout=_PATIENCE
        )
        lines = done.stdout.splitlines()
    except subprocess.TimeoutExpired as error:
        lines = (error.stdout or b"").decode().splitlines()
    answers = [json.loads(line) for line in lines]
    if len(answers) < len(found):
        answers += [{"never": "ends"}, *[None] * (len(found) - len(answers) - 1)]
    return answers


def _place(found: Found) -> str:
    return found.where.removeprefix("llm_summarise.")


@pytest.mark.slow
def test_no_pattern_grows_faster_than_its_text() -> None:
    found, _ = collect()
    assert len(found) > 700
    parts = [found[first :: _AT_ONCE * 4] for first in range(_AT_ONCE * 4)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        grown = [
            f"{each.where} on {answer}: {each.pattern[:200]!r}"
            for part, answers in zip(parts, pool.map(measured, parts), strict=True)
            for each, answer in zip(part, answers, strict=True)
            if answer and not _place(each).startswith(tuple(BOUNDED))
        ]
    assert grown == []


@pytest.mark.slow
def test_a_pattern_built_of_arguments_is_known() -> None:
    _, unread = collect()
    assert {f"{each.module.removeprefix('llm_summarise.')}:{each.function}" for each in unread} == set(
        BUILT_OF_ARGUMENTS
    )


def _planted(pattern: str, *uses: str) -> Found:
    return Found(pattern, re.compile(pattern).flags, pattern, set(uses))


@pytest.mark.slow
def test_planted_patterns_are_told_from_linear_ones() -> None:
    dear = [
        _planted(r"\s+$", "search"),
        _planted(r"\[[^\]]*\]", "sub"),
        _planted(r"(?m)^\s*x", "search"),
        _planted(r"\w+@\w+", "finditer"),
        _planted(r"[a-z]+[0-9]*[a-z.]+x", "match"),
        _planted(r"\S+: .*\S+ x", "match"),
        _planted(r"(?:ab|a)*(?:b|ba)*c", "fullmatch"),
        _planted(r"(?:a+)+b", "match"),
        _planted(r"(\w+\s?)*x", "match"),
        _planted(r'"(?:[^"\\]|\\.)*"', "search"),
        _planted(r"(?s)<!--.*?-->", "sub"),
        _planted(r"\d+(?:\.\d+)*%", "search"),
    ]
    linear = [
        _planted(r"(?<!\s)\s+$", "search"),
        _planted(r"\s+", "match"),
        _planted(r"(?>a+)+b", "match"),
        _planted(r"[ \t]*\[(\d{1,9})\](.*)", "match"),
        _planted(r"<[^<>]*>", "sub"),
        _planted(r"(?<!\w)\w++@\w+", "finditer"),
        _planted(r"\[[^\]]{0,60}\]", "sub"),
    ]
    grown = measured([*dear, *linear])
    assert [each.pattern for each, answer in zip(dear, grown, strict=False) if not answer] == []
    assert [each.pattern for each, answer in zip(linear, grown[len(dear) :], strict=True) if answer] == []
