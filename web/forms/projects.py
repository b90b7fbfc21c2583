"""The form in which a project is registered and edited."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from portfolio.actions.project_input import PartnerInput, ProjectInput, project_problems
from portfolio.errors import RuleBrokenError
from portfolio.frames.numbers import Amount, parse_amount, parse_number, parse_year, parse_years
from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import Funding, House, Person, Project, Sector
from portfolio.novelty_words import barometer_meaning, facet_meaning, osborne_meaning
from portfolio.privacy import looks_like_cpr
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.novelty import Barometer, Facet, OsborneType
from portfolio.reference.occupations import unit_group_code
from portfolio.rounds.cadence import Uncertainty
from portfolio.rounds.lifecycle import Stage
from portfolio.text import safe
from portfolio.words import funding_word, sector_word, stage_word, uncertainty_word
from web.forms import Form
from web.forms.rows import RowsField
from web.languages import lazy as _l

CURRENCIES = ("DKK", "EUR", "SEK", "NOK", "ISK", "GBP", "USD")
FREE_TEXTS = ("name", "summary", "target_group", "solutions_in_five_years", "people_in_five_years")

FUNDER = "funder"  # the part of a partner who helps to pay, as the form sends it
NOVELTY: tuple[tuple[str, type[StrEnum], Callable[[str], str]], ...] = (
    ("barometer", Barometer, barometer_meaning),
    ("facet", Facet, facet_meaning),
    ("osborne", OsborneType, osborne_meaning),
)

Choice = TypeVar("Choice", bound=StrEnum)


class Required:
    """Marks a field as required; the house's own rule tells when it is empty."""

    field_flags = {"required": True}  # noqa: RUF012  # the library reads this name on the class

    def __call__(self, _form: object, _field: object) -> None:
        """Leave the checking to `project_problems`."""


class ProjectForm(Form):
    """A project; what its lead knows can be written down, the rest left for later."""

    class Meta(Form.Meta):
        """What is typed comes back as typed, but for characters that no page may hold."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Take unsafe characters out of every text."""
            if issubclass(unbound_field.field_class, StringField):
                options["filters"] = [*options.get("filters", ()), _safe]
            return super().bind_field(form, unbound_field, options)

    name = StringField(_l("Name"), [Required()])
    summary = StringField(_l("In one sentence"))
    target_group = TextAreaField(_l("Whom it is for"))
    stage = SelectField(_l("Stage"), [Required()])
    lead_id = SelectField(_l("Lead"), default="")
    solutions_in_five_years = TextAreaField(_l("Which solutions will we offer in five years?"))
    people_in_five_years = TextAreaField(_l("How do we equip people whose work technology threatens?"))
    horizon_year = StringField(_l("Horizon"))
    response_years = StringField(_l("Response time"), [Required()])
    uncertainty = RadioField(_l("Uncertainty"), [Required()])
    occupations = RowsField(_l("The work it leads to"), columns=("code", "share"))
    occupation_words = StringField(_l("Find an occupation"))
    budget = StringField(_l("Money"))
    currency = SelectField(_l("Currency"), [Required()])
    funding = SelectField(_l("How it is paid"), [Required()])
    partners = RowsField(_l("Partners"), columns=("name", "sector", "part"))
    barometer = SelectField(_l("Innovationsbarometeret: how did you come by it?"), default="")
    facet = SelectField(_l("OPSI’s facet"), default="")
    osborne = SelectField(_l("Osborne’s type"), default="")
    stop_criteria = RowsField(_l("Stop criteria"), columns=("text",))
    version = HiddenField()
    confirmed = BooleanField(_l("It is not about a citizen; save it as it is"))

    def offer(self, house: House, people: Sequence[Person]) -> None:
        """Fill in the choices, in the reader's language."""
        self.stage.choices = [(stage.value, stage_word(stage)) for stage in Stage]
        self.uncertainty.choices = [(value.value, uncertainty_word(value)) for value in Uncertainty]
        self.funding.choices = [(funding.value, funding_word(funding)) for funding in Funding]
        for field, choices, meaning in NOVELTY:
            self[field].choices = [("", _("Not stated")), *((one.value, meaning(one)) for one in choices)]
        known = dict.fromkeys((house.currency, *CURRENCIES, self.currency.data or house.currency))
        self.currency.choices = [(code, code) for code in known]
        self.lead_id.choices = [("", _("Nobody yet")), *((str(person.id), person.name) for person in people)]

    def sectors(self) -> list[tuple[str, str]]:
        """Return the choices of a partner's sector."""
        return [(sector.value, sector_word(sector)) for sector in Sector]

    def read(self, *, house: House, at: datetime, edited: Project | None) -> ProjectInput | None:
        """Return the project as stated, or None with every problem at its field."""
        self.validate()  # choices that are not offered, and the CSRF token
        given = self._given(dict(self._numbers()))
        for problem in project_problems(given, house=house, at=at, edited=edited):
            if not (problem.field and self[problem.field].errors):
                self.reject(problem)
        return None if self.is_rejected else given

    def holds_personal_data(self) -> bool:
        """Tell whether a free text could hold a CPR number that nobody has looked at."""
        texts = [getattr(self, name).data or "" for name in FREE_TEXTS]
        texts += [row["text"] for row in self.stop_criteria.data] + [row["name"] for row in self.partners.data]
        return not self.confirmed.data and any(looks_like_cpr(text) for text in texts)

    def _given(self, numbers: dict[str, Any]) -> ProjectInput:
        """Return what is stated; in the place of what cannot be read stands the default, for the other rules' sake."""
        budget: Amount | None = numbers.pop("budget", None)
        return ProjectInput(
            **{name: getattr(self, name).data or "" for name in FREE_TEXTS},
            stage=_choice(Stage, self.stage, Stage.IDEA),
            uncertainty=_choice(Uncertainty, self.uncertainty, Uncertainty.MEDIUM),
            funding=_choice(Funding, self.funding, Funding.GRANT),
            barometer=_choice_if_any(Barometer, self.barometer),
            facet=_choice_if_any(Facet, self.facet),
            osborne=_choice_if_any(OsborneType, self.osborne),
            budget_minor=budget.minor if budget else None,
            currency=(budget and budget.currency) or ("DKK" if self.currency.errors else self.currency.data),
            lead_id=UUID(self.lead_id.data) if self.lead_id.data and not self.lead_id.errors else None,
            partners=self._partners(),
            stop_criteria=[row["text"] for row in self.stop_criteria.filled("text")],
            **numbers,
        )

    def _numbers(self) -> Iterator[tuple[str, Any]]:
        """Yield what is typed as text and meant as numbers; a sentence is put at each that cannot be read."""
        readers = {
            "horizon_year": lambda: _if_any(self.horizon_year.data, parse_year, "horizon_year"),
            "response_years": lambda: parse_years(self.response_years.data or "", field="response_years"),
            "budget": lambda: _if_any(self.budget.data, parse_amount, "budget"),
            "occupations": self._shares,
        }
        for name, reader in readers.items():
            try:
                yield name, reader()
            except RuleBrokenError as problem:
                self.reject(problem)

    def _shares(self) -> dict[str, int]:
        shares: dict[str, int] = {}
        for row in self.occupations.filled("code"):
            code = unit_group_code(row["code"])
            if code in shares:
                raise RuleBrokenError(_("An occupation is there twice. Put its shares together."), field="occupations")
            shares[code] = _basis_points(row["share"])
        return shares

    def _partners(self) -> list[PartnerInput]:
        known = {sector.value for sector in Sector}
        return [
            PartnerInput(
                name=row["name"],
                sector=Sector(row["sector"] if row["sector"] in known else Sector.UNKNOWN),
                is_funder=row["part"] == FUNDER,
            )
            for row in self.partners.filled("name")
        ]


def as_filled_in(sheet: ProjectSheet) -> dict[str, Any]:
    """Return a project as the form shows it, numbers written as its readers do."""
    project = sheet.project
    return {
        **project.model_dump(include={*FREE_TEXTS, "currency", "version"}),
        "stage": project.stage.value,
        "uncertainty": project.uncertainty.value,
        "funding": project.funding.value,
        "lead_id": str(project.lead_id or ""),
        "horizon_year": str(project.horizon_year or ""),
        "response_years": str(project.response_years),
        "budget": "" if project.budget_minor is None else format_minor(project.budget_minor),
        **{name: getattr(project, name) or "" for name, _choices, _meaning in NOVELTY},
        "partners": [
            {"name": partner.name, "sector": partner.sector.value, "part": FUNDER if partner.is_funder else ""}
            for partner in sheet.partners
        ],
        "occupations": [
            {"code": share.occupation, "share": format_share(share.basis_points)} for share in sheet.occupations
        ],
        "stop_criteria": [{"text": criterion.text} for criterion in sheet.stop_criteria],
    }


def format_minor(minor: int) -> str:
    """Write an amount as it is typed: `1.250.000` or `1.250.000,50`."""
    return format_number(Decimal(minor) / 100, 0 if minor % 100 == 0 else 2)  # type: ignore[arg-type]  # exact beyond 2**53


def format_share(basis_points: int) -> str:
    """Write a share as it is typed in per cent: `60` or `33,33`."""
    return format_number(basis_points / 100, 0 if basis_points % 100 == 0 else 2)


def total_share(rows: Sequence[dict[str, str]]) -> str | None:
    """Return the sum of the shares typed so far in per cent, or None while one cannot be read."""
    try:
        return format_share(sum(_basis_points(row["share"]) for row in rows if row["share"].strip()))
    except RuleBrokenError:
        return None


def _basis_points(text: str) -> int:
    if not text.strip(" %"):
        raise RuleBrokenError(_("Write a share for each occupation, in per cent."), field="occupations")
    points = parse_number(text.strip(" %"), field="occupations") * 100
    if points != int(points):
        raise RuleBrokenError(_("Write shares with at most two decimals."), field="occupations")
    return int(points)


def _safe(value: Any) -> Any:
    return safe(value) if isinstance(value, str) else value  # the version of an edited project is a number


def _choice(choices: type[Choice], field: SelectField | RadioField, otherwise: Choice) -> Choice:
    return otherwise if field.errors else choices(field.data)


def _choice_if_any(choices: type[Choice], field: SelectField) -> Choice | None:
    return None if field.errors or not field.data else choices(field.data)


def _if_any(text: str | None, reader: Any, field: str) -> Any:
    return reader(text, field=field) if text and text.strip() else None
