"""Who belongs to a house, as what."""

from typing import cast
from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.people import end_membership, invite_member, resume_membership
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Person
from portfolio.queries.people import list_members_of_all_roles
from portfolio.rounds.visibility import KEEPERS, Role
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.forms.members import InvitationForm
from web.views.password import invite_by_mail

bp = house_blueprint("members", __name__, "members")


@bp.get("/")
@roles(*KEEPERS)
def index() -> str:
    """List the members, and roles that have ended at the bottom."""
    members = list_members_of_all_roles(reading(), g.viewer, g.house.id)
    return render_template(
        "members/index.html",
        members=[member for member in members if member.now],
        ended=[(member.person, membership) for member in members for membership in member.earlier],
    )


@bp.route("/new", methods=["GET", "POST"])
@roles(*KEEPERS)
def new() -> str | Response:
    """Invite someone into the house."""
    form = InvitationForm(language=g.house.language)
    if form.validate_on_submit():
        try:
            person, mailed = _invite(form)
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(
                _("%(name)s is invited. A mail with a link is on its way.", name=person.name)
                if mailed
                else _("%(name)s belongs to the house now.", name=person.name)
            )
            return redirect(url_for(".index"))
    return render_template("members/new.html", form=form)


@bp.post("/<uuid:membership_id>/end")
@roles(*KEEPERS)
def end(membership_id: UUID) -> Response:
    """End a role; it can be taken back from the list of earlier members."""
    try:
        with writing() as session:
            membership = end_membership(session, g.viewer, g.house, membership_id, at=now())
            person = session.get_one(Person, membership.person_id)
    except RuleBrokenError as error:
        flash(str(error), "error")
    else:
        if person.id == g.person.id:
            return redirect(url_for("start.show"))  # this page may be closed to the one who left
        flash(_("%(name)s: the role is ended. You can take it back below.", name=person.name))
    return redirect(url_for(".index"))


@bp.post("/<uuid:membership_id>/resume")
@roles(*KEEPERS)
def resume(membership_id: UUID) -> Response:
    """Take the end of a role back."""
    try:
        with writing() as session:
            membership = resume_membership(session, g.viewer, g.house, membership_id, at=now())
            person = session.get_one(Person, membership.person_id)
    except RuleBrokenError as error:
        flash(str(error), "error")
    else:
        flash(_("%(name)s has the role again.", name=person.name))
    return redirect(url_for(".index"))


@bp.post("/<uuid:person_id>/link")
@roles(*KEEPERS)
def link(person_id: UUID) -> Response:
    """Send a member without a password a new link to choose one."""
    members = list_members_of_all_roles(reading(), g.viewer, g.house.id)
    found = next((member.person for member in members if member.person.id == person_id and member.now), None)
    if found is None or found.password:
        raise NotFoundError(_("There is no such member."))
    with writing() as session:
        person = session.get_one(Person, found.id)
        invite_by_mail(session, person, house_id=g.house.id, house=g.house.name, inviter=g.person.name)
    flash(_("A mail with a new link is on its way to %(email)s.", email=found.email))
    return redirect(url_for(".index"))


def _invite(form: InvitationForm) -> tuple[Person, bool]:
    role = Role(form.role.data)
    with writing() as session:
        person = invite_member(
            session,
            g.viewer,
            g.house,
            email=cast(str, form.email.data),
            name=cast(str, form.name.data),
            role=role,
            language=form.language.data,
            organisation=form.organisation.data or "",
            at=now(),
        )
        mailed = person.password is None and role is not Role.BOARD_MEMBER
        if mailed:
            invite_by_mail(session, person, house_id=g.house.id, house=g.house.name, inviter=g.person.name)
    return person, mailed
