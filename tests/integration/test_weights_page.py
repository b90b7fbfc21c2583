"""What a house has agreed about weights: written down by its leads, kept for good, and shown beside no preference."""

from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from portfolio.actions.robustness import due_survey, refresh_robustness
from portfolio.actions.weights import agree_weights
from portfolio.errors import NotAllowedError, RuleBrokenError
from portfolio.models import HistoryEntry, WeightAgreement
from portfolio.queries.weights import find_weight_agreement, list_weight_agreements
from portfolio.reference.rubric import Axis
from portfolio.rounds.visibility import Role, clerk
from portfolio.scoring.agreed import WeightKind
from tests.factories import NOON, a_house, a_member
from tests.guard import counted_statements
from tests.integration.conftest import on_sqlite
from tests.integration.test_robustness_page import ADDRESS, closed, enter, house, lead, panel

__all__ = ["enter", "house", "lead", "panel"]  # fixtures

PAGE = "/houses/fjord/weights/"
CONNECTION = {"C1": "2", "C2": "1"}
TODAY = NOON.date()


def agree(session, viewer, house, kind=WeightKind.ORDER, given=None, **facts):
    facts = {"decided_on": TODAY, "at": NOON, **facts}
    return agree_weights(session, viewer, house, Axis.CONNECTION, kind, given or {"C1": 2.0, "C2": 1.0}, **facts)


def test_the_newest_agreement_is_in_force_and_all_are_kept(session, house, lead):
    agree(session, lead[1], house)
    agree(session, lead[1], house, WeightKind.WEIGHTS, {"C1": 30.0, "C2": 70.0}, reason="The board, item 4")
    session.commit()

    lines = list_weight_agreements(session, lead[1], house.id, Axis.CONNECTION)

    assert [line.agreement.kind for line in lines] == [WeightKind.WEIGHTS, WeightKind.ORDER]
    assert {line.by for line in lines} == {lead[0].name}
    assert find_weight_agreement(session, lead[1], house.id, Axis.CONNECTION).weights == {"C1": 30.0, "C2": 70.0}
    assert find_weight_agreement(session, lead[1], house.id, Axis.RADICALITY) is None
    told = session.exec(select(HistoryEntry.detail).where(HistoryEntry.kind == "weights.agreed")).all()
    assert [one["kind"] for one in told] == ["order", "weights"]

    row = lines[0].agreement
    row.reason = "forged"
    session.add(row)
    with pytest.raises(DatabaseError, match="written once"):
        session.commit()
    session.rollback()


@on_sqlite
def test_the_same_agreement_is_not_written_twice_and_can_be_taken_back(session, house, lead):
    first = agree(session, lead[1], house)

    assert agree(session, lead[1], house).id == first.id
    agree(session, lead[1], house, WeightKind.NONE)

    assert find_weight_agreement(session, lead[1], house.id, Axis.CONNECTION) is None
    assert len(session.exec(select(WeightAgreement)).all()) == 2


@on_sqlite
def test_only_a_lead_writes_it_down_and_only_what_can_have_been_agreed(session, house, lead, panel):
    with pytest.raises(NotAllowedError):
        agree(session, panel[0], house)
    with pytest.raises(RuleBrokenError) as future:
        agree(session, lead[1], house, decided_on=date(2027, 3, 4))
    with pytest.raises(RuleBrokenError) as nothing:
        agree(session, lead[1], house, WeightKind.NONE)

    assert (future.value.field, nothing.value.field) == ("decided_on", "kind")
    assert session.exec(select(WeightAgreement)).all() == []


@on_sqlite
def test_an_agreement_makes_a_new_run_due_and_another_house_s_does_not(session, house, lead, panel):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    refresh_robustness(session, house.id, at=NOON)
    other = a_house(session)
    agree(session, a_member(session, other, Role.LEAD)[1], other)
    assert due_survey(session, house.id) is None

    agree(session, lead[1], house)

    assert due_survey(session, house.id).agreed[Axis.CONNECTION].order == ("C2", "C1")
    assert find_weight_agreement(session, clerk(other.id), house.id, Axis.CONNECTION) is None


@pytest.mark.parametrize(
    ("language", "plain", "agreed", "still"),
    [
        (
            "en",
            "Shown without preference: every set of weights is as likely as any other.",
            "Shown under the order agreed on 3 March 2027: C2 > C1. All weights that keep it count.",
            "The agreed weights change no project’s middle place.",
        ),
        (
            "da",
            "Vist uden præference: Alle sæt af vægte er lige sandsynlige.",
            "Vist under den rækkefølge, der blev aftalt den 3. marts 2027: C2 > C1. Alle vægte, der holder den, "
            "tæller med.",
            "De aftalte vægte ændrer intet projekts midterste plads.",
        ),
    ],
)
@on_sqlite
def test_the_page_says_which_weighting_it_shows(session, house, lead, panel, enter, language, plain, agreed, still):
    closed(session, house, lead, panel, "Natteboligen", 5, 5, 4)
    closed(session, house, lead, panel, "Lagerbroen", 2, 2, 1)
    agree(session, lead[1], house)
    refresh_robustness(session, house.id, at=NOON)
    client = enter(language)

    without, under = (client.get(f"{ADDRESS}?axis=connection{more}").text for more in ("", "&weights=agreed"))

    assert plain in without
    assert agreed not in without
    assert agreed in under.replace("&gt;", ">")
    assert plain not in under
    assert still in without


@on_sqlite
def test_a_run_from_before_the_agreement_is_not_shown_as_if_it_knew_it(session, house, lead, panel, enter):
    for name in ("Natteboligen", "Lagerbroen"):
        closed(session, house, lead, panel, name, 2, 2, 1)
    agree(session, lead[1], house)
    refresh_robustness(session, house.id, at=NOON)
    agree(session, lead[1], house, WeightKind.WEIGHTS, {"C1": 1.0, "C2": 3.0})

    page = enter().get(f"{ADDRESS}?axis=connection&weights=agreed").text

    assert "Weights have been agreed on since." in page
    assert "Shown without preference" in page


@on_sqlite
def test_a_lead_writes_an_agreement_down_on_the_page_and_reads_who_and_when(session, lead, enter):
    client = enter()
    sent = {"kind": "weights", "C1": "62,5", "C2": "37.5 %", "decided_on": "2027-03-01", "reason": "The board, item 4"}

    page = client.post(f"{PAGE}?axis=connection", data=sent, follow_redirects=True).text.replace("\xa0", " ")

    assert "C1 · Protected access 62 %, C2 · Return path 38 %" in page
    assert "The board, item 4" in page
    assert lead[0].name in page
    assert 'value="62.50"' in page


@pytest.mark.parametrize(
    ("sent", "sentence", "field"),
    [
        ({"kind": "order", "C1": "1", "C2": "1"}, "C1 has this place already.", "C2"),
        ({"kind": "order", "C1": "1", "C2": ""}, "Give every criterion a place", "C2"),
        ({"kind": "weights", "C1": "0,125", "C2": "2"}, "at most two decimals", "C1"),
        ({"kind": "weights", "C1": "heavy", "C2": "2"}, "is not a number", "C1"),
        ({"kind": "weights", "C1": "1", "C2": "2", "decided_on": ""}, "Choose a day.", "decided_on"),
        ({"kind": "heavier", "C1": "1", "C2": "2"}, "Choose one of those offered.", "kind"),
    ],
)
@on_sqlite
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(session, lead, enter, sent, sentence, field):
    answer = enter().post(f"{PAGE}?axis=connection", data={"decided_on": "2027-03-01", **sent})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert session.exec(select(WeightAgreement)).all() == []


@on_sqlite
def test_a_board_member_reads_agreements_and_writes_none(session, house, lead, client, sign_in):
    agree(session, lead[1], house)
    person, _viewer = a_member(session, house, Role.BOARD_MEMBER)
    session.commit()
    sign_in(client, person)

    page = client.get(f"{PAGE}?axis=connection").text

    assert "C2 · Vej tilbage &gt; C1 · Beskyttet adgang" in page
    assert 'name="decided_on"' not in page
    assert client.post(f"{PAGE}?axis=connection", data={}).status_code == 403


@on_sqlite
def test_the_page_reads_as_often_for_many_agreements_as_for_one(session, house, lead, enter, engine):
    agree(session, lead[1], house)
    client = enter()
    client.get(f"{PAGE}?axis=connection")
    with counted_statements(engine) as few:
        client.get(f"{PAGE}?axis=connection")
    for weight in (1.0, 2.0, 3.0):
        agree(session, lead[1], house, WeightKind.WEIGHTS, {"C1": weight, "C2": 5.0})
    session.commit()

    with counted_statements(engine) as many:
        client.get(f"{PAGE}?axis=connection")

    assert len(few) == len(many)
