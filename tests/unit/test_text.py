"""Text from outside is made safe once, or refused with a sentence."""

import pytest

from portfolio.errors import RuleBrokenError
from portfolio.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Lager\tbroen \n", "Lager broen"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("a\x00b\x07c", "abc"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("👩‍🍳 Køkken", "👩‍🍳 Køkken"),
    ],
)
def test_a_line_is_normalised_and_freed_of_what_deceives(raw, clean):
    assert clean_line(raw, field="name") == clean


def test_a_text_keeps_its_lines():
    assert clean_text("one\r\ntwo\rthree", field="summary") == "one\ntwo\nthree"


@pytest.mark.parametrize("raw", ["", "   ", "\x00", "\u202e"])
def test_a_required_text_cannot_be_empty_or_invisible(raw):
    with pytest.raises(RuleBrokenError) as refusal:
        clean_line(raw, field="name", required=True)

    assert refusal.value.field == "name"


def test_a_text_that_is_too_long_is_refused_and_says_how_much_room_there_is():
    with pytest.raises(RuleBrokenError, match=r"301.*300"):
        clean_line("x" * 301, field="name")
