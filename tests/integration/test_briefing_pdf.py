"""The PDF of a briefing: its attachments and limits, and what becomes of contents that nobody expects."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from jobs.briefings import rendering
from jobs.briefings.figures import attached_tables
from jobs.briefings.fonts import find_faces, missing_fonts
from jobs.briefings.geometry import find_problems
from jobs.briefings.rendering import RenderingError, render
from portfolio.briefing.problems import Problem
from portfolio.language import LANGUAGES, Language
from tests.briefing_house import a_content, thirteen
from tests.briefing_sizes import book_of, content_of
from tests.pdf_pages import text_of
from tests.printing import Printer


def test_pages_that_lack_a_sheet_are_told():
    assert find_problems([], sheets=1, board_page=False) == (Problem.SHORT,)
    assert find_problems([], sheets=0, board_page=True) == (Problem.SHORT,)
    assert find_problems([], sheets=0, board_page=False) == ()


def test_the_project_book_has_a_sheet_for_every_project(printed: Printer):
    text = text_of(printed(book_of("da")))

    assert all(text.count(sheet.project.name) >= 2 for sheet in thirteen())  # in the table and on a sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_and_language_are_set_and_the_figures_travel_along(printed: Printer, language: Language):
    content = content_of("thirteen", language)
    with pikepdf.open(BytesIO(printed(content))) as document:
        assert str(document.Root.Lang) == language
        assert str(document.docinfo["/Title"]) == content.title
        assert document.Root.ViewerPreferences.DisplayDocTitle
        tables = [
            document.attachments[f"{name}-{content.period}.csv"].get_file().read_bytes().decode("utf-8-sig")
            for name in content.attached
        ]

    assert tables == list(attached_tables(content).values())
    assert len(tables[0].splitlines()) == 1 + len(content.rows)


def test_the_table_of_figures_cannot_run_in_a_spreadsheet(printed: Printer):
    with pikepdf.open(BytesIO(printed(content_of("hostile", "da")))) as document:
        table = document.attachments["figures-2027-03.csv"].get_file().read_bytes().decode("utf-8-sig")

    assert "'=HYPERLINK" in table


def test_a_lead_s_word_of_forty_lines_is_held_with_the_reason():
    content = replace(a_content("da"), leads_word="En linje fra lederen, som fylder.\n" * 40 + "Ord " * 600)

    with pytest.raises(RenderingError) as held:
        render(content)

    assert held.value.problems == (Problem.OVERFULL,)


def test_a_rendering_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rendering, "TIME_LIMIT", 0.05)

    with pytest.raises(RenderingError) as ended:
        render(a_content("da"))

    assert ended.value.problems == (Problem.TOO_SLOW,)


def test_without_the_typeface_the_doctor_says_so(tmp_path: Path):
    assert missing_fonts() is None
    assert find_faces(tmp_path) == ()
    assert str(tmp_path) in str(missing_fonts(tmp_path))
