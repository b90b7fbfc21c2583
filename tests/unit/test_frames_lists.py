"""Several things in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.frames.escaping import escaped, unescaped
from portfolio.frames.lists import (
    join_list,
    read_partners,
    read_shares,
    split_list,
    write_occupations,
    write_partners,
)
from portfolio.language import speaking

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
)
NAME = LINE.filter(bool)
SECTORS = st.sampled_from(["public", "private", "civil_society", "unknown"])


@given(st.lists(NAME, max_size=6))
def test_a_list_in_a_cell_is_read_back_without_loss(items):
    assert split_list(join_list(items), field="stop_criteria") == items


@given(st.lists(st.tuples(NAME, SECTORS, st.booleans()), max_size=5), st.sampled_from(["da", "en"]))
def test_partners_in_a_cell_are_read_back_without_loss(partners, language):
    try:
        found = read_partners(write_partners(partners, language))
    except RuleBrokenError:  # a name that itself ends with a misspelt sector is asked about
        assert any(name.endswith(")") for name, _sector, _is_funder in partners)
        return

    assert found == partners


@given(st.dictionaries(st.sampled_from(["8344", "9112", "0110"]), st.integers(1, 10_000), min_size=1))
@pytest.mark.parametrize("language", ["da", "en"])
def test_shares_in_a_cell_are_read_back_without_loss(language, shares):
    assert dict(read_shares(write_occupations(shares, language))) == shares


@given(st.text(max_size=20))
def test_an_escaped_cell_is_read_back_without_loss(text):
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+45 12345678", "-x", "@SUM(A1)", "\tx", "\rx", "'=1", "-5/2"])
def test_a_cell_that_a_spreadsheet_program_would_run_gets_an_apostrophe(text):
    assert escaped(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "+5", "-5,25", "5", "a=b", ""])
def test_numbers_and_harmless_texts_stay_as_they_are(text):
    assert escaped(text) == text


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (
            "Fjord Kommune (offentlig); Havn A/S (privat)",
            [("Fjord Kommune", "public", False), ("Havn A/S", "private", False)],
        ),
        ("A (Public sector)\nB (Civilsamfund)", [("A", "public", False), ("B", "civil_society", False)]),
        ("Fonden (The Fund)", [("Fonden (The Fund)", "unknown", False)]),
        ('"Navn; med semikolon" (privat)', [("Navn; med semikolon", "private", False)]),
        ('"Navn; med semikolon (privat)"', [("Navn; med semikolon", "private", False)]),
        ("A (public, funder); B (bidragyder)", [("A", "public", True), ("B", "unknown", True)]),
        ("", []),
    ],
)
def test_partners_are_read_with_their_sector_in_brackets(text, partners):
    assert read_partners(text) == partners


def test_a_misspelt_sector_is_asked_about():
    with speaking("en"), pytest.raises(RuleBrokenError, match="“publik” is not a sector"):
        read_partners("Fjord Kommune (publik)")
    with speaking("en"), pytest.raises(RuleBrokenError, match="“fundr” is neither a sector nor the word funder"):
        read_partners("Fjord Kommune (public, fundr)")


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("8344=60 %; 9112=40 %", [("8344", 6000), ("9112", 4000)]),
        ("Truckfører: 60%; Rengøring 40 %", [("Truckfører", 6000), ("Rengøring", 4000)]),
        ("8344 (33,33 %)\n9112 (66.67 %)", [("8344", 3333), ("9112", 6667)]),
        ("Truckfører", [("Truckfører", 10_000)]),
        ("", []),
    ],
)
def test_shares_are_read_as_people_write_them(text, shares):
    assert read_shares(text) == shares


def test_an_occupation_without_a_share_among_others_is_refused():
    with speaking("en"), pytest.raises(RuleBrokenError, match="“9112” has no share"):
        read_shares("8344=60 %; 9112")
