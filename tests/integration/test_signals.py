"""Technology signals: registered, run, raised as re-evaluations, taken back; the base run stays as it was."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from portfolio.actions.resilience import score_resilience
from portfolio.actions.signal_feeds import add_feed, keep_entries, note_feed_problem
from portfolio.actions.signal_import import SignalFate, digest_of, import_signals, plan_signals
from portfolio.actions.signals import (
    SignalInput,
    accept_signal,
    add_signal,
    check_signal,
    dismiss_signal,
    withdraw_signal,
)
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.frames.exports import house_tables
from portfolio.frames.feeds import Feed, FeedEntry
from portfolio.frames.signal_rows import read_signals
from portfolio.language import speaking
from portfolio.models import HistoryEntry, ResilienceRun, Signal, SignalRun, SignalState
from portfolio.queries.attention import list_attention
from portfolio.queries.attention_items import AttentionKind
from portfolio.queries.projects import get_project_sheet
from portfolio.queries.signals import get_signal, list_signals, list_touched_projects
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project, an_evaluation
from tests.integration.conftest import on_sqlite

TODAY = NOON.date()
FORKLIFT = {"horizon_year": 2037, "occupations": {"8344": 10_000}}  # p10 lies in the band “watch” without signals
CARE = {"horizon_year": 2035, "occupations": {"5322": 10_000}}


@pytest.fixture
def house(session):
    return a_house(session)


@pytest.fixture
def lead(session, house):
    return a_member(session, house, Role.LEAD)[1]


def given(**facts):
    defaults = {
        "title": "Self-driving forklift",
        "source_url": "https://example.org/forklift",
        "noticed_on": TODAY,
        "occupations": ["8344"],
        "parameter": "physical_adoption",
        "strength": "strong",
    }
    return SignalInput(**{**defaults, **facts})


def runs(session, table, project):
    return session.exec(select(table).where(table.project_id == project.id).order_by(table.at)).all()


def signal_attention(session, lead, house):
    found = list_attention(session, lead, house.id, today=TODAY)
    return [item for item in found if item.kind is AttentionKind.SIGNAL]


def test_a_signal_runs_the_projects_it_touches_and_leaves_the_base_run(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFT)
    other = a_project(session, house, lead, **CARE)

    add_signal(session, lead, house, given(), at=NOON)

    (base,) = runs(session, ResilienceRun, project)
    (run,) = runs(session, SignalRun, project)
    assert (run.base_run_id, run.base_p10) == (base.id, base.p10)
    assert run.p10 < base.p10
    assert run.watch_year < base.watch_year
    assert runs(session, SignalRun, other) == []


def test_a_change_of_the_cautious_band_is_listed_with_the_signal_until_re_evaluated(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFT)
    add_signal(session, lead, house, given(), at=NOON)
    panel = [a_member(session, house, Role.EVALUATOR)[1] for _ in range(2)]

    with speaking("en"):
        (item,) = signal_attention(session, lead, house)
        assert "Self-driving forklift" in item.reason
        assert "from watch to fragile" in item.reason
    assert item.is_pressing
    an_evaluation(session, house, project, panel, at=NOON + timedelta(minutes=1))
    assert signal_attention(session, lead, house) == []


@on_sqlite
def test_a_weak_signal_far_from_a_threshold_raises_nothing(session, house, lead):
    project = a_project(session, house, lead, horizon_year=2029, occupations={"8344": 10_000})

    add_signal(session, lead, house, given(strength="weak"), at=NOON)

    (run,) = runs(session, SignalRun, project)
    assert not run.raises
    assert signal_attention(session, lead, house) == []


@on_sqlite
def test_a_second_signal_that_changes_no_band_keeps_the_first_ones_reason(session, house, lead):
    a_project(session, house, lead, **FORKLIFT)
    add_signal(session, lead, house, given(), at=NOON)

    add_signal(session, lead, house, given(title="Another", strength="weak"), at=NOON + timedelta(hours=1))

    (item,) = signal_attention(session, lead, house)
    assert item.signal == "Self-driving forklift"


def test_a_withdrawn_signal_brings_the_base_figures_back_and_ends_the_listing(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFT)
    signal = add_signal(session, lead, house, given(), at=NOON)

    withdraw_signal(session, lead, house, signal, at=NOON + timedelta(hours=1))

    first, last = runs(session, SignalRun, project)
    assert first.signals == [str(signal.id)]
    assert (last.signals, last.p10, last.p50) == ([], last.base_p10, last.base_p50)
    assert signal_attention(session, lead, house) == []
    assert get_project_sheet(session, lead, project.id, today=TODAY).under_signals is None


def test_running_again_without_news_writes_nothing(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFT)
    add_signal(session, lead, house, given(), at=NOON)

    for _ in range(3):
        score_resilience(session, project, at=NOON + timedelta(days=1))

    assert len(runs(session, SignalRun, project)) == 1


def test_at_new_year_both_runs_are_made_again_and_nothing_is_raised_twice(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFT)
    add_signal(session, lead, house, given(), at=NOON)

    score_resilience(session, project, at=NOON + timedelta(days=320))

    first, second = runs(session, SignalRun, project)
    assert first.base_run_id != second.base_run_id
    assert (first.raises, second.raises) == (True, False)


@on_sqlite
def test_a_project_registered_after_the_signal_is_run_under_it(session, house, lead):
    add_signal(session, lead, house, given(occupations=["83"]), at=NOON)

    project = a_project(session, house, lead, **FORKLIFT)

    assert len(runs(session, SignalRun, project)) == 1


def test_a_run_under_signals_is_written_once(session, house, lead):
    a_project(session, house, lead, **FORKLIFT)
    add_signal(session, lead, house, given(), at=NOON)

    with pytest.raises(sa.exc.DBAPIError, match="written once"):
        session.exec(sa.text("UPDATE signal_run SET p10 = 1"))


@on_sqlite
def test_everything_that_happens_to_a_signal_is_in_the_history(session, house, lead):
    a_project(session, house, lead, **FORKLIFT)
    signal = add_signal(session, lead, house, given(), at=NOON)
    withdraw_signal(session, lead, house, signal, at=NOON)

    kinds = session.exec(select(HistoryEntry.kind).order_by(HistoryEntry.sequence)).all()

    assert [kind for kind in kinds if "signal" in kind] == [
        "signal.registered",
        "project.signalled",
        "signal.withdrawn",
        "project.signalled",
    ]


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://"}, "source_url"),
        ({"source_url": "https://[x"}, "source_url"),
        ({"noticed_on": None}, "noticed_on"),
        ({"noticed_on": TODAY + timedelta(days=1)}, "noticed_on"),
        ({"noticed_on": date(1066, 1, 1)}, "noticed_on"),
        ({"occupations": []}, "occupations"),
        ({"occupations": ["9999"]}, "occupations"),
        ({"occupations": ["83a"]}, "occupations"),
        ({"parameter": ""}, "parameter"),
        ({"parameter": "spread"}, "parameter"),
        ({"strength": "huge"}, "strength"),
        ({"direction": "up"}, "direction"),
    ],
)
def test_bad_input_gets_one_sentence_at_its_field_and_stores_nothing(session, house, lead, wrong, field):
    with pytest.raises(RuleBrokenError) as error:
        add_signal(session, lead, house, given(**wrong), at=NOON)

    assert error.value.field == field
    assert session.exec(select(Signal)).all() == []


def test_a_group_swallows_its_members_and_danish_codes_fall_back():
    facts = check_signal(given(occupations=["8344", "834410", "83", "5322"]), today=TODAY)

    assert facts["occupations"] == ["5322", "83"]


def test_the_same_signal_is_not_registered_twice(session, house, lead):
    add_signal(session, lead, house, given(), at=NOON)

    with pytest.raises(RuleBrokenError):
        add_signal(session, lead, house, given(title="  SELF-driving  forklift"), at=NOON)


@on_sqlite
def test_only_a_lead_registers_and_no_other_house_sees_it(session, house, lead):
    evaluator = a_member(session, house, Role.EVALUATOR)[1]
    stranger = a_member(session, a_house(session), Role.LEAD)[1]
    signal = add_signal(session, lead, house, given(), at=NOON)

    with pytest.raises(NotAllowedError):
        add_signal(session, evaluator, house, given(title="Other"), at=NOON)
    assert get_signal(session, evaluator, house.id, signal.id).id == signal.id
    for read in (
        lambda: list_signals(session, stranger, house.id),
        lambda: get_signal(session, stranger, house.id, signal.id),
        lambda: list_touched_projects(session, stranger, signal),
    ):
        with pytest.raises(NotFoundError):
            read()


# Files

HEADINGS = "Signal;Kilde;Dato;Erhverv;Taler til;Styrke;Retning"


def plan_of(session, house, lead, text):
    return plan_signals(session, lead, house, read_signals(text.encode("cp1252")).rows, at=NOON)


def test_a_file_is_imported_once_and_a_second_time_changes_nothing(session, house, lead):
    text = f"{HEADINGS}\nSelvkørende truck;https://example.org/t;01-02-2027;8344, 933;physical_adoption;stærk;før\n"

    plan = plan_of(session, house, lead, text)
    stored = import_signals(session, lead, house, plan, at=NOON)
    again = plan_of(session, house, lead, text)

    assert [row.fate for row in plan] == [SignalFate.NEW]
    assert (stored[0].occupations, stored[0].noticed_on) == (["8344", "933"], date(2027, 2, 1))
    assert [row.fate for row in again] == [SignalFate.UNCHANGED]
    assert digest_of(again) != digest_of(plan)
    assert import_signals(session, lead, house, again, at=NOON) == []


@on_sqlite
def test_every_bad_row_is_refused_with_a_sentence_at_its_column(session, house, lead):
    rows = [
        "A;;2027-02-30;8344;physical_adoption;;",
        "B;;2027-02-01;8;nonsense;;",
        "C;;2027-02-01;8344;physical_adoption;enormous;",
        "D;;2027-02-01;99999;physical_adoption;;",
        ";;2027-02-01;8344;physical_adoption;;",
        "E;ftp://x;2027-02-01;8344;physical_adoption;;",
        "F;;2027-02-01;8344;physical_adoption;;",
        "F;;2027-02-01;8344;physical_adoption;;",
        "G;;2027-02-01;8344;physical_adoption;;;too much",
    ]

    plan = plan_of(session, house, lead, "\n".join([HEADINGS, *rows]))

    assert [row.problems[0][0] if row.problems else row.fate.value for row in plan] == [
        "noticed_on", "parameter", "strength", "occupations", "title", "source_url", "new", "title", "title",
    ]  # fmt: skip


@on_sqlite
def test_what_a_file_says_otherwise_of_a_known_signal_is_refused(session, house, lead):
    import_signals(
        session,
        lead,
        house,
        plan_of(session, house, lead, f"{HEADINGS}\nA;;2027-02-01;8344;physical_adoption;weak;"),
        at=NOON,
    )

    (row,) = plan_of(session, house, lead, f"{HEADINGS}\nA;;2027-02-01;8344;physical_adoption;strong;")

    assert row.fate is SignalFate.REFUSED


@pytest.mark.parametrize(
    "content",
    [b"", b"  ", b"PK\x03\x04", b"\x89PNG", b"a;b\n1;2\n", b"Signal;Dato\nx;y\n", HEADINGS.encode(), b"\x00" * 50],
)
def test_what_is_no_file_of_signals_gets_one_sentence(content):
    with pytest.raises(RuleBrokenError) as error:
        read_signals(content)

    assert error.value.field == "file"


# Feeds


def test_entries_are_suggested_once_and_change_nothing_until_taken_up(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFT)
    feed = add_feed(session, lead, house, url="https://example.org/feed.xml", name="", at=NOON)
    found = Feed(
        "News", (FeedEntry("1", "Forklift drives itself", "…", "https://example.org/1", TODAY), FeedEntry("2", "Other"))
    )

    assert keep_entries(session, feed.id, found, at=NOON) == 2
    assert keep_entries(session, feed.id, found, at=NOON) == 0
    first = next(one for one in list_signals(session, lead, house.id) if one.title.startswith("Forklift"))
    assert first.state is SignalState.SUGGESTED
    assert runs(session, SignalRun, project) == []
    accept_signal(session, lead, house, first, given(title=first.title), at=NOON)
    assert len(runs(session, SignalRun, project)) == 1
    assert keep_entries(session, feed.id, found, at=NOON) == 0


def test_a_dismissed_entry_does_not_come_back_and_can_be_decided_on_once(session, house, lead):
    feed = add_feed(session, lead, house, url="https://example.org/feed.xml", name="", at=NOON)
    found = Feed("News", (FeedEntry("1", "Noise"),))
    keep_entries(session, feed.id, found, at=NOON)
    (signal,) = list_signals(session, lead, house.id)

    dismiss_signal(session, lead, house, signal, at=NOON)

    assert keep_entries(session, feed.id, found, at=NOON) == 0
    with pytest.raises(RuleBrokenError):
        dismiss_signal(session, lead, house, signal, at=NOON)


def test_a_failing_feed_keeps_what_it_gave_and_tells_why(session, house, lead):
    feed = add_feed(session, lead, house, url="https://example.org/feed.xml", name="", at=NOON)
    keep_entries(session, feed.id, Feed("News", (FeedEntry("1", "Kept"),)), at=NOON)

    note_feed_problem(session, feed.id, "not_xml", at=NOON + timedelta(hours=1))

    session.refresh(feed)
    assert (feed.problem, feed.read_at) == ("not_xml", NOON)
    assert len(list_signals(session, lead, house.id)) == 1


@on_sqlite
@pytest.mark.parametrize("url", ["", "ftp://example.org", "javascript:alert(1)", "example.org/feed"])
def test_a_feed_needs_an_address_of_the_web(session, house, lead, url):
    with pytest.raises(RuleBrokenError) as error:
        add_feed(session, lead, house, url=url, name="", at=NOON)

    assert error.value.field == "url"


@on_sqlite
def test_everything_about_signals_can_be_taken_along(session, house, lead):
    project = a_project(session, house, lead, **FORKLIFT)
    add_signal(session, lead, house, given(), at=NOON)
    add_feed(session, lead, house, url="https://example.org/feed.xml", name="News", at=NOON)

    tables = {one.name: one.rows for one in house_tables(session, lead, house.id, today=TODAY, language="en")}

    assert [row["title"] for row in tables["signals"]] == ["Self-driving forklift"]
    assert [row["project_id"] for row in tables["signal_runs"]] == [str(project.id)]
    assert [row["name"] for row in tables["signal_feeds"]] == ["News"]
