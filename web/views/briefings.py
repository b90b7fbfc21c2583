"""The board's briefings: listed by month, read on the page or as the stored PDF, approved, held and corrected."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.briefings import approve_briefing, hold_briefing, make_again, no_board, revise_briefing
from portfolio.briefing.content import BriefingContent, read_content
from portfolio.clock import period_at
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import format_moment, ngettext
from portfolio.language import gettext as _
from portfolio.models import BoardDecision, Briefing, Sending
from portfolio.queries.briefings import get_briefing, get_file, list_briefings, list_issue
from portfolio.queries.decisions import list_decisions
from portfolio.queries.people import list_members
from portfolio.rounds.calendar import next_due_moment
from portfolio.rounds.visibility import READERS, Role
from portfolio.words import outcome_word
from web.access import has_role, house_blueprint, roles
from web.briefing_issues import Issue, issues, missed_reason, missed_words
from web.database import now, reading, writing
from web.downloads import send_bytes
from web.forms.briefings import ConfirmForm, HoldForm, RevisionForm
from web.reading import briefing_html
from web.slide import slide_png, slide_svg

SLIDES: dict[str, Callable[[BriefingContent], bytes]] = {"svg": slide_svg, "png": slide_png}

bp = house_blueprint("briefings", __name__, "briefings")


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """List the briefings by month, the newest first."""
    found = issues(list_briefings(reading(), g.viewer, g.house.id), after=_this_due())
    missed = [issue for issue in found if issue.is_missed]
    return render_template(
        "briefings/index.html",
        issues=[issue for issue in found if issue not in missed],
        missed=missed,
        missed_words=missed_words(missed) if missed else "",
        missed_reason=missed_reason(),
        first_line=_first_line(),
        newest_revisions=_newest_revisions(found),
        decided=_decided(),
        outcome_word=outcome_word,
        may_change=has_role(Role.LEAD),
        no_board=no_board() if has_role(Role.LEAD) and not _board_size() else "",
        form=ConfirmForm(),
    )


@bp.get("/<uuid:briefing_id>")
@roles(*READERS)
def show(briefing_id: UUID) -> str:
    """Show a frozen briefing as a page, word for word as the PDF."""
    briefing = get_briefing(reading(), g.viewer, g.house.id, briefing_id)
    if briefing.content is None:
        raise NotFoundError(_("There is no PDF of this briefing yet."))
    content = read_content(briefing.content)
    issue = Issue(tuple(_visible(briefing)))
    return render_template(
        "briefings/show.html",
        briefing=briefing,
        content=content,
        issue=issue,
        reading=briefing_html(content),
        may_change=has_role(Role.LEAD),
    )


@bp.get("/<uuid:briefing_id>/pdf")
@roles(*READERS)
def pdf(briefing_id: UUID) -> Response:
    """Hand out the stored PDF, byte for byte as it was frozen; `?save=1` saves it instead of opening it."""
    briefing = get_briefing(reading(), g.viewer, g.house.id, briefing_id)
    stored = get_file(reading(), g.viewer, briefing)
    name = f"{g.house.short_name}-{briefing.period}-{briefing.language}"
    if briefing.revision > 1:
        name += f"-{briefing.revision}"
    return send_bytes(
        stored.content, media_type=stored.media_type, name=f"{name}.pdf", save=request.args.get("save") == "1"
    )


@bp.get("/<uuid:briefing_id>/slide.<kind>")
@roles(*READERS)
def slide(briefing_id: UUID, kind: str) -> Response:
    """Hand out the matrix of a frozen briefing as one slide."""
    briefing = get_briefing(reading(), g.viewer, g.house.id, briefing_id)
    content = read_content(briefing.content) if briefing.content else None
    draw = SLIDES.get(kind)
    drawn = draw(content) if draw and content else b""
    if not drawn:
        raise NotFoundError(_("There is no picture in this briefing."))
    name = f"{g.house.short_name}-{briefing.period}-{briefing.language}.{kind}"
    media_type = {"svg": "image/svg+xml", "png": "image/png"}[kind]
    return send_bytes(drawn, media_type=media_type, name=name, save=True)


@bp.route("/<period>/<int:revision>/send", methods=["GET", "POST"])
@roles(Role.LEAD)
def send(period: str, revision: int) -> str | Response:
    """Send a frozen briefing to the board, after a page that names the consequence."""
    issue, form = _issue(period, revision), ConfirmForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                recipients = approve_briefing(session, g.viewer, g.house, period, revision, at=now())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(
                ngettext(
                    "The briefing is on its way to %(num)s recipient.",
                    "The briefing is on its way to %(num)s recipients.",
                    recipients,
                )
            )
            return redirect(url_for(".index"))
    return render_template("briefings/send.html", form=form, issue=issue, consequence=_consequence())


@bp.route("/<period>/<int:revision>/hold", methods=["GET", "POST"])
@roles(Role.LEAD)
def hold(period: str, revision: int) -> str | Response:
    """Hold a briefing back, with the reason."""
    issue, form = _issue(period, revision), HoldForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                reason = cast(str, form.reason.data)
                hold_briefing(session, g.viewer, g.house, period, revision, reason=reason, at=now())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("The briefing is held back until a lead sends it."))
            return redirect(url_for(".index"))
    return render_template("briefings/hold.html", form=form, issue=issue)


@bp.post("/<period>/<int:revision>/make")
@roles(Role.LEAD)
def make(period: str, revision: int) -> Response:
    """Have a missed or failed briefing made."""
    _issue(period, revision)
    try:
        with writing() as session:
            make_again(session, g.viewer, g.house, period, revision, at=now())
    except RuleBrokenError as error:
        flash(str(error), "error")
    else:
        flash(_("The briefing is being made. It is here within a minute or two."))
    return redirect(url_for(".index"))


@bp.route("/<period>/revise", methods=["GET", "POST"])
@roles(Role.LEAD)
def revise(period: str) -> str | Response:
    """Make a new revision of a month's briefing, after a page that names the consequence."""
    newest, form = _newest(period), RevisionForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                reason = cast(str, form.reason.data)
                revise_briefing(session, g.viewer, g.house, period, reason=reason, at=now())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("The new revision is being made. It is here within a minute or two."))
            return redirect(url_for(".index"))
    return render_template("briefings/revise.html", form=form, issue=newest, consequence=_revision_consequence())


def _visible(briefing: Briefing) -> list[Briefing]:
    everything = list_issue(reading(), g.viewer, g.house.id, briefing.period, briefing.revision)
    return [item for item in everything if item.frozen_at]


def _issue(period: str, revision: int) -> Issue:
    found = list_issue(reading(), g.viewer, g.house.id, period, revision)
    if not found:
        raise NotFoundError(_("There is no such briefing."))
    return Issue(tuple(found))


def _newest(period: str) -> Issue:
    found = [
        issue
        for issue in issues(list_briefings(reading(), g.viewer, g.house.id))
        if issue.first.period == period and issue.is_frozen
    ]
    if not found:
        raise NotFoundError(_("There is no such briefing."))
    return found[0]


def _newest_revisions(found: list[Issue]) -> dict[str, int]:
    revisions: dict[str, int] = {}
    for issue in found:
        revisions.setdefault(issue.first.period, issue.first.revision)
    return revisions


def _board_size() -> int:
    return len(list_members(reading(), g.viewer, g.house.id, Role.BOARD_MEMBER))


def _this_due() -> str:
    """Return the month of the next briefing; a briefing planned for it or later is a draft."""
    house = g.house
    due = next_due_moment(now=now(), day=house.briefing_day, hour=house.briefing_hour, zone=house.zone)
    return period_at(due, house.zone)


def _decided() -> dict[str, list[BoardDecision]]:
    """Return what the board decided, by the month of the briefing that asked."""
    found: dict[str, list[BoardDecision]] = {}
    for decision in list_decisions(reading(), g.viewer, g.house.id):
        found.setdefault(decision.period, []).append(decision)
    return found


def _first_line() -> str:
    house = g.house
    due = next_due_moment(now=now(), day=house.briefing_day, hour=house.briefing_hour, zone=house.zone)
    moment = format_moment(due, house.zone)
    if house.sending is Sending.AFTER_APPROVAL:
        return _("The next one is made on %(moment)s and sent when a lead approves it.", moment=moment)
    return _("The next one is made and sent on %(moment)s.", moment=moment)


def _consequence() -> str:
    count = _board_size()
    if not count:
        return no_board()
    return ngettext(
        "It is sent to %(num)s recipient at once, with the PDF. A mail cannot be called back.",
        "It is sent to %(num)s recipients at once, each in their own language, with the PDF. A mail cannot be called "
        "back.",
        count,
    )


def _revision_consequence() -> str:
    if g.house.sending is Sending.AFTER_APPROVAL or not _board_size():
        return _("A new PDF is made from today’s data. It is sent when a lead approves it.")
    return ngettext(
        "A new PDF is made from today’s data and sent to %(num)s recipient.",
        "A new PDF is made from today’s data and sent to %(num)s recipients.",
        _board_size(),
    )
