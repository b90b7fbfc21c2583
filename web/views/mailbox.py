"""The mails a demo would have sent, as a page; only in a demo, only to and for people of demo houses."""

from flask import g, render_template
from werkzeug.wrappers import Response

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.queries.houses import list_houses
from portfolio.queries.people import list_demo_people
from web.access import personal_blueprint
from web.database import reading, settings
from web.downloads import send_bytes
from web.mailbox import LocalMail, list_local_mail

bp = personal_blueprint("mailbox", __name__, "/mailbox")


@bp.get("/")
def index() -> str:
    """List the mails, the newest first."""
    return render_template("mailbox/index.html", mails=_mails(), zone=_zone())


@bp.get("/<key>")
def show(key: str) -> str:
    """Show one mail."""
    return render_template("mailbox/show.html", mail=_mail(key), zone=_zone())


@bp.get("/<key>/<int:number>")
def attachment(key: str, number: int) -> Response:
    """Open a file of a mail; the first is 1."""
    found = _mail(key).attachments[number - 1 : number] if number else ()
    if not found:
        raise NotFoundError(_("There is no such file."))
    return send_bytes(found[0].content, media_type=found[0].media_type, name=found[0].name)


def _mails() -> list[LocalMail]:
    people = [person for person, _roles in list_demo_people(reading())] if settings().demo else []
    if g.person.id not in {person.id for person in people}:
        raise NotFoundError(_("There is no such page."))
    return list_local_mail(settings().mailbox, {person.email for person in people})


def _mail(key: str) -> LocalMail:
    found = next((mail for mail in _mails() if mail.key == key), None)
    if found is None:
        raise NotFoundError(_("There is no such mail."))
    return found


def _zone() -> str:
    return list_houses(reading(), g.viewer)[0].zone
