import pytest

from portfolio.privacy import looks_like_cpr


@pytest.mark.parametrize("text", ["010190-1234", "Født 3112991234.", "cpr 290200 1234", "(150675–4321)"])
def test_a_day_and_four_digits_look_like_a_cpr_number(text):
    assert looks_like_cpr(text)


@pytest.mark.parametrize(
    "text",
    ["", "410190-1234", "011390-1234", "1.250.000.000", "12345678901", "01-01-2030", "tlf. 12 34 56 78", "2027-1234"],
)
def test_other_numbers_do_not(text):
    assert not looks_like_cpr(text)
