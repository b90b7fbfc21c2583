"""Reading investors' reports on paper: each sees those they asked for."""

from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import BondTranche, InvestorReport
from portfolio.rounds.visibility import Viewer


def list_reports(session: Session, viewer: Viewer, tranche: BondTranche) -> list[InvestorReport]:
    """Return the reports of a tranche that the viewer asked for, without their bytes, the newest first."""
    statement = select(InvestorReport).where(
        InvestorReport.tranche_id == tranche.id, InvestorReport.asked_by == viewer.person_id
    )
    without_bytes = defer(InvestorReport.pdf)  # type: ignore[arg-type]  # SQLModel types columns as values
    return list(session.exec(statement.options(without_bytes).order_by(col(InvestorReport.asked_at).desc())))


def get_report(session: Session, viewer: Viewer, tranche: BondTranche, report_id: UUID) -> InvestorReport:
    """Return a report with its bytes; one that somebody else asked for does not exist."""
    found = session.get(InvestorReport, report_id)
    if found is None or found.tranche_id != tranche.id or found.asked_by != viewer.person_id:
        raise NotFoundError(_("There is no such report."))
    return found
