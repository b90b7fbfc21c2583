"""When a project is due for re-evaluation."""

from datetime import date

import pytest

from portfolio.clock import add_months
from portfolio.rounds.cadence import Due, DueState, Uncertainty, due

TODAY = date(2027, 3, 3)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 12, 15), 12, date(2028, 12, 15)),
    ],
)
def test_months_are_added_on_the_calendar(day, months, later):
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    ("last_closed_on", "uncertainty", "state"),
    [
        (None, Uncertainty.LOW, DueState.NEVER_EVALUATED),
        (date(2026, 9, 2), Uncertainty.HIGH, DueState.OVERDUE),
        (date(2026, 9, 3), Uncertainty.HIGH, DueState.DUE_SOON),
        (date(2026, 9, 2), Uncertainty.MEDIUM, DueState.SCHEDULED),
        (date(2026, 4, 2), Uncertainty.MEDIUM, DueState.DUE_SOON),
        (date(2026, 3, 2), Uncertainty.LOW, DueState.OVERDUE),
    ],
)
def test_the_more_uncertain_a_project_the_sooner_it_is_due(last_closed_on, uncertainty, state):
    found = due(
        registered_on=date(2026, 1, 1),
        last_closed_on=last_closed_on,
        uncertainty=uncertainty,
        under_way=False,
        today=TODAY,
    )

    assert found.state is state


def test_nothing_is_due_while_an_evaluation_is_under_way():
    found = due(
        registered_on=date(2020, 1, 1), last_closed_on=None, uncertainty=Uncertainty.HIGH, under_way=True, today=TODAY
    )

    assert found == Due(DueState.UNDER_WAY, None)
