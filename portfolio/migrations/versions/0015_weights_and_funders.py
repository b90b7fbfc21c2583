"""Keep agreed weights (sealed), drafts of calibration cases, who funds a project, and how others class its novelty."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

Text = sqlmodel.sql.sqltypes.AutoString
Moment = sqlmodel.sql.sqltypes.UTCDateTime
CLASSES = {
    "barometer": ("first", "adapted", "copied"),
    "facet": ("enhancement", "mission", "adaptive", "anticipatory"),
    "osborne": ("developmental", "expansionary", "evolutionary", "total"),
}


def upgrade() -> None:
    for name, values in CLASSES.items():
        # In plain SQL: SQLite takes a column with its own CHECK without copying a table that others refer to.
        words = ", ".join(f"'{value}'" for value in values)
        check = f"CONSTRAINT ck_project_{name} CHECK ({name} IN ({words}))"
        op.execute(f"ALTER TABLE project ADD COLUMN {name} VARCHAR(30) {check}")
    op.add_column("project_partner", sa.Column("is_funder", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "weight_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("axis", _choice("axis", "radicality", "decoupling", "connection"), nullable=False),
        sa.Column("kind", _choice("weightkind", "none", "order", "weights"), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("rubric_version", Text(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", Text(), nullable=False),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_weight_agreement_house_id_house")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_weight_agreement_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weight_agreement")),
    )
    op.create_index(op.f("ix_weight_agreement_house_id"), "weight_agreement", ["house_id"])
    op.create_table(
        "calibration_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("slot", _choice("slot", "incremental", "middling", "radical"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_calibration_draft_house_id_house")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_calibration_draft_evaluator_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_draft")),
        sa.UniqueConstraint(
            "house_id",
            "evaluator_id",
            "slot",
            "year",
            name=op.f("uq_calibration_draft_house_id_evaluator_id_slot_year"),
        ),
    )
    op.create_index(op.f("ix_calibration_draft_evaluator_id"), "calibration_draft", ["evaluator_id"])
    _seal("weight_agreement")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def _seal(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}"
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
    op.drop_table("calibration_draft")
    op.drop_table("weight_agreement")  # its triggers go with it
    op.drop_column("project_partner", "is_funder")
    for name in CLASSES:
        op.execute(f"ALTER TABLE project DROP COLUMN {name}")
