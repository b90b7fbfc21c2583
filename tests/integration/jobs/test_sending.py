"""Sending, in real conversations with a mail server: nothing twice, nothing lost, every doubt kept."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256
from threading import Thread

import pytest
from sqlmodel import select

from jobs.context import Context
from portfolio.db import reading, writing
from portfolio.models import MailState, OutgoingMail, StoredFile
from tests.integration.conftest import MovableClock
from tests.mail_server import Postbox
from tests.outbox import NOON, a_posted_mail, kinds, send, the_mail, with_server

MINUTE = timedelta(minutes=1)


@contextmanager
def a_server_that_leaves_before_the_dot() -> Iterator[int]:
    """A server that hangs up when it has read the first line of the mail, but not the final dot."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # a long mail is not sent before it leaves
        Thread(target=_talk_and_leave, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


def _talk_and_leave(listener: socket.socket) -> None:
    line, _address = listener.accept()
    with line, line.makefile("rwb") as words:
        for answer in (b"220 hello", b"250 hello", b"250 ok", b"250 ok", b"354 go on"):
            words.write(answer + b"\r\n")
            words.flush()
            words.readline()


def test_a_mail_goes_to_the_server_once(to_server: Context, postbox: Postbox) -> None:
    a_posted_mail(to_server.engine)

    send(to_server)
    send(to_server)

    mail = the_mail(to_server.engine)
    assert mail.state is MailState.SENT
    assert postbox.message_ids() == [mail.message_id]
    assert postbox.recipients == [mail.recipient]
    assert postbox.taken[0]["Subject"] == "Evaluate Lagerbroen by 15 March 2027"


def test_many_mails_go_over_one_line_each_to_one_recipient(to_server: Context, postbox: Postbox) -> None:
    a_posted_mail(to_server.engine, count=5)

    send(to_server)

    assert len(postbox.taken) == len(set(postbox.message_ids())) == len(set(postbox.recipients)) == 5


def test_the_attachment_arrives_byte_for_byte(to_server: Context, postbox: Postbox) -> None:
    pdf = b"%PDF-1.7\r\n.\r\n..\r\n" + bytes(range(256)) * 100
    with writing(to_server.engine) as session:
        digest = sha256(pdf).hexdigest()
        session.add(StoredFile(sha256=digest, media_type="application/pdf", content=pdf, stored_at=NOON))
    a_posted_mail(to_server.engine, attachment_sha256=digest, attachment_name="Orientering 2027-03.pdf")

    send(to_server)

    (attached,) = postbox.taken[0].iter_attachments()
    assert isinstance(attached, EmailMessage)
    assert attached.get_content() == pdf
    assert attached.get_filename() == "Orientering 2027-03.pdf"


@pytest.mark.parametrize(("step", "answer"), [("MAIL", "451 Busy"), ("RCPT", "450 Greylisted"), ("DATA", "452 Full")])
def test_a_mail_refused_for_now_waits_and_goes_later_as_the_same_message(
    to_server: Context, postbox: Postbox, clock: MovableClock, step: str, answer: str
) -> None:
    a_posted_mail(to_server.engine)
    postbox.says[step] = answer
    send(to_server)
    waiting = the_mail(to_server.engine)

    postbox.says.clear()
    send(to_server)
    assert postbox.taken == []
    clock.move(minutes=1)
    send(to_server)

    assert (waiting.state, waiting.next_try_at) == (MailState.WAITING, NOON + MINUTE)
    assert waiting.problem == f"busy {answer}"
    sent = the_mail(to_server.engine)
    assert (sent.state, sent.problem) == (MailState.SENT, "")
    assert sent.message == waiting.message


@pytest.mark.parametrize(
    ("step", "problem"), [("RCPT", "recipient_refused 550 No such user"), ("DATA", "message_refused 550 No such user")]
)
def test_a_mail_refused_for_good_fails_and_the_others_go_on(
    to_server: Context, postbox: Postbox, step: str, problem: str
) -> None:
    a_posted_mail(to_server.engine)
    postbox.says[step] = "550 No such user"

    send(to_server)

    mail = the_mail(to_server.engine)
    assert (mail.state, mail.problem) == (MailState.FAILED, problem)
    assert kinds(to_server.engine) == ["mail.failed"]


def test_a_mail_is_given_up_after_the_attempts_of_five_days(to_server: Context, postbox: Postbox) -> None:
    a_posted_mail(to_server.engine, count=1)
    with writing(to_server.engine) as session:
        session.exec(select(OutgoingMail)).one().attempts = 125
    postbox.says["RCPT"] = "450 Greylisted"

    send(to_server)

    assert the_mail(to_server.engine).state is MailState.FAILED


def test_a_line_that_breaks_before_the_final_dot_costs_nothing(
    to_server: Context, postbox: Postbox, clock: MovableClock
) -> None:
    a_posted_mail(to_server.engine)
    postbox.drop_at = "RCPT"
    send(to_server)
    waiting = the_mail(to_server.engine)

    postbox.drop_at = None
    clock.move(minutes=1)
    send(to_server)

    assert (waiting.state, waiting.problem) == (MailState.WAITING, "no_connection")
    assert len(postbox.taken) == 1
    assert the_mail(to_server.engine).state is MailState.SENT


def test_a_line_that_breaks_after_the_final_dot_leaves_a_doubt_that_is_never_sent_again_by_itself(
    to_server: Context, postbox: Postbox, clock: MovableClock
) -> None:
    a_posted_mail(to_server.engine)
    postbox.drop_at = "DATA"
    send(to_server)
    postbox.drop_at = None

    for _day in range(10):
        clock.move(days=1)
        send(to_server)

    mail = the_mail(to_server.engine)
    assert (mail.state, mail.problem) == (MailState.IN_DOUBT, "no_reply")
    assert len(postbox.taken) == 1
    assert kinds(to_server.engine) == ["mail.in_doubt"]


def test_a_server_that_leaves_just_before_the_final_dot_has_not_got_the_mail(context: Context) -> None:
    a_posted_mail(context.engine, facts={"project": "Lagerbroen " * 10_000})
    with a_server_that_leaves_before_the_dot() as port:
        send(with_server(context, port))

    mail = the_mail(context.engine)
    assert (mail.state, mail.problem) == (MailState.WAITING, "no_connection")


def test_an_unreachable_server_is_tried_with_one_mail_not_with_all(context: Context) -> None:
    a_posted_mail(context.engine, count=3)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        send(with_server(context, taken.getsockname()[1]))

    with reading(context.engine) as session:
        assert sorted(session.exec(select(OutgoingMail.attempts))) == [0, 0, 1]
