"""What needs attention: which projects, why, and what to do next, the gravest first."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from portfolio.queries.attention_items import GRAVITY, Attention, AttentionKind, Target
from portfolio.queries.contract_attention import MoneyWaiting, list_money_waiting
from portfolio.queries.forecasts import Surprises, list_surprises
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.rounds.cadence import DueState
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.phases import Phase
from portfolio.rounds.visibility import Viewer

SHORT_LEAD_TIME = 1  # years; at this or less there is barely time to change course


def list_attention(
    session: Session,
    viewer: Viewer,
    house_id: UUID,
    *,
    today: date,
    sheets: Sequence[ProjectSheet] | None = None,
    surprises: Surprises | None = None,
    money: MoneyWaiting | None = None,
) -> list[Attention]:
    """Return what needs attention in a house, the gravest first.

    `sheets` are its projects, `surprises` the forecasts that came out the other way, and `money` what waits on
    contracts, if already read.

    Projects that have left the portfolio need none. A project is there at most once for each kind.
    """
    if sheets is None:
        sheets = list_project_sheets(session, viewer, house_id, today=today)
    if surprises is None:
        surprises = list_surprises(session, viewer, house_id, today=today)
    active = [
        sheet for sheet in sheets if sheet.project.stage in ACTIVE_STAGES and viewer.may_read(sheet.project.house_id)
    ]
    if money is None:
        money = list_money_waiting(session, viewer, house_id, [sheet.project for sheet in active], today=today)
    found = [
        item
        for sheet in active
        for item in (
            *_attention(sheet, today),
            *_of_forecasts(sheet, surprises.get(sheet.project.id)),
            *money.get(sheet.project.id, ()),
        )
    ]
    return sorted(found, key=lambda item: GRAVITY[item.kind])  # stable: by name within a kind


def _attention(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    yield from _of_signals(sheet)
    yield from _of_zone(sheet)
    yield from _of_time(sheet, today)
    yield from _of_work(sheet)
    yield from _of_figures(sheet)
    yield from _of_evaluation(sheet, today)


def _of_signals(sheet: ProjectSheet) -> Iterator[Attention]:
    standing = sheet.under_signals
    if not sheet.is_raised or standing is None or standing.raising is None:
        return
    names = ", ".join(signal.title for signal in standing.raised_by)
    yield Attention(
        AttentionKind.SIGNAL,
        sheet.project,
        Target.OPEN_EVALUATION,
        signal=names,
        bands=(standing.raising.band_before, standing.raising.band_after),
    )


def _of_zone(sheet: ProjectSheet) -> Iterator[Attention]:
    zone = sheet.scores.zone if sheet.scores else None
    if zone in (AttentionKind.IMMUNE_SYSTEM_RISK, AttentionKind.ISLAND_RISK):
        weakest = sheet.weakest_landing if zone == AttentionKind.ISLAND_RISK else sheet.weakest_wall
        yield Attention(AttentionKind(zone), sheet.project, Target.PROJECT, weakest=weakest)


def _of_time(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    lead_time = sheet.lead_time(today)
    if sheet.resilience is None or lead_time is None or lead_time > SHORT_LEAD_TIME:
        return
    kind = AttentionKind.TOO_LATE if lead_time < 0 else AttentionKind.BARELY_IN_TIME
    yield Attention(
        kind, sheet.project, Target.EDIT_PROJECT, watch_year=sheet.resilience.watch_year, lead_time=lead_time
    )


def _of_work(sheet: ProjectSheet) -> Iterator[Attention]:
    if sheet.resilience is None:
        yield Attention(AttentionKind.NOTHING_TO_COMPUTE, sheet.project, Target.EDIT_PROJECT)
    elif sheet.resilience_band in ("fragile", "exposed"):
        kind = AttentionKind.EXPOSED_WORK if sheet.resilience_band == "exposed" else AttentionKind.FRAGILE_WORK
        yield Attention(kind, sheet.project, Target.EDIT_PROJECT, resilience=round(sheet.resilience.p50 * 100))


def _of_figures(sheet: ProjectSheet) -> Iterator[Attention]:
    """Ask for a re-evaluation of what was evaluated under other figures; an evaluation since then answers it."""
    run, scores, change = sheet.resilience, sheet.scores, sheet.figure_change
    if change is None or run is None or sheet.open_evaluation is not None:
        return
    if change.since is not None and (scores is None or scores.closed_at >= change.since):
        return
    yield Attention(
        AttentionKind.NEW_FIGURES,
        sheet.project,
        Target.OPEN_EVALUATION,
        resilience=None if change.is_stale else round(run.p50 * 100),
        before=round(change.before.p50 * 100),
    )


def _of_evaluation(sheet: ProjectSheet, today: date) -> Iterator[Attention]:
    if (evaluation := sheet.open_evaluation) is not None:
        if evaluation.closes_on < today and evaluation.phase is not Phase.TALK:  # a talk has no last day
            yield Attention(
                AttentionKind.PAST_CLOSING,
                sheet.project,
                Target.EVALUATION,
                evaluation_id=evaluation.id,
                since=evaluation.closes_on,
            )
    elif sheet.due.state is DueState.OVERDUE:
        yield Attention(AttentionKind.OVERDUE, sheet.project, Target.OPEN_EVALUATION, since=sheet.due.on)
    elif sheet.due.state is DueState.NEVER_EVALUATED:
        yield Attention(AttentionKind.NEVER_EVALUATED, sheet.project, Target.OPEN_EVALUATION)


def _of_forecasts(sheet: ProjectSheet, surprise: tuple[int, datetime] | None) -> Iterator[Attention]:
    """Yield an outcome against 80 % or more that no evaluation has looked at yet."""
    if surprise is None or sheet.open_evaluation is not None:
        return
    held, at = surprise
    if sheet.scores is None or sheet.scores.closed_at < at:
        yield Attention(AttentionKind.SURPRISED, sheet.project, Target.OPEN_EVALUATION, held=held)
