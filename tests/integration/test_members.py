"""Members, houses, settings and profiles, as seen in a browser."""

import pytest
from sqlmodel import select

from portfolio.actions.houses import found_house
from portfolio.models import HistoryEntry, House, Membership, OutgoingMail, Person
from portfolio.queries.people import viewer_of
from portfolio.rounds.visibility import Role
from portfolio.scoring.corridor import Corridor
from tests.factories import NOON, a_house, a_member, a_person
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def house(session) -> House:
    return a_house(session, short_name="fjord", name="Fjordhuset", language="en")


@pytest.fixture
def lead(session, house, client, sign_in) -> Person:
    person, _viewer = a_member(session, house, Role.LEAD, language="en", name="Mette Lund", password="x")
    session.commit()
    sign_in(client, person)
    return person


def invitation(**facts):
    given = {"name": "Jonas Bak", "email": "Jonas@Example.org", "role": "evaluator", "language": "da", **facts}
    return {"data": given, "follow_redirects": True}


def rows(session, table):
    """Everything stored in a table, without keeping it locked."""
    session.expire_all()
    found = session.exec(select(table)).all()
    session.commit()
    return found


def test_an_invited_evaluator_gets_a_mail_with_a_link_that_works(client, session, lead):
    page = client.post("/houses/fjord/members/new", **invitation())

    [mail] = rows(session, OutgoingMail)
    assert "Jonas Bak is invited" in page.text
    assert (mail.recipient, mail.template, mail.language) == ("jonas@example.org", "set_password", "da")
    assert mail.facts["house"] == "Fjordhuset"
    assert mail.facts["inviter"] == "Mette Lund"
    assert client.get(mail.facts["link"].removeprefix("http://localhost")).status_code == 200


def test_a_board_member_needs_no_account_and_gets_no_link(client, session, lead):
    client.post("/houses/fjord/members/new", **invitation(role="board_member"))

    assert rows(session, OutgoingMail) == []
    assert len(rows(session, Membership)) == 2


def test_a_known_person_keeps_name_and_password_in_a_second_house(client, session, lead):
    other = a_house(session)
    known, _viewer = a_member(session, other, Role.EVALUATOR, email="jonas@example.org", name="J. Bak", password="x")
    session.commit()

    client.post("/houses/fjord/members/new", **invitation())

    assert rows(session, OutgoingMail) == []
    assert [person.name for person in rows(session, Person) if person.id == known.id] == ["J. Bak"]


@on_sqlite
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"email": "jonas"}, "Write a mail address like name@example.org."),
        ({"email": "jonas@example.org, other@example.org"}, "Write a mail address like name@example.org."),
        ({"name": ""}, "Write a name."),
        ({"role": "owner"}, "Choose one of those offered."),
        ({"role": ""}, "Choose"),
        ({"name": "x" * 201}, "There is room for 200 characters."),
    ],
)
def test_a_poor_invitation_is_refused_with_a_sentence_and_kept(client, session, lead, facts, sentence):
    page = client.post("/houses/fjord/members/new", **invitation(**facts))

    assert sentence in page.text
    assert "form-error-message" in page.text
    assert len(rows(session, Person)) == 1


def test_the_same_role_twice_is_a_sentence(client, lead):
    client.post("/houses/fjord/members/new", **invitation())

    page = client.post("/houses/fjord/members/new", **invitation())

    assert "Jonas Bak has this role already." in page.text


def test_nobody_gives_themself_a_role(client, session, house, sign_in):
    administrator, _viewer = a_member(session, house, Role.ADMINISTRATOR, email="ida@example.org", language="en")
    session.commit()
    sign_in(client, administrator)

    page = client.post("/houses/fjord/members/new", **invitation(email="ida@example.org", role="lead"))

    assert "You cannot give yourself a role." in page.text


def test_a_role_ends_and_is_taken_back(client, session, lead):
    client.post("/houses/fjord/members/new", **invitation())
    [membership] = [row for row in rows(session, Membership) if row.role is Role.EVALUATOR]

    ended = client.post(f"/houses/fjord/members/{membership.id}/end", follow_redirects=True)
    resumed = client.post(f"/houses/fjord/members/{membership.id}/resume", follow_redirects=True)

    assert "Ended roles" in ended.text
    assert "Ended roles" not in resumed.text
    kinds = [entry.kind for entry in sorted(rows(session, HistoryEntry), key=lambda entry: entry.sequence)]
    assert kinds == ["member.invited", "member.ended", "member.resumed"]


def test_the_last_lead_cannot_be_removed(client, session, lead):
    [membership] = rows(session, Membership)

    page = client.post(f"/houses/fjord/members/{membership.id}/end", follow_redirects=True)

    assert "The last lead cannot leave." in page.text
    assert rows(session, Membership)[0].ended_at is None


def test_a_lead_cannot_end_a_role_in_another_house(client, session, lead):
    other = a_house(session)
    a_member(session, other, Role.LEAD)
    a_member(session, other, Role.LEAD)
    session.commit()
    own = lead.id
    foreign = next(row for row in rows(session, Membership) if row.person_id != own)

    answer = client.post(f"/houses/fjord/members/{foreign.id}/end")

    assert answer.status_code == 404
    assert all(row.ended_at is None for row in rows(session, Membership))


def test_a_new_link_is_sent_and_the_old_one_stops(client, session, lead, clock):
    client.post("/houses/fjord/members/new", **invitation())
    [membership] = [row for row in rows(session, Membership) if row.role is Role.EVALUATOR]
    clock.move(days=1)

    client.post(f"/houses/fjord/members/{membership.person_id}/link")

    old, new = (mail.facts["link"].removeprefix("http://localhost") for mail in rows(session, OutgoingMail))
    assert [client.get(old).status_code, client.get(new).status_code] == [410, 200]


def test_many_members_take_as_many_statements_as_one(app, client, session, house, lead):
    engine = app.extensions["innohus"]["engine"]
    with counted_statements(engine) as few:
        client.get("/houses/fjord/members/")
    for _ in range(4):
        a_member(session, house, Role.EVALUATOR)
    session.commit()

    with counted_statements(engine) as many:
        client.get("/houses/fjord/members/")

    assert len(few) == len(many)


def settings_of(house, **facts):
    kept = ("name", "language", "zone", "briefing_day", "briefing_hour", "draft_days", "sending")
    return {**{name: getattr(house, name) for name in kept}, **facts}


def test_a_lead_changes_how_the_house_works(client, session, house, lead):
    answer = client.post(
        "/houses/fjord/settings/",
        data=settings_of(house, briefing_day="15", sending="after_approval", people_in_five_years="By teaching."),
    )

    [stored] = rows(session, House)
    assert answer.status_code == 302
    assert (stored.briefing_day, stored.sending, stored.people_in_five_years) == (15, "after_approval", "By teaching.")
    [entry] = rows(session, HistoryEntry)
    assert entry.detail["changed"]["briefing_day"] == [1, 15]


def test_a_lead_writes_down_the_corridor_of_the_board_and_takes_it_back(client, session, house, lead):
    shares = {"corridor_incremental": "30", "corridor_substantial": "40", "corridor_radical": "30"}

    client.post("/houses/fjord/settings/", data=settings_of(house, **shares))
    [stored] = rows(session, House)
    assert stored.corridor == Corridor(30, 40, 30)
    assert 'value="40"' in client.get("/houses/fjord/settings/").text

    client.post("/houses/fjord/settings/", data=settings_of(house, **dict.fromkeys(shares, "")))
    [stored] = rows(session, House)
    assert stored.corridor is None


@on_sqlite
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"briefing_day": "31"}, "from 1 to 28"),
        ({"briefing_hour": "2"}, "from 4 to 23"),
        ({"briefing_day": "soon"}, "Write a whole number."),
        ({"zone": "Europe/Atlantis"}, "Choose"),
        ({"name": ""}, "Write a name."),
        ({"sending": "never"}, "Choose one of those offered."),
        ({"corridor_incremental": "30"}, "Write all three shares, or leave all three empty."),
        (
            {"corridor_incremental": "30", "corridor_substantial": "40", "corridor_radical": "40"},
            "The three shares must sum to 100; they sum to 110.",
        ),
        (
            {"corridor_incremental": "-30", "corridor_substantial": "40", "corridor_radical": "90"},
            "Write a whole number from 0 to 100.",
        ),
        ({"corridor_radical": "much"}, "Write a whole number."),
    ],
)
def test_a_poor_setting_is_refused_with_a_sentence_at_its_field(client, session, house, lead, facts, sentence):
    answer = client.post("/houses/fjord/settings/", data=settings_of(house, **facts))

    assert answer.status_code == 200
    assert sentence in answer.text
    assert rows(session, HistoryEntry) == []


def test_only_a_lead_changes_settings(client, session, house, sign_in):
    evaluator, _viewer = a_member(session, house, Role.EVALUATOR)
    session.commit()
    sign_in(client, evaluator)

    assert client.get("/houses/fjord/settings/").status_code == 403
    assert client.get("/houses/fjord/members/").status_code == 403


def test_an_administrator_founds_a_house_and_does_not_see_into_it(client, session, house, sign_in):
    administrator, _viewer = a_member(session, house, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, administrator)

    founded = client.post("/houses/new", data={"name": "Søhuset", "short_name": "soehuset", "language": "da"})

    assert founded.location == "/houses/soehuset/members/new"
    assert client.get("/houses/soehuset/members/").status_code == 200
    assert client.get("/houses/soehuset/projects/").status_code in (403, 404)
    assert client.get("/houses/soehuset/settings/").status_code == 403


def test_someone_else_does_not_found_houses(client, lead):
    assert client.get("/houses/new").status_code == 403
    assert client.post("/houses/new", data={"name": "A", "short_name": "a", "language": "da"}).status_code == 403


@on_sqlite
@pytest.mark.parametrize("short_name", ["", "fjord", "new", "Sø huset", "../x", "-a", "x" * 41])
def test_a_short_name_that_cannot_be_an_address_is_refused(client, session, house, sign_in, short_name):
    administrator, _viewer = a_member(session, house, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, administrator)

    answer = client.post("/houses/new", data={"name": "X", "short_name": short_name, "language": "da"})

    assert answer.status_code == 200
    assert "form-error-message" in answer.text
    assert len(rows(session, House)) == 1


def test_a_founded_house_has_a_lead_who_is_known(session):
    house, lead = found_house(
        session, short_name="fjord", name="Fjordhuset", language="da", lead_email="A@b.dk", lead_name="", at=NOON
    )

    viewer = viewer_of(session, lead)

    assert (lead.email, lead.name) == ("a@b.dk", "a")
    assert viewer.is_a(Role.LEAD, house.id)


def test_a_profile_is_ones_own_and_sets_the_language(client, session, lead):
    client.post("/language", data={"language": "da"})

    page = client.post(
        "/profile/", data={"name": " Mette  Holm ", "organisation": "", "language": "en"}, follow_redirects=True
    )

    assert "Your profile is saved." in page.text
    assert '<html lang="en">' in page.text
    assert rows(session, Person)[0].name == "Mette Holm"


def test_the_language_switch_lasts_and_leads_back(client, session):
    a_person(session)
    session.commit()

    answer = client.post("/language", data={"language": "en", "next": "/password/forgotten"})

    assert answer.location == "/password/forgotten"
    assert '<html lang="en">' in client.get("/sign-in").text


def test_one_with_several_houses_chooses_among_them(client, session, house, lead):
    other = a_house(session, short_name="lake", name="Søhuset")
    session.add(Membership(house_id=other.id, person_id=lead.id, role=Role.EVALUATOR, since=NOON))
    session.commit()

    page = client.get("/", follow_redirects=True)

    assert "Fjordhuset" in page.text
    assert "Søhuset" in page.text
