import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.scoring.calibration import calibrate, linked_groups


def test_severity_is_taken_out_exactly_where_there_is_no_noise() -> None:
    scores = {
        ("harbour", "Anna"): 50.0,
        ("harbour", "Bo"): 60.0,
        ("night", "Bo"): 80.0,
        ("night", "Carl"): 50.0,
    }

    found = calibrate(scores)

    assert found.offsets["Bo"] - found.offsets["Anna"] == pytest.approx(10)
    assert found.offsets["Bo"] - found.offsets["Carl"] == pytest.approx(30)
    assert sum(found.offsets.values()) == pytest.approx(0, abs=1e-9)
    assert found.values["night"] + found.offsets["Bo"] == pytest.approx(80)
    assert found.plain == {"harbour": 55, "night": 65}
    assert found.noise is None


def test_evaluators_who_share_no_project_cannot_be_compared_and_are_named() -> None:
    scores = {("a", "Anna"): 50.0, ("a", "Bo"): 60.0, ("b", "Carl"): 40.0, ("b", "Dora"): 45.0, ("c", "Eva"): 1.0}

    with speaking("en"), pytest.raises(RuleBrokenError) as refused:
        calibrate(scores)

    assert "no shared project links Anna, Bo with Carl, Dora, Eva" in str(refused.value)
    assert refused.value.field == "scores"


def test_a_chain_of_shared_projects_links_evaluators() -> None:
    assert linked_groups([("a", "A"), ("a", "B"), ("b", "B"), ("b", "C"), ("c", "D")]) == [("A", "B", "C"), ("D",)]


def test_calibration_brings_project_values_nearer_to_the_truth() -> None:
    plain_errors, calibrated_errors = [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        true, severity = rng.normal(50, 15, 12), rng.normal(0, 10, 6)
        scores = {
            (f"project {project}", f"evaluator {rater}"): true[project] + severity[rater] + rng.normal(0, 8)
            for project in range(12)
            for rater in rng.choice(6, 3, replace=False)
        }
        if len(linked_groups(sorted(scores))) > 1:
            continue
        found = calibrate(scores)
        centre = severity.mean()  # offsets sum to 0, so the evaluators' common severity cannot be told from the values
        for project in range(12):
            plain_errors.append(found.plain[f"project {project}"] - true[project] - centre)
            calibrated_errors.append(found.values[f"project {project}"] - true[project] - centre)

    plain, calibrated = (float(np.sqrt(np.mean(np.square(errors)))) for errors in (plain_errors, calibrated_errors))
    assert calibrated < 0.9 * plain
    assert plain == pytest.approx(6.2, abs=0.7)
    assert calibrated == pytest.approx(5.2, abs=0.7)


def test_more_confident_scores_count_more() -> None:
    scores = {("a", "A"): 50.0, ("a", "B"): 50.0, ("b", "A"): 40.0, ("b", "B"): 60.0}

    trusting_a = calibrate(scores, confidence={("b", "A"): 100.0, ("a", "A"): 100.0})

    assert trusting_a.values["b"] < 51


@pytest.mark.parametrize(
    ("scores", "confidence", "field"),
    [
        ({}, None, "scores"),
        ({("a", "A"): float("nan")}, None, "scores"),
        ({("a", "A"): 1.0}, {("a", "A"): 0.0}, "confidence"),
        ({("a", "A"): 1.0}, {("a", "A"): float("inf")}, "confidence"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(
    scores: dict[tuple[str, str], float], confidence: dict[tuple[str, str], float] | None, field: str
) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        calibrate(scores, confidence=confidence)

    assert refused.value.field == field


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.floats(-50, 50))
def test_an_evaluator_who_becomes_stricter_everywhere_moves_only_the_common_level(seed: int, shift: float) -> None:
    rng = np.random.default_rng(seed)
    scores = {(f"p{project}", f"e{rater}"): float(rng.uniform(0, 100)) for project in range(5) for rater in range(3)}
    shifted = {pair: score + shift * (pair[1] == "e0") for pair, score in scores.items()}

    before, after = calibrate(scores), calibrate(shifted)

    moved = [after.values[project] - before.values[project] for project in before.values]
    assert moved == pytest.approx([shift / 3] * 5, abs=1e-7)
