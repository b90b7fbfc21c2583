"""Registering, editing and moving projects, and the model's runs that follow."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portfolio.actions.project_input import PartnerInput, ProjectInput, project_problems
from portfolio.actions.projects import add_project, edit_project, move_project
from portfolio.actions.resilience import refresh_resilience, score_resilience
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import speaking
from portfolio.models import HistoryEntry, OccupationShare, ResilienceRun, Sector, StopCriterion
from portfolio.queries.project_history import list_happenings
from portfolio.queries.projects import get_project_sheet
from portfolio.resilience.simulation import project_resilience
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_person, a_project

WORK = {"8344": 6000, "9112": 4000}


@pytest.fixture
def house(session):
    return a_house(session)


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)[1]


def entries(session, project):
    return session.exec(select(HistoryEntry).where(HistoryEntry.subject_id == project.id)).all()


def runs(session, project):
    return session.exec(select(ResilienceRun).where(ResilienceRun.project_id == project.id)).all()


def test_everything_to_mend_is_told_at_once_each_at_its_field(house):
    given = ProjectInput(
        name=" \x00\u202e ",
        summary="x" * 501,
        horizon_year=2027,
        response_years=31,
        budget_minor=-1,
        currency="XYZ",
        occupations={"8344": 13000},
        partners=[PartnerInput(name="", sector=Sector.PUBLIC)],
        stop_criteria=["y" * 501],
    )

    problems = list(project_problems(given, house=house, at=NOON))

    fields = [problem.field for problem in problems]
    assert fields == [
        "name",
        "summary",
        "horizon_year",
        "response_years",
        "budget",
        "partners",
        "occupations",
        "stop_criteria",
    ]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ({"8344": 13_000}, "130 %"),
        ({"8344": 5_000, "9112": 4_950}, "99.5 %"),
        ({"8344": 10_000, "9112": 0}, "above 0"),
        ({"4444": 10_000}, "4444"),
    ],
)
def test_shares_that_cannot_be_are_refused_with_what_is_wrong(house, shares, sentence):
    with speaking("en"):
        problems = list(project_problems(ProjectInput(name="x", occupations=shares), house=house, at=NOON))

    assert [problem.field for problem in problems] == ["occupations"]
    assert sentence in str(problems[0])


def test_a_danish_code_of_six_digits_becomes_the_group_it_belongs_to(session, house, lead):
    project = a_project(session, house, lead, occupations={"834410": 6000, "8344": 4000})

    share = session.exec(select(OccupationShare).where(OccupationShare.project_id == project.id)).one()
    assert (share.occupation, share.basis_points) == ("8344", 10_000)


def test_only_a_member_of_the_house_can_lead_a_project(session, house, lead):
    stranger = a_person(session)

    with pytest.raises(RuleBrokenError) as refused:
        a_project(session, house, lead, lead_id=stranger.id)

    assert refused.value.field == "lead_id"


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def test_only_a_lead_changes_projects(session, house, lead, role):
    project = a_project(session, house, lead)
    _person, viewer = a_member(session, house, role)

    with pytest.raises(NotAllowedError):
        add_project(session, viewer, house, ProjectInput(name="x"), at=NOON)
    with pytest.raises(NotAllowedError):
        edit_project(session, viewer, house, project, ProjectInput(name="x"), version=1, at=NOON)
    with pytest.raises(NotAllowedError):
        move_project(session, viewer, project, Stage.SCALING, version=1, at=NOON)


def test_an_edit_that_changes_nothing_writes_nothing(session, house, lead):
    facts = {"name": "Lagerbroen", "horizon_year": 2037, "occupations": WORK, "stop_criteria": ["Stop"]}
    project = a_project(session, house, lead, **facts)

    edit_project(session, lead, house, project, ProjectInput(**facts), version=1, at=NOON)

    assert project.version == 1
    assert len(entries(session, project)) == 1
    assert len(runs(session, project)) == 1


def test_nobody_overwrites_what_another_has_saved_meanwhile(session, house, lead):
    project = a_project(session, house, lead)
    edit_project(session, lead, house, project, ProjectInput(name="First"), version=1, at=NOON)

    with pytest.raises(RuleBrokenError):
        edit_project(session, lead, house, project, ProjectInput(name="Second"), version=1, at=NOON)

    assert project.name == "First"


def test_free_text_is_not_repeated_in_the_history(session, house, lead):
    project = a_project(session, house, lead, name="A", summary="A secret about somebody")

    edit_project(session, lead, house, project, ProjectInput(name="B", summary="Nothing"), version=1, at=NOON)

    edited = entries(session, project)[-1]
    assert edited.detail == {"changed": {"name": ["A", "B"]}, "rewritten": ["summary"]}


def test_a_met_stop_criterion_stays_met_when_another_is_added(session, house, lead):
    project = a_project(session, house, lead, name="A", stop_criteria=["One"])
    session.exec(select(StopCriterion)).one().met_on = NOON.date()

    edit_project(
        session, lead, house, project, ProjectInput(name="A", stop_criteria=["Zero", "One"]), version=1, at=NOON
    )

    stored = session.exec(select(StopCriterion).order_by(StopCriterion.position)).all()
    assert [(row.text, row.met_on) for row in stored] == [("Zero", None), ("One", NOON.date())]


def test_a_horizon_that_has_passed_stays_when_something_else_is_edited(session, house, lead):
    project = a_project(session, house, lead, name="A", horizon_year=2028, occupations=WORK)
    later = NOON + timedelta(days=800)

    edit_project(
        session, lead, house, project, ProjectInput(name="B", horizon_year=2028, occupations=WORK), version=1, at=later
    )

    assert project.name == "B"
    assert len(runs(session, project)) == 1


def test_a_run_is_written_when_the_basis_changes_and_only_then(session, house, lead):
    project = a_project(session, house, lead, name="A", horizon_year=2037, occupations={"8344": 10_000})
    first = runs(session, project)[0]
    assert score_resilience(session, project, at=NOON).id == first.id

    edit_project(
        session,
        lead,
        house,
        project,
        ProjectInput(name="B", horizon_year=2037, occupations={"8344": 10_000}),
        version=1,
        at=NOON,
    )
    edit_project(
        session,
        lead,
        house,
        project,
        ProjectInput(name="B", horizon_year=2042, occupations={"8344": 10_000}),
        version=2,
        at=NOON,
    )

    second = score_resilience(session, project, at=NOON)
    assert len(runs(session, project)) == 2
    ten_years_from_2027 = project_resilience({"8344": 1.0}, horizon_years=10, elapsed_years=1)
    assert first.result["deterministic"] == pytest.approx(ten_years_from_2027.deterministic)
    assert (first.horizon_year, second.horizon_year) == (2037, 2042)
    assert second.p50 < first.p50
    assert get_project_sheet(session, lead, project.id, today=NOON.date()).resilience.id == second.id


def test_all_projects_share_one_draw_of_technology(session, house, lead):
    one = a_project(session, house, lead, horizon_year=2037, occupations={"8344": 10_000})
    other = a_project(session, house, lead, horizon_year=2037, occupations={"8344": 10_000})

    first, second = runs(session, one)[0], runs(session, other)[0]
    assert first.seed == second.seed
    assert (first.p10, first.p50, first.p90) == (second.p10, second.p50, second.p90)


def test_a_project_whose_occupations_are_taken_away_has_no_resilience_any_more(session, house, lead):
    project = a_project(session, house, lead, name="A", horizon_year=2037, occupations=WORK)

    edit_project(session, lead, house, project, ProjectInput(name="A", horizon_year=2037), version=1, at=NOON)

    assert get_project_sheet(session, lead, project.id, today=NOON.date()).resilience is None


@pytest.mark.parametrize("facts", [{}, {"horizon_year": 2037}, {"occupations": WORK}])
def test_without_occupations_or_horizon_there_is_nothing_to_compute(session, house, lead, facts):
    project = a_project(session, house, lead, **facts)

    assert score_resilience(session, project, at=NOON) is None
    assert runs(session, project) == []


def test_a_new_year_brings_new_runs_once(session, house, lead):
    a_project(session, house, lead, horizon_year=2037, occupations=WORK)
    a_project(session, house, lead)
    next_year = NOON + timedelta(days=365)

    assert refresh_resilience(session, house.id, at=NOON) == 0
    assert refresh_resilience(session, house.id, at=next_year) == 1
    assert refresh_resilience(session, house.id, at=next_year) == 0


def test_the_history_tells_in_sentences_what_happened(session, house, lead):
    project = a_project(session, house, lead, name="A", horizon_year=2037, budget_minor=1_000_000_00)
    move_project(session, lead, project, Stage.TRYING, version=1, at=NOON)
    given = ProjectInput(name="A", stage=Stage.TRYING, horizon_year=2040, budget_minor=2_000_000_50, summary="New")
    edit_project(session, lead, house, project, given, version=2, at=NOON)

    with speaking("en"):
        told = [happening.sentence for happening in list_happenings(session, lead, project.id)]

    assert "Horizon changed from 2037 to 2040." in told[0]
    assert "2,000,000.50" in told[0]
    assert told[0].endswith("Rewritten: the sentence about it.")
    assert told[1:] == ["Moved from idea to trying.", "Registered as project no. 1."]
