"""Two private rounds with an anonymous reveal and a talk between them; both are kept."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from portfolio.actions.assessments import decline, hand_in, save_answers, take_back
from portfolio.actions.evaluation_rounds import reveal_first_round, start_second_round, write_talk_note
from portfolio.actions.evaluations import cancel_evaluation, close_evaluation, invite_more, move_last_day
from portfolio.actions.reminders import remind_evaluators
from portfolio.db import writing
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.models import (
    Assessment,
    CriterionLevel,
    Evaluation,
    HistoryEntry,
    Membership,
    OutgoingMail,
    RoundSnapshot,
)
from portfolio.queries.evaluation_rounds import (
    find_first_round,
    find_own_first_part,
    list_second_panel,
    list_talk_notes,
    minorities,
    outsider_warning,
)
from portfolio.queries.evaluations import (
    find_own_assessment,
    get_evaluation,
    list_own_answers,
    list_own_tasks,
    list_remarks,
    panel_progress,
)
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.panel import Answer, AnswersRefusedError, Progress
from portfolio.rounds.phases import Phase
from portfolio.rounds.visibility import Role, clerk
from portfolio.scoring.panel import PanelScores
from tests.factories import (
    NOON,
    a_member,
    an_evaluation,
    complete_answers,
    handed_in,
    in_second_round,
    revealed,
    the_assessment,
)
from tests.integration.evaluations.conftest import Place
from tests.integration.evaluations.test_at_once import at_once

BASE = "https://innohus.example"
LATER = NOON + timedelta(days=10)


@pytest.fixture
def two(session: Session, place: Place) -> Evaluation:
    """An evaluation of two rounds whose panel has handed in levels 2, 2 and 5 in the first."""
    evaluation = an_evaluation(session, place.house, place.project, place.panel, rounds=2)
    for viewer, level in zip(place.panel, (2, 2, 5), strict=True):
        handed_in(session, evaluation, viewer, complete_answers(level))
    return evaluation


def reveal(session: Session, place: Place, evaluation: Evaluation, **facts: object) -> RoundSnapshot:
    return reveal_first_round(session, place.lead, place.house, evaluation, at=NOON, base_url=BASE, **facts)


def second(session: Session, place: Place, evaluation: Evaluation, **facts: object) -> Evaluation:
    given = {"closes_on": date(2027, 3, 24), "at": NOON, "base_url": BASE, **facts}
    return start_second_round(session, place.lead, place.house, evaluation, **given)


def test_a_whole_evaluation_keeps_both_rounds_and_takes_its_result_from_the_second(session, place, two):
    reveal(session, place, two)
    second(session, place, two)
    for viewer, level in zip(place.panel, (3, 3, 5), strict=True):
        handed_in(session, two, viewer, complete_answers(level))

    snapshot = close_evaluation(session, place.lead, two, at=LATER)

    assert (snapshot.radicality, snapshot.evaluators) == (50, 3)
    first = find_first_round(session, place.panel[0], two)
    assert first is not None
    assert first.scores.radicality.value == 25
    told = session.exec(
        select(Assessment.round, CriterionLevel.level)
        .join(CriterionLevel, col(CriterionLevel.assessment_id) == Assessment.id)
        .where(CriterionLevel.criterion == "R1")
    ).all()
    assert sorted(told) == [(1, 2), (1, 2), (1, 5), (2, 3), (2, 3), (2, 5)]


def test_the_first_round_is_seen_only_when_revealed_and_only_by_its_panel_and_the_leads(session, place, two):
    late_person, late = a_member(session, place.house, Role.EVALUATOR)
    invite_more(session, place.lead, place.house, two, evaluator_ids={late_person.id}, at=NOON, base_url=BASE)
    _person, board = a_member(session, place.house, Role.BOARD_MEMBER)
    everyone = [place.lead, *place.panel, late, board]
    assert [find_first_round(session, viewer, two) for viewer in everyone] == [None] * 6

    reveal(session, place, two, missing_accepted=1)

    seen = [find_first_round(session, viewer, two) is not None for viewer in everyone]
    assert seen == [True, True, True, True, False, False]
    first = find_first_round(session, place.lead, two)
    assert [remark.text for remark in first.remarks_on("R1")] == ["Seen as 2", "Seen as 2", "Seen as 5"]
    assert first.widest == ("R1", "R2", "R3")
    assert list_remarks(session, place.lead, two) == []


def test_revealing_ends_the_first_round_for_good(session, place, two):
    reveal(session, place, two)
    viewer = place.panel[0]
    mine = the_assessment(session, two, viewer)

    for attempt in (
        lambda: take_back(session, viewer, mine),
        lambda: save_answers(session, viewer, mine, {"R1": Answer(level=3)}, at=NOON),
        lambda: decline(session, viewer, mine, reason="", at=NOON),
    ):
        with pytest.raises(RuleBrokenError, match="first round is over"):
            attempt()
    second(session, place, two)
    with pytest.raises(RuleBrokenError, match="first round is over"):
        take_back(session, viewer, find_own_first_part(session, viewer, two.id))


def test_each_starts_from_the_own_first_answers_and_hands_in_again(session, place, two):
    reveal(session, place, two)
    second(session, place, two)
    viewer = place.panel[2]
    mine = the_assessment(session, two, viewer)

    assert (mine.round, mine.state) == (2, AssessmentState.DRAFT)
    assert {answer.level for answer in list_own_answers(session, viewer, mine).values()} == {5}
    assert panel_progress(session, place.lead, two) == Progress(0, 3)
    assert find_own_assessment(session, viewer, two) == mine
    assert [task.assessment.id for task in list_own_tasks(session, viewer, place.house.id)] == [mine.id]
    assert hand_in(session, viewer, mine, at=NOON).state is AssessmentState.HANDED_IN


def test_whoever_stands_far_from_the_first_median_writes_why(session, place, two):
    reveal(session, place, two)
    second(session, place, two)
    viewer = place.panel[0]
    mine = the_assessment(session, two, viewer)
    save_answers(session, viewer, mine, {"R1": Answer(level=4)}, at=NOON)

    with pytest.raises(AnswersRefusedError) as refusal:
        hand_in(session, viewer, mine, at=NOON)

    assert set(refusal.value.problems) == {"R1-reason"}
    save_answers(session, viewer, mine, {"R1": Answer(level=4, reason="The search log of 3 March")}, at=NOON)
    hand_in(session, viewer, mine, at=NOON)


def test_the_minority_is_printed_although_the_panel_agrees_by_the_rule(session, place):
    more = [*place.panel, *(a_member(session, place.house, Role.EVALUATOR)[1] for _ in range(2))]
    evaluation = an_evaluation(session, place.house, place.project, more)
    for viewer, level in zip(more, (2, 2, 2, 2, 5), strict=True):
        handed_in(session, evaluation, viewer, complete_answers(level))

    snapshot = close_evaluation(session, place.lead, evaluation, at=NOON)

    scores = PanelScores.from_dict(snapshot.scores)
    assert scores.criterion("R1").consensus
    found = minorities(scores, list_remarks(session, place.lead, evaluation))
    assert (found[0].criterion, found[0].reasons[0].text, found[0].silent) == ("R1", "Seen as 5", 0)


def test_the_talk_is_noted_in_order_and_ends_with_the_second_round(session, place, two):
    notes = {"lowest": "It runs elsewhere", "highest": "Not for these people", "other": "", "at": NOON}
    with pytest.raises(RuleBrokenError, match="Reveal the first round"):
        write_talk_note(session, place.lead, two, "R1", **notes)
    reveal(session, place, two)
    write_talk_note(session, place.lead, two, "R1", **notes)
    write_talk_note(session, place.lead, two, "R1", **{**notes, "other": "We ask the municipality"})

    with pytest.raises(RuleBrokenError) as refusal:
        write_talk_note(session, place.lead, two, "R2", **{**notes, "highest": "", "other": "x"})
    assert refusal.value.field == "highest"
    with pytest.raises(NotFoundError):
        write_talk_note(session, place.lead, two, "R99", **notes)
    with pytest.raises(NotAllowedError):
        write_talk_note(session, place.panel[0], two, "R1", **notes)
    assert list_talk_notes(session, place.panel[0], two)["R1"].other == "We ask the municipality"
    _person, board = a_member(session, place.house, Role.BOARD_MEMBER)
    assert list_talk_notes(session, board, two) == {}

    second(session, place, two)
    with pytest.raises(RuleBrokenError, match="talk is over"):
        write_talk_note(session, place.lead, two, "R1", **notes)


def test_steps_out_of_order_are_refused_with_a_sentence(session, place, two):
    with pytest.raises(RuleBrokenError, match="Reveal the first round"):
        second(session, place, two)
    with pytest.raises(RuleBrokenError, match="before you close"):
        close_evaluation(session, place.lead, two, at=LATER)
    reveal(session, place, two)
    with pytest.raises(RuleBrokenError, match="Start the second round"):
        close_evaluation(session, place.lead, two, at=LATER)
    with pytest.raises(RuleBrokenError, match="already revealed"):
        reveal(session, place, two)
    with pytest.raises(RuleBrokenError, match="set when the second round starts"):
        move_last_day(session, place.lead, place.house, two, closes_on=date(2027, 4, 1), at=NOON)
    newcomer, _viewer = a_member(session, place.house, Role.EVALUATOR)
    with pytest.raises(RuleBrokenError, match="blind"):
        invite_more(session, place.lead, place.house, two, evaluator_ids={newcomer.id}, at=NOON, base_url=BASE)
    with pytest.raises(RuleBrokenError, match="after today"):
        second(session, place, two, closes_on=NOON.date())
    assert (two.phase, two.round) == (Phase.TALK, 1)


def test_one_removed_mid_round_is_not_asked_again_and_the_first_answers_stay(session, place, two):
    newcomer, viewer = a_member(session, place.house, Role.EVALUATOR)
    invite_more(session, place.lead, place.house, two, evaluator_ids={newcomer.id}, at=NOON, base_url=BASE)
    handed_in(session, two, viewer, complete_answers(4))
    reveal(session, place, two)
    membership = session.exec(select(Membership).where(Membership.person_id == newcomer.id)).one()
    membership.ended_at = NOON
    session.add(membership)
    session.flush()

    second(session, place, two)

    assert panel_progress(session, place.lead, two).panel == 3
    assert find_own_assessment(session, viewer, two) is None
    assert find_first_round(session, place.lead, two).scores.panel_size == 4


def test_one_who_comes_to_lead_the_project_no_longer_counts(session, place, two):
    place.project.lead_id = place.panel[2].person_id
    session.add(place.project)
    session.flush()

    snapshot = reveal(session, place, two)

    assert PanelScores.from_dict(snapshot.scores).panel_size == 2
    asked = {person.id for person, _part in list_second_panel(session, place.lead, two)}
    assert asked == {viewer.person_id for viewer in place.panel[:2]}


def test_a_second_round_needs_two_who_can_still_answer(session, place, two):
    reveal(session, place, two)
    for viewer in place.panel[:2]:
        row = session.exec(select(Membership).where(Membership.person_id == viewer.person_id)).one()
        row.ended_at = NOON
        session.add(row)
    session.flush()

    with pytest.raises(RuleBrokenError, match="Fewer than two"):
        second(session, place, two)


def test_nothing_of_a_cancelled_evaluation_is_shown_any_more(session, place, two):
    reveal(session, place, two)

    cancel_evaluation(session, place.lead, two, reason="The project stops", at=NOON)

    assert find_first_round(session, place.lead, two) is None
    assert list_talk_notes(session, place.lead, two) == {}


def test_one_who_declines_with_an_interest_is_not_asked_for_this_project_again(session, place, opened):
    viewer = place.panel[0]
    mine = the_assessment(session, opened, viewer)
    decline(session, viewer, mine, reason="We pay for it", has_interest=True, at=NOON)

    with pytest.raises(RuleBrokenError, match="help to pay"):
        invite_more(session, place.lead, place.house, opened, evaluator_ids={viewer.person_id}, at=NOON, base_url=BASE)


def test_a_panel_without_anyone_from_outside_is_told_so(session, place, opened):
    assert outsider_warning(session, place.lead, [opened]) is not None

    outsider, _viewer = a_member(session, place.house, Role.EVALUATOR, organisation="Institut for Arbejde")
    invite_more(session, place.lead, place.house, opened, evaluator_ids={outsider.id}, at=NOON, base_url=BASE)

    assert outsider_warning(session, place.lead, [opened]) is None


def test_each_round_has_its_own_mails_and_reminders(session, place, two):
    reveal(session, place, two)
    remind_evaluators(session, clerk(place.house.id), place.house, at=NOON + timedelta(days=12), base_url=BASE)
    assert _mails(session, "evaluation_reminder") == 0  # nobody is waited for during the talk
    second(session, place, two)
    handed_in(session, two, place.panel[0], complete_answers(2))

    remind_evaluators(session, clerk(place.house.id), place.house, at=NOON + timedelta(days=19), base_url=BASE)

    assert (_mails(session, "first_round_revealed"), _mails(session, "second_round")) == (3, 3)
    assert _mails(session, "evaluation_reminder") == 2


def _mails(session: Session, template: str) -> int:
    return session.exec(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.template == template)).one()


def test_of_two_who_reveal_at_once_and_two_who_start_at_once_the_second_is_told(engine, session, place, two):
    session.commit()

    def act(step):
        def run(_number: int) -> object:
            with writing(engine) as own:
                evaluation = get_evaluation(own, place.lead, place.house.id, two.id)
                return step(own, place, evaluation)

        return sorted(type(outcome).__name__ for outcome in at_once(3, run))

    assert act(reveal) == ["RoundSnapshot", "RuleBrokenError", "RuleBrokenError"]
    assert act(second) == ["Evaluation", "RuleBrokenError", "RuleBrokenError"]
    with writing(engine) as own:
        assert own.exec(select(func.count()).select_from(RoundSnapshot)).one() == 1
        assert own.exec(select(func.count()).select_from(Assessment)).one() == 6
        kinds = own.exec(select(HistoryEntry.kind).where(HistoryEntry.subject_id == two.id)).all()
        assert sorted(kinds) == [
            "evaluation.first_round_revealed",
            "evaluation.opened",
            "evaluation.second_round_started",
        ]


def test_what_was_revealed_cannot_be_rewritten(session, place, two):
    reveal(session, place, two)
    session.commit()

    for statement in ("UPDATE round_snapshot SET round = 2", "DELETE FROM round_snapshot"):
        with pytest.raises(sa.exc.DBAPIError, match="written once"):
            session.execute(sa.text(statement))
        session.rollback()


def test_an_open_evaluation_keeps_its_rubric_when_another_is_shipped(session, place, two, monkeypatch):
    monkeypatch.setattr("portfolio.actions.evaluations.CURRENT_VERSION", "2027-9")
    revealed(session, place.house, two)
    in_second_round(session, place.house, two)
    for viewer in place.panel:
        handed_in(session, two, viewer, complete_answers(3))

    assert close_evaluation(session, place.lead, two, at=LATER).rubric_version == "2026-1"
