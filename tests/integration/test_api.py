from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_project
from tests.guard import counted_statements


def test_the_interface_describes_itself(client):
    description = client.get("/api/openapi.json").json

    assert description["openapi"] == "3.1.0"
    assert set(description["paths"]) == {"/api/houses", "/api/houses/{house}/projects"}
    assert "budget_minor" in description["components"]["schemas"]["ProjectList.ProjectItem"]["properties"]


def test_a_stranger_is_told_to_sign_in(client):
    answer = client.get("/api/houses", headers={"Accept-Language": "en"})

    assert answer.status_code == 401
    assert answer.json == {"message": "Sign in first."}


def test_one_reads_the_projects_of_ones_own_house(client, session, sign_in):
    house = a_house(session, short_name="fjord", name="Fjordhuset")
    person, viewer = a_member(session, house, Role.LEAD)
    a_project(session, house, viewer, name="Natteboligen", budget_minor=4_820_000_00)
    session.commit()
    sign_in(client, person)

    houses = client.get("/api/houses").json["houses"]
    projects = client.get("/api/houses/fjord/projects").json["projects"]

    assert houses == [{"short_name": "fjord", "name": "Fjordhuset", "language": "da", "roles": ["lead"]}]
    assert [(project["name"], project["budget_minor"]) for project in projects] == [("Natteboligen", 482_000_000)]
    assert projects[0]["scores"] is None


def test_neither_a_foreign_house_nor_an_administrators_own_opens(client, session, sign_in):
    other = a_house(session, short_name="other")
    own = a_house(session, short_name="own")
    a_project(session, other)
    person, _viewer = a_member(session, own, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, person)

    answers = [client.get(f"/api/houses/{house}/projects") for house in ("other", "own", "none")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {answer.json["message"] for answer in answers} == {answers[0].json["message"]}


def test_many_projects_take_as_many_statements_as_one(client, engine, app, session, sign_in):
    house = a_house(session, short_name="fjord")
    person, viewer = a_member(session, house, Role.LEAD)
    a_project(session, house, viewer)
    session.commit()
    sign_in(client, person)
    web_engine = app.extensions["innohus"]["engine"]

    with counted_statements(web_engine) as one:
        client.get("/api/houses/fjord/projects")
    for _ in range(4):
        a_project(session, house, viewer)
    session.commit()
    with counted_statements(web_engine) as five:
        client.get("/api/houses/fjord/projects")

    assert len(one) == len(five)
