"""Backing up, restoring, and verifying the history from the command line."""

import json
import sqlite3
import zipfile

from sqlmodel import Session, select

from portfolio.db import open_engine, reading, writing
from portfolio.models import DiaryEntry, HistoryEntry, House, OutgoingMail
from portfolio.models.mail import MailState
from portfolio.rounds.visibility import Role
from tests.command_line import projects, run
from tests.factories import NOON, a_member, a_project


def test_a_changed_history_is_named(database, sheet):
    run("import", sheet, "--house", "fjord")
    assert "unbroken" in run("verify-history", "--house", "fjord")

    with database.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_entry_no_update")
        connection.exec_driver_sql("UPDATE history_entry SET detail = '{}' WHERE sequence = 2")

    assert "Entry 2 was changed after it was written." in run("verify-history", code=1)
    report = json.loads(run("verify-history", "--json", code=1))
    assert {one["house"]: one["first_broken"] for one in report} == {"bakke": None, "fjord": 2}


def test_an_entry_taken_out_of_the_history_is_named(database, sheet):
    run("import", sheet, "--house", "fjord")
    with database.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_entry_no_delete")
        connection.exec_driver_sql("DELETE FROM history_entry WHERE sequence = 1")

    assert "Entry 1 is missing." in run("verify-history", code=1)


def test_a_backup_comes_back_whole_with_all_sending_held(database, sheet, data, tmp_path, monkeypatch):
    (data / "secret-key").write_text("key")
    run("import", sheet, "--house", "fjord")
    with writing(database) as session:
        _a_mail(session, MailState.WAITING)
        _a_mail(session, MailState.SENT)
    run("backup", "--to", tmp_path / "b.zip")

    output = run("restore", tmp_path / "b.zip", "--to", tmp_path / "back")

    assert "1 mails are in doubt now" in output
    assert (tmp_path / "back/secret-key").read_text() == "key"
    assert (tmp_path / "back/innohus.db").stat().st_mode & 0o077 == 0
    restored = open_engine(f"sqlite:///{tmp_path / 'back/innohus.db'}")
    with reading(restored) as session:
        assert sorted(mail.state for mail in session.exec(select(OutgoingMail))) == [MailState.IN_DOUBT, MailState.SENT]
        assert len(session.exec(select(HistoryEntry)).all()) == 3
    assert {project.name for project in projects(restored)} == {"Lagerbroen", "=SUM(A1)"}
    restored.dispose()
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path / "back"))
    assert "nothing is sent until someone confirms it" in run("doctor", code=1)
    assert "is not empty" in run("restore", tmp_path / "b.zip", "--to", tmp_path / "back", code=1)


def test_a_confirmed_restore_holds_nothing_any_more(database, tmp_path, monkeypatch):
    from portfolio.actions.diary import resume_work
    from portfolio.clock import now
    from portfolio.queries.diary import find_hold

    run("backup", "--to", tmp_path)
    (file,) = tmp_path.glob("innohus-*.zip")
    run("restore", file, "--to", tmp_path / "back")
    restored = open_engine(f"sqlite:///{tmp_path / 'back/innohus.db'}")

    with writing(restored) as session:
        assert find_hold(session, now=now()) is not None
        resume_work(session, at=now())
    with reading(restored) as session:
        assert find_hold(session, now=now()) is None
        assert len(session.exec(select(DiaryEntry)).all()) == 2
    restored.dispose()


def test_a_broken_database_is_not_backed_up(database, sheet, tmp_path):
    run("import", sheet, "--house", "fjord")
    with database.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_entry_no_update")
        connection.exec_driver_sql("UPDATE history_entry SET detail = '{}' WHERE sequence = 2")

    assert "The history of fjord is broken." in run("backup", "--to", tmp_path / "b.zip", code=1)
    assert not (tmp_path / "b.zip").exists()


def test_a_backup_changed_by_anyone_is_refused(database, tmp_path):
    run("backup", "--to", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for part in good.infolist():
            content = good.read(part)
            bad.writestr(part, content + b"x" if part.filename == "innohus.db" else content)

    assert "is no backup of Innohus" in run("restore", tmp_path / "bad.zip", "--to", tmp_path / "back", code=1)
    assert list((tmp_path / "back").iterdir()) == []


def test_a_backup_is_taken_while_others_write(database, tmp_path):
    with writing(database) as session:
        house = session.exec(select(House).where(House.short_name == "fjord")).one()
        a_project(session, house, name="Half done")
        run("backup", "--to", tmp_path / "b.zip")

    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extract("innohus.db", tmp_path / "x")
    connection = sqlite3.connect(tmp_path / "x/innohus.db")
    assert connection.execute("SELECT count(*) FROM project").fetchone() == (0,)
    connection.close()


def _a_mail(session: Session, state: MailState) -> None:
    house = session.exec(select(House).where(House.short_name == "fjord")).one()
    person, _viewer = a_member(session, house, Role.LEAD)
    session.add(
        OutgoingMail(
            key=f"test/{state}",
            person_id=person.id,
            recipient=person.email,
            language="da",
            template="briefing",
            facts={},
            state=state,
            next_try_at=NOON,
            posted_at=NOON,
        )
    )
