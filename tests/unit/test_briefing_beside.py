"""Payments, returns and forecasts in the briefing: counted again from what is attached; silent where they must be."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.briefings.figures import attached_tables
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.parts import Section
from portfolio.briefing.payments import survived
from portfolio.briefing.sections import Beside
from portfolio.resilience.result import CurvePoint
from tests import recount_beside as recount
from tests.briefing_beside import a_contract_sheet, a_forecast, much_beside, settled_before
from tests.briefing_house import APRIL, a_content, a_month_later, a_sheet, thirteen

TODAY = date(2027, 4, 1)
WORDS = {"one": 1, "two": 2, "three": 3}
NUMBER = re.compile(r"\b(?:one|two|three|\d+(?:,\d{3})*(?:\.\d+)?)\b", re.I)


@pytest.fixture(scope="module", name="content")
def a_briefing() -> BriefingContent:
    sheets = thirteen(APRIL)
    return a_month_later("en", thirteen(), sheets, beside=much_beside(sheets[8].project, sheets[9].project))


def of(content: BriefingContent, key: str) -> tuple[Section, recount.Lines]:
    [section] = [section for section in content.sections if section.key == key]
    return section, recount.read(attached_tables(content)[key])


def numbers(*sentences: str) -> list[float]:
    found = NUMBER.findall(" ".join(sentences))
    return [WORDS.get(text.lower(), 0) or float(text.replace(",", "")) for text in found]


def test_what_contracts_earn_and_what_technology_leaves_is_counted_again(content: BriefingContent):
    section, lines = of(content, "payments")

    earned, *rest = numbers(*section.sentences[:2])
    contracts, *money = recount.payments(lines)
    assert earned == contracts
    assert rest == [money[0] * 1000, money[1] * 1000, *money[2:]]


def test_forecasts_are_counted_again(content: BriefingContent):
    section, lines = of(content, "forecasts")
    text = " ".join(section.sentences)

    still_open, late = recount.open_forecasts(lines, TODAY.isoformat())
    assert numbers(section.sentences[0])[0] == still_open
    assert numbers(section.sentences[1])[0] == late
    count, score = recount.brier(lines)
    assert f"Over {count} settled forecasts the Brier score is {score:.2f}" in text
    assert section.table
    told = [[int(re.sub(r"\D", "", cell)) for cell in row] for row in section.table.rows]
    assert told == recount.calibration(lines)


def test_the_fan_is_counted_again(content: BriefingContent):
    section, lines = of(content, "fan")

    assert section.table
    for year, median, limits in section.table.rows:
        assert [int(text) for text in re.findall(r"\d+", f"{median} {limits}")] == recount.fan(lines, int(year))


def test_calibration_is_told_from_thirty_settled_forecasts_on():
    sheets = thirteen()
    project = sheets[0].project
    few, enough = (a_content("en", sheets, beside=Beside(forecasts=settled_before(project, n))) for n in (29, 30))

    assert of(few, "forecasts")[0].table is None
    assert "so far there are 29" in " ".join(of(few, "forecasts")[0].sentences)
    assert of(enough, "forecasts")[0].table is not None


def test_what_is_held_likely_of_an_open_question_is_nowhere():
    sheets = thirteen()
    asked = a_forecast(sheets[0].project, "Will it?", (37, 38))

    content = a_content("en", sheets, beside=Beside(forecasts=[asked]))

    said = str(of(content, "forecasts"))
    assert "37" not in said
    assert "75" not in said


def test_without_contracts_bonds_and_forecasts_their_sections_are_left_out():
    assert {section.key for section in a_content("da").sections} == {"landing", "horizons", "fan"}


def test_how_many_results_wait_is_not_told_because_they_may_be_few_people():
    sheet = a_sheet(1, "Natteboligen", work="5322")
    waiting = a_contract_sheet(sheet.project, waiting=True)

    content = a_content("en", [sheet], beside=Beside(contracts=[waiting]))

    assert "Some results still wait to be verified." in of(content, "payments")[0].sentences


def test_many_contracts_are_all_in_the_attached_table_and_the_rest_is_a_count():
    sheet = a_sheet(1, "Natteboligen", work="5322")
    contracts = [a_contract_sheet(sheet.project, number, planned=False) for number in range(1, 16)]

    section, lines = of(a_content("en", [sheet], beside=Beside(contracts=contracts)), "payments")

    assert section.table
    assert section.table.rows[-1][0] == "Three others are in the attached table."
    assert len(section.table.rows) == 13
    assert len(lines) == 15


def test_an_amount_taken_back_stays_a_number_in_the_attached_table():
    sheet = a_sheet(1, "Natteboligen", work="5322")
    contract = a_contract_sheet(sheet.project, name="=1+1", earned=-5_000)

    _section, [line] = of(a_content("en", [sheet], beside=Beside(contracts=[contract])), "payments")

    assert line["earned_minor"] == "-5000"
    assert line["contract"] == "'=1+1"


SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3)


@given(
    st.lists(st.tuples(st.integers(1, 20_000), st.integers(1, 10**12)), max_size=5),
    st.lists(SHARES, min_size=2, max_size=60),
)
def test_technology_leaves_no_more_than_was_planned(payments: list[tuple[int, int]], drawn: list[list[float]]):
    curve = [CurvePoint(0, 1.0, 1.0, 1.0, 1.0)]
    for year, shares in enumerate(drawn, start=1):
        low, middle, high = sorted(shares)
        curve.append(CurvePoint(year, middle, low, middle, high))
    to_come = [(TODAY + timedelta(days=days), minor) for days, minor in payments]

    left = survived(to_come, curve, today=TODAY)

    assert 0 <= left.low <= left.middle <= left.high <= sum(minor for _day, minor in to_come)


def test_a_payment_counts_by_the_share_of_the_work_on_its_day():
    curve = [CurvePoint(year, share, share, share, share) for year, share in enumerate((1.0, 0.8, 0.4))]
    to_come = [(TODAY + timedelta(days=365), 100), (TODAY + timedelta(days=3650), 1000)]

    left = survived(to_come, curve, today=TODAY)

    assert left.middle == 80 + 400
    assert survived(to_come, [replace(point, p50=1.0) for point in curve], today=TODAY).middle == 1100
