"""What others pay for a result, in the browser."""

import pytest
from sqlalchemy import event

from portfolio.actions.register import store_register
from portfolio.frames.indigo_defects import Defect
from portfolio.frames.indigo_folder import Table
from portfolio.frames.register_reading import RegisterReading
from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite
PRICE, CURRENCY = "Price Per Unit - Amount - (Value)", "Currency - (Value)"


def a_table(name, columns, *rows):
    return Table(name, tuple(columns), tuple(dict(zip(columns, row, strict=True)) for row in rows), len(rows) + 1)


def an_export(*prices, defects=()):
    """A register with one project, a metric for each price, and the prices (amount, currency)."""
    projects = ["ID", "Impact Bond Name - (Value)", "Purpose and classifications - Policy sector - (Value)"]
    metrics = ["Project ID", "Id", "Outcome Definition - (Value)", "Policy sector - (Value)"]
    pricings = ["Project ID", "Outcome Metric Id - (Value)", CURRENCY, PRICE]
    ids = [f"m{number}" for number in range(len(prices))]
    tables = [
        a_table("projects.csv", projects, ["P-1", "Harbour Bond", "Employment"]),
        a_table("projects_outcome_metrics.csv", metrics, *(["P-1", one, f"In work, kind {one}", ""] for one in ids)),
        a_table(
            "projects_outcome_pricings.csv",
            pricings,
            *(["P-1", one, currency, amount] for one, (amount, currency) in zip(ids, prices, strict=True)),
        ),
    ]
    return RegisterReading({table.name: table for table in tables}, tuple(defects))


@pytest.fixture
def enter(client, session, sign_in):
    person, _viewer = a_member(session, a_house(session, short_name="fjord"), Role.BOARD_MEMBER, language="en")

    def come_in(reading=None):
        if reading:
            store_register(session, reading)
        session.commit()
        sign_in(client, person)
        return client

    return come_in


def test_without_a_register_the_page_says_how_to_get_one(enter):
    assert "No register has been imported yet" in enter().get("/houses/fjord/returns/similar").text


def test_prices_stand_with_their_source_and_their_middle(enter):
    client = enter(an_export(("1000", "GBP"), ("3000", "GBP"), ("5000.5", "GBP"), ("70", "EUR")))

    page = client.get("/houses/fjord/returns/similar?q=harbour+work&currency=gbp").text

    assert "3 prices found. From GBP\xa01,000 to GBP\xa05,000.50, half of them below GBP\xa03,000." in page.replace(
        "£", "GBP\xa0"
    ).replace("GBP\xa0\xa0", "GBP\xa0")
    assert "INDIGO, projects_outcome_pricings.csv, row 4 (P-1)" in page
    assert "row 5" not in page


def test_a_quarantined_price_is_left_out_and_nothing_found_is_said(enter):
    defect = Defect("amount_text", "P-1", "projects_outcome_pricings.csv", 2, PRICE, "$1", False, "")
    client = enter(an_export(("$1", "GBP"), ("2", "Swedish"), ("3", "Swiss Francs"), defects=[defect]))

    assert "1 price found." in client.get("/houses/fjord/returns/similar").text
    assert "0 prices found." in client.get("/houses/fjord/returns/similar?q=nowhere").text


def test_many_prices_take_as_many_statements_as_one(enter, engine, app, session):
    client = enter(an_export(("1", "GBP")))
    counts = []

    def counted():
        statements = []
        listen = lambda *_call: statements.append(1)  # noqa: E731  (removed below by the same name)
        target = app.extensions["innohus"]["engine"]
        event.listen(target, "before_cursor_execute", listen)
        client.get("/houses/fjord/returns/similar")
        event.remove(target, "before_cursor_execute", listen)
        counts.append(len(statements))

    counted()
    store_register(session, an_export(*[(str(number), "GBP") for number in range(1, 150)]))
    session.commit()
    counted()

    assert counts[0] == counts[1]
