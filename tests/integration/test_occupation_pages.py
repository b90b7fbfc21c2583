"""The pages about occupations: found, listed, each with what the studies say, and what the score is not."""

import re

import pytest

from portfolio.models import House
from portfolio.reference.occupations import INDICES, occupations
from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite
FORKLIFTS = {"horizon_year": 2040, "occupations": {"8344": 6_000, "9112": 4_000}}


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)


@pytest.fixture
def enter(session, client, sign_in):
    def go(person, language="en"):
        session.commit()
        sign_in(client, person)
        with client.session_transaction() as cookie:
            cookie["language"] = language
        return client

    return go


def page(client, path="", code=200):
    answer = client.get(f"/houses/fjord/occupations/{path}")
    assert answer.status_code == code
    return answer.text


def test_the_list_begins_with_what_the_projects_prepare_for(session, enter, house, lead):
    a_project(session, house, **FORKLIFTS)
    a_project(session, house, name="Second", **FORKLIFTS)

    text = page(enter(lead[0]))

    rows = re.findall(r'<a href="/houses/fjord/occupations/(\d{4})">([^<]+)</a>', text)
    assert rows == [("9112", occupations()["9112"].title_en), ("8344", "Lifting truck operators")]
    assert re.search(r'data-label="Projects">2<', text)


@pytest.mark.parametrize("words", ["forklift", "truckfører", "8344", "834410", "forklfit", "trukfører"])
def test_an_occupation_is_found_by_words_of_both_languages_and_small_misspellings(enter, lead, words):
    client = enter(lead[0])

    assert "/occupations/8344" in page(client, f"?q={words}")


@pytest.mark.parametrize("group", range(10))
def test_every_major_group_lists_its_unit_groups(enter, lead, group):
    text = page(enter(lead[0]), f"?group={group}")

    listed = set(re.findall(r"/occupations/(\d{4})", text))
    assert listed == {code for code in occupations() if code.startswith(str(group))}


@pytest.mark.parametrize("query", ["?q=%00", "?group=x", "?group=99", "?q=" + "a" * 500, "?q=zzzzqqqq"])
def test_odd_questions_are_answered_calmly(enter, lead, query):
    page(enter(lead[0]), query)


def test_many_projects_take_no_more_statements_than_one(session, app, enter, house, lead):
    a_project(session, house, **FORKLIFTS)
    client = enter(lead[0])
    for path in ("", "8344"):
        with counted_statements(app.extensions["innohus"]["engine"]) as one:
            page(client, path)
        for number in range(5):
            a_project(session, house, name=f"P {path} {number}", **FORKLIFTS)
        session.commit()
        with counted_statements(app.extensions["innohus"]["engine"]) as many:
            page(client, path)

        assert len(one) == len(many)


def test_an_occupations_page_shows_every_index_and_marks_what_was_set_by_hand(session, enter, house, lead):
    a_project(session, house, name="Lagerbroen", **FORKLIFTS)

    text = page(enter(lead[0]), "8344")

    assert "per cent of today’s tasks in this work" in text
    assert "The studies disagree strongly. Microsoft places it at 1 of a hundred, TechXposure at 100." in text
    assert len(re.findall(r'<th scope="row">[^<]+ 20\d\d', text)) == len(INDICES)
    assert "set by hand by the authors" in text
    assert re.search(r"Lagerbroen</a> <span[^>]*>60", text)
    assert "<svg" in text


def test_stand_ins_are_marked(enter, lead):
    text = page(enter(lead[0]), "0110")

    assert "no figure in the study: the mean of" in text
    assert "No study has looked at this occupation’s tasks" in text


def test_every_occupation_has_a_page(enter, lead):
    client = enter(lead[0])

    for code in list(occupations())[::40]:
        page(client, code)


def test_a_danish_code_of_six_digits_leads_to_its_parent(enter, lead):
    answer = enter(lead[0]).get("/houses/fjord/occupations/834410")

    assert (answer.status_code, answer.location) == (302, "/houses/fjord/occupations/8344")


@pytest.mark.parametrize("code", ["9999", "truck", "110", "83440"])
def test_a_code_that_is_none_has_no_page_but_a_sentence(enter, lead, code):
    assert "There is no occupation with the code" in page(enter(lead[0]), code, code=404)


def test_every_group_has_a_list_of_its_own_with_the_groups_around_it(enter, lead):
    client = enter(lead[0])

    for code in ("8", "83", "834", "011"):
        answer = client.get(f"/houses/fjord/occupations/{code}")
        assert (answer.status_code, answer.location) == (302, f"/houses/fjord/occupations/?group={code}")
    minor, major = page(client, "?group=834"), page(client, "?group=8")

    assert re.findall(r'data-label="Code">(\d+)<', minor) == ["8341", "8342", "8343", "8344"]
    assert 'href="/houses/fjord/occupations/?group=83"' in minor
    assert 'href="/houses/fjord/occupations/?group=82"' in major
    assert 'href="/houses/fjord/occupations/?group=834"' in page(client, "8344")


def test_only_projects_of_ones_own_houses_are_named(session, enter, house, lead):
    a_project(session, a_house(session), name="Elsewhere", **FORKLIFTS)

    assert "Elsewhere" not in page(enter(lead[0]), "8344")


def test_a_lead_switches_an_index_off_and_it_is_gone_from_the_pages(session, enter, house, lead):
    client = enter(lead[0])
    used = [name for name in INDICES if name != "frey_osborne_2013"]

    answer = client.post("/houses/fjord/occupations/studies", data={"used": used})

    assert answer.status_code == 302
    session.expire_all()
    assert session.get(House, house.id).indices_off == ["frey_osborne_2013"]
    assert "Frey–Osborne 2013" not in page(client, "8344")
    assert page(client, "studies").count(" checked") == len(used)


def test_without_any_index_the_pages_still_answer(enter, lead):
    client = enter(lead[0])

    client.post("/houses/fjord/occupations/studies", data={})

    assert "switched off every index" in page(client, "8344")
    assert client.get("/houses/fjord/track-record/").status_code == 200


def test_an_unknown_index_is_a_sentence_and_nothing_is_kept(session, enter, house, lead):
    answer = enter(lead[0]).post("/houses/fjord/occupations/studies", data={"used": ["crystal_ball"]})

    assert "There is no index “crystal_ball”." in answer.text
    assert session.get(House, house.id).indices_off == []


def test_others_than_the_lead_see_the_studies_and_cannot_choose(session, enter, house):
    evaluator = a_member(session, house, Role.EVALUATOR)[0]
    client = enter(evaluator)

    assert "checkbox" not in page(client, "studies")
    assert client.post("/houses/fjord/occupations/studies", data={}).status_code in (403, 200)
    assert session.get(House, house.id).indices_off == []


def record(client, query=""):
    answer = client.get(f"/houses/fjord/track-record/{query}")
    assert answer.status_code == 200
    return answer.text


def test_the_track_record_holds_matrix_backtest_and_doubling(enter, lead):
    text = record(enter(lead[0]))

    cells = re.findall(r'<td class="figures is-\w+">([^<]+)</td>', text)
    assert cells.count("+1.00") == len(INDICES)
    assert "−0.42" in cells
    assert "+0.88" in cells
    assert "cannot be told from chance" in text
    assert "an expectation, not a count" in text
    assert "−0.36</td>" in text  # Frey and Osborne against jobs as counted from 2012 to 2024
    assert "advises against comparing years" in text
    assert len(re.findall(r'class="doubling-column is-reached"', text)) == 20


@pytest.mark.parametrize(
    ("query", "reached"), [("?steps=0", 0), ("?steps=30", 30), ("?steps=99", 30), ("?steps=x", 20), ("?steps=-1", 20)]
)
def test_the_doubling_picture_moves_without_a_script(enter, lead, query, reached):
    text = record(enter(lead[0]), query)

    assert text.count("doubling-column is-reached") == reached
    assert "26.8 times round the Earth" in text
