from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member


def test_before_anyone_exists_the_first_page_says_how_to_begin(client):
    answer = client.get("/", headers={"Accept-Language": "en"})

    assert answer.status_code == 200
    assert "innohus seed" in answer.text


def test_a_stranger_is_sent_to_sign_in(client, session):
    a_member(session, a_house(session), Role.LEAD)
    session.commit()

    answer = client.get("/")

    assert answer.location.startswith("/sign-in")


def test_one_who_is_signed_in_sees_their_houses(client, session, sign_in):
    person, _viewer = a_member(session, a_house(session, name="Fjordhuset"), Role.LEAD)
    session.commit()
    sign_in(client, person)

    answer = client.get("/", follow_redirects=False)

    assert answer.status_code in (200, 302)
