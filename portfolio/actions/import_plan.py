"""Planning an import: which project each row is about, and what would become of it; nothing is stored here."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from portfolio.actions.project_input import (
    ProjectInput,
    check_project,
    clean_criteria,
    clean_partners,
    clean_shares,
    project_problems,
)
from portfolio.clock import day_at
from portfolio.errors import NotAllowedError
from portfolio.frames.columns import folded
from portfolio.frames.project_cells import cells_of, facts_of
from portfolio.frames.project_rows import Reading, Remark
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.models import HistoryEntry, House, Project
from portfolio.privacy import looks_like_cpr
from portfolio.queries.people import list_members
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.rounds.visibility import READERS, Role, Viewer

LONGEST_KEY = 120  # characters, as the table holds
COLUMN_OF_FIELD = {"budget": "money", "lead_id": "lead"}  # where a rule's field stands in a spreadsheet
IMPORTED = "project.imported"  # history: what an external source said of a project when it was last read


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Change:
    """A cell that will change: its column key, and what it says before and after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedRow:
    """A row with its fate, what it changes, and why it is refused if it is."""

    line: int
    name: str
    fate: Fate
    given: ProjectInput | None = None
    project: Project | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    source_key: str = ""
    said: Mapping[str, str] | None = None  # fingerprints of what an external source says, to be remembered


@dataclass(frozen=True)
class Plan:
    """The fates of all rows of a file, in its order."""

    rows: tuple[PlannedRow, ...]

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return Counter(row.fate for row in self.rows)[fate]

    @property
    def digest(self) -> str:
        """A short fingerprint of all fates: another one means that the house has changed since the dry run."""
        fates = [
            (row.line, row.fate.value, [(change.column, change.after) for change in row.changes]) for row in self.rows
        ]
        return hashlib.sha256(repr(fates).encode()).hexdigest()[:16]


@dataclass
class _House:
    """What the house holds before the import, to find each row's project in."""

    house: House
    at: datetime
    by_id: dict[UUID, ProjectSheet]
    by_source: dict[str, ProjectSheet]
    by_name: dict[str, list[ProjectSheet]]
    members: dict[str, UUID]
    said_before: dict[UUID, dict[str, str]]
    taken: set[UUID] = field(default_factory=set)


def plan_import(session: Session, viewer: Viewer, house: House, readings: Sequence[Reading], *, at: datetime) -> Plan:
    """Return every row's fate without storing anything; only a lead may."""
    if not viewer.is_a(Role.LEAD, house.id):
        raise NotAllowedError(_("Only a lead of the house can do this."))
    known = _known(session, viewer, house, at)
    return Plan(tuple(_plan_row(known, reading) for reading in readings))


def _known(session: Session, viewer: Viewer, house: House, at: datetime) -> _House:
    sheets = list_project_sheets(session, viewer, house.id, today=day_at(at, house.zone))
    by_name: dict[str, list[ProjectSheet]] = {}
    for sheet in sheets:
        by_name.setdefault(folded(sheet.project.name), []).append(sheet)
    entries = session.exec(
        select(HistoryEntry)
        .where(HistoryEntry.house_id == house.id, HistoryEntry.kind == IMPORTED)
        .order_by(col(HistoryEntry.sequence))
    )
    return _House(
        house=house,
        at=at,
        by_id={sheet.project.id: sheet for sheet in sheets},
        by_source={sheet.project.source_key: sheet for sheet in sheets if sheet.project.source_key},
        by_name=by_name,
        members={
            person.email: person.id
            for role in sorted(READERS)
            for person in list_members(session, viewer, house.id, role)
        },
        said_before={entry.subject_id: entry.detail["said"] for entry in entries if entry.subject_id},
    )


def _plan_row(known: _House, reading: Reading) -> PlannedRow:
    key = reading.source or _sheet_key(reading.key)
    sheet = _find(known, reading, key)
    name = reading.name or (sheet.project.name if sheet else "")
    problems = list(reading.problems)
    if sheet and sheet.project.id in known.taken:
        problems.append(Remark(_("Another row is about the same project. Keep one of them."), "name"))
    before = facts_of(sheet) if sheet else None
    after = _merged(known, reading, sheet, before)
    given = _checked(known, after, sheet, problems)
    notes = (*reading.notes, *_warnings(reading))
    if given is None:
        return PlannedRow(reading.line, name, Fate.REFUSED, problems=tuple(problems), notes=notes)
    if sheet:
        known.taken.add(sheet.project.id)
    changes = _changes(before, after)
    said = _fingerprints(reading.facts) if reading.source else None
    said_again = sheet is not None and known.said_before.get(sheet.project.id) == said
    return PlannedRow(
        line=reading.line,
        name=name,
        fate=Fate.NEW if sheet is None else (Fate.CHANGED if changes else Fate.UNCHANGED),
        given=given,
        project=sheet.project if sheet else None,
        changes=changes,
        notes=notes,
        source_key=key,
        said=None if said_again else said,
    )


def _find(known: _House, reading: Reading, key: str) -> ProjectSheet | None:
    """Find the project a row is about: by its own ID, by the key it was imported with, or by its name."""
    if reading.source:
        return known.by_source.get(key)
    try:
        if own := known.by_id.get(UUID(reading.own_id)):
            return own
    except ValueError:
        pass  # no ID of ours: the file's own numbering, or none
    namesakes = known.by_name.get(folded(reading.name), [])
    return known.by_source.get(key) or (namesakes[0] if len(namesakes) == 1 else None)


def _sheet_key(key: str) -> str:
    whole = f"sheet:{key}"
    if len(whole) <= LONGEST_KEY:
        return whole
    return f"{whole[: LONGEST_KEY - 17]}~{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def _merged(
    known: _House, reading: Reading, sheet: ProjectSheet | None, before: dict[str, Any] | None
) -> dict[str, Any]:
    """Return the facts after the import.

    A spreadsheet says what its cells say. An external source only says what it has not said before, so that what the
    house has written since stays.
    """
    empty = ProjectInput(name="", currency=known.house.currency).model_dump(mode="json", exclude={"lead_id"})
    start = before or {**empty, "lead_email": ""}
    said = reading.facts
    if reading.source and sheet:
        earlier = known.said_before.get(sheet.project.id, {})
        now = _fingerprints(said)
        said = {key: value for key, value in said.items() if earlier.get(key) != now[key]}
    return {**start, **said}


def _fingerprints(facts: Mapping[str, Any]) -> dict[str, str]:
    return {key: hashlib.sha256(repr(value).encode()).hexdigest()[:16] for key, value in facts.items()}


def _checked(
    known: _House, facts: dict[str, Any], sheet: ProjectSheet | None, problems: list[Remark]
) -> ProjectInput | None:
    """Return the input and put its clean texts back into the facts; None after adding every problem to the list."""
    edited = sheet.project if sheet else None
    email = facts["lead_email"]
    keeps_lead = sheet is not None and sheet.lead is not None and sheet.lead.email == email
    lead_id = sheet.project.lead_id if sheet and keeps_lead else known.members.get(email)
    given = ProjectInput(**{key: value for key, value in facts.items() if key != "lead_email"}, lead_id=lead_id)
    found = project_problems(given, house=known.house, at=known.at, edited=edited)
    problems += [Remark(str(problem), COLUMN_OF_FIELD.get(problem.field or "", problem.field)) for problem in found]
    if email and lead_id is None:
        problems.append(Remark(_("No member of the house has the address %(email)s.", email=email[:100]), "lead"))
    if problems:
        return None
    clean = check_project(given, house=known.house, at=known.at, edited=edited)
    facts |= {key: value for key, value in clean.items() if type(value) is str}
    facts["partners"] = [partner.model_dump(mode="json") for partner in clean_partners(given)]
    facts["occupations"] = clean_shares(given)
    facts["stop_criteria"] = clean_criteria(given)
    return given


def _warnings(reading: Reading) -> list[Remark]:
    texts = {key: value for key, value in reading.facts.items() if isinstance(value, str)}
    texts["stop_criteria"] = " · ".join(reading.facts.get("stop_criteria", []))
    sentence = _("Is this a CPR number? Data about citizens does not belong here.")
    return [Remark(sentence, key) for key, text in texts.items() if looks_like_cpr(text)]


def _changes(before: dict[str, Any] | None, after: dict[str, Any]) -> tuple[Change, ...]:
    if before is None:
        return ()
    language = current_language()
    old, new = cells_of(_comparable(before), language), cells_of(_comparable(after), language)
    return tuple(Change(key, old[key], new[key]) for key in new if old[key] != new[key])


def _comparable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts in which the order of partners and occupations does not matter."""
    return {
        **facts,
        "partners": sorted(facts["partners"], key=lambda partner: (partner["name"], partner["sector"])),
        "occupations": dict(sorted(facts["occupations"].items())),
    }
