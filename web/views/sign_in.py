"""Signing in, with a second factor outside the demo, and out."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_security import login_user, logout_user
from werkzeug.wrappers import Response

from portfolio.actions.sign_in import (
    begin_stay,
    count_attempt,
    end_stay,
    forget_attempts,
    set_second_factor,
    use_code,
    use_recovery_code,
)
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Person
from portfolio.queries.people import find_person, list_demo_people
from web.access import COOKIE_KEY
from web.accounts import Account, is_right, recovery, second_factor
from web.addresses import own_path
from web.database import now, reading, settings, writing
from web.forms.sign_in import CodeForm, RecoveryForm, SignInForm

bp = Blueprint("sign_in", __name__)

HALFWAY_KEY = "halfway"  # in the browser's session: who gave a right password and still owes the second factor
HALFWAY = timedelta(minutes=10)  # for the second factor
PASSWORD_LIMIT = 10  # wrong passwords for one address in a quarter of an hour
MACHINE_LIMIT = 100  # tries from one machine in a quarter of an hour
CODE_LIMIT = 5  # wrong codes for one person in a quarter of an hour


@bp.route("/sign-in", methods=["GET", "POST"])
def new() -> str | Response:
    """Ask who is there."""
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            return _go_on(_check_password(form.email.data, form.password.data), form.next.data)
        except RuleBrokenError as error:
            form.reject(error)
    demo_people = list_demo_people(reading()) if settings().demo else []
    return render_template("sign_in/new.html", form=form, demo_people=demo_people)


@bp.post("/sign-in/demo")
def demo() -> Response:
    """Sign in as someone of a demo house, without a password; only in a demo."""
    people = list_demo_people(reading()) if settings().demo else []
    chosen = next((person for person, _roles in people if str(person.id) == request.form.get("person")), None)
    return _enter(chosen, request.form.get("next")) if chosen else abort(404)


@bp.route("/sign-in/code", methods=["GET", "POST"])
def code() -> str | Response:
    """Ask for the second factor."""
    if (person := _halfway_person()) is None or not person.tf_totp_secret:
        return redirect(url_for(".new"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            _count_code(person)
            step = second_factor().match(form.code.data, person.tf_totp_secret, at=now())
            with writing() as database:
                use_code(database, person, counter=step)
            return _enter(person, session[HALFWAY_KEY]["next"])
        except RuleBrokenError as error:
            form.reject(error)
    return render_template("sign_in/code.html", form=form)


@bp.route("/sign-in/recovery-code", methods=["GET", "POST"])
def recover() -> str | Response:
    """Take a recovery code instead of the second factor."""
    if (person := _halfway_person()) is None or not person.tf_totp_secret:
        return redirect(url_for(".new"))
    form = RecoveryForm()
    if form.validate_on_submit():
        try:
            _count_code(person)
            stored = recovery().match(form.code.data, person.mf_recovery_codes or [])
            with writing() as database:
                use_recovery_code(database, person, stored=stored)
            return _enter(person, session[HALFWAY_KEY]["next"])
        except RuleBrokenError as error:
            form.reject(error)
    return render_template("sign_in/recover.html", form=form)


@bp.route("/sign-in/second-factor", methods=["GET", "POST"])
def set_up() -> str | Response:
    """Set the second factor up at the first sign-in, and show the recovery codes once."""
    if (person := _halfway_person()) is None or person.tf_totp_secret:
        return redirect(url_for(".new"))
    secret = session[HALFWAY_KEY].get("secret") or second_factor().generate_totp_secret()
    session[HALFWAY_KEY] = {**session[HALFWAY_KEY], "secret": secret}
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _store_second_factor(person, secret, form.code.data)
        except RuleBrokenError as error:
            form.reject(error)
    return render_template(
        "sign_in/set_up.html", form=form, app=second_factor().fetch_setup_values(secret, Account(person))
    )


@bp.post("/sign-out")
def end() -> Response:
    """End this browser's stay; its cookie opens nothing any more, wherever it was copied to."""
    if cookie := session.get(COOKIE_KEY):
        with writing() as database:
            end_stay(database, UUID(cookie), at=now())
    logout_user()
    _start_afresh()
    flash(_("You are signed out."))
    return redirect(url_for(".new"))


def _check_password(email: str, password: str) -> Person:
    """Return the person; one sentence and one duration for a wrong password and for an unknown address."""
    door = f"password:{email.strip().lower()}"
    with writing() as database:
        count_attempt(database, f"machine:{request.remote_addr}", limit=MACHINE_LIMIT, at=now())
        count_attempt(database, door, limit=PASSWORD_LIMIT, at=now())
    person = find_person(reading(), email)
    if not is_right(password, person) or person is None:
        raise RuleBrokenError(_("Address and password do not fit together. Check both, or choose a new password."))
    with writing() as database:
        forget_attempts(database, door)
    return person


def _go_on(person: Person, next_page: str | None) -> Response:
    if settings().demo and not person.tf_totp_secret:
        return _enter(person, next_page)
    _start_afresh()
    session[HALFWAY_KEY] = {"person": str(person.id), "at": now().isoformat(), "next": own_path(next_page)}
    return redirect(url_for(".code" if person.tf_totp_secret else ".set_up"))


def _halfway_person() -> Person | None:
    halfway = session.get(HALFWAY_KEY)
    if not halfway or now() - datetime.fromisoformat(halfway["at"]) > HALFWAY:
        return None
    person = reading().get(Person, UUID(halfway["person"]))
    return person if person is not None and person.active else None


def _count_code(person: Person) -> None:
    with writing() as database:
        count_attempt(database, f"code:{person.id}", limit=CODE_LIMIT, at=now())


def _store_second_factor(person: Person, secret: str, typed: str) -> str:
    _count_code(person)
    step = second_factor().match(typed, secret, at=now())
    codes, stored = recovery().make()
    with writing() as database:
        fresh = database.get_one(Person, person.id)
        if fresh.tf_totp_secret:
            raise RuleBrokenError(_("Your second factor was set up meanwhile. Sign in again."))
        set_second_factor(database, fresh, secret=secret, recovery_codes=stored)
        use_code(database, fresh, counter=step)
    next_page = session[HALFWAY_KEY]["next"]
    _enter(person, next_page)
    return render_template("sign_in/recovery_codes.html", codes=codes, next_page=next_page)


def _enter(person: Person, next_page: str | None) -> Response:
    _start_afresh()
    with writing() as database:
        forget_attempts(database, f"code:{person.id}")
        stay = begin_stay(database, person, at=now())
    session[COOKIE_KEY] = str(stay.id)
    login_user(Account(person), remember=False)
    return redirect(own_path(next_page))


def _start_afresh() -> None:
    """Leave nothing in the browser's session but the language: what was put there before belongs to nobody."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
