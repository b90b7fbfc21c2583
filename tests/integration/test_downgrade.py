"""Back to the tables of an earlier version, and forward again: what the earlier one knows stays."""

from datetime import date

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlmodel import Session, select

from portfolio.actions.calibration import draft_case, score_case
from portfolio.actions.forecasts import ask_forecast
from portfolio.actions.papers import ask_for_report, ask_for_statement, finish_paper
from portfolio.actions.weights import agree_weights
from portfolio.db import writing
from portfolio.migrations import downgrade, is_current, upgrade
from portfolio.models import Assessment, BookState, CriterionLevel, Evaluation, Paper, Project, ProjectPartner, metadata
from portfolio.queries.bonds import get_tranche_sheet
from portfolio.reference.calibration_cases import Slot
from portfolio.reference.rubric import Axis, rubric
from portfolio.rounds.visibility import Role, clerk
from portfolio.scoring.agreed import WeightKind
from tests.bonds import a_bond
from tests.contracts import a_contract
from tests.factories import (
    NOON,
    a_house,
    a_member,
    a_project,
    an_evaluation,
    complete_answers,
    handed_in,
    in_second_round,
    revealed,
)


def _lived_in(session: Session) -> None:
    """Leave a row in everything that 0008, 0009 and 0015 brought and an earlier version must let go of."""
    house = a_house(session)
    panel = [a_member(session, house, Role.EVALUATOR)[1] for _ in range(3)]
    partner = {"name": "Fonden", "sector": "private", "is_funder": True}
    project = a_project(session, house, name="Natteboligen", barometer="first", partners=[partner])
    evaluation = an_evaluation(session, house, project, panel, rounds=2)
    for viewer in panel:
        handed_in(session, evaluation, viewer, complete_answers(2))
    in_second_round(session, house, revealed(session, house, evaluation))
    handed_in(session, evaluation, panel[0], complete_answers(4))
    whole = dict.fromkeys((one.id for one in rubric().criteria), 3)
    score_case(session, panel[0], house, Slot.RADICAL, whole, at=NOON)
    draft_case(session, panel[0], house, Slot.MIDDLING, {"R1": 4}, at=NOON)
    lead = clerk(house.id)
    ask_forecast(session, lead, house, project, question="Signed?", resolves_on=date(2027, 6, 1), at=NOON)
    order, today = {"C1": 2.0, "C2": 1.0}, NOON.date()
    agree_weights(session, lead, house, Axis.CONNECTION, WeightKind.ORDER, order, decided_on=today, at=NOON)


def test_the_version_before_two_rounds_keeps_the_first_and_comes_forward_again(engine: Engine):
    with writing(engine) as session:
        _lived_in(session)

    downgrade(engine, "0007")

    assert not {"round_snapshot", "weight_agreement", "calibration_draft"} & set(inspect(engine).get_table_names())
    upgrade(engine)
    with Session(engine) as session:
        assert session.exec(select(Assessment.round)).all() == [1, 1, 1]
        assert set(session.exec(select(CriterionLevel.level))) == {2}
        assert session.exec(select(Evaluation.rounds, Evaluation.round)).one() == (1, 1)
        assert session.exec(select(Project.name, Project.barometer)).one() == ("Natteboligen", None)
        assert session.exec(select(ProjectPartner.name, ProjectPartner.is_funder)).one() == ("Fonden", False)


def test_reports_stay_where_statements_were_not_known_yet(engine: Engine):
    with writing(engine) as session:
        house = a_house(session)
        contract = a_contract(session, house, a_project(session, house))
        tranche = get_tranche_sheet(
            session, clerk(house.id), house, a_bond(session, house, contract).id, 1, on=NOON.date()
        ).tranche
        facts = {"on": NOON.date(), "at": NOON}
        ask_for_statement(session, clerk(house.id), house, contract, "da", **facts)
        report = ask_for_report(session, clerk(house.id), house, tranche, "da", scenario="fast", required=0.02, **facts)
        finish_paper(session, report, pdf=b"%PDF", problem="")
        kept = report.id

    downgrade(engine, "0017")
    upgrade(engine)

    with Session(engine) as session:
        paper = session.exec(select(Paper)).one()  # the statement is gone: it can be made again
        assert (paper.id, paper.scenario, paper.pdf, paper.on) == (kept, "fast", b"%PDF", NOON.date())
        assert (paper.state, paper.asked_at) == (BookState.READY, NOON)


def test_every_migration_goes_back_and_forward(engine: Engine):
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}

    upgrade(engine)

    assert is_current(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
