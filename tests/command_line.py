"""Running `innohus` in tests, and looking at what it left behind."""

from click.testing import CliRunner
from sqlmodel import col, select

from portfolio.cli import main
from portfolio.db import reading
from portfolio.models import House, Project

SHEET = (
    "Navn;Resumé;Fase;Horisont;Beløb;Valuta;Partnere;Erhverv;Stopkriterier\n"
    "Lagerbroen;Kort;Afprøvning;2055;1.250.000,50;EUR;"
    '"Fjord Kommune (offentlig); Havn (privat)";"8344=60 %; 9112=40 %";"Færre end 5; Ingen vagt"\n'
    '=SUM(A1);"Linje; ""citat""";Idé;;;;;;\n'
)


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def contents(database):
    with database.connect() as connection:
        return list(connection.connection.iterdump())


def projects(database, house="fjord"):
    with reading(database) as session:
        found = session.exec(
            select(Project).join(House, col(House.id) == Project.house_id).where(House.short_name == house)
        ).all()
        session.expunge_all()
    return found
