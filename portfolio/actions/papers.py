"""Papers on demand: asked for by one who may see what they tell of, made by the jobs, made anew when asked."""

from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from portfolio.language import as_language
from portfolio.models import BondTranche, BookState, Contract, House, Paper
from portfolio.models.paper import GIVEN_UP
from portfolio.queries.bonds import get_tranche_sheet
from portfolio.queries.contracts import get_contract_sheet
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
) -> Paper:
    """Ask for the report of a tranche as it stood on a day; one that waits is the answer, an earlier one is dropped."""
    get_tranche_sheet(session, viewer, house, tranche.bond_id, tranche.number, on=on)  # only who may see it asks
    wanted = Paper(
        house_id=house.id,
        tranche_id=tranche.id,
        language=as_language(language),
        on=on,
        scenario=scenario,
        required=repr(required),
        asked_by=viewer.person_id,
        asked_at=at,
    )
    return _ask(session, wanted)


def ask_for_statement(
    session: Session, viewer: Viewer, house: House, contract: Contract, language: str, *, on: date, at: datetime
) -> Paper:
    """Ask for the statement of a contract as it stood on a day; one that waits or is there already, as above."""
    get_contract_sheet(session, viewer, house, contract.id, on=on)  # only who may see it asks
    wanted = Paper(
        house_id=house.id,
        contract_id=contract.id,
        language=as_language(language),
        on=on,
        asked_by=viewer.person_id,
        asked_at=at,
    )
    return _ask(session, wanted)


def _ask(session: Session, wanted: Paper) -> Paper:
    session.exec(select(House.id).where(House.id == wanted.house_id).with_for_update()).one()  # two clicks ask once
    same = (
        Paper.tranche_id == wanted.tranche_id,
        Paper.contract_id == wanted.contract_id,
        Paper.language == wanted.language,
        Paper.asked_by == wanted.asked_by,
    )
    waiting = select(Paper).where(
        *same,
        Paper.on == wanted.on,
        Paper.scenario == wanted.scenario,
        Paper.required == wanted.required,
        Paper.state == BookState.WAITING,
    )
    if (found := session.exec(waiting).first()) is not None:
        return found
    session.exec(delete(Paper).where(*same))  # type: ignore[arg-type]  # SQLModel types columns as values
    session.add(wanted)
    session.flush()
    return wanted


def list_waiting_papers(session: Session, *, at: datetime) -> list[Paper]:
    """Return the papers that are to be made, the oldest first; those of a process that died among them."""
    abandoned = (col(Paper.state) == BookState.MAKING) & (col(Paper.begun_at) < at - GIVEN_UP)
    statement = select(Paper).where((col(Paper.state) == BookState.WAITING) | abandoned)
    return list(session.exec(statement.order_by(col(Paper.asked_at))))


def begin_paper(session: Session, paper: Paper, *, at: datetime) -> bool:
    """Claim a paper for making; False when another process has claimed it."""
    session.refresh(paper, with_for_update=True)
    abandoned = paper.state is BookState.MAKING and paper.begun_at is not None and paper.begun_at < at - GIVEN_UP
    if paper.state is not BookState.WAITING and not abandoned:
        return False
    paper.state, paper.begun_at = BookState.MAKING, at
    session.add(paper)
    session.flush()
    return True


def finish_paper(session: Session, paper: Paper, *, pdf: bytes | None, problem: str) -> None:
    """Keep a paper that is made, or why it could not be."""
    stored = session.get(Paper, paper.id)
    if stored is None:  # asked for anew in the meantime
        return
    stored.state = BookState.READY if pdf else BookState.FAILED
    stored.pdf, stored.problem = pdf, problem
    session.add(stored)
    session.flush()
