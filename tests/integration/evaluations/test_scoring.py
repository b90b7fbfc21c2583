"""What evaluators do with their own form."""

import pytest
from sqlmodel import Session, func, select

from portfolio.actions.assessments import decline, hand_in, save_answers, take_back
from portfolio.errors import NotAllowedError, NotFoundError, RuleBrokenError
from portfolio.models import CriterionLevel, Evaluation
from portfolio.queries.evaluations import (
    get_own_assessment,
    list_evaluations,
    list_own_answers,
    list_panel,
    panel_progress,
)
from portfolio.rounds.lifecycle import AssessmentState
from portfolio.rounds.panel import Answer, AnswersRefusedError, Progress
from tests.factories import (
    NOON,
    complete_answers,
    handed_in,
    the_assessment,
)
from tests.integration.evaluations.conftest import Place


def test_a_draft_is_kept_and_changed_criterion_by_criterion(session: Session, place: Place, opened: Evaluation) -> None:
    viewer = place.panel[0]
    mine = the_assessment(session, opened, viewer)

    save_answers(session, viewer, mine, {"R1": Answer(level=4), "R2": Answer(reason="not sure yet")}, at=NOON)
    save_answers(session, viewer, mine, {"R1": Answer(level=2, evidence="E2")}, at=NOON, comment="Good days")

    assert list_own_answers(session, viewer, mine) == {
        "R1": Answer(level=2, evidence="E2"),
        "R2": Answer(reason="not sure yet"),
    }
    assert (mine.state, mine.comment, mine.saved_at) == (AssessmentState.DRAFT, "Good days", NOON)


def test_an_answer_made_blank_again_leaves_no_row(session: Session, place: Place, opened: Evaluation) -> None:
    viewer = place.panel[0]
    mine = the_assessment(session, opened, viewer)
    save_answers(session, viewer, mine, {"R1": Answer(reason="hm")}, at=NOON)

    save_answers(session, viewer, mine, {"R1": Answer()}, at=NOON)

    assert session.exec(select(func.count()).select_from(CriterionLevel)).one() == 0


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"R1": Answer(level=6)}, "R1-level"),
        ({"R1": Answer(level=3, lowest=4)}, "R1-lowest"),
        ({"R1": Answer(level=3, highest=2)}, "R1-highest"),
        ({"R1": Answer(level=3, reason="a" * 20_000)}, "R1-reason"),
        ({"Q7": Answer(level=3)}, "Q7-level"),
    ],
)
def test_of_answers_with_one_wrong_none_is_kept(
    session: Session, place: Place, opened: Evaluation, bad: dict[str, Answer], field: str
) -> None:
    viewer = place.panel[0]
    mine = the_assessment(session, opened, viewer)

    with pytest.raises(AnswersRefusedError) as refusal:
        save_answers(session, viewer, mine, {"R3": Answer(level=3), **bad}, at=NOON)

    assert set(refusal.value.problems) == {field}
    assert list_own_answers(session, viewer, mine) == {}


def test_handing_in_needs_every_criterion_and_keeps_the_draft(
    session: Session, place: Place, opened: Evaluation
) -> None:
    viewer = place.panel[0]
    mine = the_assessment(session, opened, viewer)
    incomplete = complete_answers()
    del incomplete["C2"]
    save_answers(session, viewer, mine, incomplete, at=NOON)

    with pytest.raises(AnswersRefusedError) as refusal:
        hand_in(session, viewer, mine, at=NOON)

    assert set(refusal.value.problems) == {"C2-level"}
    assert mine.state is AssessmentState.DRAFT


def test_what_is_handed_in_stays_until_it_is_taken_back(session: Session, place: Place, opened: Evaluation) -> None:
    viewer = place.panel[0]
    mine = handed_in(session, opened, viewer)

    with pytest.raises(RuleBrokenError):
        save_answers(session, viewer, mine, {"R1": Answer(level=2)}, at=NOON)
    take_back(session, viewer, mine)
    save_answers(session, viewer, mine, {"R1": Answer(level=2)}, at=NOON)

    assert mine.handed_in_at is None
    assert list_own_answers(session, viewer, mine)["R1"].level == 2


def test_another_evaluators_assessment_does_not_exist(session: Session, place: Place, opened: Evaluation) -> None:
    theirs = the_assessment(session, opened, place.panel[1])

    for viewer in (place.panel[0], place.lead):
        with pytest.raises(NotFoundError):
            get_own_assessment(session, viewer, place.house.id, theirs.id)
        with pytest.raises(NotFoundError):
            save_answers(session, viewer, theirs, {"R1": Answer(level=3)}, at=NOON)
        assert list_own_answers(session, viewer, theirs) == {}


def test_one_who_has_become_the_projects_lead_cannot_hand_in(
    session: Session, place: Place, opened: Evaluation
) -> None:
    viewer = place.panel[0]
    place.project.lead_id = viewer.person_id
    session.add(place.project)
    session.flush()

    with pytest.raises(NotAllowedError):
        handed_in(session, opened, viewer)


def test_declining_throws_the_draft_away_and_tells_the_lead_why(
    session: Session, place: Place, opened: Evaluation
) -> None:
    viewer = place.panel[0]
    mine = the_assessment(session, opened, viewer)
    save_answers(session, viewer, mine, {"R1": Answer(level=3)}, at=NOON)

    decline(session, viewer, mine, reason="I know them too well", at=NOON)

    panel = {panellist.person.id: panellist for panellist in list_panel(session, place.lead, opened)}
    assert panel[viewer.person_id].decline_reason == "I know them too well"
    assert list_own_answers(session, viewer, mine) == {}
    assert panel_progress(session, place.lead, opened) == Progress(handed_in=0, panel=2)


def test_the_panel_and_its_progress_are_for_leads(session: Session, place: Place, opened: Evaluation) -> None:
    for read in (list_panel, panel_progress):
        with pytest.raises(NotAllowedError):
            read(session, place.panel[0], opened)
    assert [line.progress for line in list_evaluations(session, place.panel[0], place.house.id)] == [None]


def test_a_comment_written_to_the_panel_is_not_shown_to_the_lead_as_a_reason(
    session: Session, place: Place, opened: Evaluation
) -> None:
    viewer = place.panel[0]
    save_answers(session, viewer, the_assessment(session, opened, viewer), {}, at=NOON, comment="Too bold for us")

    assert {panellist.decline_reason for panellist in list_panel(session, place.lead, opened)} == {""}
