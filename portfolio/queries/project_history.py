"""What has happened to a project, as sentences; nothing of an open evaluation's answers is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from portfolio.language import format_money, format_number
from portfolio.language import gettext as _
from portfolio.models import Contract, Evaluation, HistoryEntry, Person, Project, ScoreSnapshot
from portfolio.queries.contract_history import KINDS as CONTRACT_KINDS
from portfolio.queries.contract_history import contract_sentence, read_contract_facts
from portfolio.queries.projects import get_project
from portfolio.rounds.visibility import Viewer
from portfolio.words import band_word, funding_word, stage_word, uncertainty_word, zone_word

# Hand-ins and refusals are left out on purpose: while an evaluation is open nobody may count who has answered.
KINDS = (
    "project.registered",
    "project.edited",
    "project.moved",
    "project.signalled",
    "evaluation.opened",
    "evaluation.first_round_revealed",
    "evaluation.second_round_started",
    "evaluation.closed",
    "evaluation.cancelled",
    *CONTRACT_KINDS,
)
MOST_SHOWN = 200


@dataclass(frozen=True)
class Happening:
    """Something that happened to a project, in the language spoken now."""

    at: datetime
    sentence: str
    by: str | None


def list_happenings(session: Session, viewer: Viewer, project_id: UUID) -> list[Happening]:
    """Return what has happened to a project, the newest first."""
    project = get_project(session, viewer, project_id)
    evaluations = select(Evaluation.id).where(Evaluation.project_id == project.id)
    contracts = select(Contract.id).where(Contract.project_id == project.id)
    about = col(HistoryEntry.subject_id)
    subjects = or_(about == project.id, about.in_(evaluations), about.in_(contracts))
    entries = session.exec(
        select(HistoryEntry)
        .where(HistoryEntry.house_id == project.house_id, subjects, col(HistoryEntry.kind).in_(KINDS))
        .order_by(col(HistoryEntry.sequence).desc())
        .limit(MOST_SHOWN)
    ).all()
    people = _names(session, {entry.person_id for entry in entries if entry.person_id})
    snapshots = {
        snapshot.evaluation_id: snapshot
        for snapshot in session.exec(select(ScoreSnapshot).where(ScoreSnapshot.project_id == project.id))
    }
    facts = read_contract_facts(session, viewer, entries)
    return [
        Happening(
            entry.at,
            contract_sentence(entry, facts) if entry.kind in CONTRACT_KINDS else _sentence(entry, project, snapshots),
            people.get(entry.person_id) if entry.person_id else None,
        )
        for entry in entries
    ]


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())


def _sentence(entry: HistoryEntry, project: Project, snapshots: Mapping[UUID, ScoreSnapshot]) -> str:
    match entry.kind:
        case "project.registered":
            return _("Registered as project no. %(number)s.", number=project.number)
        case "project.moved":
            return _(
                "Moved from %(before)s to %(after)s.",
                before=stage_word(entry.detail["from"]).lower(),
                after=stage_word(entry.detail["to"]).lower(),
            )
        case "project.signalled":
            return _(
                "Technology signals moved its cautious estimate from %(before)s to %(after)s.",
                before=band_word(entry.detail["before"]),
                after=band_word(entry.detail["after"]),
            )
        case "project.edited":
            return _edited(entry.detail, project)
        case "evaluation.opened":
            return _("An evaluation opened.")
        case "evaluation.first_round_revealed":
            return _("The first round of an evaluation was revealed to its panel.")
        case "evaluation.second_round_started":
            return _("The panel was asked for a second round.")
        case "evaluation.closed":
            return _closed(snapshots.get(entry.subject_id) if entry.subject_id else None)
        case _:
            return _("An evaluation was cancelled.")


def _closed(snapshot: ScoreSnapshot | None) -> str:
    if snapshot is None:
        return _("An evaluation closed.")
    figures = (
        (_("radicality"), snapshot.radicality),
        (_("decoupling"), snapshot.decoupling),
        (_("connection"), snapshot.connection),
    )
    words = ", ".join(f"{word} {'—' if value is None else format_number(round(value))}" for word, value in figures)
    sentence = _("Evaluated by %(count)s: %(figures)s.", count=snapshot.evaluators, figures=words)
    return f"{sentence} {zone_word(snapshot.zone)}." if snapshot.zone else sentence


def _edited(detail: Mapping[str, Any], project: Project) -> str:
    parts = [
        _change(name, before, after, project.currency) for name, (before, after) in detail.get("changed", {}).items()
    ]
    if rewritten := [_name_of(name) for name in detail.get("rewritten", ())]:
        parts.append(_("Rewritten: %(fields)s.", fields=", ".join(rewritten)))
    return " ".join(parts) or _("Edited.")


def _change(name: str, before: Any, after: Any, currency: str) -> str:
    if name == "lead_id":
        return _("The lead changed.")
    return _(
        "%(field)s changed from %(before)s to %(after)s.",
        field=_name_of(name).capitalize(),
        before=_value(name, before, currency),
        after=_value(name, after, currency),
    )


def _value(name: str, value: Any, currency: str) -> str:
    if value in (None, ""):
        return _("nothing")
    words = {"stage": stage_word, "uncertainty": uncertainty_word, "funding": funding_word}
    if name in words:
        return words[name](value).lower()
    return format_money(value, currency) if name == "budget_minor" else f"“{value}”" if name == "name" else str(value)


def _name_of(field: str) -> str:
    return {
        "name": _("name"),
        "summary": _("the sentence about it"),
        "target_group": _("whom it is for"),
        "stage": _("stage"),
        "horizon_year": _("horizon"),
        "response_years": _("response time"),
        "uncertainty": _("uncertainty"),
        "funding": _("how it is paid"),
        "budget_minor": _("money"),
        "currency": _("currency"),
        "solutions_in_five_years": _("the first five-year answer"),
        "people_in_five_years": _("the second five-year answer"),
        "partners": _("partners"),
        "occupations": _("the work it leads to"),
        "stop_criteria": _("stop criteria"),
    }.get(field, field)
