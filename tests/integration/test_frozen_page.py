"""A frozen briefing says the same for ever, whatever becomes of its house, its logo, the rubric and the figures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from portfolio.actions.briefings import freeze_briefing, plan_briefing
from portfolio.actions.logos import put_logo_back, remove_logo, set_logo
from portfolio.briefing.content import read_content
from portfolio.briefing.making import make_content
from portfolio.db import reading, writing
from portfolio.models import Briefing, House, Person, Project
from portfolio.reference import rubric
from portfolio.reference.employment import us_employment
from portfolio.reference.figures_file import FIGURES_FOLDER, FOLDER, figures_in_force
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role, Viewer
from tests.briefing_house import a_content
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.conftest import on_sqlite
from tests.logos import a_picture, an_svg

SignIn = Callable[[FlaskClient, Person], None]
PDF = b"%PDF-1.7 as it was frozen"
SHOWN = ("", "/pdf", "/slide.svg", "/slide.png")

pytestmark = on_sqlite


@pytest.fixture
def other_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Puts other occupation figures in force."""

    def replace_them() -> None:
        table = (FOLDER / "occupations.csv").read_text()
        changed = re.sub(r"^(8344,.*?),0\.\d+,", r"\1,0.9,", table, flags=re.MULTILINE)
        assert changed != table
        (tmp_path / "occupations.csv").write_text(changed)
        monkeypatch.setenv(FIGURES_FOLDER, str(tmp_path))
        _forget()

    yield replace_them
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    us_employment.cache_clear()
    figures_in_force.cache_clear()


def a_frozen(session: Session, house: House) -> Briefing:
    """A briefing with a chart, sheets and the house's logo of the day."""
    logo = make_content(session, house, "2027-03", language="en", at=NOON).logo
    assert logo
    [briefing] = plan_briefing(session, house, "2027-03", at=NOON)
    content = replace(a_content("en"), logo=logo, pages=9)
    return freeze_briefing(session, briefing, content.as_dict(), PDF, at=NOON)


def shown(client: FlaskClient, house: str, briefing: Briefing) -> list[bytes]:
    """Everything of the briefing that its readers get: the article without the page around it, PDF and slides."""
    answers = [client.get(f"/houses/{house}/briefings/{briefing.id}{rest}") for rest in SHOWN]
    assert {answer.status_code for answer in answers} == {200}
    article = re.search(b"<article class=.reading.*</article>", answers[0].data, re.DOTALL)
    assert article
    return [article[0], *(answer.data for answer in answers[1:])]


def test_no_later_change_alters_what_its_readers_get(
    session: Session,
    engine: Engine,
    client: FlaskClient,
    sign_in: SignIn,
    other_figures: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
):
    house = a_house(session, short_name="fjord", language="en")
    lead, viewer = a_member(session, house, Role.LEAD, language="en")
    project = a_project(session, house, name="Natteboligen")
    set_logo(session, viewer, house, content=an_svg(), text="A bridge", at=NOON)
    briefing = a_frozen(session, house)
    session.commit()
    sign_in(client, lead)
    before = shown(client, "fjord", briefing)
    assert b'alt="A bridge"' in before[0]

    changes: list[Callable[[], None]] = [
        lambda: change_house(engine, viewer, house, project.id),
        lambda: change_logo(engine, viewer, house),
        other_figures,
        lambda: monkeypatch.setattr(rubric, "CURRENT_VERSION", "2099-1"),
    ]
    for change in changes:
        change()
        assert shown(client, "fjord", briefing) == before

    with reading(engine) as other:
        stored = other.get_one(Briefing, briefing.id).content
        assert read_content(stored or {}) == replace(a_content("en"), logo=read_content(stored or {}).logo, pages=9)


def change_house(engine: Engine, viewer: Viewer, house: House, project_id: object) -> None:
    with writing(engine) as session:
        stored = session.get_one(House, house.id)
        stored.name, stored.corridor_radical = "Another house", 99
        stored.solutions_in_five_years = "Something else"
        a_project(session, stored, name="New")
        changed = session.get_one(Project, project_id)
        changed.name, changed.stage, changed.horizon_year = "Renamed", Stage.STOPPED, 2099
        session.add_all([stored, changed])


def change_logo(engine: Engine, viewer: Viewer, house: House) -> None:
    with writing(engine) as session:
        stored = session.get_one(House, house.id)
        set_logo(session, viewer, stored, content=a_picture(), text="A flag", at=NOON)
        remove_logo(session, viewer, stored, at=NOON)
        put_logo_back(session, viewer, stored, at=NOON)
