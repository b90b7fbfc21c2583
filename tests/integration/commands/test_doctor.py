"""What `innohus doctor` finds and says."""

import json
from pathlib import Path

from click.testing import CliRunner

from portfolio.cli import main
from tests.command_line import contents, run


def test_the_doctor_has_a_line_for_everything_and_changes_nothing(database):
    before = contents(database)

    findings = json.loads(CliRunner().invoke(main, ["doctor", "--json"]).output)

    assert [one["what"] for one in findings] == [
        "data folder",
        "disk",
        "database",
        "tables",
        "clock",
        "fonts",
        "figures",
        "mail",
        "signature",
    ]
    assert all(one["sentence"] for one in findings)
    assert contents(database) == before


def test_the_doctor_says_what_to_do_about_a_database_that_is_not_there(data):
    output = run("doctor", code=1)

    assert "Run “innohus upgrade” to make it" in output
    assert not Path(data / "innohus.db").exists()


def test_the_doctor_finds_a_mail_server_that_does_not_answer(database, monkeypatch):
    monkeypatch.setenv("INNOHUS_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("INNOHUS_SMTP_PORT", "9")

    assert "127.0.0.1:9 cannot be used" in run("doctor", code=1)
