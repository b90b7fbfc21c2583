"""The demo's mailbox as a page."""

import mailbox
from email.message import EmailMessage

import pytest

from portfolio.rounds.visibility import Role
from tests.factories import a_house, a_member
from tests.guarded_app import guarded_app
from tests.integration.conftest import on_sqlite

pytestmark = on_sqlite

PDF = b"%PDF-1.7 invented"


@pytest.fixture
def demo(settings, clock):
    with guarded_app(settings.model_copy(update={"demo": True}), clock) as app:
        yield app


@pytest.fixture
def person(session):
    person, _viewer = a_member(session, a_house(session, is_demo=True), Role.LEAD, email="karla@demo.example")
    session.commit()
    return person


def a_mail(settings, subject="Orientering, marts 2027", to="Karla Vestergård <karla@demo.example>", day=1):
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = subject, to, "innohus@localhost"
    message["Date"] = f"{day:02} Mar 2027 08:00:00 +0100"
    message.set_content("Kære Karla\n\nSe <b>her</b>: http://localhost/houses/demo/\n")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="orientering-æøå.pdf")
    return mailbox.Maildir(settings.mailbox).add(message)


def test_the_mails_of_a_demo_are_listed_the_newest_first(demo, settings, person, sign_in):
    a_mail(settings, "First", day=1)
    a_mail(settings, "Second", day=2)
    client = demo.test_client()
    sign_in(client, person)

    page = client.get("/mailbox/").text

    assert page.index("Second") < page.index("First")


def test_a_mail_is_shown_as_text_and_its_pdf_opens(demo, settings, person, sign_in):
    key = a_mail(settings)
    client = demo.test_client()
    sign_in(client, person)

    page = client.get(f"/mailbox/{key}").text
    file = client.get(f"/mailbox/{key}/1")

    assert "&lt;b&gt;her&lt;/b&gt;" in page
    assert 'href="http://localhost/houses/demo/"' in page
    assert (file.data, file.mimetype) == (PDF, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("inline")
    assert file.headers["Cache-Control"] == "no-store"
    assert client.get(f"/mailbox/{key}/2").status_code == 404
    assert client.get("/mailbox/../secret-key").status_code == 404


def test_a_mail_to_someone_real_is_not_shown(demo, settings, person, sign_in):
    a_mail(settings, "For the demo")
    secret = a_mail(settings, "Choose your password", to="real@example.org")
    client = demo.test_client()
    sign_in(client, person)

    assert "Choose your password" not in client.get("/mailbox/").text
    assert client.get(f"/mailbox/{secret}").status_code == 404


def test_someone_of_a_real_house_has_no_mailbox_page(demo, session, sign_in):
    real, _viewer = a_member(session, a_house(session), Role.LEAD)
    session.commit()
    client = demo.test_client()
    sign_in(client, real)

    assert client.get("/mailbox/").status_code == 404


def test_outside_a_demo_there_is_no_mailbox_page(client, person, sign_in):
    sign_in(client, person)

    assert client.get("/mailbox/").status_code == 404
