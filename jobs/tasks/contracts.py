"""Booking the fixed fees of contracts when their month has ended, so that nobody has to remember."""

from datetime import datetime

from sqlmodel import col, select

from jobs.context import Context
from portfolio.actions.contracts import book_due
from portfolio.models import Contract, House
from portfolio.rounds.visibility import clerk


def book_fees(context: Context, due_at: datetime) -> None:
    """Book what has come to be owed by now, a contract a transaction."""
    del due_at  # what is due is due now
    with context.reading() as session:
        ids = session.exec(select(Contract.id).order_by(col(Contract.id))).all()
    for contract_id in ids:
        with context.writing() as session:
            contract = session.get_one(Contract, contract_id)
            house = session.get_one(House, contract.house_id)
            book_due(session, clerk(house.id), house, contract, at=context.now())
