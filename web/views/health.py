"""Whether the installation is well: figures only, for machines that watch it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app
from sqlalchemy.exc import SQLAlchemyError

from portfolio.migrations import is_current
from portfolio.models import MailState
from portfolio.queries.diary import find_hold, find_last_tick
from portfolio.queries.health import count_overdue_briefings
from portfolio.queries.mail import count_mail
from web.database import now, reading

bp = Blueprint("health", __name__)

LONGEST_PAUSE = timedelta(minutes=10)  # between two signs of life of the jobs


@bp.get("/health")
def show() -> tuple[dict[str, Any], int]:
    """Answer 200 while pages can be served, else 503; `status` is `attention` when a person should look.

    Mail that is stuck or a clock that stands still is no reason to take the pages away, so it does not make a 503.
    """
    try:
        if not is_current(current_app.extensions["innohus"]["engine"]):
            return {"status": "down", "database": "needs innohus upgrade"}, 503
        figures = _figures()
    except SQLAlchemyError:
        current_app.logger.exception("The database does not answer.")
        return {"status": "down", "database": "unreachable"}, 503
    return {"status": "attention" if _needs_attention(figures) else "ok", "database": "ok", **figures}, 200


def _figures() -> dict[str, Any]:
    session = reading()
    tick = find_last_tick(session, now=now())
    mail = count_mail(session)
    return {
        "jobs": {
            "last_tick": tick.isoformat() if tick else None,
            "alive": tick is not None and now() - tick <= LONGEST_PAUSE,
            "held": find_hold(session, now=now()) is not None,
        },
        "mail": {
            "waiting": mail[MailState.WAITING],
            "in_doubt": mail[MailState.IN_DOUBT],
            "failed": mail[MailState.FAILED],
        },
        "briefings": {"overdue": count_overdue_briefings(session, now=now())},
    }


def _needs_attention(figures: dict[str, Any]) -> bool:
    jobs, mail = figures["jobs"], figures["mail"]
    stuck = mail["in_doubt"] + mail["failed"] + figures["briefings"]["overdue"]
    return bool(stuck) or jobs["held"] or not jobs["alive"]
