"""The page about agreement, and the levels that a statistician may take along."""

import csv
from io import StringIO

import pytest
from click.testing import CliRunner
from sqlmodel import select

from portfolio.actions.robustness import refresh_robustness
from portfolio.cli import main
from portfolio.models import Project
from portfolio.queries.robustness import find_robustness_run
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role, clerk
from tests.factories import NOON, a_member, a_project, an_evaluation, complete_answers, handed_in
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite
from tests.integration.test_robustness_page import closed, enter, house, lead, panel

__all__ = ["enter", "house", "lead", "panel"]  # fixtures

ADDRESS = "/houses/fjord/agreement/"
LEVELS = {"Natteboligen": (5, 5, 4), "Lagerbroen": (2, 2, 1), "Havnekøkkenet": (3, 4, 3), "Omvejen": (1, 2, 2)}


@pytest.fixture
def scored(session, house, lead, panel):
    for name, levels in LEVELS.items():
        closed(session, house, lead, panel, name, *levels)
    refresh_robustness(session, house.id, at=NOON)


@pytest.mark.parametrize(("language", "heading"), [("en", "How far the evaluators agree"), ("da", "Hvor enige")])
def test_the_page_shows_alpha_with_its_interval_and_gives_no_verdict_on_few_projects(scored, enter, language, heading):
    page = enter(language).get(ADDRESS).text

    assert heading in page
    assert page.count("<svg") == 2
    assert ("allow no verdict" if language == "en" else "tillader tallene ingen dom") in page


def test_the_levels_come_out_and_the_command_finds_the_page_s_figures_in_them(scored, session, house, enter, tmp_path):
    answer = enter("da").get(f"{ADDRESS}levels.csv?criterion=R1")
    file = tmp_path / "levels.csv"
    file.write_bytes(answer.data)

    printed = CliRunner().invoke(main, ["agreement", str(file), "--language", "en"])

    kept = find_robustness_run(session, clerk(house.id), house.id).result["agreement"]["criteria"]["R1"]
    assert f"ordinal: {kept['alpha']['value']:.3f}" in printed.output
    assert answer.headers["Content-Disposition"].endswith("fjord-levels-R1.csv")


def test_no_row_of_the_levels_follows_one_evaluator(scored, enter):
    table = list(csv.reader(StringIO(enter("en").get(f"{ADDRESS}levels.csv").data.decode("utf-8-sig"))))
    columns = list(zip(*table[1:], strict=True))

    assert table[0][0] == "R1 · 1"
    assert len(columns) == 15 * len(LEVELS)
    by_project = [sorted(int(level) for level in column) for column in columns]
    assert by_project[:4] == [sorted(levels) for levels in LEVELS.values()]
    assert len({column for column in columns if sorted(map(int, column)) == [4, 5, 5]}) > 1


@on_sqlite
def test_levels_of_an_open_evaluation_are_not_among_them(scored, session, house, panel, enter):
    evaluation = an_evaluation(session, house, a_project(session, house), panel)
    for evaluator in panel:
        handed_in(session, evaluation, evaluator, complete_answers(5))

    table = enter("en").get(f"{ADDRESS}levels.csv?criterion=R1").data.decode("utf-8-sig")

    assert table.splitlines()[0] == ",".join(f"R1 · {number}" for number in range(1, 5))


@on_sqlite
def test_a_project_that_has_left_is_neither_in_the_figures_nor_among_the_levels(scored, session, house, enter):
    project = session.exec(select(Project).where(Project.name == "Lagerbroen")).one()
    project.stage = Stage.STOPPED
    session.add(project)
    refresh_robustness(session, house.id, at=NOON)
    client = enter("en")

    kept = find_robustness_run(session, clerk(house.id), house.id).result
    assert len(kept["radicality"]["projects"]) == kept["agreement"]["criteria"]["R1"]["alpha"]["units"] == 3
    assert "R1 · 2" not in client.get(f"{ADDRESS}levels.csv").data.decode("utf-8-sig").splitlines()[0].split(",")


@on_sqlite
def test_only_a_lead_takes_levels_along_and_only_of_a_criterion_there_is(scored, session, house, client, sign_in):
    person, _viewer = a_member(session, house, Role.BOARD_MEMBER)
    session.commit()
    sign_in(client, person)

    assert client.get(f"{ADDRESS}levels.csv").status_code == 403
    assert "levels.csv" not in client.get(ADDRESS).text


@on_sqlite
def test_an_unknown_criterion_is_not_found(scored, enter):
    assert enter().get(f"{ADDRESS}levels.csv?criterion=X9").status_code == 404


@on_sqlite
def test_without_anything_closed_there_is_a_page_and_an_empty_table(enter):
    client = enter()

    assert "There is nothing to compare yet." in client.get(ADDRESS).text
    assert client.get(f"{ADDRESS}levels.csv").status_code == 200


@on_sqlite
def test_the_page_reads_as_often_for_many_projects_as_for_few(scored, session, house, lead, panel, enter, engine):
    client = enter()
    client.get(ADDRESS)
    with counted_statements(engine) as few:
        client.get(ADDRESS)
    closed(session, house, lead, panel, "Endnu et", 4, 4, 4)
    refresh_robustness(session, house.id, at=NOON)
    session.commit()

    with counted_statements(engine) as many:
        client.get(ADDRESS)

    assert len(few) == len(many)
