"""Which projects prepare people for an occupation, in the houses one may read."""

from portfolio.queries.occupations import count_preparations, list_preparations
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project


def test_active_projects_of_ones_own_houses_are_listed_by_share(session):
    house, other = a_house(session), a_house(session)
    lead = a_member(session, house, Role.LEAD)[1]
    a_project(session, house, name="Small", occupations={"8344": 2_000, "9112": 8_000})
    a_project(session, house, name="Large", occupations={"8344": 10_000})
    a_project(session, house, name="Gone", occupations={"8344": 10_000}, stage=Stage.STOPPED)
    a_project(session, other, name="Elsewhere", occupations={"8344": 10_000})

    found = list_preparations(session, lead, "8344")

    assert [(one.project.name, one.house.id, one.share) for one in found] == [
        ("Large", house.id, 1.0),
        ("Small", house.id, 0.2),
    ]
    assert count_preparations(session, lead) == {"8344": 2, "9112": 1}


def test_an_administrator_who_reads_no_content_is_told_of_none(session):
    house = a_house(session)
    keeper = a_member(session, house, Role.ADMINISTRATOR)[1]
    a_project(session, house, occupations={"8344": 10_000})

    assert list_preparations(session, keeper, "8344") == []
    assert count_preparations(session, keeper) == {}
