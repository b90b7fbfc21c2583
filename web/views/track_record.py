"""What the score is not: its track record, how far the studies agree, and why the eye misses a doubling."""

from flask import render_template, request

from portfolio.reference.employment import (
    COUNTED_FIRST,
    COUNTED_LAST,
    FIRST_YEAR,
    LAST_YEAR,
    us_counts,
    us_employment,
)
from portfolio.reference.studies import studies_in_use
from portfolio.resilience.doubling import STEPS
from web import track_record
from web.access import house_blueprint, roles
from web.occupation_page import switched_off
from web.views.occupations import READING

SHOWN_FIRST = 20  # steps: two thirds of the way, and nothing to be seen

bp = house_blueprint("track_record", __name__, "track-record")


@bp.get("/")
@roles(*READING)
def show() -> str:
    """Show what the score is not."""
    off = switched_off()
    taken = _steps_taken()
    return render_template(
        "occupations/track_record.html",
        studies=studies_in_use(off),
        matrix=track_record.matrix(off),
        counted=(track_record.trials(off, "counted"), track_record.bands(off, "counted")),
        projected=(track_record.trials(off, "projected"), track_record.bands(off, "projected")),
        counted_years=(COUNTED_FIRST, COUNTED_LAST, len(us_counts())),
        projected_years=(FIRST_YEAR, LAST_YEAR, len(us_employment())),
        taken=taken,
        columns=track_record.columns(taken),
        steps=track_record.step_rows(),
        plot=(track_record.PLOT_WIDTH, track_record.PLOT_HEIGHT),
    )


def _steps_taken() -> int:
    text = request.args.get("steps", "")
    return min(int(text), STEPS) if text.isascii() and text.isdecimal() and len(text) < 4 else SHOWN_FIRST
