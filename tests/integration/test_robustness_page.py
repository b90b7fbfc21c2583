"""The page about plausible weightings, and the runs behind it."""

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from jobs.context import Context
from jobs.schedule import TIMETABLE
from jobs.tasks.robustness import refresh_robustness as job
from portfolio.actions.evaluations import close_evaluation
from portfolio.actions.robustness import due_survey, refresh_robustness
from portfolio.config import Settings
from portfolio.models import RobustnessRun, ScoreSnapshot
from portfolio.queries.answers import list_closed_panels
from portfolio.queries.robustness import find_robustness_run
from portfolio.rounds.visibility import Role, clerk
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation, complete_answers, handed_in
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite

ADDRESS = "/houses/fjord/robustness/"


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)


@pytest.fixture
def panel(session, house):
    return [a_member(session, house, Role.EVALUATOR)[1] for _ in range(3)]


def closed(session, house, lead, panel, name, *levels):
    """A project that a panel has scored, each with one level throughout."""
    project = a_project(session, house, name=name)
    evaluation = an_evaluation(session, house, project, panel)
    for evaluator, level in zip(panel, levels, strict=True):
        handed_in(session, evaluation, evaluator, complete_answers(level))
    close_evaluation(session, lead[1], evaluation, at=NOON)
    return evaluation


@pytest.fixture
def enter(session, client, sign_in, lead):
    def go(language="en"):
        session.commit()
        sign_in(client, lead[0])
        with client.session_transaction() as cookie:
            cookie["language"] = language
        return client

    return go


def runs(session):
    session.expire_all()
    return session.exec(select(RobustnessRun).order_by(RobustnessRun.at)).all()


def test_the_jobs_draw_once_for_what_has_closed_and_again_after_the_next(session, engine, house, lead, panel):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    session.commit()
    context = Context(engine, Settings(), lambda: NOON)
    for _twice in range(2):
        job(context, NOON)
    assert len(runs(session)) == 1

    closed(session, house, lead, panel, "Lagerbroen", 2, 2, 1)
    session.commit()
    job(context, NOON)

    first, second = runs(session)
    assert first.result == {}
    assert len(second.result["radicality"]["projects"]) == 2
    assert (second.draws, second.seed) == (10_000, 20260101)
    assert job in [one.resolve() for one in TIMETABLE]


def test_a_run_is_written_once(session, house, lead, panel):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    run = refresh_robustness(session, house.id, at=NOON)
    session.commit()
    run.seed = 7
    session.add(run)

    with pytest.raises(DatabaseError, match="written once"):
        session.commit()
    session.rollback()


def test_an_open_evaluation_is_in_no_run(session, house, lead, panel):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    basis = due_survey(session, house.id).basis
    evaluation = an_evaluation(session, house, a_project(session, house), panel)
    handed_in(session, evaluation, panel[0], complete_answers(1))

    assert due_survey(session, house.id).basis == basis


def test_the_panels_read_are_those_of_the_snapshots(session, house, lead, panel):
    evaluation = closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    [read] = list_closed_panels(session, clerk(house.id), house.id)
    snapshot = session.exec(select(ScoreSnapshot)).one()

    assert read.evaluation_id == evaluation.id
    assert sorted(one.evaluator for one in read.assessments) == snapshot.scores["panel"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Natteboligen is above Lagerbroen in 100 % of plausible weightings."),
        ("da", "Natteboligen ligger over Lagerbroen i 100 % af rimelige vægtninger."),
    ],
)
def test_the_page_says_a_sentence_for_each_finding(session, house, lead, panel, enter, language, sentence):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    closed(session, house, lead, panel, "Lagerbroen", 2, 2, 1)
    refresh_robustness(session, house.id, at=NOON)

    page = enter(language).get(ADDRESS).text.replace("\N{NO-BREAK SPACE}", " ")

    assert sentence in page
    assert page.count("<svg") == 4
    assert "20260101" in page


@on_sqlite
def test_each_axis_has_its_page_and_an_unknown_one_is_radicality(session, house, lead, panel, enter):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    closed(session, house, lead, panel, "Lagerbroen", 2, 2, 1)
    refresh_robustness(session, house.id, at=NOON)
    client = enter()

    assert "projects keep their place in nine of ten" in client.get(f"{ADDRESS}?axis=decoupling").text
    assert "How likely each band is" in client.get(f"{ADDRESS}?axis=nonsense").text


@on_sqlite
def test_without_a_run_the_page_says_what_it_takes(enter):
    assert "It takes two projects with a closed evaluation." in enter().get(ADDRESS).text


@on_sqlite
def test_a_run_older_than_the_newest_close_says_so(session, house, lead, panel, enter):
    for name in ("Natteboligen", "Lagerbroen"):
        closed(session, house, lead, panel, name, 2, 2, 1)
    refresh_robustness(session, house.id, at=NOON.replace(hour=1))

    assert "An evaluation has closed since." in enter().get(ADDRESS).text


@on_sqlite
def test_the_page_reads_as_often_for_many_projects_as_for_few(session, house, lead, panel, enter, engine):
    for name in ("Natteboligen", "Lagerbroen"):
        closed(session, house, lead, panel, name, 2, 2, 1)
    refresh_robustness(session, house.id, at=NOON)
    client = enter()
    client.get(ADDRESS)
    with counted_statements(engine) as few:
        client.get(ADDRESS)
    closed(session, house, lead, panel, "Havnekøkkenet", 4, 4, 4)
    refresh_robustness(session, house.id, at=NOON)
    session.commit()

    with counted_statements(engine) as many:
        client.get(ADDRESS)

    assert len(few) == len(many)


@on_sqlite
def test_a_stranger_finds_no_run(session, house, lead, panel):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    refresh_robustness(session, house.id, at=NOON)
    _person, stranger = a_member(session, a_house(session), Role.LEAD)

    assert find_robustness_run(session, stranger, house.id) is None
    assert list_closed_panels(session, stranger, house.id) == []
