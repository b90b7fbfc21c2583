"""Files of flows as Danish and English spreadsheets write them; what is ambiguous is refused with its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.frames.flow_file import read_flows
from portfolio.language import speaking

DANISH = "Dato;Beløb;Andel i risiko;Valuta\r\n31-12-2026;-1.000,50 ;;DKK\r\n\r\n1. marts 2028;1 240,25;0,5;dkk\r\n"
ENGLISH = 'date,amount,share_at_risk,currency\n2026-12-31,"-1,000.50",,DKK\n2028-03-01,1240.25,0.5,DKK\n'


@pytest.mark.parametrize(
    "content",
    [
        DANISH.encode(),
        DANISH.encode("cp1252"),
        DANISH.encode("utf-16"),
        DANISH.replace(";", "\t").encode("utf-8-sig"),
        ENGLISH.encode(),
    ],
)
def test_danish_and_english_files_hold_the_same_flows(content):
    table = read_flows(content)

    assert [(flow.on, flow.amount, flow.share_at_risk) for flow in table.flows] == [
        (date(2026, 12, 31), -1000.50, 0.0),
        (date(2028, 3, 1), 1240.25, 0.5),
    ]
    assert table.currency == "DKK"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "no column date / amount"),
        ("date;amount\n", "no flows"),
        ("date,amount\n2027-01-01,-1\n2028-02-30,2\n", "Line 3: write the date"),
        ("date,amount\n2027-01-01,nan\n", "Line 2: “nan” is not a number"),
        ("date,amount\n2027-01-01,inf\n", "Line 2: “inf” is not a number"),
        ("date,amount\n2027-01-01,1_000\n", "is not a number"),
        ("date,amount\n2027-01-01,€100\n", "is not a number"),
        ("date,amount,share_at_risk\n2027-01-01,-1,1.2\n", "Line 2: the share at risk"),
        ("date,amount,colour\n2027-01-01,-1,red\n", "unknown column: colour"),
        ("date,amount,amount\n2027-01-01,-1,2\n", "amount is there twice"),
        ("date,amount\n2027-01-01,-1,7\n", "Line 2 has more cells"),
        ("date,amount,currency\n2027-01-01,-1,DKK\n2028-01-01,2,EUR\n", "Line 3 is in EUR, but line 2 in DKK"),
        ("date;amount\n2027-01-01;-1,5\n2028-01-01;2.5\n", "decimal comma and others a decimal point"),
        ("date;amount\n2027-01-01;-1,000\n", "one thousand or one"),
        ("date;amount\n2027-01-01;-1.00.000\n", "is not a number"),
        ('date,amount\n2027-01-01,"-1\n', "Line 2 cannot be read"),
        ("PK\x03\x04", "not CSV"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content, sentence):
    with speaking("en"), pytest.raises(RuleBrokenError) as refused:
        read_flows(content.encode())

    assert sentence in str(refused.value)


def test_a_point_before_three_digits_is_what_the_separator_says():
    danish = read_flows(b"date;amount\n2027-01-01;-1.250\n")
    english = read_flows(b"date,amount\n2027-01-01,-1.250\n")

    assert (danish.flows[0].amount, english.flows[0].amount) == (-1250, -1.25)


@given(st.binary(max_size=200))
def test_any_bytes_give_flows_or_one_sentence(content):
    def read():
        try:
            return bool(read_flows(content).flows)
        except RuleBrokenError as refused:
            return bool(str(refused))

    assert read()
