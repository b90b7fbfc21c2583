"""Importing a spreadsheet in a real browser: template, dry run, yes, and the projects are there."""

from playwright.sync_api import expect

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member

SHEET = "\n".join(
    [
        "Navn;Resumé;Fase;Horisont;Beløb;Partnere;Erhverv;Egen kolonne",
        'Lagerbroen;Unge oplæres på lageret.;Afprøvning;2035;1.250.000,50;"Fjord (offentlig); Havn A/S (privat)";8344;',
        'Natteboligen;Et sted at sove og et sted at begynde.;Idé;2038;2,5 mio.;"Fonden Nat; Fjord (offentlig)";;',
        "Havnekøkkenet;Mad og fællesskab.;Pause;31-02-2035;ti tusind;Havn A/S (privatt);Kok 50 %;",
    ]
)
MENDED = SHEET.replace(
    "Pause;31-02-2035;ti tusind;Havn A/S (privatt);Kok 50 %", "Idé;2035;10.000;Havn A/S (privat);9412"
)


def test_a_lead_imports_a_spreadsheet(session, visit, tmp_path):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    person, _viewer = a_member(session, house, Role.LEAD, name="Mette Leder")
    session.commit()
    file = tmp_path / "projekter.csv"
    file.write_text(SHEET, encoding="cp1252")

    page = visit("/houses/fjord/import/", person, locale="da-DK")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("main").locator("button[type=submit]").click()
    expect(page.locator(".fate-refused tbody tr")).to_have_count(1)
    expect(page.locator(".fate-new tbody tr")).to_have_count(2)

    file.write_text(MENDED, encoding="cp1252")
    page.goto(page.url.rsplit("/", 1)[0] + "/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("main").locator("button[type=submit]").click()
    page.get_by_role("main").locator("button.button-primary").click()

    expect(page.locator(".project-links a")).to_have_count(3)
    page.get_by_role("link", name="Lagerbroen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lagerbroen")
