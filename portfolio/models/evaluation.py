"""Evaluations, what each evaluator answered, and the scores that never change."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import CheckConstraint, Field, Index, UniqueConstraint

from portfolio.models.base import Row, one_of
from portfolio.rounds.lifecycle import AssessmentState, EvaluationState
from portfolio.rounds.phases import Phase, phase_of


class Evaluation(Row, table=True):
    """One occasion on which a panel scores a project by one version of the rubric."""

    __table_args__ = (
        CheckConstraint("rounds IN (1, 2) AND round BETWEEN 1 AND rounds", name="round_in_range"),
        Index(
            "ix_evaluation_one_open",
            "project_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    house_id: UUID = Field(foreign_key="house.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", index=True)
    rubric_version: str = Field(max_length=20)
    state: EvaluationState = Field(default=EvaluationState.OPEN, sa_type=one_of(EvaluationState))
    reason: str = Field(default="", description="Why now, when it is not by the calendar")
    opened_at: datetime
    opened_by: UUID | None = Field(default=None, foreign_key="person.id")
    closes_on: date = Field(description="Last day of the round that runs")
    closed_at: datetime | None = None
    rounds: int = Field(default=1, description="How many private rounds it was opened with: one or two")
    round: int = Field(default=1, description="The round that runs, or ran last")
    revealed_at: datetime | None = Field(default=None, description="When the first round was shown to its panel")

    @property
    def phase(self) -> Phase:
        """Where it is among its rounds; means something while it is open."""
        return phase_of(rounds=self.rounds, round_now=self.round, is_revealed=self.revealed_at is not None)


class Assessment(Row, table=True):
    """One evaluator's part of an evaluation; nobody else sees its levels while the evaluation is open."""

    __table_args__ = (UniqueConstraint("evaluation_id", "evaluator_id", "round"),)

    evaluation_id: UUID = Field(foreign_key="evaluation.id", index=True)
    evaluator_id: UUID = Field(foreign_key="person.id", index=True)
    round: int = 1
    state: AssessmentState = Field(default=AssessmentState.INVITED, sa_type=one_of(AssessmentState))
    comment: str = ""
    invited_at: datetime
    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    has_interest: bool = Field(default=False, description="Declined as one who leads or helps to pay for the project")


class CriterionLevel(Row, table=True):
    """An evaluator's answer on one criterion: a level, or that it cannot be assessed.

    No row means not answered; a row with neither holds the notes of a draft, and handing in refuses it.
    """

    __tablename__ = "criterion_level"
    __table_args__ = (
        UniqueConstraint("assessment_id", "criterion"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name="level_in_range"),
        CheckConstraint("level IS NULL OR NOT cannot_assess", name="level_or_cannot_assess"),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id", index=True)
    criterion: str = Field(max_length=10)
    level: int | None = None
    cannot_assess: bool = False
    lowest: int | None = None
    highest: int | None = None
    evidence: str = Field(default="E0", max_length=2)
    reason: str = ""


class ScoreSnapshot(Row, table=True):
    """The scores of a closed evaluation; written once."""

    __tablename__ = "score_snapshot"

    evaluation_id: UUID = Field(foreign_key="evaluation.id", unique=True)
    house_id: UUID = Field(foreign_key="house.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", index=True)
    closed_at: datetime
    rubric_version: str = Field(max_length=20)
    evaluators: int
    radicality: float | None = Field(default=None, description="0–100; None when too little could be assessed")
    decoupling: float | None = None
    connection: float | None = None
    zone: str | None = Field(default=None, max_length=40)
    scores: dict[str, Any] = Field(sa_type=sa.JSON, description="All of `scoring` as plain data, with intervals")


class RoundSnapshot(Row, table=True):
    """What the first of two rounds came to, as it was revealed to the panel; written once."""

    __tablename__ = "round_snapshot"
    __table_args__ = (UniqueConstraint("evaluation_id", "round"),)

    evaluation_id: UUID = Field(foreign_key="evaluation.id", index=True)
    house_id: UUID = Field(foreign_key="house.id", index=True)
    round: int
    revealed_at: datetime
    scores: dict[str, Any] = Field(sa_type=sa.JSON, description="All of `scoring` as plain data, with intervals")


class TalkNote(Row, table=True):
    """What the panel said about one criterion between its rounds, in the facilitator's words and without names."""

    __tablename__ = "talk_note"
    __table_args__ = (UniqueConstraint("evaluation_id", "criterion"),)

    evaluation_id: UUID = Field(foreign_key="evaluation.id", index=True)
    criterion: str = Field(max_length=10)
    lowest: str = Field(default="", description="What speaks for the lowest level; asked first")
    highest: str = Field(default="", description="What speaks for the highest level; asked second")
    other: str = ""
    written_at: datetime
    written_by: UUID | None = Field(default=None, foreign_key="person.id")
