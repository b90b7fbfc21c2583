"""Importing signals from a CSV file: send it, see every row's fate, say yes."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.import_drafts import discard_draft, keep_draft
from portfolio.actions.signal_import import PlannedSignal, SignalFate, digest_of, import_signals, plan_signals
from portfolio.errors import RuleBrokenError
from portfolio.frames.signal_rows import COLUMNS, SignalTable, heading, read_signals, signal_template
from portfolio.language import current_language, ngettext
from portfolio.language import gettext as _
from portfolio.models import House, ImportDraft
from portfolio.queries.imports import get_draft
from portfolio.resilience.parameters import parameter
from portfolio.resilience.signals import SPEAKS_TO
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, reading, settings, writing
from web.downloads import send_bytes
from web.forms.imports import UploadForm
from web.forms.signals import SignalImportForm

bp = house_blueprint("signal_files", __name__, "signals/import")


@bp.route("/", methods=["GET", "POST"])
@roles(Role.LEAD)
def new() -> str | Response | tuple[str, int]:
    """Take a file, and go on to what it would do."""
    form = UploadForm()
    form.file.description = _("A CSV file with at most 2,000 rows. Nothing is stored yet.")
    if not form.validate_on_submit():
        return _first(form)
    upload = form.file.data
    content = upload.stream.read()
    try:
        read_signals(content)
        with writing() as session:
            draft = keep_draft(session, g.viewer, g.house, file_name=upload.filename or "", content=content, at=now())
    except RuleBrokenError as error:
        form.reject(error)
        return _first(form), 422
    return redirect(url_for(".check", draft_id=draft.id))


@bp.route("/<uuid:draft_id>", methods=["GET", "POST"])
@roles(Role.LEAD)
def check(draft_id: UUID) -> str | Response:
    """Show every row's fate, and import on a yes to exactly that."""
    form = SignalImportForm()
    draft = get_draft(reading(), g.viewer, g.house.id, draft_id)
    table = read_signals(draft.content)
    if form.validate_on_submit():
        try:
            return _import(draft, table, form)
        except RuleBrokenError as error:
            form.reject(error)
    plan = _plan(reading(), g.house, table)
    form.digest.data = digest_of(plan)
    order = (SignalFate.REFUSED, SignalFate.NEW, SignalFate.UNCHANGED)
    return render_template(
        "signals/check.html",
        form=form,
        draft=draft,
        unknown=table.unknown,
        headings={key: heading(key) for key in COLUMNS},
        groups=[(fate.value, fate_word(fate), [row for row in plan if row.fate is fate]) for fate in order],
        new=sum(row.fate is SignalFate.NEW for row in plan),
    )


@bp.get("/template.csv")
@roles(Role.LEAD)
def template() -> Response:
    """Hand out an example file in the reader's language."""
    name = "innohus-signaler.csv" if current_language() == "da" else "innohus-signals.csv"
    return send_bytes(signal_template(), media_type="text/csv", name=name, save=True)


def fate_word(fate: SignalFate) -> str:
    """Return what becomes of rows, as a heading."""
    return {
        SignalFate.NEW: _("Will be registered"),
        SignalFate.UNCHANGED: _("Registered already"),
        SignalFate.REFUSED: _("Refused"),
    }[fate]


def _plan(session: Session, house: House, table: SignalTable) -> list[PlannedSignal]:
    return plan_signals(session, g.viewer, house, table.rows, at=now())


def _import(draft: ImportDraft, table: SignalTable, form: SignalImportForm) -> Response:
    with writing() as session:
        house = session.get_one(House, g.house.id)
        plan = _plan(session, house, table)
        if digest_of(plan) != form.digest.data:
            raise RuleBrokenError(_("The signals have changed since this page was made. Look again, then import."))
        registered = import_signals(session, g.viewer, house, plan, at=now(), base_url=settings().base_url)
        discard_draft(session, draft)
    if registered:
        flash(ngettext("%(num)s signal is registered.", "%(num)s signals are registered.", len(registered)))
    else:
        flash(_("Nothing was imported: every signal was registered already."), "info")
    return redirect(url_for("signals.index"))


def _first(form: UploadForm) -> str:
    speaks_to = [(name, str(parameter(name).label)) for name in SPEAKS_TO]
    return render_template(
        "signals/import.html", form=form, headings=[heading(key) for key in COLUMNS], speaks_to=speaks_to
    )
