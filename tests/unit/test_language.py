"""Numbers, money, dates and sorting as Danish and English readers expect them."""

from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from portfolio import language
from portfolio.language import speaking


@pytest.mark.parametrize(
    ("spoken", "number", "money", "short", "day", "moment"),
    [
        ("da", "1.234,5", "1.234,50\xa0kr.", "48,2\xa0mio.\xa0kr.", "3. marts 2027", "3. marts 2027 kl. 14.10"),
        ("en", "1,234.5", "DKK\xa01,234.50", "DKK\xa048.2\xa0million", "3 March 2027", "3 March 2027 at 14:10"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(spoken, number, money, short, day, moment):
    with speaking(spoken):
        assert language.format_number(1234.5, 1) == number
        assert language.format_money(123450, "DKK") == money
        assert language.format_money_short(4_820_000_000, "DKK") == short
        assert language.format_date(date(2027, 3, 3)) == day
        assert language.format_moment(datetime(2027, 3, 3, 13, 10, tzinfo=UTC), "Europe/Copenhagen") == moment


def test_whole_amounts_have_no_decimals():
    with speaking("da"):
        assert language.format_money(123400, "DKK") == "1.234\xa0kr."


def test_a_currency_without_minor_units_is_not_divided():
    with speaking("en"):
        assert language.format_money(5000, "JPY") == "JP¥\xa05,000"


def test_danish_letters_sort_last_and_double_a_is_one_of_them():
    names = ["Ærlig", "Øen", "Aarhus", "Åen", "Zebra", "abe"]

    assert sorted(names, key=language.sort_key) == ["abe", "Zebra", "Ærlig", "Øen", "Åen", "Aarhus"]


def test_the_language_is_danish_unless_another_is_spoken():
    assert language.current_language() == "da"
    with speaking("en"):
        assert language.current_language() == "en"
    assert language.current_language() == "da"


@pytest.mark.parametrize(("text", "known"), [("en", "en"), ("da", "da"), ("de", "da"), (None, "da"), ("", "da")])
def test_an_unknown_language_becomes_the_default(text, known):
    assert language.as_language(text) == known


def test_a_text_is_no_markup_because_markup_said_the_same_before():
    with speaking("en"):
        assert type(language.gettext(Markup("A <b>name</b>"))) is Markup
        assert type(language.gettext("A <b>name</b>")) is str


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_date_in_a_sentence_is_not_broken_and_everything_else_is_as_it_was(spoken):
    with speaking(spoken):
        day = language.format_date(date(2027, 3, 15))

    whole = day.replace(" ", "\N{NO-BREAK SPACE}")
    assert language.unbroken_dates(f"a {day}; 12 marts, 3 of 2027") == f"a {whole}; 12 marts, 3 of 2027"
