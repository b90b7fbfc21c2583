"""A contract's money under technology on its project's page, and its prices beside those of the register."""

from datetime import date
from decimal import Decimal

import pytest

from portfolio.actions.register import store_register
from portfolio.actions.resilience import score_resilience
from portfolio.finance.plan import planned_amounts
from portfolio.frames.register_tables import OutcomePrice
from portfolio.language import speaking
from tests.contracts import a_contract, a_result, claimed, sheet_of, verified
from tests.factories import NOON, a_project
from tests.integration.conftest import on_sqlite
from tests.integration.test_similar_page import an_export
from web.contract_return import bearing_of, contract_returns, investor_figures
from web.similar_prices import own_prices, own_row

pytestmark = on_sqlite
LATER = date(2028, 3, 3)
PLAN = [{"by": date(2027, 2, 1), "metric": "job_12", "units": 10}, {"by": LATER, "metric": "job_12", "units": 20}]
GUARANTEE = {"guarantor": "Fonden", "maximum": 100_000, "drawn": 700_000}


@pytest.fixture
def planned(session, house, project):
    return a_contract(session, house, project, plan=PLAN, guarantee=GUARANTEE)


def test_no_hazard_changes_nothing_and_the_return_falls_with_it_but_history_does_not(session, house, planned):
    claimed(session, house, planned, a_result(units=1))
    verified(session, house, planned, 1)
    sheet = sheet_of(session, house, planned)

    found = [investor_figures(sheet, hazard, sheet.on) for hazard in (0.0, 0.05, 0.2, 5.0)]

    assert found[0].adjusted.rate.value == pytest.approx(found[0].base.rate.value, abs=1e-9)
    rates = [one.adjusted.rate.value for one in found]
    assert rates == sorted(rates, reverse=True)
    assert found[3].adjusted.moic == pytest.approx(40_000 / 700_000, rel=0.3)  # what is verified stays
    assert all(one.base == found[0].base for one in found)


def test_most_of_the_risk_lies_with_those_who_pay(session, house, planned):
    sheet = sheet_of(session, house, planned)
    bearing = bearing_of(sheet, planned_amounts(sheet.in_force), 0.05)

    assert bearing.window == 3
    assert 0.8 < bearing.tail_share < 0.9
    assert bearing.commissioner_share > bearing.tail_share


def test_without_a_run_or_a_plan_nothing_is_said(session, house, contract, planned):
    sheets = [sheet_of(session, house, contract), sheet_of(session, house, planned)]

    assert contract_returns(sheets, None, today=sheets[0].on) == []


def test_the_projects_page_says_what_technology_takes_and_who_bears_it(session, house, lead, enter):
    project = a_project(session, house, name="Lagerbroen", horizon_year=2032, occupations={"8344": 10_000})
    score_resilience(session, project, at=NOON)
    a_contract(session, house, project, plan=PLAN, guarantee=GUARANTEE)

    page = enter(lead[0]).get(f"/houses/fjord/projects/{project.id}").text

    assert "DKK\xa0800,000 is still planned; technology takes about" in page
    assert "Investors who paid in what the guarantee covers get" in page
    assert "those who pay bear that, not the investors" in page
    assert "Who bears the technology risk" in page


def test_an_own_price_stands_beside_the_registers_with_its_source(session, house, project, contract, lead, enter):
    store_register(session, an_export(("1000", "DKK"), ("90000", "DKK"), ("5000", "GBP")))
    page = enter(lead[0]).get(f"/houses/fjord/returns/similar?project={project.id}").text
    elsewhere = enter(lead[0]).get("/houses/fjord/returns/similar?project=none").text

    assert "What we pay" in page
    assert "50\xa0% of those found in DKK are lower" in page or "50% of those found in DKK are lower" in page
    assert "Contract no. 1, from 1 February 2026" in page
    assert "What we pay" not in elsewhere


def test_a_currency_that_the_register_lacks_is_said(session, house, contract):
    sheet = sheet_of(session, house, contract)
    pounds = OutcomePrice("P-1", "Bond", "In work", "", Decimal(5), "GBP", "pricings", 2)

    with speaking("en"):
        assert own_row(own_prices([sheet])[0], [pounds])[3] == "none found in DKK"
