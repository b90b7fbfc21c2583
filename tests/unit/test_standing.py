"""How firmly one project stands in its band."""

import pytest

from portfolio.reference.rubric import rubric
from portfolio.scoring.panel import AssessmentAnswers, PanelScores, score_panel
from portfolio.scoring.scale import Answer
from portfolio.scoring.standing import band_standing

RUBRIC = rubric("2026-1")


def panel(*levels: int | None, **other: int) -> list[AssessmentAnswers]:
    return [
        AssessmentAnswers(str(place), {one.id: Answer(other.get(one.id, level)) for one in RUBRIC.criteria})
        for place, level in enumerate(levels)
    ]


def standing(assessments: list[AssessmentAnswers]) -> dict[str, object]:
    return band_standing(RUBRIC, assessments, score_panel(RUBRIC, assessments))


@pytest.mark.parametrize(
    ("level", "band"), [(1, "incremental"), (3, "substantial"), (5, "radical")], ids=["low", "middle", "high"]
)
def test_where_all_agree_the_band_is_certain(level: int, band: str) -> None:
    found = standing(panel(level, level, level))

    assert found["bands"] == {"incremental": 0, "substantial": 0, "radical": 0} | {band: 1}
    assert found["certainly_radical"] is (level == 5)


def test_radical_is_not_said_alone_when_it_hangs_on_the_weights() -> None:
    found = standing(panel(4, 4, 4, R1=1, R2=3))

    assert 0.2 < found["bands"]["radical"] < 0.8
    assert found["certainly_radical"] is False


def test_shares_sum_to_one_and_open_criteria_leave_every_band_possible() -> None:
    found = standing(panel(None, None))

    assert sum(found["bands"].values()) == pytest.approx(1, abs=0.001)
    assert all(share > 0 for share in found["bands"].values())


def test_scores_are_read_back_with_what_is_kept_beside_them() -> None:
    assessments = panel(4, 4)
    scores = score_panel(RUBRIC, assessments)
    kept = {**scores.as_dict(), **band_standing(RUBRIC, assessments, scores), "reliability": {}}

    assert PanelScores.from_dict(kept).radicality == scores.radicality
