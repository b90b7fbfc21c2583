"""Writing a contract field by field, new or amended: what the form does with what a browser sends."""

import hashlib
from datetime import date
from uuid import UUID

from flask import flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from portfolio.actions.contracts import amend_contract, sign_contract
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.finance.contract import read_contract
from portfolio.finance.templates import TEMPLATES, contract_template
from portfolio.finance.versions import Version, amended
from portfolio.language import gettext as _
from portfolio.models import Project
from portfolio.queries.contracts import ContractSheet, get_contract, versions_of
from portfolio.queries.projects import get_project
from web.contract_blueprint import address_of, shown
from web.contract_writing import Writing, blank_writing, sent_writing, writing_of
from web.database import now, today, writing
from web.forms.contract_changes import Change, changes
from web.forms.contracts import AmendForm, NewContractForm

FORM = "form"  # the view that a form of single fields names itself
AS_YAML, AS_FIELDS = "yaml", "fields"  # buttons that show the same contract in the other view
Answer = str | Response | tuple[str, int]


def is_of_fields() -> bool:
    """Tell whether the browser sent the form of single fields."""
    return request.form.get("view") == FORM


def first_writing(template: str) -> Writing:
    """Return the form that a person begins with: a template's, or an empty one."""
    if template in TEMPLATES:
        return writing_of(contract_template(template, today=today(), currency=g.house.currency))
    return blank_writing(g.house.currency, today())


def new_page(form: NewContractForm, written: Writing, template: str = "") -> str:
    """Return the page on which a contract is written field by field."""
    return render_template(
        "contracts/write.html", **shown(form=form, writing=written, templates=list(TEMPLATES), template=template)
    )


def yaml_page(form: NewContractForm, template: str = "") -> str:
    """Return the page on which a contract is written as a document."""
    return render_template("contracts/new.html", **shown(form=form, templates=list(TEMPLATES), template=template))


def sign(form: NewContractForm, text: str) -> Response | None:
    """Keep a document as a contract and go to its page; None when the form is to be mended."""
    form.document.data = text
    if not form.validate():
        return None
    with writing() as session:
        project = _project(get_project(session, g.viewer, UUID(form.project.data)))
        contract = sign_contract(session, g.viewer, g.house, project, document=text, at=now())
    flash(_("The contract is kept."))
    return redirect(address_of(contract))


def answer_new(form: NewContractForm) -> Answer:
    """Answer what was sent from the page of a new contract: a row more or less, the other view, or a contract."""
    written = sent_writing(request.form)
    button = request.form.get("do", "")
    if written.answer_button(button):
        return new_page(form, written)
    try:
        text = form.file.text() or written.document()
        if button == AS_YAML:
            form.document.data = text
            return yaml_page(form)
        if done := sign(form, text):
            return done
    except RuleBrokenError as error:
        _reject(form, written, error)
    return new_page(form, written), 422


def first_amendment(form: AmendForm, sheet: ContractSheet) -> str:
    """Return the page of an amendment as it begins: with the terms that hold now."""
    return amend_page(form, writing_of(sheet.versions[-1].document), sheet)


def amend_page(
    form: AmendForm, written: Writing, sheet: ContractSheet, found: list[Change] | None = None, seen: str = ""
) -> str:
    """Return the page on which an amendment is written field by field, with what it changes once that was asked."""
    return render_template(
        "contracts/rewrite.html", **shown(form=form, writing=written, sheet=sheet, changes=found, seen=seen)
    )


def keep_amendment(form: AmendForm, sheet: ContractSheet, text: str) -> Response:
    """Keep other terms from a day on, and go to the contract's page."""
    with writing() as session:
        contract = get_contract(session, g.viewer, g.house.id, sheet.contract.id)
        facts = {"document": text, "valid_from": form.valid_from.data, "reason": form.reason.data}
        amend_contract(session, g.viewer, g.house, contract, **facts, at=now())
    flash(_("The amendment is kept; the terms before it stay as they were."))
    return redirect(address_of(contract))


def answer_amendment(form: AmendForm, sheet: ContractSheet) -> Answer:
    """Answer what was sent: a row more or less, the other view, what changes, or the amendment that was looked at."""
    written = sent_writing(request.form)
    button = request.form.get("do", "")
    if written.answer_button(button):
        return amend_page(form, written, sheet)
    try:
        text = form.file.text() or written.document()
        form.document.data = text
        if button == AS_YAML:
            return render_template("contracts/amend.html", **shown(form=form, sheet=sheet))
        if form.validate():
            if request.form.get("seen") == _mark(text, form.valid_from.data):
                return keep_amendment(form, sheet, text)
            return _looked_at(form, written, sheet, text)
    except RuleBrokenError as error:
        _reject(form, written, error)
    return amend_page(form, written, sheet), 422


def _looked_at(form: AmendForm, written: Writing, sheet: ContractSheet, text: str) -> str:
    """Show what an amendment changes; it is kept when the same is sent again."""
    day = form.valid_from.data
    amended(versions_of(sheet.versions), Version(day, form.reason.data, text))
    found = changes(read_contract(sheet.versions[-1].document), read_contract(text))
    return amend_page(form, written, sheet, found, _mark(text, day))


def _mark(text: str, day: date) -> str:
    """Return what tells that the terms to be kept are those whose changes were shown."""
    return hashlib.sha256(f"{day.isoformat()}\n{text}".encode()).hexdigest()


def _reject(form: NewContractForm | AmendForm, written: Writing, error: RuleBrokenError) -> None:
    if written.errors:  # it knows already, each sentence at its field
        return
    if error.field in ("valid_from", "reason", "project", "file"):
        form.reject(error)
    else:
        written.reject(error)


def _project(project: Project) -> Project:
    if project.house_id != g.house.id:
        raise NotFoundError(_("There is no such project."))
    return project
