"""The page of a project: what lies around it, hostile texts, and who sees what."""

from uuid import uuid4

import pytest
from sqlmodel import select

from portfolio.models import CriterionLevel
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation, complete_answers, handed_in
from tests.integration.test_attention import evaluated
from tests.project_pages import FULL, bare, index


def test_a_name_of_three_hundred_letters_without_a_space_is_shown_whole_once_and_shortened_elsewhere(
    session, enter, house, lead
):
    name = "Å" * 300
    evaluated(session, a_project(session, house, **{**FULL, "name": name}), decoupling=1)

    page = index(enter(lead[0]))

    assert f">{name}</a>" in page.text


def test_hostile_text_is_text(session, enter, house, lead):
    evil = "<script>alert(1)</script>\"'{{7*7}}"
    project = a_project(session, house, **{**FULL, "name": evil, "summary": evil, "stop_criteria": [evil]})
    evaluated(session, project)
    client = enter(lead[0])

    for page in (
        index(client),
        client.get(f"/houses/fjord/projects/{project.id}"),
        client.get(f"/houses/fjord/projects/{project.id}/edit"),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("levels", [{}, {"decoupling": 1}, {"radicality": 1, "decoupling": 5}, {"connection": 1}])
def test_a_project_is_shown_with_all_that_lies_around_it(session, enter, house, lead, language, levels):
    project = a_project(session, house, lead_id=lead[0].id, **FULL)
    evaluated(session, project, **levels)

    page = enter(lead[0], language).get(f"/houses/fjord/projects/{project.id}")

    assert page.status_code == 200
    for words in (
        "Lagerbroen",
        "Ledige bliver truckførere.",
        "Kirkens Korshær",
        "Færre end fem deltagere",
        "Anne Sørensen",
    ):
        assert words in page.text


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"horizon_year": 2037},
        {"occupations": {"0110": 10_000}},
        {"occupations": {"0110": 10_000}, "horizon_year": 2028},
    ],
)
def test_a_project_that_lacks_something_is_shown_all_the_same(session, enter, house, lead, facts):
    project = a_project(session, house, **facts)

    assert enter(lead[0]).get(f"/houses/fjord/projects/{project.id}").status_code == 200


def test_a_project_of_another_house_does_not_exist_here(session, enter, house, lead):
    other = a_house(session)
    foreign = a_project(session, other)
    client = enter(lead[0])

    for path in (f"{foreign.id}", f"{foreign.id}/edit", f"{uuid4()}"):
        assert client.get(f"/houses/fjord/projects/{path}").status_code == 404
    assert (
        client.post(f"/houses/fjord/projects/{foreign.id}/stage", data={"stage": "trying", "version": "1"}).status_code
        == 404
    )
    assert client.get(f"/houses/{other.short_name}/projects/").status_code == 404


def test_a_house_one_also_belongs_to_is_not_shown_at_the_wrong_address(session, client, sign_in, house, lead):
    from portfolio.models import Membership

    other = a_house(session)
    session.add(Membership(house_id=other.id, person_id=lead[0].id, role=Role.LEAD, since=NOON))
    foreign = a_project(session, other)
    session.commit()
    sign_in(client, lead[0])

    assert client.get(f"/houses/fjord/projects/{foreign.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.BOARD_MEMBER])
def test_readers_look_and_leads_change(session, enter, house, role):
    person, _viewer = a_member(session, house, role)
    project = a_project(session, house, **FULL)
    client = enter(person)

    assert "/edit" not in client.get(f"/houses/fjord/projects/{project.id}").text
    assert "projects/new" not in index(client).text
    assert client.get("/houses/fjord/projects/new").status_code == 403
    assert client.get(f"/houses/fjord/projects/{project.id}/edit").status_code == 403
    assert (
        client.post(f"/houses/fjord/projects/{project.id}/stage", data={"stage": "trying", "version": "1"}).status_code
        == 403
    )


def test_an_administrator_reads_no_content(session, enter, house):
    person, _viewer = a_member(session, house, Role.ADMINISTRATOR)
    project = a_project(session, house, **FULL)
    client = enter(person)

    for path in ("", str(project.id)):
        page = client.get(f"/houses/fjord/projects/{path}")
        assert page.status_code in (403, 404)
        assert "Lagerbroen" not in page.text


@pytest.mark.parametrize("who", ["lead", "other evaluator", "board"])
def test_no_byte_of_these_pages_depends_on_the_levels_of_an_open_evaluation(session, enter, house, lead, who):
    evaluators = [a_member(session, house, Role.EVALUATOR) for _number in range(3)]
    board = a_member(session, house, Role.BOARD_MEMBER)
    project = a_project(session, house, **FULL)
    evaluation = an_evaluation(session, house, project, [viewer for _person, viewer in evaluators])
    for _person, viewer in evaluators[:2]:
        handed_in(session, evaluation, viewer, complete_answers(1))
    client = enter({"lead": lead, "other evaluator": evaluators[2], "board": board}[who][0])
    paths = ("", "?sort=radicality", "?zone=none", str(project.id))

    low = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]
    for row in session.exec(select(CriterionLevel)):
        row.level = 5
        session.add(row)
    session.commit()
    high = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]

    assert low == high


def test_nobody_can_count_on_these_pages_who_has_handed_in(session, enter, house, lead):
    evaluators = [a_member(session, house, Role.EVALUATOR) for _number in range(2)]
    project = a_project(session, house, **FULL)
    evaluation = an_evaluation(session, house, project, [viewer for _person, viewer in evaluators])
    client = enter(lead[0])
    paths = ("", str(project.id))

    before = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]
    handed_in(session, evaluation, evaluators[0][1], complete_answers(4))
    session.commit()
    after = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]

    assert before == after
