"""What happens at the door: stays, links to choose a password, counted attempts, second factors."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, func, select, update

from portfolio.actions.history import record
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Membership, PasswordLink, Person, SignIn, SignInAttempt

WINDOW = timedelta(minutes=15)  # in which attempts at one door are counted
KEEP = timedelta(days=1)  # after which an attempt is forgotten


def begin_stay(session: Session, person: Person, *, at: datetime) -> SignIn:
    """Sign a person in on one browser, which keeps the id of the stay."""
    stay = SignIn(person_id=person.id, started_at=at)
    session.add(stay)
    session.flush()
    return stay


def end_stay(session: Session, sign_in_id: UUID, *, at: datetime) -> None:
    """Sign a browser out; its cookie opens nothing any more."""
    stay = session.get(SignIn, sign_in_id)
    if stay is not None and stay.ended_at is None:
        stay.ended_at = at
        session.flush()


def end_all_stays(session: Session, person: Person, *, at: datetime) -> None:
    """Sign a person out everywhere."""
    session.exec(
        update(SignIn).where(col(SignIn.person_id) == person.id, col(SignIn.ended_at).is_(None)).values(ended_at=at)
    )
    person.fs_uniquifier = uuid4().hex
    session.add(person)
    session.flush()


def count_attempt(session: Session, door: str, *, limit: int, at: datetime) -> None:
    """Note an attempt at a door before it is judged; raise RuleBrokenError when there were too many lately.

    A `door` is what is tried, as `password:<address>`; only its digest is kept.
    """
    digest = _digest(door)
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.at) < at - KEEP))
    lately = session.exec(
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.door == digest, SignInAttempt.at > at - WINDOW)
    ).one()
    if lately >= limit:
        raise RuleBrokenError(_("There were too many attempts. Wait a quarter of an hour, then try again."))
    session.add(SignInAttempt(door=digest, at=at))
    session.flush()


def forget_attempts(session: Session, door: str) -> None:
    """Forget the attempts at a door once somebody has passed it."""
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.door) == _digest(door)))


def make_password_link(session: Session, person: Person, *, lasts: timedelta, at: datetime) -> str:
    """Return the secret of a new link to choose a password; older links of the person stop working."""
    secret = secrets.token_urlsafe(32)
    session.exec(delete(PasswordLink).where(col(PasswordLink.person_id) == person.id))
    session.add(PasswordLink(person_id=person.id, digest=_digest(secret), made_at=at, expires_at=at + lasts))
    session.flush()
    return secret


def find_link_holder(session: Session, secret: str, *, at: datetime) -> Person | None:
    """Return the person who may choose a password with a link, or None when it is used, expired or unknown."""
    return session.exec(
        select(Person)
        .join(PasswordLink, col(PasswordLink.person_id) == Person.id)
        .where(
            PasswordLink.digest == _digest(secret),
            PasswordLink.expires_at > at,
            col(PasswordLink.used_at).is_(None),
            col(Person.active).is_(True),
        )
    ).first()


def choose_password(session: Session, secret: str, password_hash: str, *, at: datetime) -> Person:
    """Use a link up: store the password and sign the person out everywhere else."""
    person = find_link_holder(session, secret, at=at)
    if person is None:
        raise RuleBrokenError(_("This link has expired or was used already. Ask for a new one."))
    session.exec(update(PasswordLink).where(col(PasswordLink.digest) == _digest(secret)).values(used_at=at))
    set_password_hash(session, person, password_hash, at=at)
    return person


def set_password_hash(session: Session, person: Person, password_hash: str, *, at: datetime) -> None:
    """Store a person's new password as its Argon2 hash and end every stay of the person."""
    person.password = password_hash
    end_all_stays(session, person, at=at)


def set_second_factor(session: Session, person: Person, *, secret: str, recovery_codes: Sequence[str]) -> None:
    """Store a person's second factor; both arguments are encrypted already."""
    person.tf_primary_method = "authenticator"
    person.tf_totp_secret = secret
    person.mf_recovery_codes = list(recovery_codes)
    person.tf_last_counter = None
    session.add(person)
    session.flush()


def forget_second_factor(session: Session, person: Person, *, at: datetime) -> None:
    """Take a lost second factor off a person, who sets up another at the next sign-in; noted in their houses."""
    person.tf_primary_method = person.tf_totp_secret = person.mf_recovery_codes = person.tf_last_counter = None
    end_all_stays(session, person, at=at)
    houses = session.exec(
        select(Membership.house_id)
        .where(Membership.person_id == person.id, col(Membership.ended_at).is_(None))
        .distinct()
        .order_by(col(Membership.house_id))
    ).all()
    for house_id in houses:
        record(session, house_id=house_id, at=at, by=None, kind="member.second_factor_forgotten", subject_id=person.id)


def use_code(session: Session, person: Person, *, counter: int) -> None:
    """Note the time step of a second-factor code; raise RuleBrokenError when it or a later one was used before."""
    used = session.exec(
        update(Person)
        .where(
            col(Person.id) == person.id,
            col(Person.tf_last_counter).is_(None) | (col(Person.tf_last_counter) < counter),
        )
        .values(tf_last_counter=counter)
    )
    if used.rowcount != 1:
        raise RuleBrokenError(_("This code was used already. Wait for the next one."), field="code")


def use_recovery_code(session: Session, person: Person, *, stored: str) -> None:
    """Strike a recovery code out, so that it works once; `stored` is its encrypted form."""
    fresh = session.get_one(Person, person.id)
    codes = list(fresh.mf_recovery_codes or [])
    if stored not in codes:
        raise RuleBrokenError(_("This recovery code was used already. Try another."), field="code")
    fresh.mf_recovery_codes = [code for code in codes if code != stored]
    session.add(fresh)
    session.flush()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
