"""Reading papers on demand: each sees those they asked for."""

from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.models import BondTranche, Contract, Paper
from portfolio.rounds.visibility import Viewer


def list_papers(session: Session, viewer: Viewer, of: BondTranche | Contract) -> list[Paper]:
    """Return the papers of a tranche or contract that the viewer asked for, without their bytes, the newest first."""
    column = Paper.contract_id if isinstance(of, Contract) else Paper.tranche_id
    statement = select(Paper).where(column == of.id, Paper.asked_by == viewer.person_id)
    without_bytes = defer(Paper.pdf)  # type: ignore[arg-type]  # SQLModel types columns as values
    return list(session.exec(statement.options(without_bytes).order_by(col(Paper.asked_at).desc())))


def get_pdf(session: Session, viewer: Viewer, of: BondTranche | Contract, paper_id: UUID) -> tuple[Paper, bytes]:
    """Return a paper that is made, and its bytes; one that somebody else asked for does not exist."""
    found = session.get(Paper, paper_id)
    if found is None or of.id not in (found.tranche_id, found.contract_id) or found.asked_by != viewer.person_id:
        raise NotFoundError(_("There is no such paper."))
    if found.pdf is None:
        raise NotFoundError(_("There is no such paper."))
    return found, found.pdf
