"""Who may score, what an answer must hold, and when a panel may close."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import RuleBrokenError
from portfolio.rounds.panel import (
    LONGEST_REASON,
    Answer,
    AnswersRefusedError,
    Progress,
    check_answers,
    check_closing,
    check_panel,
    organisation_key,
    panel_warning,
)

CRITERIA = ("R1", "R2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fonden Langt Lys", "fonden  langt lys"),
        ("Tal og Tillid A/S", "Tal og Tillid"),
        ("Havnens Mad ApS", "Havnens Mad, ApS"),
        ("Fjord-Kommune", "FJORD KOMMUNE"),
    ],
)
def test_an_organisation_is_known_again_however_its_name_is_written(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other) != ""


def test_different_organisations_are_not_taken_for_one() -> None:
    assert len({organisation_key(name) for name in ("Asap", "A/S Asap Nord", "Fonden", "Fonden Nord")}) == 4


def people(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_two_to_five_evaluators_make_a_panel(size: int) -> None:
    chosen = people(size)

    check_panel(chosen, members=chosen, project_lead=None)


@pytest.mark.parametrize("size", [0, 1, 6])
def test_fewer_than_two_or_more_than_five_are_refused(size: int) -> None:
    chosen = people(size)

    with pytest.raises(RuleBrokenError) as refusal:
        check_panel(chosen, members=chosen, project_lead=None)

    assert refusal.value.field == "evaluators"


def test_the_same_person_twice_is_one_evaluator() -> None:
    person = uuid4()

    with pytest.raises(RuleBrokenError):
        check_panel([person, person], members=[person], project_lead=None)


def test_one_who_is_not_an_evaluator_of_the_house_is_refused() -> None:
    chosen = people(3)

    with pytest.raises(RuleBrokenError):
        check_panel(chosen, members=chosen[:2], project_lead=None)


def test_the_one_who_leads_the_project_is_refused() -> None:
    chosen = people(3)

    with pytest.raises(RuleBrokenError):
        check_panel(chosen, members=chosen, project_lead=chosen[1])


def test_only_a_panel_below_three_is_warned() -> None:
    assert panel_warning(2)
    assert panel_warning(3) is None


def problems(answers: dict[str, Answer], *, final: bool = False) -> dict[str, str]:
    with pytest.raises(AnswersRefusedError) as refusal:
        check_answers(answers, criteria=CRITERIA, final=final)
    return refusal.value.problems


def test_a_draft_may_be_incomplete() -> None:
    given_answers = {"R1": Answer(reason="Seen at the harbour, level not decided yet")}

    assert check_answers(given_answers, criteria=CRITERIA) == given_answers


def test_handing_in_asks_for_every_criterion() -> None:
    assert set(problems({"R1": Answer(level=3)}, final=True)) == {"R2-level"}


def test_cannot_assess_is_an_answer() -> None:
    complete = {"R1": Answer(level=3), "R2": Answer(cannot_assess=True)}

    assert check_answers(complete, criteria=CRITERIA, final=True) == complete


@pytest.mark.parametrize("level", [1, 5])
def test_the_outermost_levels_need_a_reason_when_handing_in(level: int) -> None:
    bare = {"R1": Answer(level=level), "R2": Answer(level=3)}

    assert set(problems(bare, final=True)) == {"R1-reason"}
    assert check_answers(bare, criteria=CRITERIA) == bare
    check_answers({**bare, "R1": Answer(level=level, reason="Search log of March")}, criteria=CRITERIA, final=True)


@pytest.mark.parametrize("level", [0, 6, -1, 10**30])
def test_a_level_off_the_scale_is_refused(level: int) -> None:
    assert set(problems({"R1": Answer(level=level)})) == {"R1-level"}


def test_a_level_and_cannot_assess_exclude_each_other() -> None:
    assert set(problems({"R1": Answer(level=3, cannot_assess=True)})) == {"R1-level"}


@given(
    level=st.integers(1, 5),
    lowest=st.none() | st.integers(-1, 7),
    highest=st.none() | st.integers(-1, 7),
)
def test_a_range_must_surround_the_level(level: int, lowest: int | None, highest: int | None) -> None:
    answer = Answer(level=level, lowest=lowest, highest=highest)
    fits = (lowest is None or 1 <= lowest <= level) and (highest is None or level <= highest <= 5)

    if fits:
        assert check_answers({"R1": answer}, criteria=CRITERIA) == {"R1": answer}
    else:
        assert set(problems({"R1": answer})) <= {"R1-lowest", "R1-highest"}


def test_a_range_without_a_level_is_dropped() -> None:
    kept = check_answers({"R1": Answer(cannot_assess=True, lowest=2, highest=3)}, criteria=CRITERIA)

    assert kept["R1"] == Answer(cannot_assess=True)


def test_an_unknown_criterion_is_refused_with_its_name() -> None:
    assert "X9" in problems({"X9": Answer(level=3)})["X9-level"]


def test_an_unknown_evidence_grade_is_refused() -> None:
    assert set(problems({"R1": Answer(level=3, evidence="E9")})) == {"R1-evidence"}


def test_a_reason_that_is_too_long_is_refused_with_both_lengths() -> None:
    sentence = problems({"R1": Answer(level=3, reason="a" * 20_000)})["R1-reason"]

    assert "20000" in sentence
    assert str(LONGEST_REASON) in sentence


def test_every_wrong_field_gets_its_own_sentence() -> None:
    answers = {"R1": Answer(level=3, lowest=4, evidence="?"), "R2": Answer(level=7)}

    assert set(problems(answers)) == {"R1-lowest", "R1-evidence", "R2-level"}


def test_a_whole_panel_closes_before_the_last_day() -> None:
    check_closing(Progress(handed_in=3, panel=3), past_last_day=False)


def test_a_panel_with_gaps_closes_after_the_last_day() -> None:
    check_closing(Progress(handed_in=2, panel=5), past_last_day=True)


def test_a_panel_with_gaps_needs_a_confirmation_of_how_many() -> None:
    gaps = Progress(handed_in=3, panel=5)

    with pytest.raises(RuleBrokenError, match="2"):
        check_closing(gaps, past_last_day=False)
    with pytest.raises(RuleBrokenError):
        check_closing(gaps, past_last_day=False, missing_accepted=1)
    check_closing(gaps, past_last_day=False, missing_accepted=2)


@pytest.mark.parametrize("handed_in", [0, 1])
def test_fewer_than_two_answers_never_close(handed_in: int) -> None:
    with pytest.raises(RuleBrokenError):
        check_closing(Progress(handed_in=handed_in, panel=3), past_last_day=True, missing_accepted=3)
