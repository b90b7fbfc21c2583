"""The page of the portfolio's balance, as a browser gets it."""

import pytest

from portfolio.errors import NotFoundError
from portfolio.queries.balance import get_balance
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role, clerk
from portfolio.scoring.scale import Band
from tests.factories import NOON, a_house, a_member, a_project
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite
from tests.integration.test_attention import evaluated

MILLION = 100_000_000  # øre
ADDRESS = "/houses/fjord/balance/"


@pytest.fixture
def house(session):
    return a_house(
        session,
        short_name="fjord",
        corridor_incremental=70,
        corridor_substantial=20,
        corridor_radical=10,
    )


@pytest.fixture
def enter(session, house, client, sign_in):
    """Commit what the test stored and open the page: `enter("en")` returns its text."""

    def go(language="en", role=Role.BOARD_MEMBER):
        person, _viewer = a_member(session, house, role)
        session.commit()
        sign_in(client, person)
        with client.session_transaction() as cookie:
            cookie["language"] = language
        return client.get(ADDRESS).text.replace("\N{NO-BREAK SPACE}", " ")

    return go


def spread_out(session, house):
    """Half of the money in small steps, two fifths in the middle, a tenth in large ones, as in the method's example."""
    for level, money in ((1, 5), (3, 4), (5, 1)):
        project = a_project(
            session,
            house,
            name=f"Niveau {level}",
            budget_minor=money * MILLION,
            occupations={"9112": 10_000},
            horizon_year=2027 + 3 * level,
        )
        evaluated(session, project, radicality=level)


@pytest.mark.parametrize(
    ("language", "finding"),
    [("en", "A fifth of the money would have to move."), ("da", "En femtedel af pengene skulle flyttes.")],
)
def test_the_first_line_says_how_much_money_would_have_to_move(session, house, enter, language, finding):
    spread_out(session, house)

    page = enter(language)

    assert f'<p class="lead-line">{finding}</p>' in page
    assert page.count("<svg") == 2
    assert "figures#distance" in page


@on_sqlite
def test_money_and_count_stand_beside_each_other(session, house, enter):
    spread_out(session, house)

    page = enter()

    assert "Most above what the board wants: substantial (40 % against 20 %)." in page
    assert "37 % of the projects would have to be of another kind." in page
    assert "DKK 5.0 million" in page
    assert "The money: incremental 50 %, substantial 40 %, radical 10 %." in page


@on_sqlite
def test_without_a_corridor_nothing_is_compared(session, house, enter):
    house.corridor_incremental = house.corridor_substantial = house.corridor_radical = None
    session.add(house)
    spread_out(session, house)

    page = enter(role=Role.LEAD)

    assert "50 % of the money lies in incremental projects." in page
    assert "settings/#corridor" in page


@on_sqlite
def test_what_is_not_counted_is_named(session, house, enter):
    a_project(session, house, name="Uvurderet", budget_minor=MILLION)
    evaluated(session, a_project(session, house, name="Oslo", budget_minor=MILLION, currency="NOK"))
    evaluated(session, a_project(session, house, name="Væk", budget_minor=MILLION, stage=Stage.STOPPED))

    page = enter()

    assert "No score for radicality yet" in page
    assert "Uvurderet" in page
    assert "Oslo" in page
    assert "Væk" not in page


@on_sqlite
def test_an_empty_portfolio_has_a_page(enter):
    assert "There is no evaluated project in the portfolio yet." in enter()


@on_sqlite
def test_the_page_reads_as_often_for_many_projects_as_for_one(session, house, enter, client, engine):
    spread_out(session, house)
    enter()
    with counted_statements(engine) as few:
        client.get(ADDRESS)
    spread_out(session, house)
    session.commit()

    with counted_statements(engine) as many:
        client.get(ADDRESS)

    assert len(few) == len(many)


@on_sqlite
def test_another_house_has_no_balance_for_a_stranger(session, house):
    _person, stranger = a_member(session, a_house(session), Role.LEAD)

    with pytest.raises(NotFoundError):
        get_balance(session, stranger, house, today=NOON.date())


def test_the_front_holds_what_nothing_beats(session, house):
    for name, level, money in (("Dyr", 4, 9), ("Billig", 4, 2), ("Vild", 5, 9)):
        project = a_project(
            session,
            house,
            name=name,
            budget_minor=money * MILLION,
            occupations={"9112": 10_000},
            horizon_year=2037,
        )
        evaluated(session, project, radicality=level)

    balance = get_balance(session, clerk(house.id), house, today=NOON.date())

    assert {sheet.project.name for sheet in balance.front} == {"Billig", "Vild"}
    assert balance.compared == 3
    assert balance.by_money is not None
    assert balance.by_money.shares[Band.RADICAL] == 1
