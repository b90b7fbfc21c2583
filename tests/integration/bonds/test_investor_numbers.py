"""The same numbers in the page, the PDF, the workbook and `innohus returns`; the report as a PDF for everybody."""

import json
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from jobs.papers.rendering import render_report
from portfolio.actions.papers import ask_for_report, list_waiting_papers
from portfolio.briefing.investor import report_content
from portfolio.cli import main
from portfolio.errors import NotFoundError
from portfolio.finance.returns import internal_rate
from portfolio.frames.flow_figures import Assumptions
from portfolio.frames.investor_figures import command_of, flow_lines, investor_figures
from portfolio.language import format_number, format_percent, speaking
from portfolio.queries.bond_returns import returns_of_bonds
from portfolio.queries.bonds import get_tranche_sheet
from portfolio.queries.papers import get_pdf, list_papers
from portfolio.rounds.visibility import Role, clerk
from tests.bonds import SIGNED, bond_sheet, drawn, repaid
from tests.contracts import TODAY
from tests.factories import NOON, a_member
from tests.integration.conftest import on_sqlite

BASE = "/houses/fjord/bonds/"
USUAL = Assumptions(scenario="central", required=0.01)


@pytest.fixture
def lively(session, house, bond, earn):
    """A bond that was drawn and partly repaid, with more to come."""
    drawn(session, house, bond, 300_000, SIGNED)
    drawn(session, house, bond, 150_000, SIGNED, tranche="Junior")
    earn(3)
    repaid(session, house, bond, 120_000)
    return bond


def figures(session, house, bond, number=1, given=USUAL):
    one = get_tranche_sheet(session, clerk(house.id), house, bond.id, number, on=TODAY)
    return investor_figures(one, given)


def returned(tmp_path, found, table, *options):
    """What `innohus returns` says of a file of flows."""
    file = tmp_path / "flows.csv"
    file.write_bytes(flow_lines(table))
    words = command_of(found, str(file)).split()[1:] if table is found.plan else ["returns", str(file), *options]
    answer = CliRunner().invoke(main, [*words, "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


@on_sqlite
@pytest.mark.parametrize("language", ["da", "en"])
def test_page_pdf_workbook_and_command_say_the_same(session, house, lively, lead, enter, tmp_path, language):
    with speaking(language):
        found = figures(session, house, lively)
        pdf = render_report(report_content(found, house.name, language, at=NOON)).pdf
    left = (found.outstanding + found.interest_due) / 100
    told = returned(tmp_path, found, found.plan)
    so_far = returned(tmp_path, found, found.past, "--remaining", repr(left))
    browser = enter(lead[0], language)
    address = f"{BASE}{lively.id}/tranches/1"
    page = browser.get(f"{address}?scenario=central&required=1").text.replace("&#39;", "'")
    printed = read(pdf, tmp_path)
    book = workbook(browser.get(f"{address}/return.xlsx?scenario=central&required=1").data)
    flows = browser.get(f"{address}/flows.csv?scenario=central&required=1").data

    with speaking(language):
        rates = (told["xirr"], told["adjusted"]["value"], told["haircut"], told["break_even_hazard"])
        said = [format_percent(rate, 2) for rate in rates]
        said += [format_number(value, 3) for value in (told["moic"], told["adjusted"]["moic"])]
        said += [format_number(value, 2) for value in (told["npv"], told["adjusted"]["npv"])]
        said += [format_number(so_far[name], 3) for name in ("dpi", "rvpi", "tvpi")]
    for figure in said:
        assert figure in page, figure
        assert figure.replace("\xa0", " ") in printed, figure
    assert flows == flow_lines(found.plan)
    wanted = [told[name] for name in ("xirr", "moic", "npv", "haircut", "break_even_hazard")]
    wanted.append(told["adjusted"]["npv"])
    wanted += [so_far[name] for name in ("dpi", "rvpi", "tvpi")]
    numbers = [cell for rows in book.values() for row in rows for cell in row if isinstance(cell, float)]
    for figure in wanted:
        assert any(cell == pytest.approx(figure, rel=1e-12) for cell in numbers), figure


def read(pdf, tmp_path):
    """The text of a PDF on one line."""
    (tmp_path / "report.pdf").write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True)
    return " ".join(text.stdout.decode().replace("\xa0", " ").split())


def workbook(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@on_sqlite
@pytest.mark.pdf
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_complies_with_the_accessibility_and_the_archive_standard(
    session, house, lively, pdf_failures, language
):
    with speaking(language):
        found = figures(session, house, lively)
        pdf = render_report(report_content(found, house.name, language, at=NOON)).pdf

    assert pdf_failures(pdf, "ua1") == {}
    assert pdf_failures(pdf, "3a") == {}


@on_sqlite
def test_before_anything_is_drawn_the_report_says_so_and_holds(session, house, bond):
    with speaking("en"):
        found = figures(session, house, bond, 2)
        content = report_content(found, house.name, "en", at=NOON)

    assert found.so_far is None
    assert content.lead.startswith("DKK\xa00 drawn")


@on_sqlite
def test_no_hazard_is_the_base_and_a_faster_technology_never_helps(session, house, lively):
    hazards = (0.0, 0.02, 0.05, 0.2)
    given = [Assumptions(hazard=hazard) for hazard in hazards]
    rates = [figures(session, house, lively, 1, one).whole.adjusted.rate.value for one in given]
    base = figures(session, house, lively, 1).whole.base.rate.value

    assert rates[0] == pytest.approx(base, abs=1e-9)
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < base


@on_sqlite
def test_technology_leaves_what_is_booked_alone(session, house, lively):
    found = figures(session, house, lively, 1, Assumptions(hazard=1.0))

    booked = [flow for flow in found.adjusted if flow.on <= TODAY]
    assert [flow.amount for flow in booked] == [flow.amount for flow in found.past.flows]


@on_sqlite
def test_what_is_planned_keeps_to_the_caps_and_conserves_every_krone(session, house, lively):
    found = figures(session, house, lively, 1, Assumptions(hazard=0.0))
    both = [figures(session, house, lively, number) for number in (1, 2)]

    assert internal_rate(found.plan.flows).value <= 0.06 + 1e-7
    assert both[1].whole.base.moic <= 1.4 + 1e-9
    whole = returns_of_bonds(session, clerk(house.id), house, TODAY)
    assert [one.name for one in whole] == ["Omsorgsobligationen"]
    assert whole[0].drawn == sum(one.drawn for one in both) == 450_000_00
    assert whole[0].back == sum(one.back for one in both)
    assert whole[0].outstanding == sum(one.outstanding for one in both)
    assert whole[0].adjusted_rate < whole[0].rate
    assert whole[0].back + bond_sheet(session, house, lively).book().accounts["Junior"].fees_paid == 120_000_00
    assert returns_of_bonds(session, clerk(house.id), house, TODAY - timedelta(days=1)) == []


def test_a_report_is_asked_for_once_and_only_by_who_may_see_the_tranche(session, house, bond, lead):
    tranche = get_tranche_sheet(session, lead[1], house, bond.id, 1, on=TODAY).tranche
    _person, investor = a_member(session, house, Role.INVESTOR)

    def ask(viewer):
        facts = {"on": TODAY, "scenario": "central", "required": 0.0}
        return ask_for_report(session, viewer, house, tranche, "da", **facts, at=NOON)

    first, again = ask(lead[1]), ask(lead[1])

    assert first.id == again.id
    assert [one.id for one in list_waiting_papers(session, at=NOON)] == [first.id]
    with pytest.raises(NotFoundError):
        ask(investor)
    assert list_papers(session, investor, tranche) == []
    with pytest.raises(NotFoundError):
        get_pdf(session, investor, tranche, first.id)
