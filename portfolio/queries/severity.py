"""Reading how severe evaluators are. It describes named persons: only the leads see all, and each their own."""

from collections import Counter
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.language import sort_key
from portfolio.models import Membership, Person, Project
from portfolio.queries.answers import comparable_panels, evaluator_key
from portfolio.reference.rubric import CURRENT_VERSION, Axis, rubric
from portfolio.rounds.visibility import Role, Viewer, clerk
from portfolio.scoring.calibration import Calibration, calibrate
from portfolio.scoring.severity import own_scores

FEWEST_PROJECTS = 2  # from one alone nobody's severity can be told from what they saw in it


@dataclass(frozen=True)
class Offset:
    """How many points an evaluator scores above the others, over how many projects."""

    name: str
    points: float
    projects: int
    is_own: bool


@dataclass(frozen=True)
class CalibratedValue:
    """A project's mean of its evaluators, and what it would be were all equally severe."""

    project: Project
    plain: float
    calibrated: float


@dataclass(frozen=True)
class Severity:
    """What a viewer may know of severity on an axis; `refusal` says why nothing can be said."""

    offsets: tuple[Offset, ...] = ()
    values: tuple[CalibratedValue, ...] = ()
    noise: float | None = None
    refusal: str = ""


def read_severity(session: Session, viewer: Viewer, house_id: UUID, axis: Axis) -> Severity:
    """Return offsets of evaluators on an axis: to leads all, by name, with calibrated values; to others their own.

    Raises NotFoundError for whoever neither leads the house nor evaluates in it.
    """
    leads = viewer.is_a(Role.LEAD, house_id)
    if not leads and not viewer.is_a(Role.EVALUATOR, house_id):
        raise NotFoundError(_("There is no such house."))
    # As the house's clerk: an evaluator's own offset rests on everyone's closed scores, of which none is shown.
    panels = {
        str(key): panel.assessments for key, panel in comparable_panels(session, clerk(house_id), house_id).items()
    }
    scores = own_scores(panels, rubric(CURRENT_VERSION), axis)
    if len({project for project, _key in scores}) < FEWEST_PROJECTS:
        return Severity(refusal=_("It takes two projects with a closed evaluation."))
    people = _people(session, house_id)
    try:
        found = calibrate(scores, names={key: person.name for key, person in people.items()})
    except RuleBrokenError as refused:
        return Severity(refusal=str(refused) if leads else _("Shared projects do not link all evaluators yet."))
    offsets = _offsets(viewer, found, people, Counter(key for _project, key in scores))
    if leads:
        return Severity(offsets, _values(session, house_id, found), found.noise)
    own = tuple(replace(one, name="") for one in offsets if one.is_own)
    return Severity(own, refusal="" if own else _("You have not scored a project that can be compared yet."))


def _people(session: Session, house_id: UUID) -> dict[str, Person]:
    """Return everyone who has or had a role in a house, by the key that stands for them in scores."""
    people = session.exec(
        select(Person).where(
            col(Person.id).in_(select(Membership.person_id).where(Membership.house_id == house_id).distinct())
        )
    )
    return {evaluator_key(house_id, person.id): person for person in people}


def _offsets(
    viewer: Viewer, found: Calibration, people: dict[str, Person], projects: Counter[str]
) -> tuple[Offset, ...]:
    offsets = [
        Offset(people[key].name, points, projects[key], is_own=people[key].id == viewer.person_id)
        for key, points in found.offsets.items()
        if key in people
    ]
    return tuple(sorted(offsets, key=lambda one: sort_key(one.name)))


def _values(session: Session, house_id: UUID, found: Calibration) -> tuple[CalibratedValue, ...]:
    projects = session.exec(select(Project).where(Project.house_id == house_id))
    named = {str(project.id): project for project in projects}
    values = [CalibratedValue(named[key], found.plain[key], value) for key, value in found.values.items()]
    return tuple(sorted(values, key=lambda one: sort_key(one.project.name)))
