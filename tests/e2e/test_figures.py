"""The pages of figures in a real browser: reached by links, readable by all, on a desk and on a phone."""

import pytest

from portfolio.actions.evaluations import close_evaluation
from portfolio.actions.robustness import refresh_robustness
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation, complete_answers, handed_in

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def lead(session):
    house = a_house(session, short_name="fjord", corridor_incremental=30, corridor_substantial=40, corridor_radical=30)
    person, viewer = a_member(session, house, Role.LEAD)
    panel = [a_member(session, house, Role.EVALUATOR)[1] for _ in range(3)]
    for name, levels in {"Natteboligen": (5, 4, 4), "Lagerbroen": (2, 2, 1)}.items():
        project = a_project(
            session, house, name=name, budget_minor=4_000_000_00, occupations={"9112": 10_000}, horizon_year=2035
        )
        evaluation = an_evaluation(session, house, project, panel)
        for evaluator, level in zip(panel, levels, strict=True):
            handed_in(session, evaluation, evaluator, complete_answers(level))
        close_evaluation(session, viewer, evaluation, at=NOON)
    refresh_robustness(session, house.id, at=NOON)
    session.commit()
    return person


def test_a_lead_reads_balance_and_finds_what_a_figure_means(visit, barriers, lead):
    page = visit("/houses/fjord/projects/", lead)
    page.get_by_role("link", name="Sådan er pengene fordelt på små og store skridt").click()

    assert page.get_by_role("heading", name="Balance", exact=True).is_visible()
    assert page.get_by_text("af pengene skulle flyttes.").first.is_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Afstand til korridoren").click()
    assert page.locator("#distance h2").is_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("path", ["balance/", "robustness/", "agreement/"])
def test_the_pages_fit_a_phone(visit, barriers, lead, path):
    page = visit(f"/houses/fjord/{path}", lead, **PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert barriers(page) == []
