"""The contracts of a house: an overview, each as it stood on a day, signed and amended."""

from uuid import UUID

from flask import g, render_template, request
from werkzeug.wrappers import Response

from portfolio.errors import RuleBrokenError
from portfolio.finance.templates import TEMPLATES, contract_template
from portfolio.finance.versions import as_yaml, composed_document
from portfolio.queries.contracts import list_contract_sheets, versions_of
from portfolio.queries.papers import list_papers
from portfolio.queries.projects import list_project_sheets
from portfolio.rounds.visibility import READERS, Role
from web.access import roles
from web.contract_blueprint import asked_day, bp, sheet_of, shown
from web.contract_page import cap_minor, contract_page, house_line, house_picture
from web.contract_terms import cohort_rows, facts_of, metric_names, metric_rows
from web.contract_writing import Writing, writing_of
from web.database import reading, today
from web.downloads import send_bytes
from web.forms.contracts import AmendForm, NewContractForm
from web.views import contract_forms as forms
from web.views import contract_money, contract_results, contract_statement, contract_trial

# The other pages of the area, too.
__all__ = ["bp", "contract_money", "contract_results", "contract_statement", "contract_trial"]

YAML = "application/yaml"
SHOWN_AT_FIRST = 10  # rows of results and lines; the older ones unfold


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """Show the contracts of the house as they stood at the end of a day."""
    on = asked_day()
    sheets = list_contract_sheets(reading(), g.viewer, g.house, on=on)
    return render_template(
        "contracts/index.html",
        **shown(
            on=on,
            is_past=on < today(),
            sheets=sheets,
            first_line=house_line(sheets) if sheets else "",
            picture_now=house_picture(sheets),
            caps={sheet.contract.id: cap_minor(sheet.in_force) for sheet in sheets},
        ),
    )


@bp.get("/<uuid:contract_id>")
@roles(*READERS)
def show(contract_id: UUID) -> str:
    """Show a contract as it stood at the end of a day."""
    on = asked_day()
    sheet = sheet_of(contract_id, on)
    terms = sheet.in_force
    return render_template(
        "contracts/show.html",
        **shown(
            sheet=sheet,
            on=on,
            is_past=on < today(),
            page=contract_page(sheet, g.house.zone),
            facts=facts_of(terms),
            metrics=metric_rows(terms),
            cohorts=cohort_rows(terms),
            names=metric_names(sheet.terms),
            currency=sheet.contract.currency,
            shown=SHOWN_AT_FIRST,
            papers=list_papers(reading(), g.viewer, sheet.contract),
        ),
    )


@bp.get("/<uuid:contract_id>/contract.yaml")
@roles(*READERS)
def document(contract_id: UUID) -> Response:
    """Hand out a contract with its amendments as YAML, as it stood at the end of a day."""
    sheet = sheet_of(contract_id, asked_day())
    versions = versions_of(sheet.versions)
    text = versions[0].text if len(versions) == 1 else as_yaml(composed_document(versions))
    return send_bytes(text.encode(), media_type=YAML, name=f"{sheet.contract.name}.yaml", save=True)


@bp.route("/new", methods=["GET", "POST"])
@roles(Role.LEAD)
def new() -> str | Response | tuple[str, int]:
    """Keep a contract that was signed: field by field, as YAML, from a template, a file or from scratch."""
    form = NewContractForm(project=request.args.get("project"))
    sheets = list_project_sheets(reading(), g.viewer, g.house.id, today=today())
    form.project.choices = [(str(sheet.project.id), sheet.project.name) for sheet in sheets]
    wanted = request.args.get("template", "")
    if request.method == "GET":
        if request.args.get("as") != forms.AS_YAML:
            return forms.new_page(form, forms.first_writing(wanted), wanted)
        if wanted in TEMPLATES:
            form.document.data = contract_template(wanted, today=today(), currency=g.house.currency)
        return forms.yaml_page(form, wanted)
    if forms.is_of_fields():
        return forms.answer_new(form)
    try:
        text = form.text()
        if request.form.get("do") == forms.AS_FIELDS:
            return forms.new_page(form, _fields_of(text))
        if done := forms.sign(form, text):
            return done
    except RuleBrokenError as error:
        form.reject(error)
    return forms.yaml_page(form), 422


@bp.route("/<uuid:contract_id>/amend", methods=["GET", "POST"])
@roles(Role.LEAD)
def amend(contract_id: UUID) -> str | Response | tuple[str, int]:
    """Add other terms from a day on, field by field or as YAML."""
    sheet = sheet_of(contract_id)
    form = AmendForm(document=sheet.versions[-1].document, valid_from=today())
    if request.method == "GET" and request.args.get("as") != forms.AS_YAML:
        return forms.first_amendment(form, sheet)
    if forms.is_of_fields():
        return forms.answer_amendment(form, sheet)
    if request.method == "POST":
        try:
            text = form.text()
            if request.form.get("do") == forms.AS_FIELDS:
                return forms.amend_page(form, _fields_of(text), sheet)
            if form.validate():
                return forms.keep_amendment(form, sheet, text)
        except RuleBrokenError as error:
            form.reject(error)
    page = render_template("contracts/amend.html", **shown(form=form, sheet=sheet))
    return (page, 422) if request.method == "POST" else page


def _fields_of(text: str) -> Writing:
    """Return a document in the form of single fields, or say at the document why it cannot be shown so."""
    try:
        return writing_of(text)
    except RuleBrokenError as error:
        raise RuleBrokenError(str(error), field="document") from error
