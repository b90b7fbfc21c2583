"""A commissioner's statement of a contract: promised, verified, paid for by each purse, left; every cut explained.

All amounts are those of the contract's page and its export, of the same sheet as it stood at the end of a day. No
tokens of persons are in it, and counts of fewer than five people are hidden as they are in the export.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from portfolio.contract_words import purse_word
from portfolio.finance.money import rounded
from portfolio.finance.payment_lines import FEE
from portfolio.finance.plan import planned_amounts
from portfolio.frames.contract_exports import results_of
from portfolio.language import (
    Language,
    current_language,
    format_date,
    format_money,
    format_number,
    minor_digits,
    speaking,
)
from portfolio.language import gettext as _
from portfolio.models import House
from portfolio.queries.contracts import ContractSheet, get_contract_sheet
from portfolio.rounds.visibility import Viewer

Row = tuple[str, ...]
COUNTS = ("claimed", "accepted", "rejected")


@dataclass(frozen=True)
class StatementTable:
    """A table of texts; the columns after `words` hold figures."""

    heading: str
    about: str
    columns: Row
    rows: tuple[Row, ...]
    words: int = 1
    total: Row = ()


@dataclass(frozen=True)
class StatementContent:
    """What a statement says, in one language, as plain data; `csv` holds the sums of each purse for a spreadsheet."""

    language: Language
    title: str
    house: str
    project: str
    as_of: str
    day: str
    summary: str
    tables: tuple[StatementTable, ...]
    csv: str


def make_statement(
    session: Session, viewer: Viewer, house: House, contract_id: UUID, *, on: date, language: Language
) -> StatementContent:
    """Return the statement of a contract as it stood at the end of a day."""
    with speaking(language):
        return _statement(get_contract_sheet(session, viewer, house, contract_id, on=on), house, language)


def _statement(sheet: ContractSheet, house: House, language: Language) -> StatementContent:
    money = _money(sheet)
    return StatementContent(
        language=language,
        title=_("Statement: %(contract)s", contract=sheet.contract.name),
        house=house.name,
        project=sheet.project.name,
        as_of=sheet.on.isoformat(),
        day=format_date(sheet.on),
        summary=_(
            "%(owed)s earned by verified results, %(paid)s of it paid.",
            owed=money(sheet.booked_minor),
            paid=money(sheet.paid_minor),
        ),
        tables=(_promised(sheet), _verified(sheet), _paid_for(sheet), _purses(sheet)),
        csv=_csv(sheet),
    )


def _promised(sheet: ContractSheet) -> StatementTable:
    money, terms = _money(sheet), sheet.in_force
    unit = 10 ** minor_digits(terms.currency)
    first, now = planned_amounts(sheet.terms), planned_amounts(terms)
    rows = [
        (_("Planned by that day, as first agreed"), money(first.until(sheet.on))),
        (_("Planned by that day, as agreed now"), money(now.until(sheet.on))),
        (_("Planned in all, as agreed now"), money(sum(now.minors))),
    ]
    if terms.cap is not None:
        cap = rounded(terms.cap * unit)
        rows += [
            (_("Cap of the contract"), money(cap)),
            (_("Left under the cap"), money(max(cap - sheet.booked_minor, 0))),
        ]
    about = _("Service until %(service)s; results are paid until %(end)s.", **_ends(sheet))
    return StatementTable(_("What was promised"), about, (_("What"), _("Amount")), tuple(rows))


def _ends(sheet: ContractSheet) -> dict[str, str]:
    terms = sheet.in_force
    return {"service": format_date(terms.service_to), "end": format_date(terms.repayment_to)}


def _verified(sheet: ContractSheet) -> StatementTable:
    names = _names(sheet)
    rows = tuple(
        (names.get(row["metric"], row["metric"]), row["cohort"] or "–", *(_count(row[key]) for key in COUNTS))
        for row in results_of(sheet).rows
    )
    columns = (_("Result"), _("Cohort"), _("Claimed"), _("Accepted"), _("Rejected"))
    about = _("Counts of fewer than five people are not shown.")
    return StatementTable(_("What was verified"), about, columns, rows, words=2)


def _count(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else format_number(value, 0 if value == int(value) else 2)


def _paid_for(sheet: ContractSheet) -> StatementTable:
    money, names = _money(sheet), _names(sheet)
    worth: dict[tuple[str, str], list[int]] = {}
    cuts: dict[tuple[str, str], dict[str, int]] = {}
    for line in sheet.lines:
        key = line.metric, line.cohort
        sums = worth.setdefault(key, [0, 0])
        sums[0], sums[1] = sums[0] + line.gross_minor, sums[1] + line.net_minor
    for key, sentence, minor in last_cuts(sheet):
        found = cuts.setdefault(key, {})
        found[sentence] = found.get(sentence, 0) + minor
    rows = tuple(
        (
            names.get(metric, metric) + (", " + _("cohort %(name)s", name=cohort) if cohort else ""),
            "\n".join(f"{money(-minor)} {why}" for why, minor in cuts.get((metric, cohort), {}).items()) or "–",
            money(gross),
            money(net),
        )
        for (metric, cohort), (gross, net) in worth.items()
    )
    total = (_("Sum"), "", money(sum(line.gross_minor for line in sheet.lines)), money(sheet.booked_minor))
    columns = (_("Result"), _("Cuts"), _("Worth"), _("Earned"))
    about = _("What the results are worth by the terms, less every cut with its reason.")
    return StatementTable(_("What is paid for"), about, columns, rows, words=2, total=total)


def last_cuts(sheet: ContractSheet) -> Iterator[tuple[tuple[str, str], str, int]]:
    """Yield the cuts that stand: of each result its latest line's, which holds all of its cuts anew."""
    latest = {line.key: line for line in sheet.lines}
    for line in latest.values():
        for cut in line.cuts:
            yield (line.metric, line.cohort), cut[current_language()], cut["minor"]


def _purses(sheet: ContractSheet) -> StatementTable:
    money = _money(sheet)
    rows = tuple(
        (name, purse_word(purse), money(owed), money(paid), money(owed - paid))
        for name, purse, owed, paid in _sums(sheet)
    )
    owed, paid = sum(row[2] for row in _sums(sheet)), sum(row[3] for row in _sums(sheet))
    total = (_("Sum"), "", money(owed), money(paid), money(owed - paid))
    columns = (_("Payer"), _("Purse"), _("Share so far"), _("Paid"), _("Left to pay"))
    return StatementTable(_("Who pays"), "", columns, rows, words=2, total=total)


def _sums(sheet: ContractSheet) -> list[tuple[str, str, int, int]]:
    """Return of each payer the purse, the share of what is earned, and what is paid of it, in minor units."""
    purses = {payer.name: payer.purse.value for _since, terms in sheet.terms.versions for payer in terms.payers}
    return [(name, purses[name], owed, owed - sheet.owed_minor(name)) for name, owed in sheet.booked_by_payer().items()]


def _csv(sheet: ContractSheet) -> str:
    digits = minor_digits(sheet.contract.currency)
    lines = ["payer,purse,owed,paid,left,currency"]
    for name, purse, owed, paid in _sums(sheet):
        quoted = '"' + name.replace('"', '""') + '"'
        figures = (str(Decimal(minor).scaleb(-digits)) for minor in (owed, paid, owed - paid))
        lines.append(",".join((quoted, purse, *figures, sheet.contract.currency)))
    return "\n".join(lines) + "\n"


def _names(sheet: ContractSheet) -> dict[str, str]:
    names = {metric.id: metric.name or metric.id for _since, terms in sheet.terms.versions for metric in terms.metrics}
    return {**names, FEE: _("Fixed fee")}


def _money(sheet: ContractSheet) -> Callable[[int], str]:
    return lambda minor: format_money(minor, sheet.contract.currency)
