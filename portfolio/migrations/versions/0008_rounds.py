"""Add two rounds to an evaluation, calibration cases by which evaluators hold their scale, and forecasts.

The reveal, the talk and who must not score; both rounds are kept as they were, and so are answers on the cases,
probabilities, and a forecast once it is settled.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Table and its key: REPLACE INTO slips past UPDATE and DELETE triggers on SQLite, so INSERT on a taken key is refused.
SEALED = {"round_snapshot": "id", "calibration_answer": "id", "forecast_probability": "id"}
SLOTS = ("incremental", "middling", "radical")


def upgrade() -> None:
    _add_rounds()
    _make_round_snapshot()
    _make_talk_note()
    _make_calibration()
    _make_forecasts()
    for table, key in SEALED.items():
        _seal(table, key)
    _seal_settled_forecasts()


def _add_rounds() -> None:
    with op.batch_alter_table("evaluation") as batch_op:
        batch_op.add_column(sa.Column("rounds", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("revealed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_evaluation_round_in_range"), "rounds IN (1, 2) AND round BETWEEN 1 AND rounds"
        )
    with op.batch_alter_table("assessment") as batch_op:
        batch_op.add_column(sa.Column("has_interest", sa.Boolean(), nullable=False, server_default=sa.false()))


def _make_round_snapshot() -> None:
    op.create_table(
        "round_snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("revealed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_round_snapshot_evaluation_id_evaluation")
        ),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_round_snapshot_house_id_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_snapshot")),
        sa.UniqueConstraint("evaluation_id", "round", name=op.f("uq_round_snapshot_evaluation_id_round")),
    )
    op.create_index(op.f("ix_round_snapshot_evaluation_id"), "round_snapshot", ["evaluation_id"])
    op.create_index(op.f("ix_round_snapshot_house_id"), "round_snapshot", ["house_id"])


def _make_talk_note() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "talk_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", text(length=10), nullable=False),
        sa.Column("lowest", text(), nullable=False),
        sa.Column("highest", text(), nullable=False),
        sa.Column("other", text(), nullable=False),
        sa.Column("written_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_talk_note_evaluation_id_evaluation")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_talk_note_written_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_note")),
        sa.UniqueConstraint("evaluation_id", "criterion", name=op.f("uq_talk_note_evaluation_id_criterion")),
    )
    op.create_index(op.f("ix_talk_note_evaluation_id"), "talk_note", ["evaluation_id"])


def _make_calibration() -> None:
    with op.batch_alter_table("house") as batch_op:
        batch_op.add_column(sa.Column("calibrate_first", sa.Boolean(), nullable=False, server_default=sa.false()))
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "calibration_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("slot", _slot(), nullable=False),
        sa.Column("title", text(length=300), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("rubric_version", text(length=20), nullable=False),
        sa.Column("added_at", moment(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("retired_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_calibration_case_added_by_person")),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_calibration_case_house_id_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_case")),
    )
    op.create_index(op.f("ix_calibration_case_house_id"), "calibration_case", ["house_id"])
    used = sa.text("retired_at IS NULL")
    op.create_index(
        "ix_calibration_case_one_used",
        "calibration_case",
        ["house_id", "slot"],
        unique=True,
        sqlite_where=used,
        postgresql_where=used,
    )
    op.create_table(
        "calibration_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("slot", _slot(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", text(length=300), nullable=False),
        sa.Column("rubric_version", text(length=20), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("answered_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluator_id"], ["person.id"], name=op.f("fk_calibration_answer_evaluator_id_person")
        ),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_calibration_answer_house_id_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_answer")),
        sa.UniqueConstraint(
            "house_id",
            "evaluator_id",
            "slot",
            "year",
            name=op.f("uq_calibration_answer_house_id_evaluator_id_slot_year"),
        ),
    )
    op.create_index(op.f("ix_calibration_answer_house_id"), "calibration_answer", ["house_id"])
    op.create_index(op.f("ix_calibration_answer_evaluator_id"), "calibration_answer", ["evaluator_id"])


def _make_forecasts() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    outcome = sa.Enum("yes", "no", "void", name="outcome", native_enum=False, create_constraint=True, length=30)
    op.create_table(
        "forecast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("question", text(length=300), nullable=False),
        sa.Column("resolves_on", sa.Date(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", outcome, nullable=True),
        sa.Column("source", text(), nullable=False),
        sa.Column("settled_at", moment(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_forecast_asked_by_person")),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_forecast_house_id_house")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_forecast_project_id_project")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_forecast_settled_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast")),
    )
    op.create_index(op.f("ix_forecast_house_id"), "forecast", ["house_id"])
    op.create_index(op.f("ix_forecast_project_id"), "forecast", ["project_id"])
    op.create_table(
        "forecast_probability",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("forecast_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("given_at", moment(), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_forecast_probability_percent_in_range")),
        sa.ForeignKeyConstraint(
            ["evaluator_id"], ["person.id"], name=op.f("fk_forecast_probability_evaluator_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["forecast_id"], ["forecast.id"], name=op.f("fk_forecast_probability_forecast_id_forecast")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_probability")),
    )
    op.create_index(op.f("ix_forecast_probability_evaluator_id"), "forecast_probability", ["evaluator_id"])
    op.create_index(op.f("ix_forecast_probability_forecast_id"), "forecast_probability", ["forecast_id"])


def _seal_settled_forecasts() -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'a settled forecast is written once'); END"
        for when in ("UPDATE", "DELETE"):
            name = f"forecast_settled_no_{when.lower()}"
            op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON forecast WHEN OLD.settled_at IS NOT NULL {refuse}")
        op.execute(
            "CREATE TRIGGER forecast_settled_no_replace BEFORE INSERT ON forecast "
            f"WHEN EXISTS (SELECT 1 FROM forecast WHERE id = NEW.id AND settled_at IS NOT NULL) {refuse}"
        )
        return
    op.execute(
        "CREATE TRIGGER forecast_settled BEFORE UPDATE OR DELETE ON forecast FOR EACH ROW "
        "WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION refuse_change()"
    )


def _slot() -> sa.Enum:
    return sa.Enum(*SLOTS, name="slot", native_enum=False, create_constraint=True, length=30)


def _seal(table: str, key: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refuse}"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_sealed_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in SEALED:
        _unseal(table)
    op.drop_table("forecast_probability")
    op.drop_table("forecast")  # its triggers go with it
    op.drop_table("calibration_answer")
    op.drop_table("calibration_case")
    with op.batch_alter_table("house") as batch_op:
        batch_op.drop_column("calibrate_first")
    op.drop_table("talk_note")
    op.drop_table("round_snapshot")
    with op.batch_alter_table("assessment") as batch_op:
        batch_op.drop_column("has_interest")
    op.execute("DELETE FROM criterion_level WHERE assessment_id IN (SELECT id FROM assessment WHERE round > 1)")
    op.execute("DELETE FROM assessment WHERE round > 1")
    with op.batch_alter_table("evaluation") as batch_op:
        batch_op.drop_constraint(op.f("ck_evaluation_round_in_range"), type_="check")
        for column in ("revealed_at", "round", "rounds"):
            batch_op.drop_column(column)


def _unseal(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for kind in ("no_update", "no_delete", "no_replace"):
            op.execute(f"DROP TRIGGER {table}_{kind}")
        return
    for kind in ("sealed", "sealed_whole"):
        op.execute(f"DROP TRIGGER {table}_{kind} ON {table}")
