"""A contract's statement in the browser: asked for once, made by the jobs, opened by the one who asked."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from jobs.briefings.rendering import RenderingError
from jobs.context import Context
from jobs.papers.command import statement
from jobs.tasks import papers as task
from portfolio.actions.papers import ask_for_statement, finish_paper, list_waiting_papers
from portfolio.briefing.problems import Problem, problem_sentences
from portfolio.errors import NotFoundError
from portfolio.language import speaking
from portfolio.models import BondTranche, BookState, Paper
from portfolio.queries.papers import get_pdf, list_papers
from portfolio.rounds.visibility import Role
from tests.bonds import a_bond
from tests.contracts import TODAY, a_contract, a_result, claimed, verified
from tests.factories import NOON, a_member, a_project
from tests.integration.conftest import on_sqlite
from tests.integration.contracts.test_pages import BASE


@pytest.fixture
def context(engine, settings, clock):
    return Context(engine, settings, clock)


@pytest.fixture
def earned(session, house, contract):
    claimed(session, house, contract, a_result("p1"), a_result("p2"))
    verified(session, house, contract, 1)
    return contract


def stored(engine):
    with Session(engine) as session:
        return list(session.exec(select(Paper)))


def by_command(settings, monkeypatch, tmp_path, number, *options):
    """The bytes that `innohus statement` writes."""
    monkeypatch.setenv("INNOHUS_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path))
    out = tmp_path / "statement.pdf"
    answer = CliRunner().invoke(statement, ["--house", "fjord", "--contract", str(number), "--out", str(out), *options])
    assert answer.exit_code == 0, answer.output
    return out.read_bytes()


@on_sqlite
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_reader_asks_twice_gets_one_and_the_bytes_of_the_command(
    session, house, earned, enter, engine, context, clock, settings, monkeypatch, tmp_path, language
):
    reader, _viewer = a_member(session, house, Role.BOARD_MEMBER)
    clock.moment = NOON + timedelta(days=9)
    verified(session, house, earned, 2, at=clock() - timedelta(days=1))  # after the day asked for
    browser = enter(reader, language)
    page = f"{BASE}{earned.id}?on={TODAY}"
    assert f'action="/houses/fjord/contracts/{earned.id}/statement?on={TODAY}"' in browser.get(page).text

    answers = [browser.post(f"{BASE}{earned.id}/statement?on={TODAY}") for _click in range(2)]

    assert [answer.location for answer in answers] == [f"{page}#statement"] * 2
    waits = {"da": "venter på at blive lavet", "en": "waiting to be made"}[language]
    assert browser.get(page).text.count(waits) == 1
    task.make_papers(context, clock())
    [paper] = stored(engine)
    address = f"{BASE}{earned.id}/statement/{paper.id}.pdf"
    assert f'href="{address}"' in browser.get(page).text
    made = browser.get(address)
    assert made.mimetype == "application/pdf"
    assert made.data == by_command(
        settings, monkeypatch, tmp_path, earned.number, "--on", str(TODAY), "--lang", language
    )


@on_sqlite
def test_only_the_reader_who_asked_opens_it_and_only_under_its_contract(session, house, earned, enter, lead, verifier):
    other = a_contract(session, house, a_project(session, house, name="Naboskabet"))
    investor, _viewer = a_member(session, house, Role.INVESTOR)
    paper = ask_for_statement(session, lead[1], house, earned, "da", on=TODAY, at=NOON)
    finish_paper(session, paper, pdf=b"%PDF", problem="")
    address = f"{BASE}{earned.id}/statement/{paper.id}.pdf"

    assert enter(lead[0]).get(address).data == b"%PDF"
    assert enter(lead[0]).get(f"{BASE}{other.id}/statement/{paper.id}.pdf").status_code == 404
    assert enter(verifier[0]).get(address).status_code == 404
    assert address not in enter(verifier[0]).get(f"{BASE}{earned.id}").text
    assert enter(investor).get(address).status_code == 403
    assert enter(investor).post(f"{BASE}{earned.id}/statement").status_code == 403


@on_sqlite
def test_one_that_cannot_be_made_says_why(session, house, contract, enter, lead, context, clock, monkeypatch):
    def fails(content):
        raise RenderingError(Problem.TOO_SLOW)

    monkeypatch.setattr(task, "render_statement", fails)
    browser = enter(lead[0], "en")
    browser.post(f"{BASE}{contract.id}/statement")

    task.make_papers(context, clock())

    with speaking("en"):
        sentence = problem_sentences((Problem.TOO_SLOW,))
    page = browser.get(f"{BASE}{contract.id}").text
    assert f"could not be made. {sentence}" in page.replace("&#39;", "'")
    assert browser.get(f"{BASE}{contract.id}?on=2020-01-01").status_code == 404
    assert browser.post(f"{BASE}{contract.id}/statement?on=2020-01-01").status_code == 404  # no contract on that day


def test_a_statement_waits_once_for_each_reader_language_and_contract(session, house, contract, lead, verifier):
    other = a_contract(session, house, a_project(session, house, name="Naboskabet"))
    _investor, outside = a_member(session, house, Role.INVESTOR)

    def ask(viewer=lead[1], of=contract, language="da", on=TODAY):
        return ask_for_statement(session, viewer, house, of, language, on=on, at=NOON)

    first = ask()
    assert ask().id == first.id
    apart = [ask(verifier[1]), ask(of=other), ask(language="en")]
    waiting = {paper.id for paper in list_waiting_papers(session, at=NOON)}
    assert waiting == {first.id, *(one.id for one in apart)}
    assert len(waiting) == 4
    finish_paper(session, first, pdf=b"%PDF", problem="")
    later = ask(on=TODAY + timedelta(days=1))  # instead of the earlier one
    assert {paper.id for paper in list_papers(session, lead[1], contract)} == {later.id, apart[2].id}
    with pytest.raises(NotFoundError):
        get_pdf(session, lead[1], contract, later.id)  # not made yet
    with pytest.raises(NotFoundError):
        ask(outside)


@pytest.mark.parametrize("both", [True, False])
def test_a_paper_is_of_a_tranche_or_of_a_contract(session, house, contract, both):
    bond = a_bond(session, house, contract)
    tranche = session.exec(select(BondTranche).where(BondTranche.bond_id == bond.id)).all()[0]
    given = {"tranche_id": tranche.id, "contract_id": contract.id} if both else {}
    session.add(Paper(house_id=house.id, language="da", on=TODAY, asked_at=NOON, state=BookState.WAITING, **given))

    with pytest.raises(IntegrityError, match="of_one"):
        session.flush()
