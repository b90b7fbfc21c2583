"""A project's scores over time: what is joined, what is said, what is drawn."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.charts.score_history import score_history_chart, score_history_description
from portfolio.language import speaking
from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.change import Reason
from portfolio.scoring.history import Closing, bridges, score_history
from portfolio.scoring.panel import AssessmentAnswers, score_panel
from portfolio.scoring.scale import Answer

RUBRIC = rubric("2026-1")
OLD = "2025-1"


def closing(year: int, level: int | None, *, version: str = "2026-1", panel: str = "abc") -> Closing:
    answers = {one.id: Answer(level) for one in RUBRIC.criteria}
    scores = score_panel(RUBRIC, [AssessmentAnswers(name, answers) for name in panel])
    plain = replace(scores, rubric_version=version).as_dict()
    return Closing(date(year, 3, 3), version, len(panel), plain)


def test_each_step_says_what_may_be_said_of_it() -> None:
    closings = [closing(2025, 2), closing(2026, 5), closing(2027, 1, panel="abd"), closing(2028, None, panel="abd")]

    moments = score_history(closings, Axis.DECOUPLING)

    assert [moment.change and moment.change.reason for moment in moments] == [
        None,
        Reason.BEYOND_NOISE,
        Reason.ANOTHER_PANEL,
        Reason.TOO_LITTLE_ASSESSED,
    ]
    assert [moment.value for moment in moments] == [25, 100, 0, None]
    assert (moments[-1].low, moments[-1].high) == (0, 100)


def test_a_line_stops_where_the_rubric_changed() -> None:
    closings = [closing(2025, 2, version=OLD), closing(2026, 2), closing(2027, 3)]

    moments = score_history(closings, Axis.RADICALITY)

    assert [moment.joined for moment in moments] == [False, False, True]
    assert moments[1].change is not None
    assert moments[1].change.reason is Reason.ANOTHER_RUBRIC


def test_a_line_goes_across_once_three_projects_were_scored_on_both() -> None:
    scored = [(project, version) for project in "abc" for version in (OLD, "2026-1")]
    closings = [closing(2025, 2, version=OLD), closing(2026, 2)]

    assert bridges(scored[:-1]) == set()
    assert bridges(scored) == {frozenset((OLD, "2026-1"))}
    moments = score_history(closings, Axis.RADICALITY, bridges=bridges(scored))
    assert moments[1].joined
    assert moments[1].change is not None
    assert moments[1].change.reason is Reason.ANOTHER_RUBRIC  # a line is a trend, never a comparison


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["1", "2", "3"])), max_size=20))
def test_bridges_do_not_depend_on_order_or_repetition(scored: list[tuple[str, str]]) -> None:
    assert bridges(scored) == bridges([*reversed(scored), *scored])


@pytest.mark.parametrize("frame", [{"printed": False}, {"printed": False, "narrow": True}, {"printed": True}])
def test_everything_is_drawn_within_the_sheet(frame: dict[str, bool]) -> None:
    closings = [closing(2025, 5, version=OLD), closing(2026, None), closing(2027, 1, panel="ab"), closing(2028, 2)]
    history = {axis: score_history(closings, axis) for axis in Axis}

    drawn = score_history_chart(history, language="da", **frame)
    rows = [row for layer in drawn["layer"] for row in layer["data"]["values"]]

    assert all(0 <= row["x"] <= drawn["width"] and 0 <= row["y"] <= drawn["height"] for row in rows)
    assert any(row.get("text") == "2026-1" for row in rows)


def test_two_closings_on_one_day_can_be_drawn_and_told() -> None:
    history = {axis: score_history([closing(2027, 2), closing(2027, 4)], axis) for axis in Axis}

    assert score_history_chart(history, language="en", printed=False)["layer"]
    with speaking("en"):
        assert "Decoupling: 3 March 2027 25, 3 March 2027 75." in score_history_description(history)
