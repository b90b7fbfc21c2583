"""What needs attention: why, in which order, and what to do next."""

from datetime import timedelta

import pytest

from portfolio.errors import NotFoundError
from portfolio.language import speaking
from portfolio.models import Evaluation, ResilienceRun, ScoreSnapshot
from portfolio.queries.attention import list_attention
from portfolio.queries.attention_items import AttentionKind, Target
from portfolio.reference.occupations import DATA_VERSION
from portfolio.reference.rubric import CURRENT_VERSION, rubric
from portfolio.rounds.lifecycle import EvaluationState, Stage
from portfolio.rounds.visibility import Role
from portfolio.scoring.panel import AssessmentAnswers, score_panel
from portfolio.scoring.scale import Answer
from tests.factories import NOON, a_house, a_member, a_project

TODAY = NOON.date()
SAFE = {"horizon_year": 2032, "occupations": {"9112": 10_000}}


@pytest.fixture
def house(session):
    return a_house(session)


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)[1]


def evaluated(session, project, *, closed_at=NOON, evaluators=3, **levels):
    """Close an evaluation in which everybody gave the same level on each axis."""
    wanted = {"radicality": 4, "decoupling": 4, "connection": 4, **levels}
    answers = {one.id: Answer(wanted[one.axis]) for one in rubric().criteria}
    scores = score_panel(rubric(), [AssessmentAnswers(str(number), answers) for number in range(evaluators)])
    evaluation = opened(session, project, state=EvaluationState.CLOSED, closed_at=closed_at)
    snapshot = ScoreSnapshot(
        evaluation_id=evaluation.id,
        house_id=project.house_id,
        project_id=project.id,
        closed_at=closed_at,
        rubric_version=CURRENT_VERSION,
        evaluators=evaluators,
        radicality=scores.radicality.value,
        decoupling=scores.decoupling.value,
        connection=scores.connection.value,
        zone=scores.zone.value if scores.zone else None,
        scores=scores.as_dict(),
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def opened(session, project, **facts):
    defaults = {
        "house_id": project.house_id,
        "project_id": project.id,
        "rubric_version": CURRENT_VERSION,
        "opened_at": NOON - timedelta(days=14),
        "closes_on": TODAY + timedelta(days=7),
    }
    evaluation = Evaluation(**{**defaults, **facts})
    session.add(evaluation)
    session.flush()
    return evaluation


def with_run(session, project, **facts):
    """Put a run after the one the model wrote, as if it had said something else."""
    defaults = {
        "house_id": project.house_id,
        "project_id": project.id,
        "at": NOON + timedelta(minutes=1),
        "horizon_year": project.horizon_year,
        "p10": 0.8,
        "p50": 0.9,
        "p90": 0.95,
        "data_version": DATA_VERSION,
        "seed": 1,
        "basis": "x",
        "result": {},
    }
    session.add(ResilienceRun(**{**defaults, **facts}))
    session.flush()


def kinds(session, lead, house):
    return [item.kind for item in list_attention(session, lead, house.id, today=TODAY)]


def test_a_sound_project_needs_none(session, house, lead):
    evaluated(session, a_project(session, house, lead, **SAFE))

    assert kinds(session, lead, house) == []


def test_a_project_that_operations_will_pull_back_is_told_with_its_weakest_wall(session, house, lead):
    evaluated(session, a_project(session, house, lead, **SAFE), decoupling=2)

    with speaking("en"):
        (item,) = list_attention(session, lead, house.id, today=TODAY)
        assert item.kind is AttentionKind.IMMUNE_SYSTEM_RISK
        assert item.is_pressing
        assert str(rubric().criterion("D1").name).lower() in item.reason
        assert item.next_step == "Agree with the board how to protect it"


def test_a_project_with_nowhere_to_land_is_told(session, house, lead):
    evaluated(session, a_project(session, house, lead, **SAFE), connection=1)

    assert kinds(session, lead, house) == [AttentionKind.ISLAND_RISK]


@pytest.mark.parametrize(
    ("watch_year", "expected"),
    [
        (2029, [AttentionKind.TOO_LATE]),
        (2030, [AttentionKind.BARELY_IN_TIME]),
        (2031, [AttentionKind.BARELY_IN_TIME]),
        (2032, []),
        (None, []),
    ],
)
def test_the_lead_time_is_watch_year_minus_today_minus_response_time(session, house, lead, watch_year, expected):
    project = a_project(session, house, lead, response_years=3, **SAFE)
    evaluated(session, project)
    with_run(session, project, watch_year=watch_year)

    assert kinds(session, lead, house) == expected


@pytest.mark.parametrize(
    ("median", "expected"),
    [(0.70, []), (0.69, [AttentionKind.FRAGILE_WORK]), (0.49, [AttentionKind.EXPOSED_WORK])],
)
def test_work_that_does_not_last_to_the_horizon_is_told(session, house, lead, median, expected):
    project = a_project(session, house, lead, **SAFE)
    evaluated(session, project)
    with_run(session, project, p50=median, p10=median - 0.1)

    assert kinds(session, lead, house) == expected


def test_evaluations_that_are_late_are_told_each_with_its_own_next_step(session, house, lead):
    never = a_project(session, house, lead, **SAFE)
    overdue = a_project(session, house, lead, **SAFE)
    evaluated(session, overdue, closed_at=NOON - timedelta(days=500))
    late = a_project(session, house, lead, **SAFE)
    evaluation = opened(session, late, closes_on=TODAY - timedelta(days=1))
    under_way = a_project(session, house, lead, **SAFE)
    opened(session, under_way, closes_on=TODAY)

    found = {item.project.id: item for item in list_attention(session, lead, house.id, today=TODAY)}

    assert found[never.id].target is Target.OPEN_EVALUATION
    assert found[overdue.id].kind is AttentionKind.OVERDUE
    assert (found[late.id].target, found[late.id].evaluation_id) == (Target.EVALUATION, evaluation.id)
    assert under_way.id not in found


@pytest.mark.parametrize(
    ("facts", "word"),
    [({}, "horizon"), ({"horizon_year": 2037}, "occupations"), ({"occupations": {"9112": 10_000}}, "horizon")],
)
def test_a_project_that_lacks_what_the_model_needs_is_told_what(session, house, lead, facts, word):
    evaluated(session, a_project(session, house, lead, **facts))

    with speaking("en"):
        (item,) = list_attention(session, lead, house.id, today=TODAY)
        assert item.kind is AttentionKind.NOTHING_TO_COMPUTE
        assert f"no {word}" in item.reason


def test_the_gravest_comes_first_and_a_project_once_for_each_kind(session, house, lead):
    a_project(session, house, lead, name="A")
    b = a_project(session, house, lead, name="B", response_years=9, **SAFE)
    evaluated(session, b, decoupling=1, closed_at=NOON - timedelta(days=500))
    with_run(session, b, watch_year=2029, p50=0.4)

    found = list_attention(session, lead, house.id, today=TODAY)

    assert [item.kind for item in found] == [
        AttentionKind.TOO_LATE,
        AttentionKind.IMMUNE_SYSTEM_RISK,
        AttentionKind.EXPOSED_WORK,
        AttentionKind.OVERDUE,
        AttentionKind.NEVER_EVALUATED,
        AttentionKind.NOTHING_TO_COMPUTE,
    ]


@pytest.mark.parametrize("stage", [Stage.HANDED_OVER, Stage.STOPPED, Stage.SHELVED])
def test_a_project_that_has_left_the_portfolio_needs_none(session, house, lead, stage):
    a_project(session, house, lead, stage=stage)

    assert kinds(session, lead, house) == []


def test_another_house_is_not_told_of(session, house, lead):
    other = a_house(session)
    a_project(session, other)

    with pytest.raises(NotFoundError):
        list_attention(session, lead, other.id, today=TODAY)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_kind_says_why_and_what_to_do_next(session, house, lead, language):
    project = a_project(session, house, lead, **SAFE)
    from portfolio.queries.attention_items import Attention

    with speaking(language):
        for kind in AttentionKind:
            item = Attention(kind, project, Target.PROJECT, watch_year=2030, resilience=40, since=TODAY)
            assert item.reason
            assert item.next_step
