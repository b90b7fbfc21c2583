"""The command `innohus-jobs`, as an operator types it."""

import gc
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import Session

from jobs.cli import main
from jobs.garbage import YOUNG
from portfolio.db import writing
from portfolio.models import DiaryEntry, DiaryState, MailState
from tests.outbox import NOON, a_posted_mail, the_mail

Command = Callable[..., Result]
AT_NOON = ("--at", "2027-03-03T13:00+01:00")
IN_JUNE = ("--at", "2027-06-01T08:00+02:00")


@pytest.fixture
def command(engine: Engine, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("INNOHUS_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, words)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """The command decides where this process writes its log; afterwards it is as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # else `force` would close those of the test runner
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.fixture(autouse=True)
def own_garbage() -> Iterator[None]:
    """The command spares what this process has loaded; afterwards it is as before."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


@pytest.fixture
def ticked(engine: Engine) -> None:
    """The clock was last alive at noon."""
    with writing(engine) as session:
        _tick(session)


def _tick(session: Session) -> None:
    moments = {"due_at": NOON, "started_at": NOON, "lease_until": NOON}
    session.add(DiaryEntry(job="tick", state=DiaryState.DONE, **moments))


def test_a_job_is_done_by_hand_as_at_a_moment(command: Command, engine: Engine) -> None:
    a_posted_mail(engine)

    done = command("run", "send_waiting_mail", *AT_NOON)

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "send_waiting_mail is done.")
    assert (the_mail(engine).state, the_mail(engine).sent_at) == (MailState.SENT, NOON)


def test_what_was_loaded_for_a_job_is_spared_before_its_work_begins(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr("jobs.tasks.mail.send_waiting_mail", lambda *_asked: seen.append(gc.get_freeze_count()))

    command("run", "send_waiting_mail", *AT_NOON)

    assert seen[0] > 10_000
    assert gc.get_threshold()[0] == YOUNG


def test_what_the_diary_says_is_done_is_not_done_again(command: Command) -> None:
    command("run", "remind", *AT_NOON)

    again = command("run", "remind", *AT_NOON)

    assert again.output == "remind has already been done for this moment.\n"


def test_a_clock_that_jumped_is_explained_and_confirmed(command: Command, engine: Engine, ticked: None) -> None:
    a_posted_mail(engine)

    held = command("run", "send_waiting_mail", *IN_JUNE)
    confirmed = command("resume", *IN_JUNE)
    done = command("run", "send_waiting_mail", *IN_JUNE)

    assert held.exit_code == 1
    assert "The clock says 1 June 2027 at 06:00, but the last known moment is 3 March 2027 at 12:00." in held.output
    assert confirmed.output == "Noted: 2027-06-01 06:00 UTC is right. Work goes on.\n"
    assert done.exit_code == 0
    assert the_mail(engine).state is MailState.SENT


def test_there_is_nothing_to_confirm_while_the_clock_is_believed(command: Command, ticked: None) -> None:
    assert command("resume", *AT_NOON).output == "Error: Nothing is held back.\n"


@pytest.mark.parametrize("moment", ["tomorrow", "2027-03-03T13:00", ""])
def test_a_moment_without_its_offset_is_refused(command: Command, moment: str) -> None:
    refused = command("run", "remind", "--at", moment)

    assert refused.exit_code == 2
    assert "Write a moment with its offset, as 2027-04-01T08:00+02:00." in refused.output


def test_an_unknown_job_is_refused_with_the_names_of_those_there_are(command: Command) -> None:
    refused = command("run", "make_coffee")

    assert refused.exit_code == 2
    assert "'send_waiting_mail'" in refused.output


def test_a_database_of_another_version_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("INNOHUS_DATABASE_URL", "")
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path))

    refused = CliRunner().invoke(main, ["start"])

    assert refused.output == "Error: The database is not of this version. Run “innohus upgrade”.\n"
