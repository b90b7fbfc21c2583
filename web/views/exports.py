"""Taking the portfolio along as CSV, XLSX or JSON; scores of open evaluations are not in it."""

from flask import abort, g, render_template
from werkzeug.wrappers import Response

from portfolio.frames.exports import portfolio_tables
from portfolio.frames.files import MEDIA_TYPES, as_csv, as_json, as_workbook
from portfolio.language import current_language
from portfolio.rounds.visibility import READERS
from web.access import house_blueprint, roles
from web.database import reading, today
from web.downloads import send_bytes

bp = house_blueprint("exports", __name__, "export")


@bp.get("/")
@roles(*READERS)
def index() -> str:
    """Offer the files."""
    return render_template("exports/index.html")


@bp.get("/portfolio.<kind>")
@roles(*READERS)
def download(kind: str) -> Response:
    """Hand out the portfolio as one file."""
    if kind not in MEDIA_TYPES:
        abort(404)
    language = current_language()
    tables = portfolio_tables(reading(), g.viewer, g.house.id, today=today(), language=language)
    content = {
        "csv": lambda: as_csv(tables[0], language),
        "xlsx": lambda: as_workbook(tables),
        "json": lambda: as_json(tables),
    }[kind]()
    return send_bytes(content, media_type=MEDIA_TYPES[kind], name=f"{g.house.short_name}-{today()}.{kind}", save=True)
