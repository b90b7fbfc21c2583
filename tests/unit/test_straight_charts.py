"""Charts for print are written straight as SVG; what is drawn is what Vega draws from the same specification."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from portfolio.briefing import pictures
from portfolio.briefing.content import BriefingContent
from portfolio.charts.drawing import draw_svg
from portfolio.charts.straight import straight_svg
from tests.briefing_house import a_content

SVG = "{http://www.w3.org/2000/svg}"
Texts = Counter[tuple[str, ...]]


@pytest.fixture(scope="module")
def both() -> list[tuple[ET.Element, ET.Element]]:
    """Every chart of a briefing, straight and by Vega."""
    found = []

    def noted(specification, *, title, description):
        straight = straight_svg(specification, title=title, description=description)
        by_vega = draw_svg(specification, language="da", title=title, description=description)
        found.append((ET.fromstring(straight or ""), ET.fromstring(by_vega)))
        return straight

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "straight_svg", noted)
        pictures.draw_pictures(a_content("da"), printed=True)
    return found


def test_every_chart_of_the_briefing_is_written_straight(both: list[tuple[ET.Element, ET.Element]]):
    assert len(both) == 4


def test_words_stand_where_vega_puts_them_in_the_same_type(both: list[tuple[ET.Element, ET.Element]]):
    for straight, by_vega in both:
        assert texts(straight) == texts(by_vega)
        assert texts(straight)


def test_marks_reach_as_far_as_vega_s_in_the_same_colours(both: list[tuple[ET.Element, ET.Element]]):
    for straight, by_vega in both:
        ours, theirs = extents(straight), extents(by_vega)
        assert ours.keys() == theirs.keys()
        for colours, edges in ours.items():
            assert edges == pytest.approx(theirs[colours], abs=0.15), colours


def test_title_and_description_are_said_and_escaped():
    specification = {"width": 10, "height": 10, "layer": []}

    root = ET.fromstring(straight_svg(specification, title="<b>&", description="\"d'") or "")

    assert [element.text for element in root] == ["<b>&", "\"d'"]
    assert root.get("aria-labelledby", "").split() == [element.get("id") for element in root]


def test_a_mark_that_is_not_known_is_left_to_vega():
    arc = {"mark": {"type": "arc"}, "data": {"values": []}}

    assert straight_svg({"width": 1, "height": 1, "layer": [arc]}, title="", description="") is None


def test_pages_keep_their_links_because_vega_draws_them(monkeypatch: pytest.MonkeyPatch):
    content: BriefingContent = a_content("da")
    monkeypatch.setattr(pictures, "straight_svg", None)  # calling it would fail

    assert pictures.draw_pictures(content, printed=False)


def texts(root: ET.Element) -> Texts:
    """Words with their size, weight, colour, side and place."""
    found = Texts()
    for text in root.iter(f"{SVG}text"):
        moved = re.findall(r"-?[\d.]+", text.get("transform", ""))
        x, y = moved or (text.get("x", ""), text.get("y", ""))
        look = (text.get(name, "") for name in ("font-size", "font-weight", "fill", "text-anchor"))
        found[(text.text or "", f"{float(x):.1f}", f"{float(y):.1f}", *look)] += 1
    return found


def extents(root: ET.Element) -> dict[tuple[str, ...], list[float]]:
    """How far left, right, up and down the marks of each look reach."""
    found: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for mark in root.iter():
        dashes = mark.get("stroke-dasharray", "").replace("1,0", "")  # Vega's way of saying none
        width = mark.get("stroke-width", "1") if mark.get("stroke") else ""
        look = (mark.get("fill", ""), mark.get("stroke", ""), width, dashes)
        if any(look[:2]) and (points := corners(mark)):
            found.setdefault(look, []).extend(points)
    return {
        look: [min(x for x, _ in at), max(x for x, _ in at), min(y for _, y in at), max(y for _, y in at)]
        for look, at in found.items()
    }


def corners(mark: ET.Element) -> list[tuple[float, float]]:
    """The corners of one mark's box, moved to where it stands."""
    left, top = (float(number) for number in re.findall(r"-?[\d.]+", mark.get("transform", "0,0"))[:2])
    if mark.tag == f"{SVG}circle":
        x, y, r = (float(mark.get(name, "0")) for name in ("cx", "cy", "r"))
        return [(x - r, y - r), (x + r, y + r)]
    if mark.tag == f"{SVG}line":
        return [(left, top), (left + float(mark.get("x2", "0")), top + float(mark.get("y2", "0")))]
    if mark.tag == f"{SVG}path":
        return [(left + x, top + y) for x, y in walked(mark.get("d", ""))]
    return []


def walked(way: str) -> list[tuple[float, float]]:
    """The points of a path of straight pieces, absolute or relative, and of half circles around the middle."""
    points, x, y = [], 0.0, 0.0
    for command, written in re.findall(r"([A-Za-z])([^A-Za-z]*)", way):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", written)]
        if command in "ML":
            for x, y in zip(numbers[::2], numbers[1::2], strict=True):
                points.append((x, y))
        elif command == "A":
            radius = numbers[0]
            points += [(-radius, -radius), (radius, radius)]
        elif command == "h":
            points.append((x := x + numbers[0], y))
        elif command == "v":
            points.append((x, y := y + numbers[0]))
        elif command not in "Zz":
            raise AssertionError(f"{command} is not expected in {way}")
    return points
