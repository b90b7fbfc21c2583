"""Keeping and amending bonds, and letting an investor's person see a tranche; every version is kept for good."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from portfolio.actions.contracts import check_lead, checked_document, checked_reason
from portfolio.actions.history import record
from portfolio.clock import day_at
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.finance.bond_terms import check_amended, read_kept_bond, signed_on
from portfolio.finance.versions import Version
from portfolio.language import gettext as _
from portfolio.models import (
    Bond,
    BondContract,
    BondTranche,
    BondVersion,
    Contract,
    House,
    Membership,
    TrancheHolder,
)
from portfolio.queries.bonds import get_bond_sheet, versions_of
from portfolio.rounds.visibility import Role, Viewer


def keep_bond(
    session: Session, viewer: Viewer, house: House, *, contracts: Sequence[UUID], document: str, at: datetime
) -> Bond:
    """Keep a bond around contracts of a house as it was signed; only a lead may."""
    check_lead(viewer, house.id)
    text = checked_document(document)
    terms = read_kept_bond(text)
    session.exec(select(House.id).where(House.id == house.id).with_for_update()).one()
    chosen = _contracts(session, house, contracts, terms.currency)
    highest = session.exec(select(func.max(Bond.number)).where(Bond.house_id == house.id)).one()
    bond = Bond(
        house_id=house.id,
        number=(highest or 0) + 1,
        name=terms.name,
        currency=terms.currency,
        created_at=at,
        created_by=viewer.person_id,
    )
    session.add(bond)
    session.flush()
    session.add_all(BondContract(bond_id=bond.id, contract_id=contract.id) for contract in chosen)
    _store(session, viewer, bond, Version(signed_on(terms), "", text), 1, at=at)
    _add_tranches(session, bond, [one.name for one in terms.tranches], [], at=at)
    session.flush()
    note(session, viewer, bond, "bond.signed", {"contracts": [one.number for one in chosen]}, at=at)
    return bond


def amend_bond(
    session: Session,
    viewer: Viewer,
    house: House,
    bond: Bond,
    *,
    document: str,
    valid_from: date,
    reason: str,
    at: datetime,
) -> BondVersion:
    """Add other terms from a day on; nothing that is booked may become wrong by them. Only a lead may."""
    check_lead(viewer, house.id)
    session.refresh(bond, with_for_update=True)
    sheet = get_bond_sheet(session, viewer, house, bond.id, on=day_at(at, house.zone))
    why = checked_reason(reason)
    new = Version(valid_from, why, checked_document(document))
    check_amended(versions_of(sheet.versions), new, sheet.booked)
    row = _store(session, viewer, bond, new, len(sheet.versions) + 1, at=at)
    names = [one.name for one in read_kept_bond(new.text).tranches]
    _add_tranches(session, bond, names, [row.name for row in sheet.tranches], at=at)
    session.flush()
    note(session, viewer, bond, "bond.amended", {"from": valid_from.isoformat()}, at=at)
    return row


def give_sight(
    session: Session, viewer: Viewer, house: House, bond: Bond, *, tranche: int, person_id: UUID, at: datetime
) -> TrancheHolder:
    """Let an investor's person see a tranche; only a lead may, and only a person with that role can."""
    check_lead(viewer, house.id)
    found = session.exec(
        select(BondTranche).where(BondTranche.bond_id == bond.id, BondTranche.number == tranche)
    ).first()
    if found is None or bond.house_id != house.id:
        raise RuleBrokenError(_("Choose one of the tranches."), field="tranche")
    role = session.exec(
        select(Membership).where(
            Membership.house_id == house.id,
            Membership.person_id == person_id,
            Membership.role == Role.INVESTOR,
            col(Membership.ended_at).is_(None),
        )
    ).first()
    if role is None:
        raise RuleBrokenError(_("Choose a member with the role investor."), field="person")
    holder = session.exec(
        select(TrancheHolder).where(TrancheHolder.tranche_id == found.id, TrancheHolder.person_id == person_id)
    ).first() or TrancheHolder(tranche_id=found.id, person_id=person_id, since=at)
    holder.ended_at = None
    session.add(holder)
    session.flush()
    note(session, viewer, bond, "bond.sight_given", {"tranche": tranche}, at=at)
    return holder


def end_sight(session: Session, viewer: Viewer, house: House, bond: Bond, holder_id: UUID, *, at: datetime) -> None:
    """Let a person no longer see a tranche; only a lead may."""
    check_lead(viewer, house.id)
    holder = session.get(TrancheHolder, holder_id)
    tranche = session.get(BondTranche, holder.tranche_id) if holder else None
    if holder is None or tranche is None or tranche.bond_id != bond.id or bond.house_id != house.id:
        raise NotFoundError(_("There is no such tranche."))
    holder.ended_at = at
    session.add(holder)
    session.flush()
    note(session, viewer, bond, "bond.sight_ended", {"tranche": tranche.number}, at=at)


def note(session: Session, viewer: Viewer, bond: Bond, kind: str, detail: dict[str, Any], *, at: datetime) -> None:
    """Write into the house's history what happened to a bond; no names, no amounts."""
    record(
        session,
        house_id=bond.house_id,
        at=at,
        by=viewer.person_id,
        kind=kind,
        subject_id=bond.id,
        detail={"bond": bond.number, **detail},
    )


def _contracts(session: Session, house: House, wanted: Sequence[UUID], currency: str) -> list[Contract]:
    if not wanted:
        raise RuleBrokenError(_("Choose at least one contract."), field="contracts")
    statement = select(Contract).where(Contract.house_id == house.id, col(Contract.id).in_(wanted))
    found = list(session.exec(statement.order_by(col(Contract.number))))
    if len(found) < len(set(wanted)):
        raise RuleBrokenError(_("Choose one of those offered."), field="contracts")
    taken = session.exec(select(BondContract.contract_id).where(col(BondContract.contract_id).in_(wanted))).all()
    for contract in found:
        if contract.id in taken:
            raise RuleBrokenError(_("%(name)s has a bond already.", name=contract.name), field="contracts")
        if contract.currency != currency:
            raise RuleBrokenError(
                _("%(name)s is in %(currency)s, the bond is not.", name=contract.name, currency=contract.currency),
                field="contracts",
            )
    return found


def _store(
    session: Session, viewer: Viewer, bond: Bond, version: Version, sequence: int, *, at: datetime
) -> BondVersion:
    row = BondVersion(
        bond_id=bond.id,
        sequence=sequence,
        valid_from=version.valid_from,
        reason=version.reason,
        document=version.text,
        entered_at=at,
        entered_by=viewer.person_id,
    )
    session.add(row)
    return row


def _add_tranches(session: Session, bond: Bond, names: Sequence[str], known: Sequence[str], *, at: datetime) -> None:
    new = [name for name in names if name not in known]
    for number, name in enumerate(new, start=len(known) + 1):
        session.add(BondTranche(bond_id=bond.id, number=number, name=name, entered_at=at))
