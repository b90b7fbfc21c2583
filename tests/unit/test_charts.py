import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from portfolio.charts.curve import Curve, OccupationLine, resilience_curve
from portfolio.charts.drawing import draw_svg
from portfolio.charts.lettering import shorten, text_width
from portfolio.charts.marks import ZONE_COLOURS, ZONE_SHAPES, zone_look
from portfolio.charts.matrix import MatrixPoint, matrix_description, matrix_finding, portfolio_matrix
from portfolio.charts.placing import Anchor, Box, place, spread
from portfolio.language import speaking
from portfolio.words import ZONES

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert(1)</script>\"'&"


def a_point(**facts):
    defaults = {
        "name": "Natteboligen",
        "radicality": 72.0,
        "radicality_low": 66.0,
        "radicality_high": 80.0,
        "resilience": 81.0,
        "resilience_low": 68.0,
        "resilience_high": 90.0,
        "zone": "ambidextrous",
        "enough_evaluators": True,
        "money_minor": 450_000_000,
        "href": "/houses/fjord/projects/1",
    }
    return MatrixPoint(**{**defaults, **facts})


def drawn(points, **how):
    specification = portfolio_matrix(points, **{"language": "da", "printed": False, **how})
    return draw_svg(specification, language="da", title="Titel", description="Beskrivelse")


def a_curve(**facts):
    falling = [1 - year / 60 for year in range(31)]
    defaults = {
        "first_year": 2027,
        "low": [share * 0.9 for share in falling],
        "median": falling,
        "high": [min(1.0, share * 1.05) for share in falling],
        "occupations": [OccupationLine("Truckfører", falling), OccupationLine("Kok", falling)],
        "horizon_year": 2037,
        "watch_year": 2041,
    }
    return Curve(**{**defaults, **facts})


def test_a_drawing_has_no_prefixes_whatever_a_library_has_registered():
    ET.register_namespace("", "http://example.org/taken")

    svg = drawn([a_point(name="Lagerbroen")])

    assert svg.startswith("<svg ")
    assert "ns0:" not in svg


@pytest.mark.parametrize("how", [{}, {"narrow": True}, {"printed": True}])
def test_a_drawing_has_nothing_that_a_strict_content_policy_refuses(how):
    svg = drawn([a_point(name=HOSTILE)], **how)

    elements = list(ET.fromstring(svg).iter())
    assert not {element.tag for element in elements} & {f"{SVG}{name}" for name in ("style", "script", "image", "use")}
    names = {name for element in elements for name in element.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on") or "}" in name}
    assert "<script" not in svg


def test_a_drawing_is_named_first_by_a_title_and_then_by_a_description():
    root = ET.fromstring(drawn([a_point()]))

    assert [element.tag for element in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.get("aria-labelledby").split() == [root[0].get("id"), root[1].get("id")]


def test_on_a_page_every_mark_links_to_its_project_and_says_its_figures_and_in_print_none_does():
    page = ET.fromstring(drawn([a_point(), a_point(name="Lagerbroen", href="/houses/fjord/projects/2")]))
    paper = ET.fromstring(drawn([a_point()], printed=True))

    links = page.findall(f".//{SVG}a")
    assert {link.get("href") for link in links} == {"/houses/fjord/projects/1", "/houses/fjord/projects/2"}
    assert all("72" in "".join(link.itertext()) for link in links)
    assert page.get("role") == "group"
    assert paper.findall(f".//{SVG}a") == []
    assert paper.get("role") == "img"


@pytest.mark.parametrize("address", ["https://evil.example/x", "//evil.example/x"])
def test_a_mark_never_links_out_of_the_installation(address):
    svg = drawn([a_point(href=address)])

    assert "href=" not in svg


def test_equal_specifications_give_equal_bytes():
    assert drawn([a_point()]) == drawn([a_point()])


def test_two_drawings_on_one_page_share_no_id():
    both = drawn([a_point()]) + drawn([a_point()], narrow=True)

    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids)) == 4


def test_every_zone_is_told_by_its_shape_in_grey_print_and_a_score_of_few_is_hollow():
    looks = {(ZONE_SHAPES[zone], zone_look(zone, sure=True)["fill"] == "#FFFFFF") for zone in ZONES}

    assert len(looks) == len(ZONES)
    assert set(ZONE_COLOURS) == set(ZONES)
    assert all(zone_look(zone, sure=False)["fill"] == "#FFFFFF" for zone in ZONES)
    assert zone_look("ordinary", sure=False)["dashed"]


def test_the_area_of_a_mark_grows_with_the_money():
    rich, poor = a_point(money_minor=1_000_000_00), a_point(name="Poor", money_minor=500_000_00)

    layers = portfolio_matrix([rich, poor], language="da", printed=False)["layer"]
    areas = [row["area"] for layer in layers for row in layer["data"]["values"] if row.get("name")]
    assert areas[1] == pytest.approx(areas[0] / 2)


def test_the_axis_reaches_down_to_the_lowest_whisker():
    low = a_point(resilience=40, resilience_low=12)

    texts = [row.get("text") for row in rows_of(portfolio_matrix([low], language="da", printed=False))]
    assert "10" in texts
    assert "40" not in texts


def test_money_is_written_as_readers_of_each_language_do():
    danish = portfolio_matrix([a_point()], language="da", printed=False)
    english = portfolio_matrix([a_point()], language="en", printed=False)

    assert "4,5 mio. kr." in texts_of(danish)
    assert "DKK 4.5 million" in texts_of(english)


def test_two_hundred_projects_with_long_names_are_drawn_with_labels_that_do_not_overlap():
    points = [
        a_point(name=f"{number} {'langt navn ' * 27}", radicality=number % 97, resilience=45 + number * 7 % 55)
        for number in range(200)
    ]

    specification = portfolio_matrix(points, language="da", printed=False)

    labels = [row for row in rows_of(specification) if "langt" in str(row.get("text"))]
    boxes = [Box(row["x"], row["y"] - 6.5, row["x"] + text_width(row["text"], 13), row["y"] + 6.5) for row in labels]
    assert 5 < len(labels) < 200
    assert f"Med navn: {len(labels)} af 200" in texts_of(specification)
    assert not any(one.overlap(other) > 0.5 for place, one in enumerate(boxes) for other in boxes[:place])


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("how", [{}, {"narrow": True}, {"printed": True}])
def test_how_many_bear_a_name_stands_clear_of_the_axis(language, how):
    points = [a_point(name=f"Projekt {number} i Havblik") for number in range(200)]

    rows = rows_of(portfolio_matrix(points, **{"language": language, "printed": False, **how}))

    (note,) = [row for row in rows if str(row.get("text")).startswith(("Med navn", "Named"))]
    (axis,) = [row for row in rows if str(row.get("text")).endswith(" →")]
    size = 13
    assert note["y"] == axis["y"]
    assert note["x"] + text_width(note["text"], size) < axis["x"] - text_width(axis["text"], size)


def test_the_finding_counts_radical_projects_whose_work_lasts():
    points = [a_point(), a_point(radicality=30), a_point(resilience=60), a_point(radicality=65, resilience=70)]

    with speaking("en"):
        assert matrix_finding(points).startswith("2 of the 4 projects")
        assert "Ambidextrous 4" in matrix_description(points)


@pytest.mark.parametrize("how", [{}, {"narrow": True}, {"printed": True}])
def test_the_years_ahead_are_drawn_with_horizon_watch_year_and_every_occupation(how):
    specification = resilience_curve(a_curve(), **{"language": "en", "printed": False, **how})
    svg = draw_svg(specification, language="en", title="t", description="d")

    for words in ("Horizon 2037: 83", "Watch year 2041", "Truckfører", "Kok", "The project", "2027"):
        assert words in svg
    assert "style=" not in svg


def test_a_horizon_beyond_the_years_drawn_is_left_out():
    svg = draw_svg(
        resilience_curve(replace(a_curve(), horizon_year=2070, watch_year=None), language="en", printed=False),
        language="en",
        title="t",
        description="d",
    )

    assert "2070" not in svg


def test_a_label_finds_a_free_place_and_is_left_out_where_there_is_none():
    frame = Box(0, 0, 100, 100)
    anchor = Anchor(50, 50, 5, 30, 10)

    free, crowded = place([anchor], frame=frame), place([anchor] * 20, frame=frame)

    assert frame.holds(free[0].box)
    assert None in crowded


def test_labels_at_the_edge_are_spread_in_order():
    middles = spread([50, 51, 52, 0], height=10, top=0, bottom=100)

    assert middles == [50, 60, 70, 5]
    assert spread([99, 100], height=10, top=0, bottom=100) == [85, 95]


def test_a_text_is_shortened_to_the_room_there_is():
    assert shorten("Kort", 200, 13) == "Kort"
    short = shorten("Et meget langt navn, der ikke kan være her", 100, 13)
    assert short.endswith("…")
    assert text_width(short, 13) <= 100


def rows_of(specification):
    return [row for layer in specification["layer"] for row in layer["data"]["values"]]


def texts_of(specification):
    return " ".join(str(row.get("text")) for row in rows_of(specification)).replace("\N{NO-BREAK SPACE}", " ")
