"""The pages of technology signals: registered, looked at, decided on and imported in the browser."""

import re
from io import BytesIO

import pytest
from sqlmodel import select

from portfolio.actions.signal_feeds import add_feed, keep_entries
from portfolio.actions.signals import add_signal
from portfolio.frames.feeds import Feed, FeedEntry
from portfolio.models import Signal, SignalFeed, SignalState
from portfolio.rounds.visibility import Role
from tests.factories import NOON, a_house, a_member, a_project
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite
from tests.integration.test_signals import CARE, FORKLIFT, given

pytestmark = on_sqlite
FILLED = {
    "title": "Self-driving forklift",
    "source_url": "https://example.org/forklift",
    "noticed_on": "2027-03-01",
    "occupations-code": "8344",
    "parameter": "physical_adoption",
    "strength": "strong",
    "direction": "sooner",
    "note": "",
}
SIGNALS = "/houses/fjord/signals/"


@pytest.fixture
def house(session):
    house = a_house(session, short_name="fjord")
    session.commit()
    return house


@pytest.fixture
def lead(session, house, client, sign_in):
    person, viewer = a_member(session, house, Role.LEAD, language="en")
    session.commit()
    sign_in(client, person)
    return viewer


def test_a_signal_is_registered_and_its_project_asks_for_a_re_evaluation(client, lead, session, house):
    project = a_project(session, house, lead, name="Lagerbroen", **FORKLIFT)
    for _ in range(2):
        a_member(session, house, Role.EVALUATOR)
    session.commit()

    answer = client.post(SIGNALS + "new", data=FILLED)
    shown = client.get(answer.location).text
    portfolio = client.get("/houses/fjord/projects/").text
    (step,) = re.findall(r'href="([^"]*evaluations/new[^"]*reason=[^"]*)"', portfolio)

    assert answer.status_code == 302
    assert "It touches 1 project" in shown
    assert "from watch to fragile" in shown
    assert "the signal “Self-driving forklift”" in portfolio
    assert 'value="Signal: Self-driving forklift"' in client.get(step.replace("&amp;", "&")).text
    assert "Under the signals" in client.get(f"/houses/fjord/projects/{project.id}").text


def test_work_is_found_picked_and_removed_without_losing_what_was_written(client, lead):
    found = client.post(SIGNALS + "new", data={**FILLED, "occupation_words": "83", "do": "find"}).text
    picked = client.post(SIGNALS + "new", data={**FILLED, "do": "pick:83"}).text
    removed = client.post(SIGNALS + "new", data={**FILLED, "do": "remove:0"}).text

    assert 'value="pick:83"' in found
    assert "the whole group" in found
    assert picked.count('name="occupations-code"') == 2
    assert 'name="occupations-code"' not in removed
    assert all("Self-driving forklift" in page for page in (found, picked, removed))


def test_what_fits_comes_while_one_types_without_what_is_chosen(client, lead):
    piece = client.get(SIGNALS + "matches?occupation_words=gaffeltruck&occupations-code=8343").text
    nothing = client.get(SIGNALS + "matches?occupation_words=").text

    assert "<html" not in piece
    assert 'value="pick:8344"' in piece
    assert 'value="pick:8343"' not in piece
    assert "button" not in nothing
    assert "No occupation fits" in client.get(SIGNALS + "matches?occupation_words=qqqqzzzz").text


def test_a_preview_says_which_projects_would_turn_and_stores_nothing(client, lead, session, house):
    a_project(session, house, lead, name="Lagerbroen", **FORKLIFT)
    a_project(session, house, lead, name="Omsorg", **CARE)
    a_project(session, house, lead, name="No horizon", occupations={"8344": 10_000})
    session.commit()

    asked = client.post(SIGNALS + "new", data={**FILLED, "title": "", "do": "preview"})
    weak = client.post(SIGNALS + "new", data={**FILLED, "strength": "weak", "do": "preview"}).text
    nobody = client.post(SIGNALS + "new", data={**FILLED, "occupations-code": "2211", "do": "preview"}).text
    assert session.exec(select(Signal)).all() == []
    session.rollback()  # nobody writes while it reads
    real = client.get(client.post(SIGNALS + "new", data=FILLED).location).text

    assert asked.status_code == 200
    assert "It would touch 2 projects. The cautious estimate of 1 would change its band" in asked.text
    assert "Nothing is stored yet." in asked.text
    assert "no horizon, or not run yet" in asked.text
    assert "Omsorg" not in asked.text
    row = re.compile(r"Lagerbroen</a></th>.*?</tr>", re.DOTALL)
    assert (
        row.search(asked.text)[0].split()
        == row.search(real)[0].replace("Base run", "Now").replace("Under the signals", "With the signal").split()
    )
    assert "None would change its band." in weak
    assert "It would touch no project." in nobody


def test_a_preview_takes_as_many_statements_for_one_project_as_for_many(app, client, lead, session, house):
    def count():
        with counted_statements(app.extensions["innohus"]["engine"]) as statements:
            assert client.post(SIGNALS + "new", data={**FILLED, "do": "preview"}).status_code == 200
        return len(statements)

    a_project(session, house, lead, **FORKLIFT)
    session.commit()
    one = count()
    for _ in range(3):
        a_project(session, house, lead, **FORKLIFT)
    session.commit()

    assert count() == one


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"parameter": "", "do": "preview"}, "Choose what the signal speaks to."),
        ({"occupations-code": "", "do": "preview"}, "Choose at least one occupation or group"),
        ({"title": ""}, "Write something here."),
        ({"noticed_on": "the other day"}, "Write a date as 2027-03-31."),
        ({"noticed_on": "2031-01-01"}, "Write the day of the source"),
        ({"source_url": "javascript:alert(1)"}, "begins with https://"),
        ({"occupations-code": "12345"}, "There is no occupation or group"),
        ({"parameter": "rm -rf"}, "Choose what the signal speaks to."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_stored(client, lead, session, wrong, sentence):
    answer = client.post(SIGNALS + "new", data={**FILLED, **wrong})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.exec(select(Signal)).all() == []


def test_a_suggestion_is_taken_up_or_left_out(client, lead, session, house):
    feed = add_feed(session, lead, house, url="https://example.org/f.xml", name="", at=NOON)
    entries = (FeedEntry("1", "<b>Forklift</b>", "text", "https://example.org/1"), FeedEntry("2", "Noise"))
    keep_entries(session, feed.id, Feed("News", entries), at=NOON)
    session.commit()
    signals = {one.title: one for one in session.exec(select(Signal))}
    session.commit()

    page = client.get(SIGNALS).text
    client.post(f"{SIGNALS}{signals['Noise'].id}/dismiss")
    form = client.get(f"{SIGNALS}{signals['<b>Forklift</b>'].id}/accept").text
    client.post(f"{SIGNALS}{signals['<b>Forklift</b>'].id}/accept", data={**FILLED, "title": "Forklift"})

    session.expire_all()
    assert "&lt;b&gt;Forklift" in page
    assert "&lt;b&gt;Forklift" in form
    assert [one.state for one in session.exec(select(Signal).order_by(Signal.title))] == [
        SignalState.IN_FORCE,
        SignalState.DISMISSED,
    ]


def test_a_file_is_looked_at_imported_and_changes_nothing_the_second_time(client, lead, session):
    text = "Signal,Source,Date,Occupations,Speaks to\nTruck,,2027-02-01,8344,physical_adoption\nBad,,x,8344,nonsense\n"

    def send():
        data = {"file": (BytesIO(text.encode()), "s.csv")}
        return client.post(SIGNALS + "import/", data=data, content_type="multipart/form-data").location

    address = send()
    page = client.get(address).text
    digest = re.search(r'name="digest"[^>]*value="([^"]*)"', page)[1]
    stale = client.post(address, data={"digest": "x"}).text
    client.post(address, data={"digest": digest})
    again = client.get(send()).text

    assert "Import 1 signal" in page
    assert "Write a date as" in page
    assert "Look again" in stale
    assert [one.title for one in session.exec(select(Signal))] == ["Truck"]
    assert "There is nothing to import." in again


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"a,b\n1,2\n"])
def test_a_file_that_is_none_gets_one_sentence(client, lead, content):
    data = {"file": (BytesIO(content), "s.csv")}

    answer = client.post(SIGNALS + "import/", data=data, content_type="multipart/form-data")

    assert answer.status_code == 422


def test_feeds_are_followed_and_left(client, lead, session):
    client.post(SIGNALS + "feeds/", data={"url": "https://example.org/feed.xml", "name": "News"})
    twice = client.post(SIGNALS + "feeds/", data={"url": "https://example.org/feed.xml", "name": ""})
    feed = session.exec(select(SignalFeed)).one()
    session.commit()
    page = client.get(SIGNALS + "feeds/").text
    client.post(f"{SIGNALS}feeds/{feed.id}/remove")

    assert twice.status_code == 422
    assert "Not yet" in page
    assert session.exec(select(SignalFeed)).all() == []


def test_the_pages_take_as_many_statements_for_one_row_as_for_many(app, client, lead, session, house):
    engine = app.extensions["innohus"]["engine"]

    def count(address):
        with counted_statements(engine) as statements:
            assert client.get(address).status_code == 200
        return len(statements)

    signal = add_signal(session, lead, house, given(), at=NOON)
    a_project(session, house, lead, **FORKLIFT)
    add_feed(session, lead, house, url="https://example.org/1.xml", name="", at=NOON)
    session.commit()
    pages = (SIGNALS, f"{SIGNALS}{signal.id}", SIGNALS + "feeds/")
    one = [count(page) for page in pages]
    for number in range(3):
        add_signal(session, lead, house, given(title=f"Signal {number}", direction="later"), at=NOON)
        a_project(session, house, lead, **FORKLIFT)
        add_feed(session, lead, house, url=f"https://example.org/{number}/feed.xml", name="", at=NOON)
    session.commit()

    assert [count(page) for page in pages] == one


def test_an_evaluator_reads_but_does_not_change(client, session, house, sign_in):
    person, _viewer = a_member(session, house, Role.EVALUATOR)
    session.commit()
    sign_in(client, person)

    assert client.get(SIGNALS).status_code == 200
    assert client.get(SIGNALS + "new").status_code == 403
    assert client.get(SIGNALS + "feeds/").status_code == 403


@pytest.mark.parametrize(("language", "words"), [("da", "80 %-interval"), ("en", "80 % range")])
def test_the_empty_form_offers_today_and_explains_strength_in_both_languages(client, lead, language, words):
    client.post("/language", data={"language": language})

    page = client.get(SIGNALS + "new").text

    assert 'value="2027-03-03"' in page
    assert words in page
