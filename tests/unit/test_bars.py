"""Bars: even numbers on the axis, every bar inside the picture, words that fit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.charts.bars import Bar, BarChart, Marker, bar_chart, histogram, ticks
from portfolio.charts.drawing import draw_svg


@given(st.floats(-1e9, 0), st.floats(0, 1e9))
def test_the_axis_holds_every_value_with_few_even_numbers(low, high):
    found = ticks(low, high)

    assert found[0] <= low + 1e-6 * (high - low) + 1e-9
    assert found[-1] >= high - 1e-6 * (high - low) - 1e-9
    assert 2 <= len(found) <= 8
    assert 0 in found


@pytest.mark.parametrize("narrow", [True, False])
def test_a_picture_with_every_kind_of_bar_is_drawn(narrow):
    bars = (Bar("2027", -100.0), Bar("2028", 20.0, outline=24.0), Bar("2029", 0.0), Bar("2030", 5.0, hollow=True))
    chart = BarChart(
        "Money", bars, str, (Marker(2, "here"), Marker(4, "at the very end of the picture")), ("kept", "lost")
    )

    svg = draw_svg(bar_chart(chart, language="en", narrow=narrow), language="en", title="t", description="d")

    assert "at the very end" in svg
    assert svg.count("<path") >= 4
    assert not re.search(r"NaN|Infinity", svg)


def test_a_histogram_holds_every_value_once():
    found = histogram([0.0, 0.5, 1.0, 7.0, -1.0], 0.0, 2.0, 4)

    assert [start for start, _share in found] == [0.0, 0.5, 1.0, 1.5]
    assert sum(share for _start, share in found) == pytest.approx(1)
    assert found[-1][1] == pytest.approx(0.2)
