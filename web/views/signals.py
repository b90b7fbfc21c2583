"""Technology signals: the radar and the list, one signal and what it does, registering, taking up and withdrawing."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.signals import (
    RUN_AT_ONCE,
    accept_signal,
    add_signal,
    check_effect,
    dismiss_signal,
    withdraw_signal,
)
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.models import House, Signal, SignalState
from portfolio.queries.signal_preview import preview_signal
from portfolio.queries.signals import get_signal, list_signals, list_touched_projects
from portfolio.rounds.visibility import READERS, Role, Viewer
from web.access import has_role, house_blueprint, roles
from web.database import now, reading, settings, today, writing
from web.forms.signals import SignalForm, as_written
from web.signal_page import (
    PreviewPage,
    answer_button,
    chosen_work,
    move_words,
    numbered,
    preview_page,
    radar,
    touched_rows,
    work_title,
)

bp = house_blueprint("signals", __name__, "signals")


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """Show the radar of the signals in force, what waits for a decision, and the list."""
    signals = list_signals(reading(), g.viewer, g.house.id)
    over = (SignalState.WITHDRAWN, SignalState.DISMISSED)
    return render_template(
        "signals/index.html",
        in_force=[one for one in signals if one.state is SignalState.IN_FORCE],
        suggested=[one for one in signals if one.state is SignalState.SUGGESTED],
        over=[one for one in signals if one.state in over],
        numbers=numbered(signals),
        radar=radar(signals),
        may_change=has_role(Role.LEAD),
        work_title=work_title,
    )


@bp.get("/<uuid:signal_id>")
@roles(*READERS)
def show(signal_id: UUID) -> str:
    """Show one signal: what it moves, which projects it touches, and what it does to each."""
    signal = get_signal(reading(), g.viewer, g.house.id, signal_id)
    is_known = bool(signal.parameter)
    touched = list_touched_projects(reading(), g.viewer, signal) if is_known else []
    return render_template(
        "signals/show.html",
        signal=signal,
        move=move_words(signal),
        rows=touched_rows(touched),
        in_force=signal.state is SignalState.IN_FORCE,
        may_change=has_role(Role.LEAD),
        work_title=work_title,
    )


@bp.route("/new", methods=["GET", "POST"])
@roles(Role.LEAD)
def new() -> str | Response | tuple[str, int]:
    """Register a signal."""
    form = SignalForm(noticed_on=today(), strength="moderate", direction="sooner")

    def register(session: Session, house: House) -> Signal:
        return add_signal(session, g.viewer, house, form.given(), at=now(), base_url=settings().base_url)

    return _answer(form, None, register)


@bp.get("/matches")
@roles(Role.LEAD)
def matches() -> str:
    """Return the piece of the form with the occupations and groups that fit what is being typed."""
    return render_template("signals/_matches.html", **chosen_work(SignalForm(request.args)))


@bp.route("/<uuid:signal_id>/accept", methods=["GET", "POST"])
@roles(Role.LEAD)
def accept(signal_id: UUID) -> str | Response | tuple[str, int]:
    """Take a suggested signal up, with what it is about."""
    signal = get_signal(reading(), g.viewer, g.house.id, signal_id)
    if signal.state not in (SignalState.SUGGESTED, SignalState.DISMISSED):
        return redirect(url_for(".show", signal_id=signal.id))
    form = SignalForm(data=as_written(signal, today()))

    def take_up(session: Session, house: House) -> Signal:
        return accept_signal(session, g.viewer, house, signal, form.given(), at=now(), base_url=settings().base_url)

    return _answer(form, signal, take_up)


@bp.post("/<uuid:signal_id>/dismiss")
@roles(Role.LEAD)
def dismiss(signal_id: UUID) -> Response:
    """Leave a suggested signal out."""
    _decide(signal_id, dismiss_signal)
    flash(_("The suggestion is left out. It will not come back."))
    return redirect(url_for(".index"))


@bp.post("/<uuid:signal_id>/withdraw")
@roles(Role.LEAD)
def withdraw(signal_id: UUID) -> Response:
    """Take a signal back."""
    _decide(signal_id, withdraw_signal)
    flash(_("The signal is withdrawn, and its projects are run again without it."))
    return redirect(url_for(".show", signal_id=signal_id))


def _decide(signal_id: UUID, action: Callable[..., Signal]) -> None:
    signal = get_signal(reading(), g.viewer, g.house.id, signal_id)
    with writing() as session:
        house = session.get_one(House, g.house.id)
        action(session, g.viewer, house, signal, at=now())


def _answer(
    form: SignalForm, signal: Signal | None, action: Callable[[Session, House], Signal]
) -> str | Response | tuple[str, int]:
    form.offer()
    button = request.form.get("do", "")
    if button == "preview":
        return _preview(form, signal)
    if request.method == "GET" or answer_button(form, button):
        return _page(form, signal)
    if not form.validate():
        return _page(form, signal), 422
    try:
        with writing() as session:
            stored = action(session, session.get_one(House, g.house.id))
            stored_id, viewer = stored.id, g.viewer
    except RuleBrokenError as error:
        form.reject(error)
        return _page(form, signal), 422
    flash(_told(stored_id, viewer))
    return redirect(url_for(".show", signal_id=stored_id))


def _preview(form: SignalForm, signal: Signal | None) -> str | tuple[str, int]:
    """Show what a signal would do, whatever it is called; what it is about must be there."""
    try:
        effect = check_effect(form.given())
    except RuleBrokenError as error:
        form.reject(error)
        return _page(form, signal), 422
    return _page(form, signal, preview_page(preview_signal(reading(), g.viewer, g.house, effect)))


def _told(signal_id: UUID, viewer: Viewer) -> str:
    signal = get_signal(reading(), viewer, g.house.id, signal_id)
    count = len(list_touched_projects(reading(), viewer, signal))
    if not count:
        return _("The signal is in force. It touches no project.")
    if count > RUN_AT_ONCE:
        return _(
            "The signal is in force. It touches %(count)s projects; they are run within a quarter of an hour.",
            count=count,
        )
    return ngettext(
        "The signal is in force. It touches %(num)s project, which has been run again.",
        "The signal is in force. It touches %(num)s projects, which have been run again.",
        count,
    )


def _page(form: SignalForm, signal: Signal | None, preview: PreviewPage | None = None) -> str:
    return render_template("signals/edit.html", form=form, signal=signal, preview=preview, **chosen_work(form))
