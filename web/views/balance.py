"""How the portfolio is spread over small and large steps, against the corridor that the board set."""

from flask import g, render_template

from portfolio.queries.balance import get_balance
from portfolio.rounds.visibility import READERS, Role
from web.access import has_role, house_blueprint, roles
from web.balance_page import balance_page
from web.database import reading, today

bp = house_blueprint("balance", __name__, "balance")


@bp.get("/")
@roles(*READERS)
def show() -> str:
    """Show the picture, then the figures, then what was left out."""
    balance = get_balance(reading(), g.viewer, g.house, today=today())
    page = balance_page(balance)
    return render_template("balance/show.html", balance=balance, page=page, may_change=has_role(Role.LEAD))
