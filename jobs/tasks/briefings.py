"""Making each house's briefing of the month: plan, render, freeze, and send or wait for the lead.

Whoever is killed in between is resumed by the next bell: what is planned and not frozen is made, and freezing and
posting the mails is one transaction.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel import Session

from jobs.briefings.rendering import RenderingError, render
from jobs.briefings.signing import signed, signer
from jobs.briefings.store import store_of
from jobs.context import Context
from jobs.logs import what_went_wrong
from portfolio.actions import briefings as actions
from portfolio.actions.drafts import drop_proofs
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.evidence import with_signer
from portfolio.briefing.making import make_content
from portfolio.briefing.problems import Problem, problem_sentence, problem_sentences
from portfolio.language import as_language, speaking
from portfolio.language import gettext as _
from portfolio.models import Briefing, BriefingState, House, Sending
from portfolio.queries.briefings import list_all_houses, list_issue, list_periods, list_planned
from portfolio.rounds.calendar import due_moment, periods_due
from portfolio.rounds.visibility import clerk

log = structlog.get_logger()

AT_ONCE = 3  # houses: while two are drawn, the next one is read

Printed = tuple[Briefing, BriefingContent, bytes]


class HousesFailedError(Exception):
    """Some houses could not be served; the others were."""


def make_briefings(context: Context, due_at: datetime) -> None:
    """Make what every house lacks; a house that fails does not stop the others."""
    del due_at  # each house's own calendar tells what is due
    with context.reading() as session:
        houses = list_all_houses(session)
        session.expunge_all()  # they are read on after the session, whose end would empty them
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="house") as threads:
        served = list(threads.map(lambda house: _served(context, house), houses))
    failed = [house.short_name for house, well in zip(houses, served, strict=True) if not well]
    if failed:
        raise HousesFailedError(", ".join(failed))


def _served(context: Context, house: House) -> bool:
    if context.stopping.is_set():
        return True
    try:
        newest = _plan_due(context, house)
        with context.reading() as session:
            planned = [
                issue for issue in list_planned(session, clerk(house.id), house.id) if _is_due(context, house, issue)
            ]
        for period, revision in planned:
            if not context.stopping.is_set():
                _make(context, house, period, revision, goes_out=period == newest or revision > 1)
    except Exception as error:  # one house must not stop the others; the next bell tries again
        log.error("briefing.failed", house=house.short_name, **what_went_wrong(error))
        return False
    return True


def _is_due(context: Context, house: House, issue: tuple[str, int]) -> bool:
    """Tell whether a planned issue is to be made now; a draft waits for its day, a revision never waits."""
    period, revision = issue
    due = due_moment(period, day=house.briefing_day, hour=house.briefing_hour, zone=house.zone)
    return revision > 1 or due <= context.now()


def _plan_due(context: Context, house: House) -> str | None:
    """Plan the months that are due and have no briefing, and return the newest month that is due.

    When several were missed, the newest is made and the older ones wait for the lead.
    """
    now = context.now()
    due = periods_due(
        since=house.created_at, now=now, day=house.briefing_day, hour=house.briefing_hour, zone=house.zone
    )
    if not due:
        return None
    with context.reading() as session:
        missing = set(due) - list_periods(session, clerk(house.id), house.id)
    if not missing:
        return due[-1]
    with context.writing() as session, speaking(as_language(house.language)):
        for period in sorted(missing):
            problem = "" if period == due[-1] else problem_sentence(Problem.MISSED)
            actions.plan_briefing(session, house, period, at=now, problem=problem)
    return due[-1]


def _make(context: Context, house: House, period: str, revision: int, *, goes_out: bool) -> None:
    link = f"{context.settings.base_url.rstrip('/')}/houses/{house.short_name}/briefings/"
    try:
        printed = [_print(context, house, briefing) for briefing in _waiting(context, house, period, revision)]
    except RenderingError as error:
        with context.writing() as session, speaking(as_language(house.language)):
            sentence = problem_sentences(error.problems)
            actions.hold_for_problem(session, house, period, revision, sentence, at=context.now(), link=link)
        return
    with context.writing() as session, speaking(as_language(house.language)):
        _finish(session, house, printed, at=context.now(), link=link, goes_out=goes_out)


def _waiting(context: Context, house: House, period: str, revision: int) -> list[Briefing]:
    with context.reading() as session:
        issue = list_issue(session, clerk(house.id), house.id, period, revision)
        session.expunge_all()  # as above
    return [briefing for briefing in issue if briefing.state is BriefingState.PLANNED]


def _print(context: Context, house: House, briefing: Briefing) -> Printed:
    with context.reading() as session:
        content = make_content(
            session,
            house,
            briefing.period,
            language=as_language(briefing.language),
            at=context.now(),
            revision=briefing.revision,
            reason=briefing.reason,
            leads_word=briefing.leads_word,
            edited_by=briefing.edited_by,
            approved_by=briefing.approved_by,
            base_url=context.settings.base_url,
        )
    as_of = datetime.fromisoformat(content.as_of)
    content = with_signer(content, signer(context.settings, at=as_of))
    rendered = render(content, store=store_of(context, house))
    pdf = signed(rendered.pdf, context.settings, at=as_of)
    return briefing, replace(content, pages=rendered.pages), pdf


def _finish(
    session: Session, house: House, printed: Sequence[Printed], *, at: datetime, link: str, goes_out: bool
) -> None:
    """Freeze all languages and post the mails at once, or leave it to the lead; another job may have been first."""
    rows = [_again(session, briefing.id) for briefing, _content, _pdf in printed]
    if not rows or any(row is None or row.state is not BriefingState.PLANNED for row in rows):
        return
    for row, (_briefing, content, pdf) in zip(rows, printed, strict=True):
        if row is not None:
            actions.freeze_briefing(session, row, content.as_dict(), pdf, at=at)
    drop_proofs(session, [row for row in rows if row])
    period, revision = printed[0][0].period, printed[0][0].revision
    approved = all(row is not None and row.approved_at is not None for row in rows)
    if why := _why_it_waits(session, house, goes_out=goes_out, approved=approved):
        actions.note_problem(session, house, period, revision, why)
        actions.tell_leads(session, house, period, revision, why, at=at, link=link)
    else:
        actions.send_briefing(session, house, period, revision, at=at)


def _again(session: Session, briefing_id: UUID) -> Briefing | None:
    return session.get(Briefing, briefing_id, with_for_update=True)


def _why_it_waits(session: Session, house: House, *, goes_out: bool, approved: bool) -> str:
    """Return why a frozen briefing is not sent by itself, or an empty text."""
    if not actions.has_board(session, house):
        return actions.no_board()
    if house.sending is Sending.AFTER_APPROVAL and not approved:
        return _("It is ready. The house sends it when a lead approves it.")
    if not goes_out:
        return _("It is ready. It is of an earlier month, so it is sent only when a lead approves it.")
    return ""
