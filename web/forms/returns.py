"""Flows and bonds to be tried: pasted or sent as a file, with what is assumed about technology and money."""

from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectChoice, SelectField, StringField, TextAreaField

from portfolio.errors import RuleBrokenError
from portfolio.finance.bond_model import Recruitment
from portfolio.finance.discounting import Schedule
from portfolio.frames.bond_figures import Trial
from portfolio.frames.flow_figures import SCENARIOS, Assumptions, schedule_of, shares_of
from portfolio.frames.numbers import parse_number
from portfolio.language import gettext as _
from portfolio.return_words import recruitment_word, scenario_word
from web.forms import Form
from web.forms.levers import LeverForm
from web.languages import lazy as _l

LARGEST = 2 * 1024 * 1024  # bytes of a file


class MoneyForm(Form):
    """What is assumed about money, for flows and bonds alike."""

    discount = StringField(
        _l("Discount rate"),
        default="dk",
        description=_l("dk for the Danish state’s falling schedule, or per cent a year such as 3.5."),
    )
    required = StringField(
        _l("Required return"), default="0", description=_l("The break-even hazard is the one that leaves it.")
    )

    def schedule(self) -> Schedule:
        """Return the discount schedule, or raise RuleBrokenError at its field."""
        written = (self.discount.data or "dk").strip()
        if written.casefold() == "dk":
            return schedule_of(written)
        return schedule_of(str(_percent(written, "discount")))

    def fraction(self, name: str) -> float:
        """Return a percentage as a fraction, 0 when nothing is written."""
        return _percent(self[name].data or "0", name)


class FlowsForm(MoneyForm):
    """Cash flows of one party."""

    file = FileField(
        _l("CSV file"),
        description=_l("Takes the place of the rows above."),
        render_kw={"accept": ".csv,.txt,.tsv,text/csv"},
    )
    flows = TextAreaField(
        _l("Cash flows"),
        description=_l(
            "One row a flow, with the headings date and amount, and if you like share_at_risk (0 to 1: how much of it "
            "depends on people keeping the work), currency and occupation. Money paid in is negative."
        ),
        render_kw={"rows": 10, "spellcheck": "false"},
    )
    scenario = SelectField(_l("Technology"))
    hazard = StringField(
        _l("Hazard"), default="5", description=_l("How much of the work disappears each year, when it is constant.")
    )
    occupations = StringField(
        _l("Work the flows depend on"),
        description=_l("Occupations of ISCO-08 with shares of 1, such as 8344=0.6; 9333=0.4. For a scenario."),
    )
    remaining = StringField(_l("Value still invested"), description=_l("For RVPI and TVPI."))

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.scenario.choices = [
            SelectChoice("", _("A constant hazard")),
            *(SelectChoice(name, scenario_word(name)) for name in SCENARIOS),
        ]

    def assumptions(self, indices_off: tuple[str, ...]) -> Assumptions:
        """Return what is assumed, without some indices of the model; raise RuleBrokenError with the field to mend."""
        written = [part for part in (self.occupations.data or "").replace("\n", ";").split(";") if part.strip()]
        return Assumptions(
            hazard=self.fraction("hazard"),
            schedule=self.schedule(),
            required=self.fraction("required"),
            remaining=float(_number(self.remaining.data, "remaining")) if self.remaining.data else None,
            scenario=self.scenario.data or None,
            shares=shares_of(written) or None,
            indices_off=indices_off,
        )


class BondForm(LeverForm, MoneyForm):
    """A bond as a document."""

    file = FileField(
        _l("Document (.yaml)"),
        description=_l("Takes the place of the text above."),
        render_kw={"accept": ".yaml,.yml,.txt"},
    )
    document = TextAreaField(
        _l("The bond"),
        description=_l("Begin with the invented one and change it. Nothing is stored."),
        render_kw={"rows": 24, "spellcheck": "false"},
    )
    scenario = SelectField(_l("Technology"), default="central")
    hazard = StringField(
        _l("Constant hazard instead"), description=_l("How much of the work disappears each year, for every metric.")
    )
    recruitment = SelectField(_l("Recruitment"))

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.scenario.choices = [SelectChoice(name, scenario_word(name)) for name in SCENARIOS]
        self.recruitment.choices = [
            SelectChoice("", _("As the document says")),
            *(SelectChoice(one.value, recruitment_word(one.value)) for one in Recruitment),
        ]

    def trial(self, indices_off: tuple[str, ...]) -> Trial:
        """Return how the bond is tried, without some indices; raise RuleBrokenError with the field to mend."""
        return Trial(
            scenario=self.scenario.data,
            hazard=self.fraction("hazard") if (self.hazard.data or "").strip() else None,
            recruitment=self.recruitment.data or None,
            required=self.fraction("required"),
            schedule=self.schedule(),
            levers=self.lever_terms(),
            indices_off=indices_off,
        )


def taken(upload: Any, text: str | None) -> bytes:
    """Return what was sent as a file, or else what was written."""
    content: bytes = upload.stream.read(LARGEST + 1) if upload and upload.filename else b""
    return content or (text or "").encode()


def _percent(text: str, field: str) -> float:
    return float(_number(text.strip().removesuffix("%"), field) / 100)


def _number(text: str | None, field: str) -> Decimal:
    number = parse_number(text or "", field=field)
    if abs(number) > 10**15:
        raise RuleBrokenError(_("This number is too large."), field=field)
    return number
