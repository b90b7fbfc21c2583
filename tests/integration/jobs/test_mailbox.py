"""Without a mail server, mails arrive in a local mailbox: each once, whenever the program stops."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_binary_file, policy
from mailbox import Maildir, MaildirMessage

import pytest
from sqlmodel import select

from jobs.context import Context
from jobs.mail.sending import Postman, carrier_for
from portfolio.actions.outbox import COMMIT_LEASE, SENDING_LEASE
from portfolio.db import reading, writing
from portfolio.models import MailState, OutgoingMail
from tests.integration.conftest import MovableClock
from tests.outbox import FACTS, a_posted_mail, send, the_mail, with_server

A_WHILE = timedelta(minutes=1)


class PoweredOffError(BaseException):
    """The machine stopped here."""


def mailbox(context: Context) -> Maildir:
    return Maildir(context.settings.mailbox, factory=None, create=False)


def power_off(*_given: object, **_named: object) -> None:
    raise PoweredOffError


def test_a_mail_arrives_in_the_mailbox_readable(context: Context) -> None:
    a_posted_mail(context.engine)

    send(context)

    (key,) = mailbox(context).keys()
    with mailbox(context).get_file(key) as file:
        message = message_from_binary_file(file, policy=policy.default)
    assert message["Message-ID"] == the_mail(context.engine).message_id
    assert "Fjordhuset asks you to evaluate" in message.get_content()


@pytest.mark.parametrize(
    ("moment", "pause"),
    [("offer", SENDING_LEASE), ("commit", COMMIT_LEASE), ("after", COMMIT_LEASE)],
    ids=["before it is written", "before it is delivered", "after it was delivered"],
)
def test_a_program_that_stops_leaves_no_mail_twice_nor_lost_nor_in_doubt(
    context: Context, clock: MovableClock, moment: str, pause: timedelta
) -> None:
    a_posted_mail(context.engine)
    carrier = carrier_for(context)
    postman = Postman(context, carrier)
    if moment == "after":
        deliver: Callable[[], None] = carrier.commit
        carrier.commit = lambda: (deliver(), power_off())  # type: ignore[method-assign]  # the power goes there
    else:
        setattr(carrier, moment, power_off)

    with pytest.raises(PoweredOffError):
        postman.send_next()
    send(context)
    before_the_lease_ends = len(mailbox(context))
    clock.moment += pause + A_WHILE
    send(context)

    assert before_the_lease_ends == (1 if moment == "after" else 0)
    assert len(mailbox(context)) == 1
    assert the_mail(context.engine).state is MailState.SENT


def test_a_mail_that_was_read_and_filed_is_known_to_have_arrived(context: Context, clock: MovableClock) -> None:
    a_posted_mail(context.engine)
    send(context)
    read = mailbox(context)
    (key,) = read.keys()
    filed = MaildirMessage(read[key])
    filed.set_subdir("cur")
    filed.set_flags("S")
    read[key] = filed
    with writing(context.engine) as session:
        mail = session.exec(select(OutgoingMail)).one()
        mail.state, mail.claimed_until = MailState.COMMITTING, clock.moment

    clock.moment += A_WHILE
    send(context)

    assert the_mail(context.engine).state is MailState.SENT
    assert len(mailbox(context)) == 1


def test_a_mailbox_knows_nothing_of_what_was_given_to_a_server(context: Context, clock: MovableClock) -> None:
    a_posted_mail(context.engine)
    to_server = with_server(context, 1)
    carrier = carrier_for(to_server)
    carrier.offer, carrier.commit = (lambda **_given: None), power_off  # type: ignore[method-assign]  # stops there
    with pytest.raises(PoweredOffError):
        Postman(to_server, carrier).send_next()

    clock.moment += COMMIT_LEASE + A_WHILE
    send(context)

    assert (the_mail(context.engine).state, the_mail(context.engine).problem) == (MailState.IN_DOUBT, "interrupted")
    assert len(mailbox(context)) == 0


def test_a_sender_that_was_replaced_changes_nothing_any_more(context: Context, clock: MovableClock) -> None:
    a_posted_mail(context.engine)
    slow = Postman(context, carrier_for(context))
    offer = slow.carrier.offer

    def offer_slowly(**given: str | bytes) -> None:
        offer(**given)  # type: ignore[arg-type]  # passed on as it came
        clock.moment += SENDING_LEASE + A_WHILE
        send(context)

    slow.carrier.offer = offer_slowly  # type: ignore[method-assign]  # another process overtakes it here

    assert slow.send_next() == "passed_on"
    assert len(mailbox(context)) == 1
    assert (the_mail(context.engine).state, the_mail(context.engine).attempts) == (MailState.SENT, 2)


def test_a_link_that_opens_an_account_is_gone_once_sent(context: Context) -> None:
    a_posted_mail(context.engine, template="set_password")

    send(context)

    mail = the_mail(context.engine)
    assert mail.message is None
    assert mail.message_sha256
    assert FACTS["link"] not in str(mail.facts)
    assert len(mailbox(context)) == 1


def test_a_mail_that_cannot_be_written_fails_alone(context: Context) -> None:
    a_posted_mail(context.engine, count=3)
    with writing(context.engine) as session:
        session.exec(select(OutgoingMail)).all()[1].recipient = "nobody at all"

    send(context)

    with reading(context.engine) as session:
        assert sorted(session.exec(select(OutgoingMail.state))) == ["failed", "sent", "sent"]
        assert session.exec(select(OutgoingMail.problem).where(OutgoingMail.state == "failed")).one() == "unwritable"
