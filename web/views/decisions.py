"""What the board decided: recorded from the meeting with its dissent, and noted when it is done."""

from datetime import date
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.decisions import DecisionInput, finish_decision, record_decision
from portfolio.briefing.content import Decision, read_content
from portfolio.briefing.words import sentence
from portfolio.clock import day_at
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import format_period
from portfolio.language import gettext as _
from portfolio.models import BriefingState
from portfolio.queries.briefings import find_sent
from portfolio.queries.decisions import get_decision, list_decisions
from portfolio.rounds.visibility import READERS, Role
from portfolio.words import outcome_word
from web.access import has_role, house_blueprint, roles
from web.database import now, reading, writing
from web.forms.briefings import DecisionForm, DoneForm

bp = house_blueprint("decisions", __name__, "decisions")


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """List what the board decided, the open ones first."""
    found = list_decisions(reading(), g.viewer, g.house.id)
    return render_template(
        "decisions/index.html",
        still_open=[decision for decision in found if decision.is_open],
        closed=[decision for decision in reversed(found) if not decision.is_open],
        today=_today(),
        outcome_word=outcome_word,
        may_change=has_role(Role.LEAD),
    )


@bp.get("/<period>")
@roles(*READERS)
def show(period: str) -> str:
    """Show what a month's briefing asked for, and what the board decided."""
    asked = _asked(period)
    recorded = list_decisions(reading(), g.viewer, g.house.id, periods=[period])
    taken = {decision.asked for decision in recorded}
    return render_template(
        "decisions/show.html",
        period=period,
        month=format_period(period),
        recorded=recorded,
        waiting=[(place, one) for place, one in enumerate(asked, start=1) if place not in taken],
        today=_today(),
        outcome_word=outcome_word,
        may_change=has_role(Role.LEAD),
    )


@bp.route("/<period>/new", methods=["GET", "POST"])
@roles(Role.LEAD)
def new(period: str) -> str | Response:
    """Record a decision; `?asked=2` is about the second that the briefing asked for."""
    asked = _asked(period)
    place = request.args.get("asked", type=int)
    if place is not None and not 1 <= place <= len(asked):
        raise NotFoundError(_("The briefing did not ask for that decision."))
    one = asked[place - 1] if place else None
    form = DecisionForm.about(sentence(one.text) if one else "", today=_today())
    if form.validate_on_submit():
        try:
            given = DecisionInput(**form.values(), asked=place)
            with writing() as session:
                record_decision(session, g.viewer, g.house, period, given, at=now(), today=_today())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("The decision is recorded. The next briefing shows it."))
            return redirect(url_for(".show", period=period))
    return render_template("decisions/new.html", form=form, month=format_period(period), period=period, asked=one)


@bp.route("/<uuid:decision_id>/done", methods=["GET", "POST"])
@roles(Role.LEAD)
def done(decision_id: UUID) -> str | Response:
    """Note that a decision is done, and what came of it."""
    decision, form = get_decision(reading(), g.viewer, g.house.id, decision_id), DoneForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                stored = get_decision(session, g.viewer, g.house.id, decision_id)
                finish_decision(session, g.viewer, g.house, stored, note=form.note.data or "", at=now(), today=_today())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("The decision is noted as done. The next briefing tells the board."))
            return redirect(url_for(".index"))
    return render_template("decisions/done.html", form=form, decision=decision)


def _asked(period: str) -> tuple[Decision, ...]:
    sent = find_sent(reading(), g.viewer, g.house.id, period, language=g.house.language)
    if sent is None or sent.content is None or sent.state is not BriefingState.SENT:
        raise NotFoundError(_("There is no such briefing."))
    return read_content(sent.content).page_one.decisions


def _today() -> date:
    return day_at(now(), g.house.zone)
