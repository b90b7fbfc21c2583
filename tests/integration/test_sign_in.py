"""The door: passwords, second factors, stays and links."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from passlib.totp import TOTP
from sqlmodel import select

from portfolio.actions.sign_in import make_password_link
from portfolio.config import Settings
from portfolio.models import OutgoingMail, Person, SignIn
from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member, a_person
from tests.guarded_app import guarded_app
from tests.integration.conftest import on_sqlite
from web import create_app

PASSWORD = "fjordens kolde vand"
HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def lead(session) -> Person:
    person, _viewer = a_member(session, a_house(session), Role.LEAD, email="mette@example.org", password=HASH)
    session.commit()
    return person


@pytest.fixture
def demo_app(settings: Settings, clock) -> Flask:
    with guarded_app(settings.model_copy(update={"demo": True}), clock) as app:
        yield app


def send(client, email="mette@example.org", password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more}, headers=ENGLISH)


def without_token(page):
    """A page without its token against forged requests, which is another every second."""
    return re.sub(r'"X-CSRFToken": "[^"]+"|name="csrf_token" value="[^"]+"', "", page)


def code_at(clock, key):
    return TOTP(key=key.replace("-", "")).generate(time=clock()).token


def set_up(client, clock):
    """Give the second factor at the first sign-in; return its key and the recovery codes."""
    send(client)
    page = client.get("/sign-in/second-factor").text
    key = re.search(r'class="key">([^<]+)<', page)[1]
    answer = client.post("/sign-in/second-factor", data={"code": code_at(clock, key)})
    return key, re.findall(r"<code>([0-9a-f-]{14})</code>", answer.text)


def test_a_right_password_alone_opens_nothing(client, lead):
    answer = send(client)

    assert answer.location == "/sign-in/second-factor"
    assert client.get("/").location.startswith("/sign-in")


def test_the_second_factor_is_set_up_once_and_asked_for_afterwards(client, clock, lead):
    key, codes = set_up(client, clock)

    assert len(codes) == 8
    assert client.get("/profile/").status_code == 200
    client.post("/sign-out")
    clock.move(minutes=2)
    assert send(client).location == "/sign-in/code"
    answer = client.post("/sign-in/code", data={"code": code_at(clock, key)})
    assert answer.status_code == 302
    assert client.get("/profile/").status_code == 200


def test_a_code_works_once(app, client, clock, lead):
    key, _codes = set_up(client, clock)
    clock.move(minutes=2)
    code = code_at(clock, key)
    send(client)
    client.post("/sign-in/code", data={"code": code})
    thief = app.test_client()
    send(thief)

    answer = thief.post("/sign-in/code", data={"code": code}, headers=ENGLISH)

    assert "used already" in answer.text
    assert thief.get("/profile/").status_code == 302


def test_a_wrong_code_is_a_sentence_and_the_sixth_is_not_looked_at(client, clock, lead):
    key, _codes = set_up(client, clock)
    client.post("/sign-out")
    clock.move(minutes=2)
    send(client)

    answers = [client.post("/sign-in/code", data={"code": "12 34 5x"}, headers=ENGLISH) for _ in range(5)]
    sixth = client.post("/sign-in/code", data={"code": code_at(clock, key)}, headers=ENGLISH)

    assert all("This code is not right" in answer.text for answer in answers)
    assert "too many attempts" in sixth.text
    assert client.get("/profile/").status_code == 302


def test_a_recovery_code_works_once(app, client, clock, lead):
    _key, codes = set_up(client, clock)
    client.post("/sign-out")
    send(client)

    first = client.post("/sign-in/recovery-code", data={"code": codes[0].upper().replace("-", " ")})
    again = app.test_client()
    send(again)
    second = again.post("/sign-in/recovery-code", data={"code": codes[0]}, headers=ENGLISH)

    assert first.status_code == 302
    assert client.get("/profile/").status_code == 200
    assert "none of your unused recovery codes" in second.text


def test_neither_code_nor_recovery_codes_lie_readable_in_the_database(client, clock, lead, session):
    key, codes = set_up(client, clock)

    session.expire_all()
    stored = session.get_one(Person, lead.id)

    assert key.replace("-", "") not in stored.tf_totp_secret
    assert not set(codes) & set(stored.mf_recovery_codes)


def test_the_first_half_of_a_sign_in_is_forgotten_after_ten_minutes(client, clock, lead):
    send(client)

    clock.move(minutes=11)

    assert client.get("/sign-in/second-factor").location == "/sign-in"


def test_one_sentence_for_a_wrong_password_and_for_an_unknown_address(client, lead):
    wrong = send(client, password="not this one")
    unknown = send(client, email="nobody@example.org")

    sentence = "Address and password do not fit together."
    assert sentence in wrong.text
    assert sentence in unknown.text
    assert 'value="mette@example.org"' in wrong.text
    assert "not this one" not in wrong.text


@on_sqlite
def test_a_password_is_hashed_for_nobody_too(client, lead, monkeypatch):
    checked = []
    monkeypatch.setattr("web.accounts.verify_password", lambda *given: checked.append(given) and False)

    send(client)
    send(client, email="nobody@example.org")

    assert len(checked) == 2
    assert all(digest.startswith("$argon2id$") for _plain, digest in checked)


def test_the_eleventh_wrong_password_is_not_looked_at_in_any_process(app, client, lead, settings, clock):
    for _ in range(10):
        send(client, password="wrong")
    elsewhere = create_app(settings, clock)
    elsewhere.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    answer = send(elsewhere.test_client())

    assert "too many attempts" in answer.text
    clock.move(minutes=16)
    assert send(client).status_code == 302
    elsewhere.extensions["innohus"]["engine"].dispose()


def test_a_cookie_replayed_after_sign_out_opens_nothing(app, client, lead, sign_in):
    sign_in(client, lead)
    stolen = client.get_cookie("innohus").value
    client.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("innohus", stolen)

    answer = thief.get("/profile/")

    assert answer.status_code == 302


def test_a_stay_ends_after_a_week(client, clock, lead, sign_in):
    sign_in(client, lead)
    clock.move(days=6)
    assert client.get("/profile/").status_code == 200

    clock.move(days=2)

    assert client.get("/profile/").status_code == 302


def test_someone_inactive_is_out_at_once(client, lead, session, sign_in):
    sign_in(client, lead)

    session.get_one(Person, lead.id).active = False
    session.commit()

    assert client.get("/profile/").status_code == 302
    assert "do not fit together" in send(client).text


@on_sqlite
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_way_back_stays_in_the_house(demo_app, session, elsewhere):
    a_member(session, a_house(session, is_demo=True), Role.LEAD, email="mette@example.org", password=HASH)
    session.commit()

    answer = send(demo_app.test_client(), next=elsewhere)

    assert answer.location == "/"


def test_a_demo_asks_for_no_second_factor_and_offers_its_people(demo_app, session):
    client = demo_app.test_client()
    person, _viewer = a_member(session, a_house(session, is_demo=True), Role.EVALUATOR, name="Jonas Bak", password=HASH)
    real, _viewer = a_member(session, a_house(session), Role.LEAD, name="Real Person")
    session.commit()

    page = client.get("/sign-in").text
    refused = client.post("/sign-in/demo", data={"person": str(real.id)})
    entered = client.post("/sign-in/demo", data={"person": str(person.id)})

    assert "Jonas Bak" in page
    assert "Real Person" not in page
    assert refused.status_code == 404
    assert entered.status_code == 302
    assert client.get("/profile/").status_code == 200


def test_one_who_also_belongs_to_a_real_house_is_not_offered_in_a_demo(demo_app, session):
    person, _viewer = a_member(session, a_house(session, is_demo=True), Role.LEAD)
    a_house_of_their_own(session, person)
    session.commit()

    answer = demo_app.test_client().post("/sign-in/demo", data={"person": str(person.id)})

    assert answer.status_code == 404


def a_house_of_their_own(session, person):
    from portfolio.models import Membership

    house = a_house(session)
    session.add(Membership(house_id=house.id, person_id=person.id, role=Role.LEAD, since=house.created_at))
    return house


def test_outside_a_demo_nobody_enters_without_a_password(client, session):
    person, _viewer = a_member(session, a_house(session, is_demo=True), Role.LEAD)
    session.commit()

    answer = client.post("/sign-in/demo", data={"person": str(person.id)})

    assert answer.status_code == 404


def test_a_forgotten_password_is_chosen_anew_with_a_link_that_works_once(app, client, session, lead, sign_in, clock):
    elsewhere = app.test_client()
    sign_in(elsewhere, lead)

    client.post("/password/forgotten", data={"email": " Mette@Example.org "})
    [(template, facts)] = session.exec(select(OutgoingMail.template, OutgoingMail.facts)).all()
    session.rollback()
    path = facts["link"].removeprefix("http://localhost")
    chosen = client.post(path, data={"password": "et helt nyt ordvalg", "again": "et helt nyt ordvalg"})

    assert template == "reset_password"
    assert chosen.location == "/sign-in"
    assert client.get(path).status_code == 410
    assert elsewhere.get("/profile/").status_code == 302
    assert send(client, password="et helt nyt ordvalg").status_code == 302
    clock.move(minutes=20)
    assert "do not fit together" in send(client).text


def test_asking_for_a_link_does_not_tell_who_is_known(client, session, lead):
    known = client.post("/password/forgotten", data={"email": "mette@example.org"}, headers=ENGLISH)
    unknown = client.post("/password/forgotten", data={"email": "other@example.org"}, headers=ENGLISH)

    assert without_token(known.text).replace("mette@", "other@") == without_token(unknown.text)
    assert len(session.exec(select(OutgoingMail)).all()) == 1


def test_nobody_is_flooded_with_links(client, session, lead, clock):
    for _ in range(3):
        client.post("/password/forgotten", data={"email": lead.email}, headers=ENGLISH)
        clock.move(seconds=1)
    fourth = client.post("/password/forgotten", data={"email": lead.email}, headers=ENGLISH)

    assert "too many attempts" in fourth.text
    assert len(session.exec(select(OutgoingMail)).all()) == 3


def test_a_link_expires(client, session, lead, clock):
    secret = make_password_link(session, lead, lasts=timedelta(hours=2), at=clock())
    session.commit()
    assert client.get(f"/password/{secret}").status_code == 200

    clock.move(hours=3)

    assert client.get(f"/password/{secret}").status_code == 410


@on_sqlite
@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "Use 12 to 128 characters."),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "easy to guess"),
        ("mette og mette igen", "mette og mette igen", "easy to guess"),
        ("et helt nyt ordvalg", "et andet ordvalg", "The two passwords differ."),
        ("", "", "Write a password."),
        ("x" * 300, "x" * 300, "There is room for"),
    ],
)
def test_a_poor_password_is_refused_with_a_sentence_at_its_field(
    client, session, lead, clock, password, again, sentence
):
    secret = make_password_link(session, lead, lasts=timedelta(hours=2), at=clock())
    session.commit()

    answer = client.post(f"/password/{secret}", data={"password": password, "again": again}, headers=ENGLISH)

    assert answer.status_code == 200
    assert sentence in answer.text


def test_one_changes_ones_own_password_with_the_one_in_use(client, app, session, lead, sign_in):
    sign_in(client, lead)
    elsewhere = app.test_client()
    sign_in(elsewhere, lead)
    new = {"password": "et helt nyt ordvalg", "again": "et helt nyt ordvalg"}

    wrong = client.post("/profile/password", data={"current": "wrong", **new})
    right = client.post("/profile/password", data={"current": PASSWORD, **new})

    assert wrong.status_code == 200
    assert right.status_code == 302
    assert client.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302


@on_sqlite
def test_a_form_without_its_token_is_refused(app, client, lead):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = send(client)

    assert answer.status_code == 400
    assert "expired or was incomplete" in answer.text


def test_what_others_put_into_the_browser_before_a_sign_in_is_gone_after_it(demo_app, session):
    client = demo_app.test_client()
    a_member(session, a_house(session, is_demo=True), Role.LEAD, email="mette@example.org", password=HASH)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by another"

    send(client)

    with client.session_transaction() as cookie:
        assert "planted" not in cookie
    assert len(session.exec(select(SignIn)).all()) == 1


@on_sqlite
def test_an_address_that_is_not_ours_is_not_served(client):
    answer = client.get("/sign-in", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.text


@on_sqlite
def test_every_answer_carries_the_headers_that_keep_the_walls(client, session):
    a_person(session)
    session.commit()

    for path in ("/sign-in", "/nowhere", "/health"):
        headers = client.get(path).headers

        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
