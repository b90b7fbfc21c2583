"""`innohus briefing`: a briefing of today's data as a PDF file, without keeping or sending it."""

import hashlib
import re
from pathlib import Path

import click

from jobs.briefings.rendering import RenderingError, render
from portfolio import clock
from portfolio.briefing.making import make_content
from portfolio.briefing.problems import problem_sentences
from portfolio.config import Settings
from portfolio.db import open_engine, reading
from portfolio.errors import InnohusError, NotFoundError
from portfolio.language import LANGUAGES, as_language, speaking
from portfolio.language import gettext as _
from portfolio.queries.briefings import list_all_houses


def _month(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise click.BadParameter("write the month as YYYY-MM, such as 2027-03")
    return value


@click.command()
@click.option("--house", "short_name", required=True, metavar="H", help="Short name of the house.")
@click.option("--period", required=True, metavar="YYYY-MM", callback=_month, help="The month it is for.")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="da", show_default=True, help="Language.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
def briefing(*, short_name: str, period: str, language: str, out: Path) -> None:
    """Write a house's board briefing as a PDF, from the data as it is now; nothing is stored or sent."""
    engine = open_engine(Settings().resolved_database_url)
    with reading(engine) as session, speaking(as_language(language)):
        house = next((house for house in list_all_houses(session) if house.short_name == short_name), None)
        if house is None:
            raise NotFoundError(_("There is no such house."))
        content = make_content(
            session, house, period, language=as_language(language), at=clock.now(), base_url=Settings().base_url
        )
    engine.dispose()
    try:
        rendered = render(content)
        out.write_bytes(rendered.pdf)
    except RenderingError as error:
        with speaking(as_language(language)):
            raise InnohusError(problem_sentences(error.problems)) from error
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    digest = hashlib.sha256(rendered.pdf).hexdigest()
    click.echo(f"{out}: {rendered.pages} pages, SHA-256 {digest}")
