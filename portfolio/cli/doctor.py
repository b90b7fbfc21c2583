"""`innohus doctor`: whether everything Innohus needs is there, and what to do when it is not."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smtplib import SMTP, SMTP_SSL, SMTPException
from ssl import create_default_context

import click
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from portfolio import clock
from portfolio.briefing.certificate import CertificateError, find_signing_key
from portfolio.briefing.problems import problem_sentence
from portfolio.cli.door import in_language
from portfolio.config import Settings
from portfolio.db import open_engine, reading
from portfolio.errors import InnohusError
from portfolio.migrations import check_not_newer, is_current
from portfolio.queries.diary import find_hold
from portfolio.reference.figures_file import figures_in_force

LEAST_SPACE = 500 * 1024 * 1024  # bytes
BUILT = datetime(2026, 1, 1, tzinfo=UTC)  # no clock is right that says an earlier moment
RENEWAL = timedelta(days=45)  # two briefings before a certificate ends
PATIENCE = 10  # seconds for the mail server
FONTS = Path(__file__).parents[2] / "web/static/vendor/dkfds/fonts"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and a line that says so or what to do."""

    what: str
    well: bool
    sentence: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Look at database, data folder, fonts, mail, signature, clock and disk; exit code 1 when one is amiss.

    Looks and changes nothing; the mail server is greeted, but no mail is sent.
    """
    with in_language("en"):
        findings = list(look(Settings(), at=clock.now()))
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{'well ' if finding.well else 'AMISS'}  {finding.what}: {finding.sentence}")
    if not all(finding.well for finding in findings):
        context.exit(1)


def look(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """Yield what was found, the most basic first."""
    yield _data_folder(settings)
    yield _disk(settings)
    yield from _database(settings, at)
    yield _fonts()
    yield _figures()
    yield _mail(settings)
    yield _signature(settings, at)


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_folder.resolve()
    if folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding("data folder", True, f"{folder} can be written.")
    remedy = "Make it writable for this user" if folder.exists() else "It is made at the first start; or create it"
    return Finding("data folder", False, f"{folder} cannot be written. {remedy}, or set INNOHUS_DATA_FOLDER.")


def _disk(settings: Settings) -> Finding:
    place = next(
        folder
        for folder in (settings.data_folder.resolve(), *settings.data_folder.resolve().parents)
        if folder.exists()
    )
    free = shutil.disk_usage(place).free
    sentence = f"{free // 1024**2:,} MB free."
    return Finding("disk", free >= LEAST_SPACE, sentence if free >= LEAST_SPACE else f"Only {sentence} Make room.")


def _database(settings: Settings, at: datetime) -> Iterator[Finding]:
    url = make_url(settings.resolved_database_url)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        yield Finding("database", False, f"There is none at {url.database}. Run “innohus upgrade” to make it.")
        return
    engine = open_engine(settings.resolved_database_url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        yield Finding("database", True, f"{shown} answers.")
        tables = _tables(engine)
        yield tables
        if tables.well:
            yield _clock(engine, at)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield Finding("database", False, f"{shown} does not answer: {reason} Check INNOHUS_DATABASE_URL.")
    finally:
        engine.dispose()


def _tables(engine: Engine) -> Finding:
    try:
        check_not_newer(engine)
    except InnohusError as newer:
        return Finding("tables", False, str(newer))
    if is_current(engine):
        return Finding("tables", True, "They are of this version.")
    return Finding("tables", False, "They are of an older version. Make a backup, then run “innohus upgrade”.")


def _clock(engine: Engine, at: datetime) -> Finding:
    if at < BUILT:
        return Finding("clock", False, f"It says {at:%Y-%m-%d %H:%M} UTC, which is before this version. Set it right.")
    with reading(engine) as session:
        hold = find_hold(session, now=at)
    return Finding("clock", hold is None, hold.sentence("UTC") if hold else f"It says {at:%Y-%m-%d %H:%M} UTC.")


def _fonts() -> Finding:
    found = sorted(file.name for file in FONTS.rglob("IBMPlexSans-*.woff2")) if FONTS.is_dir() else []
    if found:
        return Finding("fonts", True, f"{len(found)} files of the design system are there.")
    return Finding("fonts", False, f"{FONTS} holds no fonts, so briefings cannot be made. Run “./run” once.")


def _figures() -> Finding:
    in_force = figures_in_force()
    if in_force.problem:
        remedy = (
            f"The shipped figures ({in_force.version}) are used. Build the table anew with “innohus figures rebuild”."
        )
        return Finding("figures", False, f"{in_force.problem} {remedy}")
    return Finding("figures", True, f"Occupation figures {in_force.version}.")


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_host:
        return Finding("mail", True, f"No mail server is set: mails are files in {settings.mailbox}.")
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        _greet(settings)
    except (OSError, SMTPException) as error:
        return Finding("mail", False, f"{where} cannot be used: {error}. Check the settings INNOHUS_SMTP_….")
    return Finding("mail", True, f"{where} answers and takes the sign-in.")


def _signature(settings: Settings, at: datetime) -> Finding:
    try:
        key = find_signing_key(settings, at=at)
    except CertificateError as error:
        return Finding("signature", False, f"{problem_sentence(error.problem)} See INNOHUS_SIGNING_….")
    if key is None:
        return Finding("signature", True, "Briefings are not signed.")
    ends = key.ends_at
    sentence = f"Briefings are signed as {key.holder}, until {ends:%Y-%m-%d}."
    if ends - at < RENEWAL:
        return Finding("signature", False, f"{sentence} Renew the certificate soon.")
    return Finding("signature", True, sentence)


def _greet(settings: Settings) -> None:
    secure = create_default_context()
    make: Callable[[], SMTP] = (
        (lambda: SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=PATIENCE, context=secure))
        if settings.smtp_security == "tls"
        else (lambda: SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE))
    )
    with make() as server:
        if settings.smtp_security == "starttls":
            server.starttls(context=secure)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
