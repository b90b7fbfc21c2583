"""Importing projects from a file: the plan of `import_plan`, carried out at once.

Within one file all or nothing is the default: a half-imported list is hard to find again. The person may choose to
leave refused rows out. A row of a file that was imported before changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from portfolio.actions.history import Happening, record_all
from portfolio.actions.import_plan import IMPORTED, Fate, Plan
from portfolio.actions.project_batch import add_projects
from portfolio.actions.projects import edit_project
from portfolio.actions.resilience import score_resilience
from portfolio.errors import RuleBrokenError
from portfolio.language import ngettext
from portfolio.models import House, Project
from portfolio.rounds.visibility import Viewer

SCORED_AT_ONCE = 100  # projects; the resilience model takes 20 ms for each, and other writers wait meanwhile


@dataclass(frozen=True)
class Outcome:
    """What an import did: the projects it registered and changed, and the rows it left alone."""

    registered: tuple[Project, ...]
    changed: tuple[Project, ...]
    unchanged: int
    refused: int


def carry_out(
    session: Session,
    viewer: Viewer,
    house: House,
    plan: Plan,
    *,
    at: datetime,
    file_name: str,
    leave_out_refused: bool = False,
) -> Outcome:
    """Store a plan made in the same session; raise RuleBrokenError when rows are refused and not to be left out."""
    if (refused := plan.count(Fate.REFUSED)) and not leave_out_refused:
        raise RuleBrokenError(
            ngettext(
                "%(num)s row is refused, so nothing was imported. Mend it, or import the other rows without it.",
                "%(num)s rows are refused, so nothing was imported. Mend them, or import the other rows without them.",
                refused,
            )
        )
    new = [row for row in plan.rows if row.fate is Fate.NEW]
    given = [(row.given, row.source_key) for row in new if row.given is not None]
    registered = add_projects(session, viewer, house, given, at=at)
    scored = len(new) + plan.count(Fate.CHANGED) <= SCORED_AT_ONCE
    if scored:
        for project in registered:
            score_resilience(session, project, at=at)
    changed = [
        edit_project(session, viewer, house, row.project, row.given, version=row.project.version, at=at, scored=scored)
        for row in plan.rows
        if row.fate is Fate.CHANGED and row.given is not None and row.project is not None
    ]
    outcome = Outcome(tuple(registered), tuple(changed), plan.count(Fate.UNCHANGED), refused)
    happenings = [*_said(plan, {row.line: project for row, project in zip(new, registered, strict=True)})]
    if registered or changed:
        happenings.append(_done(outcome, file_name))
    if happenings:
        record_all(session, house_id=house.id, at=at, by=viewer.person_id, happenings=happenings)
    return outcome


def _said(plan: Plan, registered: Mapping[int, Project]) -> list[Happening]:
    """Keep fingerprints of what an external source said: the history can never be changed, so it holds no texts."""
    return [
        Happening(
            IMPORTED, (row.project or registered[row.line]).id, {"source": row.source_key, "said": dict(row.said)}
        )
        for row in plan.rows
        if row.said is not None
    ]


def _done(outcome: Outcome, file_name: str) -> Happening:
    return Happening(
        "import.done",
        detail={
            "file": file_name,
            "registered": len(outcome.registered),
            "changed": len(outcome.changed),
            "unchanged": outcome.unchanged,
            "refused": outcome.refused,
        },
    )
