"""Bonds in the browser: every step of the money, what is refused at its field, and who sees what."""

import re

import pytest

from portfolio.actions.bonds import give_sight
from portfolio.rounds.visibility import Role
from tests.bonds import SIGNED, a_bond, a_bond_document, drawn, repaid
from tests.contracts import a_contract
from tests.factories import NOON, a_member, a_project
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite
BASE = "/houses/fjord/bonds/"


def errors(page):
    """The sentences of the fields that are to be mended, by the field's id."""
    return dict(re.findall(r'id="([\w-]+)-error"><span class="sr-only">Error: </span>([^<]*)', page.text))


def key_of(page):
    return re.search(r'name="key"[^>]*value="(\w+)"', page.text)[1]


@pytest.mark.parametrize("language", ["da", "en"])
def test_from_a_bond_to_its_repayment(session, contract, lead, earn, enter, language):
    earn(2)
    browser = enter(lead[0], language)
    assert browser.get(BASE).status_code == 200
    assert browser.get(BASE + "new").status_code == 200
    kept = browser.post(BASE + "new", data={"contracts": [str(contract.id)], "document": a_bond_document()})
    address = kept.location
    form = browser.get(address + "/draw")
    money = {"tranche": "Senior", "amount": "100000", "on": "2026-03-01", "key": key_of(form)}
    assert browser.post(address + "/draw", data=money).status_code == 302
    assert browser.post(address + "/draw", data=money).status_code == 302  # sent twice

    paid = browser.post(
        address + "/repay", data={"amount": "80000", "on": "2027-03-03", "key": key_of(browser.get(address + "/repay"))}
    )

    assert paid.status_code == 302
    page = browser.get(address)
    first = "100.000\xa0kr. er trukket" if language == "da" else "DKK\xa0100,000 drawn"
    assert first in page.text
    assert page.text.count('<tr><th scope="row" class="figures">2</th>') == 2  # interest and principal
    assert browser.get(address + "/call").status_code == 200
    assert browser.get(address + "/amend").status_code == 200
    for kind in ("xlsx", "csv", "json"):
        assert browser.get(f"{address}/export.{kind}").status_code == 200
    assert "Omsorgsobligationen" in browser.get(address + "/bond.yaml").text
    assert browser.get(address + "?on=2027-03-02").status_code == 404  # it was entered the day after


def test_what_cannot_be_booked_gets_a_sentence_at_its_field(bond, lead, enter):
    browser = enter(lead[0])
    address = f"{BASE}{bond.id}"
    money = {"amount": "1", "on": "2027-03-03", "key": "k"}

    assert (
        "600,000"
        in errors(browser.post(address + "/draw", data=money | {"tranche": "Senior", "amount": "600001"}))["amount"]
    )
    assert "hold 1" in errors(browser.post(address + "/draw", data=money | {"tranche": "Junior"}))["purpose"]
    assert (
        "not come yet"
        in errors(browser.post(address + "/draw", data=money | {"tranche": "Senior", "on": "2027-03-04"}))["on"]
    )
    assert "at most" in errors(browser.post(address + "/repay", data=money))["amount"]
    assert "2033" in errors(browser.post(address + "/call", data=money | {"kind": "guarantee"}))["on"]
    assert "offered" in errors(browser.post(address + "/call", data=money))["kind"]
    amended = {"document": "name: [", "valid_from": "2027-03-04", "reason": "why"}
    assert "YAML" in errors(browser.post(address + "/amend", data=amended))["document"]
    assert "at least one" in errors(browser.post(BASE + "new", data={"document": a_bond_document()}))["contracts"]
    wrong = browser.get(f"{address}/tranches/1?hazard=x&retraining_cost=101")
    assert wrong.status_code == 200
    assert "hazard" in errors(wrong)


def test_an_investors_person_enters_their_tranche_and_no_other_room(session, house, bond, lead, enter):
    person, _viewer = a_member(session, house, Role.INVESTOR, organisation="Fonden Langt Lys")
    drawn(session, house, bond, 212_345, SIGNED)
    drawn(session, house, bond, 100_000, SIGNED, tranche="Junior")
    give_sight(session, lead[1], house, bond, tranche=2, person_id=person.id, at=NOON)
    browser = enter(person)

    home = browser.get("/", follow_redirects=True)

    assert "Omsorgsobligationen: Junior" in home.text
    page = browser.get(f"{BASE}{bond.id}/tranches/2?simulate=1")
    assert "DKK\xa0100,000 drawn" in page.text
    for other in ("Senior", "Northern Pension", "212,345"):
        assert other not in page.text
    for path in ("tranches/1", "", "export.csv", "bond.yaml", "draw", "tranches/1/flows.csv"):
        assert browser.get(f"{BASE}{bond.id}/{path}".rstrip("/")).status_code in {403, 404}
    assert browser.get("/houses/fjord/contracts/").status_code == 403
    assert "Senior" not in browser.get(f"{BASE}{bond.id}/tranches/2/return.json").text


def test_sight_is_given_and_ended_on_the_bonds_page(session, house, bond, lead, enter):
    person, _viewer = a_member(session, house, Role.INVESTOR, name="Ida Lind")
    browser = enter(lead[0])
    address = f"{BASE}{bond.id}"
    assert "Ida Lind" in browser.get(address).text

    browser.post(address + "/sight", data={"tranche": "1", "person": str(person.id)})

    ending = re.search(rf'action="({address}/sight/[\w-]+/end)"', browser.get(address).text)[1]
    assert browser.post(ending).status_code == 302
    assert "/end" not in browser.get(address).text
    assert "person" in errors(browser.post(address + "/sight", data={"tranche": "1", "person": "x"}))


def test_the_list_asks_as_much_for_one_bond_as_for_three(session, engine, house, contract, bond, lead, enter):
    browser = enter(lead[0])
    browser.get(BASE)
    with counted_statements(engine) as one:
        browser.get(BASE)
    for _more in range(2):
        a_bond(session, house, a_contract(session, house, a_project(session, house)))
    session.commit()

    with counted_statements(engine) as three:
        browser.get(BASE)

    assert len(three) == len(one)


def test_levers_are_pulled_as_far_as_the_form_says(session, house, bond, lead, enter, earn):
    drawn(session, house, bond, 200_000, SIGNED)
    earn(2)
    repaid(session, house, bond, 80_000)
    browser = enter(lead[0])

    page = browser.get(f"{BASE}{bond.id}/tranches/1?later_years=7&reserve_share=20&guarantee_most=12.5")

    assert "Everything is paid 7 years later" in page.text
    assert "to at most 20\xa0% of each payment" in page.text
    assert "to at most 12.5\xa0% of what was paid in" in page.text


def test_the_latest_entry_is_taken_back_on_its_page(session, house, bond, lead, enter):
    drawn(session, house, bond, 100_000, SIGNED)
    drawn(session, house, bond, 50_000, SIGNED)
    browser = enter(lead[0])
    address = f"{BASE}{bond.id}"
    back = f"{address}/entries/2/take-back"
    assert re.findall(r'href="([^"]*/take-back)"', browser.get(address).text) == [back]
    form = browser.get(back)
    assert "Drawdown, 1 February 2026" in form.text
    assert "That is entry 2." in browser.get(f"{address}/entries/1/take-back").text
    assert browser.get(f"{address}/entries/7/take-back").status_code == 404
    assert "Write something" in errors(browser.post(back, data={"reason": "", "key": "k"}))["reason"]

    sent = [browser.post(back, data={"reason": "Typed twice", "key": key_of(form)}) for _twice in range(2)]

    assert [answer.status_code for answer in sent] == [302, 302]
    page = browser.get(address).text
    assert "Takes back entry 2: Typed twice" in page
    assert page.count("Taken back by entry 3") == 2  # drawn and handed on
    assert re.findall(r'href="([^"]*/take-back)"', page) == [f"{address}/entries/1/take-back"]
    assert "DKK\xa0100,000 drawn" in page
    assert "That is entry 1." in browser.post(back, data={"reason": "Again", "key": "other"}).text
