"""The portfolio page, as a browser gets it: order, filters, and how many statements it takes."""

import re

import pytest

from portfolio.rounds.lifecycle import Stage
from tests.factories import a_project
from tests.guard import counted_statements
from tests.integration.test_attention import evaluated, opened
from tests.project_pages import FULL, index, names_in


def test_an_empty_portfolio_says_how_to_begin(enter, lead):
    page = index(enter(lead[0]))

    assert "There are no projects in the portfolio yet." in page.text
    assert 'href="/houses/fjord/projects/new"' in page.text


def test_the_first_line_says_what_matters_today(session, enter, house, lead):
    evaluated(
        session,
        a_project(session, house, budget_minor=4_000_000_00, occupations={"9112": 10_000}, horizon_year=2032),
        decoupling=1,
    )
    a_project(session, house, budget_minor=1_250_000_00)
    a_project(session, house, stage=Stage.STOPPED, budget_minor=9_000_000_00)

    page = index(enter(lead[0], "en"))

    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "2 projects · DKK 5.2 million · one needs action this week" in text or "2 projects · DKK 5.3 million" in text


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_full_portfolio_is_shown_in_both_languages(session, enter, house, lead, language):
    evaluated(session, a_project(session, house, **FULL), evaluators=2)

    page = index(enter(lead[0], language))

    assert f'<html lang="{language}">' in page.text
    assert page.text.count("<svg") >= 3
    assert ("4.5" if language == "en" else "4,5") in page.text


def test_scores_stand_with_their_intervals_and_what_is_missing_is_a_dash(session, enter, house, lead):
    evaluated(session, a_project(session, house, **FULL))
    a_project(session, house, name="Uden noget")

    page = index(enter(lead[0]))

    assert re.search(r'<span class="value">75</span> <span class="limits">75–75</span>', page.text)
    assert '<span class="value">—</span>' in page.text
    assert "A dash means that there is no figure yet" in page.text


def test_names_are_sorted_as_in_danish_dictionaries(session, enter, house, lead):
    for name in ("Østerbro", "Aarhus", "Ærø", "Zebra", "anker", "Åben"):
        a_project(session, house, name=name)

    assert names_in(index(enter(lead[0]))) == ["anker", "Zebra", "Ærø", "Østerbro", "Åben", "Aarhus"]


def test_the_table_is_sorted_by_the_address_and_what_is_missing_comes_last_either_way(session, enter, house, lead):
    for name, money in (("A", 100), ("B", None), ("C", 300), ("D", 200)):
        a_project(session, house, name=name, budget_minor=money)
    client = enter(lead[0])

    assert names_in(index(client, "?sort=money&order=falling")) == ["C", "D", "A", "B"]
    assert names_in(index(client, "?sort=money&order=rising")) == ["A", "D", "C", "B"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=lager truck", ["Lagerbroen"]),
        ("?q=KORSHÆR", ["Lagerbroen"]),
        ("?stage=trying", ["Prøven"]),
        ("?stage=all", ["Lagerbroen", "Prøven", "Stoppet"]),
        ("?zone=ambidextrous", ["Lagerbroen"]),
        ("?zone=none", ["Prøven"]),
        ("?funding=social_impact_bond", ["Prøven"]),
        ("?horizon=10", ["Lagerbroen"]),
        ("?horizon=none", ["Prøven"]),
        ("?q=findes ikke", []),
        ("?stage=%00&zone=x&sort=__class__&order=1&horizon=9&funding=", ["Lagerbroen", "Prøven"]),
    ],
)
def test_filters_are_in_the_address_and_unknown_ones_are_left_out(session, enter, house, lead, query, expected):
    evaluated(session, a_project(session, house, **FULL))
    a_project(session, house, name="Prøven", stage=Stage.TRYING, funding="social_impact_bond")
    a_project(session, house, name="Stoppet", stage=Stage.STOPPED, horizon_year=2060)

    page = index(enter(lead[0]), query)

    assert names_in(page) == expected


def test_a_heading_keeps_the_filters_and_turns_the_order_round(session, enter, house, lead):
    a_project(session, house, stage=Stage.TRYING)

    page = index(enter(lead[0]), "?stage=trying&sort=money&order=falling")

    assert (
        'aria-sort="descending"><a class="sort" href="/houses/fjord/projects/?stage=trying&amp;sort=money"' in page.text
    )


def test_one_project_and_many_take_the_same_number_of_statements(session, app, enter, house, lead):
    evaluated(session, a_project(session, house, lead_id=lead[0].id, **FULL))
    client = enter(lead[0])
    with counted_statements(app.extensions["innohus"]["engine"]) as one:
        index(client)
    for number in range(12):
        project = a_project(session, house, **{**FULL, "name": f"P {number}"})
        evaluated(session, project)
        opened(session, project)
    session.commit()

    with counted_statements(app.extensions["innohus"]["engine"]) as many:
        index(client)

    assert len(one) == len(many)
