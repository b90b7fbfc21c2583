"""Briefings frozen by earlier versions, kept as they were stored: they are read, shown and printed as they stood."""

import json
from pathlib import Path

import pytest

from jobs.briefings.figures import attached_tables
from jobs.briefings.rendering import render
from portfolio.briefing.content import FORM, BriefingContent, read_content
from portfolio.briefing.pictures import draw_pictures

STORED = Path(__file__).parents[1] / "stored"
FORMS = range(1, FORM)  # a new form needs a stored briefing of the one before


def stored(form: int) -> BriefingContent:
    return read_content(json.loads((STORED / f"briefing-form-{form}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("form", FORMS)
def test_an_older_form_is_read_and_says_what_it_said(form: int):
    content = stored(form)

    assert content.form == form
    assert "Natteboligen" in {row.name for row in content.rows}
    assert draw_pictures(content, printed=True).keys() >= {"matrix"}
    assert set(attached_tables(content)) == {"figures", "levels"}


def test_the_oldest_form_can_still_be_laid_out():
    rendered = render(stored(1))  # raises when its pages could not be sent

    assert rendered.pages >= 3
    assert rendered.pdf.startswith(b"%PDF")
