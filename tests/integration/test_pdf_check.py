"""The check of PDFs must be able to fail, or a good answer of it means nothing."""

from collections.abc import Callable

import pytest
from weasyprint import HTML

pytestmark = pytest.mark.pdf

PAGE = '<html lang="da"><head><title>Orientering</title></head><body><h1>Orientering</h1><p>Tekst.</p></body></html>'


@pytest.mark.parametrize(("variant", "profile"), [("pdf/ua-1", "ua1"), ("pdf/a-3a", "3a")])
def test_a_page_made_for_a_profile_complies_with_it(pdf_failures: Callable[..., object], variant: str, profile: str):
    content = HTML(string=PAGE).write_pdf(pdf_variant=variant)

    assert pdf_failures(content, profile) == {}


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_an_untagged_page_fails(pdf_failures: Callable[..., object], profile: str):
    content = HTML(string=PAGE).write_pdf()

    assert pdf_failures(content, profile)


def test_a_figure_without_a_text_fails(pdf_failures: Callable[..., dict[str, int]]):
    figure = '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\'>'
    content = HTML(string=PAGE.replace("<p>", figure + "<p>")).write_pdf(pdf_variant="pdf/ua-1")

    failures = pdf_failures(content, "ua1")

    assert any("Figure" in message for message in failures), failures
