"""The news feeds that a house follows; pages keep addresses, and only jobs fetch what lies there."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.signal_feeds import add_feed, remove_feed
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import House
from portfolio.queries.signals import list_feeds
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.forms.signals import FeedForm

bp = house_blueprint("signal_feeds", __name__, "signals/feeds")


@bp.route("/", methods=["GET", "POST"])
@roles(Role.LEAD)
def index() -> str | Response | tuple[str, int]:
    """Show the feeds, how the last reading went, and take another."""
    form = FeedForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        with writing() as session:
            house = session.get_one(House, g.house.id)
            add_feed(session, g.viewer, house, url=form.url.data or "", name=form.name.data or "", at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _page(form), 422
    flash(_("The feed is followed from now on. It is read four times a day."))
    return redirect(url_for(".index"))


@bp.post("/<uuid:feed_id>/remove")
@roles(Role.LEAD)
def remove(feed_id: UUID) -> Response:
    """Follow a feed no longer."""
    with writing() as session:
        remove_feed(session, g.viewer, session.get_one(House, g.house.id), feed_id, at=now())
    flash(_("The feed is not followed any more. What it suggested stays."))
    return redirect(url_for(".index"))


def _page(form: FeedForm) -> str:
    return render_template("signals/feeds.html", form=form, feeds=list_feeds(reading(), g.viewer, g.house.id))
