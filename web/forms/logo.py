"""Choosing a house's logo."""

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from web.forms import Form
from web.languages import lazy as _l


class LogoForm(Form):
    """A picture and what it shows in words."""

    file = FileField(
        _l("Picture"),
        [FileRequired(_l("Choose a file."))],
        description=_l("PNG, JPEG or plain SVG, at most 1 MB. It is shown on white, at most 45 by 13 mm in print."),
        render_kw={"accept": ".png,.jpg,.jpeg,.svg"},
    )
    text = StringField(
        _l("What the picture shows"),
        [InputRequired(_l("Write what the picture shows.")), Length(max=200)],
        description=_l("Read aloud to those who do not see it."),
    )
