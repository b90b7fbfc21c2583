"""How severe evaluators are: for the leads and the evaluator in question, and for nobody else."""

import pytest

from portfolio.errors import NotFoundError
from portfolio.queries.severity import read_severity
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite
from tests.integration.test_robustness_page import closed, enter, house, lead, panel

__all__ = ["enter", "house", "lead", "panel"]  # fixtures

ADDRESS = "/houses/fjord/agreement/severity"


@pytest.fixture
def linked(session, house, lead, panel):
    """One gives a level less than the other two, on both projects."""
    closed(session, house, lead, panel, "Natteboligen", 3, 4, 4)
    closed(session, house, lead, panel, "Lagerbroen", 1, 2, 2)


@pytest.fixture
def apart(session, house, lead):
    """Two panels that share nobody."""
    for name in ("Natteboligen", "Lagerbroen"):
        pair = [a_member(session, house, Role.EVALUATOR, name=f"{who} at {name}") for who in ("Anna", "Bo")]
        closed(session, house, lead, [viewer for _person, viewer in pair], name, 3, 4)


def test_a_lead_reads_everyone_s_points_and_a_second_column_beside_the_plain_one(linked, session, house, lead, panel):
    found = read_severity(session, lead[1], house.id, Axis.RADICALITY)

    assert sorted(round(one.points, 6) for one in found.offsets) == [
        pytest.approx(-50 / 3),
        *[pytest.approx(25 / 3)] * 2,
    ]
    assert {one.projects for one in found.offsets} == {2}
    assert [(one.project.name, round(one.plain, 3)) for one in found.values] == [
        ("Lagerbroen", 16.667),
        ("Natteboligen", 66.667),
    ]
    assert found.noise == pytest.approx(0, abs=1e-6)


@on_sqlite
def test_an_evaluator_reads_only_their_own(linked, session, house, panel, client, sign_in):
    found = read_severity(session, panel[0], house.id, Axis.RADICALITY)

    assert [(one.points, one.name, one.is_own) for one in found.offsets] == [(pytest.approx(-50 / 3), "", True)]
    assert (found.values, found.noise) == ((), None)


@on_sqlite
@pytest.mark.parametrize(("role", "seen"), [(Role.BOARD_MEMBER, 403), (Role.EVALUATOR, 200)])
def test_neither_a_board_member_nor_a_peer_is_told_of_anyone(linked, session, house, client, sign_in, role, seen):
    person, viewer = a_member(session, house, role)
    session.commit()
    sign_in(client, person)

    answer = client.get(ADDRESS)

    assert answer.status_code == seen
    assert "Person" not in answer.text.replace(person.name, "")
    if role is Role.BOARD_MEMBER:
        with pytest.raises(NotFoundError):
            read_severity(session, viewer, house.id, Axis.RADICALITY)


@on_sqlite
def test_without_shared_projects_it_refuses_and_names_who_shares_none_to_the_lead_only(apart, session, house, enter):
    page = enter().get(ADDRESS).text
    _person, evaluator = a_member(session, house, Role.EVALUATOR)

    assert "no shared project links Anna at Lagerbroen, Bo at Lagerbroen with Anna at Natteboligen" in page
    told = read_severity(session, evaluator, house.id, Axis.RADICALITY).refusal
    assert "Anna" not in told
    assert told


@on_sqlite
@pytest.mark.parametrize(("language", "words"), [("en", "How severe the evaluators are"), ("da", "Hvor strenge")])
def test_the_page_speaks_both_languages(linked, enter, language, words):
    page = enter(language).get(f"{ADDRESS}?axis=connection").text

    assert words in page
    assert ("−16.7" if language == "en" else "−16,7") in page.replace("-", "−")


@on_sqlite
def test_with_nothing_closed_the_page_says_what_it_takes_and_strangers_find_no_house(session, house, enter):
    assert "It takes two projects with a closed evaluation." in enter().get(ADDRESS).text
    _person, stranger = a_member(session, a_house(session), Role.LEAD)

    with pytest.raises(NotFoundError):
        read_severity(session, stranger, house.id, Axis.RADICALITY)


@on_sqlite
def test_the_page_reads_as_often_for_many_projects_as_for_few(linked, session, house, lead, panel, enter, engine):
    client = enter()
    client.get(ADDRESS)
    with counted_statements(engine) as few:
        client.get(ADDRESS)
    closed(session, house, lead, panel, "Havnekøkkenet", 4, 4, 4)
    session.commit()

    with counted_statements(engine) as many:
        client.get(ADDRESS)

    assert len(few) == len(many)
