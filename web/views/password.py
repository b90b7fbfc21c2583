"""Choosing a password with a link from a mail, and asking for such a link."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.mail import post
from portfolio.actions.sign_in import choose_password, count_attempt, find_link_holder, make_password_link
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Person
from portfolio.queries.people import find_person
from web.accounts import hashed
from web.addresses import absolute_url
from web.database import now, reading, writing
from web.forms.sign_in import ChooseForm, ForgottenForm

bp = Blueprint("password", __name__, url_prefix="/password")

INVITATION = timedelta(days=14)  # that a link in an invitation works
RESET = timedelta(hours=2)  # that a link asked for on the sign-in page works
MAIL_LIMIT = 3  # links for one address in a quarter of an hour
MACHINE_LIMIT = 20  # links asked for from one machine in a quarter of an hour


@bp.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> str | Response:
    """Send a link to choose a new password; the answer does not tell whether the address is known."""
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            _send_link(form.email.data)
        except RuleBrokenError as error:
            form.reject(error)
        else:
            return render_template("password/sent.html", email=form.email.data)
    return render_template("password/forgotten.html", form=form)


@bp.route("/<secret>", methods=["GET", "POST"])
def choose(secret: str) -> str | Response | tuple[str, int]:
    """Choose a password with a link from a mail."""
    if (person := find_link_holder(reading(), secret, at=now())) is None:
        return render_template("password/expired.html"), 410
    form = ChooseForm()
    if form.validate_on_submit():
        try:
            password_hash = hashed(form.password.data, email=person.email)
            with writing() as session:
                choose_password(session, secret, password_hash, at=now())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("Your password is chosen. Sign in with it now."))
            return redirect(url_for("sign_in.new"))
    return render_template("password/choose.html", form=form, person=person)


def invite_by_mail(session: Session, person: Person, *, house_id: UUID, house: str, inviter: str) -> None:
    """Put a mail with a link to choose a password in the outbox."""
    link = absolute_url("password.choose", secret=make_password_link(session, person, lasts=INVITATION, at=now()))
    post(
        session,
        key=f"set-password/{person.id}/{now().isoformat()}",
        person=person,
        template="set_password",
        facts={"link": link, "house": house, "inviter": inviter},
        at=now(),
        house_id=house_id,
    )


def _send_link(email: str) -> None:
    with writing() as session:
        count_attempt(session, f"machine-mail:{request.remote_addr}", limit=MACHINE_LIMIT, at=now())
        count_attempt(session, f"mail:{email.strip().lower()}", limit=MAIL_LIMIT, at=now())
        person = find_person(session, email)
        if person is None or not person.active:
            return
        link = absolute_url("password.choose", secret=make_password_link(session, person, lasts=RESET, at=now()))
        post(
            session,
            key=f"reset-password/{person.id}/{now().isoformat()}",
            person=person,
            template="reset_password",
            facts={"link": link},
            at=now(),
        )
