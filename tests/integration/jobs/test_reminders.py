"""Reminders: to those who have not handed in, and to leads once a month; each once, by day, in the own language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from jobs.context import Context
from jobs.tasks.reminders import remind
from portfolio.actions.evaluations import cancel_evaluation, close_evaluation, decline
from portfolio.db import reading, writing
from portfolio.errors import NotAllowedError
from portfolio.models import Evaluation, House, OutgoingMail, Project
from portfolio.queries.reminders import list_unanswered
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role, Viewer, clerk
from tests.factories import (
    NOON,
    a_house,
    a_member,
    a_project,
    an_evaluation,
    handed_in,
    the_assessment,
)
from tests.integration.conftest import MovableClock

CLOSES_ON = date(2027, 3, 17)


@dataclass
class Panel:
    """A house with a lead and three evaluators, and an open evaluation."""

    house: House
    lead: Viewer
    evaluators: Sequence[Viewer]
    project: Project
    evaluation: Evaluation


@pytest.fixture
def panel(context: Context) -> Panel:
    with writing(context.engine) as session:
        house = a_house(session, short_name="fjordhuset", name="Fjordhuset")
        _person, lead = a_member(session, house, Role.LEAD)
        evaluators = [a_member(session, house, Role.EVALUATOR)[1] for _number in range(3)]
        project = a_project(session, house, name="Lagerbroen")
        return Panel(house, lead, evaluators, project, an_evaluation(session, house, project, evaluators))


def reminded(context: Context, template: str = "evaluation_reminder") -> list[OutgoingMail]:
    with reading(context.engine) as session:
        mails = list(
            session.exec(select(OutgoingMail).where(OutgoingMail.template == template).order_by(OutgoingMail.posted_at))
        )
        session.expunge_all()
        return mails


def remind_often(context: Context, clock: MovableClock, *, until: date) -> None:
    while clock().date() <= until:
        remind(context, clock())
        clock.move(hours=8)


def test_who_has_not_handed_in_is_reminded_three_days_before_the_last_day_and_on_it(
    context: Context, clock: MovableClock, panel: Panel
) -> None:
    remind_often(context, clock, until=CLOSES_ON + timedelta(days=3))

    mails = reminded(context)
    days = sorted(mail.posted_at.date() for mail in mails)
    assert days == [CLOSES_ON - timedelta(days=3)] * 3 + [CLOSES_ON] * 3
    assert {mail.person_id for mail in mails} == {viewer.person_id for viewer in panel.evaluators}
    assert {mail.posted_at.astimezone(UTC).hour for mail in mails} <= set(range(5, 20))


def test_who_has_handed_in_or_declined_is_left_in_peace(context: Context, clock: MovableClock, panel: Panel) -> None:
    first, second, third = panel.evaluators
    with writing(context.engine) as session:
        handed_in(session, panel.evaluation, first)
        decline(session, second, the_assessment(session, panel.evaluation, second), reason="Impartial", at=NOON)

    clock.moment = datetime(2027, 3, 17, 9, tzinfo=UTC)
    remind(context, clock())

    assert [mail.person_id for mail in reminded(context)] == [third.person_id]


def test_after_a_silence_the_first_reminder_still_comes_but_none_after_the_last_day(
    context: Context, clock: MovableClock, panel: Panel
) -> None:
    clock.moment = datetime(2027, 3, 16, 9, tzinfo=UTC)
    remind(context, clock())
    clock.moment = datetime(2027, 3, 18, 9, tzinfo=UTC)
    remind(context, clock())

    assert {mail.posted_at.date() for mail in reminded(context)} == {date(2027, 3, 16)}


def test_nobody_is_reminded_at_night(context: Context, clock: MovableClock, panel: Panel) -> None:
    clock.moment = datetime(2027, 3, 17, 1, tzinfo=UTC)

    remind(context, clock())

    assert reminded(context) == []


def test_only_the_clerk_is_told_who_has_not_handed_in(context: Context, panel: Panel) -> None:
    days = {"first": CLOSES_ON, "last": CLOSES_ON}
    with reading(context.engine) as session:
        assert len(list_unanswered(session, clerk(panel.house.id), panel.house.id, **days)) == 3
        with pytest.raises(NotAllowedError):
            list_unanswered(session, panel.lead, panel.house.id, **days)


def closed_long_ago(session: Session, panel: Panel) -> None:
    for evaluator in panel.evaluators:
        handed_in(session, panel.evaluation, evaluator)
    close_evaluation(session, panel.lead, panel.evaluation, at=NOON)


def test_leads_get_one_mail_a_month_about_all_projects_to_be_re_evaluated(
    context: Context, clock: MovableClock, panel: Panel
) -> None:
    with writing(context.engine) as session:
        closed_long_ago(session, panel)
    clock.moment = datetime(2028, 2, 27, 9, tzinfo=UTC)

    remind_often(context, clock, until=date(2028, 4, 2))

    mails = reminded(context, "reevaluations_due")
    assert [mail.posted_at.date() for mail in mails] == [date(2028, 3, 1), date(2028, 4, 1)]
    assert mails[0].person_id == panel.lead.person_id
    assert mails[0].facts["projects"] == [
        {
            "name": "Lagerbroen",
            "due_on": "2028-03-03",
            "link": f"{context.settings.base_url}/houses/fjordhuset/projects/{panel.project.id}",
        }
    ]


def test_projects_that_left_the_portfolio_or_were_never_evaluated_are_not_to_be_re_evaluated(
    context: Context, clock: MovableClock, panel: Panel
) -> None:
    with writing(context.engine) as session:
        closed_long_ago(session, panel)
        session.get_one(Project, panel.project.id).stage = Stage.STOPPED
        a_project(session, panel.house, name="Never evaluated")

    clock.moment = datetime(2028, 3, 1, 9, tzinfo=UTC)
    remind(context, clock())

    assert reminded(context, "reevaluations_due") == []


def test_a_cancelled_evaluation_reminds_nobody(context: Context, clock: MovableClock, panel: Panel) -> None:
    with writing(context.engine) as session:
        cancel_evaluation(session, panel.lead, panel.evaluation, reason="A mistake", at=NOON)

    clock.moment = datetime(2027, 3, 17, 9, tzinfo=UTC)
    remind(context, clock())

    assert reminded(context) == []
