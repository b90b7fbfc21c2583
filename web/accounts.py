"""Flask-Security over our people: it hashes and checks passwords, codes and recovery codes; the tables stay ours."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any, cast

from flask import Flask, current_app, g
from flask_security import (
    MfRecoveryCodesUtil,
    RoleMixin,
    Security,
    Totp,
    UserDatastore,
    UserMixin,
    hash_password,
    verify_password,
)
from passlib.exc import TokenError  # type: ignore[import-untyped]  # publishes no types

from portfolio.config import Settings
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.models import Person

SHORTEST_PASSWORD = 12  # characters
LONGEST_PASSWORD = 128  # characters; longer ones only cost time
FEWEST_DIFFERENT = 5  # characters in a password
SHORTEST_NAME = 4  # characters of a mail name that a password may not hold
HOW_MANY_CODES = 8  # recovery codes a person gets
CODE_WINDOW = 30  # seconds that a telephone's clock may differ from ours


class Account(UserMixin):
    """A person as Flask-Security and Flask-Login want to see one; the person is not changed through it."""

    fs_uniquifier = ""  # the library looks for it on the class; an instance has the person's

    def __init__(self, person: Person) -> None:
        self.person = person
        self.fs_uniquifier = person.fs_uniquifier

    def __getattr__(self, name: str) -> Any:
        return getattr(self.person, name)


class Accounts(UserDatastore):
    """Where Flask-Security finds the one who is signed in; everything is written by `actions`."""

    def __init__(self) -> None:
        super().__init__(Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **facts: Any) -> Account | None:  # noqa: ARG002, FBT001  # as called
        """Return the account of the one who asks when it has the wanted facts."""
        person = g.get("person")
        if person is None or any(getattr(person, name) != wanted for name, wanted in facts.items()):
            return None
        return Account(person)


class SecondFactor(Totp):
    """Codes of an authenticator app, by our clock, each good once."""

    def match(self, code: str, secret: str, *, at: datetime) -> int:
        """Return the time step of a right code; raise RuleBrokenError for any other."""
        try:
            found = self._totp.verify("".join(code.split()), secret, time=at, window=CODE_WINDOW)
        except (TokenError, ValueError) as wrong:
            raise RuleBrokenError(_("This code is not right. Look at the app again."), field="code") from wrong
        return int(found.counter)


class Recovery(MfRecoveryCodesUtil):
    """Codes on paper for whoever has lost the authenticator app; kept encrypted, each good once."""

    def make(self) -> tuple[list[str], list[str]]:
        """Return fresh codes, to be shown once, and their encrypted form, to be stored."""
        codes = second_factor().generate_recovery_codes(HOW_MANY_CODES)
        return codes, self._encrypt_codes(codes)

    def match(self, typed: str, stored: list[str]) -> str:
        """Return the stored form of a right code; raise RuleBrokenError for any other."""
        wanted = "".join(character for character in typed.lower() if character in "0123456789abcdef")
        for encrypted in stored:
            [plain] = self._decrypt_codes([encrypted]) or [""]
            if hmac.compare_digest(plain.replace("-", ""), wanted) and wanted:
                return encrypted
        raise RuleBrokenError(_("This is none of your unused recovery codes."), field="code")


def init_app(app: Flask, settings: Settings) -> None:
    """Set Flask-Security up without its pages: ours speak both languages and keep every sign-in in the database."""
    key = settings.signing_key()
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  # the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},  # plain Argon2, which every tool can make and check
        SECURITY_PASSWORD_LENGTH_MIN=SHORTEST_PASSWORD,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={"1": _derived(key, "codes")},
        SECURITY_TOTP_ISSUER="Innohus",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_derived(key, "recovery codes").encode()],
    )
    Security(app, Accounts(), register_blueprint=False, totp_cls=SecondFactor, mf_recovery_codes_util_cls=Recovery)
    with app.app_context():
        app.extensions["innohus"]["nobodys_hash"] = hash_password(_derived(key, "nobody"))


def hashed(password: str, *, email: str) -> str:
    """Return the Argon2 hash of a new password; raise RuleBrokenError when it is too easy to guess."""
    plain = _normal(password)
    if not SHORTEST_PASSWORD <= len(plain) <= LONGEST_PASSWORD:
        raise RuleBrokenError(
            _("Use %(least)s to %(most)s characters.", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD), field="password"
        )
    name = email.partition("@")[0].casefold()
    repeats = len(set(plain.casefold())) < FEWEST_DIFFERENT
    if repeats or (len(name) >= SHORTEST_NAME and name in plain.casefold()):
        raise RuleBrokenError(
            _("This is easy to guess. Use several words that have nothing to do with you."), field="password"
        )
    return hash_password(plain)


def is_right(password: str, person: Person | None) -> bool:
    """Tell whether a password is a person's; takes as long for nobody as for somebody."""
    known = person.password if person is not None and person.active else None
    right = verify_password(_normal(password), known or current_app.extensions["innohus"]["nobodys_hash"])
    return bool(right) and known is not None


def second_factor() -> SecondFactor:
    """Return the maker and checker of second-factor codes."""
    return cast(SecondFactor, _security().totp_factory)


def recovery() -> Recovery:
    """Return the maker and checker of recovery codes."""
    return cast(Recovery, _security().mf_recovery_codes_util)


def _security() -> Security:
    return cast(Security, current_app.extensions["security"])


def _normal(password: str) -> str:
    return _security().password_util.normalize(password)


def _derived(key: str, purpose: str) -> str:
    digest = hmac.digest(key.encode(), purpose.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()
