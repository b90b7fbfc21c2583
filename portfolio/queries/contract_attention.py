"""Money that waits on contracts: what has fallen due and is not paid, and results that nobody has verified."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from sqlmodel import Session

from portfolio.errors import RuleBrokenError
from portfolio.finance.payments import statement
from portfolio.models import House, Project
from portfolio.queries.attention_items import Attention, AttentionKind, Target
from portfolio.queries.contracts import ContractSheet, list_contract_sheets, outcome_of
from portfolio.rounds.visibility import Viewer

MoneyWaiting = dict[UUID, list[Attention]]  # by project
DAY, SOON = timedelta(days=1), timedelta(days=14)


def list_money_waiting(
    session: Session, viewer: Viewer, house_id: UUID, projects: Sequence[Project], *, today: date
) -> MoneyWaiting:
    """Return by project what waits on its contracts, once a kind: that of the earliest day."""
    house = session.get(House, house_id)
    if house is None or not projects:
        return {}
    only = projects[0].id if len(projects) == 1 else None
    return money_waiting_on(list_contract_sheets(session, viewer, house, on=today, project_id=only), today)


def money_waiting_on(sheets: Sequence[ContractSheet], today: date) -> MoneyWaiting:
    """Return by project what waits on contracts that were read already, once a kind: that of the earliest day."""
    found: MoneyWaiting = {}
    for sheet in sheets:
        found.setdefault(sheet.project.id, []).extend(waiting_on(sheet, today))
    return {project: list(_first_of_each_kind(items)) for project, items in found.items()}


def waiting_on(sheet: ContractSheet, today: date) -> Iterator[Attention]:
    """Yield what waits on one contract: a sum that is overdue, one that falls due soon, and unverified results."""
    late, since = unpaid(sheet, today - DAY)
    if late:
        yield _attention(AttentionKind.PAYMENT_OVERDUE, sheet, since, late)
    soon, day = unpaid(sheet, today + SOON)
    if soon > late:
        yield _attention(AttentionKind.PAYMENT_DUE, sheet, _next_due(sheet, today) or day, soon - late)
    if sheet.waiting:
        first = min(claim.measured_on for claim in sheet.waiting)
        yield _attention(
            AttentionKind.RESULTS_WAITING, sheet, first, worth_of_waiting(sheet, today), count=len(sheet.waiting)
        )


def unpaid(sheet: ContractSheet, until: date) -> tuple[int, date | None]:
    """Return what has fallen due by a day (that day included) and is not paid, and since when; each payer by itself.

    What a payer has paid counts towards the oldest lines first.
    """
    total, oldest = 0, None
    lines = sorted((line for line in sheet.lines if line.due_on <= until), key=lambda line: line.due_on)
    for payer, in_all in sheet.booked_by_payer().items():
        paid = in_all - sheet.owed_minor(payer)
        running = 0
        for line in lines:
            running += line.payers.get(payer, 0)
            if running > paid and (oldest is None or line.due_on < oldest):
                oldest = line.due_on
        total += max(running - paid, 0)
    return (total, oldest) if total else (0, None)


def worth_of_waiting(sheet: ContractSheet, today: date) -> int | None:
    """Return what the waiting results would pay if all of them were accepted; None where the terms cannot say."""
    known = sheet.outcomes()
    waiting = [outcome_of(claim, line=2 * claim.number) for claim in sheet.waiting]
    try:
        with_them = statement(sheet.terms, [*known, *waiting], fees_until=today).net_minor
        return max(with_them - statement(sheet.terms, known, fees_until=today).net_minor, 0)
    except RuleBrokenError:  # the same milestone twice, say: verifying will tell
        return None


def _next_due(sheet: ContractSheet, today: date) -> date | None:
    return min((line.due_on for line in sheet.lines if line.due_on >= today), default=None)


def _attention(
    kind: AttentionKind, sheet: ContractSheet, since: date | None, minor: int | None, count: int = 0
) -> Attention:
    return Attention(
        kind,
        sheet.project,
        Target.CONTRACT,
        since=since,
        contract_id=sheet.contract.id,
        amount=(minor, sheet.contract.currency) if minor is not None else None,
        count=count,
    )


def _first_of_each_kind(items: Sequence[Attention]) -> Iterator[Attention]:
    ordered = sorted(items, key=lambda item: (item.kind, item.since or date.max))
    for _kind, group in groupby(ordered, key=lambda item: item.kind):
        yield next(group)
