"""Figures lead to their records: links in the PDF that both standards accept, and none to what is not there."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from flask import Flask

from jobs.briefings.rendering import render
from portfolio.briefing.content import BriefingContent
from portfolio.briefing.records import house_address
from tests.briefing_beside import much_beside
from tests.briefing_house import a_content, thirteen

ADDRESS = "https://innohus.example/houses/fjordhuset/"


@cache
def linked() -> tuple[BriefingContent, bytes]:
    sheets = thirteen()
    content = a_content("da", sheets, beside=much_beside(sheets[8].project, sheets[9].project))
    content = replace(content, address=ADDRESS, edited="redigeret og godkendt af Karla Vestergård")
    return content, render(content).pdf


def targets(pdf: bytes) -> list[str]:
    """Where the links of a PDF lead; each of them says so to a screen reader."""
    with pikepdf.open(BytesIO(pdf)) as document:
        links = [annotation for page in document.pages for annotation in page.get("/Annots", [])]
        assert all(str(link["/Contents"]) for link in links)
        return [str(link["/A"]["/URI"]) for link in links]


def test_every_project_and_every_figure_of_a_sheet_leads_to_its_record():
    content, pdf = linked()
    found = set(targets(pdf))

    records = {row.record for row in content.rows} | {section.record for section in content.sections}
    records |= {figure.record for sheet in content.sheets for figure in sheet.figures}
    assert {f"{ADDRESS}{record}" for record in records if record} <= found
    assert all(target.startswith(ADDRESS) for target in found)


@pytest.mark.pdf
def test_a_pdf_with_links_complies_with_both_standards(pdf_failures: Callable[..., object]):
    assert pdf_failures(linked()[1], "ua1") == {}
    assert pdf_failures(linked()[1], "3a") == {}


def test_every_record_is_a_page_of_the_program(app: Flask):
    content, _pdf = linked()
    pages = app.url_map.bind("innohus.example")

    for record in {row.record for row in content.rows} | {section.record for section in content.sections} - {""}:
        pages.match(f"/houses/fjordhuset/{record}")
    for figure in (figure for sheet in content.sheets for figure in sheet.figures if figure.record):
        pages.match(f"/houses/fjordhuset/{figure.record}")


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("https://innohus.example/", ADDRESS),
        ("http://127.0.0.1:8000", ""),
        ("http://localhost:8000", ""),
        ("", ""),
    ],
)
def test_an_address_that_nobody_else_can_open_is_not_printed(base_url: str, address: str):
    assert house_address(base_url, "fjordhuset") == address
