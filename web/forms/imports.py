"""Sending a spreadsheet, and saying yes to what it would do."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from web.forms import Form
from web.languages import lazy as _l


class UploadForm(Form):
    """A spreadsheet of projects."""

    file = FileField(
        _l("Spreadsheet"),
        [FileRequired(_l("Choose a file."))],
        description=_l("A file in the format .xlsx or .csv with at most 2,000 rows. Nothing is stored yet."),
        render_kw={"accept": ".xlsx,.csv,.txt,.tsv"},
    )


class ImportForm(Form):
    """The yes to a dry run; the fingerprint tells whether it is still the one that was shown."""

    digest = HiddenField()
    leave_out_refused = HiddenField()
