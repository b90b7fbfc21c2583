"""An index that a house has switched off is gone from every page that computes something."""

import re

import pytest

from portfolio.actions.resilience import refresh_resilience
from portfolio.actions.signals import add_signal
from portfolio.briefing.fan import fan_section
from portfolio.queries.projects import list_project_sheets
from portfolio.resilience.in_house import house_parameters
from portfolio.resilience.sensitivity import score_at
from portfolio.resilience.simulation import project_resilience
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.conftest import on_sqlite
from tests.integration.test_signals import given

pytestmark = on_sqlite
OFF = ["frey_osborne_2013"]
MIX = {"8344": 0.6, "9333": 0.4}
HORIZON, THIS_YEAR = 2042, 2027
FLOWS = {
    "flows": "date;amount;share_at_risk\n2027-01-01;-100;0\n2032-01-01;90;1\n2037-01-01;90;1\n",
    "scenario": "central",
    "occupations": "8344=1",
    "discount": "dk",
    "required": "0",
}


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", indices_off=[])


@pytest.fixture
def project(session, house, client, sign_in):
    person, viewer = a_member(session, house, Role.LEAD, language="en")
    shares = {code: round(share * 10_000) for code, share in MIX.items()}
    found = a_project(session, house, viewer, horizon_year=HORIZON, occupations=shares, budget_minor=100_00)
    add_signal(session, viewer, house, given(), at=NOON)
    session.commit()
    sign_in(client, person)
    return found


@pytest.fixture
def switch_off(session, house):
    def now():
        house.indices_off = OFF
        session.add(house)
        refresh_resilience(session, house.id, at=NOON)
        session.commit()

    return now


def figures(text):
    """Every number on a page, in order."""
    return re.findall(r"\d+", re.sub(r"<svg.*?</svg>|<script.*?</script>|<[^>]+>", " ", text, flags=re.DOTALL))


PAGES = (
    "projects/{project}",
    "projects/{project}/resilience/",
    "projects/{project}/resilience/what-if?code=8344&share=100&horizon=2042",
    "resilience/",
    "occupations/",
    "occupations/8344",
    "track-record/",
)


def test_every_page_that_computes_says_something_else_without_it(client, project, switch_off):
    def texts():
        pages = {path: client.get("/houses/fjord/" + path.format(project=project.id)).text for path in PAGES}
        return {**pages, "returns": client.post("/houses/fjord/returns/", data=FLOWS).text}

    before = texts()
    switch_off()
    after = texts()

    assert [path for path in before if figures(before[path]) == figures(after[path])] == []
    note = "one index was set by hand by its authors"
    assert note in before["projects/{project}"]
    assert note not in after["projects/{project}"]


def test_every_page_says_what_the_houses_own_parameters_give(client, session, house, project, switch_off):
    switch_off()
    own = house_parameters(OFF)
    expected = project_resilience(MIX, horizon_years=HORIZON - THIS_YEAR, elapsed_years=1, parameters=own)
    base = score_at(MIX, HORIZON - THIS_YEAR, elapsed_years=1, parameters=own)
    _person, viewer = a_member(session, house, Role.LEAD)

    page = client.get(f"/houses/fjord/projects/{project.id}/resilience/").text
    portfolio = client.get("/houses/fjord/resilience/").text
    sheets = list_project_sheets(session, viewer, house.id, today=NOON.date())
    fan = fan_section(sheets, indices_off=OFF, this_year=THIS_YEAR)

    central = re.search(r'is-base"><th scope="row">Central</th><td[^>]*><span class="value">(\d+)', page)[1]
    assert int(central) == round(expected.p50 * 100)
    assert f"In {HORIZON} people still do {central} per cent" in page
    rules = page[page.index("Which index rules") :]
    assert "Frey" not in rules[: rules.index("</table>")]
    rest = score_at(MIX, HORIZON - THIS_YEAR, elapsed_years=1, parameters=house_parameters([*OFF, "techx_physical_n"]))
    assert f"{abs(rest - base) * 100:.1f}</td>" in rules
    ten = round(expected.curve[10].p50 * 100)
    assert f"people still do {ten} per cent" in portfolio
    assert round(fan.picture.median[10] * 100) == ten
