"""Bars of a hundred per cent, drawn and told."""

import pytest

from portfolio.charts.drawing import draw_svg
from portfolio.charts.shares import ShareBar, share_bars, share_bars_description
from portfolio.language import speaking

BARS = (
    ShareBar("Pengene", (0.11, 0.47, 0.42), href="/houses/fjord/projects/"),
    ShareBar("Korridoren", (0.0, 0.5, 0.5), slim=True),
)


@pytest.mark.parametrize("frame", [{"printed": False}, {"printed": False, "narrow": True}, {"printed": True}])
def test_the_parts_of_a_bar_fill_its_width_and_nothing_leaves_the_sheet(frame: dict[str, bool]) -> None:
    drawn = share_bars(BARS, language="da", **frame)
    parts = [row for layer in drawn["layer"] if layer["mark"]["type"] == "rect" for row in layer["data"]["values"]]
    whole = [row for row in parts if row["y2"] - row["y"] > 20 or (frame["printed"] and row["y2"] - row["y"] > 15)]

    assert max(row["x2"] for row in parts) <= drawn["width"]
    assert max(row["y2"] for row in parts) <= drawn["height"]
    assert len(whole) == 3
    assert len([row for row in parts if row not in whole]) == 2 + 3  # an empty part is not drawn; three are the legend


def test_the_words_tell_every_share() -> None:
    with speaking("en"):
        told = share_bars_description(BARS).replace("\N{NO-BREAK SPACE}", " ")

    assert told == (
        "Pengene: incremental 11 %, substantial 47 %, radical 42 %. "
        "Korridoren: incremental 0 %, substantial 50 %, radical 50 %."
    )


def test_a_label_links_on_a_page_and_not_on_paper() -> None:
    page, paper = (
        draw_svg(share_bars(BARS, language="en", printed=printed), language="en", title="t", description="d")
        for printed in (False, True)
    )

    assert 'href="/houses/fjord/projects/"' in page
    assert "href" not in paper
