"""Chapter scores: by hand, against segeval, and against the shared scorer on the real labels."""

from __future__ import annotations

import itertools
import json
import math
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.domain.segmentation import (
    boundary_grid,
    equal_control,
    match_boundaries,
    mean_score,
    pk,
    random_control,
    reader_agreement,
    score_chapters,
    window_diff,
    window_size,
)
from llm_summarise.evaluation.gold import Gold
from llm_summarise.evaluation.gold_text import load_gold

EXACT = 1e-9


@pytest.fixture
def golds(shared_dir: Path) -> list[Gold]:
    files = sorted((shared_dir / "gold").glob("*.json"))
    return [load_gold(file.read_text(encoding="utf-8"), file.name) for file in files]


def test_boundaries_are_matched_one_to_one_and_the_start_takes_no_part() -> None:
    match = match_boundaries([0, 60, 120, 300], [0, 50, 62, 130, 500], tolerance=15)
    assert match.pairs == ((60, 50), (120, 130))
    assert match.missed == (300,)
    assert match.invented == (62, 500)
    assert match.f1 == 2 * 2 / (3 + 4)


def test_a_boundary_at_the_tolerance_is_matched_and_one_beyond_is_not() -> None:
    assert match_boundaries([100], [103], 3).f1 == 1.0
    assert match_boundaries([100], [103.001], 3).f1 == 0.0


def test_without_any_boundary_both_agree() -> None:
    assert match_boundaries([0], [0], 3).f1 == 1.0


def test_the_grid_has_a_boundary_in_each_cell_where_a_chapter_starts() -> None:
    assert boundary_grid([0, 5.9, 6, 11.9, 30, 99], end=37, step=6) == [0, 1, 0, 0, 0, 1]


def test_pk_and_windowdiff_by_hand() -> None:
    # segments of 4 cells: half of the mean is 2, so windows of 2 cells at 6 positions
    reference, predicted = [0, 0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0, 0, 0]
    assert window_size(reference) == 2
    # boundaries in (i, i+2]: reference 0 0 1 1 0 0, predicted 0 1 2 1 0 0
    assert pk(reference, predicted) == 1 / 6
    assert window_diff(reference, predicted) == 2 / 6


def test_an_episode_shorter_than_the_window_is_right_or_wrong() -> None:
    assert pk([0], [0]) == window_diff([0, 1], [0, 1]) == 0.0
    assert pk([0, 1], [0, 0]) == 1.0


def test_grids_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="grids of 3 and 2 cells"):
        pk([0, 0, 0], [0, 0])


@settings(max_examples=60)
@given(st.data())
def test_pk_and_windowdiff_are_those_of_segeval(data: st.DataObject) -> None:
    segeval = pytest.importorskip("segeval")
    n = data.draw(st.integers(4, 120))
    cells = st.lists(st.integers(0, 1), min_size=n - 1, max_size=n - 1)
    reference, predicted = [0, *data.draw(cells)], [0, *data.draw(cells)]
    k = window_size(reference)
    masses = masses_of(reference), masses_of(predicted)
    assert k == segeval.compute_window_size(masses[0], boundary_format=segeval.BoundaryFormat.mass)
    assert pk(reference, predicted) == pytest.approx(float(segeval.pk(masses[1], masses[0])), abs=EXACT)
    expected = float(segeval.window_diff(masses[1], masses[0]))
    assert window_diff(reference, predicted) == pytest.approx(expected, abs=EXACT)


def masses_of(grid: list[int]) -> tuple[int, ...]:
    """Lengths of the segments of a grid, in cells: the format segeval takes by default."""
    starts = [0, *(i for i, cell in enumerate(grid) if cell), len(grid)]
    return tuple(b - a for a, b in itertools.pairwise(starts))


def test_on_the_real_labels_pk_and_windowdiff_are_those_of_segeval(golds: list[Gold]) -> None:
    segeval = pytest.importorskip("segeval")
    for gold in golds:
        first, second = (boundary_grid(reader, 4500) for reader in gold.readers)
        masses = masses_of(first), masses_of(second)
        assert pk(first, second) == pytest.approx(float(segeval.pk(masses[1], masses[0])), abs=EXACT)
        expected = float(segeval.window_diff(masses[1], masses[0]))
        assert window_diff(first, second) == pytest.approx(expected, abs=EXACT)


@given(
    st.lists(st.floats(0, 3000), min_size=1, max_size=15),
    st.lists(st.floats(0, 3000), max_size=15),
)
def test_scores_stay_in_range_and_what_is_right_is_perfect(
    reader: list[float], predicted: list[float]
) -> None:
    reader = sorted(set(reader))
    score = score_chapters(sorted(predicted), [reader], 3000)
    assert all(0 <= f1 <= 1 for f1 in score.f1.values())
    assert 0 <= score.pk <= 1
    assert score.pk <= score.windowdiff <= 1
    right = score_chapters(reader, [reader], 3000)
    assert (right.f1[3.0], right.pk, right.windowdiff, right.count_ratio) == (1, 0, 0, 1)
    assert right.missed == right.invented == ()


def test_reasons_name_what_all_readers_have_and_what_none_has() -> None:
    score = score_chapters([0, 100, 400], [[0, 105, 200, 300], [0, 95, 210]], 600)
    assert score.missed == (200,)
    assert score.invented == (400,)


def test_chapters_without_a_reader_are_refused() -> None:
    with pytest.raises(ValueError, match="one reader or more"):
        score_chapters([0], [], 100)


def test_chapter_scores_are_those_of_the_shared_scorer(golds: list[Gold], scorer: ModuleType) -> None:
    rng = random.Random(7)
    for gold in golds:
        end = max(s for reader in gold.readers for s in reader) + 180
        lists = [[chapter.model_dump() for chapter in chapters] for chapters in gold.chapters]
        tries = [sorted(rng.uniform(0, end) for _ in range(n)) for n in (1, 7, 18, 60)]
        tries += [[s + rng.uniform(-20, 20) for s in gold.readers[0]], *gold.readers]
        for starts in tries:
            theirs = scorer.chapter_score(starts, lists, end)
            ours = score_chapters(starts, gold.readers, end)
            assert ours.f1[15.0] == pytest.approx(theirs["f1_15s"], abs=EXACT)
            assert ours.pk == pytest.approx(theirs["pk"], abs=EXACT)
            assert ours.windowdiff == pytest.approx(theirs["windowdiff"], abs=EXACT)
            assert ours.count_ratio == pytest.approx(theirs["count_ratio"], abs=EXACT)
            f1 = sum(scorer.bf1(reader, starts, 3.0) for reader in gold.readers) / len(gold.readers)
            assert ours.f1[3.0] == pytest.approx(f1, abs=EXACT)


def test_the_controls_are_those_of_the_shared_scorer(
    golds: list[Gold], shared_dir: Path, scorer: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    for gold in golds:
        scorer.main(["--control", str(shared_dir / "gold" / f"{gold.episode}.json")])
        printed = {
            line.split()[0]: dict(zip(line.split()[1::2], map(float, line.split()[2::2]), strict=True))
            for line in capsys.readouterr().out.splitlines()
        }
        end = max(s for reader in gold.readers for s in reader) + 180
        ours = {
            "equal": equal_control(gold.readers, end),
            "random": random_control(gold.readers, end),
            "human": score_chapters(gold.readers[0], gold.readers[1:], end),
        }
        for name, score in ours.items():
            # printed with three digits; the functions themselves are compared above
            assert score.f1[15.0] == pytest.approx(printed[name]["f1_15s"], abs=5.1e-4)
            assert score.pk == pytest.approx(printed[name]["pk"], abs=5.1e-4)
            assert score.windowdiff == pytest.approx(printed[name]["windowdiff"], abs=5.1e-4)
            assert score.count_ratio == pytest.approx(printed[name]["count_ratio"], abs=5.1e-4)


def test_readers_agree_far_better_with_each_other_than_chance_does(golds: list[Gold]) -> None:
    for gold in golds:
        end = max(s for reader in gold.readers for s in reader) + 180
        human = reader_agreement(gold.readers, end)
        assert human is not None
        assert human.pk < 0.3 < random_control(gold.readers, end, runs=20).pk


def test_one_reader_has_nobody_to_agree_with() -> None:
    assert reader_agreement([[0.0, 60.0]], 100) is None


def test_random_chapters_are_the_same_for_the_same_seed() -> None:
    readers = [[0.0, 100.0, 200.0]]
    once = random_control(readers, 600, runs=5, seed=3)
    assert once == random_control(readers, 600, runs=5, seed=3)
    assert once != random_control(readers, 600, runs=5, seed=4)


def test_a_mean_score_is_the_mean_of_each_figure() -> None:
    readers = [[0.0, 100.0, 200.0]]
    a, b = score_chapters([0, 100, 200], readers, 600), score_chapters([0], readers, 600)
    made = mean_score([a, b])
    assert made.f1[15.0] == 0.5
    assert made.count_ratio == pytest.approx((1 + 1 / 3) / 2)
    assert math.isclose(made.pk, (a.pk + b.pk) / 2)


def test_gold_files_are_read_as_the_shared_scorer_reads_them(
    golds: list[Gold], shared_dir: Path, scorer: ModuleType
) -> None:
    for gold in golds:
        raw = json.loads((shared_dir / "gold" / f"{gold.episode}.json").read_text(encoding="utf-8"))
        assert gold.readers == [[scorer.secs(c["start"]) for c in chapters] for chapters in raw["chapters"]]
        assert [tool.times for tool in gold.tools] == [
            tuple(map(scorer.secs, tool["mentions"])) for tool in raw["tools"]
        ]
