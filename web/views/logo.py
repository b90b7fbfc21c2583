"""The house's logo: chosen, looked at, removed and put back."""

from typing import cast

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.logos import put_logo_back, remove_logo, set_logo
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.logo import LARGEST_FILE
from portfolio.queries.logos import find_earlier_logo, get_logo
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.downloads import send_bytes
from web.forms.logo import LogoForm

bp = house_blueprint("logo", __name__, "settings/logo")


@bp.route("/", methods=["GET", "POST"])
@roles(Role.LEAD)
def edit() -> str | Response | tuple[str, int]:
    """Choose a logo; what cannot be one is refused with a sentence, and nothing of it is kept."""
    form = LogoForm(text=g.house.logo_text or _("The logo of %(house)s", house=g.house.name)[:200])
    if not form.validate_on_submit():
        return _page(form)
    try:
        with form.file.data.stream as upload:
            content = upload.read(LARGEST_FILE + 1)
        with writing() as session:
            set_logo(session, g.viewer, g.house, content=content, text=cast(str, form.text.data), at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _page(form), 422
    flash(_("The logo is saved. New briefings show it; those that are made already stay as they are."))
    return redirect(url_for(".edit"))


@bp.get("/<sha256>.png")
def show(sha256: str) -> Response:
    """Hand out the present logo."""
    stored = get_logo(reading(), g.viewer, g.house.id, sha256)
    return send_bytes(stored.content, media_type=stored.media_type, name=f"{g.house.short_name}.png")


@bp.post("/remove")
@roles(Role.LEAD)
def remove() -> Response:
    """Take the logo away."""
    with writing() as session:
        remove_logo(session, g.viewer, g.house, at=now())
    flash(_("The logo is removed. You can put it back."))
    return redirect(url_for(".edit"))


@bp.post("/back")
@roles(Role.LEAD)
def back() -> Response:
    """Undo the last change."""
    try:
        with writing() as session:
            put_logo_back(session, g.viewer, g.house, at=now())
    except RuleBrokenError as error:
        flash(str(error), "error")
    else:
        flash(_("The earlier logo is back."))
    return redirect(url_for(".edit"))


def _page(form: LogoForm) -> str:
    earlier = find_earlier_logo(reading(), g.viewer, g.house.id)
    return render_template("logo/edit.html", form=form, house=g.house, earlier=earlier)
