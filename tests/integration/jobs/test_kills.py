"""A sender killed (SIGKILL) many times at any step: no mail twice, none silently lost, every doubt shown."""

import asyncio
import subprocess
import sys
from collections import Counter
from email import message_from_binary_file
from mailbox import Maildir
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine
from sqlmodel import select

from portfolio.db import reading
from portfolio.models import House, MailState, OutgoingMail
from portfolio.queries.mail import list_stuck_mail
from portfolio.rounds.visibility import clerk
from tests.mail_server import Postbox, a_mail_server
from tests.outbox import a_posted_mail

ROOT = Path(__file__).parents[3]
KILLS = {"sqlite": 40, "postgresql": 15}  # a connection to the latter takes longer
MAILS = 70


class SlowPostbox(Postbox):
    """A server that takes its time over the final dot, so that many kills fall into it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.02)
        return answer


def be_killed_often(engine: Engine, folder: Path, port: int) -> None:
    url = engine.url.render_as_string(hide_password=False)
    given = [url, str(folder), str(port), str(KILLS[engine.dialect.name])]
    subprocess.run([sys.executable, "-m", "tests.killed_sender", *given], cwd=ROOT, check=True, timeout=100)


def fates(engine: Engine) -> dict[str, MailState]:
    with reading(engine) as session:
        rows: Any = session.exec(select(OutgoingMail.message_id, OutgoingMail.state)).all()
        return dict(rows)


def test_a_mail_server_gets_nothing_twice_and_every_doubt_is_shown(engine: Engine, tmp_path: Path) -> None:
    a_posted_mail(engine, count=MAILS)
    postbox = SlowPostbox()

    with a_mail_server(postbox) as port:
        be_killed_often(engine, tmp_path, port)

    arrived = Counter(postbox.message_ids())
    states = fates(engine)
    assert max(arrived.values()) == 1
    assert set(states.values()) <= {MailState.SENT, MailState.IN_DOUBT}
    assert {message for message, state in states.items() if state is MailState.SENT} <= set(arrived)
    in_doubt = [message for message, state in states.items() if state is MailState.IN_DOUBT]
    assert 0 < len(in_doubt) <= KILLS[engine.dialect.name]
    with reading(engine) as session:
        house = session.exec(select(House)).one()
        assert len(list_stuck_mail(session, clerk(house.id), house.id)) == len(in_doubt)


def test_a_mailbox_gets_everything_once_without_any_doubt(engine: Engine, tmp_path: Path) -> None:
    a_posted_mail(engine, count=MAILS)

    be_killed_often(engine, tmp_path, port=0)

    mailbox = Maildir(tmp_path / "mailbox", factory=None)
    arrived = []
    for key in mailbox.keys():  # noqa: SIM118 -- a Maildir's iterator gives messages, not keys
        with mailbox.get_file(key) as file:
            arrived.append(message_from_binary_file(file)["Message-ID"])
    assert sorted(arrived) == sorted(fates(engine))
    assert set(fates(engine).values()) == {MailState.SENT}
