"""`innohus statement`: what a contract promised, verified and paid by a day, as a PDF for those who pay."""

from datetime import datetime
from pathlib import Path

import click
from sqlmodel import select

from jobs.briefings.rendering import RenderingError
from jobs.papers.rendering import render_statement
from portfolio import clock
from portfolio.briefing.contract_statement import make_statement
from portfolio.briefing.problems import problem_sentences
from portfolio.cli.door import house_named, opened
from portfolio.config import Settings
from portfolio.db import reading
from portfolio.errors import InnohusError, NotFoundError
from portfolio.language import LANGUAGES, as_language, speaking
from portfolio.language import gettext as _
from portfolio.models import Contract
from portfolio.rounds.visibility import clerk


@click.command()
@click.option("--house", "short_name", required=True, metavar="H", help="Short name of the house.")
@click.option("--contract", "number", required=True, type=int, metavar="N", help="Number of the contract.")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="As it stood at the end of this day; today's else.")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="da", show_default=True, help="Language.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
def statement(*, short_name: str, number: int, on: datetime | None, language: str, out: Path) -> None:
    """Write a contract's statement for those who pay as a PDF; nothing is stored or sent."""
    with speaking(as_language(language)):
        with opened(Settings()) as engine, reading(engine) as session:
            house = house_named(session, short_name)
            wanted = select(Contract.id).where(Contract.house_id == house.id, Contract.number == number)
            contract_id = session.exec(wanted).first()
            if contract_id is None:
                raise NotFoundError(_("There is no such contract."))
            day = on.date() if on else clock.day_at(clock.now(), house.zone)
            viewer = clerk(house.id, as_language(language))
            content = make_statement(session, viewer, house, contract_id, on=day, language=as_language(language))
        try:
            rendered = render_statement(content)
            out.write_bytes(rendered.pdf)
        except RenderingError as error:
            raise InnohusError(problem_sentences(error.problems)) from error
        except OSError as error:
            raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(f"{out}: {rendered.pages} pages")
