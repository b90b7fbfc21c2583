"""Importing projects from a spreadsheet: send it, see every row's fate, say yes."""

from uuid import UUID

from flask import abort, flash, g, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portfolio.actions.import_drafts import discard_draft, keep_draft
from portfolio.actions.import_plan import Fate, Plan, plan_import
from portfolio.actions.importing import SCORED_AT_ONCE, Outcome, carry_out
from portfolio.errors import RuleBrokenError
from portfolio.frames.columns import COLUMNS, explanation
from portfolio.frames.files import MEDIA_TYPES
from portfolio.frames.project_rows import read_projects
from portfolio.frames.spreadsheets import Spreadsheet, read_spreadsheet
from portfolio.frames.template import allowed_words, template_csv, template_workbook
from portfolio.language import LANGUAGES, as_language, current_language
from portfolio.language import gettext as _
from portfolio.models import House, ImportDraft
from portfolio.queries.imports import find_last_import, get_draft, get_import
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.downloads import send_bytes
from web.forms.imports import ImportForm, UploadForm
from web.import_words import fate_words, summary

bp = house_blueprint("imports", __name__, "import")

ORDER = (Fate.REFUSED, Fate.CHANGED, Fate.NEW, Fate.UNCHANGED)  # what needs a person first


@bp.route("/", methods=["GET", "POST"])
@roles(Role.LEAD)
def new() -> str | Response:
    """Take a spreadsheet, and go on to what it would do."""
    form = UploadForm()
    if form.validate_on_submit():
        upload = form.file.data
        content = upload.stream.read()
        try:
            read_spreadsheet(content)
            with writing() as session:
                draft = keep_draft(
                    session, g.viewer, g.house, file_name=upload.filename or "", content=content, at=now()
                )
        except RuleBrokenError as error:
            form.reject(error)
        else:
            return redirect(url_for(".check", draft_id=draft.id))
    language = current_language()
    return render_template(
        "imports/new.html",
        form=form,
        columns=[
            (column.heading(language), explanation(column.key), allowed_words(column.key, language))
            for column in COLUMNS
        ],
    )


@bp.route("/<uuid:draft_id>", methods=["GET", "POST"])
@roles(Role.LEAD)
def check(draft_id: UUID) -> str | Response:
    """Show every row's fate, and import on a yes to exactly that."""
    form = ImportForm()
    draft = get_draft(reading(), g.viewer, g.house.id, draft_id)
    sheet = read_spreadsheet(draft.content)
    if form.validate_on_submit():
        try:
            return _import(draft, sheet, form)
        except RuleBrokenError as error:
            form.reject(error)
    plan = _plan(reading(), g.house, sheet)
    form.digest.data = plan.digest
    return render_template("imports/check.html", form=form, draft=draft, **_dry_run(plan, sheet))


@bp.get("/done/<uuid:entry_id>")
@roles(Role.LEAD)
def done(entry_id: UUID) -> str:
    """Tell what an import did, with a link to each project."""
    story = get_import(reading(), g.viewer, g.house.id, entry_id)
    return render_template(
        "imports/done.html",
        story=story,
        scored_later=len(story.registered) + len(story.changed) > SCORED_AT_ONCE,
    )


@bp.get("/template-<language>.<kind>")
@roles(Role.LEAD)
def template(language: str, kind: str) -> Response:
    """Hand out the template in a language."""
    if language not in LANGUAGES or kind not in ("xlsx", "csv"):
        abort(404)
    spoken = as_language(language)
    content = template_workbook(spoken) if kind == "xlsx" else template_csv(spoken)
    name = "innohus-projekter" if spoken == "da" else "innohus-projects"
    return send_bytes(content, media_type=MEDIA_TYPES[kind], name=f"{name}.{kind}", save=True)


def _plan(session: Session, house: House, sheet: Spreadsheet) -> Plan:
    return plan_import(session, g.viewer, house, read_projects(sheet), at=now())


def _import(draft: ImportDraft, sheet: Spreadsheet, form: ImportForm) -> Response:
    with writing() as session:
        house = session.get_one(House, g.house.id)
        plan = _plan(session, house, sheet)
        if plan.digest != form.digest.data:
            raise RuleBrokenError(_("The portfolio has changed since this page was made. Look again, then import."))
        outcome = carry_out(
            session,
            g.viewer,
            house,
            plan,
            at=now(),
            file_name=draft.file_name,
            leave_out_refused=form.leave_out_refused.data == "yes",
        )
        discard_draft(session, draft)
        entry = find_last_import(session, g.viewer, house.id)
    if entry is None or not _changed(outcome):
        flash(_("Nothing was imported: every project was as in the file already."), "info")
        return redirect(url_for("projects.index"))
    return redirect(url_for(".done", entry_id=entry.id))


def _changed(outcome: Outcome) -> bool:
    return bool(outcome.registered or outcome.changed)


def _dry_run(plan: Plan, sheet: Spreadsheet) -> dict[str, object]:
    language = current_language()
    known = {column.key: column.heading(language) for column in COLUMNS}
    return {
        "summary": summary(plan),
        "groups": [(fate, fate_words(fate), [row for row in plan.rows if row.fate is fate]) for fate in ORDER],
        "to_store": plan.count(Fate.NEW) + plan.count(Fate.CHANGED),
        "refused": plan.count(Fate.REFUSED),
        "headings": known,
        "unknown_headings": sheet.unknown_headings,
        "absent": [title for key, title in known.items() if key not in sheet.columns and key != "id"],
    }
