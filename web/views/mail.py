"""Mail that did not simply go: a person decides about what is in doubt or has failed."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.mail import confirm_received, let_be, send_again
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House, MailState
from portfolio.queries.mail import list_stuck_mail
from portfolio.rounds.delivery import explain
from portfolio.rounds.visibility import KEEPERS, Viewer
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.languages import lazy as _l

bp = house_blueprint("mail", __name__, "mail")

KINDS = {
    "set_password": _l("Access to the house"),
    "reset_password": _l("A new password"),
    "invitation_to_evaluate": _l("Invitation to evaluate"),
    "evaluation_reminder": _l("Reminder to evaluate"),
    "reevaluations_due": _l("Projects to re-evaluate"),
    "signal_turned": _l("A signal moves projects"),
    "evaluation_closed": _l("An evaluation is closed"),
    "briefing": _l("Board briefing"),
    "briefing_draft": _l("A draft briefing is ready"),
    "briefing_held": _l("A briefing is held back"),
}


class Decision(Protocol):
    """What a person decides about one mail."""

    def __call__(self, session: Session, viewer: Viewer, house: House, mail_id: UUID, *, at: datetime) -> None:
        """Note the decision; raises RuleBrokenError when someone else was first."""


@bp.get("/")
@roles(*KEEPERS)
def index() -> str:
    """List the mails in doubt, those that failed, and those that wait for another attempt."""
    mails = list_stuck_mail(reading(), g.viewer, g.house.id)
    groups = [(state, [mail for mail in mails if mail.state is state]) for state in MailState]
    return render_template("mail/index.html", groups=dict(groups), kinds=KINDS, explain=explain)


@bp.post("/<uuid:mail_id>/received")
@roles(*KEEPERS)
def received(mail_id: UUID) -> Response:
    """Note that a mail in doubt has arrived."""
    return _decide(confirm_received, mail_id, _("Noted: the mail has arrived."))


@bp.post("/<uuid:mail_id>/again")
@roles(*KEEPERS)
def again(mail_id: UUID) -> Response:
    """Send a mail again."""
    return _decide(send_again, mail_id, _("The mail is sent again within a minute."))


@bp.post("/<uuid:mail_id>/let-be")
@roles(*KEEPERS)
def leave(mail_id: UUID) -> Response:
    """Note that nothing more is to be done about a mail that failed."""
    return _decide(let_be, mail_id, _("Noted: the mail is not sent again."))


def _decide(decision: Decision, mail_id: UUID, done: str) -> Response:
    try:
        with writing() as session:
            decision(session, g.viewer, g.house, mail_id, at=now())
    except RuleBrokenError as error:
        flash(str(error), "error")
    else:
        flash(done)
    return redirect(url_for(".index"))
