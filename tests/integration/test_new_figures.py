"""Indices that a house switches off, and figures of a new version: older scores stay, and re-evaluations are raised."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from portfolio.actions.indices import choose_indices
from portfolio.actions.resilience import refresh_resilience
from portfolio.briefing.eye import attention_word, reason_sentence
from portfolio.errors import NotAllowedError, NotFoundError
from portfolio.language import speaking
from portfolio.models import HistoryEntry, House, ResilienceRun
from portfolio.queries import figures
from portfolio.queries.attention import list_attention
from portfolio.queries.attention_items import AttentionKind, Target
from portfolio.queries.figures import list_figure_changes
from portfolio.reference.occupations import INDICES
from portfolio.resilience.simulation import project_resilience
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project
from tests.integration.test_attention import evaluated

LATER = NOON + timedelta(days=40)
FORKLIFTS = {"horizon_year": 2040, "occupations": {"8344": 10_000}}


@pytest.fixture
def house(session):
    return a_house(session)


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)[1]


def runs(session, project):
    return session.exec(
        select(ResilienceRun).where(ResilienceRun.project_id == project.id).order_by(ResilienceRun.at)
    ).all()


def older(session, project, **changes):
    """Let the project have been scored under older figures, a month before."""
    newest = runs(session, project)[-1]
    facts = {**newest.model_dump(exclude={"id"}), "at": NOON - timedelta(days=30), "data_version": "isco08-2025-1+old"}
    session.add(ResilienceRun(**{**facts, **changes}))
    session.flush()


def kinds(session, viewer, house):
    return [item.kind for item in list_attention(session, viewer, house.id, today=LATER.date())]


def test_an_index_switched_off_is_left_out_of_the_next_score_and_the_old_one_stays(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)

    choose_indices(session, lead, house, set(INDICES) - {"techx_physical_n"}, at=LATER)
    refreshed = refresh_resilience(session, house.id, at=LATER)

    before, after = runs(session, project)
    assert refreshed == 1
    assert after.p50 != before.p50
    assert after.result["parameter_version"] == "2026-1 without techx_physical_n"
    assert before.result["parameter_version"] == "2026-1"
    assert session.exec(select(HistoryEntry).where(HistoryEntry.kind == "house.edited")).one().detail == {
        "changed": {"indices_off": [[], ["techx_physical_n"]]}
    }


def test_an_index_without_weight_in_the_model_changes_no_score(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)

    choose_indices(session, lead, house, set(INDICES) - {"aioe_2021_n"}, at=LATER)

    assert refresh_resilience(session, house.id, at=LATER) == 0
    assert len(runs(session, project)) == 1
    assert session.get_one(House, house.id).indices_off == ["aioe_2021_n"]


def test_the_model_runs_without_any_index_at_all(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)

    choose_indices(session, lead, house, set(), at=LATER)
    refresh_resilience(session, house.id, at=LATER)

    assert 0 < runs(session, project)[-1].p50 < 1


def test_only_a_lead_chooses_and_only_among_what_there_is(session, house, lead):
    evaluator = a_member(session, house, Role.EVALUATOR)[1]

    with pytest.raises(NotAllowedError):
        choose_indices(session, evaluator, house, set(), at=LATER)
    with pytest.raises(NotFoundError):
        choose_indices(session, lead, house, {"crystal_ball"}, at=LATER)
    assert session.get_one(House, house.id).indices_off == []


def test_a_score_under_older_figures_is_stale_until_it_is_computed_anew(session, house, lead, monkeypatch):
    project = a_project(session, house, lead, **FORKLIFTS)
    evaluated(session, project, closed_at=NOON)
    monkeypatch.setattr(figures, "DATA_VERSION", "isco08-2027-1+new")

    with speaking("en"):
        item = next(
            item
            for item in list_attention(session, lead, house.id, today=LATER.date())
            if item.kind is AttentionKind.NEW_FIGURES
        )
        assert "have been replaced" in item.reason
    assert item.target is Target.OPEN_EVALUATION
    assert list_figure_changes(session, lead, [project.id])[project.id].is_stale


def test_new_figures_that_moved_a_score_raise_a_re_evaluation_until_there_is_one(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)
    older(session, project, p50=0.9)
    evaluated(session, project, closed_at=NOON - timedelta(days=60))

    with speaking("en"):
        item = next(
            item
            for item in list_attention(session, lead, house.id, today=LATER.date())
            if item.kind is AttentionKind.NEW_FIGURES
        )
        assert "from 90 to" in item.reason
        assert item.next_step == "Open a re-evaluation"
        assert attention_word(item) == "New occupation figures"
        assert reason_sentence(item).startswith("New occupation figures moved its resilience")

    evaluated(session, project, closed_at=LATER)
    assert AttentionKind.NEW_FIGURES not in kinds(session, lead, house)


def test_new_figures_that_change_nothing_raise_nothing(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)
    older(session, project)
    evaluated(session, project, closed_at=NOON - timedelta(days=60))

    assert AttentionKind.NEW_FIGURES not in kinds(session, lead, house)


def test_what_was_never_evaluated_needs_its_first_evaluation_and_no_other(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)
    older(session, project, p50=0.9)

    assert AttentionKind.NEW_FIGURES not in kinds(session, lead, house)


def test_no_run_is_changed_when_figures_change(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)
    older(session, project, p50=0.9)
    before = [run.model_dump() for run in runs(session, project)]

    refresh_resilience(session, house.id, at=LATER)

    assert [run.model_dump() for run in runs(session, project)] == before


def test_what_is_stored_is_to_the_byte_what_the_model_says(session, house, lead):
    project = a_project(session, house, lead, horizon_year=2040, occupations={"9112": 4_000, "8344": 6_000})
    session.commit()
    session.expire_all()

    said = project_resilience({"8344": 0.6, "9112": 0.4}, horizon_years=13, elapsed_years=1).as_dict()
    assert json.dumps(runs(session, project)[-1].result) == json.dumps(said)


def test_a_foreign_house_tells_nothing(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFTS)
    older(session, project, p50=0.9)
    stranger = a_member(session, a_house(session), Role.LEAD)[1]

    assert list_figure_changes(session, stranger, [project.id]) == {}
    assert list_figure_changes(session, lead, [project.id]) != {}
