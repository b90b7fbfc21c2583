"""`innohus house` and `innohus let-in`: what opens a door from the console, where the operator needs no sign-in."""

from datetime import timedelta

import click

from portfolio import clock
from portfolio.actions.houses import found_house
from portfolio.actions.sign_in import forget_second_factor, make_password_link
from portfolio.cli.door import opened
from portfolio.config import Settings
from portfolio.db import open_engine, writing
from portfolio.errors import NotFoundError
from portfolio.language import DEFAULT, LANGUAGES
from portfolio.language import gettext as _
from portfolio.migrations import upgrade
from portfolio.models import Person
from portfolio.queries.people import find_person

LINK_LASTS = timedelta(days=14)


@click.command()
@click.argument("short_name")
@click.option("--name", required=True, help='What the house is called, as "Fjordhuset".')
@click.option("--lead", "lead_email", required=True, help="Mail address of its first lead.")
@click.option("--lead-name", default="", help="Name of the lead; the mail name unless given.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT, show_default=True)
def house(*, short_name: str, name: str, lead_email: str, lead_name: str, language: str) -> None:
    """Found the house SHORT_NAME, and print a link with which its first lead chooses a password."""
    settings = Settings()
    engine = open_engine(settings.resolved_database_url)
    try:
        upgrade(engine)
        with writing(engine) as session:
            _house, lead = found_house(
                session,
                short_name=short_name,
                name=name,
                language=language,
                lead_email=lead_email,
                lead_name=lead_name,
                at=clock.now(),
            )
            secret = None if lead.password else make_password_link(session, lead, lasts=LINK_LASTS, at=clock.now())
    finally:
        engine.dispose()
    click.echo(f"The house {name} is founded.")
    if secret:
        _print_link(settings, lead, secret)
    else:
        click.echo(f"{lead.email} has an account already and signs in as before.")


@click.command("let-in")
@click.argument("email")
def let_in(*, email: str) -> None:
    """Print a new link to choose a password for EMAIL, and forget the second factor; for a lost telephone."""
    settings = Settings()
    with opened(settings) as engine, writing(engine) as session:
        if (person := find_person(session, email)) is None:
            raise NotFoundError(_("Nobody has the mail address %(email)s.", email=email))
        forget_second_factor(session, person, at=clock.now())
        secret = make_password_link(session, person, lasts=LINK_LASTS, at=clock.now())
    _print_link(settings, person, secret)


def _print_link(settings: Settings, person: Person, secret: str) -> None:
    click.echo(f"{person.email} chooses a password here, within {LINK_LASTS.days} days:")
    click.echo(f"{settings.base_url.rstrip('/')}/password/{secret}")
