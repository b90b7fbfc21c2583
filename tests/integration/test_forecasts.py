"""Forecasts: blind until one's own is given, settled once with a source, and a reason to look again when they fail."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from portfolio.actions.evaluations import close_evaluation
from portfolio.actions.forecasts import ask_forecast, give_probability, settle_forecast
from portfolio.db import writing
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.language import speaking
from portfolio.models import Forecast, ForecastProbability, House, Person
from portfolio.queries.attention import list_attention
from portfolio.queries.attention_items import AttentionKind
from portfolio.queries.forecasts import get_forecast, house_record, list_forecasts
from portfolio.rounds.forecasting import Outcome
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation, complete_answers, handed_in
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite
from tests.integration.evaluations.conftest import Place
from tests.integration.evaluations.test_at_once import at_once

JUNE = date(2027, 6, 1)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _in_english():
    with speaking("en"):
        yield


@pytest.fixture
def place(session) -> Place:
    house = a_house(session, name="Fjordhuset")
    _person, lead = a_member(session, house, Role.LEAD)
    panel = [a_member(session, house, Role.EVALUATOR)[1] for _ in range(3)]
    return Place(house, a_project(session, house, name="Natteboligen"), lead, panel)


def asked(session, place, question="Is the agreement signed?", day=JUNE) -> Forecast:
    return ask_forecast(session, place.lead, place.house, place.project, question=question, resolves_on=day, at=NOON)


def given(session, place, forecast, viewer, percent, at=NOON) -> ForecastProbability:
    return give_probability(session, viewer, place.house, forecast, percent=percent, at=at)


def house_again(session, place) -> Place:
    """The same place with its house as another session reads it."""
    return Place(
        session.exec(select(House).where(House.name == "Fjordhuset")).one(), place.project, place.lead, place.panel
    )


def settled(session, place, forecast, outcome, at=NOON) -> Forecast:
    return settle_forecast(
        session, place.lead, place.house, forecast, outcome=outcome, source="The minutes of 1 June", at=at
    )


def test_others_answers_are_hidden_until_ones_own_is_given_and_the_last_one_counts(session, place):
    forecast = asked(session, place)
    one, other, third = place.panel
    _person, board = a_member(session, place.house, Role.BOARD_MEMBER)
    given(session, place, forecast, one, 80)
    given(session, place, forecast, one, 60, at=NOON + timedelta(hours=1))

    def mean(viewer, today=TODAY):
        return get_forecast(session, viewer, place.house.id, forecast.id, today=today).mean

    assert [mean(viewer) for viewer in (one, other, third, place.lead, board)] == [60, None, None, None, None]
    given(session, place, forecast, other, 20)
    assert [mean(viewer) for viewer in (one, other, third, place.lead, board)] == [40, 40, None, None, None]
    assert mean(third, today=JUNE + timedelta(days=1)) == 40
    settled(session, place, forecast, Outcome.YES)
    assert [mean(viewer) for viewer in (one, other, third, place.lead, board)] == [40] * 5


def test_who_asks_answers_and_settles_is_checked(session, place):
    forecast = asked(session, place)
    person, leads_it = a_member(session, place.house, Role.LEAD, Role.EVALUATOR)
    place.project.lead_id = person.id
    session.add(place.project)
    session.flush()

    with pytest.raises(RuleBrokenError, match="leads a project"):
        given(session, place, forecast, leads_it, 50)
    with pytest.raises(NotAllowedError):
        given(session, place, forecast, place.lead, 50)
    with pytest.raises(NotAllowedError):
        ask_forecast(session, place.panel[0], place.house, place.project, question="x", resolves_on=JUNE, at=NOON)
    with pytest.raises(NotAllowedError):
        settle_forecast(session, place.panel[0], place.house, forecast, outcome=Outcome.NO, source="x", at=NOON)
    with pytest.raises(RuleBrokenError) as refusal:
        settle_forecast(session, place.lead, place.house, forecast, outcome=Outcome.NO, source=" ", at=NOON)
    assert refusal.value.field == "source"
    other = a_house(session)
    _stranger, stranger = a_member(session, other, Role.LEAD, Role.EVALUATOR)
    with pytest.raises(NotFoundError):
        give_probability(session, stranger, other, forecast, percent=50, at=NOON)
    with pytest.raises(NotFoundError):
        list_forecasts(session, stranger, place.house.id, today=TODAY)


def test_of_those_who_settle_at_once_one_does_and_it_is_never_rewritten(engine, session, place):
    forecast = asked(session, place)
    given(session, place, forecast, place.panel[0], 70)
    session.commit()
    forecast_id = forecast.id

    def settle(_number):
        with writing(engine) as own:
            return settled(own, place, own.get_one(Forecast, forecast_id), Outcome.NO)

    assert sorted(type(one).__name__ for one in at_once(3, settle)) == ["Forecast"] + ["RuleBrokenError"] * 2
    for statement in (
        "UPDATE forecast SET outcome = 'yes'",
        "DELETE FROM forecast",
        "UPDATE forecast_probability SET percent = 1",
        "DELETE FROM forecast_probability",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="written once"):
            session.execute(sa.text(statement))
        session.rollback()
    with writing(engine) as own, pytest.raises(RuleBrokenError, match="settled"):
        given(own, house_again(own, place), own.get_one(Forecast, forecast_id), place.panel[1], 10)


def test_a_fifth_open_question_waits_until_one_is_settled(session, place):
    first, *_others = [asked(session, place, f"Question {number}?") for number in range(4)]

    with pytest.raises(RuleBrokenError, match="Four questions"):
        asked(session, place)
    settled(session, place, first, Outcome.VOID)
    asked(session, place)


def test_the_house_is_scored_by_the_mean_of_last_answers_and_void_does_not_count(session, place):
    for question, percents, outcome in (
        ("A?", (90, 70), Outcome.YES),
        ("B?", (10, 30), Outcome.NO),
        ("C?", (50, 50), Outcome.VOID),
        ("D?", (), Outcome.NO),
    ):
        forecast = asked(session, place, question)
        for viewer, percent in zip(place.panel, percents, strict=False):
            given(session, place, forecast, viewer, percent)
        settled(session, place, forecast, outcome)

    record = house_record(list_forecasts(session, place.lead, place.house.id, today=TODAY))

    assert record.count == 2
    assert record.brier == pytest.approx(0.04)


def test_an_outcome_against_eighty_per_cent_asks_for_an_evaluation_until_there_is_one(session, place):
    forecast = asked(session, place)
    given(session, place, forecast, place.panel[0], 85)
    settled(session, place, forecast, Outcome.NO)

    def surprised():
        found = list_attention(session, place.lead, place.house.id, today=TODAY)
        return [item for item in found if item.kind is AttentionKind.SURPRISED]

    (item,) = surprised()
    assert item.reason == "a forecast held 85 per cent likely came out the other way"
    evaluation = an_evaluation(session, place.house, place.project, place.panel)
    assert surprised() == []
    for viewer in place.panel:
        handed_in(session, evaluation, viewer, complete_answers(3))
    close_evaluation(session, place.lead, evaluation, at=NOON + timedelta(hours=1))
    assert surprised() == []


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
def test_a_lead_asks_and_settles_on_the_pages(session, place, enter):
    browser = enter(place.lead)
    house = f"/houses/{place.house.short_name}"
    address = f"{house}/forecasts/new/{place.project.id}"

    refused = browser.post(address, data={"question": "Kept?", "resolves_on": "2030-01-01"})
    assert refused.status_code == 422
    assert "within twelve months" in refused.text
    assert "Kept?" in refused.text
    page = browser.post(address, data={"question": "Signed?", "resolves_on": "2027-06-01"}, follow_redirects=True).text
    assert "Signed?" in page
    forecast = session.exec(select(Forecast.id)).one()
    session.rollback()
    settle = f"{house}/forecasts/{forecast}/settle"
    assert "Choose how it came out" in browser.post(settle, data={"source": "x"}).text
    assert browser.post(settle, data={"outcome": "perhaps", "source": "x"}).status_code == 422
    page = browser.post(settle, data={"outcome": "no", "source": "The minutes"}, follow_redirects=True).text
    assert "The minutes" in page
    assert "already settled" in browser.post(settle, data={"outcome": "yes", "source": "y"}).text
    assert browser.get(f"{house}/forecasts/").status_code == 200


@on_sqlite
def test_an_evaluator_answers_on_the_page_and_only_then_sees_the_panel(session, place, enter):
    forecast = asked(session, place)
    given(session, place, forecast, place.panel[1], 37)
    browser = enter(place.panel[0])
    house = f"/houses/{place.house.short_name}"
    address = f"{house}/forecasts/{forecast.id}"

    for wrong in ("", "101", "-3", "half"):
        assert browser.post(address, data={"percent": wrong}).status_code == 422
    for page in (address, f"{house}/forecasts/", f"{house}/projects/{place.project.id}"):
        assert "37\xa0%" not in browser.get(page).text.split("<main")[1].split("</main")[0]
    page = browser.post(address, data={"percent": "63"}, follow_redirects=True).text
    assert "mean 50" in page


@on_sqlite
def test_calibration_is_drawn_from_thirty_settled_questions_on(session, place, enter):
    for number in range(30):
        forecast = asked(session, place, f"Question {number}?")
        given(session, place, forecast, place.panel[0], 10 * (number % 11))
        if number == 29:
            break
        settled(session, place, forecast, Outcome.YES if number % 3 else Outcome.NO)
    browser = enter(place.panel[0])
    address = f"/houses/{place.house.short_name}/forecasts/"
    before = browser.get(address).text

    settled(session, place, forecast, Outcome.YES)
    session.commit()

    assert "1 more question is settled" in before
    assert 'class="calibration"' not in before
    assert 'class="calibration"' in browser.get(address).text


@on_sqlite
def test_the_list_reads_as_many_statements_for_one_question_as_for_many(engine, session, place):
    given(session, place, asked(session, place), place.panel[0], 50)
    with counted_statements(engine) as for_one:
        list_forecasts(session, place.lead, place.house.id, today=TODAY)
    for number in range(3):
        given(session, place, asked(session, place, f"Question {number}?"), place.panel[0], 50)
    session.flush()

    with counted_statements(engine) as for_many:
        list_forecasts(session, place.lead, place.house.id, today=TODAY)

    assert session.get_one(House, place.house.id)
    assert len(for_many) == len(for_one)


@on_sqlite
def test_a_long_project_is_asked_for_questions_until_it_has_two(session, place, client, sign_in):
    long = a_project(session, place.house, name="Lagerbroen", horizon_year=2035)
    a_project(session, place.house, name="Kort", horizon_year=2028)
    person = session.get_one(Person, place.lead.person_id)
    session.commit()
    sign_in(client, person)
    house = f"/houses/{place.house.short_name}"
    client.post("/language", data={"language": "en"})

    assert "2 questions are missing" in client.get(f"{house}/forecasts/").text
    for question in ("Is it signed?", "Is it open?"):
        client.post(f"{house}/forecasts/new/{long.id}", data={"question": question, "resolves_on": "2027-06-01"})
        page = client.get(f"{house}/projects/{long.id}").text
        assert ("A project this long should have two open questions" in page) == (question == "Is it signed?")

    page = client.get(f"{house}/forecasts/").text
    assert "Long projects that lack questions" not in page
    assert "Kort" not in page
