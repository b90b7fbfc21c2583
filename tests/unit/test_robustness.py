import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.cells import OPEN, Cell, cell_of
from portfolio.scoring.findings import may_say_radical, order_findings, pair_finding, turns_without
from portfolio.scoring.panel import AssessmentAnswers, score_panel
from portfolio.scoring.ranking import pairwise_wins, ranks_of
from portfolio.scoring.robustness import robustness
from portfolio.scoring.scale import Answer, Band
from portfolio.scoring.weighting import Around, Ranked, Uniform

CORNERS = {"A": {"x": 100.0, "y": 0.0}, "B": {"x": 0.0, "y": 100.0}, "C": {"x": 60.0, "y": 60.0}}
DRAWS = 40_000


def test_the_analytic_case_of_two_corners_and_a_middle() -> None:
    found = robustness(CORNERS, ["x", "y"], draws=DRAWS)

    assert found.rank_acceptability[:, 0] == pytest.approx([0.4, 0.4, 0.2], abs=0.01)
    assert found.rank_acceptability[2, 2] == 0  # the middle is never last
    assert found.is_above("A", "B") == pytest.approx(0.5, abs=0.01)
    assert found.is_above("A", "C") == pytest.approx(0.4, abs=0.01)
    assert found.central_weights[0] == pytest.approx([0.8, 0.2], abs=0.01)
    assert found.central_weights[2] == pytest.approx([0.5, 0.5], abs=0.01)
    assert list(found.confidence) == [1, 1, 1]


def test_shares_add_up() -> None:
    rng = np.random.default_rng(1)
    scores = {f"p{row}": {f"c{column}": float(rng.uniform(0, 100)) for column in range(4)} for row in range(7)}

    found = robustness(scores, ["c0", "c1", "c2", "c3"], draws=3001)

    assert found.rank_acceptability.sum(axis=0) == pytest.approx(np.ones(7))
    assert found.rank_acceptability.sum(axis=1) == pytest.approx(np.ones(7))
    assert found.pairwise + found.pairwise.T == pytest.approx(1 - np.eye(7))
    assert found.bands.sum(axis=1) == pytest.approx(np.ones(7))


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 300), st.integers(1, 4500))
def test_pairs_and_ranks_are_counted_right_whatever_the_size(seed: int, alternatives: int, draws: int) -> None:
    totals = np.random.default_rng(seed).random((min(draws, 20_000 // alternatives + 1), alternatives))

    ranks, first = ranks_of(totals)

    expected = (totals[:, np.newaxis, :] > totals[:, :, np.newaxis]).sum(axis=2) if alternatives < 60 else None
    if expected is not None:
        assert np.array_equal(ranks.T, expected)
    assert np.array_equal(first, totals.argmax(axis=1))
    one, other = 0, alternatives - 1
    assert pairwise_wins(ranks)[one, other] == (totals[:, one] > totals[:, other]).sum()


def test_weights_without_preference_pass_what_normalised_uniform_numbers_fail() -> None:
    rng = np.random.default_rng(1)
    right = Uniform().draw(["a", "b", "c"], DRAWS, rng)
    wrong = rng.random((DRAWS, 3))
    wrong /= wrong.sum(axis=1, keepdims=True)

    def largest_above_half(weights: np.ndarray) -> float:
        return float((weights.max(axis=1) > 0.5).mean())

    assert largest_above_half(right) == pytest.approx(0.75, abs=0.01)
    assert largest_above_half(wrong) == pytest.approx(0.50, abs=0.01)
    assert Uniform().draw("abcdefg", DRAWS, rng).std(axis=0) == pytest.approx(np.full(7, 0.124), abs=0.003)


def test_a_rank_order_gives_the_rank_order_centroid() -> None:
    drawn = Ranked(["c", "a", "b"]).draw(["a", "b", "c"], DRAWS, np.random.default_rng(1))

    assert drawn.mean(axis=0) == pytest.approx([5 / 18, 2 / 18, 11 / 18], abs=0.005)
    assert np.all((drawn[:, 2] >= drawn[:, 0]) & (drawn[:, 0] >= drawn[:, 1]))


@pytest.mark.parametrize(("concentration", "sd"), [(50, 0.056), (20, 0.087)])
def test_agreed_weights_are_drawn_with_the_documented_doubt(concentration: float, sd: float) -> None:
    agreed = dict.fromkeys("abcde", 1.0)

    drawn = Around(agreed, concentration).draw("abcde", DRAWS, np.random.default_rng(1))

    assert drawn.mean(axis=0) == pytest.approx(np.full(5, 0.2), abs=0.005)
    assert drawn.std(axis=0) == pytest.approx(np.full(5, sd), abs=0.002)


def test_the_half_width_is_the_documented_one() -> None:
    assert robustness(CORNERS, ["x", "y"], draws=10_000).half_width == pytest.approx(0.0098, abs=0.00005)


def test_an_open_criterion_is_drawn_evenly_from_the_five_levels() -> None:
    drawn = OPEN.draw(DRAWS, np.random.default_rng(1))

    values, times = np.unique(drawn, return_counts=True)
    assert list(values) == [0, 25, 50, 75, 100]
    assert times / DRAWS == pytest.approx(np.full(5, 0.2), abs=0.01)


def test_open_criteria_spread_the_bands() -> None:
    found = robustness({"open": {"x": None}, "sure": {"x": 70.0}}, ["x"], draws=DRAWS)

    assert found.band_probabilities("sure") == {Band.INCREMENTAL: 0, Band.SUBSTANTIAL: 0, Band.RADICAL: 1}
    assert found.band_probabilities("open")[Band.INCREMENTAL] == pytest.approx(0.4, abs=0.01)
    assert found.is_above("open", "sure") == pytest.approx(0.4, abs=0.01)
    assert found.confidence == pytest.approx([0.4, 0.6], abs=0.02)


def test_scores_are_drawn_from_evaluators_and_their_triangular_ranges() -> None:
    cell = cell_of([Answer(2), Answer(4, lowest=3, highest=5)])

    drawn = cell.draw(DRAWS, np.random.default_rng(1))
    ranged = drawn[drawn != 25]

    assert (drawn == 25).mean() == pytest.approx(0.5, abs=0.01)
    assert (ranged.min() >= 50, ranged.max() <= 100) == (True, True)
    assert ranged.mean() == pytest.approx(75, abs=0.3)
    assert ranged.std() == pytest.approx(np.sqrt(50**2 / 24), abs=0.2)


def test_a_lopsided_range_has_the_mean_of_its_triangle() -> None:
    drawn = cell_of([Answer(1, highest=5), Answer(1, highest=5)]).draw(DRAWS, np.random.default_rng(1))

    assert drawn.mean() == pytest.approx(100 / 3, abs=0.5)


def test_one_evaluator_or_none_leaves_a_criterion_open() -> None:
    assert cell_of([]) == cell_of([Answer(5)]) == cell_of([Answer(5), Answer(None)]) == OPEN


def test_alternatives_that_are_alike_share_ranks_evenly() -> None:
    found = robustness({"one": {"x": 50.0, "y": 20.0}, "two": {"x": 50.0, "y": 20.0}}, ["x", "y"], draws=DRAWS)

    assert found.is_above("one", "two") == pytest.approx(0.5, abs=0.01)
    assert list(found.confidence) == [1, 1]


def test_a_dominated_alternative_is_never_first_and_has_no_central_weights() -> None:
    found = robustness({"high": {"x": 90.0, "y": 90.0}, "low": {"x": 10.0, "y": 10.0}}, ["x", "y"], draws=1000)

    assert found.is_above("high", "low") == 1
    assert np.isnan(found.central_weights[1]).all()
    assert list(found.entropy) == [0, 0]
    plain = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert plain["central_weights"]["low"] is None
    assert plain["confidence_factor"]["low"] is None


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second, other = (json.dumps(robustness(CORNERS, ["x", "y"], seed=seed).as_dict()) for seed in (1, 1, 2))

    assert first == second != other


def test_one_alternative_is_first_for_sure() -> None:
    found = robustness({"only": {"x": None}}, ["x"], draws=100)

    assert found.rank_acceptability.tolist() == [[1.0]]
    assert order_findings(found) == []


@pytest.mark.parametrize(
    ("scores", "criteria", "draws", "field"),
    [
        ({}, ["x"], 1000, "scores"),
        ({"A": {}}, [], 1000, "scores"),
        ({"A": {"x": 101.0}}, ["x"], 1000, "scores"),
        ({"A": {"x": -0.1}}, ["x"], 1000, "scores"),
        ({"A": {"x": float("nan")}}, ["x"], 1000, "scores"),
        ({"A": {"z": 1.0}}, ["x"], 1000, "scores"),
        ({"A": {"x": 1.0}}, ["x"], 99, "draws"),
        ({"A": {"x": 1.0}}, ["x"], 10_000_000, "draws"),
    ],
)
def test_what_cannot_be_analysed_is_refused_at_its_field(
    scores: dict[str, dict[str, float | Cell | None]], criteria: list[str], draws: int, field: str
) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        robustness(scores, criteria, draws=draws)

    assert refused.value.field == field


@pytest.mark.parametrize(
    "weighting",
    [
        Ranked(["x"]),
        Ranked(["x", "y", "z"]),
        Ranked(["x", "y", "y"]),
        Around({"x": 1.0}),
        Around({"x": 1.0, "y": 0.0}),
        Around({"x": 1.0, "y": float("nan")}),
        Around({"x": 1.0, "y": 1.0}, concentration=0),
    ],
)
def test_weights_that_make_no_sense_are_refused(weighting: Ranked | Around) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        robustness(CORNERS, ["x", "y"], weighting=weighting)

    assert refused.value.field in ("weights", "concentration")


def test_a_finding_is_one_plain_sentence_from_the_stronger_side() -> None:
    found = robustness(CORNERS, ["x", "y"], draws=DRAWS)

    with speaking("en"):
        sentence = pair_finding(found, "A", "C", turns_without=["3"])

    assert sentence.startswith("C is above A in 60")
    assert sentence.endswith("of plausible weightings; without evaluator 3 it turns.")


def test_findings_put_the_least_decided_pair_first() -> None:
    scores = {"top": {"x": 90.0, "y": 90.0}, **{name: dict(row) for name, row in CORNERS.items() if name != "C"}}

    with speaking("en"):
        sentences = order_findings(robustness(scores, ["x", "y"], draws=DRAWS))

    assert "top" not in sentences[0]
    assert "top is above" in sentences[1]


def test_the_evaluator_on_whom_an_order_hangs_is_named() -> None:
    def panel(levels: dict[str, int]) -> list[AssessmentAnswers]:
        return [AssessmentAnswers(name, {"R1": Answer(level)}) for name, level in levels.items()]

    panels = {
        "first": panel({"Anna": 3, "Bo": 3, "Carl": 5}),
        "second": panel({"Anna": 3, "Bo": 3, "Carl": 1}),
    }

    assert turns_without(panels, ["R1"], "first", "second", draws=1000) in ([], ["Carl"])
    assert "Anna" not in turns_without(panels, ["R1"], "first", "second", draws=1000)


def test_radical_wants_eighty_per_cent_of_the_draws_and_two_bold_criteria() -> None:
    form = {criterion.id: Answer(4) for criterion in rubric().on_axis(Axis.RADICALITY)}
    bold = score_panel(rubric(), [AssessmentAnswers("a", form), AssessmentAnswers("b", form)])
    timid_form = dict.fromkeys(form, Answer(3)) | {"R1": Answer(5)}
    timid = score_panel(rubric(), [AssessmentAnswers("a", timid_form), AssessmentAnswers("b", timid_form)])

    assert may_say_radical(0.80, bold)
    assert not may_say_radical(0.79, bold)
    assert not may_say_radical(0.99, timid)
