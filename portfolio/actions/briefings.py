"""What becomes of a month's briefing: planned, frozen, held or sent; once frozen it never changes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.actions.history import record
from portfolio.actions.mail import post
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.language import LANGUAGES, as_language
from portfolio.language import gettext as _
from portfolio.models import Briefing, BriefingState, House, Person, StoredFile
from portfolio.queries.briefings import list_issue
from portfolio.queries.people import list_members
from portfolio.rounds.visibility import Role, Viewer, clerk
from portfolio.text import clean_text

PDF = "application/pdf"
LONGEST_REASON = 500  # characters
DIGITS = 12  # of a digest, in keys


def plan_briefing(
    session: Session, house: House, period: str, *, at: datetime, revision: int = 1, reason: str = "", problem: str = ""
) -> list[Briefing]:
    """Plan a month's briefing in every language its board reads; planning it twice changes nothing.

    With a `problem` it is held from the start, and waits for the lead.
    """
    already = _locked(session, house, period, revision)
    if already:
        return already
    briefings = [
        Briefing(
            house_id=house.id,
            period=period,
            language=language,
            revision=revision,
            reason=reason,
            problem=problem,
            state=BriefingState.HELD if problem else BriefingState.PLANNED,
            planned_at=at,
        )
        for language in languages_needed(session, house)
    ]
    session.add_all(briefings)
    _record(session, briefings, "planned", at=at, by=None)
    return briefings


def languages_needed(session: Session, house: House) -> list[str]:
    """Return the languages of a house's board members; the house's own while it has none."""
    members = list_members(session, clerk(house.id), house.id, Role.BOARD_MEMBER)
    spoken = {as_language(person.language) for person in members} or {as_language(house.language)}
    return [language for language in LANGUAGES if language in spoken]


def freeze_briefing(
    session: Session, briefing: Briefing, content: Mapping[str, Any], pdf: bytes, *, at: datetime
) -> Briefing:
    """Keep what a briefing says and its PDF, for good; raise RuleBrokenError when it is frozen already."""
    session.refresh(briefing, with_for_update=True)
    if briefing.frozen_at is not None or briefing.state is not BriefingState.PLANNED:
        raise RuleBrokenError(_("This briefing is frozen. Correct it by a new revision."))
    briefing.content = dict(content)
    briefing.file_sha256 = store_file(session, pdf, PDF, at=at)
    briefing.frozen_at = at
    briefing.problem = ""
    briefing.state = BriefingState.FROZEN
    session.add(briefing)
    _record(session, [briefing], "frozen", at=at, by=None, sha256=briefing.file_sha256)
    return briefing


def store_file(session: Session, content: bytes, media_type: str, *, at: datetime) -> str:
    """Keep a file byte for byte and return its SHA-256; the same bytes are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(StoredFile, sha256) is None:
        session.add(StoredFile(sha256=sha256, media_type=media_type, content=content, stored_at=at))
        session.flush()
    return sha256


def send_briefing(
    session: Session, house: House, period: str, revision: int, *, at: datetime, by: UUID | None = None
) -> int:
    """Post one mail to each active board member, in the member's language; return how many there are.

    Sending it twice sends nothing twice. Raises RuleBrokenError when it is not frozen or nobody is on the board.
    """
    briefings = _locked(session, house, period, revision)
    if not briefings or any(briefing.frozen_at is None for briefing in briefings):
        raise RuleBrokenError(_("The briefing is not made yet."))
    board = list_members(session, clerk(house.id), house.id, Role.BOARD_MEMBER)
    if not board:
        raise RuleBrokenError(no_board())
    for person in board:
        _post_to(session, house, person, _for_reader(briefings, person), at=at)
    if any(briefing.state is not BriefingState.SENT for briefing in briefings):
        _mark(session, briefings, BriefingState.SENT, at=at)
        _record(session, briefings, "sent", at=at, by=by, recipients=len(board))
    return len(board)


def approve_briefing(
    session: Session, viewer: Viewer, house: House, period: str, revision: int, *, at: datetime
) -> int:
    """Send a frozen briefing because a lead says so; return the number of recipients."""
    _check_lead(viewer, house)
    return send_briefing(session, house, period, revision, at=at, by=viewer.person_id)


def hold_briefing(
    session: Session, viewer: Viewer, house: House, period: str, revision: int, *, reason: str, at: datetime
) -> None:
    """Hold a briefing back until a lead sends it; raise RuleBrokenError when it has been sent."""
    _check_lead(viewer, house)
    why = clean_text(reason, field="reason", required=True, longest=LONGEST_REASON)
    briefings = _locked(session, house, period, revision)
    if any(briefing.state is BriefingState.SENT for briefing in briefings):
        raise RuleBrokenError(_("It has been sent, and a mail cannot be called back. Send a new revision instead."))
    for briefing in briefings:
        briefing.problem = why
    _mark(session, briefings, BriefingState.HELD, at=at)
    _record(session, briefings, "held", at=at, by=viewer.person_id, reason=why)


def hold_for_problem(
    session: Session, house: House, period: str, revision: int, problem: str, *, at: datetime, link: str
) -> None:
    """Hold a briefing that cannot be made or sent, and tell the house's leads why; telling twice sends one mail."""
    briefings = [
        briefing for briefing in _locked(session, house, period, revision) if briefing.state is not BriefingState.SENT
    ]
    for briefing in briefings:
        briefing.problem = problem
    _mark(session, briefings, BriefingState.HELD, at=at)
    _record(session, briefings, "held", at=at, by=None, reason=problem)
    tell_leads(session, house, period, revision, problem, at=at, link=link)


def tell_leads(
    session: Session, house: House, period: str, revision: int, problem: str, *, at: datetime, link: str
) -> None:
    """Mail the house's leads that a briefing waits for them; the same words about it are mailed once."""
    digest = hashlib.sha256(problem.encode()).hexdigest()[:DIGITS]
    for lead in list_members(session, clerk(house.id), house.id, Role.LEAD):
        post(
            session,
            key=f"briefing-held/{period}/{house.short_name}/{lead.id}/{revision}/{digest}",
            person=lead,
            template="briefing_held",
            facts={"house": house.name, "period": period, "problem": problem, "link": link},
            at=at,
            house_id=house.id,
        )


def note_problem(session: Session, house: House, period: str, revision: int, problem: str) -> None:
    """Write beside a frozen briefing why it has not gone out yet."""
    for briefing in _locked(session, house, period, revision):
        briefing.problem = problem
        session.add(briefing)
    session.flush()


def make_again(session: Session, viewer: Viewer, house: House, period: str, revision: int, *, at: datetime) -> None:
    """Have a briefing made that was missed or failed; one that is frozen already stays as it is."""
    _check_lead(viewer, house)
    waiting = [briefing for briefing in _locked(session, house, period, revision) if briefing.frozen_at is None]
    if not waiting:
        raise RuleBrokenError(_("This briefing is frozen. Correct it by a new revision."))
    for briefing in waiting:
        briefing.problem = ""
    _mark(session, waiting, BriefingState.PLANNED, at=at)
    _record(session, waiting, "asked_for", at=at, by=viewer.person_id)


def revise_briefing(
    session: Session, viewer: Viewer, house: House, period: str, *, reason: str, at: datetime
) -> list[Briefing]:
    """Plan a new revision of a month's briefing, with the reason that stands on its first page."""
    _check_lead(viewer, house)
    why = clean_text(reason, field="reason", required=True, longest=LONGEST_REASON)
    newest = _newest_revision(session, house, period)
    before = {briefing.language: briefing for briefing in _locked(session, house, period, newest)}
    if any(briefing.frozen_at is None for briefing in before.values()):
        raise RuleBrokenError(_("The last revision is not made yet. Wait for it, or make it again."))
    briefings = plan_briefing(session, house, period, at=at, revision=newest + 1, reason=why)
    for briefing in briefings:  # a correction says what the lead said, unless that is what was wrong
        if earlier := before.get(briefing.language):
            briefing.leads_word, briefing.edited_by = earlier.leads_word, viewer.person_id or earlier.edited_by
            session.add(briefing)
    _record(session, briefings, "revised", at=at, by=viewer.person_id, reason=why)
    return briefings


def has_board(session: Session, house: House) -> bool:
    """Tell whether anyone is on a house's board."""
    return bool(list_members(session, clerk(house.id), house.id, Role.BOARD_MEMBER))


def no_board() -> str:
    """Return what a lead is told when there is nobody to send to."""
    return _("Nobody is on the board of this house, so there is no one to send to. Invite a board member first.")


def _newest_revision(session: Session, house: House, period: str) -> int:
    found = session.exec(
        select(Briefing.revision)
        .where(Briefing.house_id == house.id, Briefing.period == period)
        .order_by(col(Briefing.revision).desc())
        .limit(1)
    ).first()
    if found is None:
        raise RuleBrokenError(_("There is no such briefing."))
    return found


def _locked(session: Session, house: House, period: str, revision: int) -> list[Briefing]:
    """Return an issue's briefings, locked so that two jobs or a job and a lead cannot move them at once."""
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()
    return list_issue(session, clerk(house.id), house.id, period, revision)


def _mark(session: Session, briefings: Iterable[Briefing], state: BriefingState, *, at: datetime) -> None:
    for briefing in briefings:
        briefing.state = state
        if state is BriefingState.SENT:
            briefing.sent_at = at
            briefing.problem = ""
        session.add(briefing)
    session.flush()


def _for_reader(briefings: Sequence[Briefing], person: Person) -> Briefing:
    """Return the briefing in a reader's language, or the first there is when the board has changed since."""
    return next((briefing for briefing in briefings if briefing.language == person.language), briefings[0])


def _post_to(session: Session, house: House, person: Person, briefing: Briefing, *, at: datetime) -> None:
    content = briefing.content or {}
    decisions = [decision["text"] for decision in content["page_one"]["decisions"]]
    numbered = decisions if len(decisions) == 1 else [f"{place}. {text}" for place, text in enumerate(decisions, 1)]
    revised = f"-{briefing.revision}" if briefing.revision > 1 else ""
    post(
        session,
        key=f"briefing/{briefing.period}/{house.short_name}/{person.id}/{briefing.revision}",
        person=person,
        template="briefing",
        facts={
            "house": house.name,
            "period": briefing.period,
            "decision": "\n".join(numbered),
            "pages": content["pages"],
            "reason": content["reason"] if briefing.revision > 1 else "",
        },
        at=at,
        house_id=house.id,
        attachment_sha256=briefing.file_sha256,
        attachment_name=f"{house.short_name}-{briefing.period}-{briefing.language}{revised}.pdf",
    )


def _check_lead(viewer: Viewer, house: House) -> None:
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))


def _record(
    session: Session, briefings: Sequence[Briefing], verb: str, *, at: datetime, by: UUID | None, **detail: Any
) -> None:
    for briefing in briefings:
        record(
            session,
            house_id=briefing.house_id,
            at=at,
            by=by,
            kind=f"briefing.{verb}",
            subject_id=briefing.id,
            detail={
                "period": briefing.period,
                "language": briefing.language,
                "revision": briefing.revision,
                **detail,
            },
        )
