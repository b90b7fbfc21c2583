"""Every figure that links to its explanation finds one, and every explanation says all that it must."""

import re

import pytest

from tests.architecture.checkout import ROOT

TEMPLATES = sorted((ROOT / "web/templates").rglob("*.html"))
EXPLANATIONS = [file for file in TEMPLATES if file.name.startswith(("figures", "_figures_of"))]
EXPLAINED = re.compile(r"\{\{ figure\('([\w-]+)'")
LINKED = re.compile(r"explained\('([\w-]+)'|evaluations\.figures', _anchor='([\w-]+)'")
FROM_CODE = re.compile(r"yield Measure\(\s*\"(\w+)\"")
PLACES = {  # what shows a figure, and where it must lead
    "projects/_table.html": {"zone", "radicality", "resilience", "decoupling", "next"},
    "projects/show.html": {"zone", "weakest", "next"},
    "evaluations/_first_round.html": {"answers", "median"},
    "resilience/show.html": {"resilience", "lead_time", "half_life"},
    "resilience/portfolio.html": {"resilience", "lead_time"},
    "forecasts/index.html": {"brier"},
    "calibration/index.html": {"drift"},
    "weights/edit.html": {"weights"},
    "agreement/show.html": {"alpha", "within", "icc", "order"},
    "robustness/show.html": {"bands", "pairs", "places", "first", "confidence", "entropy"},
}
AXES = {"radicality", "decoupling", "connection"}  # named by a variable on the page of a result


def explained() -> list[str]:
    return [anchor for file in EXPLANATIONS for anchor in EXPLAINED.findall(file.read_text())]


def linked() -> set[str]:
    texts = "".join(file.read_text() for file in TEMPLATES)
    pages = (ROOT / "web/balance_page.py").read_text()
    return {first or second for first, second in LINKED.findall(texts)} | set(FROM_CODE.findall(pages)) | AXES


def test_there_are_figures_and_explanations() -> None:
    assert len(explained()) > 25
    assert {"alpha", "distance", "bands", "history"} <= linked()


def test_no_explanation_stands_twice() -> None:
    assert len(explained()) == len(set(explained()))


@pytest.mark.parametrize("anchor", sorted(linked()))
def test_every_linked_figure_is_explained(anchor: str) -> None:
    assert anchor in explained()


@pytest.mark.parametrize(("template", "anchors"), PLACES.items(), ids=list(PLACES))
def test_every_page_with_figures_leads_to_the_section_of_each(template: str, anchors: set[str]) -> None:
    text = (ROOT / "web/templates" / template).read_text()

    assert anchors <= {first or second for first, second in LINKED.findall(text)}


def test_no_figure_leads_to_the_page_as_a_whole() -> None:
    whole = re.compile(r"url_for\('evaluations\.figures'\)")

    assert [file.name for file in TEMPLATES if whole.search(file.read_text())] == []
