from datetime import timedelta

import pytest

from portfolio.models import DiaryEntry, DiaryState, MailState, OutgoingMail
from portfolio.queries.diary import TICK
from tests.factories import a_house, a_person


@pytest.fixture
def ticked(session, clock):
    session.add(
        DiaryEntry(
            job=TICK,
            due_at=clock(),
            state=DiaryState.DONE,
            started_at=clock(),
            lease_until=clock(),
            finished_at=clock(),
        )
    )
    session.commit()


def test_a_well_installation_says_so(client, ticked):
    answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "jobs": {"last_tick": "2027-03-03T12:00:00+00:00", "alive": True, "held": False},
        "mail": {"waiting": 0, "in_doubt": 0, "failed": 0},
        "briefings": {"overdue": 0},
    }


def test_jobs_that_stand_still_need_attention_but_the_pages_stay(client, ticked, clock):
    clock.move(minutes=11)

    answer = client.get("/health")

    assert (answer.status_code, answer.json["status"], answer.json["jobs"]["alive"]) == (200, "attention", False)


def test_a_mail_in_doubt_needs_attention_and_is_only_counted(client, session, ticked, clock):
    person = a_person(session, email="secret@example.org")
    session.add(
        OutgoingMail(
            key="x",
            person_id=person.id,
            recipient=person.email,
            language="da",
            template="reset_password",
            facts={},
            state=MailState.IN_DOUBT,
            next_try_at=clock(),
            posted_at=clock(),
        )
    )
    session.commit()

    answer = client.get("/health")

    assert (answer.json["status"], answer.json["mail"]["in_doubt"]) == ("attention", 1)
    assert "secret" not in answer.text


def test_a_briefing_that_was_not_made_in_time_is_counted(client, session, ticked, clock):
    a_house(session, created_at=clock() - timedelta(days=40))
    session.commit()

    assert client.get("/health").json["briefings"] == {"overdue": 2}


def test_a_database_from_another_version_takes_the_pages_away(client, session):
    from sqlalchemy import text

    session.execute(text("DELETE FROM alembic_version"))
    session.commit()

    answer = client.get("/health")

    assert (answer.status_code, answer.json) == (503, {"status": "down", "database": "needs innohus upgrade"})
