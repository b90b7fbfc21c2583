"""The line to the mail server is secure and its certificate verified, unless the settings say otherwise."""

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from jobs.context import Context
from portfolio.models import MailState
from tests.mail_server import Postbox, a_certificate, a_mail_server, accepts
from tests.outbox import a_posted_mail, send, the_mail, with_server

SIGN_IN = {"smtp_security": "starttls", "smtp_user": "innohus", "smtp_password": SecretStr("secret")}


@pytest.fixture
def secured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Options of a server that insists on a secure line and a sign-in; this machine trusts its authority."""
    secure, authority = a_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    judge = accepts("innohus", "secret")
    return {"tls_context": secure, "require_starttls": True, "authenticator": judge, "auth_required": True}


def test_a_mail_goes_over_a_secure_line_with_a_sign_in(
    context: Context, postbox: Postbox, secured: dict[str, Any]
) -> None:
    a_posted_mail(context.engine)

    with a_mail_server(postbox, **secured) as port:
        send(with_server(context, port, **SIGN_IN))

    assert the_mail(context.engine).state is MailState.SENT
    assert postbox.was_secure == [True]


def test_nothing_is_sent_to_a_server_that_offers_no_secure_line(context: Context, postbox: Postbox) -> None:
    a_posted_mail(context.engine)

    with a_mail_server(postbox) as port:
        send(with_server(context, port, smtp_security="starttls"))

    assert (the_mail(context.engine).state, the_mail(context.engine).problem) == (MailState.WAITING, "not_secure")
    assert postbox.taken == []


def test_nothing_is_sent_to_a_server_that_nobody_vouches_for(
    context: Context, postbox: Postbox, secured: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_posted_mail(context.engine)
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)

    with a_mail_server(postbox, **secured) as port:
        send(with_server(context, port, **SIGN_IN))

    assert (the_mail(context.engine).state, the_mail(context.engine).problem) == (MailState.WAITING, "not_secure")


def test_nothing_is_sent_to_a_server_with_another_name(
    context: Context, postbox: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure, authority = a_certificate(tmp_path, address="192.0.2.7")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    a_posted_mail(context.engine)

    with a_mail_server(postbox, tls_context=secure) as port:
        send(with_server(context, port, smtp_security="starttls"))

    assert the_mail(context.engine).problem == "not_secure"


def test_a_wrong_password_keeps_the_mail_waiting_for_better_settings(
    context: Context, postbox: Postbox, secured: dict[str, Any]
) -> None:
    a_posted_mail(context.engine)

    with a_mail_server(postbox, **secured) as port:
        send(with_server(context, port, **{**SIGN_IN, "smtp_password": SecretStr("wrong")}))

    mail = the_mail(context.engine)
    assert mail.state is MailState.WAITING
    assert mail.problem.startswith("sign_in_refused 535")
