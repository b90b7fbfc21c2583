"""Trying flows and bonds in the browser: the figures of `innohus returns` and `innohus bond`; nothing is stored."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import g, render_template, request
from werkzeug.wrappers import Response

from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.finance.bond_document import read_bond
from portfolio.frames import bond_figures as bonds
from portfolio.frames import flow_figures as flows
from portfolio.frames.bond_tables import bond_tables
from portfolio.frames.exports import ExportTable
from portfolio.frames.files import MEDIA_TYPES, as_csv, as_workbook
from portfolio.frames.flow_file import read_flows
from portfolio.frames.flow_tables import flow_tables
from portfolio.frames.register_tables import INDIGO, outcome_prices, similar_prices
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.queries.contracts import list_contract_sheets
from portfolio.queries.projects import get_project_sheet
from portfolio.reference.bond_example import bond_example
from portfolio.rounds.visibility import READERS
from web.access import house_blueprint, roles
from web.database import reading, today
from web.downloads import send_bytes
from web.forms import Form
from web.forms.returns import BondForm, FlowsForm, taken
from web.occupation_page import switched_off
from web.return_page import bond_page, flows_page, work_hazard
from web.similar_prices import MOST_PRICES, own_prices, own_row, price_row, prices_finding

bp = house_blueprint("returns", __name__, "returns")
bp.add_app_template_global(work_hazard)

HEADINGS = {"da": "dato;beløb;andel i risiko", "en": "date;amount;share_at_risk"}
EXAMPLE = "2027-01-01;-100;0\n" + "".join(f"{year}-01-01;24;1\n" for year in range(2028, 2033))


@bp.route("/", methods=["GET", "POST"])
@roles(*READERS)
def index() -> str | Response:
    """Show what flows return, with and without technology."""
    form = FlowsForm()
    page = None
    if form.validate_on_submit():
        try:
            content = taken(form.file.data, form.flows.data)
            table = read_flows(content)
            form.flows.data = _kept(content)
            given = form.assumptions(switched_off())
            figures, scenarios = flows.figures_for(table, given), flows.scenario_set(table, given)
            if (kind := request.form.get("take")) in MEDIA_TYPES:
                return _handed_out(
                    kind,
                    _("returns"),
                    lambda: flow_tables(table, figures, scenarios, given),
                    flows.as_data(table, figures, given),
                )
            page = flows_page(table, figures, scenarios, given)
        except RuleBrokenError as error:
            form.reject(_at(error, form, "flows"))
    elif not form.is_submitted():
        form.flows.data = f"{HEADINGS[current_language()]}\n{EXAMPLE}"
        form.occupations.data = _work_of_project()
        form.scenario.data = "central" if form.occupations.data else ""
    return render_template("returns/index.html", form=form, page=page)


@bp.route("/bond", methods=["GET", "POST"])
@roles(*READERS)
def bond() -> str | Response:
    """Show what a bond may bring its investors, the commissioner and each purse."""
    form = BondForm()
    page = None
    if form.validate_on_submit():
        try:
            form.document.data = _kept(taken(form.file.data, form.document.data))
            trial = form.trial(switched_off())
            found = bonds.bond_figures(read_bond(form.document.data), trial)
            if (kind := request.form.get("take")) in MEDIA_TYPES:
                return _handed_out(kind, _("bond"), lambda: bond_tables(found), bonds.as_data(found))
            page = bond_page(found)
        except RuleBrokenError as error:
            form.reject(_at(error, form, "document"))
    elif not form.is_submitted():
        form.document.data = bond_example()
    return render_template("returns/bond.html", form=form, page=page)


@bp.get("/similar")
@roles(*READERS)
def similar() -> str:
    """Show what contracts of the register pay for a result, each with its source."""
    words, currency = request.args.get("q", "").strip()[:100], request.args.get("currency", "").strip()[:3]
    prices = outcome_prices(reading(), INDIGO)
    found = similar_prices(prices, words, currency)
    own = own_prices(list_contract_sheets(reading(), g.viewer, g.house, on=today()), request.args.get("project", ""))
    return render_template(
        "returns/similar.html",
        any_price=bool(prices),
        words=words,
        currency=currency,
        finding=prices_finding(found),
        rows=[price_row(one) for one in found[:MOST_PRICES]],
        own=[own_row(one, found) for one in own],
    )


def _work_of_project() -> str:
    """Return the work of the project that the address names, as the form writes it; empty without one."""
    try:
        project_id = UUID(request.args.get("project", ""))
    except ValueError:
        return ""
    sheet = get_project_sheet(reading(), g.viewer, project_id, today=today())
    if sheet.project.house_id != g.house.id:
        raise NotFoundError(_("There is no such project."))
    return "; ".join(f"{row.occupation}={row.basis_points / 10_000:g}" for row in sheet.occupations)


def _kept(content: bytes) -> str:
    """Return what was sent as text to be shown again; what cannot be read as such is refused elsewhere."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding if not content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
        except UnicodeDecodeError:
            continue
        return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
    return ""


def _at(error: RuleBrokenError, form: Form, text: str) -> RuleBrokenError:
    """Return the error at the field of the page that holds what is to be mended: its own, or that of the text."""
    own = error.field if error.field in form and error.field != "file" else text
    return RuleBrokenError(str(error), field=own)


def _handed_out(kind: str, name: str, tables: Callable[[], list[ExportTable]], data: dict[str, Any]) -> Response:
    if kind == "json":
        content = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2).encode()
    else:
        made = tables()
        content = as_csv(made[0], current_language()) if kind == "csv" else as_workbook(made)
    file = f"{g.house.short_name}-{name}-{today()}.{kind}"
    return send_bytes(content, media_type=MEDIA_TYPES[kind], name=file, save=True)
