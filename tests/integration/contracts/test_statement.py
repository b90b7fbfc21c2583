"""The commissioner's statement: the same numbers as the page, the export, the engine; accessible as a PDF."""

import csv
from io import BytesIO, StringIO

import pikepdf
import pytest

from jobs.papers.page import statement_page
from jobs.papers.rendering import render_statement
from portfolio.actions.outcomes import correct_claim
from portfolio.actions.payouts import pay_out
from portfolio.briefing.contract_statement import make_statement
from portfolio.finance.payments import statement
from portfolio.frames.contract_exports import contract_tables
from portfolio.language import speaking
from portfolio.rounds.visibility import clerk
from tests.contracts import TODAY, a_contract, a_result, claimed, sheet_of, verified
from tests.factories import NOON
from tests.integration.conftest import on_sqlite
from web.contract_page import contract_page

pytestmark = on_sqlite


@pytest.fixture
def told(session, house, project):
    """Three results at a cap of 90,000, one rejected, one taken out, part of it paid."""
    capped = a_contract(session, house, project, cap=90_000)
    claimed(session, house, capped, *(a_result(f"secret-{number}") for number in range(1, 5)))
    verified(session, house, capped, 1, 2, 3)
    verified(session, house, capped, 4, accepted=0, reason="No payslip")
    correct_claim(session, clerk(house.id), house, capped, 2, reason="Counted twice", at=NOON)
    claimed(session, house, capped, a_result("secret-5", on=TODAY))
    verified(session, house, capped, 5)
    facts = {"payer": "Staten", "amount_minor": 1_000_000, "currency": "DKK", "on": TODAY}
    pay_out(session, clerk(house.id), house, capped, **facts, at=NOON)
    return capped


def made(session, house, contract, language="en"):
    return make_statement(session, clerk(house.id), house, contract.id, on=TODAY, language=language)


def test_its_numbers_are_those_of_page_export_and_engine(session, house, told):
    content = made(session, house, told)
    sheet = sheet_of(session, house, told)
    with speaking("en"):
        page = contract_page(sheet, house.zone)
        engine = statement(sheet.terms, sheet.outcomes(), fees_until=TODAY)
        ledger = contract_tables(session, clerk(house.id), house, told.id, on=TODAY)[0]

    purses = {row["payer"]: row for row in csv.DictReader(StringIO(content.csv))}
    owed = {name: round(float(row["owed"]) * 100) for name, row in purses.items()}
    paid = sum(round(float(row["paid"]) * 100) for row in purses.values())
    assert owed == {row.payer: row.owed_in_all for row in page.balances} == engine.by_payer
    assert sum(owed.values()) == sheet.booked_minor == engine.net_minor == 9_000_000
    assert paid == sheet.paid_minor == 1_000_000
    booked = sum(row["amount"] * (1 if row["credit"].startswith("Owed") else -1) for row in ledger.rows)
    assert booked * 100 == sheet.booked_minor - sheet.paid_minor
    assert content.summary == page.first_line


def test_every_cut_is_explained_and_worth_less_cuts_is_what_is_earned(session, house, told):
    content = made(session, house, told)
    paid_for = content.tables[2]

    assert paid_for.total == ("Sum", "", "DKK\xa0160,000", "DKK\xa090,000")
    ((_name, cuts, worth, earned),) = paid_for.rows
    assert cuts.splitlines() == [
        "-DKK\xa040,000 Rejected at verification: No payslip.",
        "-DKK\xa030,000 The cap of the contract is DKK\xa090,000.",
    ]
    assert (worth, earned) == ("DKK\xa0160,000", "DKK\xa090,000")


@pytest.mark.parametrize("language", ["da", "en"])
def test_it_names_nobody_hides_small_counts(session, house, told, language):
    content = made(session, house, told, language)
    page = statement_page(content).html

    assert "secret" not in page
    assert "&lt;5" in page
    assert ("Opgørelse" in page) == (language == "da")


def test_a_statement_of_nothing_says_so(session, house, contract):
    assert made(session, house, contract, "en").tables[2].rows == ()
    assert "Nothing yet." in statement_page(made(session, house, contract, "en")).html


@pytest.mark.pdf
def test_the_pdf_is_accessible_and_carries_the_sums(session, house, told, pdf_failures):
    content = made(session, house, told, "da")

    rendered = render_statement(content)

    with pikepdf.open(BytesIO(rendered.pdf)) as pdf:
        assert [str(name) for name in pdf.attachments] == [f"purses-{TODAY}.csv"]
    assert rendered.pages == 1
    for profile in ("ua1", "3a"):
        assert pdf_failures(rendered.pdf, profile) == {}
