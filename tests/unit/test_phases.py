"""Two private rounds: where an evaluation is, and what may happen there."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.language import speaking
from portfolio.rounds.panel import Answer, AnswersRefusedError, Progress, check_panel
from portfolio.rounds.phases import (
    Phase,
    check_may_close,
    check_may_invite,
    check_minorities,
    check_notes,
    check_revealing,
    check_rounds,
    check_takes_answers,
    is_from_outside,
    is_minority,
    phase_of,
    widest,
)

LEVELS = st.integers(1, 5)


@pytest.fixture(autouse=True)
def _in_english():
    with speaking("en"):
        yield


def test_an_evaluation_goes_from_the_first_round_over_the_talk_to_the_second():
    way = [(1, False), (1, True), (2, True)]

    assert [phase_of(rounds=2, round_now=now, is_revealed=shown) for now, shown in way] == [
        Phase.FIRST_ROUND,
        Phase.TALK,
        Phase.SECOND_ROUND,
    ]
    assert phase_of(rounds=1, round_now=1, is_revealed=False) is Phase.ONLY_ROUND


@pytest.mark.parametrize("phase", Phase)
def test_only_the_last_round_can_be_closed(phase):
    if phase in (Phase.ONLY_ROUND, Phase.SECOND_ROUND):
        check_may_close(phase)
    else:
        with pytest.raises(RuleBrokenError, match="before you close"):
            check_may_close(phase)


@pytest.mark.parametrize("phase", Phase)
def test_nobody_joins_once_the_first_round_was_shown(phase):
    if phase in (Phase.ONLY_ROUND, Phase.FIRST_ROUND):
        check_may_invite(phase)
    else:
        with pytest.raises(RuleBrokenError, match="blind"):
            check_may_invite(phase)


@pytest.mark.parametrize(
    ("phase", "progress", "past", "accepted", "sentence"),
    [
        (Phase.ONLY_ROUND, Progress(3, 3), False, 0, "has one round"),
        (Phase.TALK, Progress(3, 3), False, 0, "already revealed"),
        (Phase.SECOND_ROUND, Progress(3, 3), False, 0, "already revealed"),
        (Phase.FIRST_ROUND, Progress(1, 3), True, 2, "at least two"),
        (Phase.FIRST_ROUND, Progress(2, 3), False, 0, "1 evaluator has not"),
        (Phase.FIRST_ROUND, Progress(2, 4), False, 1, "2 evaluators have not"),
        (Phase.FIRST_ROUND, Progress(2, 3), False, 1, None),
        (Phase.FIRST_ROUND, Progress(2, 3), True, 0, None),
        (Phase.FIRST_ROUND, Progress(3, 3), False, 0, None),
    ],
)
def test_revealing_waits_for_the_panel_or_for_the_lead_to_say_so(phase, progress, past, accepted, sentence):
    if sentence is None:
        check_revealing(phase, progress, past_last_day=past, missing_accepted=accepted)
        return
    with pytest.raises(RuleBrokenError, match=sentence):
        check_revealing(phase, progress, past_last_day=past, missing_accepted=accepted)


def test_answers_of_a_round_that_is_over_do_not_change():
    check_takes_answers(Phase.FIRST_ROUND, answered_in=1, round_now=1)
    check_takes_answers(Phase.SECOND_ROUND, answered_in=2, round_now=2)
    for phase, answered_in, now in ((Phase.TALK, 1, 1), (Phase.SECOND_ROUND, 1, 2)):
        with pytest.raises(RuleBrokenError, match="first round is over"):
            check_takes_answers(phase, answered_in=answered_in, round_now=now)


def test_two_rounds_need_three_so_that_nobody_can_work_out_anothers_answer():
    check_rounds(2, panel=3)
    check_rounds(1, panel=2)
    for rounds, panel in ((2, 2), (3, 5), (0, 5)):
        with pytest.raises(RuleBrokenError):
            check_rounds(rounds, panel=panel)


@pytest.mark.parametrize(("notes", "field"), [(("", "", "x"), "lowest"), (("x", "", "x"), "highest")])
def test_the_lowest_and_the_highest_reasoning_come_first(notes, field):
    with pytest.raises(RuleBrokenError) as refusal:
        check_notes(*notes)

    assert refusal.value.field == field
    check_notes("x", "", "")
    check_notes("x", "y", "z")


@given(st.dictionaries(st.sampled_from(["R1", "R2", "D1"]), st.tuples(LEVELS, st.floats(1, 5))))
def test_everyone_more_than_one_level_away_says_why_and_nobody_else_has_to(given_answers):
    medians = {criterion: median for criterion, (_level, median) in given_answers.items()}
    answers = {criterion: Answer(level=level) for criterion, (level, _median) in given_answers.items()}
    far = {f"{name}-reason" for name, (level, median) in given_answers.items() if abs(level - median) > 1}

    found = set()
    try:
        check_minorities(answers, medians)
    except AnswersRefusedError as refusal:
        found = set(refusal.problems)

    assert found == far
    check_minorities({name: Answer(level=answer.level, reason="Seen") for name, answer in answers.items()}, medians)


def test_cannot_assess_and_an_open_criterion_are_no_minority():
    assert not is_minority(None, 3.0)
    assert not is_minority(5, None)
    assert is_minority(5, 3.5)


@given(st.dictionaries(st.text("RDC123", min_size=2, max_size=3), st.tuples(st.floats(0, 4), st.integers(0, 4))))
def test_at_most_three_criteria_are_talked_of_and_none_left_out_is_wider(spreads):
    chosen = widest(spreads)

    worth = {name for name, (iqr, span) in spreads.items() if iqr >= 1 or span > 1}
    assert len(chosen) == min(3, len(worth))
    assert set(chosen) <= worth
    left = worth - set(chosen)
    assert all(spreads[one] >= spreads[other] for one in chosen for other in left)


def test_one_who_helps_to_pay_for_a_project_cannot_be_asked_again():
    one, other, third = (uuid4() for _ in range(3))
    members = {one, other, third}
    check_panel({one, other}, members=members, project_lead=None, interested={third})

    with pytest.raises(RuleBrokenError, match="help to pay") as refusal:
        check_panel({one, third}, members=members, project_lead=None, interested={third})

    assert refusal.value.field == "evaluators"


@pytest.mark.parametrize(
    ("organisation", "outside"),
    [("Havblik Kommune ", False), ("fjordhuset", False), ("", False), ("Institut for Arbejde", True)],
)
def test_from_outside_is_one_of_neither_house_nor_partner(organisation, outside):
    assert is_from_outside(organisation, ["Fjordhuset", "Havblik kommune"]) is outside
