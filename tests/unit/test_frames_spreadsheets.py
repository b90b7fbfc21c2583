"""Reading spreadsheets: every file gives rows or one sentence."""

import json
import zipfile
from datetime import date
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from portfolio.errors import RuleBrokenError
from portfolio.frames import workbook
from portfolio.frames.columns import COLUMNS, column_of, explanation
from portfolio.frames.project_rows import read_projects
from portfolio.frames.spreadsheets import read_spreadsheet
from portfolio.frames.template import template_csv, template_workbook
from portfolio.language import speaking
from tests.material import HOSTILE, needs


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def a_workbook(rows, *, formulas=(), merged=(), blank_rows=0):
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Projekter")
        date = book.add_format({"num_format": "dd-mm-yyyy"})
        for line, cells in enumerate(rows, start=blank_rows):
            for place, cell in enumerate(cells):
                if hasattr(cell, "year"):
                    sheet.write_datetime(line, place, cell, date)
                else:
                    sheet.write(line, place, cell)
        for cell, formula, value in formulas:
            sheet.write_formula(cell, formula, None, value)
        for area, text in merged:
            sheet.merge_range(area, text)
    return buffer.getvalue()


def sentence(content):
    with pytest.raises(RuleBrokenError) as refusal:
        read_spreadsheet(content)
    return str(refusal.value)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_is_read_whatever_stands_between_cells_and_however_it_is_encoded(separator, encoding, ending):
    text = ending.join(separator.join(row) for row in (["Navn", "Målgruppe"], ["Løsning", "Ældre på øen"]))

    sheet = read_spreadsheet(text.encode(encoding))

    assert [line.cells for line in sheet.lines] == [{"name": "Løsning", "target_group": "Ældre på øen"}]


def test_words_that_programs_take_for_nothing_stay_words():
    sheet = read_spreadsheet(b"Name;Summary\nnull;NaN\nNone;N/A\n")

    assert [(line.cells["name"], line.cells["summary"]) for line in sheet.lines] == [("null", "NaN"), ("None", "N/A")]


def test_headings_are_found_in_any_order_case_and_language_below_a_title():
    sheet = read_spreadsheet(b"Projekter 2027;;\n\nSUMMARY;Egen kolonne; navn* \nKort;x;Lagerbroen\n")

    assert sheet.columns == ("summary", "name")
    assert sheet.unknown_headings == ("Egen kolonne",)
    assert sheet.lines[0].number == 4
    assert sheet.lines[0].cells == {"summary": "Kort", "name": "Lagerbroen"}


def test_a_first_row_that_names_the_separator_is_understood():
    assert read_spreadsheet(b"sep=|\nName|Summary\na|b\n").lines[0].cells == {"name": "a", "summary": "b"}


def test_every_heading_of_both_languages_is_known_and_explained():
    for column in COLUMNS:
        assert column_of(column.english) == column_of(column.danish) == column.key
        assert explanation(column.key)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("make", [template_csv, template_workbook])
def test_a_filled_in_template_has_every_column(language, make):
    content = make(language)
    if make is template_csv:
        content += ("x" + (";" if language == "da" else ",") * (len(COLUMNS) - 1) + "\r\n").encode()
        sheet = read_spreadsheet(content)
        assert sheet.columns == tuple(column.key for column in COLUMNS)
    else:
        assert "no projects below them" in sentence(content)


def test_a_workbook_is_read_with_its_numbers_and_dates():
    content = a_workbook([["Navn", "Beløb", "Horisont"], ["A", 1250.125, date(2035, 12, 31)], ["B", 1250000, 2036]])

    facts = [reading.facts for reading in read_projects(read_spreadsheet(content))]

    assert [fact["budget_minor"] for fact in facts] == [125_013, 125_000_000]
    assert [fact["horizon_year"] for fact in facts] == [2035, 2036]


def test_merged_cells_and_formulas_are_told():
    content = a_workbook(
        [["Name", "Summary", "Money"], ["A"], ["B"], ["C"]],
        formulas=[("C2", "=1+1", 2), ("C3", "=1/0", "")],
        merged=[("A5:A6", "D")],
    )

    readings = {reading.line: reading for reading in read_projects(read_spreadsheet(content))}

    assert [note.sentence for note in readings[2].notes] == ["Cell C2 holds a formula; its last result is read."]
    assert [problem.sentence for problem in readings[3].problems] == [
        "Cell C3 holds a formula without a result. Write the value."
    ]
    assert [note.sentence for note in readings[5].notes] == [
        "The cells A5:A6 are merged; only the first of them has the text."
    ]


def test_rows_are_numbered_as_the_spreadsheet_program_shows_them():
    sheet = read_spreadsheet(a_workbook([["Name"], ["A"], [""], ["B"]], blank_rows=3))

    assert [(line.number, line.cells["name"]) for line in sheet.lines] == [(5, "A"), (7, "B")]


def test_two_rows_about_the_same_project_leave_the_first():
    readings = read_projects(read_spreadsheet(b"Name\nLagerbroen\n lagerBROEN \n"))

    assert [bool(reading.problems) for reading in readings] == [False, True]
    assert "Row 2 is about the same project" in readings[1].problems[0].sentence


def test_a_row_with_more_cells_than_headings_is_refused_and_the_others_are_not():
    readings = read_projects(read_spreadsheet(b"Name,Summary\nA,b\nB,b,c,d\n"))

    assert [bool(reading.problems) for reading in readings] == [False, True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"  \n \n", "The file is empty."),
        (b";;\n;;\n", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n123", "This is not a spreadsheet."),
        (b"%PDF-1.7", "This is not a spreadsheet."),
        (b"Name\x00;b\n", "This is not a spreadsheet."),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "old Excel format"),
        (b"Summary\nx\n", "The column Name is missing."),
        (b"Name;Summary\n", "no projects below them"),
        (b"Name;navn\na;b\n", "is there twice"),
        (b"PK\x03\x04 not really", "The file is damaged."),
        (a_workbook([[]]), "The file is empty."),
        (a_workbook([["Name"]] + [["x"]] * 2_001), "The file has 2,001 rows, and 2,000 can be imported at a time."),
        (b"Name\n" + b"x\n" * 50_000, "The file has 50,000 rows, and 2,000 can be imported at a time."),
        (b"x" * (10 * 1024 * 1024 + 1), "The file is too large."),
    ],
    ids=lambda part: part if isinstance(part, str) else "",  # a workbook's bytes tell the second it was made
)  # fmt: skip
def test_a_file_that_is_no_list_of_projects_is_refused_with_one_sentence(content, said):
    assert said in sentence(content)


def a_zip(**parts):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
        archive.writestr("[Content_Types].xml", "<Types>spreadsheetml.sheet</Types>")
    return buffer.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = a_zip(xl__workbook=bytes(workbook.UNZIPPED + 1))

    assert len(content) < 1024 * 1024
    assert "asks for more room" in sentence(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_a_doctype_is_refused(encoding):
    content = a_zip(xl__workbook='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>'.encode(encoding))

    assert "holds instructions" in sentence(content)


def test_a_file_that_kills_its_reader_is_refused_like_any_other():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(a_workbook([["Name"], ["x"]]))) as good, zipfile.ZipFile(buffer, "w") as bad:
        for part in good.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            sheet = f'<worksheet {main} xmlns:r="{relations}"><sheetData>{rows}</sheetData></worksheet>'
            bad.writestr(part, sheet if is_sheet else good.read(part))

    assert "asks for more room" in sentence(buffer.getvalue())


@needs(HOSTILE)
@pytest.mark.parametrize(
    "file",
    [file for file in sorted(HOSTILE.rglob("*")) if file.is_file() and "jsontestsuite" not in file.parts],
    ids=lambda file: file.name,
)
def test_every_hostile_file_gives_rows_or_one_sentence(file):
    said, readings = "", []
    try:
        readings = read_projects(read_spreadsheet(file.read_bytes()))
    except RuleBrokenError as refusal:
        said = str(refusal)

    assert readings or (10 < len(said) < 200 and "\n" not in said)


@needs(HOSTILE)
def test_every_naughty_string_is_a_name_that_is_kept_or_refused_with_a_sentence():
    strings = json.loads((HOSTILE / "blns/blns.json").read_text("utf-8"))
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Summary"])
        for line, text in enumerate(strings, start=1):
            sheet.write_string(line, 0, str(line))
            sheet.write_string(line, 1, text)

    readings = read_projects(read_spreadsheet(buffer.getvalue()))

    assert len(readings) == len(strings)
