"""Trying a contract before it is signed: what it would pay for some results, with every cut; nothing is kept."""

from flask import g, render_template, request

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import read_contract
from portfolio.finance.outcome_file import read_outcomes
from portfolio.finance.payments import Statement, statement
from portfolio.finance.plan import check_plan, planned_results
from portfolio.finance.templates import TEMPLATES, contract_template
from portfolio.rounds.visibility import READERS
from web.access import roles
from web.contract_blueprint import bp, shown
from web.contract_terms import facts_of, metric_names, metric_rows
from web.database import today
from web.forms.contracts import TrialForm


@bp.route("/try", methods=["GET", "POST"])
@roles(*READERS)
def trial() -> str | tuple[str, int]:
    """Show what a contract would pay."""
    form = TrialForm()
    if request.method == "GET":
        wanted = request.args.get("template", "")
        if wanted in TEMPLATES:
            text = contract_template(wanted, today=today(), currency=g.house.currency)
            form.document.data, form.outcomes.data = text, planned_results(read_contract(text))
        return _page(form)
    try:
        return _tried(form)
    except RuleBrokenError as error:
        form.reject(error)
    return _page(form), 422


def _tried(form: TrialForm) -> str:
    text, outcomes = form.text(), form.outcome_text()
    try:
        contract = read_contract(text)
        check_plan(contract)
    except RuleBrokenError as error:
        raise RuleBrokenError(str(error), field="document") from error
    try:
        paid = statement(contract, read_outcomes(outcomes, currency=contract.currency) if outcomes.strip() else [])
    except RuleBrokenError as error:
        raise RuleBrokenError(str(error), field="outcomes") from error
    facts = {"contract": contract, "facts": facts_of(contract), "metrics": metric_rows(contract)}
    return _page(form, paid, names=metric_names(contract), **facts)


def _page(form: TrialForm, paid: Statement | None = None, **facts: object) -> str:
    return render_template(
        "contracts/try.html", **shown(form=form, paid=paid, templates=list(TEMPLATES), today=today(), **facts)
    )
