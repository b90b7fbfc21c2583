"""INDIGO's impact bonds as projects of a house: what can be said honestly is loaded, the rest left out with a reason.

A horizon is never derived: INDIGO says when a service ends, not when people should be in the work. Occupations are
not in the data at all. Both stay as the house has them.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from portfolio.frames.indigo_defects import Defect, find_defects, iso_currency, iso_month, named_currency
from portfolio.frames.indigo_folder import (
    Cells,
    TableAccount,
    accounts,
    chosen_projects,
    read_folder,
)
from portfolio.frames.indigo_partners import Partners
from portfolio.frames.project_rows import Reading
from portfolio.language import gettext as _

LONGEST_SUMMARY = 500  # characters, as the house holds
INVESTMENT = "Overall project finance - Total investment commitment - "
STAGES = {"Contracted": "exploring", "Implementation": "trying", "Complete": "stopped"}
# finance.md, section 6: labelled USD, but delivered in Australia with amounts that the press gave in AUD.
DOUBTFUL_CURRENCY = frozenset(f"INDIGO-POJ-{number:04}" for number in range(218, 222))


@dataclass(frozen=True)
class IndigoReading:
    """What an export says: a reading a project, every defect found in their rows, and where every row went."""

    readings: tuple[Reading, ...]
    defects: tuple[Defect, ...]
    tables: tuple[TableAccount, ...]


def read_indigo(folder: Path, *, country: str | None, today: date) -> IndigoReading:
    """Read an export; only projects delivered in the country if one is given."""
    tables = read_folder(folder)
    chosen = chosen_projects(tables, country)
    ids = {row["ID"] for _number, row in chosen}
    partners = Partners(tables)
    defects: list[Defect] = []
    readings = [_Mapping(number, row, partners, today, defects).reading for number, row in chosen]
    named = {organisation for project in ids for organisation in partners.of(project)}
    return IndigoReading(
        tuple(readings),
        (*defects, *find_defects(tables, ids)),
        tuple(accounts(tables, ids, named)),
    )


def left_empty() -> list[tuple[str, str]]:
    """Return the columns that INDIGO can never fill, each with the reason."""
    return [
        ("horizon_year", _("INDIGO says when the service ends, not when people should be in the work.")),
        ("occupations", _("INDIGO does not say which occupations people are prepared for.")),
        ("solutions_in_five_years", _("The two five-year answers are the house's own.")),
        ("stop_criteria", _("INDIGO does not hold stop criteria.")),
    ]


class _Mapping:
    """One project of the export on its way into a reading."""

    def __init__(self, number: int, row: Cells, partners: Partners, today: date, defects: list[Defect]) -> None:
        self.row, self.id, self.number, self.defects = row, row["ID"], number, defects
        name = row["Impact Bond Name - (Value)"].strip()
        self.reading = Reading(number, name, key=self.id, source=f"indigo:{self.id}")
        facts = self.reading.facts
        facts["name"] = name
        facts["summary"] = self._summary()
        facts["target_group"] = row["Service and beneficiaries - Target population - (Value)"].strip()
        if not facts["target_group"]:
            self.reading.note(_("INDIGO names no target group."), "target_group")
        facts["stage"] = self._stage(today)
        facts["funding"] = "social_impact_bond"  # INDIGO holds nothing else
        facts["partners"] = partners.stated(self.id, self.reading, defects)
        self._money()

    def _summary(self) -> str:
        challenge = self.row["Purpose and classifications - Social challenge - (Value)"]
        text = " ".join((self.row["Purpose and classifications - Intervention - (Value)"] or challenge).split())
        kept = shortened(text)
        if not text:
            self.reading.note(_("INDIGO describes neither the intervention nor the challenge."), "summary")
        elif kept != text:
            sentence = _(
                "Of the %(whole)s characters in INDIGO the first %(kept)s are kept.", whole=len(text), kept=len(kept)
            )
            self.reading.note(sentence, "summary")
        return kept

    def _stage(self, today: date) -> str:
        column = "Stage of Development - (Value)"
        stage = self.row[column].strip()
        ended = self._ended(today)
        if stage == "Complete":
            reason = _("INDIGO says complete; whether it was handed over or stopped it does not say.")
            self.reading.note(reason, "stage")
        elif ended:
            self._defect(
                "stale_stage",
                column,
                stage,
                loaded=True,
                reason=_(
                    "INDIGO still says “%(stage)s”, but the service was to end %(ended)s.", stage=stage, ended=ended
                ),
                note="stage",
            )
        if stage not in STAGES:
            self._defect(
                "unknown_stage",
                column,
                stage,
                loaded=False,
                note="stage",
                reason=_("INDIGO's stage “%(stage)s” is unknown here.", stage=stage),
            )
        return STAGES.get(stage, "idea")

    def _ended(self, today: date) -> str | None:
        ends = [
            self.row["Dates - Actual end date of service provision - (Value)"],
            self.row["Dates - Actual completion date - (Value)"],
            self.row["Dates - Anticipated end date of service provision - (Value)"],
            self.row["Dates - Anticipated completion date - (Value)"],
        ]
        stated = next((text.strip() for text in ends if text.strip()), "")
        month = iso_month(stated)
        return stated if month and month < f"{today:%Y-%m}" else None

    def _money(self) -> None:
        exact = self.row[f"{INVESTMENT}Amount - Exact - (Value)"].strip()
        currency_text = self.row[f"{INVESTMENT}Currency - (Value)"].strip()
        if not exact:
            self._no_exact_amount()
            return
        problem = self._money_problem(exact, currency_text)
        if problem:
            code, column, value, reason = problem
            self._defect(code, f"{INVESTMENT}{column} - (Value)", value, loaded=False, reason=reason, note="money")
            return
        currency = iso_currency(currency_text) or named_currency(currency_text) or ""
        if not iso_currency(currency_text):
            reason = _("“%(given)s” is read as %(currency)s.", given=currency_text, currency=currency)
            column = f"{INVESTMENT}Currency - (Value)"
            self._defect("currency_name", column, currency_text, loaded=True, reason=reason, note="money")
        minor = (Decimal(exact) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        self.reading.facts |= {"budget_minor": int(minor), "currency": currency}

    def _money_problem(self, exact: str, currency: str) -> tuple[str, str, str, str] | None:
        if not re.fullmatch(r"\d{1,13}(\.\d+)?", exact):
            return ("amount_text", "Amount - Exact", exact, _("The amount “%(given)s” is not one number.", given=exact))
        if self.id in DOUBTFUL_CURRENCY:
            reason = _("Labelled USD, but delivered in Australia: the currency is in doubt.")
            return ("currency_doubtful", "Currency", currency, reason)
        if not currency:
            return ("currency_missing", "Currency", exact, _("The amount has no currency."))
        if not (iso_currency(currency) or named_currency(currency)):
            reason = _("“%(given)s” does not name one currency.", given=currency)
            return ("currency_name", "Currency", currency, reason)
        return None

    def _no_exact_amount(self) -> None:
        low = self.row[f"{INVESTMENT}Amount - Min - (Value)"].strip()
        high = self.row[f"{INVESTMENT}Amount - Max - (Value)"].strip()
        if low or high:
            reason = _("INDIGO gives a range (%(low)s to %(high)s), not one amount.", low=low or "?", high=high or "?")
            column = f"{INVESTMENT}Amount - Min - (Value)"
            self._defect("amount_range", column, low or high, loaded=False, reason=reason, note="money")
        else:
            self.reading.note(_("INDIGO states no investment."), "money")

    def _defect(self, code: str, column: str, value: str, *, loaded: bool, reason: str, note: str) -> None:
        self.defects.append(Defect(code, self.id, "projects.csv", self.number, column, value, loaded, reason))
        self.reading.note(reason, note)


def shortened(text: str, longest: int = LONGEST_SUMMARY) -> str:
    """Return a text cut after its last whole sentence that fits, or after a word when not even one does."""
    if len(text) <= longest:
        return text
    ends = [found.end() for found in re.finditer(r"(?<=[^\W\d])[.!?](?=\s)", text[: longest + 1])]
    if ends and ends[-1] >= longest // 3:
        return text[: ends[-1]]
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
