"""Numbers, money and years in cells."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.frames.numbers import Amount, parse_amount, parse_currency, parse_number, parse_year, parse_years
from portfolio.language import format_number, speaking


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1250000", "1250000"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("1 250 000", "1250000"),
        ("1 250 000,5", "1250000.5"),
        ("1'250'000.50", "1250000.50"),
        ("1.250.000,50", "1250000.50"),
        ("1,250,000.50", "1250000.50"),
        ("1250000,50", "1250000.50"),
        ("1250000.50", "1250000.50"),
        ("1.250", "1250"),
        ("1,250", "1250"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("-7,5", "-7.5"),
        ("−7", "-7"),
    ],
)
def test_a_number_is_read_as_danes_and_britons_write_it(text, value):
    assert parse_number(text, field="money") == Decimal(value)


NOT_NUMBERS = [
    "",
    "abc",
    "1.2.3",
    "1,25,000",
    "1.250,000.50",
    "12.34,56",
    "1..2",
    "1e5",
    "NaN",
    "Infinity",
    "½",
    "٣",
    "1 25",
    "null",
    "None",
    "=1+1",
    "1;2",
    "0x10",
    ".",
    ",",
    "1.",
    "-",
]


@pytest.mark.parametrize("text", [*NOT_NUMBERS, "9" * 41])
def test_what_is_no_number_or_ambiguous_is_refused_with_a_sentence(text):
    with speaking("en"), pytest.raises(RuleBrokenError, match="is not a number"):
        parse_number(text, field="money")


@given(st.integers(min_value=0, max_value=10**13), st.sampled_from(["da", "en"]))
def test_what_a_page_writes_in_either_language_is_read_back(hundredths, language):
    with speaking(language):
        written = format_number(hundredths / 100 if hundredths < 10**12 else hundredths // 100, 2)

    expected = Decimal(hundredths) / 100 if hundredths < 10**12 else Decimal(hundredths // 100)
    assert parse_number(written, field="money") == expected


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_sentence(text):
    for parse in (parse_number, parse_amount, parse_year, parse_years, parse_currency):
        with suppress(RuleBrokenError):
            parse(text, field="money")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2,5 mio.", Amount(250_000_000)),
        ("2.5 million DKK", Amount(250_000_000, "DKK")),
        ("kr. 500.000,-", Amount(50_000_000, "DKK")),
        ("500 t.kr.", Amount(50_000_000, "DKK")),
        ("EUR 100", Amount(10_000, "EUR")),
        ("100 €", Amount(10_000, "EUR")),
        ("1234.565", Amount(123_457, None, rounded=True)),
        ("0", Amount(0)),
    ],
)
def test_money_is_read_with_its_words(text, amount):
    assert parse_amount(text, field="money") == amount


@pytest.mark.parametrize(
    "text", ["ti tusind", "$10,000,000", "100 DKK EUR", "ten", "50% of principal", "C$", "5,290,000 (housing)"]
)
def test_money_that_is_not_one_amount_in_one_currency_is_refused(text):
    with pytest.raises(RuleBrokenError):
        parse_amount(text, field="money")


@pytest.mark.parametrize(
    "text",
    [
        "2035",
        "31-12-2035",
        "31.12.2035",
        "31/12/2035",
        "2035-12-31",
        "2035-12-31 00:00:00",
        "31. december 2035",
        "1 May 2035",
    ],
)
def test_a_year_may_be_written_as_a_whole_date(text):
    assert parse_year(text, field="horizon_year") == 2035


def test_a_date_that_is_in_no_calendar_is_told_as_such():
    with speaking("en"), pytest.raises(RuleBrokenError, match="“31-02-2035” is not a date in the calendar"):
        parse_year("31-02-2035", field="horizon_year")


def test_a_year_of_two_digits_is_not_guessed():
    with speaking("en"), pytest.raises(RuleBrokenError, match="Write it as 2035"):
        parse_year("35", field="horizon_year")


@pytest.mark.parametrize(("text", "years"), [("3", 3), ("3 år", 3), ("3 years", 3), ("3,0", 3)])
def test_a_response_time_is_whole_years(text, years):
    assert parse_years(text, field="response_years") == years


def test_an_amount_beyond_any_budget_is_read_and_left_to_the_rules():
    assert parse_amount("9" * 39, field="money").minor > 10**15
