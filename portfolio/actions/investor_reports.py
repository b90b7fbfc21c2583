"""An investor's report on paper: asked for by one who may see the tranche, made by the jobs, made anew when asked."""

from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from portfolio.language import as_language
from portfolio.models import BondTranche, BookState, House, InvestorReport
from portfolio.models.paper import GIVEN_UP
from portfolio.queries.bonds import get_tranche_sheet
from portfolio.rounds.visibility import Viewer


def ask_for_report(
    session: Session,
    viewer: Viewer,
    house: House,
    tranche: BondTranche,
    language: str,
    *,
    on: date,
    scenario: str,
    required: float,
    at: datetime,
) -> InvestorReport:
    """Ask for the report of a tranche as it stood on a day; one under way is the answer, an earlier one is dropped."""
    get_tranche_sheet(session, viewer, house, tranche.bond_id, tranche.number, on=on)  # only who may see it asks
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()  # two clicks ask once
    asked = as_language(language)
    same = (
        InvestorReport.tranche_id == tranche.id,
        InvestorReport.language == asked,
        InvestorReport.asked_by == viewer.person_id,
    )
    under_way = session.exec(
        select(InvestorReport).where(
            *same,
            InvestorReport.on == on,
            InvestorReport.scenario == scenario,
            InvestorReport.required == repr(required),
            InvestorReport.state == BookState.WAITING,
        )
    ).first()
    if under_way is not None:
        return under_way
    session.exec(delete(InvestorReport).where(*same))  # type: ignore[arg-type]  # SQLModel types columns as values
    report = InvestorReport(
        house_id=house.id,
        tranche_id=tranche.id,
        language=asked,
        on=on,
        scenario=scenario,
        required=repr(required),
        asked_by=viewer.person_id,
        asked_at=at,
    )
    session.add(report)
    session.flush()
    return report


def list_waiting_reports(session: Session, *, at: datetime) -> list[InvestorReport]:
    """Return the reports that are to be made, the oldest first; those of a process that died among them."""
    abandoned = (col(InvestorReport.state) == BookState.MAKING) & (col(InvestorReport.begun_at) < at - GIVEN_UP)
    statement = select(InvestorReport).where((col(InvestorReport.state) == BookState.WAITING) | abandoned)
    return list(session.exec(statement.order_by(col(InvestorReport.asked_at))))


def begin_report(session: Session, report: InvestorReport, *, at: datetime) -> bool:
    """Claim a report for making; False when another process has claimed it."""
    session.refresh(report, with_for_update=True)
    abandoned = report.state is BookState.MAKING and report.begun_at is not None and report.begun_at < at - GIVEN_UP
    if report.state is not BookState.WAITING and not abandoned:
        return False
    report.state, report.begun_at = BookState.MAKING, at
    session.add(report)
    session.flush()
    return True


def finish_report(session: Session, report: InvestorReport, *, pdf: bytes | None, problem: str) -> None:
    """Keep a report that is made, or why it could not be."""
    stored = session.get(InvestorReport, report.id)
    if stored is None:  # asked for anew in the meantime
        return
    stored.state = BookState.READY if pdf else BookState.FAILED
    stored.pdf, stored.problem = pdf, problem
    session.add(stored)
    session.flush()
