"""Results of a contract: claimed, verified by somebody else, and taken out when they were wrong."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from flask import flash, g, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portfolio.actions.outcomes import Evidence, Finding, claim_outcomes, correct_claim, evidence_of, verify_claims
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.finance.outcome_file import read_outcomes
from portfolio.finance.outcomes import Outcome
from portfolio.frames.numbers import parse_number
from portfolio.language import gettext as _
from portfolio.language import ngettext
from portfolio.models import OutcomeClaim
from portfolio.queries.contracts import ContractSheet, get_contract
from portfolio.rounds.visibility import READERS, Role
from portfolio.text import safe
from web.access import roles
from web.contract_blueprint import address_of, bp, sheet_of, shown
from web.contract_terms import metric_names
from web.database import now, today, writing
from web.downloads import safe_name
from web.forms.contracts import ClaimFileForm, ClaimForm, CorrectForm, VerifyForm

ACCEPT, PART, REJECT = "accept", "part", "reject"


@bp.route("/<uuid:contract_id>/claim", methods=["GET", "POST"])
@roles(Role.LEAD)
def claim(contract_id: UUID) -> str | Response | tuple[str, int]:
    """Claim one result, or many in a file."""
    sheet = sheet_of(contract_id)
    many = request.form.get("do") == "file"
    one_form = ClaimForm(formdata=None, date=today()) if many else ClaimForm(date=today())
    file_form = ClaimFileForm() if many else ClaimFileForm(formdata=None)
    one_form.offer(sheet.in_force)
    if request.method == "POST":
        form = file_form if many else one_form
        try:
            if many or form.validate():
                outcomes = _in_file(file_form, sheet) if many else [one_form.outcome()]
                count = _claim(contract_id, outcomes)
                flash(ngettext("One result is claimed.", "%(num)s results are claimed.", count))
                return redirect(address_of(sheet.contract, anchor="results"))
        except RuleBrokenError as error:
            form.reject(error)
    page = render_template("contracts/claim.html", **shown(sheet=sheet, form=one_form, file_form=file_form))
    return (page, 422) if request.method == "POST" else page


@bp.route("/<uuid:contract_id>/verify", methods=["GET", "POST"])
@roles(*READERS)
def verify(contract_id: UUID) -> str | Response | tuple[str, int]:
    """Say what a verifier found of claimed results."""
    sheet = sheet_of(contract_id)
    form = VerifyForm(verifier=sheet.in_force.verifier, verified_on=today())
    problems: dict[int, str] = {}
    if request.method == "POST" and form.validate():
        try:
            findings = list(_findings(sheet.waiting, problems))
            if not problems:
                return _verify(contract_id, findings, form)
        except RuleBrokenError as error:
            form.reject(error)
    page = render_template(
        "contracts/verify.html",
        **shown(sheet=sheet, form=form, problems=problems, given=request.form, names=metric_names(sheet.terms)),
    )
    return (page, 422) if request.method == "POST" else page


@bp.route("/<uuid:contract_id>/results/<int:number>/correct", methods=["GET", "POST"])
@roles(Role.LEAD)
def correct(contract_id: UUID, number: int) -> str | Response | tuple[str, int]:
    """Take a result out; what follows from it is booked as new lines."""
    sheet = sheet_of(contract_id)
    found = next((claim for claim in sheet.claims if claim.number == number), None)
    if found is None:
        raise NotFoundError(_("There is no such result."))
    form = CorrectForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                contract = get_contract(session, g.viewer, g.house.id, contract_id)
                correct_claim(session, g.viewer, g.house, contract, number, reason=form.reason.data, at=now())
            flash(_("Result no. %(number)s no longer counts.", number=number))
            return redirect(address_of(contract, anchor="payments"))
        except RuleBrokenError as error:
            form.reject(error)
    page = render_template("contracts/correct.html", **shown(sheet=sheet, claim=found, form=form))
    return (page, 422) if request.method == "POST" else page


def _in_file(form: ClaimFileForm, sheet: ContractSheet) -> list[Outcome]:
    if not (text := form.file.text()):
        raise RuleBrokenError(_("Choose a file."), field="file")
    try:
        return read_outcomes(text, currency=sheet.contract.currency)
    except RuleBrokenError as error:
        raise RuleBrokenError(str(error), field="file") from error


def _claim(contract_id: UUID, outcomes: list[Outcome]) -> int:
    evidence = _evidence(request.files.get("evidence"))
    with writing() as session:
        contract = get_contract(session, g.viewer, g.house.id, contract_id)
        try:
            made = claim_outcomes(session, g.viewer, g.house, contract, outcomes, evidence=evidence, at=now())
        except RuleBrokenError as error:
            in_file = bool(outcomes and outcomes[0].line) and error.field != "evidence"
            raise RuleBrokenError(str(error), field="file" if in_file else error.field) from error
    return len(made)


def _evidence(file: FileStorage | None) -> Evidence | None:
    if file is None or not file.filename:
        return None
    return evidence_of(safe_name(file.filename), file.stream.read())


def _findings(waiting: list[OutcomeClaim], problems: dict[int, str]) -> Iterator[Finding]:
    for claim in waiting:
        decision = request.form.get(f"decision-{claim.number}", "")
        if decision not in (ACCEPT, PART, REJECT):
            continue
        reason = safe(request.form.get(f"reason-{claim.number}", ""))
        try:
            accepted = None if decision == ACCEPT else Decimal(0) if decision == REJECT else _part(claim)
        except RuleBrokenError as error:
            problems[claim.number] = str(error)
            continue
        if decision != ACCEPT and not reason.strip():
            problems[claim.number] = _("Write why not everything is accepted.")
        yield Finding(claim.number, accepted, "" if decision == ACCEPT else reason)


def _part(claim: OutcomeClaim) -> Decimal:
    text = request.form.get(f"units-{claim.number}", "")
    if not text.strip():
        raise RuleBrokenError(_("Write how many are accepted."))
    return parse_number(text, field="units")


def _verify(contract_id: UUID, findings: list[Finding], form: VerifyForm) -> Response:
    with writing() as session:
        contract = get_contract(session, g.viewer, g.house.id, contract_id)
        verify_claims(
            session,
            g.viewer,
            g.house,
            contract,
            findings,
            verifier=form.verifier.data,
            verified_on=form.verified_on.data,
            at=now(),
        )
    flash(ngettext("One result is verified.", "%(num)s results are verified.", len(findings)))
    return redirect(address_of(contract, anchor="payments"))
