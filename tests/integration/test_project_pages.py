"""The portfolio page, a project's page and its form, as a browser gets them."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlmodel import select

from portfolio.models import CriterionLevel, HistoryEntry, OccupationShare, Project, ProjectPartner
from portfolio.rounds.lifecycle import Stage
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation, complete_answers, handed_in
from tests.integration.test_attention import evaluated, opened

TOKEN = re.compile(r'(name="csrf_token"[^>]*value="|X-CSRFToken": ")[^"]+')
FULL = {
    "name": "Lagerbroen",
    "summary": "Ledige bliver truckførere.",
    "horizon_year": 2037,
    "occupations": {"8344": 6000, "9112": 4000},
    "budget_minor": 450_000_050,
    "partners": [{"name": "Kirkens Korshær", "sector": "civil_society"}],
    "stop_criteria": ["Færre end fem deltagere"],
}
FORM = {
    "do": "save",
    "name": "Havneskolen",
    "stage": "idea",
    "response_years": "2",
    "uncertainty": "medium",
    "funding": "grant",
    "currency": "DKK",
    "lead_id": "",
}


@pytest.fixture
def house(session):
    return a_house(session, short_name="fjord", name="Fjordhuset")


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD, name="Anne Sørensen")


@pytest.fixture
def enter(session, client, sign_in):
    """Commit what the test stored, and sign a person in: `enter(person)` returns the browser."""

    def go(person, language="en"):
        session.commit()
        sign_in(client, person)
        with client.session_transaction() as cookie:
            cookie["language"] = language
        return client

    return go


def names_in(page):
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', page.text)


def index(client, query=""):
    answer = client.get(f"/houses/fjord/projects/{query}")
    assert answer.status_code == 200
    return answer


# The portfolio


def test_an_empty_portfolio_says_how_to_begin(enter, lead):
    page = index(enter(lead[0]))

    assert "There are no projects in the portfolio yet." in page.text
    assert 'href="/houses/fjord/projects/new"' in page.text


def test_the_first_line_says_what_matters_today(session, enter, house, lead):
    evaluated(
        session,
        a_project(session, house, budget_minor=4_000_000_00, occupations={"9112": 10_000}, horizon_year=2032),
        decoupling=1,
    )
    a_project(session, house, budget_minor=1_250_000_00)
    a_project(session, house, stage=Stage.STOPPED, budget_minor=9_000_000_00)

    page = index(enter(lead[0], "en"))

    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "2 projects · DKK 5.2 million · one needs action this week" in text or "2 projects · DKK 5.3 million" in text


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_full_portfolio_is_shown_in_both_languages(session, enter, house, lead, language):
    evaluated(session, a_project(session, house, **FULL), evaluators=2)

    page = index(enter(lead[0], language))

    assert f'<html lang="{language}">' in page.text
    assert page.text.count("<svg") >= 3
    assert ("4.5" if language == "en" else "4,5") in page.text


def test_scores_stand_with_their_intervals_and_what_is_missing_is_a_dash(session, enter, house, lead):
    evaluated(session, a_project(session, house, **FULL))
    a_project(session, house, name="Uden noget")

    page = index(enter(lead[0]))

    assert re.search(r'<span class="value">75</span> <span class="limits">75–75</span>', page.text)
    assert '<span class="value">—</span>' in page.text
    assert "A dash means that there is no figure yet" in page.text


def test_names_are_sorted_as_in_danish_dictionaries(session, enter, house, lead):
    for name in ("Østerbro", "Aarhus", "Ærø", "Zebra", "anker", "Åben"):
        a_project(session, house, name=name)

    assert names_in(index(enter(lead[0]))) == ["anker", "Zebra", "Ærø", "Østerbro", "Åben", "Aarhus"]


def test_the_table_is_sorted_by_the_address_and_what_is_missing_comes_last_either_way(session, enter, house, lead):
    for name, money in (("A", 100), ("B", None), ("C", 300), ("D", 200)):
        a_project(session, house, name=name, budget_minor=money)
    client = enter(lead[0])

    assert names_in(index(client, "?sort=money&order=falling")) == ["C", "D", "A", "B"]
    assert names_in(index(client, "?sort=money&order=rising")) == ["A", "D", "C", "B"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=lager truck", ["Lagerbroen"]),
        ("?q=KORSHÆR", ["Lagerbroen"]),
        ("?stage=trying", ["Prøven"]),
        ("?stage=all", ["Lagerbroen", "Prøven", "Stoppet"]),
        ("?zone=ambidextrous", ["Lagerbroen"]),
        ("?zone=none", ["Prøven"]),
        ("?funding=social_impact_bond", ["Prøven"]),
        ("?horizon=10", ["Lagerbroen"]),
        ("?horizon=none", ["Prøven"]),
        ("?q=findes ikke", []),
        ("?stage=%00&zone=x&sort=__class__&order=1&horizon=9&funding=", ["Lagerbroen", "Prøven"]),
    ],
)
def test_filters_are_in_the_address_and_unknown_ones_are_left_out(session, enter, house, lead, query, expected):
    evaluated(session, a_project(session, house, **FULL))
    a_project(session, house, name="Prøven", stage=Stage.TRYING, funding="social_impact_bond")
    a_project(session, house, name="Stoppet", stage=Stage.STOPPED, horizon_year=2060)

    page = index(enter(lead[0]), query)

    assert names_in(page) == expected


def test_a_heading_keeps_the_filters_and_turns_the_order_round(session, enter, house, lead):
    a_project(session, house, stage=Stage.TRYING)

    page = index(enter(lead[0]), "?stage=trying&sort=money&order=falling")

    assert (
        'aria-sort="descending"><a class="sort" href="/houses/fjord/projects/?stage=trying&amp;sort=money"' in page.text
    )


def test_one_project_and_many_take_the_same_number_of_statements(session, app, enter, house, lead):
    evaluated(session, a_project(session, house, lead_id=lead[0].id, **FULL))
    client = enter(lead[0])
    with Statements(app) as one:
        index(client)
    for number in range(12):
        project = a_project(session, house, **{**FULL, "name": f"P {number}"})
        evaluated(session, project)
        opened(session, project)
    session.commit()

    with Statements(app) as many:
        index(client)

    assert len(one) == len(many)


def test_a_name_of_three_hundred_letters_without_a_space_is_shown_whole_once_and_shortened_elsewhere(
    session, enter, house, lead
):
    name = "Å" * 300
    evaluated(session, a_project(session, house, **{**FULL, "name": name}), decoupling=1)

    page = index(enter(lead[0]))

    assert f">{name}</a>" in page.text


def test_hostile_text_is_text(session, enter, house, lead):
    evil = "<script>alert(1)</script>\"'{{7*7}}"
    project = a_project(session, house, **{**FULL, "name": evil, "summary": evil, "stop_criteria": [evil]})
    evaluated(session, project)
    client = enter(lead[0])

    for page in (
        index(client),
        client.get(f"/houses/fjord/projects/{project.id}"),
        client.get(f"/houses/fjord/projects/{project.id}/edit"),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


# A project


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("levels", [{}, {"decoupling": 1}, {"radicality": 1, "decoupling": 5}, {"connection": 1}])
def test_a_project_is_shown_with_all_that_lies_around_it(session, enter, house, lead, language, levels):
    project = a_project(session, house, lead_id=lead[0].id, **FULL)
    evaluated(session, project, **levels)

    page = enter(lead[0], language).get(f"/houses/fjord/projects/{project.id}")

    assert page.status_code == 200
    for words in (
        "Lagerbroen",
        "Ledige bliver truckførere.",
        "Kirkens Korshær",
        "Færre end fem deltagere",
        "Anne Sørensen",
    ):
        assert words in page.text


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"horizon_year": 2037},
        {"occupations": {"0110": 10_000}},
        {"occupations": {"0110": 10_000}, "horizon_year": 2028},
    ],
)
def test_a_project_that_lacks_something_is_shown_all_the_same(session, enter, house, lead, facts):
    project = a_project(session, house, **facts)

    assert enter(lead[0]).get(f"/houses/fjord/projects/{project.id}").status_code == 200


def test_a_project_of_another_house_does_not_exist_here(session, enter, house, lead):
    other = a_house(session)
    foreign = a_project(session, other)
    client = enter(lead[0])

    for path in (f"{foreign.id}", f"{foreign.id}/edit", f"{uuid4()}"):
        assert client.get(f"/houses/fjord/projects/{path}").status_code == 404
    assert (
        client.post(f"/houses/fjord/projects/{foreign.id}/stage", data={"stage": "trying", "version": "1"}).status_code
        == 404
    )
    assert client.get(f"/houses/{other.short_name}/projects/").status_code == 404


def test_a_house_one_also_belongs_to_is_not_shown_at_the_wrong_address(session, client, sign_in, house, lead):
    from portfolio.models import Membership

    other = a_house(session)
    session.add(Membership(house_id=other.id, person_id=lead[0].id, role=Role.LEAD, since=NOON))
    foreign = a_project(session, other)
    session.commit()
    sign_in(client, lead[0])

    assert client.get(f"/houses/fjord/projects/{foreign.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.BOARD_MEMBER])
def test_readers_look_and_leads_change(session, enter, house, role):
    person, _viewer = a_member(session, house, role)
    project = a_project(session, house, **FULL)
    client = enter(person)

    assert "/edit" not in client.get(f"/houses/fjord/projects/{project.id}").text
    assert "projects/new" not in index(client).text
    assert client.get("/houses/fjord/projects/new").status_code == 403
    assert client.get(f"/houses/fjord/projects/{project.id}/edit").status_code == 403
    assert (
        client.post(f"/houses/fjord/projects/{project.id}/stage", data={"stage": "trying", "version": "1"}).status_code
        == 403
    )


def test_an_administrator_reads_no_content(session, enter, house):
    person, _viewer = a_member(session, house, Role.ADMINISTRATOR)
    project = a_project(session, house, **FULL)
    client = enter(person)

    for path in ("", str(project.id)):
        page = client.get(f"/houses/fjord/projects/{path}")
        assert page.status_code in (403, 404)
        assert "Lagerbroen" not in page.text


# Blindness


@pytest.mark.parametrize("who", ["lead", "other evaluator", "board"])
def test_no_byte_of_these_pages_depends_on_the_levels_of_an_open_evaluation(session, enter, house, lead, who):
    evaluators = [a_member(session, house, Role.EVALUATOR) for _number in range(3)]
    board = a_member(session, house, Role.BOARD_MEMBER)
    project = a_project(session, house, **FULL)
    evaluation = an_evaluation(session, house, project, [viewer for _person, viewer in evaluators])
    for _person, viewer in evaluators[:2]:
        handed_in(session, evaluation, viewer, complete_answers(1))
    client = enter({"lead": lead, "other evaluator": evaluators[2], "board": board}[who][0])
    paths = ("", "?sort=radicality", "?zone=none", str(project.id))

    low = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]
    for row in session.exec(select(CriterionLevel)):
        row.level = 5
        session.add(row)
    session.commit()
    high = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]

    assert low == high


def test_nobody_can_count_on_these_pages_who_has_handed_in(session, enter, house, lead):
    evaluators = [a_member(session, house, Role.EVALUATOR) for _number in range(2)]
    project = a_project(session, house, **FULL)
    evaluation = an_evaluation(session, house, project, [viewer for _person, viewer in evaluators])
    client = enter(lead[0])
    paths = ("", str(project.id))

    before = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]
    handed_in(session, evaluation, evaluators[0][1], complete_answers(4))
    session.commit()
    after = [bare(client.get(f"/houses/fjord/projects/{path}")) for path in paths]

    assert before == after


# The form


def test_a_project_is_registered_with_everything(session, enter, house, lead):
    client = enter(lead[0])

    answer = client.post(
        "/houses/fjord/projects/new",
        data={
            **FORM,
            "horizon_year": "2037",
            "budget": "1.234.500,50",
            "lead_id": str(lead[0].id),
            "occupations-code": ["8344", "9112"],
            "occupations-share": ["66,67", "33,33"],
            "partners-name": ["Kommunen", "", "Værftet A/S"],
            "partners-sector": ["public", "public", "private"],
            "stop_criteria-text": ["", "Ingen deltagere"],
        },
    )

    project = session.exec(select(Project)).one()
    assert answer.status_code == 302
    assert answer.location.endswith(f"/houses/fjord/projects/{project.id}")
    assert (project.budget_minor, project.horizon_year, project.lead_id) == (123_450_050, 2037, lead[0].id)
    shares = {row.occupation: row.basis_points for row in session.exec(select(OccupationShare))}
    assert shares == {"8344": 6667, "9112": 3333}
    assert sorted(row.name for row in session.exec(select(ProjectPartner))) == ["Kommunen", "Værftet A/S"]
    assert "The project is registered." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1.234.500,00", 123_450_000),
        ("1,234,500", 123_450_000),
        ("1 234 500", 123_450_000),
        ("1,2 mio.", 120_000_000),
        ("0", 0),
        ("", None),
    ],
)
def test_money_is_read_as_danes_and_britons_write_it(session, enter, house, lead, text, minor):
    enter(lead[0]).post("/houses/fjord/projects/new", data={**FORM, "budget": text})

    assert session.exec(select(Project)).one().budget_minor == minor


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "Write something here."),
        ({"name": "\u202e\x00"}, "name", "Write something here."),
        ({"name": "x" * 301}, "name", "301 characters"),
        ({"summary": "x" * 501}, "summary", "501 characters"),
        ({"target_group": "x" * 10_001}, "target_group", "10001 characters"),
        ({"horizon_year": "2020"}, "horizon_year", "after 2027"),
        ({"horizon_year": "20370"}, "horizon_year", "is not a"),
        ({"horizon_year": "2999"}, "horizon_year", "2087 at the latest"),
        ({"response_years": ""}, "response_years", "number"),
        ({"response_years": "-1"}, "response_years", "from 0 to 30"),
        ({"response_years": "1,5"}, "response_years", "whole number"),
        ({"budget": "-5"}, "budget", "0 or more"),
        ({"budget": "mange penge"}, "budget", "“"),
        ({"budget": "9" * 39}, "budget", "Check the zeros"),
        ({"budget": "1.2.3"}, "budget", "is not a number"),
        ({"stage": "flying"}, "stage", "offered"),
        ({"lead_id": str(uuid4())}, "lead_id", "offered"),
        ({"lead_id": "x"}, "lead_id", "offered"),
        ({"uncertainty": ""}, "uncertainty", ""),
        ({"currency": "XXXX"}, "currency", "Choose a currency."),
        ({"occupations-code": ["8344", "9112"], "occupations-share": ["70", "60"]}, "occupations", "130 %"),
        ({"occupations-code": ["4444"], "occupations-share": ["100"]}, "occupations", "4444"),
        ({"occupations-code": ["8344"], "occupations-share": ["100", "1"]}, "occupations", None),
        ({"occupations-code": ["8344"], "occupations-share": [""]}, "occupations", "Write a share"),
        ({"occupations-code": ["8344"], "occupations-share": ["-100"]}, "occupations", "above 0"),
        ({"occupations-code": ["8344"], "occupations-share": ["mange"]}, "occupations", "is not a number"),
        ({"occupations-code": ["8344", "8344"], "occupations-share": ["50", "50"]}, "occupations", "twice"),
        ({"occupations-code": ["8344"], "occupations-share": ["99,999"]}, "occupations", None),
        ({"partners-name": ["x" * 301], "partners-sector": ["public"]}, "partners", "301"),
        ({"stop_criteria-text": ["x" * 501]}, "stop_criteria", "501"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_nothing_is_lost_or_saved(
    session, enter, lead, wrong, field, sentence
):
    kept = {
        "summary": "Dette er bevaret",
        "partners-name": ["Bevaret A/S"],
        "partners-sector": ["private"],
        "stop_criteria-text": ["Bevaret tegn"],
    }

    page = enter(lead[0]).post("/houses/fjord/projects/new", data={**FORM, **kept, **wrong})

    if sentence is None:  # harmless, or told by another rule: what counts is that it is never a 500
        assert page.status_code in (302, 422)
        return
    assert page.status_code == 422
    told = re.search(rf'id="{field}-error">(.*?)</span>\s*(?:<|$)', page.text, re.DOTALL)
    assert told, field
    assert sentence in told[1]
    assert f'href="#{field}"' in page.text
    assert f'id="{field}' in page.text
    for name, value in kept.items():
        if name not in wrong:
            assert (value if isinstance(value, str) else value[0]) in page.text
    assert session.exec(select(Project)).all() == []


def test_a_currency_written_with_the_amount_counts(session, enter, house, lead):
    enter(lead[0]).post("/houses/fjord/projects/new", data={**FORM, "budget": "2 mio. EUR"})

    project = session.exec(select(Project)).one()
    assert (project.budget_minor, project.currency) == (200_000_000, "EUR")


def test_what_looks_like_a_cpr_number_is_asked_about_before_it_is_stored(session, enter, lead):
    client = enter(lead[0])
    given = {**FORM, "summary": "Han er 010190-1234"}

    asked = client.post("/houses/fjord/projects/new", data=given)
    assert asked.status_code == 422
    assert "Is there a CPR number in the text?" in asked.text
    assert session.exec(select(Project)).all() == []
    session.commit()  # lets go of the lock

    assert client.post("/houses/fjord/projects/new", data={**given, "confirmed": "y"}).status_code == 302


def test_without_javascript_rows_come_and_go_and_occupations_are_found_and_picked(session, enter, lead):
    client = enter(lead[0])
    address = "/houses/fjord/projects/new"

    found = client.post(address, data={**FORM, "do": "find", "occupation_words": "truck"})
    assert 'value="pick:8344"' in found.text
    assert 'value="Havneskolen"' in found.text
    by_enter = client.post(address, data={**FORM, "do": "enter", "occupation_words": "truck"})
    assert 'value="pick:8344"' in by_enter.text
    picked = client.post(address, data={**FORM, "do": "pick:8344", "occupation_words": "truck"})
    assert re.search(r'name="occupations-share" value="100"', picked.text)
    removed = client.post(
        address, data={**FORM, "do": "remove:occupations:0", "occupations-code": ["8344"], "occupations-share": ["100"]}
    )
    assert 'name="occupations-code"' not in removed.text
    added = client.post(
        address, data={**FORM, "do": "add:partners", "partners-name": ["A"], "partners-sector": ["private"]}
    )
    assert added.text.count('name="partners-name"') == 2
    for odd in ("remove:partners:99", "remove:partners:x", "add:csrf_token", "pick:9999", "pick:", "find"):
        assert client.post(address, data={**FORM, "do": odd}).status_code in (200, 302)


def test_nothing_found_is_said(enter, lead):
    page = enter(lead[0]).post(
        "/houses/fjord/projects/new", data={**FORM, "do": "find", "occupation_words": "qqqqzzzz"}
    )

    assert "No occupation fits. Try another word." in page.text


def test_an_edit_starts_from_what_is_stored_and_saving_it_as_it_is_changes_nothing(session, enter, house, lead):
    project = a_project(session, house, **FULL)
    client = enter(lead[0], "da")

    page = client.get(f"/houses/fjord/projects/{project.id}/edit")
    assert 'value="4.500.000,50"' in page.text
    answer = client.post(f"/houses/fjord/projects/{project.id}/edit", data=filled_in(page.text))

    assert answer.status_code == 302
    session.expire_all()
    assert session.get(Project, project.id).version == 1


def test_two_editors_do_not_overwrite_each_other(session, enter, house, lead):
    project = a_project(session, house, **FULL)
    client = enter(lead[0])
    data = filled_in(client.get(f"/houses/fjord/projects/{project.id}/edit").text)

    first = client.post(f"/houses/fjord/projects/{project.id}/edit", data={**data, "name": "Første"})
    second = client.post(f"/houses/fjord/projects/{project.id}/edit", data={**data, "name": "Anden"})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "Someone else has changed this project meanwhile." in second.text
    assert 'value="Anden"' in second.text
    session.expire_all()
    assert session.get(Project, project.id).name == "Første"


def test_a_stage_is_moved_with_one_click_and_moved_back_with_another(session, enter, house, lead):
    project = a_project(session, house, **FULL)
    client = enter(lead[0])
    address = f"/houses/fjord/projects/{project.id}"

    client.post(f"{address}/stage", data={"stage": "trying", "version": "1"})
    moved = client.get(address)
    assert "Undo: back to “Idea”" in moved.text
    assert "Undo" not in client.get(address).text
    client.post(f"{address}/stage", data={"stage": "idea", "version": "2"})

    session.expire_all()
    assert session.get(Project, project.id).stage is Stage.IDEA
    kinds = [entry.detail for entry in session.exec(select(HistoryEntry).where(HistoryEntry.kind == "project.moved"))]
    assert kinds == [{"from": "idea", "to": "trying"}, {"from": "trying", "to": "idea"}]


@pytest.mark.parametrize(
    "data",
    [
        {"stage": "flying", "version": "1"},
        {"stage": "trying", "version": "9"},
        {"stage": "trying"},
        {"stage": "trying", "version": "²"},
        {},
    ],
)
def test_a_move_that_cannot_be_is_a_sentence(session, enter, house, lead, data):
    project = a_project(session, house)

    answer = enter(lead[0]).post(f"/houses/fjord/projects/{project.id}/stage", data=data)

    assert answer.status_code == 422


# Occupations


@pytest.mark.parametrize(
    ("words", "code"), [("truck", "8344"), ("rengør", "9112"), ("nurse", "2221"), ("8344", "8344")]
)
def test_occupations_are_found_by_danish_and_english_words_and_codes(enter, lead, words, code):
    found = enter(lead[0]).get("/houses/fjord/occupations/search", query_string={"q": words})

    assert code in [one["code"] for one in found.json]
    assert all(one["title"] and one["group"] for one in found.json)


@pytest.mark.parametrize("words", ["", " ", "\x00", "%", "x" * 5000, "' OR 1=1 --", "🦄"])
def test_odd_words_find_little_and_break_nothing(enter, lead, words):
    assert enter(lead[0]).get("/houses/fjord/occupations/search", query_string={"q": words}).status_code == 200


def bare(page):
    """A page without what differs from one answer to the next."""
    return TOKEN.sub("", page.text)


def filled_in(html):
    """What a browser would send from a page's project form, unchanged."""
    import html as entities

    form = html[html.index('id="project-form"') :]
    data = {"do": "save"}
    for tag in re.findall(r"<input[^>]*>", form):
        facts = dict(re.findall(r'(\w+(?:-\w+)?)="([^"]*)"', tag))
        if facts.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        data.setdefault(facts["name"], []).append(entities.unescape(facts.get("value", "")))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        data[name] = [entities.unescape(text).strip()]
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        picked = re.search(r'<option selected value="([^"]*)"|<option value="([^"]*)" selected', options)
        data.setdefault(name, []).append(
            (picked[1] or picked[2] or "") if picked else re.search(r'value="([^"]*)"', options)[1]
        )
    return data


class Statements:
    """The statements an application sends inside the block."""

    def __init__(self, app):
        self.engine = app.extensions["innohus"]["engine"]
        self.sent = []

    def __enter__(self):
        event.listen(self.engine, "before_cursor_execute", self.note)
        return self.sent

    def __exit__(self, *_error):
        event.remove(self.engine, "before_cursor_execute", self.note)

    def note(self, _connection, _cursor, statement, *_rest):
        self.sent.append(statement)
