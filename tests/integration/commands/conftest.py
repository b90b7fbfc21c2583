"""An installation of its own for each test of a command, with two houses, and a spreadsheet."""

import pytest

from portfolio.db import open_engine, writing
from portfolio.migrations import upgrade
from tests.command_line import SHEET
from tests.factories import a_house


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(folder))
    monkeypatch.delenv("INNOHUS_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def database(data):
    engine = open_engine(f"sqlite:///{data / 'innohus.db'}")
    upgrade(engine)
    with writing(engine) as session:
        a_house(session, short_name="fjord")
        a_house(session, short_name="bakke")
    yield engine
    engine.dispose()


@pytest.fixture
def sheet(tmp_path):
    file = tmp_path / "projekter.csv"
    file.write_text(SHEET, encoding="cp1252")
    return file
