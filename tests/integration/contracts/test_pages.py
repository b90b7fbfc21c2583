"""Contracts in the browser: every step of the money, what is refused at its field, and what leaves the house."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from portfolio.actions.outcomes import correct_claim
from portfolio.cli import main
from portfolio.finance.templates import TEMPLATES
from portfolio.rounds.visibility import Role, clerk
from tests.contracts import TODAY, a_contract, a_document, a_result, claimed, sheet_of, verified
from tests.factories import NOON, a_member, a_project
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite
BASE = "/houses/fjord/contracts/"
RESULTS = "date,metric,person\n2027-02-01,job_12,p1\n2027-02-20,job_18,p1\n"


def errors(page):
    """The sentences of the fields that are to be mended, by the field's id."""
    return dict(re.findall(r'id="([\w-]+)-error"><span class="sr-only">Error: </span>([^<]*)', page.text))


@pytest.fixture
def address(contract):
    return f"{BASE}{contract.id}"


def test_an_empty_house_says_how_to_begin(enter, lead):
    page = enter(lead[0]).get(BASE)

    assert "The house has no contracts that pay for results yet." in page.text
    assert f'href="{BASE}new"' in page.text
    assert f'href="{BASE}try"' in page.text


@pytest.mark.parametrize("language", ["da", "en"])
def test_from_contract_to_payment(client, session, house, project, lead, verifier, enter, language):
    browser = enter(lead[0], language)
    for template in TEMPLATES:
        assert browser.get(f"{BASE}new?template={template}").status_code == 200
    kept = browser.post(BASE + "new", data={"project": str(project.id), "document": a_document(cap=100_000)})
    address = kept.location
    assert browser.get(address).status_code == 200
    one = {"do": "one", "metric": "job_12", "date": "2027-02-01", "person": "p1", "units": "1"}
    evidence = {"evidence": (BytesIO(b"payslips"), "lønsedler.pdf")}
    assert browser.post(address + "/claim", data=one | evidence).status_code == 302
    many = {"do": "file", "file": (BytesIO(b"date;metric;person\n2027-02-02;job_12;p2\n"), "results.csv")}
    assert browser.post(address + "/claim", data=many).status_code == 302

    enter(verifier[0], language)
    found = {"decision-1": "accept", "decision-2": "reject", "reason-2": "no payslip"}
    seen = browser.post(address + "/verify", data={"verifier": "Revision Vest", "verified_on": "2027-03-01", **found})
    assert seen.status_code == 302

    enter(lead[0], language)
    money = {"payer": "Staten", "amount": "16.000,00", "on": "2027-03-03"}
    assert browser.post(address + "/pay", data=money).status_code == 302
    page = browser.get(address)
    whole, part = ("40.000", "16.000") if language == "da" else ("40,000", "16,000")
    assert whole in page.text
    assert part in page.text
    assert "lønsedler.pdf" in page.text
    assert "no payslip" in page.text
    assert browser.get(f"/houses/fjord/projects/{project.id}").text.count(address) == 1
    assert browser.get(BASE).status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"payers": [{"name": "A", "purse": "kommune", "share": 0.999}]}, "99.9"),
        (
            {
                "metrics": [
                    {
                        "id": "job",
                        "prices": [
                            {"from": "2026-02-01", "to": "2026-12-31", "price": 1},
                            {"from": "2027-02-01", "price": 1},
                        ],
                    }
                ]
            },
            "gap",
        ),
        ({"colour": "blue"}, "colour"),
        ({"provider": "010170-1234"}, "CPR"),
        ({"plan": [{"by": "2020-01-01", "metric": "job_12"}]}, "before the service"),
    ],
)
def test_a_contract_that_cannot_be_is_refused_at_its_field_and_stays_written(enter, lead, project, changed, sentence):
    document = a_document(**changed)

    page = enter(lead[0]).post(BASE + "new", data={"project": str(project.id), "document": document})

    assert page.status_code == 422
    assert sentence in errors(page)["document"]
    assert "Omsorgslinjen" in page.text


def test_a_file_goes_before_what_is_written_and_must_be_text(enter, lead, project):
    browser = enter(lead[0])
    data = {"project": str(project.id), "document": "nothing"}

    bad = browser.post(BASE + "new", data={**data, "file": (BytesIO(b"\xff\xfe"), "c.yaml")})
    good = browser.post(BASE + "new", data={**data, "file": (BytesIO(a_document().encode()), "c.yaml")})

    assert "UTF-8" in errors(bad)["file"]
    assert good.status_code == 302


def test_an_amendment_in_the_browser(enter, lead, session, house, contract, address):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)
    browser = enter(lead[0])
    data = {"valid_from": "2027-03-01", "reason": "fewer", "document": a_document(cap=50_000)}

    low = browser.post(address + "/amend", data={**data, "document": a_document(cap=30_000)})
    early = browser.post(address + "/amend", data={**data, "valid_from": "2025-01-01"})
    silent = browser.post(address + "/amend", data={**data, "reason": "", "valid_from": "soon"})
    good = browser.post(address + "/amend", data=data)

    assert "below" in errors(low)["document"]
    assert "signed" in errors(early)["valid_from"]
    assert errors(silent).keys() == {"valid_from", "reason"}
    assert good.status_code == 302
    assert "fewer" in browser.get(address).text
    text = browser.get(address + "/contract.yaml").text
    assert browser.post(BASE + "try", data={"document": text, "outcomes": RESULTS}).status_code == 200


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"units": "-1"}, "units", "negative"),
        ({"units": "many"}, "units", "not a number"),
        ({"person": "0101701234"}, "person", "CPR"),
        ({"person": "p1"}, "person", "claimed already, as result no. 1"),
        ({"date": "yesterday"}, "date", "2027-03-31"),
        ({"date": "2027-12-01"}, "date", "not come yet"),
        ({"metric": "other"}, "metric", "Choose one"),
        ({"people": "1.5"}, "people", "whole number"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_at_its_field(
    enter, lead, session, house, contract, address, given, field, sentence
):
    claimed(session, house, contract, a_result("p1"))
    data = {"do": "one", "metric": "job_12", "date": "2027-02-02", "person": "p2", "units": "1", **given}

    page = enter(lead[0]).post(address + "/claim", data=data)

    assert page.status_code == 422
    assert sentence in errors(page)[field]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Choose a file"),
        ("day,metric\n", "date"),
        ("date,metric\n", "no result"),
        ("date,metric,currency\n2027-02-01,job_12,EUR\n", "DKK"),
        ("date,metric,units\n2027-02-01,job_12,-3\n", "Line 2"),
        ("date,metric,person\n2027-02-01,job_12,a\n2027-02-01,job_12,a\n", "Line 3"),
        ('date,metric\n"2027-02-01,job_12\n', "Line"),
    ],
)
def test_a_file_of_results_is_taken_whole_or_not_at_all(enter, lead, session, house, contract, address, text, sentence):
    data = {"do": "file", "file": (BytesIO(text.encode()), "results.csv" if text else "")}

    page = enter(lead[0]).post(address + "/claim", data=data)

    assert page.status_code == 422
    assert sentence in errors(page)["file"]
    assert sheet_of(session, house, contract).claims == []


@pytest.mark.parametrize(
    ("given", "where", "sentence"),
    [
        ({"verifier": "Northern Pension", "decision-1": "accept"}, "verifier", "investor"),
        ({"verified_on": "2026-01-01", "decision-1": "accept"}, "verified_on", "between"),
        ({"decision-1": "reject"}, None, "Write why not everything"),
        ({"decision-1": "part", "reason-1": "x"}, None, "Write how many"),
        ({"decision-1": "part", "units-1": "9", "reason-1": "x"}, None, "Between 0 and the 1"),
        ({}, None, "Choose at least one"),
    ],
)
def test_a_verification_that_cannot_be_says_why(
    enter, verifier, session, house, contract, address, given, where, sentence
):
    claimed(session, house, contract, a_result())
    data = {"verifier": "Revision Vest", "verified_on": "2027-03-01", **given}

    page = enter(verifier[0]).post(address + "/verify", data=data)

    assert page.status_code == 422
    assert sentence in (errors(page)[where] if where else page.text)
    assert sheet_of(session, house, contract).verifications == {}


def test_an_investor_among_the_board_reads_and_does_not_verify(enter, session, house, contract, address):
    investor, _viewer = a_member(session, house, Role.BOARD_MEMBER, organisation="Northern Pension")
    claimed(session, house, contract, a_result())
    browser = enter(investor)

    page = browser.post(
        address + "/verify", data={"verifier": "Revision Vest", "verified_on": "2027-03-01", "decision-1": "accept"}
    )

    assert browser.get(address).status_code == 200
    assert "investor" in errors(page)["verifier"]
    assert browser.get(address + "/pay").status_code == 403


def test_taking_a_result_out_adds_lines_and_keeps_the_past(enter, lead, clock, session, house, contract, address):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)
    browser = enter(lead[0])
    before = browser.get(f"{address}?on={TODAY}")
    clock.move(days=2)

    assert browser.post(address + "/results/1/correct", data={"reason": ""}).status_code == 422
    assert browser.post(address + "/results/1/correct", data={"reason": "wrong person"}).status_code == 302

    assert "wrong person" in browser.get(address).text
    past = browser.get(f"{address}?on={TODAY}")
    assert "wrong person" not in past.text
    assert "This is how it stood at the end of 3 March 2027." in past.text
    rows = re.compile(r"<td class=\"figures\" data-label=\"Earned\">.*?</td>", re.DOTALL)
    assert rows.findall(past.text) == rows.findall(before.text)
    assert browser.get(f"{address}?on=2027-03-01").status_code == 404
    assert browser.get(f"{address}?on=never").status_code == 200
    assert browser.get(f"{BASE}?on=2027-03-01").status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [({"amount": "99.999"}, "amount"), ({"amount": "1 EUR"}, "amount"), ({"amount": "-5"}, "amount"),
     ({"amount": "1,0051"}, "amount"), ({"amount": ""}, "amount"), ({"on": "2027-02-01"}, "amount"),
     ({"on": "x"}, "on"), ({"payer": "Regionen"}, "payer")],
)  # fmt: skip
def test_a_payment_that_cannot_be_is_refused_at_its_field(enter, lead, session, house, contract, address, given, field):
    claimed(session, house, contract, a_result(on=TODAY))
    verified(session, house, contract, 1)
    data = {"payer": "Staten", "amount": "100", "on": "2027-03-03", **given}

    page = enter(lead[0]).post(address + "/pay", data=data)

    assert page.status_code == 422
    assert field in errors(page)


def test_fees_are_booked_by_a_button(enter, lead, session, house, project):
    fee = {"amount": 1000, "from": "2027-01-01", "to": "2027-12-31"}
    contract = a_contract(session, house, project, fees=[fee])
    browser = enter(lead[0])

    first = browser.post(f"{BASE}{contract.id}/book", follow_redirects=True)
    second = browser.post(f"{BASE}{contract.id}/book", follow_redirects=True)

    assert "2 lines were booked." in first.text
    assert "was booked already" in second.text


def test_a_trial_shows_the_same_numbers_as_the_command(enter, verifier, tmp_path):
    document = a_document(cap_per_person=50_000)
    (tmp_path / "contract.yaml").write_text(document)
    (tmp_path / "outcomes.csv").write_text(RESULTS)
    arguments = ["payments", str(tmp_path / "contract.yaml"), str(tmp_path / "outcomes.csv"), "--json"]
    printed = json.loads(CliRunner().invoke(main, arguments).output)

    page = enter(verifier[0]).post(BASE + "try", data={"document": document, "outcomes": RESULTS})

    shown = re.findall(r'data-label="Paid"><strong>DKK\xa0([\d,]+)</strong>', page.text)
    assert [int(money.replace(",", "")) * 100 for money in shown] == [p["net_minor"] for p in printed["payments"]]
    assert "The cap for one person is DKK\xa050,000." in page.text
    assert "DKK\xa050,000 would be paid" in page.text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document": ""}, "document"),
        ({"document": "a: ["}, "document"),
        ({"document": a_document(payers=[])}, "document"),
        ({"outcomes": "date,metric\n2020-01-01,job_12\n"}, "outcomes"),
        ({"outcomes": "date,metric,person\n2027-02-01,job_12,0101701234\n"}, "outcomes"),
    ],
)
def test_a_trial_that_cannot_be_says_why(enter, verifier, given, field):
    page = enter(verifier[0]).post(BASE + "try", data={"document": a_document(), "outcomes": RESULTS, **given})

    assert page.status_code == 422
    assert errors(page)[field]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_can_be_tried_at_once(enter, lead, template):
    browser = enter(lead[0], "da")
    page = browser.get(f"{BASE}try?template={template}")
    document, outcomes = re.findall(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page.text, re.DOTALL)
    plain = [text.replace("&#39;", "'").replace("&#34;", '"') for text in (document, outcomes)]

    assert browser.post(BASE + "try", data=dict(zip(("document", "outcomes"), plain, strict=True))).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_ledger_leaves_for_the_accounts_without_small_counts(
    enter, verifier, session, house, contract, address, kind
):
    claimed(session, house, contract, a_result("", units=20, cohort="1"), a_result("secret-token", cohort="2"))
    verified(session, house, contract, 1, accepted=17, reason="three missing")
    verified(session, house, contract, 2)

    answer = enter(verifier[0]).get(f"{address}/export.{kind}")

    assert answer.status_code == 200
    text = answer.get_data(as_text=True) if kind != "xlsx" else ""
    if kind == "xlsx":
        with ZipFile(BytesIO(answer.data)) as book:
            text = book.read("xl/sharedStrings.xml").decode()
    assert "secret-token" not in text
    if kind == "json":
        tables = json.loads(text)
        assert [list(row.values())[2:] for row in tables["results"]] == [[None, None, "<5"], ["<5", "<5", "<5"]]
        assert sum(row["amount"] for row in tables["ledger"]) == 18 * 40_000
        assert len(tables["ledger"]) == 2  # the postings of a day together, so that no row is one person's


def test_an_unknown_kind_of_file_is_no_page(enter, lead, address):
    assert enter(lead[0]).get(address + "/export.exe").status_code == 404


def test_one_contract_and_many_take_the_same_number_of_statements(app, enter, lead, session, house, project, contract):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)
    browser, engine = enter(lead[0]), app.extensions["innohus"]["engine"]
    with counted_statements(engine) as few:
        browser.get(BASE)
    for name in "abc":
        more = a_contract(session, house, a_project(session, house), name=name)
        claimed(session, house, more, a_result(), a_result("b"))
        verified(session, house, more, 1, 2)
        correct_claim(session, clerk(house.id), house, more, 2, reason="wrong", at=NOON)
    session.commit()

    with counted_statements(engine) as many:
        browser.get(BASE)

    assert len(many) == len(few)


def test_nobody_outside_the_house_sees_a_contract(client, session, house, contract, address, enter):
    administrator, _viewer = a_member(session, house, Role.ADMINISTRATOR)

    assert enter(administrator).get(address).status_code in (403, 404)
    assert client.get(BASE).status_code in (403, 404)
