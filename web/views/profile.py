"""One's own name, language and password."""

from flask import flash, g, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from portfolio.actions.people import edit_profile
from portfolio.actions.sign_in import begin_stay, count_attempt, forget_attempts, set_password_hash
from portfolio.errors import RuleBrokenError
from portfolio.language import as_language, choose
from portfolio.language import gettext as _
from portfolio.models import Person
from web.access import COOKIE_KEY, personal_blueprint
from web.accounts import hashed, is_right
from web.database import now, writing
from web.forms.profile import PasswordForm, ProfileForm

bp = personal_blueprint("profile", __name__, "/profile")

PASSWORD_LIMIT = 10  # wrong passwords in a quarter of an hour


@bp.route("/", methods=["GET", "POST"])
def edit() -> str | Response:
    """Change one's own name, organisation and language."""
    form = ProfileForm(obj=g.person)
    if form.validate_on_submit():
        try:
            with writing() as database:
                edit_profile(database, database.get_one(Person, g.person.id), **form.values())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            session.pop("language", None)  # what is chosen here lasts; the switch was for the moment
            choose(as_language(form.language.data))
            flash(_("Your profile is saved."))
            return redirect(url_for(".edit"))
    return render_template("profile/edit.html", form=form)


@bp.route("/password", methods=["GET", "POST"])
def password() -> str | Response:
    """Change one's own password; ends every other stay."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            _check_current(form)
            _store(hashed(form.password.data, email=g.person.email))
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("Your password is changed. You are signed out everywhere else."))
            return redirect(url_for(".edit"))
    return render_template("profile/password.html", form=form)


def _check_current(form: PasswordForm) -> None:
    door = f"own-password:{g.person.id}"
    with writing() as database:
        count_attempt(database, door, limit=PASSWORD_LIMIT, at=now())
    if not is_right(form.current.data, g.person):
        raise RuleBrokenError(_("This is not the password you use now."), field="current")
    with writing() as database:
        forget_attempts(database, door)


def _store(password_hash: str) -> None:
    with writing() as database:
        person = database.get_one(Person, g.person.id)
        set_password_hash(database, person, password_hash, at=now())
        stay = begin_stay(database, person, at=now())
    session[COOKIE_KEY] = str(stay.id)
