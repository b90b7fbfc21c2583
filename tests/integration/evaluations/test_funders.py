"""Nobody from an organisation that helps to pay for a project is invited to score it, or counts."""

import pytest
from sqlmodel import Session, select

from portfolio.actions.assessments import decline, hand_in, save_answers
from portfolio.actions.evaluations import close_evaluation, invite_more
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import speaking
from portfolio.models import Evaluation, ProjectPartner, Sector
from portfolio.queries.evaluation_rounds import list_second_panel
from portfolio.queries.funders import people_of_funders
from portfolio.rounds.visibility import Role
from tests.factories import (
    NOON,
    a_house,
    a_member,
    a_project,
    an_evaluation,
    complete_answers,
    handed_in,
    revealed,
    the_assessment,
)
from tests.integration.conftest import on_sqlite
from tests.integration.evaluations.conftest import Place

ADDRESS = "https://innohus.example/"


def from_(session: Session, place: Place, organisation: str):
    return a_member(session, place.house, Role.EVALUATOR, organisation=organisation)


def funds(session: Session, place: Place, name: str, *, is_funder: bool = True) -> None:
    partner = ProjectPartner(project_id=place.project.id, name=name, sector=Sector.PRIVATE, is_funder=is_funder)
    session.add(partner)
    session.flush()


def test_one_from_a_funder_cannot_be_invited_and_the_sentence_names_the_funder(session: Session, place: Place) -> None:
    funds(session, place, "Fonden Langt Lys A/S")
    _person, payer = from_(session, place, "fonden  langt lys")

    with speaking("en"), pytest.raises(RuleBrokenError) as refused:
        an_evaluation(session, place.house, place.project, [*place.panel, payer])

    assert refused.value.field == "evaluators"
    assert "belongs to Fonden Langt Lys A/S, which helps to pay" in str(refused.value)
    assert session.exec(select(Evaluation)).all() == []

    evaluation = an_evaluation(session, place.house, place.project, place.panel)
    with pytest.raises(RuleBrokenError):
        invite_more(
            session, place.lead, place.house, evaluation, evaluator_ids=[payer.person_id], at=NOON, base_url=ADDRESS
        )


@on_sqlite
def test_a_partner_who_pays_nothing_may_score(session: Session, place: Place) -> None:
    funds(session, place, "Kirkens Varmestue", is_funder=False)
    _person, partner = from_(session, place, "Kirkens Varmestue")

    assert an_evaluation(session, place.house, place.project, [*place.panel[:2], partner])


@on_sqlite
def test_when_the_organisation_comes_to_pay_meanwhile_answers_are_refused_and_do_not_count(session, place) -> None:
    _person, payer = from_(session, place, "Northern Pension")
    evaluation = an_evaluation(session, place.house, place.project, [*place.panel[:2], payer])
    for viewer in place.panel[:2]:
        handed_in(session, evaluation, viewer, complete_answers(2))
    mine = handed_in(session, evaluation, payer, complete_answers(5))
    funds(session, place, "Northern Pension")

    with pytest.raises(NotAllowedError, match="Northern Pension"):
        save_answers(session, payer, mine, complete_answers(4), at=NOON)
    with pytest.raises(NotAllowedError, match="Northern Pension"):
        hand_in(session, payer, mine, at=NOON)

    snapshot = close_evaluation(session, place.lead, evaluation, at=NOON)

    assert (snapshot.evaluators, snapshot.radicality) == (2, 25.0)


@on_sqlite
def test_one_whose_organisation_has_come_to_pay_is_not_asked_once_more_and_may_decline(session, place) -> None:
    _person, payer = from_(session, place, "Northern Pension")
    evaluation = an_evaluation(session, place.house, place.project, [*place.panel, payer], rounds=2)
    for viewer in (*place.panel, payer):
        handed_in(session, evaluation, viewer)
    funds(session, place, "Northern Pension")
    revealed(session, place.house, evaluation)

    panel = list_second_panel(session, place.lead, evaluation)

    assert payer.person_id not in {person.id for person, _part in panel}
    assert len(panel) == len(place.panel)

    other = an_evaluation(session, place.house, a_project(session, place.house), [*place.panel[:2], payer])
    declined = decline(session, payer, the_assessment(session, other, payer), reason="", has_interest=True, at=NOON)
    assert declined.has_interest


@on_sqlite
def test_a_stranger_learns_nothing_of_who_pays(session: Session, place: Place) -> None:
    funds(session, place, "Northern Pension")
    from_(session, place, "Northern Pension")
    _person, stranger = a_member(session, a_house(session), Role.LEAD)

    assert people_of_funders(session, stranger, place.project.id) == {}
    assert len(people_of_funders(session, place.lead, place.project.id)) == 1
