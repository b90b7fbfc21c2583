"""Keeping the jobs themselves in order: a sign of life, and sweeping up."""

from datetime import datetime

from jobs.briefings import store
from jobs.context import Context
from portfolio.actions.diary import forget_old_entries
from portfolio.actions.upkeep import sweep


def tick(context: Context, due_at: datetime) -> None:
    """Do nothing: the diary's line about it is the sign of life."""
    del context, due_at


def clean_up(context: Context, due_at: datetime) -> None:
    """Sweep up what has served its time."""
    del due_at  # what is old is old now
    with context.writing() as session:
        forget_old_entries(session, at=context.now())
        sweep(session, at=context.now())
    store.sweep(store.folder_of(context))
