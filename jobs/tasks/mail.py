"""Sending what waits in the outbox."""

from contextlib import closing
from datetime import datetime

from jobs.context import Context
from jobs.mail.sending import Outcome, Postman, carrier_for
from portfolio.queries.mail import has_mail_to_move


def send_waiting_mail(context: Context, due_at: datetime) -> None:
    """Send every mail whose time has come, until none waits or the mail server cannot be used."""
    del due_at  # the outbox itself knows what is due
    with context.reading() as session:
        if not has_mail_to_move(session, at=context.now()):
            return
    with closing(carrier_for(context)) as carrier:
        postman = Postman(context, carrier)
        postman.settle()
        while not context.stopping.is_set() and postman.send_next() not in (Outcome.NONE_WAITS, Outcome.NO_LINE):
            continue
