"""Occupations: found while someone types, listed, each with its page, and the studies behind their figures."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.indices import choose_indices
from portfolio.errors import InnohusError
from portfolio.language import current_language, sort_key
from portfolio.language import gettext as _
from portfolio.queries.occupations import count_preparations, list_preparations
from portfolio.reference.danish_titles import imported_titles
from portfolio.reference.occupation_table import OccupationGroup
from portfolio.reference.occupations import (
    DATA_VERSION,
    find_occupations,
    get_occupation,
    group_path,
    occupation_groups,
    occupations,
    unit_group_code,
)
from portfolio.reference.studies import STUDIES, TASK_STUDY, coverage
from portfolio.rounds.visibility import Role
from portfolio.text import safe
from web.access import has_role, house_blueprint, roles
from web.database import now, reading, today, writing
from web.occupation_page import occupation_page, occupation_row, switched_off

MOST_SHOWN = 8  # while someone types
MOST_FOUND = 40  # on the page
MAJOR_GROUPS = tuple("0123456789")
READING = (Role.LEAD, Role.EVALUATOR, Role.BOARD_MEMBER)

bp = house_blueprint("occupations", __name__, "occupations")


@bp.get("/")
@roles(*READING)
def index() -> str:
    """Show the occupations the projects prepare for; those of a group, or those that fit some words."""
    words, group = safe(request.args.get("q", "")).strip()[:80], request.args.get("group", "")
    counts = count_preparations(reading(), g.viewer)
    if words:
        found = find_occupations(words, language=current_language(), limit=MOST_FOUND)
    elif group in occupation_groups():
        found = [one for one in occupations().values() if one.code.startswith(group)]
    else:
        found = sorted((occupations()[code] for code in counts), key=lambda one: sort_key(one.title))
    return render_template(
        "occupations/index.html",
        words=words,
        group=occupation_groups().get(group) if not words else None,
        above=_groups_above(group),
        within=_groups_within(group),
        groups=[occupation_groups()[code] for code in MAJOR_GROUPS],
        rows=[occupation_row(one, today(), counts.get(one.code, 0)) for one in found],
        language_now=current_language(),
        in_ten_years=today().year + 10,
    )


@bp.get("/search")
def search() -> list[dict[str, str]]:
    """Return occupations that fit what was typed, best first, each with the group it belongs to."""
    language = current_language()
    return [
        {"code": found.code, "title": found.title, "group": group_path(found)[1].title_in(language)}
        for found in find_occupations(request.args.get("q", ""), language=language, limit=MOST_SHOWN)
    ]


@bp.get("/<code>")
@roles(*READING)
def show(code: str) -> str | Response:
    """Show one occupation; a six-digit Danish code leads to its unit group, and a group’s code to the group's list."""
    if (digits := unit_group_code(code)) in occupation_groups():
        return redirect(url_for(".index", group=digits))
    occupation = get_occupation(code)
    if code != occupation.code:
        return redirect(url_for(".show", code=occupation.code))
    return render_template(
        "occupations/show.html",
        page=occupation_page(occupation, today()),
        preparations=list_preparations(reading(), g.viewer, occupation.code),
        language_now=current_language(),
        official_title=occupation.code in imported_titles(),
        year=today().year,
    )


@bp.route("/studies", methods=["GET", "POST"])
@roles(*READING)
def studies() -> str | Response:
    """Show the studies behind the figures; a lead chooses which of them the house uses."""
    problem = ""
    if request.method == "POST":
        try:
            with writing() as session:
                choose_indices(session, g.viewer, g.house, request.form.getlist("used"), at=now())
        except InnohusError as error:
            problem = str(error)
        else:
            flash(_("The choice is kept. The projects’ resilience is computed anew within a quarter of an hour."))
            return redirect(url_for(".studies"))
    return render_template(
        "occupations/studies.html",
        studies=STUDIES,
        task_study=TASK_STUDY,
        coverage=coverage,
        off=switched_off(),
        problem=problem,
        may_change=has_role(Role.LEAD),
        data_version=DATA_VERSION,
        language_now=current_language(),
    )


def _groups_above(code: str) -> list[OccupationGroup]:
    """Return the groups that a group lies in, the largest first."""
    groups = occupation_groups()
    return [groups[code[:digits]] for digits in range(1, len(code))] if code in groups else []


def _groups_within(code: str) -> list[OccupationGroup]:
    """Return the groups one digit below a group."""
    return [group for key, group in occupation_groups().items() if code and key[:-1] == code]
