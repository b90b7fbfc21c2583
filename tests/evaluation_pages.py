"""Addresses of evaluations, whole forms, and what was stored of them."""

from uuid import UUID

from sqlmodel import Session

from portfolio.models import Assessment, Evaluation
from portfolio.reference.rubric import rubric
from portfolio.rounds.visibility import Viewer
from tests.factories import the_assessment
from tests.integration.evaluations.conftest import Place

ENGLISH = {"Accept-Language": "en"}
WHOLE = {f"{criterion.id}-level": "3" for criterion in rubric().criteria}


def base(place: Place) -> str:
    return f"/houses/{place.house.short_name}/evaluations"


def form_address(session: Session, place: Place, evaluation: Evaluation, viewer: Viewer) -> str:
    return f"{base(place)}/assessments/{the_assessment(session, evaluation, viewer).id}"


def stored(session: Session, assessment_id: UUID | str) -> Assessment:
    session.expire_all()
    return session.get_one(Assessment, UUID(str(assessment_id)))
