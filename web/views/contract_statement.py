"""A contract's statement for those who pay: asked for on its page, made by the jobs, opened by the one who asked."""

from uuid import UUID

from flask import flash, g, redirect
from werkzeug.wrappers import Response

from portfolio.actions.papers import ask_for_statement
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.queries.contracts import get_contract
from portfolio.queries.papers import get_pdf
from portfolio.rounds.visibility import READERS
from web.access import roles
from web.contract_blueprint import address_of, asked_day, bp
from web.database import now, reading, today, writing
from web.downloads import send_bytes


@bp.post("/<uuid:contract_id>/statement")
@roles(*READERS)
def ask_statement(contract_id: UUID) -> Response:
    """Ask for the statement of a contract as it stood on the day of the page, in the language spoken now."""
    contract, on = get_contract(reading(), g.viewer, g.house.id, contract_id), asked_day()
    with writing() as session:
        ask_for_statement(session, g.viewer, g.house, contract, current_language(), on=on, at=now())
    flash(_("The statement is being made. It is here within a minute; load the page again."))
    return redirect(address_of(contract, on=on if on < today() else None, anchor="statement"))


@bp.get("/<uuid:contract_id>/statement/<uuid:paper_id>.pdf")
@roles(*READERS)
def statement(contract_id: UUID, paper_id: UUID) -> Response:
    """Hand out a statement that was made."""
    contract = get_contract(reading(), g.viewer, g.house.id, contract_id)
    paper, pdf = get_pdf(reading(), g.viewer, contract, paper_id)
    return send_bytes(pdf, media_type="application/pdf", name=f"{contract.name}-{paper.on}.pdf")
