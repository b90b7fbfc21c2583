"""The mails around an evaluation: who is asked, who may read the first round, and who hears that it is closed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from portfolio.actions.mail import post
from portfolio.models import Assessment, Evaluation, House, Person, Project
from portfolio.rounds.lifecycle import AssessmentState, check_assessment_move


def evaluation_address(base_url: str, house: House, evaluation: Evaluation) -> str:
    """Return the absolute address of an evaluation's page, for mails."""
    return f"{base_url.rstrip('/')}/houses/{house.short_name}/evaluations/{evaluation.id}"


def assessment_address(base_url: str, house: House, assessment: Assessment) -> str:
    """Return the absolute address of an evaluator's form, for mails."""
    return f"{base_url.rstrip('/')}/houses/{house.short_name}/evaluations/assessments/{assessment.id}"


def invite(
    session: Session,
    house: House,
    project: Project,
    evaluation: Evaluation,
    people: Iterable[Person],
    *,
    at: datetime,
    base_url: str,
) -> None:
    """Give each a part of the first round, and a mail with a link to it; one who declined is asked again."""
    before = {
        row.evaluator_id: row
        for row in session.exec(select(Assessment).where(Assessment.evaluation_id == evaluation.id))
    }
    for person in people:
        assessment = before.get(person.id) or Assessment(
            evaluation_id=evaluation.id, evaluator_id=person.id, invited_at=at
        )
        again = person.id in before
        if again:
            check_assessment_move(assessment.state, AssessmentState.INVITED)
            assessment.state, assessment.comment, assessment.invited_at = AssessmentState.INVITED, "", at
        session.add(assessment)
        session.flush()
        key = f"invitation/{assessment.id}" + (f"/{at:%Y%m%dT%H%M%S}" if again else "")
        facts = {
            **_facts(house, project),
            "closes_on": evaluation.closes_on.isoformat(),
            "link": assessment_address(base_url, house, assessment),
        }
        template = "invitation_to_evaluate"
        post(session, key=key, person=person, template=template, facts=facts, at=at, house_id=house.id)


def tell_of_reveal(
    session: Session, house: House, evaluation: Evaluation, people: Iterable[Person], *, at: datetime, base_url: str
) -> None:
    """Tell those who handed in that they can read what the panel answered, without names."""
    facts = {
        **_facts(house, _project(session, evaluation)),
        "link": evaluation_address(base_url, house, evaluation),
    }
    for person in people:
        key = f"first_round_revealed/{evaluation.id}/{person.id}"
        template = "first_round_revealed"
        post(session, key=key, person=person, template=template, facts=facts, at=at, house_id=house.id)


def ask_once_more(
    session: Session,
    house: House,
    evaluation: Evaluation,
    parts: Iterable[tuple[Person, Assessment]],
    *,
    at: datetime,
    base_url: str,
) -> None:
    """Ask those who go on for their answers of the second round."""
    project = _project(session, evaluation)
    for person, assessment in parts:
        facts = {
            **_facts(house, project),
            "closes_on": evaluation.closes_on.isoformat(),
            "link": assessment_address(base_url, house, assessment),
        }
        key = f"second_round/{assessment.id}"
        post(session, key=key, person=person, template="second_round", facts=facts, at=at, house_id=house.id)


def tell_lead_of_close(session: Session, house: House, evaluation: Evaluation, *, at: datetime, base_url: str) -> None:
    """Tell the project's lead, or whoever opened the evaluation, that there is a result."""
    project = _project(session, evaluation)
    person = session.exec(
        select(Person).where(Person.id == (project.lead_id or evaluation.opened_by), col(Person.active).is_(True))
    ).first()
    if person is None:
        return
    facts = {**_facts(house, project), "link": evaluation_address(base_url, house, evaluation)}
    key, template = f"evaluation_closed/{evaluation.id}", "evaluation_closed"
    post(session, key=key, person=person, template=template, facts=facts, at=at, house_id=house.id)


def _facts(house: House, project: Project) -> Mapping[str, Any]:
    return {"house": house.name, "project": project.name}


def _project(session: Session, evaluation: Evaluation) -> Project:
    return session.exec(select(Project).where(Project.id == evaluation.project_id)).one()
