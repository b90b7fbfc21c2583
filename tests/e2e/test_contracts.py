"""Money that follows results, in a real browser and in Danish: a contract, a result, another's eyes, a payment."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.contracts import a_document
from tests.factories import a_house, a_member, a_project

pytestmark = pytest.mark.browser


def test_from_a_contract_to_a_payment(session, visit, clock, tmp_path, barriers):
    clock.moment = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    lead, _viewer = a_member(session, house, Role.LEAD, name="Karla Vestergård", organisation="Fjordhuset")
    other, _viewer = a_member(session, house, Role.EVALUATOR, name="Signe Holtemose", organisation="Havblik Kommune")
    a_project(session, house, name="Omsorgslinjen")
    session.commit()
    file = tmp_path / "kontrakt.yaml"
    file.write_text(a_document(cap_per_person=50_000), encoding="utf-8")

    page = visit("/houses/fjord/contracts/new", lead)
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Gem kontrakten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Omsorgslinjen")
    contract = page.url
    assert barriers(page) == []
    for metric, day in (("job_12", "2027-02-01"), ("job_18", "2027-03-01")):
        page.get_by_role("link", name="Indberet resultater").click()
        page.locator("#metric").select_option(metric)
        page.locator("#date").fill(day)
        page.locator("#person").fill("d-17")
        page.get_by_role("button", name="Indberet resultatet").click()
        expect(page.locator("#results")).to_be_visible()

    theirs = visit(contract.removeprefix(page.url.split("/houses")[0]) + "/verify", other)
    assert barriers(theirs) == []
    for number in (1, 2):
        theirs.locator(f"select[name=decision-{number}]").select_option("accept")
    theirs.get_by_role("button", name="Gem det, der blev fundet").click()
    expect(theirs.locator(".payments-table")).to_contain_text("Loftet på 50.000\xa0kr. for én person er nået")

    page.goto(contract)
    page.get_by_role("link", name="Notér en betaling").click()
    page.locator("#payer").select_option("Staten")
    page.locator("#amount").fill("20.000")
    page.get_by_role("button", name="Notér betalingen").click()
    expect(page.locator(".lead-line")).to_contain_text("50.000\xa0kr. er optjent")
    expect(page.locator(".lead-line")).to_contain_text("20.000\xa0kr. betalt")
    assert barriers(page) == []
