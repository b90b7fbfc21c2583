"""Writing a contract field by field in the browser, without JavaScript; amending it after a look at what changes."""

import html
import re

import pytest

from portfolio.finance.contract import read_contract
from tests.contracts import a_document, a_result, claimed, sheet_of, verified
from tests.guard import problems_of_page
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite
BASE = "/houses/fjord/contracts/"


def filled(page):
    """What a browser would send back from the form of a page, without any button."""
    found = {}
    form = page.text.split('class="terms-form">')[1]
    for tag in re.findall(r"<input[^>]*>", form):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") == "file" or (facts.get("type") == "checkbox" and " checked" not in tag):
            continue
        found[facts["name"]] = html.unescape(facts.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(
            r'<option selected value="([^"]*)"', options
        )
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = html.unescape(text)
    return found


def mended(page):
    """The sentences by the input they stand at."""
    return dict(re.findall(r'id="([\w.-]+)-error"><span class="sr-only">Error: </span>([^<]*)', page.text))


@pytest.fixture
def browser(enter, lead, contract):
    return enter(lead[0])


@pytest.fixture
def address(contract):
    return f"{BASE}{contract.id}"


def test_a_template_is_kept_after_rows_were_added_and_taken_out(browser, session, house, project):
    page = browser.get(f"{BASE}new?template=milestones&project={project.id}")
    more = browser.post(BASE + "new", data={**filled(page), "do": "add:payers"})
    given = filled(more) | {"name": "Brobyggerne", "payers.2.name": "Regionen", "payers.2.purse": "region"}
    given |= {"payers.0.share": "50", "payers.2.share": "10"}
    fewer = browser.post(BASE + "new", data={**given, "do": "remove:plan.4"})

    kept = browser.post(BASE + "new", data={**filled(fewer), "do": "save"})

    assert kept.status_code == 302
    taken = read_contract(browser.get(kept.location + "/contract.yaml").text)
    assert [(payer.name, float(payer.share)) for payer in taken.payers][-1] == ("Regionen", 0.1)
    assert len(taken.metrics) == 5
    assert len(taken.plan) == 4


def test_what_is_wrong_stands_at_its_field_and_everything_written_stays(browser, project):
    page = browser.get(f"{BASE}new?template=milestones&project={project.id}")
    given = filled(page) | {"name": "Brobyggerne", "payers.0.share": "59.9", "do": "save"}

    refused = browser.post(BASE + "new", data=given)
    unreadable = browser.post(BASE + "new", data={**given, "cap": "a lot", "signed": "yesterday"})

    assert refused.status_code == unreadable.status_code == 422
    assert "99.9" in mended(refused)["payers"]
    assert mended(unreadable).keys() == {"cap", "signed"}
    assert filled(refused)["name"] == "Brobyggerne"
    assert filled(unreadable)["cap"] == "a lot"
    assert problems_of_page(refused.text) == []


def test_the_two_views_show_the_same_contract_and_a_cpr_number_is_refused(browser, project):
    page = browser.get(f"{BASE}new?template=savings&project={project.id}")
    document = browser.post(BASE + "new", data={**filled(page), "do": "yaml"})
    text = html.unescape(re.search(r'name="document"[^>]*>(.*?)</textarea>', document.text, re.S)[1])
    back = browser.post(BASE + "new", data={"project": str(project.id), "document": text, "do": "fields"})
    citizen = browser.post(BASE + "new", data={**filled(page), "provider": "010170-1234", "do": "save"})
    broken = browser.post(BASE + "new", data={"project": str(project.id), "document": "name: x", "do": "fields"})

    names = [name for name in filled(page) if name not in ("csrf_token", "base")]
    assert [filled(back)[name] for name in names] == [filled(page)[name] for name in names]
    assert "CPR" in citizen.text
    assert citizen.status_code == broken.status_code == 422


def test_an_amendment_begins_with_what_holds_shows_what_changes_and_is_then_kept(
    browser, session, house, contract, address
):
    page = browser.get(address + "/amend")
    given = filled(page) | {"valid_from": "2027-06-01", "reason": "Dyrere", "metrics.0.prices.0.price": "41,000"}

    same = browser.post(address + "/amend", data=filled(page) | {"reason": "Intet", "do": "look"})
    early = browser.post(address + "/amend", data={**given, "valid_from": "2020-01-01", "do": "look"})
    looked = browser.post(address + "/amend", data={**given, "do": "look"})
    unseen = browser.post(address + "/amend", data={**given, "cap": "9", "seen": filled(looked)["seen"], "do": "save"})
    versions_before = len(sheet_of(session, house, contract).versions)
    session.rollback()  # lets go of the database
    kept = browser.post(address + "/amend", data={**filled(looked), "do": "save"})
    session.expire_all()

    assert "Nothing differs" in same.text
    assert "before the contract was signed" in mended(early)["valid_from"]
    assert looked.status_code == 200
    assert "40,000" in looked.text
    assert "One thing changes from" in looked.text
    assert "2 things change" in unseen.text
    assert versions_before == 1
    assert kept.status_code == 302
    assert len(sheet_of(session, house, contract).versions) == 2


def test_a_cap_below_what_is_owed_is_refused_at_the_cap(browser, session, house, project, contract, address):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)
    session.commit()
    given = filled(browser.get(address + "/amend")) | {"valid_from": "2027-06-01", "reason": "Loft", "cap": "10"}
    looked = browser.post(address + "/amend", data={**given, "do": "look"})

    refused = browser.post(address + "/amend", data={**filled(looked), "do": "save"})

    assert "lies below" in mended(refused)["cap"]
    as_yaml = browser.post(address + "/amend", data={**given, "document": a_document(cap=10), "view": "", "do": ""})
    assert "lies below" in mended(as_yaml)["document"]
