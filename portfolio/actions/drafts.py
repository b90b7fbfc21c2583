"""The draft of a month's briefing: opened some working days before, written in, and approved or held by the lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from portfolio.actions.briefings import languages_needed, plan_briefing
from portfolio.actions.history import record
from portfolio.actions.mail import post
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Briefing, BriefingProof, BriefingState, House, Person
from portfolio.queries.briefings import list_issue
from portfolio.rounds.visibility import Role, Viewer, clerk
from portfolio.text import clean_text

LONGEST_WORD = 4000  # characters; whether it fits the board page is seen when it is laid out
OPEN = frozenset({BriefingState.PLANNED, BriefingState.HELD})


def open_draft(session: Session, house: House, period: str, *, at: datetime) -> list[Briefing]:
    """Plan a month's briefing before its day, or add the languages that its board has come to read; else nothing."""
    briefings = plan_briefing(session, house, period, at=at)
    first, there = briefings[0], {briefing.language for briefing in briefings}
    if not all(_is_open(briefing) for briefing in briefings):
        return briefings
    for language in languages_needed(session, house):
        if language not in there:
            added = Briefing(
                house_id=house.id,
                period=period,
                language=language,
                state=first.state,
                problem=first.problem,
                approved_at=first.approved_at,
                approved_by=first.approved_by,
                planned_at=at,
            )
            session.add(added)
            briefings.append(added)
    session.flush()
    for briefing in briefings:
        if session.get(BriefingProof, briefing.id) is None:
            session.add(BriefingProof(briefing_id=briefing.id, wanted_at=at))
    session.flush()
    return briefings


def tell_of_draft(
    session: Session,
    house: House,
    lead: Person,
    period: str,
    *,
    goes_out: str,
    missing: Sequence[str],
    at: datetime,
    link: str,
) -> None:
    """Mail a lead that the draft is there and what it lacks, in the lead's language; once a month."""
    post(
        session,
        key=f"briefing-draft/{period}/{house.short_name}/{lead.id}",
        person=lead,
        template="briefing_draft",
        facts={"house": house.name, "period": period, "goes_out": goes_out, "missing": list(missing), "link": link},
        at=at,
        house_id=house.id,
    )


def write_leads_word(
    session: Session, viewer: Viewer, house: House, period: str, words: Mapping[str, str], *, at: datetime
) -> None:
    """Write the lead's word, by language, into a draft; an approval given before falls away when it changes."""
    _check_lead(viewer, house)
    cleaned = {
        language: clean_text(text, field=f"word_{language}", longest=LONGEST_WORD) for language, text in words.items()
    }
    briefings = _draft(session, house, period)
    changed = [
        briefing
        for briefing in briefings
        if briefing.language in cleaned and cleaned[briefing.language] != briefing.leads_word
    ]
    for briefing in changed:
        briefing.leads_word = cleaned[briefing.language]
        _want_proof(session, briefing, at=at)
        _record(session, briefing, viewer, "word_written", at=at)
    if not changed:
        return
    for briefing in briefings:
        briefing.edited_by = viewer.person_id
        briefing.approved_at, briefing.approved_by = None, None
        session.add(briefing)
    session.flush()


def approve_draft(session: Session, viewer: Viewer, house: House, period: str, *, at: datetime) -> None:
    """Let a draft go out on its day without asking again."""
    _check_lead(viewer, house)
    briefings = _draft(session, house, period)
    if any(briefing.state is BriefingState.HELD for briefing in briefings):
        raise RuleBrokenError(_("It is held back. Take it up again first."))
    if problem := find_proof_problem(session, briefings):
        raise RuleBrokenError(problem)
    for briefing in briefings:
        briefing.approved_at, briefing.approved_by = at, viewer.person_id
        briefing.edited_by = briefing.edited_by or viewer.person_id
        session.add(briefing)
        _record(session, briefing, viewer, "approved", at=at)
    session.flush()


def find_proof_problem(session: Session, briefings: Sequence[Briefing]) -> str:
    """Return why a draft could not be sent as it was last laid out, or an empty text."""
    proofs = [session.get(BriefingProof, briefing.id) for briefing in briefings]
    return next((proof.problem for proof in proofs if proof and proof.problem and not proof.is_stale), "")


def keep_proof(
    session: Session, proof: BriefingProof, *, begun_at: datetime, pdf: bytes | None, pages: int, problem: str
) -> None:
    """Keep a draft as it was laid out, with the moment at which that was begun."""
    proof.made_at, proof.pdf, proof.pages, proof.problem = begun_at, pdf, pages, problem
    session.add(proof)
    session.flush()


def drop_proofs(session: Session, briefings: Sequence[Briefing]) -> None:
    """Take away the proofs of briefings that are frozen now."""
    ids = [briefing.id for briefing in briefings]
    session.exec(delete(BriefingProof).where(col(BriefingProof.briefing_id).in_(ids)))


def _want_proof(session: Session, briefing: Briefing, *, at: datetime) -> None:
    proof = session.get(BriefingProof, briefing.id) or BriefingProof(briefing_id=briefing.id, wanted_at=at)
    proof.wanted_at, proof.problem = at, ""
    if proof.made_at is not None and proof.made_at >= at:  # laid out at this very moment: it must be laid out anew
        proof.made_at = None
    session.add(proof)


def _draft(session: Session, house: House, period: str) -> list[Briefing]:
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()
    briefings = list_issue(session, clerk(house.id), house.id, period, 1)
    if not briefings or not all(_is_open(briefing) for briefing in briefings):
        raise RuleBrokenError(_("This briefing is frozen. Correct it by a new revision."))
    return briefings


def _is_open(briefing: Briefing) -> bool:
    return briefing.frozen_at is None and briefing.state in OPEN


def _check_lead(viewer: Viewer, house: House) -> None:
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))


def _record(session: Session, briefing: Briefing, viewer: Viewer, verb: str, *, at: datetime) -> None:
    record(
        session,
        house_id=briefing.house_id,
        at=at,
        by=viewer.person_id,
        kind=f"briefing.{verb}",
        subject_id=briefing.id,
        detail={"period": briefing.period, "language": briefing.language, "revision": briefing.revision},
    )
