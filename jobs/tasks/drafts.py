"""Drafts of the month: opened some working days before, one mail to each lead, and laid out whenever they change."""

from datetime import datetime

import structlog
from sqlmodel import Session

from jobs.briefings.rendering import Rendered, RenderingError, render
from jobs.briefings.store import store_of
from jobs.context import Context
from jobs.logs import what_went_wrong
from jobs.tasks.briefings import HousesFailedError
from portfolio.actions.briefings import has_board, languages_needed
from portfolio.actions.drafts import keep_proof, open_draft, tell_of_draft
from portfolio.briefing.making import make_content, read_material
from portfolio.briefing.missing import find_missing
from portfolio.briefing.problems import problem_sentences
from portfolio.clock import period_at
from portfolio.language import as_language, format_moment, speaking
from portfolio.models import Briefing, BriefingProof, BriefingState, House
from portfolio.queries.briefings import list_all_houses, list_issue
from portfolio.queries.drafts import list_stale_proofs
from portfolio.queries.people import list_members
from portfolio.rounds.calendar import draft_moment, next_due_moment
from portfolio.rounds.visibility import Role, clerk

log = structlog.get_logger()


def open_drafts(context: Context, due_at: datetime) -> None:
    """Open the draft of every house whose next briefing is near; a house that fails does not stop the others."""
    del due_at  # each house's own calendar tells what is near
    with context.reading() as session:
        houses = list_all_houses(session)
        session.expunge_all()  # they are read on after the session, whose end would empty them
    failed = [house.short_name for house in houses if not context.stopping.is_set() and not _opened(context, house)]
    if failed:
        raise HousesFailedError(", ".join(failed))


def lay_out_proofs(context: Context, due_at: datetime) -> None:
    """Lay out every draft that changed since it was last laid out, so that its lead sees the paper within seconds."""
    del due_at
    with context.reading() as session:
        houses = list_all_houses(session)
        stale = [(house, draft) for house in houses for draft in list_stale_proofs(session, clerk(house.id), house.id)]
        session.expunge_all()  # as above
    for house, draft in stale:
        if not context.stopping.is_set():
            _lay_out(context, house, draft)


def _opened(context: Context, house: House) -> bool:
    now, day, hour = context.now(), house.briefing_day, house.briefing_hour
    goes_out = next_due_moment(now=now, day=day, hour=hour, zone=house.zone)
    period = period_at(goes_out, house.zone)
    if not house.draft_days:
        return True
    if now < draft_moment(period, days=house.draft_days, day=day, hour=hour, zone=house.zone):
        return True
    try:
        is_new = _lacks_languages(context, house, period)
        if is_new is None:
            return True
        with context.writing() as session:
            drafts = open_draft(session, house, period, at=now)
            if is_new and any(draft.state is BriefingState.PLANNED for draft in drafts):
                link = f"{context.settings.base_url.rstrip('/')}/houses/{house.short_name}/briefings/{period}/draft"
                _tell(session, house, drafts, goes_out, at=now, link=link)
    except Exception as error:  # one house must not stop the others; the next bell tries again
        log.error("draft.failed", house=house.short_name, **what_went_wrong(error))
        return False
    return True


def _lacks_languages(context: Context, house: House, period: str) -> bool | None:
    """Tell whether a month has no draft at all (True), lacks one in a language of the board (False), or none (None)."""
    with context.reading() as session:
        there = {draft.language for draft in list_issue(session, clerk(house.id), house.id, period, 1)}
        return None if there.issuperset(languages_needed(session, house)) else not there


def _tell(
    session: Session, house: House, drafts: list[Briefing], goes_out: datetime, *, at: datetime, link: str
) -> None:
    period = drafts[0].period
    for lead in list_members(session, clerk(house.id), house.id, Role.LEAD):
        language = as_language(lead.language)
        with speaking(language):
            read = read_material(session, clerk(house.id, language), house, period, at=at)
            missing = find_missing(read, drafts, has_board=has_board(session, house))
            moment = format_moment(goes_out, house.zone)
            tell_of_draft(session, house, lead, period, goes_out=moment, missing=missing, at=at, link=link)


def _lay_out(context: Context, house: House, draft: Briefing) -> None:
    begun_at, language = context.now(), as_language(draft.language)
    with context.reading() as session:
        content = make_content(
            session,
            house,
            draft.period,
            language=language,
            at=begun_at,
            leads_word=draft.leads_word,
            edited_by=draft.edited_by,
            approved_by=draft.approved_by,
            base_url=context.settings.base_url,
        )
    try:
        rendered, problem = render(content, store=store_of(context, house)), ""
    except RenderingError as error:
        with speaking(as_language(house.language)):
            rendered, problem = Rendered(pdf=b"", pages=0), problem_sentences(error.problems)
    with context.writing() as session:
        proof = session.get(BriefingProof, draft.id, with_for_update=True)
        if proof is not None and session.get_one(Briefing, draft.id).frozen_at is None:
            keep_proof(
                session, proof, begun_at=begun_at, pdf=rendered.pdf or None, pages=rendered.pages, problem=problem
            )
