"""Finding occupations while someone types."""

from flask import request

from portfolio.language import current_language
from portfolio.reference.occupations import find_occupations, group_path
from web.access import house_blueprint

MOST_SHOWN = 8

bp = house_blueprint("occupations", __name__, "occupations")


@bp.get("/search")
def search() -> list[dict[str, str]]:
    """Return occupations that fit what was typed, best first, each with the group it belongs to."""
    language = current_language()
    return [
        {"code": found.code, "title": found.title, "group": group_path(found)[1].title_in(language)}
        for found in find_occupations(request.args.get("q", ""), language=language, limit=MOST_SHOWN)
    ]
