"""Money that follows results, in Danish: a contract, a result, another's eyes, a payment, the investor's page."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.bonds import a_bond_document
from tests.contracts import a_document
from tests.factories import a_house, a_member, a_project

pytestmark = pytest.mark.browser


def test_from_a_contract_to_the_investors_page(session, visit, clock, tmp_path, barriers):
    clock.moment = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    lead, _viewer = a_member(session, house, Role.LEAD, name="Karla Vestergård", organisation="Fjordhuset")
    other, _viewer = a_member(session, house, Role.EVALUATOR, name="Signe Holtemose", organisation="Havblik Kommune")
    investor, _viewer = a_member(session, house, Role.INVESTOR, name="Nora Whitfield", language="da")
    a_project(session, house, name="Omsorgslinjen")
    session.commit()
    (tmp_path / "kontrakt.yaml").write_text(a_document(), encoding="utf-8")
    (tmp_path / "obligation.yaml").write_text(a_bond_document(), encoding="utf-8")

    page = visit("/houses/fjord/contracts/new", lead)
    page.locator("#file").set_input_files(tmp_path / "kontrakt.yaml")
    page.get_by_role("button", name="Gem kontrakten").click()
    contract = page.url
    page.get_by_role("link", name="Indberet resultater").click()
    page.locator("#date").fill("2027-02-01")
    page.locator("#person").fill("d-17")
    page.get_by_role("button", name="Indberet resultatet").click()
    site = page.url.split("/houses")[0]
    theirs = visit(contract.removeprefix(site) + "/verify", other)
    theirs.locator("select[name=decision-1]").select_option("accept")
    theirs.get_by_role("button", name="Gem det, der blev fundet").click()
    expect(theirs.locator(".payments-table")).to_contain_text("40.000\xa0kr.")
    page.goto(contract + "/pay")
    page.locator("#payer").select_option("Havblik Kommune")
    page.locator("#amount").fill("24.000")
    page.get_by_role("button", name="Notér betalingen").click()

    page.goto(site + "/houses/fjord/bonds/new")
    assert barriers(page) == []
    page.get_by_label("Omsorgslinjen").check()
    page.locator("#file").set_input_files(tmp_path / "obligation.yaml")
    page.get_by_role("button", name="Gem obligationen").click()
    page.get_by_role("link", name="Notér et træk", exact=True).click()
    page.locator("#amount").fill("100.000")
    page.locator("#on").fill("2026-03-01")
    page.get_by_role("button", name="Notér trækket").click()
    page.get_by_role("link", name="Notér en tilbagebetaling").click()
    expect(page.locator(".lead-line")).to_contain_text("24.000\xa0kr.")
    assert barriers(page) == []
    page.locator("#amount").fill("24.000")
    page.get_by_role("button", name="Notér tilbagebetalingen").click()
    expect(page.locator(".lead-line")).to_contain_text("24.000\xa0kr. er kommet tilbage")
    assert barriers(page) == []
    page.locator("#person").select_option(label="Nora Whitfield ()")
    page.get_by_role("button", name="Giv indsigt").click()

    own = visit("/", investor, viewport={"width": 360, "height": 800})
    own.get_by_role("link", name="Omsorgsobligationen: Senior").click()
    expect(own.locator(".lead-line")).to_contain_text("100.000\xa0kr. er trukket, 24.000\xa0kr. er kommet tilbage")
    own.get_by_role("button", name="Simulér").click()
    expect(own.get_by_role("heading", name="Hvem bærer teknologirisikoen")).to_be_visible()
    assert barriers(own) == []
    assert own.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
