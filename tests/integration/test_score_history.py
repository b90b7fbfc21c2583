"""Scores over time on a project's page, and the reliability that a close keeps."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portfolio.actions.evaluations import close_evaluation
from portfolio.models import ScoreSnapshot
from portfolio.rounds.visibility import Role
from portfolio.scoring.reliability import PROJECTS_NEEDED
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation, complete_answers, handed_in
from tests.integration.conftest import on_sqlite
from tests.integration.test_attention import evaluated


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)


@pytest.fixture
def show(session, client, sign_in, lead):
    def go(project, language="en"):
        session.commit()
        sign_in(client, lead[0])
        with client.session_transaction() as cookie:
            cookie["language"] = language
        return client.get(f"/houses/fjord/projects/{project.id}").text

    return go


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Changed since last time, beyond what chance explains: Decoupling 75 → 25."),
        ("da", "Ændret siden sidst, ud over hvad tilfældet forklarer: Afkobling 75 → 25."),
    ],
)
def test_a_fall_beyond_noise_is_the_finding(session, house, show, language, sentence):
    project = a_project(session, house)
    evaluated(session, project, closed_at=NOON - timedelta(days=365), decoupling=4)
    evaluated(session, project, decoupling=2)

    page = show(project, language)

    assert sentence in page
    assert "figures#history" in page


@on_sqlite
def test_one_close_is_no_history(session, house, show):
    project = a_project(session, house)
    evaluated(session, project)

    assert "Scores over time" not in show(project)


@on_sqlite
def test_within_noise_nothing_is_said_to_have_changed(session, house, show):
    project = a_project(session, house)
    evaluated(session, project, closed_at=NOON - timedelta(days=365), decoupling=3)
    evaluated(session, project, decoupling=4)

    page = show(project)

    assert "No clear change since last time." in page
    assert "no clear change; it takes more than 26 points." in page


def test_a_close_keeps_the_reliability_of_a_panel_with_ten_projects_behind_it(session, house, lead):
    panel = [a_member(session, house, Role.EVALUATOR)[1] for _ in range(3)]
    for number in range(PROJECTS_NEEDED):
        evaluation = an_evaluation(session, house, a_project(session, house), panel)
        levels = (1 + number % 5, 1 + number % 5, 1 + (number + (number == 3)) % 5)
        for evaluator, level in zip(panel, levels, strict=True):
            handed_in(session, evaluation, evaluator, complete_answers(level))
        close_evaluation(session, lead[1], evaluation, at=NOON + timedelta(minutes=number))

    snapshots = session.exec(select(ScoreSnapshot).order_by(ScoreSnapshot.closed_at)).all()
    kept = [snapshot.scores["reliability"] for snapshot in snapshots]
    assert kept[:-1] == [{}] * (PROJECTS_NEEDED - 1)
    assert 0.9 < kept[-1]["decoupling"]["icc"] < 1
    assert kept[-1]["decoupling"]["sd"] > 0
