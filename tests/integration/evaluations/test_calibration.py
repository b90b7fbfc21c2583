"""Calibration cases: scored first by whoever is new, again each year, and seen by that person and the leads only."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import func, select

from portfolio.actions.assessments import save_answers
from portfolio.actions.calibration import ask_new_evaluators, draft_case, replace_case, restore_case, score_case
from portfolio.db import writing
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.models import CalibrationAnswer, CalibrationDraft, HistoryEntry, House, Person
from portfolio.queries.calibration import (
    find_own_draft,
    get_case,
    list_cases,
    list_drift,
    list_own_calibration,
    must_calibrate,
)
from portfolio.reference.calibration_cases import Slot, shipped_cases
from portfolio.reference.rubric import rubric
from portfolio.rounds.panel import Answer, AnswersRefusedError
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, handed_in, the_assessment
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite
from tests.integration.evaluations.test_at_once import at_once

CRITERIA = [criterion.id for criterion in rubric().criteria]
NEXT_YEAR = NOON + timedelta(days=366)
WHOLE = {f"{criterion}-level": "3" for criterion in CRITERIA}


def scores(session, house, viewer, *, off=0, at=NOON, slots=tuple(Slot)):
    for case in shipped_cases():
        if case.slot in slots:
            levels = {criterion: min(5, max(1, level + off)) for criterion, level in case.key.items()}
            score_case(session, viewer, house, case.slot, levels, at=at)


def test_a_new_evaluator_scores_the_cases_before_the_first_project(session, place, opened):
    viewer = place.panel[0]
    ask_new_evaluators(session, place.lead, place.house, wanted=True, at=NOON)
    mine = the_assessment(session, opened, viewer)

    assert must_calibrate(session, viewer, place.house)
    with pytest.raises(RuleBrokenError, match="calibration cases first"):
        save_answers(session, viewer, mine, {"R1": Answer(level=3)}, at=NOON)
    scores(session, place.house, viewer)
    assert not must_calibrate(session, viewer, place.house)
    save_answers(session, viewer, mine, {"R1": Answer(level=3)}, at=NOON)


def test_one_who_has_scored_projects_before_the_house_asked_is_not_new(session, place, opened):
    handed_in(session, opened, place.panel[0])

    ask_new_evaluators(session, place.lead, place.house, wanted=True, at=NOON)

    assert not must_calibrate(session, place.panel[0], place.house)
    assert must_calibrate(session, place.panel[1], place.house)


def test_drift_is_told_to_the_person_and_the_leads_only_and_only_for_whole_years(session, place):
    viewer, other = place.panel[0], place.panel[1]
    scores(session, place.house, viewer, off=2, slots=(Slot.INCREMENTAL,))
    _person, board = a_member(session, place.house, Role.BOARD_MEMBER)
    _stranger, stranger = a_member(session, a_house(session), Role.LEAD)
    assert list_drift(session, place.lead, place.house.id) == []

    scores(session, place.house, viewer, off=2, slots=(Slot.MIDDLING, Slot.RADICAL))

    for knows in (viewer, place.lead):
        (told,) = list_drift(session, knows, place.house.id)
        assert told.person.id == viewer.person_id
        assert told.points[0].deviation.signed > 1
        assert not told.is_drifting
    for stays_blind in (other, board, stranger):
        assert list_drift(session, stays_blind, place.house.id) == []


def test_two_years_beyond_a_level_raise_the_alert(session, place):
    viewer = place.panel[0]
    scores(session, place.house, viewer, off=2)
    scores(session, place.house, viewer, off=2, at=NEXT_YEAR)

    (told,) = list_drift(session, place.lead, place.house.id)

    assert [point.year for point in told.points] == [2027, 2028]
    assert told.is_drifting


def test_a_case_is_scored_once_a_year_and_never_rewritten(engine, session, place):
    viewer = place.panel[0]
    session.commit()

    def score(_number):
        with writing(engine) as own:
            levels = dict.fromkeys(CRITERIA, 3)
            return score_case(own, viewer, own.get_one(House, place.house.id), Slot.RADICAL, levels, at=NOON)

    assert sorted(type(one).__name__ for one in at_once(3, score)) == ["CalibrationAnswer"] + ["RuleBrokenError"] * 2
    with pytest.raises(sa.exc.DBAPIError, match="written once"):
        session.execute(sa.text("UPDATE calibration_answer SET year = 2020"))
    session.rollback()
    assert len(list_own_calibration(session, viewer, place.house.id, year=2027)) == 1
    assert list_own_calibration(session, viewer, place.house.id, year=2028) == []


def test_an_incomplete_answer_keeps_nothing_and_others_cannot_score(session, place):
    with pytest.raises(AnswersRefusedError) as refusal:
        score_case(session, place.panel[0], place.house, Slot.RADICAL, {"R1": 3, "R2": 9}, at=NOON)
    assert len(refusal.value.problems) == len(CRITERIA) - 1
    with pytest.raises(NotAllowedError):
        score_case(session, place.lead, place.house, Slot.RADICAL, dict.fromkeys(CRITERIA, 3), at=NOON)
    assert session.exec(select(func.count()).select_from(CalibrationAnswer)).one() == 0


def test_a_house_replaces_a_case_and_takes_the_shipped_one_back(session, place):
    key = dict.fromkeys(CRITERIA, 2)
    scores(session, place.house, place.panel[0])
    given = {"title": "Vores sag", "text": "Det skete i 2019.", "key": key, "at": NOON}
    for _again in range(2):
        replace_case(session, place.lead, place.house, Slot.MIDDLING, **given)

    case = get_case(session, place.panel[1], place.house.id, "middling")
    assert (case.title, case.is_own) == ("Vores sag", True)
    answer = score_case(session, place.panel[1], place.house, Slot.MIDDLING, dict.fromkeys(CRITERIA, 3), at=NOON)
    assert answer.key == key
    assert list_drift(session, place.panel[0], place.house.id)[0].points[0].deviation.signed == 0
    restore_case(session, place.lead, place.house, Slot.MIDDLING, at=NOON)
    restore_case(session, place.lead, place.house, Slot.MIDDLING, at=NOON)
    assert not any(case.is_own for case in list_cases(session, place.panel[1], place.house.id))
    kinds = session.exec(select(HistoryEntry.kind).where(HistoryEntry.kind.like("calibration.%"))).all()
    assert sorted(kinds) == ["calibration.case_replaced"] * 2 + ["calibration.case_restored"]


def test_a_key_that_is_not_whole_and_a_nameless_case_are_refused(session, place):
    given = {"title": "Vores sag", "text": "Det skete.", "key": dict.fromkeys(CRITERIA, 2), "at": NOON}
    with pytest.raises(AnswersRefusedError):
        replace_case(session, place.lead, place.house, Slot.RADICAL, **{**given, "key": {"R1": 2}})
    with pytest.raises(RuleBrokenError) as refusal:
        replace_case(session, place.lead, place.house, Slot.RADICAL, **{**given, "title": " "})
    assert refusal.value.field == "title"
    with pytest.raises(NotAllowedError):
        replace_case(session, place.panel[0], place.house, Slot.RADICAL, **given)
    with pytest.raises(NotFoundError):
        get_case(session, place.lead, place.house.id, "huge")


@pytest.fixture
def enter(session, client, sign_in):
    def entered(viewer):
        person = session.get_one(Person, viewer.person_id)
        person.language = "en"
        session.add(person)
        session.commit()
        sign_in(client, person)
        return client

    return entered


@on_sqlite
def test_the_pages_lead_a_new_evaluator_through_the_cases_and_hide_the_key_until_the_third(
    session, place, opened, enter
):
    ask_new_evaluators(session, place.lead, place.house, wanted=True, at=NOON)
    viewer = place.panel[0]
    form = the_assessment(session, opened, viewer).id
    browser = enter(viewer)
    house = f"/houses/{place.house.short_name}"
    base = f"{house}/calibration"

    sent = browser.get(f"{house}/evaluations/assessments/{form}")
    assert sent.location.endswith("/calibration/")
    assert "Then you can score projects" in browser.get(f"{base}/").text
    assert "Forklift Team North" in browser.get(f"{base}/incremental").text
    refused = browser.post(f"{base}/incremental", data={**WHOLE, "R3-level": "cannot", "C2-level": ""})
    assert refused.status_code == 422
    assert refused.text.count("Choose a level, or “cannot assess”.") == 2  # at the top and at the field
    for slot in ("incremental", "middling"):
        page = browser.post(f"{base}/{slot}", data=WHOLE, follow_redirects=True).text
        assert "How far from the key" not in page
        assert "Case by case" not in page
    page = browser.post(f"{base}/radical", data=WHOLE, follow_redirects=True).text
    assert "How far from the key" in page
    assert page.count("beside the key") == 3
    assert browser.get(f"{base}/radical").status_code == 302
    assert "already scored" in browser.post(f"{base}/radical", data=WHOLE, follow_redirects=True).text
    assert browser.get(f"{base}/huge").status_code == 404


@on_sqlite
def test_a_lead_replaces_a_case_on_the_page_and_sees_everyones_drift(session, place, enter):
    scores(session, place.house, place.panel[0], off=2)
    browser = enter(place.lead)
    base = f"/houses/{place.house.short_name}/calibration"

    refused = browser.post(f"{base}/radical/replace", data={"title": "Own", "text": "It was", "R1-level": "4"})
    assert refused.status_code == 422
    assert "Choose the level agreed for this case." in refused.text
    assert '<option value="4" selected>' in refused.text
    assert (
        "Own"
        in browser.post(
            f"{base}/radical/replace", data={"title": "Own", "text": "It was", **WHOLE}, follow_redirects=True
        ).text
    )
    assert "shipped case is used again" in browser.post(f"{base}/radical/restore", follow_redirects=True).text
    page = browser.post(f"{base}/ask", data={"wanted": "yes"}, follow_redirects=True).text
    assert "before the first project" in page
    assert session.get_one(Person, place.panel[0].person_id).name in page


@on_sqlite
def test_the_page_reads_as_many_statements_for_one_evaluator_as_for_many(engine, session, place):
    scores(session, place.house, place.panel[0])
    with counted_statements(engine) as for_one:
        list_drift(session, place.lead, place.house.id)
    for viewer in place.panel[1:]:
        scores(session, place.house, viewer)
    session.flush()

    with counted_statements(engine) as for_many:
        list_drift(session, place.lead, place.house.id)

    assert len(for_many) == len(for_one)


@on_sqlite
def test_what_is_chosen_on_a_case_is_kept_as_one_types_seen_by_nobody_else_and_gone_when_handed_in(
    session, place, enter
):
    viewer, base = place.panel[0], f"/houses/{place.house.short_name}/calibration"
    browser = enter(viewer)

    kept = browser.post(f"{base}/radical/autosave", data={"R1-level": "4", "D1-level": "cannot"})
    more = browser.post(f"{base}/radical/autosave", data={"R2-level": "5"})

    assert (kept.status_code, kept.json["answered"], more.json["answered"]) == (200, "2 of 15", "3 of 15")
    assert more.json["status"] == "saved at 13:00"
    page = browser.get(f"{base}/radical").text
    for chosen in ("R1-level-4", "R2-level-5", "D1-level-cannot"):
        assert re.search(rf'id="{chosen}"[^>]* checked', page)
    wrong = browser.post(f"{base}/radical/autosave", data={"R1-level": "9"})
    assert (wrong.status_code, list(wrong.json["problems"])) == (422, ["R1-level"])
    assert find_own_draft(session, place.panel[1], place.house.id, Slot.RADICAL, year=2027) is None
    session.commit()
    assert browser.post(f"{base}/radical", data={"do": "save", "C1-level": "2"}).location.endswith("/radical")

    browser.post(f"{base}/radical", data={**WHOLE, "do": "hand_in"})

    assert browser.post(f"{base}/radical/autosave", data={"R1-level": "4"}).status_code == 409
    assert session.exec(select(CalibrationDraft)).all() == []


@on_sqlite
def test_a_draft_says_nothing_about_the_case_that_comes_in_its_place(session, place):
    viewer = place.panel[0]
    draft_case(session, viewer, place.house, Slot.RADICAL, {"R1": 4}, at=NOON)
    draft_case(session, viewer, place.house, Slot.MIDDLING, {"R1": 3}, at=NOON)

    replace_case(
        session,
        place.lead,
        place.house,
        Slot.RADICAL,
        title="Own",
        text="Ours",
        key=dict.fromkeys(CRITERIA, 3),
        at=NOON,
    )

    [left] = session.exec(select(CalibrationDraft)).all()
    assert left.slot is Slot.MIDDLING
    with pytest.raises(NotAllowedError):
        draft_case(session, place.lead, place.house, Slot.RADICAL, {"R1": 4}, at=NOON)
