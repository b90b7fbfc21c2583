"""Founding a house and changing how it works."""

from zoneinfo import available_timezones

from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portfolio.models import Sending
from portfolio.words import sending_word
from web.forms import LANGUAGE_CHOICES, Form
from web.languages import lazy as _l

FARTHER = ("Atlantic/Faroe", "America/Nuuk")  # of the realm, outside the continent


class HouseForm(Form):
    """A new house."""

    name = StringField(_l("Name of the house"), [InputRequired(_l("Write a name.")), Length(max=300)])
    short_name = StringField(
        _l("Short name"),
        [InputRequired(_l("Write a short name.")), Length(max=40)],
        description=_l("Stands in the address of every page, as in fjord-house. It cannot be changed later."),
    )
    language = RadioField(_l("Language of the house"), choices=LANGUAGE_CHOICES)


class SettingsForm(Form):
    """How a house works."""

    name = StringField(_l("Name of the house"), [InputRequired(_l("Write a name.")), Length(max=300)])
    language = RadioField(
        _l("Language of the house"),
        choices=LANGUAGE_CHOICES,
        description=_l("Briefings are written in each reader’s own language."),
    )
    zone = SelectField(_l("Time zone"), [InputRequired(_l("Choose a time zone."))])
    briefing_day = IntegerField(
        _l("Day of the month"), [InputRequired(_l("Write a day from 1 to 28."))], description=_l("From 1 to 28.")
    )
    briefing_hour = IntegerField(
        _l("Hour of the day"), [InputRequired(_l("Write an hour from 4 to 23."))], description=_l("From 4 to 23.")
    )
    draft_days = IntegerField(
        _l("Working days from the draft to that day"),
        [InputRequired(_l("Write a number from 0 to 15."))],
        description=_l("The lead gets one mail when the draft is there. 0 makes no draft."),
    )
    sending = RadioField(_l("How it leaves the house"))
    corridor_incremental = IntegerField(_l("Incremental, per cent"), [Optional()])
    corridor_substantial = IntegerField(_l("Substantial, per cent"), [Optional()])
    corridor_radical = IntegerField(_l("Radical, per cent"), [Optional()])
    solutions_in_five_years = TextAreaField(
        _l("Which solutions will we offer in five years, when technology has overtaken today’s?"),
        render_kw={"rows": 6},
    )
    people_in_five_years = TextAreaField(
        _l(
            "How do we equip people whose work technology threatens, so that they stay in or enter "
            "tomorrow’s labour market?"
        ),
        render_kw={"rows": 6},
    )

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        zones = sorted(zone for zone in available_timezones() if zone.startswith("Europe/")) + list(FARTHER)
        if self.zone.data and self.zone.data not in zones:
            zones.append(self.zone.data)
        self.zone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in zones]
        self.sending.choices = [SelectChoice(sending.value, sending_word(sending)) for sending in Sending]
