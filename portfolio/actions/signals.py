"""Technology signals: registered, suggested, taken up, dismissed and withdrawn; nothing said before is changed."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from portfolio.actions.history import record
from portfolio.actions.resilience import score_resilience
from portfolio.actions.signal_mail import tell_of_turns
from portfolio.clock import day_at
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.frames.columns import folded
from portfolio.language import gettext as _
from portfolio.models import House, OccupationShare, Project, Signal, SignalOrigin, SignalState
from portfolio.reference.occupations import occupation_groups, occupations, unit_group_code
from portfolio.resilience.signals import SPEAKS_TO, Direction, SignalEffect, Strength
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Role, Viewer
from portfolio.text import clean_line, clean_text

MOST_OCCUPATIONS = 50
LONGEST_URL = 2000  # characters
EARLIEST = date(1990, 1, 1)
RUN_AT_ONCE = 40  # projects; the model takes 50 ms for each, and other writers wait meanwhile; jobs do the rest


class SignalInput(BaseModel):
    """A signal as a form or a row of a file states it."""

    model_config = ConfigDict(extra="forbid")

    title: str
    note: str = ""
    source_url: str = ""
    noticed_on: date | None = None
    occupations: list[str] = []
    parameter: str = ""
    strength: str = Strength.MODERATE.value
    direction: str = Direction.SOONER.value


def add_signal(
    session: Session,
    viewer: Viewer,
    house: House,
    given: SignalInput,
    *,
    at: datetime,
    origin: SignalOrigin = SignalOrigin.FORM,
    run: bool = True,
    base_url: str | None = None,
) -> Signal:
    """Register a signal and run the projects it touches under it; only a lead may.

    With `run` False the caller runs them, once for several signals. With `base_url`, for the links in it, the leads
    get a mail about the projects that turn.
    """
    check_lead(viewer, house.id)
    facts = check_signal(given, today=day_at(at, house.zone))
    key = signal_key(facts["title"], facts["source_url"], facts["noticed_on"])
    if find_twin(session, house.id, key) is not None:
        raise RuleBrokenError(_("This signal is registered already: same title, day and source."), field="title")
    signal = Signal(
        house_id=house.id,
        source_key=key,
        state=SignalState.IN_FORCE,
        origin=origin,
        added_at=at,
        added_by=viewer.person_id,
        decided_at=at,
        **facts,
    )
    session.add(signal)
    session.flush()
    _note(session, viewer, signal, "registered", at)
    if run:
        run_touched(session, [signal], at=at, base_url=base_url)
    return signal


def accept_signal(
    session: Session,
    viewer: Viewer,
    house: House,
    signal: Signal,
    given: SignalInput,
    *,
    at: datetime,
    base_url: str | None = None,
) -> Signal:
    """Take a suggested signal up, with what it is about, and run the projects it touches under it; mails as there."""
    signal = _locked(session, viewer, house, signal)
    if signal.state not in (SignalState.SUGGESTED, SignalState.DISMISSED):
        raise RuleBrokenError(_("This signal has been decided on already. Look again."))
    for name, value in check_signal(given, today=day_at(at, house.zone)).items():
        setattr(signal, name, value)
    return _decided(session, viewer, signal, SignalState.IN_FORCE, "accepted", at, base_url)


def dismiss_signal(session: Session, viewer: Viewer, house: House, signal: Signal, *, at: datetime) -> Signal:
    """Leave a suggested signal out; it is not suggested again."""
    signal = _locked(session, viewer, house, signal)
    if signal.state is not SignalState.SUGGESTED:
        raise RuleBrokenError(_("This signal has been decided on already. Look again."))
    return _decided(session, viewer, signal, SignalState.DISMISSED, "dismissed", at)


def withdraw_signal(session: Session, viewer: Viewer, house: House, signal: Signal, *, at: datetime) -> Signal:
    """Take a signal back: it stays in the list, and the projects are run again without it."""
    signal = _locked(session, viewer, house, signal)
    if signal.state is not SignalState.IN_FORCE:
        raise RuleBrokenError(_("Only a signal in force can be withdrawn."))
    return _decided(session, viewer, signal, SignalState.WITHDRAWN, "withdrawn", at)


def run_touched(session: Session, signals: Sequence[Signal], *, at: datetime, base_url: str | None = None) -> int:
    """Run the active projects that signals touch, each once; return how many. Beyond some, jobs do the rest.

    With `base_url` the leads are told which have turned.
    """
    touched = {project.id: project for signal in signals for project in list_touched(session, signal)}
    projects = list(touched.values())[:RUN_AT_ONCE]
    for project in projects:
        score_resilience(session, project, at=at)
    if projects and base_url is not None:
        house = session.get_one(House, projects[0].house_id)
        tell_of_turns(session, house, [project.id for project in projects], since=at, base_url=base_url)
    return len(projects)


def list_touched(session: Session, signal: Signal) -> list[Project]:
    """Return the active projects of the signal's house that prepare people for work it is about."""
    rows = session.exec(
        select(Project, OccupationShare.occupation)
        .join(OccupationShare, col(OccupationShare.project_id) == Project.id)
        .where(Project.house_id == signal.house_id, col(Project.stage).in_(ACTIVE_STAGES))
        .order_by(col(Project.number))
    )
    effect = signal.effect
    return list({project.id: project for project, code in rows if effect.touches(code)}.values())


def check_signal(given: SignalInput, *, today: date) -> dict[str, Any]:
    """Return a signal's facts, cleaned, or raise RuleBrokenError with the field of the first that is wrong."""
    title = clean_line(given.title, field="title", required=True)
    url = check_source(given.source_url)
    day = given.noticed_on
    if day is None or not EARLIEST <= day <= today:
        raise RuleBrokenError(
            _("Write the day of the source, from %(first)s until today.", first=EARLIEST.year), field="noticed_on"
        )
    effect = check_effect(given)
    return {
        "title": title,
        "note": clean_text(given.note, field="note"),
        "source_url": url,
        "noticed_on": day,
        "occupations": list(effect.codes),
        "parameter": effect.parameter,
        "strength": effect.strength,
        "direction": effect.direction,
    }


def check_effect(given: SignalInput) -> SignalEffect:
    """Return what a signal would do to the model, or raise RuleBrokenError; what it is called does not matter."""
    codes = check_codes(given.occupations)
    if given.parameter not in SPEAKS_TO:
        raise RuleBrokenError(_("Choose what the signal speaks to."), field="parameter")
    if given.strength not in tuple(Strength):
        raise RuleBrokenError(_("Choose how strong it is: weak, moderate or strong."), field="strength")
    if given.direction not in tuple(Direction):
        raise RuleBrokenError(_("Choose whether it comes sooner or later."), field="direction")
    return SignalEffect(tuple(codes), given.parameter, Strength(given.strength), Direction(given.direction))


def check_source(address: str) -> str:
    """Return the address of a source, or raise RuleBrokenError: it is a link that people click."""
    url = clean_line(address, field="source_url", longest=LONGEST_URL)
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise RuleBrokenError(_("Write an address that begins with https:// or http://."), field="source_url")
    return url


def check_codes(given: Sequence[str]) -> list[str]:
    """Return the ISCO-08 codes in order, each once and none inside another, or raise RuleBrokenError."""
    codes = {unit_group_code(code) for code in given if code.strip()}
    for code in sorted(codes):
        if code not in occupations() and code not in occupation_groups():
            raise RuleBrokenError(
                _("There is no occupation or group with the code “%(code)s”.", code=code[:20]), field="occupations"
            )
    if not codes:
        raise RuleBrokenError(
            _("Choose at least one occupation or group that the signal is about."), field="occupations"
        )
    if len(codes) > MOST_OCCUPATIONS:
        raise RuleBrokenError(
            _("Choose at most %(most)s occupations; a group stands for all in it.", most=MOST_OCCUPATIONS),
            field="occupations",
        )
    return sorted(code for code in codes if not any(code != other and code.startswith(other) for other in codes))


def signal_key(title: object, source_url: object, noticed_on: object) -> str:
    """Return what makes a signal of a form or a file the same: title, source and day."""
    whole = "\n".join((folded(str(title)), str(source_url).rstrip("/").casefold(), str(noticed_on)))
    return hashlib.sha256(whole.encode()).hexdigest()


def find_twin(session: Session, house_id: UUID, key: str) -> Signal | None:
    """Return the signal of a house with a key."""
    return session.exec(select(Signal).where(Signal.house_id == house_id, Signal.source_key == key)).first()


def check_lead(viewer: Viewer, house_id: UUID) -> None:
    """Raise NotAllowedError unless a viewer leads the house."""
    if not viewer.is_a(Role.LEAD, house_id):
        raise NotAllowedError(_("Only a lead of the house can do this."))


def _locked(session: Session, viewer: Viewer, house: House, signal: Signal) -> Signal:
    check_lead(viewer, house.id)
    current = session.exec(
        select(Signal)
        .where(Signal.id == signal.id, Signal.house_id == house.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if current is None:
        raise NotFoundError(_("There is no such signal."))
    return current


def _decided(
    session: Session,
    viewer: Viewer,
    signal: Signal,
    state: SignalState,
    verb: str,
    at: datetime,
    base_url: str | None = None,
) -> Signal:
    was_in_force = signal.state is SignalState.IN_FORCE
    signal.state, signal.decided_at = state, at
    session.add(signal)
    session.flush()
    _note(session, viewer, signal, verb, at)
    if was_in_force or state is SignalState.IN_FORCE:
        run_touched(session, [signal], at=at, base_url=base_url)
    return signal


def _note(session: Session, viewer: Viewer, signal: Signal, verb: str, at: datetime) -> None:
    effect = signal.effect
    record(
        session,
        house_id=signal.house_id,
        at=at,
        by=viewer.person_id,
        kind=f"signal.{verb}",
        subject_id=signal.id,
        detail={
            "title": signal.title,
            "occupations": list(effect.codes),
            "parameter": effect.parameter,
            "strength": effect.strength.value,
            "direction": effect.direction.value,
        },
    )
