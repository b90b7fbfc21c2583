"""Terms by their day, results verified by other eyes, and lines that are added and never changed."""

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from click.testing import CliRunner

from portfolio.actions.contracts import amend_contract
from portfolio.actions.outcomes import Finding, correct_claim, verify_claims
from portfolio.cli import main
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.finance.versions import as_yaml, composed_document
from portfolio.queries.contracts import versions_of
from portfolio.rounds.visibility import Role, clerk
from tests.contracts import TODAY, a_contract, a_document, a_result, claimed, sheet_of, verified
from tests.factories import NOON, a_member
from tests.integration.conftest import on_sqlite

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def amend(session, house, contract):
    """Other terms from a day: `amend(day, cap=…)`."""

    def change(valid_from=date(2027, 3, 1), at=NOON, **changed):
        facts = {"document": a_document(**changed), "valid_from": valid_from, "reason": "fewer than planned"}
        return amend_contract(session, clerk(house.id), house, contract, **facts, at=at)

    return change


def owed_for(sheet, number):
    claim = next(claim for claim in sheet.claims if claim.number == number)
    return [line.net_minor for line in sheet.lines if line.claim_id == claim.id]


def test_a_result_is_owed_once_somebody_else_has_verified_it(session, house, contract):
    claimed(session, house, contract, a_result())
    assert sheet_of(session, house, contract).booked_minor == 0

    verified(session, house, contract, 1)

    sheet = sheet_of(session, house, contract)
    assert sheet.booked_by_payer() == {"Havblik Kommune": 2_400_000, "Staten": 1_600_000}
    assert [(p.debit, p.credit, p.amount_minor, p.entry) for p in sheet.postings] == [
        ("cost/Havblik Kommune", "owed/Havblik Kommune", 2_400_000, 1),
        ("cost/Staten", "owed/Staten", 1_600_000, 1),
    ]
    assert sheet.lines[0].due_on == TODAY + timedelta(days=30)


@on_sqlite
def test_what_is_rejected_is_a_line_with_its_reason_in_both_languages(session, house, contract):
    claimed(session, house, contract, a_result("", units=20, cohort="1"))

    verified(session, house, contract, 1, accepted=Decimal(17), reason="three payslips missing")

    accepted, rejected = sheet_of(session, house, contract).lines
    assert (accepted.net_minor, rejected.gross_minor, rejected.net_minor) == (68_000_000, 12_000_000, 0)
    assert "three payslips missing" in rejected.cuts[0]["da"]
    assert rejected.cuts[0]["en"] == "Rejected at verification: three payslips missing."


@on_sqlite
def test_whoever_claimed_does_not_verify(session, house, contract, lead):
    claimed(session, house, contract, a_result(), viewer=lead[1])

    with pytest.raises(RuleBrokenError, match="somebody else"):
        verified(session, house, contract, 1, viewer=lead[1])


@on_sqlite
@pytest.mark.parametrize("organisation", ["Northern Pension", " northern  pension", "Mødrenes Hus"])
@pytest.mark.parametrize("stated", [True, False])
def test_neither_an_investor_nor_the_provider_verifies(session, house, contract, organisation, stated):
    _person, viewer = a_member(session, house, Role.BOARD_MEMBER, organisation="" if stated else organisation)
    claimed(session, house, contract, a_result())

    with pytest.raises(RuleBrokenError) as refusal:
        verified(session, house, contract, 1, viewer=viewer, verifier=organisation if stated else "Revision Vest")

    assert refusal.value.field == "verifier"
    assert sheet_of(session, house, contract).lines == []


@on_sqlite
def test_a_step_that_is_verified_before_the_one_below_it_is_paid_when_that_is_there(session, house, contract):
    claimed(session, house, contract, a_result("a", "job_18", date(2027, 2, 20)), a_result("a", on=date(2027, 2, 1)))
    verified(session, house, contract, 1)
    assert owed_for(sheet_of(session, house, contract), 1) == [0]

    verified(session, house, contract, 2)

    sheet = sheet_of(session, house, contract)
    assert owed_for(sheet, 1) == [0, 2_000_000]
    assert [line.kind.value for line in sheet.lines] == ["payment", "payment", "adjustment"]


def test_a_correction_takes_back_by_new_lines_what_it_and_the_steps_above_it_earned(session, house, contract):
    claimed(session, house, contract, a_result("a"), a_result("a", "job_18", date(2027, 2, 20)))
    verified(session, house, contract, 1, 2)
    before = [line.model_dump() for line in sheet_of(session, house, contract).lines]

    correct_claim(session, clerk(house.id), house, contract, 1, reason="wrong person", at=NOON)

    sheet = sheet_of(session, house, contract)
    assert [line.model_dump() for line in sheet.lines[:2]] == before
    assert (owed_for(sheet, 1), owed_for(sheet, 2)) == ([4_000_000, -4_000_000], [2_000_000, -2_000_000])
    assert sheet.lines[-2].cuts[0]["rule"] == "after"
    claimed(session, house, contract, a_result("a"))
    verified(session, house, contract, 3)
    assert sheet_of(session, house, contract).booked_minor == 6_000_000


def test_a_page_as_it_stood_never_changes(session, house, contract, amend):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)
    then = sheet_of(session, house, contract)
    later = NOON + timedelta(days=10)

    amend(valid_from=date(2027, 3, 10), cap=50_000, at=later)
    correct_claim(session, clerk(house.id), house, contract, 1, reason="wrong", at=later)

    again, now = sheet_of(session, house, contract), sheet_of(session, house, contract, later.date())
    assert (again.booked_minor, again.in_force, again.lines) == (then.booked_minor, then.in_force, then.lines)
    assert (now.booked_minor, now.in_force.cap) == (0, 50_000)
    with pytest.raises(NotFoundError):
        sheet_of(session, house, contract, TODAY - timedelta(days=1))


def test_an_amendment_holds_from_its_day_and_binds_late_claims_by_its_cap(session, house, contract, amend):
    claimed(session, house, contract, a_result("a"))
    verified(session, house, contract, 1)

    amend(valid_from=date(2027, 3, 1), cap=60_000)
    claimed(session, house, contract, a_result("b", on=date(2026, 12, 1)))
    verified(session, house, contract, 2)

    sheet = sheet_of(session, house, contract)
    assert sheet.booked_minor == 6_000_000
    assert sheet.terms.on(date(2027, 2, 28)).cap is None


def test_the_same_numbers_as_the_command(session, house, contract, amend, tmp_path):
    amend(valid_from=date(2027, 1, 1), cap=130_000, cap_per_person=50_000)
    results = [a_result(name, on=date(2026, 12, day)) for day, name in enumerate("abcd", start=1)]
    results += [a_result("a", "job_18", date(2027, 2, 3)), a_result("", units=2, cohort="1", on=date(2027, 2, 1))]
    claimed(session, house, contract, *results)
    verified(session, house, contract, *range(1, len(results) + 1))
    sheet = sheet_of(session, house, contract)

    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("date", "metric", "person", "cohort", "units"))
    writer.writerows((one.on, one.metric, one.person, one.cohort, one.units) for one in sheet.outcomes())
    (tmp_path / "outcomes.csv").write_text(text.getvalue())
    (tmp_path / "contract.yaml").write_text(as_yaml(composed_document(versions_of(sheet.versions))))
    arguments = ["payments", str(tmp_path / "contract.yaml"), str(tmp_path / "outcomes.csv"), "--json"]
    printed = json.loads(CliRunner().invoke(main, arguments).output)

    assert printed["net_minor"] == sheet.booked_minor == 13_000_000
    assert printed["by_payer"] == sheet.booked_by_payer()
    assert sorted(line["net_minor"] for line in printed["payments"]) == sorted(line.net_minor for line in sheet.lines)


CHEAPER = {"metrics": [{"id": "job_12", "prices": [{"from": "2026-02-01", "price": 1}]}]}


@on_sqlite
@pytest.mark.parametrize(
    ("changed", "valid_from", "field", "sentence"),
    [
        ({"cap": 30_000}, date(2027, 3, 1), "cap", "below"),
        (CHEAPER, TODAY - timedelta(60), "valid_from", "later day"),
        ({"metrics": []}, date(2026, 2, 1), "document", "no longer fits"),
        ({"cap": 99}, date(2025, 1, 1), "valid_from", "before the contract"),
        ({"currency": "EUR"}, date(2027, 3, 1), "document", "DKK"),
        ({"cap": 99, "payers": []}, date(2027, 3, 1), "document", "payers"),
        ({"name": "010170-1234"}, date(2027, 3, 1), "document", "CPR"),
        ({}, date(2027, 3, 1), "document", "Nothing differs"),
    ],
)  # fmt: skip
def test_an_amendment_that_cannot_be_is_refused_at_its_field(
    session, house, contract, amend, changed, valid_from, field, sentence
):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)

    with pytest.raises(RuleBrokenError, match=sentence) as refusal:
        amend(valid_from=valid_from, **changed)

    assert refusal.value.field == field


@on_sqlite
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"units": -1}, "units"),
        ({"units": 0}, "units"),
        ({"units": 2}, "units"),
        ({"person": "010170-1234"}, "person"),
        ({"person": "Bo Kragelund"}, "person"),
        ({"on": date(2027, 3, 4)}, "date"),
        ({"on": date(2026, 1, 1)}, "date"),
        ({"metric": "other"}, "metric"),
        ({"accepted": False}, "accepted"),
        ({"person": "p1"}, "person"),
        ({"cohort": "x" * 61}, "cohort"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_at_its_field(session, house, contract, facts, field):
    claimed(session, house, contract, a_result("p1", on=date(2027, 1, 1)))

    with pytest.raises(RuleBrokenError) as refusal:
        claimed(session, house, contract, a_result(**{"person": "p2", **facts}))

    assert refusal.value.field == field
    assert len(sheet_of(session, house, contract).claims) == 1


@on_sqlite
def test_of_many_claims_all_or_none_are_kept_and_the_line_is_named(session, house, contract):
    results = [a_result("a", line=2), a_result("b", line=3), a_result("a", line=4)]

    with pytest.raises(RuleBrokenError, match=r"Line 4: the same was claimed already, as result no\. 1"):
        claimed(session, house, contract, *results)


@on_sqlite
def test_no_more_reach_a_goal_than_started(session, house, project):
    contract = a_contract(session, house, project, cohorts=[{"id": "1", "planned": 20, "started": 12}])
    claimed(session, house, contract, a_result("", cohort="1", units=10))

    with pytest.raises(RuleBrokenError, match="12 people"):
        claimed(session, house, contract, a_result("", cohort="1", units=3, on=date(2027, 2, 2)))


@on_sqlite
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"accepted": Decimal(5)}, "accepted"),
        ({"accepted": Decimal(-1), "reason": "x"}, "accepted"),
        ({"accepted": Decimal(0)}, "reason"),
        ({"verifier": " "}, "verifier"),
    ],
)
def test_a_verification_that_cannot_be_is_refused_at_its_field(session, house, contract, facts, field):
    claimed(session, house, contract, a_result())

    with pytest.raises(RuleBrokenError) as refusal:
        verified(session, house, contract, 1, **facts)

    assert refusal.value.field == field


@on_sqlite
def test_a_claim_is_verified_once(session, house, contract):
    claimed(session, house, contract, a_result())
    verified(session, house, contract, 1)

    with pytest.raises(RuleBrokenError, match="already"):
        verified(session, house, contract, 1)


@on_sqlite
def test_verification_comes_after_the_measuring(session, house, contract):
    claimed(session, house, contract, a_result())

    with pytest.raises(RuleBrokenError) as refusal:
        verify_claims(
            session, clerk(house.id), house, contract, [Finding(1)],
            verifier="Revision Vest", verified_on=date(2027, 1, 31), at=NOON,
        )  # fmt: skip

    assert refusal.value.field == "verified_on"
